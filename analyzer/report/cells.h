// Text as a terminal shows it: what is safe to print, and how many columns it takes.
//
// Article text is untrusted: escape sequences, other controls and marks that reorder text (bidirectional overrides)
// are shown by name and never sent. Widths follow Unicode's East Asian Width (UAX #11); combining marks take none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/position.h"

namespace onrecord {

/// One code point made printable.
struct Cell {
  std::string text;
  int width = 1;
  BytePos at;  ///< in the text it came from
};

/// The cells of `text`, positions counted from `begin`.
std::vector<Cell> cells_of(std::string_view text, BytePos begin = BytePos{0});
/// `text` with everything unsafe made visible; line breaks and tabs become blanks.
std::string printable(std::string_view text);
int display_width(std::string_view text);

/// `text` (made printable) in lines of at most `width` columns where words allow it; lines after the first begin with
/// `indent` blanks.
std::string wrapped(std::string_view text, int width, int indent);

}  // namespace onrecord

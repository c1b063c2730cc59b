// Internal to quotation/: quotation marks as found in a block, before they are paired. See find.h.
#pragma once

#include <cstdint>
#include <vector>

#include "article/article.h"
#include "base/position.h"

namespace onrecord {

/// Families of marks that pair with each other.
enum class MarkFamily : std::uint8_t { kDouble, kSingle, kGuillemet, kSingleGuillemet };

struct Mark {
  ByteSpan span;
  MarkFamily family = MarkFamily::kDouble;
  bool can_open = false;
  bool can_close = false;
  bool curly = false;
  bool apostrophe_like = false;  ///< a single mark that may also be an apostrophe: needs a partner to count
};

/// All marks of `block` that may be quotation marks, in text order. Apostrophes inside words and measures (6'2") are
/// left out.
std::vector<Mark> find_marks(const Article& article, const Block& block);

}  // namespace onrecord

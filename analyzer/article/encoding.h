// Bytes of unknown encoding to UTF-8, with the way back.
//
// The encoding is found as the WHATWG Encoding standard orders it (byte order mark, then what the transport said,
// then what the page says about itself), with two departures that real archives need: bytes that are valid UTF-8
// with at least one character beyond ASCII are UTF-8 whatever they are called, and bytes that nothing was said
// about are guessed by ICU's detector. Labels for Latin-1 mean windows-1252, as in every browser.
//
//   DecodedText d = decode_text(bytes, {.declared = "windows-1251"});
//   d.text();          // UTF-8, valid
//   d.map;             // runs from text to the bytes read
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "article/article.h"

namespace onrecord {

struct EncodingHints {
  std::string declared;       ///< charset of the transport (HTTP header), if known
  bool read_meta = false;     ///< look for `<meta charset>` and XML declarations in the first kilobytes
};

/// Invariant: text() is valid UTF-8 without byte order mark; `map` covers it; `repairs` are in order.
/// Holds a view of the input where nothing had to change: the input must outlive it.
class DecodedText {
 public:
  std::string_view text() const { return owned_.empty() ? view_ : std::string_view(owned_); }

  std::string encoding;            ///< name of the encoding that was used, e.g. "UTF-8"
  std::vector<OriginRun> map;      ///< positions of text() to positions of the input
  std::vector<ByteSpan> repairs;   ///< places of text() where broken bytes became U+FFFD

 private:
  friend class TextDecoder;
  std::string_view view_;
  std::string owned_;
};

/// Decodes `bytes`. Never fails: what cannot be read becomes U+FFFD.
/// REQUIRES: bytes.size() < 2^31.
DecodedText decode_text(std::string_view bytes, const EncodingHints& hints);

/// The charset named by `<meta charset=...>`, `<meta ... content="...; charset=...">` or `<?xml encoding=...?>` in
/// the first bytes of a page; empty when there is none.
std::string declared_in_markup(std::string_view bytes);

/// Follows runs from positions to origins. Cheap when asked in rising order, logarithmic otherwise.
class RunCursor {
 public:
  explicit RunCursor(const std::vector<OriginRun>& runs) : runs_(&runs) {}

  /// Origin of the character at `pos`; inside a run of unequal sizes, the run's begin.
  std::uint64_t begin_of(std::size_t pos);
  /// Where the character before `pos` ends in the origin: the exclusive end of a span that ends at `pos`.
  std::uint64_t end_of(std::size_t pos);
  /// The run that holds `pos`; an empty one if there are no runs.
  const OriginRun& seek(std::size_t pos);

 private:

  const std::vector<OriginRun>* runs_;
  std::size_t at_ = 0;
};

/// Adds a run, or lengthens the last one where both map byte for byte and touch.
void append_run(std::vector<OriginRun>& runs, std::size_t text_begin, std::uint64_t origin_begin,
                std::size_t text_size, std::size_t origin_size);

}  // namespace onrecord

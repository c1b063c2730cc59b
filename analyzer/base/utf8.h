// Decoding and encoding of UTF-8, one code point at a time, over ICU's macros.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace onrecord {

/// Reads the code point at byte `at`, moves `at` behind it and says whether the bytes were a valid sequence. A broken one
/// gives U+FFFD and moves at least one byte. REQUIRES: at < text.size().
char32_t decode_utf8(std::string_view text, std::size_t& at, bool& valid);
/// The same without a word on validity. Most of what is read is ASCII: that costs no call.
inline char32_t decode_utf8(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return ++at, first;
  bool valid = true;
  return decode_utf8(text, at, valid);
}
void append_utf8(std::string& out, char32_t c);

}  // namespace onrecord

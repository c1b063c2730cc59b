// Decoding and encoding of UTF-8, one code point at a time, over ICU's macros.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace onrecord {

/// Reads the code point at byte `at` and moves `at` behind it. A broken sequence gives U+FFFD and moves at least one
/// byte. REQUIRES: at < text.size().
char32_t decode_utf8(std::string_view text, std::size_t& at);
/// The same, and says whether the bytes were a valid sequence.
char32_t decode_utf8(std::string_view text, std::size_t& at, bool& valid);
void append_utf8(std::string& out, char32_t c);

}  // namespace onrecord

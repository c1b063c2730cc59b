#include "base/utf8.h"

#include <unicode/utf8.h>

namespace onrecord {

char32_t decode_utf8(std::string_view text, std::size_t& at, bool& valid) {
  // A window of the longest sequence keeps ICU's 32-bit indices apart from the size of the text.
  const std::string_view window = text.substr(at, U8_MAX_LENGTH);
  const auto* bytes = reinterpret_cast<const uint8_t*>(window.data());
  int32_t i = 0;
  UChar32 c = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
  U8_NEXT(bytes, i, static_cast<int32_t>(window.size()), c);
#pragma GCC diagnostic pop
  at += static_cast<std::size_t>(i);
  valid = c >= 0;
  return valid ? static_cast<char32_t>(c) : U'\ufffd';
}

void append_utf8(std::string& out, char32_t c) {
  char buffer[U8_MAX_LENGTH];
  int32_t n = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
  U8_APPEND_UNSAFE(buffer, n, static_cast<UChar32>(c));
#pragma GCC diagnostic pop
  out.append(buffer, static_cast<std::size_t>(n));
}

}  // namespace onrecord

#include "report/cells.h"

#include <fmt/format.h>
#include <unicode/uchar.h>

#include "base/utf8.h"

namespace onrecord {
namespace {

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }
bool reorders(char32_t c) { return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_BIDI_CONTROL); }

std::string shown(char32_t c) {
  std::string out;
  if (c == U'\t' || c == U'\n' || c == U'\r' || c == 0x2028 || c == 0x2029) return " ";
  if (c < 0x20) append_utf8(out, 0x2400 + c);
  else if (c == 0x7f) append_utf8(out, 0x2421);
  else if (is_control(c) || reorders(c)) out = fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(c));
  else append_utf8(out, c);
  return out;
}

int width_of(char32_t c) {
  if (c < 0x7f) return 1;
  if (is_control(c) && c != 0x7f) return 6;  // \u{9b}
  if (reorders(c)) return c < 0x1000 ? 7 : 8;
  constexpr std::uint32_t kZero = U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK;
  if (U_MASK(u_charType(static_cast<UChar32>(c))) & kZero) return c == 0xad ? 1 : 0;
  const int wide = u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_EAST_ASIAN_WIDTH);
  return wide == U_EA_FULLWIDTH || wide == U_EA_WIDE ? 2 : 1;
}

}  // namespace

std::vector<Cell> cells_of(std::string_view text, BytePos begin) {
  std::vector<Cell> out;
  for (std::size_t i = 0; i < text.size();) {
    const BytePos at = begin + i;
    const char32_t c = decode_utf8(text, i);
    out.push_back({shown(c), width_of(c), at});
  }
  return out;
}

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) out += shown(decode_utf8(text, i));
  return out;
}

int display_width(std::string_view text) {
  int width = 0;
  for (std::size_t i = 0; i < text.size();) width += width_of(decode_utf8(text, i));
  return width;
}

std::string wrapped(std::string_view text, int width, int indent) {
  const std::string line = printable(text);
  std::string out;
  int column = indent;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    const std::string_view word(line.data() + at, end - at);
    const int wide = display_width(word);
    if (!out.empty()) {
      const bool fits = column + 1 + wide <= width;
      out += fits ? " " : "\n" + std::string(static_cast<std::size_t>(indent), ' ');
      column = fits ? column + 1 : indent;
    }
    out += word;
    column += wide;
    at = end + 1;
  }
  return out;
}

}  // namespace onrecord

#include "article/json_align.h"

#include <charconv>

#include "article/encoding.h"
#include "base/utf8.h"

namespace onrecord {
namespace {

/// Index of the quotation mark that ends the string which begins behind `at`.
std::size_t string_end(std::string_view json, std::size_t at) {
  while (at < json.size() && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
  return std::min(at, json.size());
}

char32_t hex4(std::string_view json, std::size_t at) {
  unsigned value = 0;
  if (at + 4 <= json.size()) std::from_chars(json.data() + at, json.data() + at + 4, value, 16);
  return value;
}

/// An escape at `at`: how many bytes it takes, and how many its character has in UTF-8.
struct Escape {
  std::size_t raw, text;
};
Escape escape_at(std::string_view json, std::size_t at) {
  if (at + 1 >= json.size() || json[at + 1] != 'u') return {2, 1};
  char32_t c = hex4(json, at + 2);
  const bool pair = c >= 0xD800 && c < 0xDC00;
  if (pair) c = 0x10000;
  std::string utf8;
  append_utf8(utf8, c);
  return {pair ? std::size_t{12} : std::size_t{6}, utf8.size()};
}

std::vector<OriginRun> align_string(std::string_view json, std::size_t begin, std::size_t end) {
  std::vector<OriginRun> runs;
  std::size_t text = 0;
  for (std::size_t at = begin; at < end;) {
    const std::size_t plain = std::min(json.find('\\', at), end);
    if (plain > at) append_run(runs, text, at, plain - at, plain - at);
    text += plain - at;
    if (plain == end) break;
    const Escape escape = escape_at(json, plain);
    append_run(runs, text, plain, escape.text, escape.raw);
    text += escape.text;
    at = plain + escape.raw;
  }
  return runs;
}

}  // namespace

std::vector<OriginRun> align_json_member(std::string_view json, std::string_view name) {
  std::size_t found = 0, found_end = 0;
  int depth = 0;
  bool wanted = false;  // the next value is the member's
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    depth += (c == '{' || c == '[') - (c == '}' || c == ']');
    if (c == ',') wanted = false;
    if (c != '"') continue;
    const std::size_t end = string_end(json, i + 1);
    if (depth == 1 && wanted) {
      found = i + 1;
      found_end = end;
    }
    const std::size_t after = json.find_first_not_of(" \t\r\n", end + 1);
    const bool is_key = after != std::string_view::npos && json[after] == ':';
    if (depth == 1 && is_key) wanted = json.substr(i + 1, end - i - 1) == name;
    i = end;
  }
  return align_string(json, found, found_end);
}

}  // namespace onrecord

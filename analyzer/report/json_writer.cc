#include "report/json_writer.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstring>
#include <iterator>

#include "base/utf8.h"

namespace onrecord {
namespace {

constexpr bool is_plain(unsigned char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; }

constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < table.size(); ++c) table[c] = is_plain(static_cast<unsigned char>(c));
  return table;
}();

/// Do eight bytes hold nothing that needs a second look? Bit tricks after Mycroft's test for a zero byte: they may
/// say "no" for a plain run, never "yes" for one that is not.
bool eight_plain(const char* at) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u, kHighs = 0x8080808080808080u;
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  const auto has_zero = [](std::uint64_t w) { return (w - kOnes) & ~w & kHighs; };
  const std::uint64_t quote = has_zero(word ^ (kOnes * '"'));
  const std::uint64_t slash = has_zero(word ^ (kOnes * '\\'));
  const std::uint64_t control = word - kOnes * 0x20;     // borrows below 0x20
  const std::uint64_t del = word + kOnes;                // 0x7f and above reach the high bit
  return ((quote | slash | control | del | word) & kHighs) == 0;
}

std::size_t plain_run(std::string_view value, std::size_t at) {
  while (at + 8 <= value.size() && eight_plain(value.data() + at)) at += 8;
  while (at < value.size() && kPlain[static_cast<unsigned char>(value[at])]) ++at;
  return at;
}

void append_control(std::string& out, char c) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: fmt::format_to(std::back_inserter(out), FMT_COMPILE("\\u{:04x}"), static_cast<unsigned char>(c));
  }
}

/// A number of four places, without zeros at its end: what the shortest form of it is, without searching for that.
/// REQUIRES: no whole number, below 1e9.
void append_four_places(std::string& out, double value) {
  const std::int64_t all = std::llround(std::abs(value) * 1e4);
  if (value < 0) out += '-';
  const fmt::format_int whole(all / 10000);
  out.append(whole.data(), whole.size()) += '.';
  for (std::int64_t rest = all % 10000, place = 1000; rest > 0; rest %= place, place /= 10)
    out += static_cast<char>('0' + rest / place);
}

}  // namespace

JsonWriter& JsonWriter::member(std::string_view name) {
  separate();
  out_ += '"';
  out_ += name;
  out_ += "\":";
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  separate();
  out_ += '"';
  append_escaped(value);
  out_ += '"';
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::number(std::int64_t value) {
  const fmt::format_int digits(value);
  return raw({digits.data(), digits.size()});
}

JsonWriter& JsonWriter::decimal(double value) {
  if (!std::isfinite(value)) return null();
  const double rounded = std::round(value * 1e4) / 1e4;
  if (rounded == std::trunc(rounded) && std::abs(rounded) < 1e15) return number(static_cast<std::int64_t>(rounded));
  separate();
  if (std::abs(rounded) < 1e9) append_four_places(out_, rounded);
  else fmt::format_to(std::back_inserter(out_), FMT_COMPILE("{}"), rounded);
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::line_break(std::string_view indent) {
  break_ = indent;
  broken_ = true;
  return *this;
}

JsonWriter& JsonWriter::open(char c) {
  separate();
  out_ += c;
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char c) {
  comma_ = false;
  separate();
  out_ += c;
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view value) {
  separate();
  out_ += value;
  comma_ = true;
  return *this;
}

void JsonWriter::separate() {
  if (comma_) out_ += ',';
  if (!broken_) return;
  out_ += '\n';
  out_ += break_;
  broken_ = false;
}

void JsonWriter::append_escaped(std::string_view value) {
  std::size_t at = 0;
  while (at < value.size()) {
    const std::size_t end = plain_run(value, at);
    out_.append(value.data() + at, end - at);
    if (end == value.size()) return;
    at = end;
    const char c = value[at];
    if (static_cast<unsigned char>(c) < 0x80) {
      append_control(out_, c);
      ++at;
    } else {
      append_utf8(out_, decode_utf8(value, at));
    }
  }
}

}  // namespace onrecord

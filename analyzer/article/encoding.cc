#include "article/encoding.h"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>

namespace onrecord {
namespace {

constexpr std::size_t kMetaWindow = 8192;      // WHATWG reads 1024; real pages put meta later
constexpr std::size_t kDetectWindow = 65536;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string lower_copy(std::string_view s) {
  std::string out(s);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

bool is_label_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':' || c == '.';
}

// The label after `pos`: skips blanks, '=' and quotes.
std::string label_at(std::string_view s, std::size_t pos) {
  while (pos < s.size() && std::strchr(" \t\r\n=\"'", s[pos]) && s[pos] != '\0') ++pos;
  std::size_t end = pos;
  while (end < s.size() && is_label_char(s[end])) ++end;
  return std::string(s.substr(pos, end - pos));
}

struct Mark {
  std::string_view bytes;
  const char* name;
};
constexpr std::array<Mark, 5> kMarks = {{{{"\xEF\xBB\xBF", 3}, "UTF-8"},
                                         {{"\xFF\xFE\0\0", 4}, "UTF-32LE"},
                                         {{"\0\0\xFE\xFF", 4}, "UTF-32BE"},
                                         {{"\xFF\xFE", 2}, "UTF-16LE"},
                                         {{"\xFE\xFF", 2}, "UTF-16BE"}}};

const Mark* byte_order_mark(std::string_view bytes) {
  for (const Mark& mark : kMarks) {
    if (bytes.starts_with(mark.bytes)) return &mark;
  }
  return nullptr;
}

// The name a browser would understand by `label`.
std::string browser_name(std::string label) {
  static constexpr std::array<std::string_view, 7> kLatin = {"iso-8859-1", "iso8859-1", "latin1", "latin-1",
                                                            "us-ascii",   "ascii",     "iso_8859-1"};
  label = lower_copy(label);
  if (std::find(kLatin.begin(), kLatin.end(), label) != kLatin.end()) return "windows-1252";
  if (label == "gb2312" || label == "gbk") return "gb18030";
  if (label == "shift_jis" || label == "shift-jis" || label == "sjis") return "windows-31j";
  if (label == "utf8") return "utf-8";
  return label;
}

Converter open_converter(const std::string& name) {
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(name.empty() ? nullptr : ucnv_open(name.c_str(), &status), &ucnv_close);
  if (U_FAILURE(status)) converter.reset();
  return converter;
}

std::string detected_encoding(std::string_view bytes) {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector(ucsdet_open(&status), &ucsdet_close);
  if (U_FAILURE(status)) return "windows-1252";
  const std::string_view sample = bytes.substr(0, kDetectWindow);
  ucsdet_setText(detector.get(), sample.data(), static_cast<std::int32_t>(sample.size()), &status);
  ucsdet_enableInputFilter(detector.get(), true);
  const UCharsetMatch* match = ucsdet_detect(detector.get(), &status);
  if (U_FAILURE(status) || match == nullptr) return "windows-1252";
  const char* name = ucsdet_getName(match, &status);
  return U_FAILURE(status) ? "windows-1252" : browser_name(name);
}

struct Utf8Facts {
  bool valid = true;
  bool beyond_ascii = false;
};

std::size_t skip_ascii(std::string_view s, std::size_t i) {
  std::uint64_t word = 0;
  while (i + sizeof word <= s.size()) {
    std::memcpy(&word, s.data() + i, sizeof word);
    if (word & 0x8080808080808080ULL) break;
    i += sizeof word;
  }
  while (i < s.size() && static_cast<unsigned char>(s[i]) < 0x80) ++i;
  return i;
}

// Decodes the character at `i` and moves behind it; negative for broken bytes.
UChar32 next_char(std::string_view s, std::size_t& i) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(s.data());
  const auto size = static_cast<std::int32_t>(std::min<std::size_t>(s.size() - i, 8));
  std::int32_t step = 0;
  UChar32 c = 0;
  U8_NEXT(data + i, step, size, c);
  i += static_cast<std::size_t>(step);
  return c;
}

Utf8Facts utf8_facts(std::string_view s) {
  Utf8Facts facts;
  for (std::size_t i = skip_ascii(s, 0); i < s.size(); i = skip_ascii(s, i)) {
    if (next_char(s, i) < 0) facts.valid = false;
    else facts.beyond_ascii = true;
    if (!facts.valid && facts.beyond_ascii) break;
  }
  return facts;
}

}  // namespace

void append_run(std::vector<OriginRun>& runs, std::size_t text_begin, std::uint64_t origin_begin,
                std::size_t text_size, std::size_t origin_size) {
  if (text_size == 0) return;
  if (!runs.empty() && text_size == origin_size) {
    OriginRun& last = runs.back();
    if (last.text_size == last.origin_size && last.text_begin.value + last.text_size == text_begin &&
        last.origin_begin.value + last.origin_size == origin_begin) {
      last.text_size += static_cast<std::uint32_t>(text_size);
      last.origin_size += static_cast<std::uint32_t>(origin_size);
      return;
    }
  }
  runs.push_back({BytePos{text_begin}, OriginPos{origin_begin}, static_cast<std::uint32_t>(text_size),
                  static_cast<std::uint32_t>(origin_size)});
}

const OriginRun& RunCursor::seek(std::size_t pos) {
  static constexpr OriginRun kNothing{};
  if (runs_->empty()) return kNothing;
  const auto ends_after = [&](std::size_t i) { return pos < (*runs_)[i].text_begin.value + (*runs_)[i].text_size; };
  const bool here = (*runs_)[at_].text_begin.value <= pos && ends_after(at_);
  if (here) return (*runs_)[at_];
  if (at_ + 1 < runs_->size() && !ends_after(at_) && ends_after(at_ + 1)) return (*runs_)[++at_];
  const auto after = std::upper_bound(runs_->begin(), runs_->end(), pos,
                                      [](std::size_t p, const OriginRun& r) { return p < r.text_begin.value; });
  at_ = after == runs_->begin() ? 0 : static_cast<std::size_t>(after - runs_->begin()) - 1;
  return (*runs_)[at_];
}

std::uint64_t RunCursor::begin_of(std::size_t pos) {
  const OriginRun& run = seek(pos);
  if (pos >= run.text_begin.value + run.text_size) return run.origin_begin.value + run.origin_size;
  const bool exact = run.text_size == run.origin_size && pos >= run.text_begin.value;
  return run.origin_begin.value + (exact ? pos - run.text_begin.value : 0);
}

std::uint64_t RunCursor::end_of(std::size_t pos) {
  if (pos == 0) return begin_of(0);
  const OriginRun& run = seek(pos - 1);
  if (run.text_size == run.origin_size) return begin_of(pos - 1) + 1;
  return run.origin_begin.value + run.origin_size;
}

std::string declared_in_markup(std::string_view bytes) {
  const std::string head = lower_copy(bytes.substr(0, kMetaWindow));
  if (head.starts_with("<?xml")) {
    const std::size_t end = head.find("?>");
    const std::size_t at = head.find("encoding");
    if (at != std::string::npos && at < end) return label_at(head, at + 8);
  }
  for (std::size_t at = head.find("<meta"); at != std::string::npos; at = head.find("<meta", at + 5)) {
    const std::size_t end = std::min(head.find('>', at), head.size());
    const std::size_t charset = head.find("charset", at);
    if (charset < end) return label_at(head, charset + 7);
  }
  return {};
}

/// Does the work of decode_text on one DecodedText.
class TextDecoder {
 public:
  explicit TextDecoder(std::string_view bytes) : bytes_(bytes) {}

  DecodedText run(const EncodingHints& hints) {
    const Mark* mark = byte_order_mark(bytes_);
    if (mark != nullptr) {
      skip_ = mark->bytes.size();
      return decode_as(mark->name);
    }
    const Utf8Facts facts = utf8_facts(bytes_);
    if (facts.valid && (facts.beyond_ascii || !has_escapes())) return decode_as("UTF-8");
    return decode_as(chosen(hints));
  }

 private:
  // ISO-2022 texts look like ASCII but switch with escape characters; UTF-16 without mark holds zeros.
  bool has_escapes() const {
    const std::string_view window = bytes_.substr(0, kDetectWindow);
    return window.find('\x1B') != std::string_view::npos || window.find('\0') != std::string_view::npos;
  }

  std::string chosen(const EncodingHints& hints) const {
    const std::string candidates[] = {hints.declared, hints.read_meta ? declared_in_markup(bytes_) : ""};
    for (const std::string& candidate : candidates) {
      std::string name = browser_name(candidate);
      // A meta element that can be read as ASCII cannot be in UTF-16; browsers take it for UTF-8.
      if (name.starts_with("utf-16") && candidate != hints.declared) name = "utf-8";
      if (name == "utf-8" && mostly_broken()) continue;
      if (open_converter(name)) return name;
    }
    return detected_encoding(bytes_);
  }

  // More broken sequences than good ones: not UTF-8, whatever was declared.
  bool mostly_broken() const {
    std::size_t good = 0, broken = 0;
    const std::string_view s = bytes_.substr(0, kDetectWindow);
    for (std::size_t i = skip_ascii(s, 0); i < s.size(); i = skip_ascii(s, i)) ++(next_char(s, i) < 0 ? broken : good);
    return broken > good + 1;
  }

  DecodedText decode_as(const std::string& name) {
    out_.encoding = name;
    if (lower_copy(name) == "utf-8") {
      read_utf8();
    } else {
      convert(name);
    }
    return std::move(out_);
  }

  void read_utf8() {
    std::size_t start = skip_;  // begin of the stretch of good bytes that is not copied yet
    for (std::size_t i = skip_ascii(bytes_, skip_); i < bytes_.size(); i = skip_ascii(bytes_, i)) {
      const std::size_t at = i;
      if (next_char(bytes_, i) >= 0) continue;
      copy(start, at);
      replace(at, i);
      start = i;
    }
    if (start == skip_) {
      out_.view_ = bytes_.substr(skip_);
      append_run(out_.map, 0, skip_, out_.view_.size(), out_.view_.size());
    } else {
      copy(start, bytes_.size());
    }
  }

  void copy(std::size_t begin, std::size_t end) {
    append_run(out_.map, out_.owned_.size(), begin, end - begin, end - begin);
    out_.owned_.append(bytes_.substr(begin, end - begin));
  }

  void replace(std::size_t begin, std::size_t end) {
    const std::size_t at = out_.owned_.size();
    append_run(out_.map, at, begin, kReplacement.size(), end - begin);
    out_.owned_ += kReplacement;
    out_.repairs.push_back({BytePos{at}, BytePos{at + kReplacement.size()}});
  }

  // Converts chunk by chunk to UTF-16 with ICU's offsets, then to UTF-8 with a run for each stretch.
  void convert(const std::string& name) {
    Converter converter = open_converter(name);
    if (!converter) return read_utf8();
    std::array<UChar, 4096> units;
    std::array<std::int32_t, 4096> offsets;
    const char* source = bytes_.data() + skip_;
    const char* const limit = bytes_.data() + bytes_.size();
    UErrorCode status = U_ZERO_ERROR;
    do {
      status = U_ZERO_ERROR;
      const auto base = static_cast<std::int64_t>(source - bytes_.data());
      UChar* target = units.data();
      ucnv_toUnicode(converter.get(), &target, units.data() + units.size(), &source, limit, offsets.data(), true,
                     &status);
      take_units({units.data(), static_cast<std::size_t>(target - units.data())}, offsets.data(), base);
    } while (status == U_BUFFER_OVERFLOW_ERROR);
    flush_char(bytes_.size());
  }

  void take_units(std::u16string_view units, const std::int32_t* offsets, std::int64_t base) {
    for (std::size_t i = 0; i < units.size(); ++i) {
      if (offsets[i] >= 0) unit_origin_ = static_cast<std::size_t>(base + offsets[i]);
      if (U16_IS_TRAIL(units[i]) && lead_ != 0) {
        pending_ = U16_GET_SUPPLEMENTARY(lead_, units[i]);
        lead_ = 0;
        continue;
      }
      flush_char(unit_origin_);
      begin_ = unit_origin_;
      lead_ = U16_IS_LEAD(units[i]) ? units[i] : u'\0';
      pending_ = U16_IS_SURROGATE(units[i]) ? 0xFFFD : units[i];
    }
  }

  // Writes the character that waits, now that its end in the input is known.
  void flush_char(std::size_t end) {
    if (pending_ < 0) return;
    std::array<char, 4> utf8;
    std::int32_t size = 0;
    U8_APPEND_UNSAFE(utf8.data(), size, pending_);
    const std::size_t at = out_.owned_.size();
    const std::size_t text_size = static_cast<std::size_t>(size);
    append_run(out_.map, at, begin_, text_size, std::max(end, begin_) - begin_);
    if (pending_ == 0xFFFD) out_.repairs.push_back({BytePos{at}, BytePos{at + text_size}});
    out_.owned_.append(utf8.data(), text_size);
    pending_ = -1;
  }

  std::string_view bytes_;
  std::size_t skip_ = 0;
  DecodedText out_;
  UChar32 pending_ = -1;
  char16_t lead_ = 0;
  std::size_t begin_ = 0;
  std::size_t unit_origin_ = 0;
};

DecodedText decode_text(std::string_view bytes, const EncodingHints& hints) { return TextDecoder(bytes).run(hints); }

}  // namespace onrecord

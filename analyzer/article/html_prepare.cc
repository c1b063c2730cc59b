#include "article/html_prepare.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "article/encoding.h"

namespace onrecord {
namespace {

constexpr int kMaxAttributes = 24;
constexpr std::size_t kMaxValue = 16384;
constexpr std::size_t kLongNoscript = 2000;
constexpr std::size_t kNone = std::string_view::npos;

constexpr bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
constexpr bool is_alpha(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

bool same_name(std::string_view raw, std::string_view name) {
  return raw.size() == name.size() &&
         std::equal(raw.begin(), raw.end(), name.begin(), [](char a, char b) { return lower(a) == b; });
}

// Both as written.
bool same_tag(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

template <std::size_t N>
bool is_one_of(std::string_view raw, const std::array<std::string_view, N>& names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return same_name(raw, name); });
}

// Dropped with all they hold.
constexpr std::array<std::string_view, 13> kDropped = {"script", "style",    "svg",      "noscript", "iframe",
                                                       "select", "noembed",  "noframes", "object",   "math",
                                                       "template", "video",  "audio"};
// Hold text, not tags.
constexpr std::array<std::string_view, 3> kRawText = {"title", "textarea", "xmp"};
constexpr std::array<std::string_view, 14> kVoid = {"area",  "base", "br",    "col",   "embed",  "hr",    "img",
                                                    "input", "link", "meta",  "param", "source", "track", "wbr"};
// Close themselves when the next one opens: do not nest by repetition.
constexpr std::array<std::string_view, 17> kSelfClosing = {"p",  "li", "dd", "dt",    "tr",    "td",    "th",  "tbody", "thead",
                                                           "tfoot", "a",  "option", "optgroup", "html", "head", "body", "button"};
constexpr std::array<std::string_view, 13> kFormatting = {"b", "i", "em", "strong", "font", "u", "s", "small", "big",
                                                          "code", "tt", "strike", "nobr"};
constexpr std::array<std::string_view, 23> kAttributes = {
    "class",    "id",      "href",     "itemprop", "rel",        "property",        "name",    "content",
    "datetime", "itemtype", "style",   "hidden",   "role",       "lang",            "charset", "http-equiv",
    "itemscope", "title",  "xml:lang", "dir",      "aria-label", "data-component", "data-testid"};

class Preparer {
 public:
  Preparer(std::string_view page, const PrepareLimits& limits) : in_(page), limits_(limits) {
    out_.markup.reserve(page.size() / 2 + 64);
  }

  PreparedMarkup run() {
    while (at_ < in_.size() && out_.markup.size() < limits_.max_markup) {
      const std::size_t open = std::min(in_.find('<', at_), in_.size());
      keep(at_, open);
      at_ = open;
      if (at_ < in_.size()) take_markup();
    }
    return std::move(out_);
  }

 private:
  struct Attribute {
    std::size_t begin, end;            // name and value, with quotes
    std::string_view name, value;      // value without quotes
  };

  void keep(std::size_t begin, std::size_t end) {
    if (begin >= end) return;
    append_run(out_.map, out_.markup.size(), begin, end - begin, end - begin);
    out_.markup.append(in_.substr(begin, end - begin));
  }

  // Adds a byte that is not in the page; it maps to where it stands.
  void add(char c) {
    append_run(out_.map, out_.markup.size(), at_, 1, 0);
    out_.markup += c;
  }

  void take_markup() {
    const char next = at_ + 1 < in_.size() ? in_[at_ + 1] : ' ';
    if (is_alpha(next)) return start_tag();
    if (next == '/') return end_tag();
    if (next == '!' || next == '?') return declaration();
    keep(at_, at_ + 1);
    ++at_;
  }

  void declaration() {
    std::size_t end = kNone;
    if (in_.substr(at_).starts_with("<!--")) {
      const bool empty = in_.substr(at_ + 4).starts_with(">");
      end = empty ? at_ + 4 : in_.find("-->", at_ + 2);
      if (end != kNone && !empty) end += 2;
    } else {
      end = in_.find('>', at_);
    }
    const bool doctype = in_.size() > at_ + 9 && same_name(in_.substr(at_ + 2, 7), "doctype");
    if (doctype && end != kNone && end - at_ < 512) keep(at_, end + 1);
    at_ = end == kNone ? in_.size() : end + 1;
  }

  std::string_view tag_name(std::size_t begin) const {
    std::size_t end = begin;
    while (end < in_.size() && !is_space(in_[end]) && in_[end] != '>' && in_[end] != '/') ++end;
    return in_.substr(begin, end - begin);
  }

  void end_tag() {
    const std::size_t close = in_.find('>', at_);
    if (close == kNone) {
      at_ = in_.size();
      return;
    }
    const std::string_view name = tag_name(at_ + 2);
    if (!name.empty() && name.size() <= 64 && leave(name)) {
      keep(at_, at_ + 2 + name.size());
      keep(close, close + 1);
    }
    at_ = close + 1;
  }

  // Counts the element out; false if its start tag was dropped, so that the end tag has to go too.
  bool leave(std::string_view name) {
    if (is_one_of(name, kSelfClosing) || is_one_of(name, kVoid)) return true;
    if (is_one_of(name, kFormatting)) return leave(formatting_, dropped_formatting_);
    return leave(depth_, dropped_);
  }
  static bool leave(int& open, int& dropped) {
    if (dropped > 0) {
      --dropped;
      return false;
    }
    open = std::max(0, open - 1);
    return true;
  }

  // Counts the element in; false if there are too many already.
  bool enter(std::string_view name) {
    if (is_one_of(name, kSelfClosing) || is_one_of(name, kVoid)) return true;
    if (is_one_of(name, kFormatting)) return enter(formatting_, limits_.max_formatting, dropped_formatting_);
    return enter(depth_, limits_.max_depth, dropped_);
  }
  static bool enter(int& open, int limit, int& dropped) {
    if (open >= limit) {
      ++dropped;
      return false;
    }
    ++open;
    return true;
  }

  void start_tag() {
    const std::size_t begin = at_;
    const std::string_view name = tag_name(at_ + 1);
    std::size_t end = at_ + 1 + name.size();
    read_attributes(end);
    if (end >= in_.size()) {  // cut off inside a tag: nothing more to read
      at_ = in_.size();
      return;
    }
    if (is_one_of(name, kDropped)) return drop_element(name, end);
    const bool wanted = name.size() <= 64 && !same_name(name, "plaintext");
    if (wanted && enter(name)) write_start_tag(begin, name, end);
    at_ = end + 1;
    if (is_one_of(name, kRawText)) take_raw_text(name);
  }

  void write_start_tag(std::size_t begin, std::string_view name, std::size_t end) {
    keep(begin, begin + 1 + name.size());
    for (const Attribute& attribute : attributes_) {
      add(' ');
      keep(attribute.begin, attribute.end);
    }
    if (!attributes_.empty()) add(' ');  // keeps an unquoted value apart from '/'
    const bool closed = in_[end - 1] == '/' && is_one_of(name, kVoid);
    keep(closed ? end - 1 : end, end + 1);
  }

  // Reads attributes from `end` on, moves it to the closing '>' (or the end of the page).
  void read_attributes(std::size_t& end) {
    attributes_.clear();
    json_ld_ = false;
    while (end < in_.size()) {
      while (end < in_.size() && (is_space(in_[end]) || in_[end] == '/')) ++end;
      if (end >= in_.size() || in_[end] == '>') return;
      const Attribute attribute = read_attribute(end);
      if (same_name(attribute.name, "type")) json_ld_ = attribute.value.find("ld+json") != kNone;
      const bool fits = attributes_.size() < kMaxAttributes && attribute.value.size() <= kMaxValue;
      if (fits && is_one_of(attribute.name, kAttributes)) attributes_.push_back(attribute);
    }
  }

  Attribute read_attribute(std::size_t& end) {
    Attribute a{end, end, {}, {}};
    ++end;  // the first character belongs to the name even when it is '='
    while (end < in_.size() && !is_space(in_[end]) && in_[end] != '=' && in_[end] != '>' && in_[end] != '/') ++end;
    a.name = in_.substr(a.begin, end - a.begin);
    a.end = end;
    std::size_t value = end;
    while (value < in_.size() && is_space(in_[value])) ++value;
    if (value >= in_.size() || in_[value] != '=') return a;
    ++value;
    while (value < in_.size() && is_space(in_[value])) ++value;
    if (value >= in_.size()) end = in_.size();
    else read_value(a, value, end);
    return a;
  }

  void read_value(Attribute& a, std::size_t value, std::size_t& end) {
    const char quote = in_[value];
    if (quote == '"' || quote == '\'') {
      const std::size_t close = std::min(in_.find(quote, value + 1), in_.size());
      a.value = in_.substr(value + 1, close - value - 1);
      end = std::min(close + 1, in_.size());
    } else {
      std::size_t stop = value;
      while (stop < in_.size() && !is_space(in_[stop]) && in_[stop] != '>') ++stop;
      a.value = in_.substr(value, stop - value);
      end = stop;
    }
    a.end = end;
  }

  // Position of "</name" at or after `from`.
  std::size_t find_close(std::string_view name, std::size_t from) const {
    for (std::size_t at = in_.find("</", from); at != kNone; at = in_.find("</", at + 2)) {
      if (!same_tag(in_.substr(at + 2, name.size()), name)) continue;
      const std::size_t after = at + 2 + name.size();
      if (after >= in_.size() || is_space(in_[after]) || in_[after] == '>' || in_[after] == '/') return at;
    }
    return kNone;
  }

  void drop_element(std::string_view name, std::size_t tag_end) {
    const std::size_t content = tag_end + 1;
    at_ = content;
    if (in_[tag_end - 1] == '/' && same_name(name, "svg")) return;
    if (is_unclosed(name)) return;
    const std::size_t close = find_close(name, content);
    if (close == kNone) {
      if (same_name(name, "script") || same_name(name, "style")) at_ = in_.size();
      return unclosed_.push_back(name);
    }
    if (same_name(name, "script") && json_ld_) out_.json_ld.emplace_back(in_.substr(content, close - content));
    // Some pages hold their text in a <noscript>; trackers and pictures are short.
    if (same_name(name, "noscript") && close - content > kLongNoscript) return;
    add(' ');
    at_ = std::min(in_.find('>', close), in_.size() - 1) + 1;
  }

  bool is_unclosed(std::string_view name) const {
    return std::any_of(unclosed_.begin(), unclosed_.end(), [&](std::string_view seen) { return same_tag(seen, name); });
  }

  // An element that is never closed is read as if its start tag were not there.
  void take_raw_text(std::string_view name) {
    const std::size_t close = is_unclosed(name) ? kNone : find_close(name, at_);
    if (close == kNone) return unclosed_.push_back(name);
    if (same_name(name, "title")) keep(at_, close);
    at_ = close;
  }

  std::string_view in_;
  PrepareLimits limits_;
  PreparedMarkup out_;
  std::size_t at_ = 0;
  int depth_ = 0, dropped_ = 0;
  int formatting_ = 0, dropped_formatting_ = 0;
  bool json_ld_ = false;  // the tag last read has type="application/ld+json"
  std::vector<Attribute> attributes_;
  std::vector<std::string_view> unclosed_;
};

}  // namespace

PreparedMarkup prepare_markup(std::string_view page, const PrepareLimits& limits) {
  return Preparer(page, limits).run();
}

}  // namespace onrecord

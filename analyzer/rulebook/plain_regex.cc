#include "rulebook/plain_regex.h"

#include "base/utf8.h"

namespace onrecord {
namespace {

constexpr std::size_t kLargest = 1000;  // bytes times counts; RE2's program grows with them
constexpr int kDeepest = 50;            // groups inside each other

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_any_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {}

  bool plain() {
    while (at_ < text_.size())
      if (!piece()) return false;
    return depth_ == 0 && text_.size() * copies_ <= kLargest;
  }

 private:
  char now() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool skip(std::string_view what) {
    if (at_ > text_.size() || !text_.substr(at_).starts_with(what)) return false;
    at_ += what.size();
    return true;
  }
  bool atom(bool fits) {
    repeatable_ = fits;
    return fits;
  }

  bool piece() {
    const char c = text_[at_];
    if (static_cast<unsigned char>(c) >= 0x80) return atom(character());
    ++at_;
    switch (c) {
      case '(': return open();
      case ')': return atom(--depth_ >= 0);
      case '[': return atom(set());
      case '\\': return escape();
      case '?': case '*': case '+': return repeated();
      case '|': case '^': case '$': repeatable_ = false; return true;
      case '{': return counted();
      case ']': case '\0': return false;
      default: return atom(true);
    }
  }

  bool character() {
    bool valid = false;
    decode_utf8(text_, at_, valid);
    return valid;
  }

  /// ( (?: (?i) (?i: (?-i:
  bool open() {
    repeatable_ = false;
    if (now() == '?') {
      if (skip("?i)")) return true;
      if (!skip("?:") && !skip("?i:") && !skip("?-i:")) return false;
    }
    return ++depth_ <= kDeepest;
  }

  /// Once, and perhaps lazy.
  bool repeated() {
    const bool fits = repeatable_;
    repeatable_ = false;
    skip("?");
    return fits;
  }

  /// {2} {2,} {2,3}
  bool counted() {
    const char least = now();
    ++at_;
    char most = least;
    if (skip(",") && is_digit(now())) most = text_[at_++];
    if (!is_digit(least) || least > most || most == '0' || !skip("}")) return false;
    copies_ *= static_cast<std::size_t>(most - '0') + 1;
    return copies_ <= kLargest && repeated();
  }

  bool escape() {
    const char c = now();
    ++at_;
    if (is_any_of(c, "bB")) {
      repeatable_ = false;
      return true;
    }
    return atom(is_any_of(c, "dDwWsS.?*+|()[]{}^$/-\\"));
  }

  /// Behind [: characters, ranges of letters or of digits, \\w \\d \\s and escaped marks.
  bool set() {
    skip("^");
    bool empty = true;
    for (; at_ < text_.size() && now() != ']'; empty = false)
      if (!member(empty)) return false;
    return !empty && skip("]");
  }

  bool member(bool first) {
    const char c = text_[at_];
    if (static_cast<unsigned char>(c) >= 0x80) return character() && now() != '-';
    ++at_;
    if (c == '\\') {
      const char escaped = now();
      ++at_;
      return is_any_of(escaped, "wds.-[]()") && now() != '-';
    }
    if (c == '-') return first || now() == ']';
    if (c == '[' || c == '\0') return false;
    if (now() != '-' || text_.substr(at_, 2) == "-]") return true;
    ++at_;
    const char last = now();
    ++at_;
    const bool ordered = c <= last && ((is_letter(c) && is_letter(last) && (c >= 'a') == (last >= 'a')) || (is_digit(c) && is_digit(last)));
    return ordered && now() != '-';
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::size_t copies_ = 1;
  bool repeatable_ = false;
};

}  // namespace

bool is_plain_regex(std::string_view text) { return text.size() <= kLargest && Scan(text).plain(); }

}  // namespace onrecord

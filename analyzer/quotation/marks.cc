#include "quotation/marks.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <optional>

#include "base/utf8.h"

namespace onrecord {
namespace {

/// White space, the end of the block, and what cannot be seen (marks of writing direction, zero-width blanks).
bool is_blank(char32_t c) {
  return c == 0 || u_isUWhiteSpace(static_cast<UChar32>(c)) || u_charType(static_cast<UChar32>(c)) == U_FORMAT_CHAR;
}
bool is_letter(char32_t c) { return u_isalpha(static_cast<UChar32>(c)) != 0; }
bool is_digit(char32_t c) { return u_isdigit(static_cast<UChar32>(c)) != 0; }
bool is_opening_bracket(char32_t c) { return c == U'(' || c == U'[' || c == U'{'; }
bool is_dash(char32_t c) { return c == U'-' || (c >= 0x2010 && c <= 0x2015) || c == U'/'; }
bool is_any_mark(char32_t c) {
  return c == U'"' || c == U'\'' || c == U'`' || (c >= 0x2018 && c <= 0x201f) || c == 0xab || c == 0xbb ||
         c == 0x2039 || c == 0x203a;
}

/// A character with its neighbours; 0 outside the block.
struct Spot {
  char32_t before = 0, mark = 0, after = 0;
  std::size_t begin = 0, end = 0;
};

struct Shape {
  MarkFamily family = MarkFamily::kDouble;
  bool open = false, close = false, straight = false;
};

std::optional<Shape> shape_of(char32_t c) {
  switch (c) {
    case U'"': return Shape{MarkFamily::kDouble, false, false, true};
    case U'\'': return Shape{MarkFamily::kSingle, false, false, true};
    case 0x201c: return Shape{MarkFamily::kDouble, true, false, false};
    case 0x201d: return Shape{MarkFamily::kDouble, false, true, false};
    case 0x201e: case 0x201f: return Shape{MarkFamily::kDouble, true, false, false};
    case 0x2018: return Shape{MarkFamily::kSingle, true, false, false};
    case 0x2019: return Shape{MarkFamily::kSingle, false, true, false};
    case 0x201a: case 0x201b: return Shape{MarkFamily::kSingle, true, false, false};
    case 0xab: return Shape{MarkFamily::kGuillemet, true, false, false};
    case 0xbb: return Shape{MarkFamily::kGuillemet, false, true, false};
    case 0x2039: return Shape{MarkFamily::kSingleGuillemet, true, false, false};
    case 0x203a: return Shape{MarkFamily::kSingleGuillemet, false, true, false};
    default: return std::nullopt;
  }
}

/// Text may start behind `before`: blank, bracket, dash, another mark.
bool opens_here(const Spot& s) {
  return (is_blank(s.before) || is_opening_bracket(s.before) || is_dash(s.before) || is_any_mark(s.before)) &&
         !is_blank(s.after);
}
/// Text may end before the mark. A letter behind it speaks against it, except behind a sentence's punctuation.
bool closes_here(const Spot& s) {
  return !is_blank(s.before) && !is_opening_bracket(s.before) &&
         (!u_isalnum(static_cast<UChar32>(s.after)) || s.before == U'.' || s.before == U',' || s.before == U'!' ||
          s.before == U'?');
}

class MarkFinder {
 public:
  MarkFinder(const Article& article, const Block& block)
      : text_(article.view(block.span)), base_(block.span.begin.value) {}

  std::vector<Mark> run() {
    char32_t before = 0;
    for (std::size_t at = 0; at < text_.size();) {
      Spot spot{before, 0, 0, at, at};
      spot.mark = decode_utf8(text_, spot.end);
      before = spot.mark;
      at = spot.end;
      if (!is_any_mark(spot.mark)) continue;
      spot.after = peek(spot.end);
      if (pair_of_singles(spot)) {
        at = spot.end;
        continue;
      }
      if (std::optional<Mark> mark = judge(spot)) push(*mark);
    }
    return std::move(out_);
  }

 private:
  char32_t peek(std::size_t at) const { return at < text_.size() ? decode_utf8(text_, at) : 0; }

  Mark make(const Spot& s, MarkFamily family, bool open, bool close, bool curly) const {
    return {{BytePos{base_ + s.begin}, BytePos{base_ + s.end}}, family, open, close, curly, false};
  }

  /// `` opens, '' closes (or opens, in texts that use it for both); two curly single marks are a double one too.
  bool pair_of_singles(Spot& s) {
    const bool ticks = s.mark == U'`' || s.mark == 0x2018, singles = s.mark == U'\'' || s.mark == 0x2019;
    if ((!ticks && !singles) || s.after != s.mark) return false;
    const bool curly = s.mark == 0x2018 || s.mark == 0x2019;
    const bool three = s.mark == U'\'' && peek(s.end + 1) == U'\'';
    if (three && !opens_here(s)) return false;  // the first of three closes a quotation inside the one the others close
    decode_utf8(text_, s.end);
    s.after = peek(s.end);
    const bool open = ticks || (!curly && opens_here(s));
    push(make(s, MarkFamily::kDouble, open, singles && !open, curly));
    return true;
  }

  void push(const Mark& m) {
    if (m.family == MarkFamily::kDouble) open_doubles_ += m.can_open && !(m.can_close && open_doubles_ > 0) ? 1 : -1;
    open_doubles_ = std::max(open_doubles_, 0);
    out_.push_back(m);
  }

  std::optional<Mark> judge(const Spot& s) const {
    const std::optional<Shape> shape = shape_of(s.mark);
    if (!shape) return std::nullopt;
    if (is_measure(s)) return std::nullopt;
    if (shape->family == MarkFamily::kSingle) return judge_single(s, *shape);
    if (!shape->straight && shape->family == MarkFamily::kDouble) return judge_curly(s, *shape);
    if (!shape->straight) return judge_guillemet(s, *shape);
    bool open = opens_here(s), close = closes_here(s);
    if (!open && !close) open = close = true;
    return make(s, shape->family, open, close, false);
  }

  /// A curly mark says itself what it is; the low-high style closes with what elsewhere opens.
  Mark judge_curly(const Spot& s, const Shape& shape) const {
    const bool high_closes = s.mark == 0x201c && is_blank(s.after) && !is_blank(s.before);
    const bool reversed = s.mark == 0x201d && is_blank(s.before) && u_isalnum(static_cast<UChar32>(s.after));
    return make(s, shape.family, (shape.open && !high_closes) || reversed, (shape.close && !reversed) || high_closes,
                true);
  }

  /// Guillemets point outwards (French) or inwards (German, Danish): what stands beside them tells.
  Mark judge_guillemet(const Spot& s, const Shape& shape) const {
    const bool opens = shape.close && is_blank(s.before) && u_isalnum(static_cast<UChar32>(s.after));
    const bool closes = shape.open && !is_blank(s.before) && !is_opening_bracket(s.before) && !u_isalnum(static_cast<UChar32>(s.after));
    return make(s, shape.family, (shape.open && !closes) || opens, (shape.close && !opens) || closes, true);
  }

  std::optional<Mark> judge_single(const Spot& s, const Shape& shape) const {
    const bool inside_word = u_isalnum(static_cast<UChar32>(s.before)) && is_letter(s.after);
    if (inside_word) return std::nullopt;
    const bool decade = is_digit(s.after) && !u_isalnum(static_cast<UChar32>(s.before)) && s.mark != 0x2018;
    if (decade) return std::nullopt;
    Mark mark = make(s, MarkFamily::kSingle, shape.straight ? opens_here(s) : shape.open,
                     shape.straight ? closes_here(s) : shape.close, !shape.straight);
    mark.apostrophe_like = s.mark == U'\'' || s.mark == 0x2019;
    if (!mark.can_open && !mark.can_close) return std::nullopt;
    return mark;
  }

  /// 6'2", 5" pipes: feet and inches behind digits, unless a quotation is open that ends in a number.
  bool is_measure(const Spot& s) const {
    if (s.mark != U'"' && s.mark != U'\'' && s.mark != 0x2019 && s.mark != 0x201d) return false;
    if (!is_digit(s.before)) return false;
    if (s.mark == U'\'' || s.mark == 0x2019) return is_digit(s.after);
    std::size_t digits = s.begin;
    while (digits > 0 && text_[digits - 1] >= '0' && text_[digits - 1] <= '9') --digits;
    if (digits > 0 && (text_[digits - 1] == '\'' || (digits > 2 && text_.substr(digits - 3, 3) == "\xe2\x80\x99")))
      return true;
    return s.mark == U'"' && open_doubles_ == 0 && is_blank(s.after);
  }

  std::string_view text_;
  std::size_t base_;
  int open_doubles_ = 0;
  std::vector<Mark> out_;
};

}  // namespace

std::vector<Mark> find_marks(const Article& article, const Block& block) { return MarkFinder(article, block).run(); }

}  // namespace onrecord

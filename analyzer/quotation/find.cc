#include "quotation/find.h"

#include <fmt/format.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <optional>

#include "base/utf8.h"
#include "quotation/marks.h"

namespace onrecord {
namespace {

constexpr std::size_t kDeepest = 8;  ///< quotations nested deeper than this are not told apart

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The tokens of the text, by byte position.
class TokenMap {
 public:
  explicit TokenMap(const Annotated& text) : text_(text) {}
  /// First token that ends behind `at`.
  TokenIndex at(BytePos at) const {
    const auto found = std::partition_point(text_.tokens.begin(), text_.tokens.end(),
                                            [&](const Token& t) { return t.span.end <= at; });
    return TokenIndex{found - text_.tokens.begin()};
  }
  TokenSpan covering(ByteSpan span) const {
    const auto end = std::partition_point(text_.tokens.begin(), text_.tokens.end(),
                                          [&](const Token& t) { return t.span.begin < span.end; });
    const TokenIndex begin = at(span.begin);
    return {begin, std::max(begin, TokenIndex{end - text_.tokens.begin()})};
  }

 private:
  const Annotated& text_;
};

/// Pairs the marks of one block. What stays open is left in `open`.
struct OpenMark {
  Mark mark;
  std::int32_t quotation;  ///< index into the result
};

class BlockPairer {
 public:
  BlockPairer(const Article& article, const Annotated& text, const TokenMap& map, Quotations& out)
      : article_(article), text_(text), map_(map), out_(out) {}

  /// Returns the quotation that is open at the end of `block` and may go on in the next one; -1 if none.
  std::int32_t run(const Block& block, std::int32_t continued, bool next_reopens) {
    block_ = &block;
    marks_ = find_marks(article_, block);
    stack_.clear();
    std::size_t first = 0;
    if (continued >= 0) first = resume(continued);
    for (std::size_t i = first; i < marks_.size(); ++i) take(i);
    return finish(next_reopens);
  }

 private:
  /// The paragraph belongs to a quotation opened before: skip the mark that reopens it.
  std::size_t resume(std::int32_t continued) {
    Quotation& q = out_.all[static_cast<std::size_t>(continued)];
    const bool reopens = !marks_.empty() && marks_[0].can_open && marks_[0].span.begin == block_->span.begin;
    const Mark mark = reopens ? marks_[0] : Mark{{block_->span.begin, block_->span.begin}};
    q.spans.push_back({block_->span.begin, block_->span.end});
    q.inner.push_back({mark.span.end, block_->span.end});
    stack_.push_back({mark, continued});
    return reopens ? 1 : 0;
  }

  void take(std::size_t at) {
    const Mark& m = marks_[at];
    if (m.apostrophe_like && (m.can_close ? is_plural_possessive(at) : begins_word(m))) return;
    const std::optional<std::size_t> partner = m.can_close ? partner_of(m) : std::nullopt;
    if (partner) return close(*partner, m);
    if (m.can_open && worth_opening(at)) return open(m);
    if (m.can_close && !m.apostrophe_like && m.family == MarkFamily::kDouble) orphan(m);
  }

  /// "the port 's": in a text whose tokens stand apart, the apostrophe is one with letters behind it.
  bool begins_word(const Mark& m) const {
    const TokenIndex token = map_.at(m.span.begin);
    if (token >= text_.size()) return false;
    const Token& t = text_[token];
    return t.is_word && t.space_before && t.span.begin == m.span.begin;
  }

  /// 'a mess of the ministers' making': behind an s, before a word in lower case, with a better closing mark to come.
  bool is_plural_possessive(std::size_t at) const {
    const std::string_view text = article_.text;
    const std::size_t begin = marks_[at].span.begin.value, end = marks_[at].span.end.value;
    if (begin == 0 || text[begin - 1] != 's' || end + 1 >= text.size() || text[end] != ' ') return false;
    if (text[end + 1] < 'a' || text[end + 1] > 'z' || at + 1 == marks_.size()) return false;
    const Mark& next = marks_[at + 1];
    return next.family == MarkFamily::kSingle && next.can_close && !next.can_open;
  }

  /// The innermost open mark that `m` closes; single marks inside are dropped as apostrophes then.
  std::optional<std::size_t> partner_of(const Mark& m) const {
    for (std::size_t i = stack_.size(); i-- > 0;) {
      if (stack_[i].mark.family == m.family) return i;
      if (stack_[i].mark.family == MarkFamily::kDouble && m.family == MarkFamily::kSingle) return std::nullopt;
    }
    return std::nullopt;
  }

  /// An opening single mark counts only where something may close it later in the block.
  bool worth_opening(std::size_t at) const {
    if (stack_.size() >= kDeepest) return false;
    if (marks_[at].family != MarkFamily::kSingle) return true;
    const bool inside_single = std::any_of(stack_.begin(), stack_.end(), [](const OpenMark& o) {
      return o.mark.family == MarkFamily::kSingle;
    });
    if (inside_single) return false;
    for (std::size_t i = at + 1; i < marks_.size() && i < at + 12; ++i) {
      if (marks_[i].family == MarkFamily::kSingle && marks_[i].can_close) return true;
      if (marks_[i].family == MarkFamily::kDouble && !stack_.empty()) return false;
    }
    return false;
  }

  void open(const Mark& m) {
    Quotation q;
    q.spans = {{m.span.begin, block_->span.end}};
    q.inner = {{m.span.end, block_->span.end}};
    q.parent = stack_.empty() ? -1 : stack_.back().quotation;
    stack_.push_back({m, static_cast<std::int32_t>(out_.all.size())});
    out_.all.push_back(std::move(q));
  }

  void close(std::size_t partner, const Mark& m) {
    for (std::size_t i = stack_.size(); i-- > partner + 1;) cut_short(stack_[i], m.span.begin);
    const OpenMark opened = stack_[partner];
    stack_.resize(partner);
    Quotation& q = out_.all[static_cast<std::size_t>(opened.quotation)];
    q.spans.back().end = m.span.end;
    q.inner.back().end = m.span.begin;
    if (opened.mark.curly != m.curly && opened.mark.family == MarkFamily::kDouble && !opened.mark.span.empty())
      out_.problems.push_back({MarkProblem::Kind::kMixedPair, m.span, "opened and closed with different kinds of marks"});
  }

  /// A quotation inside another one that was never closed: it ends where the outer one does.
  void cut_short(const OpenMark& open, BytePos end) {
    Quotation& q = out_.all[static_cast<std::size_t>(open.quotation)];
    q.spans.back().end = std::max(q.spans.back().begin, end);
    q.inner.back().end = std::max(q.inner.back().begin, end);
    q.closed = false;
    q.evidence = "no closing mark: ends with the quotation around it";
    if (open.mark.family == MarkFamily::kDouble)
      out_.problems.push_back({MarkProblem::Kind::kUnclosed, open.mark.span, q.evidence});
  }

  /// A closing mark with no partner: the quotation is taken to begin with its sentence.
  void orphan(const Mark& m) {
    out_.problems.push_back({MarkProblem::Kind::kOrphanClose, m.span, "no opening mark before it in this paragraph"});
    const TokenIndex token = map_.at(m.span.begin);
    if (token >= text_.size()) return;
    BytePos begin = text_.bytes(text_.sentence_of(token).tokens).begin;
    if (!out_.all.empty()) begin = std::max(begin, out_.all.back().spans.back().end);
    if (begin >= m.span.begin || !stack_.empty()) return;
    Quotation q;
    q.spans = {{begin, m.span.end}};
    q.inner = {{begin, m.span.begin}};
    q.closed = false;
    q.evidence = "no opening mark: taken to begin with its sentence";
    out_.all.push_back(std::move(q));
  }

  std::int32_t finish(bool next_reopens) {
    if (stack_.empty()) return -1;
    const OpenMark outer = stack_.front();
    for (std::size_t i = stack_.size(); i-- > 1;) cut_short(stack_[i], block_->span.end);
    if (next_reopens && outer.mark.family != MarkFamily::kSingle) return outer.quotation;
    repair(outer);
    return -1;
  }

  /// An opening mark that nothing closes: ends before "..., Orlov said." or with its paragraph.
  void repair(const OpenMark& open) {
    Quotation& q = out_.all[static_cast<std::size_t>(open.quotation)];
    q.closed = false;
    if (open.mark.family == MarkFamily::kSingle) {
      drop(q);
      return;
    }
    q.evidence = "no closing mark: ends with its paragraph";
    if (const std::optional<BytePos> end = end_before_cue(q.spans.back())) {
      q.spans.back().end = q.inner.back().end = *end;
      q.evidence = "no closing mark: ends before the words that name the speaker";
    }
    out_.problems.push_back({MarkProblem::Kind::kUnclosed, open.mark.span, q.evidence});
  }
  /// An apostrophe after all. The quotation stays as an empty one and is removed at the end.
  static void drop(Quotation& q) { q.spans = {{q.spans[0].begin, q.spans[0].begin}}; }

  /// Behind the last comma of the last sentence, when at most six words with a past-tense verb follow.
  std::optional<BytePos> end_before_cue(ByteSpan span) const {
    const TokenSpan tokens = map_.covering(span);
    bool verb = false;
    int words = 0;
    for (TokenIndex i = tokens.end; i > tokens.begin && words <= 6;) {
      --i;
      const Token& t = text_[i];
      if (t.is_word) ++words;
      verb = verb || t.tag == Tag::kVBD || t.tag == Tag::kVBZ;
      if (t.tag == Tag::kComma && verb) return t.span.end;
    }
    return std::nullopt;
  }

  const Article& article_;
  const Annotated& text_;
  const TokenMap& map_;
  Quotations& out_;
  const Block* block_ = nullptr;
  std::vector<Mark> marks_;
  std::vector<OpenMark> stack_;
};

/// Takes out quotations without a letter and renumbers parents.
void remove_empty(Quotations& out) {
  std::vector<std::int32_t> moved(out.all.size(), -1);
  std::vector<Quotation> kept;
  for (std::size_t i = 0; i < out.all.size(); ++i) {
    Quotation& q = out.all[i];
    if (q.words == 0) {
      moved[i] = q.parent >= 0 ? moved[static_cast<std::size_t>(q.parent)] : -1;
      continue;
    }
    if (q.parent >= 0) q.parent = moved[static_cast<std::size_t>(q.parent)];
    moved[i] = static_cast<std::int32_t>(kept.size());
    kept.push_back(std::move(q));
  }
  out.all = std::move(kept);
}

/// What a quotation is for. Looks at its words and its neighbours.
class Classifier {
 public:
  Classifier(const Annotated& text, const QuotationOptions& options) : text_(text), options_(options) {}

  void run(Quotation& q) const {
    const auto [use, why] = judge(q);
    q.use = use;
    if (q.evidence.empty()) q.evidence = why;
    else q.evidence += "; " + why;
  }

 private:
  struct Verdict {
    QuoteUse use;
    std::string why;
  };

  Verdict judge(const Quotation& q) const {
    if (q.tokens.empty()) return {QuoteUse::kTerm, "holds no words"};
    if (is_nickname(q)) return {QuoteUse::kNickname, "stands between the parts of a name"};
    const std::string_view before = word_before(q);
    if (has(options_.term_cues, before)) return {QuoteUse::kTerm, fmt::format("follows \"{}\"", before)};
    const bool title_like = is_title_case(q);
    if (title_like && has(options_.title_nouns, before)) return {QuoteUse::kTitle, fmt::format("follows \"{}\"", before)};
    const bool speaks = ends_like_speech(q) || has_verb(q);
    if (q.words > options_.term_words) {
      if (title_like && !ends_like_speech(q)) return {QuoteUse::kTitle, "written as a title"};
      return {QuoteUse::kStatement, fmt::format("{} words", q.words)};
    }
    if (speaks) return {QuoteUse::kStatement, "short, but a clause of its own"};
    if (title_like && q.words >= 2) return {QuoteUse::kTitle, "written as a title"};
    return {QuoteUse::kTerm, fmt::format("{} words and no verb", q.words)};
  }

  bool is_nickname(const Quotation& q) const {
    if (q.words > 3 || q.tokens.begin <= TokenIndex{0} || q.tokens.end >= text_.size()) return false;
    const Token &before = text_[q.tokens.begin - 1], &after = text_[q.tokens.end];
    const auto capital = [&](TokenIndex i) {
      std::size_t at = 0;
      return u_isupper(static_cast<UChar32>(decode_utf8(text_.form(i), at))) != 0;
    };
    return before.sentence == after.sentence && is_proper_or_untagged(before) && is_proper_or_untagged(after) &&
           capital(q.tokens.begin - 1) && capital(q.tokens.end) && capital(q.tokens.begin + 1);
  }
  static bool is_proper_or_untagged(const Token& t) { return t.is_word && (is_proper(t.tag) || t.tag == Tag::kNone); }

  std::string_view word_before(const Quotation& q) const {
    if (q.tokens.begin <= TokenIndex{0}) return {};
    const Token& t = text_[q.tokens.begin - 1];
    if (t.sentence != text_[q.tokens.begin].sentence) return {};
    // "so-called" is three tokens.
    if (t.lower == "called" && q.tokens.begin >= TokenIndex{3} && text_[q.tokens.begin - 3].lower == "so")
      return "so-called";
    return t.lower;
  }

  bool is_title_case(const Quotation& q) const {
    int capitals = 0, small = 0;
    for (TokenIndex i = q.tokens.begin; i < q.tokens.end; ++i) {
      const Token& t = text_[i];
      if (!t.is_word) continue;
      std::size_t at = 0;
      const auto c = static_cast<UChar32>(decode_utf8(text_.form(i), at));
      if (u_isupper(c) || u_isdigit(c)) ++capitals;
      else if (t.span.size() > 4) ++small;
    }
    return capitals >= 1 && small == 0 && capitals * 2 >= q.words;
  }

  /// A comma, stop or other end of a sentence right before the closing mark.
  bool ends_like_speech(const Quotation& q) const {
    std::string_view inner = text_.article->view(q.inner.back());
    while (inner.ends_with(' ')) inner.remove_suffix(1);
    return !inner.empty() && (inner.back() == '!' || inner.back() == '?' || inner.back() == ',' || inner.back() == '.');
  }
  bool has_verb(const Quotation& q) const {
    for (TokenIndex i = q.tokens.begin; i < q.tokens.end; ++i) {
      const Tag tag = text_[i].tag;
      if (tag == Tag::kVBD || tag == Tag::kVBZ || tag == Tag::kVBP || tag == Tag::kMD) return true;
    }
    return false;
  }

  const Annotated& text_;
  const QuotationOptions& options_;
};

bool reopens(const Article& article, const Block& block) {
  const std::vector<Mark> marks = find_marks(article, {block.kind, {block.span.begin, std::min(block.span.end, block.span.begin + 8)}});
  return !marks.empty() && marks[0].can_open && marks[0].span.begin == block.span.begin &&
         marks[0].family != MarkFamily::kSingle;
}

/// The next block in which a quotation may go on; nullptr when none follows.
const Block* next_body(const Article& article, std::size_t at) {
  if (at + 1 >= article.blocks.size() || !is_body(article.blocks[at + 1].kind)) return nullptr;
  return &article.blocks[at + 1];
}

void set_tokens(Annotated& text, const TokenMap& map, Quotations& out) {
  for (Quotation& q : out.all) {
    q.tokens = {map.covering(q.spans.front()).begin, map.covering(q.spans.back()).end};
    q.words = 0;
    for (ByteSpan inner : q.inner) {
      const TokenSpan span = map.covering(inner);
      for (TokenIndex i = span.begin; i < span.end; ++i) q.words += text[i].is_word;
    }
    if (q.spans.size() == 1 && q.spans[0].empty()) q.words = 0;
  }
}

}  // namespace

Quotations find_quotations(const Article& article, Annotated& text, const QuotationOptions& options) {
  Quotations out;
  const TokenMap map(text);
  BlockPairer pairer(article, text, map, out);
  std::int32_t open = -1;
  for (std::size_t b = 0; b < article.blocks.size(); ++b) {
    const Block& block = article.blocks[b];
    if (!is_body(block.kind) && block.kind != BlockKind::kTitle && block.kind != BlockKind::kHeading) continue;
    const Block* next = is_body(block.kind) ? next_body(article, b) : nullptr;
    open = pairer.run(block, open, next != nullptr && reopens(article, *next));
  }
  set_tokens(text, map, out);
  remove_empty(out);
  const Classifier classifier(text, options);
  for (std::size_t i = 0; i < out.all.size(); ++i) {
    Quotation& q = out.all[i];
    classifier.run(q);
    for (TokenIndex t = q.tokens.begin; t < q.tokens.end; ++t) text[t].quotation = static_cast<std::int32_t>(i);
  }
  return out;
}

}  // namespace onrecord

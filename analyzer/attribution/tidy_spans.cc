#include "attribution/tidy_spans.h"

#include <algorithm>

#include "attribution/mentions.h"
#include "attribution/propose.h"
#include "base/token_marks.h"

namespace onrecord {
namespace {

constexpr std::size_t kShortestSentence = 3, kLongestTopic = 5;  // words
constexpr std::ptrdiff_t kLongestRest = 25;  // words of a clause that may be missing
constexpr int kLongestStep = 4;  // words of a phrase that may be missing one after another

/// Relations of words that cannot end a phrase before the word they belong to.
bool leans_on_head(Relation r) {
  switch (r) {
    case Relation::kDet:
    case Relation::kAmod:
    case Relation::kCompound:
    case Relation::kNummod:
    case Relation::kNmodPoss:
    case Relation::kFlat:
    case Relation::kCase:
    case Relation::kMark:
    case Relation::kCc:
    case Relation::kAux:
    case Relation::kAuxPass:
    case Relation::kCop: return true;
    default: return false;
  }
}

/// Relations of words right behind the word they belong to without which it is not whole: "$ | 410", "Ines | Calder".
bool goes_on(Relation r) { return r == Relation::kNummod || r == Relation::kFlat || r == Relation::kFixed || r == Relation::kGoeswith; }

/// Relations of words without whose governor a clause has no verb: "that the quay | would close".
bool needs_verb(Relation r) { return r == Relation::kNsubj || r == Relation::kNsubjPass || r == Relation::kMark || r == Relation::kAdvmod; }

bool depends(Relation r) {
  return r == Relation::kCcomp || r == Relation::kXcomp || r == Relation::kAdvcl || r == Relation::kAcl || r == Relation::kAclRelcl;
}

class Tidier {
 public:
  Tidier(const SpanInput& in, const std::vector<Proposal>& all, const std::vector<Linked>& found)
      : in_(in), a_(in.text), all_(all), taken_(in.text.tokens.size()) {
    for (const Linked& l : found)
      for (const TokenRuns* runs : {&l.roles.source, &l.roles.cue_words, &l.roles.content}) taken_.add(*runs);
  }

  void tidy(Linked& l) {
    Proposal& p = l.roles;
    if (p.cue_words.empty() || p.content.empty()) return;
    take_clause_of_adverb(l);
    speaker_of_passive(p);
    drop_strays(p);
    complete(p.content, &Tidier::clause_end);
    complete(p.source, &Tidier::description_end);
    drop_comma(p.source);
    trim_cue(p);
    drop_topics(p.content);
    trim_end(p.content);
    if (p.source.size() > 1 && joins_next(p.source.last())) trim_end(p.source);
  }

 private:
  /// "Reportedly" says nothing of single words: its content is the clause around it, and who said so is not told unless
  /// there.
  void take_clause_of_adverb(Linked& l) {
    if (l.from < 0 || !l.marked) return;
    const Proposal& proposed = all_[static_cast<std::size_t>(l.from)];
    if (a_[proposed.cue].tag != Tag::kRB) return;
    TokenRuns more = proposed.content;
    more.remove(l.roles.content);
    if (!taken_.overlaps(more)) l.roles.content = proposed.content;
    taken_.add(l.roles.content);
    if (!l.roles.source.empty() && a_[l.roles.source.first()].sentence != a_[proposed.cue].sentence) l.roles.source.clear();
  }

  /// A paragraph that does not begin with a quotation does not go on with the one before.
  bool other_paragraph(TokenIndex i, TokenIndex cue) const {
    return a_.sentence_of(i).block != a_.sentence_of(cue).block && a_[a_.block_tokens(i).begin].quotation < 0;
  }

  bool is_stray(TokenSpan run, TokenIndex cue) const {
    if (quoted_share(a_, TokenRuns{run}) > 0) return other_paragraph(run.begin, cue);
    return a_[run.begin].sentence != a_[cue].sentence && a_[run.end - 1].sentence != a_[cue].sentence;
  }

  /// Is `run` nothing but marks, or before the label that announces the content: "CALDER: …"?
  bool is_outside(TokenSpan run, TokenIndex cue) const {
    if (a_[cue].lower == ":" && run.end <= cue) return true;
    for (TokenIndex i = run.begin; i < run.end; ++i)
      if (a_[i].is_word) return false;
    return true;
  }

  /// Keeps of a content what stands in the cue's sentence or is a quotation that goes on, if there is such. A sentence
  /// that ends with a colon may announce anything.
  void drop_strays(Proposal& p) const {
    const TokenIndex cue = p.cue_words.first();
    const bool announces = a_[a_.sentence_of(cue).tokens.end - 1].lower == ":";
    if (!announces) cut_at_blocks(p);
    TokenRuns near;
    for (TokenSpan run : p.content)
      if (!is_outside(run, cue) && (announces || !is_stray(run, cue))) near.add(run);
    if (!near.empty()) p.content = near;
  }

  using EndOf = TokenIndex (Tidier::*)(TokenIndex) const;
  void complete(TokenRuns& runs, EndOf longer) {
    const TokenRuns before = runs;
    for (TokenSpan run : before) {
      TokenIndex last = run.end - 1;
      for (int step = 0; step < kLongestStep; ++step) {
        TokenSpan more{last + 1, (this->*longer)(last)};
        if (more.empty() || taken_.overlaps(more) || runs.overlaps(more)) more.end = phrase_end(last);
        if (more.empty() || taken_.overlaps(more)) break;
        runs.add(more);
        taken_.add(more);
        last = more.end - 1;
      }
    }
  }
  /// Behind the word without which the phrase that ends with `i` is not whole; behind `i` where it is.
  TokenIndex phrase_end(TokenIndex i) const {
    const Token& t = a_[i];
    if (t.quotation >= 0) return i + 1;
    if (t.head != kNoToken && i < t.head && leans_on_head(t.relation)) return t.head + 1;
    for (TokenIndex k : a_.children(i))
      if (goes_on(a_[k].relation) && a_.subtree(k).begin == i + 1) return a_.subtree(k).end;
    return i + 1;
  }

  /// Behind the clause whose subject or first word ends with `i`, without its last marks; clauses that depend on none
  /// are another sentence.
  TokenIndex clause_end(TokenIndex i) const {
    const Token& t = a_[i];
    if (t.quotation >= 0 || t.head == kNoToken || t.head <= i || !needs_verb(t.relation)) return i + 1;
    if (!is_verb(a_[t.head].tag) || !depends(a_[t.head].relation)) return i + 1;
    TokenIndex end = a_.subtree(t.head).end;
    while (end > i + 1 && !a_[end - 1].is_word) --end;
    return end - i <= kLongestRest ? end : i + 1;
  }
  /// Behind the description of the name that ends with `i`, or with the word before the comma `i`: "Ines Calder, the
  /// harbour's engineer". An age is none.
  TokenIndex description_end(TokenIndex i) const {
    const TokenIndex comma = a_[i].lower == "," ? i : i + 1;
    if (comma + 1 >= a_.size() || comma == TokenIndex{0} || a_[comma].lower != ",") return i + 1;
    for (TokenIndex top = comma - 1; top != kNoToken && top + kLongestStep > i; top = a_[top].head)
      for (TokenIndex k : a_.children(top))
        if (a_[k].relation == Relation::kAppos && a_[k].tag != Tag::kCD && k > comma && a_.subtree(k).contains(comma + 1) &&
            ends_phrase(a_.subtree(k).end))
          return a_.subtree(k).end;
    return i + 1;
  }
  /// No verb that has nothing to do with it begins at `i`: "According to the Herald, Calder | said the quay sank".
  bool ends_phrase(TokenIndex i) const { return i >= a_.size() || !a_[i].is_word || taken_.has(i); }

  /// A comma without another before it closes no description.
  void drop_comma(TokenRuns& source) const {
    if (source.size() < 2 || a_[source.last()].lower != ",") return;
    for (TokenSpan run : source)
      for (TokenIndex i = run.begin; i < run.end; ++i)
        if (a_[i].lower == "," && i != source.last()) return;
    source.remove({source.last(), source.last() + 1});
  }

  /// "said in an" of "said in an interview", "was echoed by" before the source: what leads to words that are no part of
  /// the cue is none.
  void trim_cue(Proposal& p) const {
    TokenRuns left = p.cue_words;
    bool cut = false;
    while (left.size() > 1) {
      const Token& t = a_[left.last()];
      if (t.head == kNoToken || t.head < left.last() || !leans_on_head(t.relation)) break;
      if (p.content.contains(t.head) || left.contains(t.head)) break;
      cut = cut || t.relation == Relation::kDet || (p.source.contains(t.head) && follows_passive(left));
      left.remove({left.last(), left.last() + 1});
    }
    if (cut) p.cue_words = std::move(left);
  }

  bool follows_passive(const TokenRuns& cue) const {
    for (TokenSpan run : cue)
      for (TokenIndex i = run.begin; i < run.end; ++i)
        if (a_[i].relation == Relation::kAuxPass) return true;
    return false;
  }

  /// A content outside quotation marks that goes over the end of a paragraph: the part in the cue's paragraph.
  void cut_at_blocks(Proposal& p) const {
    const std::int32_t block = a_.sentence_of(p.cue_words.first()).block;
    TokenRuns out;
    for (TokenSpan run : p.content) {
      const bool crosses = a_.sentence_of(run.begin).block != a_.sentence_of(run.end - 1).block;
      for (TokenIndex i = run.begin; i < run.end; ++i)
        if (!crosses || a_[i].quotation >= 0 || a_.sentence_of(i).block == block) out.add({i, i + 1});
    }
    if (!out.empty()) p.content = std::move(out);
  }

  /// "Falk was quoted as saying …": whom the passive is about is who says the rest.
  void speaker_of_passive(Proposal& p) const {
    if (!p.source.empty() || p.content.end() - p.content.begin() < 2) return;
    const TokenIndex last = p.cue_words.last();
    if (a_[last].tag != Tag::kVBG || a_[last].head == kNoToken) return;
    const TokenSpan first = *p.content.begin();
    const TokenIndex subject = a_.child(a_[last].head, Relation::kNsubjPass);
    if (subject == kNoToken || !first.contains(subject) || !p.cue_words.contains(a_[last].head)) return;
    p.source = TokenRuns{first};
    p.content.remove(first);
  }

  bool has_finite_verb(TokenSpan run) const {
    for (TokenIndex i = run.begin; i < run.end; ++i)
      if (is_finite(a_[i].tag)) return true;
    return false;
  }
  std::size_t words(TokenSpan run) const {
    std::size_t n = 0;
    for (TokenIndex i = run.begin; i < run.end; ++i) n += a_[i].is_word;
    return n;
  }
  /// With a capital and a subject of its own: not "will be sold", whose subject may stand outside the marks.
  bool is_quoted_sentence(TokenSpan run) const {
    if (quoted_share(a_, TokenRuns{run}) < 1 || words(run) < kShortestSentence || !has_finite_verb(run)) return false;
    TokenIndex first = run.begin;
    while (first < run.end && !a_[first].is_word) ++first;
    return first < run.end && is_capital(a_.form(first));
  }

  /// Asked about the quay, she said: "It will be sold." What a quoted sentence is about is no part of it.
  void drop_topics(TokenRuns& runs) const {
    bool sentence = false;
    for (TokenSpan run : runs) sentence = sentence || is_quoted_sentence(run);
    if (!sentence) return;
    TokenRuns out;
    for (TokenSpan run : runs)
      if (quoted_share(a_, TokenRuns{run}) > 0 || has_finite_verb(run) || words(run) > kLongestTopic) out.add(run);
    runs = std::move(out);
  }

  /// "…, and": what joins a phrase to the next one is no part of it.
  bool joins_next(TokenIndex i) const {
    const Token& t = a_[i];
    return t.quotation < 0 && (t.tag == Tag::kCC || (t.relation == Relation::kMark && i < t.head));
  }
  void trim_end(TokenRuns& runs) const {
    TokenRuns out = trimmed(in_, runs);
    while (!out.empty() && joins_next(out.last())) {
      out.remove({out.last(), out.last() + 1});
      out = trimmed(in_, std::move(out));
    }
    if (!out.empty()) runs = std::move(out);
  }

  const SpanInput& in_;
  const Annotated& a_;
  const std::vector<Proposal>& all_;
  TokenMarks taken_;
};

}  // namespace

void tidy_spans(const SpanInput& in, const std::vector<Proposal>& all, std::vector<Linked>& found) {
  Tidier tidier(in, all, found);
  for (Linked& l : found) tidier.tidy(l);
}

}  // namespace onrecord

#include "attribution/propose.h"

#include <algorithm>

#include "base/token_marks.h"

namespace onrecord {
namespace {

constexpr std::size_t kLongestQuotation = 400;  // tokens; longer ones are taken for damaged
constexpr int kWordsBetween = 12;               // words of the cue's sentence that may stand before the next quotation

/// The outermost quotation around `i` that does not hold `cue`; nullptr when there is none.
const Quotation* free_quotation(const SpanInput& in, TokenIndex i, TokenIndex cue) {
  const Quotation* found = nullptr;
  for (auto q = in.text[i].quotation; q >= 0; q = in.quotations.all[static_cast<std::size_t>(q)].parent) {
    const Quotation& one = in.quotations.all[static_cast<std::size_t>(q)];
    if (one.tokens.contains(cue)) break;
    found = &one;
  }
  return found;
}

void take_quotations_whole(const SpanInput& in, Proposal& p) {
  if (p.content.empty()) return;
  for (TokenIndex edge : {p.content.first(), p.content.last()}) {
    const Quotation* q = free_quotation(in, edge, p.cue);
    if (q && q->tokens.size() < kLongestQuotation) p.content.add(q->tokens);
  }
}

void drop_final_stop(const SpanInput& in, TokenRuns& content) {
  while (!content.empty()) {
    const Token& t = in.text[content.last()];
    if (t.quotation >= 0 || (t.lower != "." && t.lower != "," && t.lower != ";")) return;
    content.remove({content.last(), content.last() + 1});
  }
}

TokenIndex last_token(const Proposal& p) {
  TokenIndex last = p.content.last();
  if (!p.cue_words.empty()) last = std::max(last, p.cue_words.last());
  if (!p.source.empty()) last = std::max(last, p.source.last());
  return last;
}

/// May the quotation at `i` follow the attribution that ends at `end`? Only where hardly a word stands between.
bool follows_on(const Annotated& a, TokenIndex end, TokenIndex i) {
  int words = 0;
  bool same = true;
  for (TokenIndex k = end + 1; k < i; ++k) {
    if (!a[k].is_word) continue;
    ++words;
    same = same && a[k].sentence == a[end].sentence;
  }
  return words == 0 || (same && words <= kWordsBetween);
}

bool has_own_cue(const Annotated& a, TokenIndex end, TokenIndex i) {
  for (TokenIndex k = end + 1; k < i; ++k)
    if (is_verb(a[k].tag) && a[k].quotation < 0) return true;
  return false;
}

/// No word of the sentence follows the quotation: it has no cue of its own there.
bool ends_sentence(const Annotated& a, const Quotation& q) {
  const TokenIndex last = q.tokens.end - 1;
  for (TokenIndex k = last + 1; k < a.sentence_of(last).tokens.end; ++k)
    if (a[k].is_word) return false;
  return true;
}

class Continuation {
 public:
  Continuation(const SpanInput& in, const std::vector<Proposal*>& accepted) : in_(in), a_(in.text), taken_(in.text.tokens.size()) {
    for (const Proposal* p : accepted)
      for (const TokenRuns* runs : {&p->content, &p->cue_words, &p->source}) taken_.add(*runs);
  }
  void extend(Proposal& p) {
    if (p.content.empty() || quoted_share(a_, p.content) < 0.3) return;
    in_paragraph(p);
    over_paragraphs(p);
  }

 private:
  /// The quotation that opens at `i`, outermost; nullptr when none does.
  const Quotation* opening(TokenIndex i) const {
    const Quotation* q = free_quotation(in_, i, kNoToken);
    return q && q->tokens.begin == i && q->tokens.size() < kLongestQuotation ? q : nullptr;
  }
  void add(Proposal& p, TokenSpan span) {
    p.content.add(span);
    taken_.add(span);
  }
  void in_paragraph(Proposal& p) {
    TokenIndex end = last_token(p);
    const auto block = a_.sentence_of(end).block;
    for (TokenIndex i = end + 1; i < a_.size() && a_.sentence_of(i).block == block; ++i) {
      if (taken_.has(i)) return;
      const Quotation* q = opening(i);
      if (!q) continue;
      if (!follows_on(a_, end, i) || taken_.overlaps(q->tokens)) return;
      add(p, q->tokens);
      end = q->tokens.end - 1;
      i = end;
    }
  }
  void over_paragraphs(Proposal& p) {
    while (true) {
      const TokenIndex last = p.content.last();
      const Quotation* q = free_quotation(in_, last, kNoToken);
      if (!q || q->closed || q->tokens.end != last + 1 || !(last + 1 < a_.size())) return;
      const Quotation* next = opening(last + 1);
      if (!next || taken_.overlaps(next->tokens)) return;
      add(p, next->tokens);
    }
  }

  const SpanInput& in_;
  const Annotated& a_;
  TokenMarks taken_;
};

/// The quotations that go on after a quoted proposal, whatever else covers them: '"Q," S said. "Q"'.
void take_following_quotations(const SpanInput& in, Proposal& p) {
  const Annotated& a = in.text;
  if (quoted_share(a, p.content) < 0.3) return;
  TokenIndex end = last_token(p);
  const auto block = a.sentence_of(end).block;
  for (TokenIndex i = end + 1; i < a.size() && a.sentence_of(i).block == block; ++i) {
    const Quotation* q = free_quotation(in, i, p.cue);
    if (!q) continue;
    if (q->tokens.begin != i || q->tokens.size() >= kLongestQuotation || !follows_on(a, end, i)) return;
    if (has_own_cue(a, end, i) || !ends_sentence(a, *q)) return;
    p.content.add(q->tokens);
    end = q->tokens.end - 1;
    i = end;
  }
}

/// A match as a proposal. The content's own main word is no source of it.
Proposal proposal_of(const SpanInput& in, const Matches& matches, Match& m) {
  Proposal p;
  p.pattern = m.pattern;
  p.rule = m.pattern->id;
  p.rule_hash = m.pattern->hash;
  p.cue = m.anchor;
  p.head = m.head;
  p.content = std::move(m.content);
  p.cue_words = std::move(m.cue);
  p.fixed_source = m.pattern->names_source;
  if (p.fixed_source) {
    p.source = std::move(m.source);
    return p;
  }
  for (const SourceCandidate& s : matches.sources(m))
    if (s.head != m.head) p.sources.push_back(s);
  if (p.sources.empty()) return p;
  p.chosen = 0;
  p.source = source_phrase(in, p.cue, p.sources[0].head);
  return p;
}

}  // namespace

double quoted_share(const Annotated& a, const TokenRuns& runs) {
  std::size_t quoted = 0, all = 0;
  for (TokenSpan run : runs)
    for (TokenIndex i = run.begin; i < run.end; ++i, ++all) quoted += a[i].quotation >= 0;
  return all == 0 ? 0 : static_cast<double>(quoted) / static_cast<double>(all);
}

Proposals propose(const SpanInput& in, const PatternMatcher& patterns) {
  Matches matches;
  patterns.match(in, matches);
  Proposals out;
  out.all.reserve(matches.all.size());
  for (Match& m : matches.all) {
    if (m.content.empty() || m.anchor == kNoToken) continue;
    Proposal p = proposal_of(in, matches, m);
    if (p.head == kNoToken) p.head = p.content.first();
    if (m.pattern->type == "credit") {
      out.credits.push_back(std::move(p));
    } else if (finish(in, p)) {
      out.all.push_back(std::move(p));
    }
  }
  return out;
}

bool finish(const SpanInput& in, Proposal& p) {
  p.content = trimmed(in, std::move(p.content));
  take_quotations_whole(in, p);
  p.content.remove(p.source);
  const bool named_cue = !p.cue_words.empty();
  if (!named_cue) {
    const bool dependent = p.head != kNoToken && in.text[p.head].head == p.cue;
    p.cue_words = cue_group(in, p.cue, dependent ? p.head : kNoToken, p.source, p.content);
  }
  p.content.remove(p.cue_words);
  p.content = trimmed(in, std::move(p.content));
  drop_final_stop(in, p.content);
  if (p.content.empty()) return false;
  take_following_quotations(in, p);
  return true;
}

std::vector<Chosen> select(const SpanInput& in, const std::vector<Proposal>& all,
                           const std::function<bool(const Proposal&)>& may) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (may(all[i])) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return all[i].score > all[j].score; });
  std::vector<Chosen> accepted;
  TokenMarks occupied(in.text.tokens.size()), cues(in.text.tokens.size());
  for (std::size_t i : order) {
    const Proposal& p = all[i];
    if (cues.has(p.cue) || occupied.has(p.cue) || occupied.overlaps(p.content)) continue;
    accepted.push_back({i, occupied.without(p.cue_words)});
    occupied.add(p.content);
    occupied.add(accepted.back().cue_words);
    cues.add({p.cue, p.cue + 1});
  }
  std::sort(accepted.begin(), accepted.end(), [](const Chosen& x, const Chosen& y) { return x.at < y.at; });
  return accepted;
}

void continue_quotations(const SpanInput& in, std::vector<Proposal*>& accepted) {
  Continuation continuation(in, accepted);
  std::stable_sort(accepted.begin(), accepted.end(), [](const Proposal* x, const Proposal* y) {
    return std::min(x->content.first(), x->cue) < std::min(y->content.first(), y->cue);
  });
  for (Proposal* p : accepted) continuation.extend(*p);
}

}  // namespace onrecord

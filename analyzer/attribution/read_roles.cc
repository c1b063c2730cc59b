#include "attribution/read_roles.h"

#include <algorithm>
#include <cmath>

#include "attribution/link.h"
#include "attribution/propose.h"
#include "base/token_marks.h"

namespace onrecord {
namespace {

std::size_t shared(const TokenRuns& x, const TokenRuns& y) {
  std::size_t n = 0;
  auto a = x.begin(), b = y.begin();
  while (a != x.end() && b != y.end()) {
    const auto from = std::max(a->begin, b->begin), to = std::min(a->end, b->end);
    if (from < to) n += static_cast<std::size_t>(to - from);
    if (a->end < b->end) ++a;
    else ++b;
  }
  return n;
}

double dice(const TokenRuns& x, const TokenRuns& y) {
  const std::size_t all = x.size() + y.size();
  return all == 0 ? 0 : 2.0 * static_cast<double>(shared(x, y)) / static_cast<double>(all);
}

/// One attribution as the reader marks it. `source` may be empty.
struct Marked {
  TokenRuns source, cue, content;
  float confidence = 0;  ///< mean probability of the marks of cue and content, 0 to 1
};

void add_spans(const std::vector<MarkedSpan>& marked, std::vector<TokenSpan>& out) {
  for (const MarkedSpan& m : marked) out.push_back(m.tokens);
}
RoleSpans spans_of(const Reading& reading) {
  RoleSpans out;
  for (const MarkedWindow& w : reading.windows) {
    add_spans(w.sources, out.sources);
    add_spans(w.cues, out.cues);
    add_spans(w.contents, out.contents);
  }
  return out;
}

/// Gives each marked content its cue and each cue its source, of those in the same window, as reader and linker together
/// think best.
class MarkLinker {
 public:
  MarkLinker(const FeatureInput& in, const AttributionModel& model, const Reading& reading, const std::vector<Proposal>& all,
             const ExtractionLimits& limits)
      : model_(model), reading_(reading), limits_(limits), links_(in, all, spans_of(reading)) {}

  std::vector<Marked> run() {
    for (const MarkedWindow& w : reading_.windows) {
      if (!w.cues.empty()) link(w);
      sources_ += w.sources.size();
      cues_ += w.cues.size();
      contents_ += w.contents.size();
    }
    return std::move(out_);
  }

 private:
  void link(const MarkedWindow& w) {
    std::vector<Marked> found(w.cues.size());
    std::vector<MarkedSpan> marks = w.cues;  // with what belongs to them
    for (std::size_t c = 0; c < w.contents.size(); ++c) {
      const std::size_t q = cue_of(w, c);
      found[q].content.add(w.contents[c].tokens);
      marks[q].chance += w.contents[c].chance;
      marks[q].words += w.contents[c].words;
    }
    for (std::size_t q = 0; q < found.size(); ++q) {
      if (found[q].content.empty()) continue;
      found[q].cue = TokenRuns{w.cues[q].tokens};
      if (const MarkedSpan* source = source_of(w, q)) found[q].source = TokenRuns{source->tokens};
      found[q].confidence = static_cast<float>(marks[q].chance / static_cast<double>(marks[q].words));
      out_.push_back(std::move(found[q]));
    }
  }

  std::size_t cue_of(const MarkedWindow& w, std::size_t content) {
    std::size_t best = 0;
    float most = 0;
    for (std::size_t q = 0; q < w.cues.size(); ++q) {
      hashes_.clear();
      links_.content_features(contents_ + content, cues_ + q, hashes_);
      const float odds = w.content_to_cue[content * w.cues.size() + q] + limits_.linker * model_.link_content.sum(hashes_);
      if (q == 0 || odds > most) most = odds, best = q;
    }
    return best;
  }

  const MarkedSpan* source_of(const MarkedWindow& w, std::size_t cue) {
    const float* odds = w.cue_to_source.data() + cue * (1 + w.sources.size());
    const MarkedSpan* best = nullptr;
    float most = odds[0] - limits_.no_source;
    for (std::size_t s = 0; s < w.sources.size(); ++s) {
      hashes_.clear();
      links_.source_features(cues_ + cue, sources_ + s, hashes_);
      const float own = odds[1 + s] + limits_.linker * model_.link_source.sum(hashes_);
      if (own > most) most = own, best = &w.sources[s];
    }
    return best;
  }

  const AttributionModel& model_;
  const Reading& reading_;
  const ExtractionLimits& limits_;
  LinkContext links_;
  std::size_t sources_ = 0, cues_ = 0, contents_ = 0;  ///< of the windows before: where this one's begin in links_
  std::vector<std::uint64_t> hashes_;
  std::vector<Marked> out_;
};

class Joiner {
 public:
  Joiner(const SpanInput& in, const Reading& reading, const std::vector<Proposal>& all, const ExtractionLimits& limits)
      : in_(in), reading_(reading), all_(all), limits_(limits), taken_(in.text.tokens.size()) {}

  std::vector<Linked> run(const std::vector<Marked>& all_marked) {
    const std::vector<Marked> marked = without_weaker(all_marked);
    for (const Marked& m : marked) taken_.add(m.cue), taken_.add(m.content);
    for (const Marked& m : marked) take(m);
    add_sure_proposals();
    std::vector<Proposal*> chosen;
    for (Linked& l : found_) chosen.push_back(&l.roles);
    continue_quotations(in_, chosen);
    return std::move(found_);
  }

 private:
  /// The marks without those in the content of a proposal that is likelier than they are and whose cue is not marked,
  /// which then stands: in "Falk told the press a search had found nothing" nobody finds. Linear in the text.
  std::vector<Marked> without_weaker(const std::vector<Marked>& marked) {
    std::vector<int> owner(in_.text.tokens.size(), -1);  // of each token: the mark that has it as cue or content
    for (std::size_t i = 0; i < marked.size(); ++i)
      for (const TokenRuns* runs : {&marked[i].cue, &marked[i].content})
        for (TokenSpan r : *runs) std::fill(owner.begin() + r.begin.value, owner.begin() + r.end.value, static_cast<int>(i));
    std::vector<char> gone(marked.size());
    for (const Chosen& c : select(in_, all_, [&](const Proposal& p) { return p.score >= limits_.outdo; })) {
      const std::vector<std::size_t> weaker = outdone(all_[c.at], marked, owner);
      if (weaker.empty()) continue;
      for (std::size_t i : weaker) gone[i] = 1;
      found_.push_back({c.of(all_), static_cast<int>(c.at)});
      taken_.add(found_.back().roles.content);
      taken_.add(found_.back().roles.cue_words);
    }
    std::vector<Marked> kept;
    for (std::size_t i = 0; i < marked.size(); ++i)
      if (!gone[i]) kept.push_back(marked[i]);
    return kept;
  }
  /// The marks in the content of `p`, where `p` outdoes them all and nothing else speaks against it.
  std::vector<std::size_t> outdone(const Proposal& p, const std::vector<Marked>& marked, const std::vector<int>& owner) const {
    std::vector<std::size_t> out;
    if (owner[static_cast<std::size_t>(p.cue.value)] >= 0) return out;
    for (TokenSpan r : p.content)
      for (TokenIndex i = r.begin; i < r.end; ++i) {
        const int of = owner[static_cast<std::size_t>(i.value)];
        if (of < 0) continue;
        const Marked& m = marked[static_cast<std::size_t>(of)];
        if (m.confidence >= p.score || !p.content.contains(m.cue.first())) return {};
        if (m.cue.first() == i) out.push_back(static_cast<std::size_t>(of));
      }
    return out;
  }
  void take(Marked m) {
    Linked l;
    l.marked = true;
    l.from = proposal_of(m);
    const float proposed = l.from < 0 ? 0 : all_[static_cast<std::size_t>(l.from)].score;
    if (m.confidence < limits_.unproposed && proposed < limits_.fill) return;
    if (l.from >= 0) part_source_from_content(all_[static_cast<std::size_t>(l.from)], m);
    if (l.from >= 0) l.roles = all_[static_cast<std::size_t>(l.from)];
    else l.roles.cue = m.cue.first();
    const bool name_in_cue = l.from >= 0 && m.source.empty() && l.roles.score >= limits_.accept && l.roles.source.overlaps(m.cue);
    if (!name_in_cue) l.roles.cue_words = m.cue;  // else: "said Ines" for "said" and "Ines Calder"
    l.roles.content = l.from >= 0 ? better_content(m.content, l.roles) : m.content;
    l.roles.source = l.from >= 0 ? better_source(m.source, l.roles) : m.source;
    l.roles.score = m.confidence;
    taken_.add(l.roles.content);
    taken_.add(m.cue);
    found_.push_back(std::move(l));
  }

  /// The proposal whose cue stands in the marked cue and whose content fits best; -1 where none does.
  int proposal_of(const Marked& m) const {
    auto it = std::partition_point(all_.begin(), all_.end(), [&](const Proposal& p) { return p.cue < m.cue.first(); });
    int best = -1;
    double most = 0;
    for (; it != all_.end() && it->cue <= m.cue.last(); ++it) {
      const double fit = (dice(it->content, m.content) + .05) * (static_cast<double>(it->score) + .1);
      if (m.cue.contains(it->cue) && it->content.overlaps(m.content) && fit > most)
        most = fit, best = static_cast<int>(it - all_.begin());
    }
    return best;
  }

  /// Words outside the marks of a quotation, marked as content, are the source where a sure proposal has them so:
  /// '"We lost," the coach, Ines Falk, said.'
  void part_source_from_content(const Proposal& p, Marked& m) const {
    if (p.score < limits_.sure || p.source.empty() || !p.source.overlaps(m.content)) return;
    if (quoted_share(in_.text, p.source) > 0 || quoted_share(in_.text, p.content) < 1) return;
    m.content = p.content;
    m.source = p.source;
  }

  /// Log odds that `runs` are content, by the reader, summed over the words in which the two differ.
  double gain(const TokenRuns& runs, const TokenRuns& without) const {
    double sum = 0;
    for (TokenSpan r : runs)
      for (TokenIndex i = r.begin; i < r.end; ++i) {
        if (without.contains(i) || !in_.text[i].is_word) continue;
        const float p = std::clamp(reading_.chances[static_cast<std::size_t>(i.value)].content, .001f, .999f);
        sum += std::log(static_cast<double>(p) / (1 - static_cast<double>(p)));
      }
    return sum;
  }

  /// The proposed content where whole phrases speak for it as much as single words speak against it, or where the marks
  /// lack the very word that governs the rest.
  /// REQUIRES: all marks are taken.
  TokenRuns better_content(const TokenRuns& marked, const Proposal& p) const {
    TokenRuns more = p.content, left = marked;
    more.remove(marked);
    left.remove(p.content);
    if (taken_.overlaps(more)) return marked;  // words of another attribution
    const bool headless = left.empty() && p.content.contains(p.head) && !marked.contains(p.head);
    if (headless && p.score >= limits_.accept && is_clause(p.head)) return p.content;
    const double odds = gain(p.content, marked) - gain(marked, p.content) + static_cast<double>(limits_.whole_phrase);
    return odds > 0 ? p.content : marked;
  }
  /// Governs a clause with a subject of its own.
  bool is_clause(TokenIndex i) const {
    const Annotated& a = in_.text;
    if (a[i].quotation >= 0 || (a[i].relation != Relation::kCcomp && a[i].relation != Relation::kAdvcl)) return false;
    return a.child(i, Relation::kNsubj) != kNoToken || a.child(i, Relation::kNsubjPass) != kNoToken;
  }

  /// The marked source; where there is none, the one that syntax is sure of.
  TokenRuns better_source(const TokenRuns& marked, const Proposal& p) const {
    if (!marked.empty() || p.source.empty() || p.score < limits_.fill) return marked;
    return p.source.overlaps(p.content) || p.source.overlaps(p.cue_words) ? marked : p.source;
  }

  void add_sure_proposals() {
    for (const Chosen& c : select(in_, all_, [&](const Proposal& p) { return p.score >= limits_.sure; })) {
      const Proposal& p = all_[c.at];
      if (taken_.has(p.cue) || taken_.overlaps(p.content)) continue;
      found_.push_back({c.of(all_), static_cast<int>(c.at)});
    }
  }

  const SpanInput& in_;
  const Reading& reading_;
  const std::vector<Proposal>& all_;
  const ExtractionLimits& limits_;
  std::vector<Linked> found_;
  TokenMarks taken_;  ///< what stands in a marked cue or content
};

}  // namespace

std::vector<Linked> link_marked(const FeatureInput& in, const AttributionModel& model, const Reading& reading,
                                const std::vector<Proposal>& all, const ExtractionLimits& limits) {
  return Joiner(in.spans, reading, all, limits).run(MarkLinker(in, model, reading, all, limits).run());
}

}  // namespace onrecord

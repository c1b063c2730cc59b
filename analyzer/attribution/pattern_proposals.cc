// From what patterns match to proposals.
#include <algorithm>

#include "attribution/propose.h"

namespace onrecord {
namespace {

Proposal proposal_of(const SpanInput& in, const Matches& found, Match& m) {
  Proposal p;
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
  for (const SourceCandidate& s : found.sources(m))
    if (s.head != m.head) p.sources.push_back(s);
  if (p.sources.empty()) return p;
  p.chosen = 0;
  p.source = source_phrase(in, m.anchor, p.sources[0].head);
  return p;
}

}  // namespace

std::vector<Proposal> propose(const SpanInput& in, const PatternMatcher& patterns) {
  Matches found;
  patterns.match(in, found);
  std::vector<Proposal> out;
  out.reserve(found.all.size());
  for (Match& m : found.all)
    if (Proposal p = proposal_of(in, found, m); finish(in, p)) out.push_back(std::move(p));
  return out;
}

}  // namespace onrecord

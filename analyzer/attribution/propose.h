// From raw proposals to disposed ones: finishing spans, selection without overlap, quotations that run on.
#pragma once

#include <vector>

#include "attribution/proposal.h"
#include "rulebook/pattern.h"

namespace onrecord {

/// What the patterns propose, in order of the cues; nothing is scored yet.
struct Proposals {
  std::vector<Proposal> all;      ///< for the score to judge
  std::vector<Proposal> credits;  ///< credit lines: they vouch for other sentences, may overlap, and stand as they are
};
Proposals propose(const SpanInput& in, const PatternMatcher& patterns);

/// Completes a proposal whose `content`, `cue`, `head`, `sources` and, where the pattern names them, `source` and
/// `cue_words` are set: quotations that the content touches are taken whole, source and cue are taken out of it, and
/// punctuation is trimmed. False: nothing is left of the content.
bool finish(const SpanInput& in, Proposal& p);

/// Indices of the proposals to accept, in order of their cues: greedily by score from `threshold` up, one for each
/// cue, no two contents overlapping and no cue inside an accepted content. An accepted cue that runs into an accepted
/// content is cut back.
std::vector<std::size_t> select(std::vector<Proposal>& all, float threshold);

/// Quotations in following sentences of the same paragraph, or of paragraphs that continue an unclosed quotation, that
/// no accepted attribution covers go to the quoted one before them.
void continue_quotations(const SpanInput& in, std::vector<Proposal*>& accepted);

}  // namespace onrecord

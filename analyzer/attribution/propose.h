// From raw proposals to disposed ones: finishing spans, selection without overlap, quotations that run on.
#pragma once

#include <functional>
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

/// The share of the words of `runs` that stand in quotation marks, 0 to 1.
double quoted_share(const Annotated& a, const TokenRuns& runs);

/// A proposal that is accepted.
struct Chosen {
  std::size_t at;       ///< into the proposals
  TokenRuns cue_words;  ///< without those that the content of a stronger one takes

  Proposal of(const std::vector<Proposal>& all) const {
    Proposal out = all[at];
    out.cue_words = cue_words;
    return out;
  }
};

/// The proposals to accept of those that `may` be, in order of their cues: greedily by score, one for each cue, no two
/// contents overlapping and no cue inside an accepted content.
std::vector<Chosen> select(const SpanInput& in, const std::vector<Proposal>& all,
                           const std::function<bool(const Proposal&)>& may);

/// Quotations in following sentences of the same paragraph, or of paragraphs that continue an unclosed quotation, that
/// no accepted attribution covers go to the quoted one before them.
void continue_quotations(const SpanInput& in, std::vector<Proposal*>& accepted);

}  // namespace onrecord

// The learnt part of the extraction: proposals are scored in three steps that add up, words are labelled, and what
// stands is accepted. Evidence stays additive: a proposal's log odds are the sum of the weights of its features.
//
//   std::vector<Proposal> all = propose(in.spans, patterns).all;
//   score_first(in, model, limits.weigh, all);        // by its own features
//   score_in_context(model, all);                     // + its rivals
//   const auto labels = label_words(in, model, all, limits);
//   score_with_labels(in, model, labels, all);        // + how its words are labelled
//   const std::vector<Linked> found = link_roles(in, model, all, labels, limits);
//
// That is the fast setting; in the full one the reader (read_roles.h), who hears the labeller's opinion of each word, takes
// the place of the last three steps. Training (data/generators/train_attribution.cc) calls the same functions.
#pragma once

#include <vector>

#include "attribution/features.h"
#include "attribution/label.h"
#include "attribution/model.h"
#include "attribution/proposal.h"

namespace onrecord {

/// Probabilities from which things are believed; from rules/words/extraction-threshold.rule.
struct ExtractionLimits {
  float weigh = .02f;       ///< by its own features a proposal has so much: it is looked at further, in the fast setting
  float accept = .3f;       ///< a proposal is accepted
  float likely = .3f;       ///< the words of a sentence are labelled: a proposal there has so much
  float link_content = .2f; ///< a content belongs to a cue
  float link_source = .3f;  ///< a source belongs to a cue
  float fill = .2f;        ///< a proposal may give what its labelled cue lacks
  float sure = .9f;         ///< a proposal is accepted though the reader marked nothing there
  float outdo = .75f;      ///< a proposal takes the place of less probable marks inside its content
  float whole_phrase = -2;   ///< log odds by which a proposed phrase is preferred to the words as the reader marked them
  float unproposed = .7f;   ///< the reader's confidence from which a mark stands that is not proposed with more than `fill`
  float no_source = 3;      ///< log odds taken off what speaks for no source
  float labeller = .4f;     ///< weight of the labeller's opinion beside the reader's
  float linker = .5f;       ///< weight of the linker's log odds beside the reader's
  float alone = .5f;        ///< a proposal stands although its words are not labelled
  float outside = .1f;      ///< taken from the score of every word to be outside: more finds recall
};

/// A pattern's own weight multiplies the odds of what it proposes. Four of five proposals are hardly likely: those below
/// `weigh` go at once.
void score_first(const FeatureInput& in, const AttributionModel& model, float weigh, std::vector<Proposal>& all);
void drop_unlikely(std::vector<Proposal>& all, float weigh);
void score_in_context(const AttributionModel& model, std::vector<Proposal>& all);
/// One label a token.
std::vector<RoleLabel> label_words(const FeatureInput& in, const AttributionModel& model,
                                   const std::vector<Proposal>& all, const ExtractionLimits& limits);
/// How likely each label is, 0 to 1 (LabelChain); all 0 for the words that are not looked at.
std::vector<LabelScores> label_chances(const FeatureInput& in, const AttributionModel& model,
                                       const std::vector<Proposal>& all, const ExtractionLimits& limits);
void score_with_labels(const FeatureInput& in, const AttributionModel& model, const std::vector<RoleLabel>& labels,
                       std::vector<Proposal>& all);

/// An accepted attribution and the proposal it comes from.
struct Linked {
  Proposal roles;
  int from = -1;        ///< into the proposals; -1: labels alone
  bool marked = false;  ///< by the reader, whose mean probability is then roles.score
};

/// The proposals that their scores accept, with the quotations that go on after them.
std::vector<Linked> accept(const SpanInput& in, const std::vector<Proposal>& all, float threshold);
/// Labelled sources, cues and contents put together.
std::vector<Linked> link_roles(const FeatureInput& in, const AttributionModel& model, const std::vector<Proposal>& all,
                               const std::vector<RoleLabel>& labels, const ExtractionLimits& limits);

/// Where a pattern has a weight above 1, what it proposes with more than even odds stands, and what was found there
/// without it goes: a newsroom's word counts for more than what was learnt.
void enforce_weights(const SpanInput& in, const std::vector<Proposal>& all, std::vector<Linked>& found);

/// The words over which labels are decoded together: neighbouring sentences of a block that a proposal with a score of
/// `likely` touches. All words outside them have no role.
std::vector<TokenSpan> label_sequences(const Annotated& text, const std::vector<Proposal>& all, float likely);

}  // namespace onrecord

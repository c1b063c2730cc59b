// A sequence labeller: which words are source, cue or content, judged word by word with what the rules proposed in
// view. It is evidence for the score of proposals and for the edges of roles; it never makes an attribution unseen.
//
// A linear chain over seven labels (begin and inside of source, cue, content; outside), features hashed, decoded by
// Viterbi over neighbouring sentences; trained as a conditional random field (Lafferty, McCallum and Pereira 2001, ICML).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "attribution/features.h"

namespace onrecord {

enum class RoleLabel : std::uint8_t { kOutside, kBeginSource, kInSource, kBeginCue, kInCue, kBeginContent, kInContent };
inline constexpr std::size_t kRoleLabels = 7;

constexpr bool is_source(RoleLabel l) { return l == RoleLabel::kBeginSource || l == RoleLabel::kInSource; }
constexpr bool is_cue(RoleLabel l) { return l == RoleLabel::kBeginCue || l == RoleLabel::kInCue; }
constexpr bool is_content(RoleLabel l) { return l == RoleLabel::kBeginContent || l == RoleLabel::kInContent; }
constexpr bool begins(RoleLabel l) {
  return l == RoleLabel::kBeginSource || l == RoleLabel::kBeginCue || l == RoleLabel::kBeginContent;
}
/// Inside labels follow only their own begin or inside.
constexpr bool may_follow(RoleLabel before, RoleLabel after) {
  if (after == RoleLabel::kInSource) return is_source(before);
  if (after == RoleLabel::kInCue) return is_cue(before);
  if (after == RoleLabel::kInContent) return is_content(before);
  return true;
}

/// Features of words (not yet reduced to a table size), kLabelFeatures each, of one sequence of whole sentences after
/// another: what lies beyond a sequence is not looked at.
///
///   LabelFeatures features(in, all, accepted);  // `accepted`: the proposals that the score alone would accept
///   features.look_at(sequence);
///   features.of(sequence.begin, out);
inline constexpr std::size_t kLabelFeatures = 42;
class LabelFeatures {
 public:
  /// Borrows `in`.
  LabelFeatures(const FeatureInput& in, const std::vector<Proposal>& all, const std::vector<Proposal>& accepted);
  LabelFeatures(const LabelFeatures&) = delete;
  LabelFeatures& operator=(const LabelFeatures&) = delete;
  ~LabelFeatures();
  void look_at(TokenSpan sequence);
  /// Writes the features of `token`. REQUIRES: it lies in the sequence looked at.
  void of(TokenIndex token, std::array<std::uint64_t, kLabelFeatures>& out) const;

 private:
  struct Mark;
  class Columns;
  void mark(const TokenRuns& runs, int role);
  void mark_best(const TokenRuns& runs, int role, float score, std::vector<float>& strongest);

  std::vector<Mark> marks_;  ///< one a token
  std::unique_ptr<Columns> columns_;
};

using LabelScores = std::array<float, 8>;  ///< one a label; the last unused
using LabelTransitions = std::array<LabelScores, kRoleLabels>;

/// The best labels for tokens whose scores are `scores`; no label sequence breaks may_follow.
std::vector<RoleLabel> decode_labels(std::span<const LabelScores> scores, const LabelTransitions& transitions);

/// Probabilities of the labels of a chain, by forward and backward sums (Lafferty, McCallum and Pereira 2001, ICML).
class LabelChain {
 public:
  /// Refills this for the tokens whose scores are `scores`.
  void run(std::span<const LabelScores> scores, const LabelTransitions& transitions);
  std::size_t size() const { return scores_.size(); }
  /// Of each label at token `t`; they sum to 1.
  LabelScores at(std::size_t t) const;
  /// Of label `from` at token t - 1 and `to` at `t`. REQUIRES: t > 0.
  float pair(std::size_t t, std::size_t from, std::size_t to) const;

 private:
  std::vector<LabelScores> scores_, forward_, backward_;  ///< exponentials, scaled at each token
  std::vector<float> scale_;
  LabelTransitions transitions_{};
};

/// Features of `p` from the labels around it.
void label_evidence(const FeatureInput& in, const Proposal& p, const std::vector<RoleLabel>& labels,
                    std::vector<std::uint64_t>& out);

}  // namespace onrecord

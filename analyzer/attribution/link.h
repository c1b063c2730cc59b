// From labelled words to attributions: which source and which contents go with which cue.
//
// Each labelled content looks for its cue and each labelled cue for its source among the spans near by; a learnt
// linear score over the words between, the tree and the proposals decides (in the full setting together with the reader,
// read_roles.h).
#pragma once

#include <cstdint>
#include <vector>

#include "attribution/label.h"

namespace onrecord {

/// The spans of an article that have a role, each list in text order.
struct RoleSpans {
  std::vector<TokenSpan> sources, cues, contents;
};
/// Runs of one label; none goes over the end of a block.
RoleSpans spans_of(const Annotated& text, const std::vector<RoleLabel>& labels);

/// Spans with roles of one article and the proposals behind them. Built once an article.
class LinkContext {
 public:
  /// Borrows `in` and `all`.
  LinkContext(const FeatureInput& in, const std::vector<Proposal>& all, RoleSpans spans);

  const std::vector<TokenSpan>& sources() const { return spans_.sources; }
  const std::vector<TokenSpan>& cues() const { return spans_.cues; }
  const std::vector<TokenSpan>& contents() const { return spans_.contents; }

  /// Indices of the cues near enough to be asked for content `c`, and of the sources near enough for cue `q`.
  std::vector<std::size_t> cues_near(std::size_t content) const;
  std::vector<std::size_t> sources_near(std::size_t cue) const;
  void content_features(std::size_t content, std::size_t cue, std::vector<std::uint64_t>& out) const;
  void source_features(std::size_t cue, std::size_t source, std::vector<std::uint64_t>& out) const;
  /// Index of the proposal of cue `q` that shares most with `content`, weighed by its score; -1 where none does.
  int best_proposal(std::size_t cue, const TokenRuns& content) const;
  /// Index of the proposal of cue `q` with the best score; -1 when there is none.
  int top_proposal(std::size_t cue) const;

 private:
  struct Evidence;
  int between(const std::vector<TokenSpan>& spans, TokenSpan x, TokenSpan y) const;
  std::pair<std::size_t, std::size_t> proposals_of(std::size_t cue) const;

  const FeatureInput& in_;
  const Annotated& a_;
  const std::vector<Proposal>& all_;
  RoleSpans spans_;
};

}  // namespace onrecord

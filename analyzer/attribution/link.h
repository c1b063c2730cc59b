// From labelled words to attributions: which source and which contents go with which cue.
//
// Each labelled content looks for its cue and each labelled cue for its source among the spans near by; a learnt
// linear score over the words between, the tree and the proposals decides.
#pragma once

#include <cstdint>
#include <vector>

#include "attribution/label.h"

namespace onrecord {

/// Labelled spans of one article and the proposals behind them. Built once an article.
class LinkContext {
 public:
  LinkContext(const FeatureInput& in, const std::vector<Proposal>& all, const std::vector<RoleLabel>& labels);

  const std::vector<TokenSpan>& sources() const { return sources_; }
  const std::vector<TokenSpan>& cues() const { return cues_; }
  const std::vector<TokenSpan>& contents() const { return contents_; }

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
  std::vector<TokenSpan> sources_, cues_, contents_;
};

}  // namespace onrecord

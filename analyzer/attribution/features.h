// What the score looks at: named, explainable features of a proposal.
//
// A feature is a name and up to three values ("cue and rule: claim, attribution/object"). For scoring only its hash is
// made; the same code, asked for names, writes the evidence of an accepted attribution.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "attribution/lexicon.h"
#include "attribution/proposal.h"
#include "language/word_fields.h"

namespace onrecord {

/// What the lists know of one word of the text, looked up once: many proposals ask for it.
struct WordFacts {
  WordField field;
  float weight = 0;  ///< how often it is a cue
};
/// Of each token of `text`.
std::vector<WordFacts> word_facts(const Annotated& text, const CueLexicon& lexicon, const WordFields& fields);

/// Read-only view that features are computed from. Borrowed.
struct FeatureInput {
  SpanInput spans;
  std::span<const WordFacts> words;  ///< word_facts() of spans.text

  const WordFacts& word(TokenIndex i) const { return words[static_cast<std::size_t>(i.value)]; }
};

/// Hashes of the features of `p` (not yet reduced to a table size), in a fixed order.
void proposal_features(const FeatureInput& in, const Proposal& p, std::vector<std::uint64_t>& out);
/// The names of the features at places `wanted` (ascending) of what proposal_features() gives, for evidence.
std::vector<std::string> feature_names(const FeatureInput& in, const Proposal& p, const std::vector<std::size_t>& wanted);

/// Features of a proposal among its rivals, from their first scores: does it stand in another's content, hold another's
/// cue, share its own cue? Borrows the proposals.
class ContextFeatures {
 public:
  explicit ContextFeatures(const std::vector<Proposal>& all);
  void of(std::size_t at, std::vector<std::uint64_t>& out) const;

 private:
  /// What tells most rivals from none, close together: looking at whole proposals would be waiting for memory.
  struct Rival {
    float first_score;
    TokenIndex cue;
    TokenSpan hull;  ///< of its content
  };
  struct Rivals;
  Rivals rivals_of(std::size_t at) const;

  const std::vector<Proposal>& all_;
  std::vector<Rival> rivals_;
};

}  // namespace onrecord

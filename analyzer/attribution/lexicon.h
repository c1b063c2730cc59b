// How often a word is a cue: weights of the word lists words/cue-verb, words/cue-noun and words/cue-adjective.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <string_view>

#include "language/annotated.h"

namespace onrecord {

class LemmaWeights {
 public:
  void set(std::string_view lemma, float weight) { weights_[hash_of(lemma)] = weight; }
  /// The weight of a lemma; `otherwise` where it is not listed.
  float get(std::uint64_t lemma_hash, float otherwise = 0) const {
    const auto it = weights_.find(lemma_hash);
    return it == weights_.end() ? otherwise : it->second;
  }
  bool contains(std::uint64_t lemma_hash) const { return weights_.contains(lemma_hash); }
  bool empty() const { return weights_.empty(); }

 private:
  boost::unordered_flat_map<std::uint64_t, float> weights_;
};

struct CueLexicon {
  LemmaWeights verbs, nouns, adjectives;

  /// Share of the token's lemma (as verb, noun or adjective) that is a cue, 0 to 1.
  float weight(const Token& t) const {
    if (is_verb(t.tag)) return verbs.get(t.lemma_hash);
    if (is_noun(t.tag)) return nouns.get(t.lemma_hash);
    if (is_adjective(t.tag)) return adjectives.get(t.lemma_hash);
    return 0;
  }
};

}  // namespace onrecord

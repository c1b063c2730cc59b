// A proposal: one pattern's guess that these words attribute that content to this source. Patterns propose freely; the
// learnt score (judge.h) disposes. Everything a reader is told of an attribution later comes from here.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/token_runs.h"
#include "rulebook/pattern.h"
#include "rulebook/spans.h"

namespace onrecord {

struct Proposal {
  const Pattern* pattern = nullptr; ///< borrowed from the rulebook
  std::string_view rule;            ///< its id
  std::uint64_t rule_hash = 0;      ///< hash_of(rule)
  TokenIndex cue = kNoToken;        ///< the pattern's anchor: main word of the cue
  TokenIndex head = kNoToken;       ///< the content's main word (its first word where a pattern names none)
  SourceCandidates sources;          ///< likeliest first; empty: syntax offers none
  int chosen = -1;                  ///< into `sources`; -1: the source is not among them (or there is none)
  TokenRuns source;                 ///< what of it stands in the text; empty: no source
  TokenRuns cue_words;
  TokenRuns content;
  bool fixed_source = false;        ///< the pattern itself named the source (label, signature, according to)
  float logit = 0;                  ///< log odds so far: own features, then rivals, then the words' labels
  float first_score = 0;            ///< probability by the proposal's own features
  float score = 0;                  ///< probability with all that is known
};

}  // namespace onrecord

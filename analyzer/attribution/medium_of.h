// Medium and via: where or how something was said, and the outlet through which it came, as its own sentence states.
//
//   Said said = MediumFinder(text, quotations, words, registry).find(attribution, skip);
//   said.medium;   // "in a statement", "at a rally in Iowa", "Twitter"
//   said.via;      // "told Reuters" -> "Reuters"
#pragma once

#include <string>

#include "attribution/attribution.h"
#include "attribution/entities.h"
#include "attribution/mentions.h"
#include "attribution/registry.h"
#include "base/token_runs.h"

namespace onrecord {

struct Said {
  std::string medium;
  std::string via;
  bool platform = false;  ///< the medium is a social platform
};

class MediumFinder {
 public:
  MediumFinder(const Annotated& text, const Quotations& quotations, const SourceWords& words, const Registry& registry,
               const std::vector<Mention>& mentions, const Entities& entities)
      : a_(text), q_(quotations), w_(words), registry_(registry), m_(mentions), e_(entities) {}

  /// Looks in the sentence of `cue`, outside `skip` (source and content); the words of the cue itself are looked at.
  Said find(TokenSpan cue, const TokenRuns& skip) const;
  /// The name of a news medium where `m` is one, as the text gives it; else empty.
  std::string outlet(const Mention& m) const;
  /// The reason of anonymity in the sentence of `i` or the one behind, verbatim; empty where none is stated.
  std::string anonymity(TokenIndex i) const;

 private:
  bool try_post(TokenIndex i, Said& out) const;
  bool is_said_on(const Mention& m, TokenSpan cue) const;
  bool try_platform(std::size_t mention, TokenSpan cue, Said& out) const;
  bool is_outlet_noun(const Token& t) const;
  bool belongs_elsewhere(TokenIndex noun, TokenSpan cue) const;
  bool try_noun(TokenIndex i, TokenSpan cue, const TokenRuns& skip, Said& out) const;
  bool try_object(TokenIndex i, const TokenRuns& skip, Said& out) const;
  void try_addressee(TokenSpan cue, const TokenRuns& skip, Said& out) const;
  TokenIndex preposition_before(TokenSpan phrase) const;
  std::size_t first_mention(TokenIndex at) const;

  const Annotated& a_;
  const Quotations& q_;
  const SourceWords& w_;
  const Registry& registry_;
  const std::vector<Mention>& m_;
  const Entities& e_;
};

}  // namespace onrecord

// Phrases: what stands around the noun by which a text names a source.
//
//   Phrases phrases(text, words, mentions, antecedents);
//   phrases.is_definite(noun, source);     // "the company", "this company"
//
// Borrows all that it is made from.
#pragma once

#include <vector>

#include "attribution/antecedent.h"

namespace onrecord {

class Phrases {
 public:
  Phrases(const Annotated& text, const SourceWords& words, const std::vector<Mention>& mentions, const Antecedents& antecedents)
      : a_(text), w_(words), m_(mentions), antecedents_(antecedents) {}

  /// The name whose words hold `i`; nullptr where there is none.
  const Mention* name_at(TokenIndex i) const;
  /// "a" of "by a company": the first word of the noun's phrase behind prepositions.
  TokenIndex opening(TokenIndex noun) const;
  /// "the company", "this company"; `words` are the source or the noun's phrase.
  bool is_definite(TokenIndex noun, TokenSpan words) const;
  /// "a company", "one company".
  bool is_indefinite(TokenIndex noun) const;
  /// True where a name stands in `phrase` whose head is not `except`.
  bool holds_name(TokenSpan phrase, TokenIndex except) const;

 private:
  const Annotated& a_;
  const SourceWords& w_;
  const std::vector<Mention>& m_;
  const Antecedents& antecedents_;
};

}  // namespace onrecord

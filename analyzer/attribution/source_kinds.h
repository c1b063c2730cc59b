// Source kinds: of what kind a source is that no name tells, by its noun and its determiner.
//
//   SourceKinds kinds(text, words, phrases);
//   kinds.of(noun, source);                 // "a senior official" -> anonymous, "critics" -> vague
#pragma once

#include <vector>

#include "attribution/attribution.h"
#include "attribution/phrases.h"

namespace onrecord {

class SourceKinds {
 public:
  SourceKinds(const Annotated& text, const SourceWords& words, const Phrases& phrases) : a_(text), w_(words), phrases_(phrases) {}
  /// `words` are the source, or the noun's phrase.
  SourceKind of(TokenIndex noun, TokenSpan words) const;

 private:
  TokenIndex counted(TokenIndex noun) const;
  TokenIndex of_noun(TokenIndex head) const;
  SourceKind of_other(TokenIndex noun) const;
  SourceKind of_person(TokenIndex noun, TokenSpan words, bool counted) const;
  SourceKind of_people(TokenIndex noun, TokenSpan words) const;
  SourceKind of_one(TokenIndex noun) const;

  const Annotated& a_;
  const SourceWords& w_;
  const Phrases& phrases_;
};

}  // namespace onrecord

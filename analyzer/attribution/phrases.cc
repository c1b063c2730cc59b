#include "attribution/phrases.h"

#include <algorithm>

namespace onrecord {

const Mention* Phrases::name_at(TokenIndex i) const {
  const std::int32_t m = antecedents_.mention_at(i);
  return m >= 0 && m_[static_cast<std::size_t>(m)].name ? &m_[static_cast<std::size_t>(m)] : nullptr;
}

TokenIndex Phrases::opening(TokenIndex noun) const {
  TokenIndex first = noun_phrase(a_, noun).begin;
  while (first < noun && (a_[first].tag == Tag::kIN || a_[first].tag == Tag::kTO)) ++first;
  return first;
}

bool Phrases::is_definite(TokenIndex noun, TokenSpan words) const {
  const TokenIndex opens = opening(noun), first = std::max(opens, std::min(words.begin, noun));
  for (TokenIndex i = words.begin + 1; i < opens; ++i)
    if (a_[i].tag == Tag::kIN) return false;  // "much of the nation"
  return w_.definite->contains(a_[first].lower_hash) || w_.definite->contains(a_[opens].lower_hash);
}

bool Phrases::is_indefinite(TokenIndex noun) const { return w_.indefinite->contains(a_[opening(noun)].lower_hash); }

bool Phrases::holds_name(TokenSpan phrase, TokenIndex except) const {
  for (TokenIndex i = phrase.begin; i < phrase.end; ++i)
    if (const Mention* name = name_at(i); name != nullptr && name->head != except) return true;
  return false;
}

}  // namespace onrecord

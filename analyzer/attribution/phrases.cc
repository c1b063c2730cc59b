#include "attribution/phrases.h"

#include <algorithm>

namespace onrecord {

const Mention* Phrases::name_at(TokenIndex i) const {
  const std::int32_t m = antecedents_.mention_at(i);
  return m >= 0 && m_[static_cast<std::size_t>(m)].name ? &m_[static_cast<std::size_t>(m)] : nullptr;
}

bool Phrases::is_definite(TokenIndex noun, TokenSpan words) const {
  const TokenSpan phrase = noun_phrase(a_, noun);
  const TokenIndex first = std::max(phrase.begin, std::min(words.begin, noun));
  return w_.definite->contains(a_[first].lower_hash) || w_.definite->contains(a_[phrase.begin].lower_hash);
}

bool Phrases::is_indefinite(TokenIndex noun) const { return w_.indefinite->contains(a_[noun_phrase(a_, noun).begin].lower_hash); }

bool Phrases::holds_name(TokenSpan phrase, TokenIndex except) const {
  for (TokenIndex i = phrase.begin; i < phrase.end; ++i)
    if (const Mention* name = name_at(i); name != nullptr && name->head != except) return true;
  return false;
}

}  // namespace onrecord

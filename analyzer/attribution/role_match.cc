#include "attribution/role_match.h"

#include <algorithm>

namespace onrecord {
namespace {

constexpr std::size_t kRoleMentions = 12;  // of a person that are read
constexpr int kPhrase = 8;                 // tokens to either side of the noun
constexpr std::size_t kShared = 4;         // letters from which a name may be the beginning of another
// what a word in front of the noun, or a name behind it, is worth
constexpr float kSaid = 0.4f, kOtherAdjective = 0.7f, kOtherName = 1.2f, kOtherNoun = 1.6f, kFormer = 0.4f, kElsewhere = 1.2f;

}  // namespace

const std::vector<FoundRole>& RoleMatch::roles_of(std::int32_t entity) {
  const auto [it, fresh] = roles_.try_emplace(entity);
  if (!fresh) return it->second;
  std::vector<FoundRole> found;
  const auto& mentions = e_[entity].mentions;
  for (std::size_t k = 0; k < mentions.size() && k < kRoleMentions; ++k)
    for (FoundRole& r : finder_.all(m_[static_cast<std::size_t>(mentions[k])])) found.push_back(std::move(r));
  return it->second = std::move(found);
}

float RoleMatch::of(std::int32_t entity, TokenIndex noun) {
  float best = 0;
  const TokenSpan phrase = noun_phrase(a_, noun, kPhrase);
  for (const FoundRole& role : roles_of(entity)) {
    const float head = head_match(role, noun);
    if (head <= 0) continue;
    const float elsewhere = is_elsewhere(role, {noun + 1, phrase.end}) ? kElsewhere : 0;
    best = std::max(best, head + modifiers_match(role, {phrase.begin, noun}) - elsewhere);
  }
  return best;
}

float RoleMatch::head_match(const FoundRole& role, TokenIndex noun) const {
  float s = 0;
  for (TokenIndex i = role.tokens.begin; i < role.tokens.end && a_[i].tag != Tag::kIN; ++i) {
    if (i + 1 < role.tokens.end && a_[i + 1].tag == Tag::kPOS) continue;  // "the mayor's daughter" is no mayor
    if (is_noun(a_[i].tag) && (a_[i].lemma_hash == a_[noun].lemma_hash)) s = std::max(s, 1.6f);
    else if (is_noun(a_[i].tag) && w_.same_family(a_[i], a_[noun])) s = std::max(s, 1.2f);
  }
  return s;
}

/// "the Russian president" is not any president, "the Ohio governor" not one of Florida, "the health minister" not the
/// one of justice.
float RoleMatch::modifiers_match(const FoundRole& role, TokenSpan modifiers) const {
  float s = 0;
  for (TokenIndex i = modifiers.begin; i < modifiers.end; ++i)
    if (a_[i].is_word && a_[i].tag != Tag::kDT) s += word_match(role, i, i == modifiers.begin);
  if (!speaks_of_nouns(role, modifiers)) s -= kOtherNoun;
  if (is_owned_elsewhere(role.tokens, modifiers)) s -= kElsewhere;
  return is_former(role.tokens) && !is_former(modifiers) ? s - kFormer : s;
}

float RoleMatch::word_match(const FoundRole& role, TokenIndex word, bool first) const {
  if (holds_word(role.tokens, word)) return kSaid;
  if (first || !is_capital(a_.form(word))) return 0;
  if (is_adjective(a_[word].tag)) return role.tokens.size() > 1 ? -kOtherAdjective : 0;
  return is_proper(a_[word].tag) && phrases_.holds_name(role.tokens, kNoToken) ? -kOtherName : 0;
}

/// False for "the health minister" where the role is "justice minister".
bool RoleMatch::speaks_of_nouns(const FoundRole& role, TokenSpan modifiers) const {
  bool has_nouns = false, unsaid = false;
  for (TokenIndex j = role.tokens.begin; j + 1 < role.tokens.end; ++j) has_nouns |= is_noun(a_[j].tag) && is_noun(a_[j + 1].tag);
  for (TokenIndex i = modifiers.begin; i < modifiers.end && has_nouns; ++i) {
    if (!a_[i].is_word || !is_noun(a_[i].tag) || is_proper(a_[i].tag)) continue;
    if (holds_word(role.tokens, i)) return true;
    unsaid = true;
  }
  return !unsaid;
}

/// "the exchange's chairman" is not "the firm's chairman".
bool RoleMatch::is_owned_elsewhere(TokenSpan role, TokenSpan modifiers) const {
  const TokenIndex owner = owner_in(modifiers);
  return owner != kNoToken && owner_in(role) != kNoToken && !holds_word(role, owner);
}

TokenIndex RoleMatch::owner_in(TokenSpan words) const {
  for (TokenIndex i = words.begin + 1; i < words.end; ++i)
    if (a_[i].tag == Tag::kPOS) return i - 1;
  return kNoToken;
}

bool RoleMatch::is_former(TokenSpan words) const {
  for (TokenIndex i = words.begin; i < words.end; ++i)
    if (w_.former->contains(a_[i].lower_hash)) return true;
  return false;
}

/// "the secretary of the Dockers' Guild" is none of a role that holds another name.
bool RoleMatch::is_elsewhere(const FoundRole& role, TokenSpan behind) const {
  if (behind.empty() || a_[behind.begin].tag != Tag::kIN) return false;
  bool owned = false, named = false;
  for (TokenIndex j = role.tokens.begin; j < role.tokens.end; ++j)
    owned |= is_proper(a_[j].tag) && !w_.is_person(a_[j]) && !w_.title->contains(a_[j].lower_hash);
  for (TokenIndex i = behind.begin; i < behind.end; ++i) {
    if (!is_proper(a_[i].tag) || !is_capital(a_.form(i))) continue;
    if (holds_word(role.tokens, i)) return false;
    named = true;
  }
  return owned && named;
}

/// The word stands in `span`, or one of its family.
bool RoleMatch::holds_word(TokenSpan span, TokenIndex word) const {
  for (TokenIndex j = span.begin; j < span.end; ++j)
    if (a_[word].lower_hash == a_[j].lower_hash || w_.same_family(a_[word], a_[j])) return true;
  return false;
}

bool RoleMatch::has_unsaid_name(TokenIndex noun, std::int32_t entity) {
  const TokenSpan phrase = noun_phrase(a_, noun, kPhrase);
  const auto& roles = roles_of(entity);
  for (TokenIndex i = phrase.begin + 1; i < noun; ++i) {
    if (!(is_proper(a_[i].tag) || is_adjective(a_[i].tag)) || !is_capital(a_.form(i))) continue;
    if (std::none_of(roles.begin(), roles.end(), [&](const FoundRole& r) { return holds_word(r.tokens, i); })) return true;
  }
  return false;
}

bool RoleMatch::shares_name(TokenIndex noun, std::int32_t entity) {
  for (TokenIndex i = noun_phrase(a_, noun, kPhrase).begin; i < noun; ++i) {
    if (!is_proper(a_[i].tag) || a_[i].lower.size() < kShared) continue;
    for (const FoundRole& role : roles_of(entity))
      for (TokenIndex j = role.tokens.begin; j < role.tokens.end; ++j)
        if (a_[j].lower.starts_with(a_[i].lower)) return true;
  }
  return false;
}

}  // namespace onrecord

// Definite descriptions, and what a headline or a lead announces: "the company", "his lawyer", "A judge".
#include <algorithm>
#include <cmath>

#include "attribution/referents.h"

namespace onrecord {
namespace {

constexpr std::size_t kLookBack = 60; // mentions
constexpr std::size_t kAnnounced = 25;
constexpr int kAnnouncedBlocks = 4;   // a headline or lead announces who is named soon after
constexpr int kSalient = 3;           // sentences over which somebody is still spoken of
constexpr int kClauses = 12;          // governors looked at
constexpr std::size_t kFrequent = 5;  // mentions of a name to which a noun said again may lead from afar
constexpr std::size_t kChain = 300;   // mentions over which a noun said again leads back
constexpr int kUnnamed = 6;           // mentions in quotations and before nouns that are skipped
constexpr float kLeastThing = 0.6f, kLeastPerson = 1, kLeastAnnounced = 1.1f;  // scores that the best has to exceed

using enum Relation;

}  // namespace

std::int32_t Referents::definite(Asked ask) {
  if (const std::int32_t pair = named_pair(ask); pair >= 0) return pair;
  const MentionType type = w_.type_of(a_[ask.head]);
  if (type == MentionType::kPerson) return is_plural(a_[ask.head].tag) ? definite_people(ask) : definite_person(ask);
  if (type == MentionType::kUnknown || is_plural(a_[ask.head].tag)) return -1;
  return definite_thing(ask, type);
}

/// "the two countries", "the agencies": the pair of that kind that was named last.
std::int32_t Referents::named_pair(Asked ask) {
  if (!is_plural(a_[ask.head].tag) || ask.head.value == 0) return -1;
  const MentionType type = w_.type_of(a_[ask.head]);
  const bool bare = type == MentionType::kBody && w_.is_definite_article(a_[ask.head - 1]);  // "the agencies"
  if (!bare && !w_.pair_count->contains(a_[ask.head - 1].lower_hash)) return -1;
  const std::size_t end = antecedents_.mentions_before(ask.head);
  for (std::size_t k = end; k-- > 0 && end - k <= kLookBack;) {
    const bool fits = m_[k].type == type || (type == MentionType::kBody && m_[k].type == MentionType::kPlace);
    if (!m_[k].name || !fits) continue;
    const std::int32_t group = antecedents_.group_of(static_cast<std::int32_t>(k));
    if (group >= 0 && e_[group].named && e_[group].parts.size() == 2) return group;
  }
  return -1;
}

// ---- people --------------------------------------------------------------------------------------------------

std::int32_t Referents::definite_person(Asked ask) {
  if (SourceWords::has(w_.spokesperson, a_[ask.head]) && phrases_.holds_name(noun_phrase(a_, ask.head), ask.head)) return -1;
  const std::int32_t best = person_of_role(ask);
  // "the 34-year-old mother of three", "the Vermont senator": a new description of who is spoken of
  const std::int32_t one = described_anew(ask);
  if (best >= 0 && !role_match_.has_unsaid_name(ask.head, best)) {
    const bool far = nearness(best, ask.head) == 0;  // the senator of long ago, or who is spoken of and whose post is not told
    return far && one >= 0 && one != best && role_match_.roles_of(one).empty() && nearness(one, ask.head) > 0.4f ? one : best;
  }
  if (one < 0) return best >= 0 ? best : unnamed_before(ask);
  return role_match_.roles_of(one).empty() || role_match_.of(one, ask.head) > 0 || best < 0 ? one : best;
}

/// The person whose role the phrase tells, nearer and more often named ones first; -1: nobody.
std::int32_t Referents::person_of_role(Asked ask) {
  const std::int32_t speaker = antecedents_.speaker_before(ask.head);
  const char gender = w_.gender_of(a_[ask.head]);
  std::int32_t best = -1;
  float score = 1;
  for (std::int32_t e : people_) {
    float s = role_match_.of(e, ask.head);
    if (s <= 0 || is_bound(e, ask.head)) continue;
    if (e == speaker) s += 0.5f;
    if (gender != '?') s += 0.5f * e_[e].leans(gender);
    if (!(e_[e].first < ask.head)) s -= 0.5f;
    s += 0.15f * std::log(static_cast<float>(e_[e].mentions.size())) + nearness(e, ask.head);
    if (s > score) score = s, best = e;
  }
  return best;
}

/// More for who was named shortly before.
float Referents::nearness(std::int32_t entity, TokenIndex at) const {
  const auto& all = e_[entity].mentions;
  auto k = std::partition_point(all.begin(), all.end(), [&](std::int32_t i) { return mention(i).head < at; });
  for (int step = 0; step < kUnnamed && k != all.begin() && (mention(*std::prev(k)).modifier || mention(*std::prev(k)).quoted); ++step) --k;
  if (k == all.begin()) return 0;
  const int back = a_[at].sentence.value - a_[mention(*std::prev(k)).head].sentence.value;
  return back <= 1 ? 0.5f : back <= 3 ? 0.25f : 0;
}

/// A subject that governs `noun` is somebody else: "Lorne met Hale after the mayor had spoken" (Chomsky's principle C).
bool Referents::is_bound(std::int32_t entity, TokenIndex noun) {
  TokenIndex x = noun;
  for (int step = 0; step < kClauses && a_[x].head != kNoToken; ++step) {
    if (a_[x].relation == kConj || a_[x].relation == kParataxis) return false;
    const TokenIndex above = a_[x].head;
    for (TokenIndex child : a_.children(above)) {
      if (child >= noun || child == x || !is_subject(a_[child].relation)) continue;
      const std::int32_t m = antecedents_.mention_at(child);
      if (m >= 0 && mention(m).entity == entity) return true;
    }
    x = above;
  }
  return false;
}

/// Who is spoken of, where the phrase may well be said of him or her; -1: nobody.
std::int32_t Referents::described_anew(Asked ask) {
  const std::int32_t one = salient_person(ask);
  if (one < 0 || (may_be_new(ask) && !role_match_.shares_name(ask.head, one))) return -1;
  for (const FoundRole& role : role_match_.roles_of(one))  // the health minister is not the minister of justice spoken of
    if (role_match_.head_match(role, ask.head) > 0 && role_match_.of(one, ask.head) <= 0) return -1;
  const char gender = w_.gender_of(a_[ask.head]);
  return gender != '?' && e_[one].leans(gender) < -0.3f ? -1 : one;
}

/// "the official", "the ad's narrator", "the attorney general of Nordland": may well be somebody not met before.
bool Referents::may_be_new(Asked ask) const {
  const TokenSpan phrase = noun_phrase(a_, ask.head, 8);
  if (phrase.size() <= 2) return !is_new_word(ask.head);
  if (SourceWords::has(w_.anonymous, a_[ask.head]) || SourceWords::has(w_.spokesperson, a_[ask.head])) return true;
  bool owned = a_[phrase.end - 1].tag == Tag::kPOS, former = false;
  for (TokenIndex i = phrase.begin; i < ask.head; ++i) {
    owned |= a_[i].tag == Tag::kPOS;
    former |= w_.former->contains(a_[i].lower_hash);
  }
  return owned || (!former && phrases_.holds_name({ask.head + 1, phrase.end}, kNoToken));
}

/// "the psychiatrist", of whom the text has not spoken before: a profession that it tells of who is spoken of.
bool Referents::is_new_word(TokenIndex noun) const {
  const Token& t = a_[noun];
  if (noun.value == 0 || !w_.is_definite_article(a_[noun - 1]) || w_.plural_noun->contains(t.lower_hash)) return false;  // "this reporter"
  if (SourceWords::has(w_.office, t) || SourceWords::has(w_.anonymous, t) || SourceWords::has(w_.spokesperson, t) || SourceWords::has(w_.no_role, t)) return false;
  const std::size_t end = antecedents_.mentions_before(noun);
  return std::none_of(m_.begin(), m_.begin() + static_cast<std::ptrdiff_t>(end), [&](const Mention& m) {
    return !m.name && a_[m.head].lemma_hash == t.lemma_hash;
  });
}

/// Who is spoken of: the last speaker or, nearer, the last person named as subject, else as owner. -1: nobody near.
std::int32_t Referents::salient_person(Asked ask) {
  const TokenIndex at = ask.head;
  std::int32_t owner = -1, other = -1;  // other: named in the same sentence, no subject
  bool bound = false;
  const auto near = [&](TokenIndex i) { return a_[at].sentence.value - a_[i].sentence.value <= kSalient; };
  const std::int32_t speaker = antecedents_.speaker_before(at);
  const std::size_t end = antecedents_.mentions_before(at);
  for (std::size_t k = end; k-- > 0 && end - k <= kLookBack && near(m_[k].head);) {
    const std::int32_t e = m_[k].entity;
    if (!m_[k].name || m_[k].modifier || m_[k].quoted || m_[k].heading || e_[e].type != MentionType::kPerson) continue;
    if (antecedents_.names_in_own_words(at, e)) continue;
    const bool same = a_[m_[k].head].sentence == a_[at].sentence;
    if (same && is_bound(e, at)) { bound = true; continue; }
    if (bound && !same && other >= 0) return other;
    if (m_[k].possessive) owner = owner < 0 ? e : owner;
    else if (m_[k].subject || e == speaker) return e;
    else if (same && other < 0) other = e;
  }
  return bound && other >= 0 ? other : owner;
}

/// "the woman" for "a woman in a red coat" of before: the only one called so; -1 where there are none or several.
std::int32_t Referents::unnamed_before(Asked ask) {
  std::int32_t found = -1;
  const std::size_t end = antecedents_.mentions_before(ask.head);
  for (std::size_t k = end; k-- > 0 && end - k <= kLookBack;) {
    const Mention& m = m_[k];
    if (m.name || m.plural || m.type != MentionType::kPerson || a_[m.head].lemma_hash != a_[ask.head].lemma_hash) continue;
    if (!phrases_.is_indefinite(m.head)) continue;
    if (found >= 0) return -1;
    found = static_cast<std::int32_t>(k);
  }
  if (found < 0) return -1;
  return noun({mention(found).head, noun_phrase(a_, mention(found).head), ask.depth + 1}, -1);
}

/// "my father", "Calder's husband": who the text introduces so.
std::int32_t Referents::owned_person(Asked ask) {
  const TokenSpan phrase = noun_phrase(a_, ask.head, 6);
  bool owned = a_[phrase.begin].tag == Tag::kPRPS;
  for (TokenIndex i = phrase.begin; i < ask.head; ++i) owned |= a_[i].tag == Tag::kPOS;
  if (!owned || w_.type_of(a_[ask.head]) != MentionType::kPerson || is_plural(a_[ask.head].tag)) return -1;
  const std::int32_t owner = owner_in(phrase);
  for (std::int32_t e : people_)
    for (const FoundRole& role : role_match_.roles_of(e)) {
      bool says = false, owns = false;
      for (TokenIndex i = role.tokens.begin; i < role.tokens.end; ++i) {
        says |= a_[i].lemma_hash == a_[ask.head].lemma_hash;
        owns |= a_[i].tag == Tag::kPRPS || a_[i].tag == Tag::kPOS;
      }
      const std::int32_t other = says && owns ? owner_in(role.tokens) : -1;
      if (says && owns && (owner < 0 || other < 0 || owner == other)) return e;
    }
  return -1;
}

/// Whose lawyer: the entity behind "his" or "Calder's"; -1 where nothing says so.
std::int32_t Referents::owner_in(TokenSpan words) {
  for (TokenIndex i = words.begin; i < words.end; ++i) {
    if (a_[i].tag == Tag::kPRPS && w_.pronoun_kind(a_[i]) != PronounKind::kFirst) return antecedents_.of(i);
    const std::int32_t m = antecedents_.mention_at(i);
    if (m >= 0 && mention(m).name && mention(m).possessive) return mention(m).entity;
  }
  return -1;
}

/// "the senators", "the candidates": a pair named before, two people of that role, or the noun as it stood before.
std::int32_t Referents::definite_people(Asked ask) {
  std::vector<std::int32_t> those;
  for (std::int32_t e : people_)
    if (e_[e].first < ask.head && role_match_.of(e, ask.head) > 0) those.push_back(e);
  const std::size_t end = antecedents_.mentions_before(ask.head);
  for (std::size_t k = end; k-- > 0 && end - k <= kLookBack;) {
    const std::int32_t group = m_[k].name && m_[k].type == MentionType::kPerson
                                   ? antecedents_.group_of(static_cast<std::int32_t>(k)) : -1;
    if (group >= 0 && e_[group].named && is_pair_of(m_[k], group, those)) return group;
    if (!m_[k].name && m_[k].plural && !m_[k].heading && m_[k].head != ask.head && called_again(m_[k], ask.head))
      return noun({m_[k].head, noun_phrase(a_, m_[k].head), ask.depth + 1}, -1);
  }
  if (those.size() != 2) return -1;
  Entity pair;
  pair.parts = those;
  pair.named = pair.plural = true;
  pair.type = MentionType::kPerson;
  pair.first = ask.head;
  e_.all.push_back(std::move(pair));
  return static_cast<std::int32_t>(e_.all.size()) - 1;
}

/// "the researchers" for "scientists at the University of Nordland".
bool Referents::called_again(const Mention& group, TokenIndex noun) const {
  if (a_[group.head].lemma_hash == a_[noun].lemma_hash) return noun_phrase(a_, group.head).size() > 1;
  return w_.same_family(a_[group.head], a_[noun]) && group.head + 2 < noun_phrase(a_, group.head).end;
}

/// All of the pair are of that role, or one is and a title stands in front of both: "Senators Lorne and Vane".
bool Referents::is_pair_of(const Mention& first, std::int32_t group, const std::vector<std::int32_t>& those) const {
  const auto fits = [&](std::int32_t part) { return std::find(those.begin(), those.end(), part) != those.end(); };
  const auto& parts = e_[group].parts;
  const TokenIndex title = first.words.begin - 1;
  const bool titled = title.value >= 0 && is_plural(a_[title].tag) && is_proper(a_[title].tag);
  return titled ? std::any_of(parts.begin(), parts.end(), fits) : std::all_of(parts.begin(), parts.end(), fits);
}

// ---- things --------------------------------------------------------------------------------------------------

/// "the bank", "the ministry", "the poll": the nearest that its name, its apposition or its noun calls so.
std::int32_t Referents::definite_thing(Asked ask, MentionType type) {
  if (type == MentionType::kBody && is_other_body(ask.head)) return -1;
  const std::int32_t best = best_thing(ask, type);
  if (best < 0) return -1;
  if (!mention(best).name) return noun({mention(best).head, noun_phrase(a_, mention(best).head), ask.depth + 1}, -1);
  if (type == MentionType::kBody && thing_match_.may_be_company(mention(best))) e_[mention(best).entity].type = type;
  return mention(best).entity;
}

/// "the Calder board" has a name of its own; "the Chicago company" tells where one is that was named before.
bool Referents::is_other_body(TokenIndex noun) const {
  const TokenSpan phrase = noun_phrase(a_, noun);
  for (TokenIndex i = phrase.begin; i < phrase.end; ++i) {
    const Mention* name = phrases_.name_at(i);
    if (name == nullptr || name->head == noun) continue;
    if (!(i < noun) || !thing_match_.is_general(noun) || !thing_match_.tells_where(*name)) return true;
  }
  return false;
}

/// The mention that fits best; one that only modifies another noun where there is no other; -1: none.
std::int32_t Referents::best_thing(Asked ask, MentionType type) const {
  const std::size_t end = antecedents_.mentions_before(ask.head);
  std::int32_t best = -1, aside = -1;
  float score = kLeastThing;
  std::size_t from = end;  // the noun said again leads further back
  for (std::size_t k = end; k-- > 0 && from - k <= kLookBack && end - k <= kChain;) {
    const auto i = static_cast<std::int32_t>(k);
    float s = thing_match_.of(m_[k], ask.head, type);
    if (s <= 0) continue;
    s += thing_match_.modifiers(m_[k], ask.head) + prominence(m_[k], ask.head);
    const bool frequent = m_[k].name && e_[m_[k].entity].mentions.size() >= kFrequent;
    s -= 0.03f * static_cast<float>((frequent ? from : end) - k);
    if (!m_[k].name && a_[m_[k].head].lemma_hash == a_[ask.head].lemma_hash) from = k;
    if (!m_[k].modifier && s > score) score = s, best = i;
    else if (m_[k].modifier && aside < 0 && s > 0) aside = i;
  }
  return best >= 0 ? best : aside;
}

/// More for a subject, for who spoke last and for what is named often.
float Referents::prominence(const Mention& m, TokenIndex noun) const {
  float s = m.subject ? 0.2f : 0;
  if (m.entity >= 0 && m.entity == antecedents_.speaker_before(noun)) s += 0.3f;
  return m.name ? s + 0.1f * std::log(static_cast<float>(e_[m.entity].mentions.size())) : s;
}

// ---- announced -----------------------------------------------------------------------------------------------

/// A headline or a lead speaks of "a judge" and names him soon after.
std::int32_t Referents::announced(Asked ask) {
  const bool heading = is_heading(a_, ask.head);
  const bool lead = phrases_.is_indefinite(ask.head) && a_.sentence_of(ask.head).block <= kAnnouncedBlocks;
  const MentionType type = w_.type_of(a_[ask.head]);
  if ((!heading && !lead) || is_plural(a_[ask.head].tag) || type == MentionType::kUnknown) return -1;
  if (type == MentionType::kPerson) {
    const std::int32_t found = announced_person(ask.head, heading);
    return found >= 0 || heading ? found : only_one_after(ask);
  }
  if (!heading && phrases_.holds_name(noun_phrase(a_, ask.head), kNoToken)) return -1;  // "a Gazette poll" is told by its name
  return announced_thing(ask);
}

std::int32_t Referents::announced_person(TokenIndex noun, bool heading) {
  std::int32_t found = -1;
  float score = kLeastAnnounced;
  for (std::int32_t e : people_) {
    const float s = role_match_.of(e, noun);
    if (s > score && (heading || noun < e_[e].first)) score = s, found = e;
  }
  return found;
}

/// The next named thing whose name or noun holds the noun.
std::int32_t Referents::announced_thing(Asked ask) {
  const std::size_t end = antecedents_.mentions_before(ask.head + 1);
  for (std::size_t k = end; k < m_.size() && k < end + kAnnounced; ++k) {
    if (m_[k].heading || m_[k].plural || m_[k].modifier || m_[k].head <= ask.head) continue;
    bool same = a_[m_[k].head].lemma_hash == a_[ask.head].lemma_hash;
    for (TokenIndex i = m_[k].words.begin; m_[k].name && i < m_[k].words.end; ++i) same |= a_[i].lower_hash == a_[ask.head].lemma_hash;
    if (same && m_[k].name) return m_[k].entity;
    const TokenSpan phrase = noun_phrase(a_, m_[k].head);
    if (same && phrases_.holds_name(phrase, kNoToken)) return noun({m_[k].head, phrase, ask.depth + 1}, -1);
  }
  return -1;
}

/// "A Port Ellis judge" of the lead: the only judge whom the text names soon after, wherever his court is.
std::int32_t Referents::only_one_after(Asked ask) {
  std::int32_t found = -1;
  const std::int32_t block = a_.sentence_of(ask.head).block;
  for (std::int32_t e : people_) {
    const TokenIndex first = e_[e].first;
    if (!(ask.head < first) || a_.sentence_of(first).block > block + kAnnouncedBlocks) continue;
    const auto& roles = role_match_.roles_of(e);
    if (std::none_of(roles.begin(), roles.end(), [&](const FoundRole& r) { return role_match_.head_match(r, ask.head) > 0; })) continue;
    if (found >= 0) return -1;
    found = e;
  }
  return found;
}

}  // namespace onrecord

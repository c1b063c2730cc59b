#include "attribution/thing_match.h"

#include <algorithm>

namespace onrecord {
namespace {

constexpr std::size_t kBrandMentions = 3;  // from which a name that nothing else explains may be a company's
// what fits, more for what is surer
constexpr float kInName = 2.6f, kTold = 2.4f, kFamilyInName = 1.8f, kDocumentFamily = 1.4f, kOutlet = 1.3f, kOtherTrade = 0.5f, kFirm = 1.3f,
                kNamedPlace = 1.2f, kBody = 1.1f, kBrand = 0.9f, kBare = 0.65f;

}  // namespace

float ThingMatch::of(const Mention& m, TokenIndex noun, MentionType type) const {
  if (!m.name) return of_noun(m, noun, type);
  const MentionType is = may_be_company(m) ? MentionType::kUnknown : m.entity >= 0 ? e_[m.entity].type : m.type;
  if (is == MentionType::kPerson || (m.modifier && is != MentionType::kBody) || (m.heading && only_in_headings(m.entity))) return 0;
  if (is == MentionType::kPlace) return w_.place_noun->contains(a_[noun].lower_hash) && type == MentionType::kBody ? kNamedPlace : 0;
  const float s = of_words(m, a_[noun]);
  return s > 0 ? s : of_kind(m, a_[noun], is, type);
}

bool ThingMatch::is_general(TokenIndex noun) const { return w_.family->weight(a_[noun].lemma_hash) > 0; }

bool ThingMatch::tells_where(const Mention& name) const {
  const bool once = name.modifier && name.words.size() == 1 && name.entity >= 0 && e_[name.entity].mentions.size() == 1;
  return name.type == MentionType::kPlace || once;
}

/// "the company" for "a company in Port Ellis".
float ThingMatch::of_noun(const Mention& m, TokenIndex noun, MentionType type) const {
  if (m.type != type || m.plural || m.head == noun) return 0;
  const TokenSpan phrase = noun_phrase(a_, m.head);
  const bool bare = type == MentionType::kBody && !phrases_.holds_name(phrase, m.head) && w_.definite->contains(a_[phrase.begin].lower_hash);
  if (a_[m.head].lemma_hash == a_[noun].lemma_hash) return phrase.size() > 2 && !bare ? kTold : kBare;
  return type == MentionType::kDocument && w_.same_family(a_[m.head], a_[noun]) ? kDocumentFamily : 0;
}

/// "Food and Drug Administration" for "the FDA".
TokenSpan ThingMatch::full_name(const Mention& m) const {
  const std::int32_t longest = m.entity >= 0 ? e_[m.entity].longest : -1;
  return longest >= 0 && m_[static_cast<std::size_t>(longest)].name ? m_[static_cast<std::size_t>(longest)].words : m.words;
}

/// The noun stands in the name, or beside it in an apposition.
float ThingMatch::of_words(const Mention& m, const Token& noun) const {
  float s = 0;
  const TokenSpan words = full_name(m);
  for (TokenIndex k = words.begin; k < words.end; ++k) {
    if (a_[k].lemma_hash == noun.lemma_hash || a_[k].lower_hash == noun.lemma_hash) s = std::max(s, kInName);
    else if (w_.same_family(a_[k].lower_hash, noun.lemma_hash)) s = std::max(s, w_.firm_ending->contains(a_[k].lower_hash) ? kFirm : kFamilyInName);
  }
  for (TokenIndex child : a_.children(m.head))
    if (a_[child].relation == Relation::kAppos && w_.same_family(a_[child], noun)) s = std::max(s, kTold);
  return s;
}

/// By a noun of its own: "Harbour Institute" is no union.
bool ThingMatch::is_called(const Mention& m) const {
  const TokenSpan words = full_name(m);
  for (TokenIndex k = words.begin; k < words.end; ++k)
    if (w_.family->find(a_[k].lower_hash) != nullptr) return true;
  return false;
}

/// A body of which nothing says what it is may be any company.
float ThingMatch::of_kind(const Mention& m, const Token& noun, MentionType is, MentionType type) const {
  if (type == MentionType::kOutlet) return is == MentionType::kOutlet ? kOutlet : 0;
  if (type != MentionType::kBody || is_called(m) || !(w_.family->weight(noun.lemma_hash) > 0)) return 0;
  if (is == MentionType::kBody) return kBody;
  const bool often = m.entity >= 0 && (e_[m.entity].mentions.size() >= kBrandMentions || may_be_company(m));
  return is == MentionType::kUnknown && a_[m.head].lower.back() != '.' && often ? kBrand : 0;
}

float ThingMatch::modifiers(const Mention& m, TokenIndex noun) const {
  const TokenSpan words = m.name ? m.words : noun_phrase(a_, m.head, 6);
  const TokenSpan phrase = noun_phrase(a_, noun, 6);
  const bool general = m.name && is_general(noun);  // "the oil company" tells more of a company
  float s = 0;
  for (TokenIndex k = phrase.begin; k < noun; ++k) {
    if (!(is_noun(a_[k].tag) || is_adjective(a_[k].tag)) || a_[k + 1].tag == Tag::kPOS) continue;
    bool said = false;
    for (TokenIndex j = words.begin; j < words.end; ++j) said |= a_[k].lemma_hash == a_[j].lemma_hash || w_.same_family(a_[k], a_[j]);
    const Mention* name = phrases_.name_at(k);
    if (said) s += 0.5f;
    else if (general && ((name != nullptr && tells_where(*name)) || a_[k + 1].tag == Tag::kHYPH)) continue;  // "Bermuda-based"
    else if (general && !is_proper(a_[k].tag)) s -= is_noun(a_[k].tag) && words.size() > 1 ? kOtherTrade : 0;
    else if (is_noun(a_[k].tag) && words.size() > (m.name ? 1 : 2)) s -= m.name ? 2.5f : 1.f;
  }
  return s;
}

bool ThingMatch::may_be_company(const Mention& m) const {
  if (!m.name || m.entity < 0 || m.words.size() < 2) return false;
  const Entity& e = e_[m.entity];
  if (e.he + e.she > 0 || (e.type != MentionType::kPerson && e.type != MentionType::kPlace)) return false;
  const auto taken_for = [&](MentionType type) {
    return std::any_of(e.mentions.begin(), e.mentions.end(), [&](std::int32_t k) { return m_[static_cast<std::size_t>(k)].type == type; });
  };
  if (taken_for(MentionType::kPerson) && taken_for(MentionType::kPlace)) return true;
  return e.type == MentionType::kPerson && m.subject && e.male + e.female == 0 && !w_.first_name->contains(a_[m.words.begin].lower_hash);
}

bool ThingMatch::only_in_headings(std::int32_t entity) const {
  if (entity < 0) return false;
  const auto& all = e_[entity].mentions;
  return std::all_of(all.begin(), all.end(), [&](std::int32_t k) { return m_[static_cast<std::size_t>(k)].heading; });
}

}  // namespace onrecord

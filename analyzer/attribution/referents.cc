#include "attribution/referents.h"

#include <algorithm>
#include <cmath>

#include "rulebook/spans.h"

namespace onrecord {
namespace {

constexpr int kDepth = 6;             // descriptions that lead to descriptions
constexpr std::size_t kLookBack = 60; // mentions
constexpr std::size_t kAnnounced = 25;
constexpr int kAnnouncedBlocks = 4;   // a headline or lead announces who is named soon after
constexpr std::size_t kRoleMentions = 12;
constexpr std::size_t kPeople = 64;   // named persons compared with a description
constexpr int kSalient = 3;           // sentences over which somebody is still spoken of
constexpr int kIntroduction = 6;      // words from a noun to "named"
constexpr int kClauses = 12;          // governors looked at
constexpr std::size_t kShared = 4;    // letters from which a name may be the beginning of another
constexpr std::size_t kFrequent = 5;  // mentions of a name to which a noun said again may lead from afar
constexpr std::size_t kChain = 300;   // mentions over which a noun said again leads back
constexpr int kUnnamed = 6;           // mentions in quotations and before nouns that are skipped
constexpr int kApposition = 14;       // words between a name and its "who"
constexpr std::size_t kBrand = 3;     // mentions from which a name that nothing else explains may be a company's
constexpr std::size_t kDescription = 200;  // bytes

using enum Relation;

bool is_relative_tag(Tag t) { return t == Tag::kWP || t == Tag::kWDT || t == Tag::kWPS; }

}  // namespace

Referents::Referents(const Annotated& text, const Quotations& quotations, const SourceWords& words,
                     std::vector<Mention>& mentions, Entities& entities)
    : a_(text), q_(quotations), w_(words), m_(mentions), e_(entities),
      antecedents_(text, quotations, words, mentions, entities), role_finder_(text, words) {
  for (std::size_t k = 0; k < e_.all.size() && people_.size() < kPeople; ++k)
    if (e_.all[k].type == MentionType::kPerson) people_.push_back(static_cast<std::int32_t>(k));
  antecedents_.ask_for_nouns([this](TokenIndex noun) {
    const Asked ask{noun, noun_phrase(a_, noun), 0};
    const bool one = noun_type(w_, a_[noun]) == MentionType::kPerson && !is_plural(a_[noun].tag);
    return one && is_definite_phrase(ask) ? definite_person(ask) : -1;
  });
}

TokenIndex Referents::head_of(TokenSpan source) const {
  TokenIndex found = kNoToken;
  if (source.size() > 1 && SourceWords::has(w_.quantifier, a_[source.begin]) && a_[source.begin + 1].tag == Tag::kIN)
    return source.begin;  // "some in Moscow"
  if (!source.empty() && a_[source.begin].tag == Tag::kWP) return source.begin;  // "who has long struggled"
  for (TokenIndex i = source.begin; i < source.end; ++i) {
    const Token& t = a_[i];
    if (!t.is_word || (t.head != kNoToken && source.contains(t.head)) || owns_rest(i, source)) continue;
    if (t.lower == "one" && i + 1 < source.end && is_noun(a_[i + 1].tag)) return i + 1;
    const bool nominal = is_noun(t.tag) || is_pronoun(t.tag) || is_relative_tag(t.tag);
    if (nominal) return i;
    if (found == kNoToken && t.tag != Tag::kIN && t.tag != Tag::kRB) found = i;
  }
  if (found != kNoToken && found + 1 < source.end && is_noun(a_[found + 1].tag)) return found + 1;  // "One Republican"
  if (found != kNoToken && noun_type(w_, a_[found]) == MentionType::kPerson && !SourceWords::has(w_.quantifier, a_[found]))
    return found;  // "an executive at the Calder Foundation", "the 46-year-old", tagged as adjectives
  TokenIndex noun = kNoToken;  // the tree makes a participle or an adjective the head: "the poll released Friday"
  for (TokenIndex i = source.begin; i < source.end; ++i) {
    const Tag t = a_[i].tag;
    if (is_noun(t)) noun = i;
    else if (noun != kNoToken && (t == Tag::kIN || t == Tag::kComma || is_verb(t))) break;
  }
  if (found != kNoToken && noun != kNoToken && !SourceWords::has(w_.quantifier, a_[found])) return noun;
  for (TokenIndex i = source.begin; i < source.end && found == kNoToken; ++i)
    if (is_noun(a_[i].tag) || is_pronoun(a_[i].tag)) found = i;
  return found != kNoToken || source.empty() ? found : source.begin;
}

/// "Ada Lorne's" of "Ada Lorne's longtime friend Tom Reed".
bool Referents::owns_rest(TokenIndex i, TokenSpan source) const {
  const std::int32_t m = antecedents_.mention_at(i);
  if (m < 0 || !mention(m).name) return false;
  const TokenIndex behind = mention(m).words.end;
  return behind + 1 < source.end && a_[behind].tag == Tag::kPOS;
}

TokenIndex Referents::anchor(TokenSpan source) const {
  const TokenIndex head = head_of(source);
  if (head == kNoToken) return head;
  const std::int32_t m = antecedents_.mention_at(head);
  if (m >= 0 && mention(m).name && mention(m).type == MentionType::kPerson) {
    const TokenIndex next = mention(m).words.end;
    if (!(next < source.end) || !w_.title->contains(a_[next].lower_hash)) return head;
  }
  for (TokenIndex i = head; i < source.end; ++i) {
    const std::int32_t k = antecedents_.mention_at(i);
    if (k < 0 || k == m || !mention(k).name || mention(k).words.begin != i) continue;
    if (e_[mention(k).entity].type == MentionType::kPerson && is_said_of(head, mention(k), source)) return mention(k).head;
  }
  return opens_with_name(source) ? mention(antecedents_.mention_at(source.begin)).head : head;
}

/// True where `head` tells what the person named behind it is: "Mrs. Lorne", "the Nordlandic Ada Lorne", "one of the
/// deputies, Ada Lorne".
bool Referents::is_said_of(TokenIndex head, const Mention& name, TokenSpan source) const {
  const bool beside = name.words.begin == head + 1;
  if (beside && w_.title->contains(a_[head].lower_hash)) return true;
  if (beside && antecedents_.mention_at(head) < 0 && noun_type(w_, a_[head]) == MentionType::kUnknown) return true;
  const bool last = !(name.words.end < source.end) || a_[name.words.end].tag == Tag::kComma;
  if (last && a_[name.words.begin - 1].tag == Tag::kComma && w_.indefinite->contains(a_[head].lower_hash)) return true;
  if (role_finder_.leads_to(head, name)) return true;
  const std::int32_t body = antecedents_.mention_at(head);  // "Lorne & Sons President and CEO Ada Hale"
  if (!last || body < 0 || !mention(body).name || mention(body).type == MentionType::kPerson) return false;
  const TokenSpan role = role_finder_.before(name.words);
  return !role.empty() && mention(body).words.end == role.begin && noun_type(w_, a_[role.end - 1]) == MentionType::kPerson;
}

/// "Mike Hale, an adviser", "Calder, in its release": the name comes first and a comma closes it.
bool Referents::opens_with_name(TokenSpan source) const {
  const std::int32_t first = antecedents_.mention_at(source.begin);
  if (first < 0 || !mention(first).name || mention(first).possessive) return false;
  const TokenIndex behind = mention(first).words.end;
  const bool person = e_[mention(first).entity].type == MentionType::kPerson;
  if (!(behind < source.end)) return person && !mention(first).modifier;
  return a_[behind].tag == Tag::kComma && (person || (behind + 1 < source.end && a_[behind + 1].tag == Tag::kIN));
}

std::int32_t Referents::of(TokenSpan source, TokenIndex head, std::int32_t speaker) {
  if (source.empty()) return -1;
  if (head == kNoToken || !source.contains(head)) head = anchor(source);
  return of_head({head, source, 0}, speaker);
}

std::int32_t Referents::of_head(Asked ask, std::int32_t speaker) {
  const Token& t = a_[ask.head];
  const std::int32_t m = antecedents_.mention_at(ask.head);
  if (m >= 0 && mention(m).name) return of_mention(m, ask, speaker);  // "WHO" is no pronoun
  const PronounKind kind = pronoun_kind(t.lower);
  if (kind == PronounKind::kFirst) return is_quoted(a_, q_, ask.head) && speaker >= 0 ? speaker : author();
  if (kind != PronounKind::kNone) {
    const std::int32_t e = antecedents_.of(ask.head);
    if (e < 0) return described(ask, speaker);
    if (e_[e].named || e_[e].described) return e;
    return noun({e_[e].first, noun_phrase(a_, e_[e].first), ask.depth + 1}, speaker);
  }
  if (is_relative_tag(t.tag) || (t.lower == "that" && is_subject(t.relation))) return relative(ask, speaker);
  if (ask.words.size() == 1 && (t.lower == "each" || t.lower == "both" || t.lower == "neither" || t.lower == "all"))
    if (const std::int32_t e = antecedents_.of(ask.head, PronounKind::kThey); e >= 0) return e;
  return m >= 0 ? of_mention(m, ask, speaker) : noun(ask, speaker);
}

/// The name of a person that ends right before `end`, a comma, a dash or brackets between them.
std::int32_t Referents::name_before(TokenIndex end) const {
  TokenIndex i = end - 1;
  const TokenIndex first = a_.sentence_of(end).tokens.begin;
  if (i > first && (a_[i].tag == Tag::kComma || a_[i].tag == Tag::kColon || a_[i].tag == Tag::kHYPH)) --i;
  if (i > first && a_[i].lower == ")") {
    while (i > first && a_[i].lower != "(") --i;
    if (i > first) --i;
  }
  if (i < first) return -1;
  const std::int32_t m = antecedents_.mention_at(i);
  if (m < 0 || !mention(m).name || mention(m).words.end != i + 1) return -1;
  return e_[mention(m).entity].type == MentionType::kPerson ? m : -1;
}

/// "Calder, director of the port authority, who": the name before what is said of it.
std::int32_t Referents::name_behind_apposition(TokenIndex who) const {
  const TokenIndex first = a_.sentence_of(who).tokens.begin;
  if (who <= first + 3 || a_[who - 1].tag != Tag::kComma) return -1;
  for (TokenIndex i = who - 2; i > first && who - i < kApposition; --i) {
    if (a_[i].tag == Tag::kComma) return name_before(i + 1);
    if (is_verb(a_[i].tag) && a_[i].tag != Tag::kVBN && a_[i].tag != Tag::kVBG) return -1;
  }
  return -1;
}

/// True where `noun` may be what the relative clause of verb `clause` is about.
bool Referents::stands_for(TokenIndex noun, TokenIndex clause, bool person) const {
  const Tag t = a_[noun].tag;
  const std::int32_t m = antecedents_.mention_at(noun);
  if (!is_noun(t) && !is_pronoun(t) && m < 0 && !SourceWords::has(w_.quantifier, a_[noun])) return false;
  if (!person) return true;
  if (m >= 0) return mention(m).type == MentionType::kPerson || mention(m).type == MentionType::kUnknown;
  return !is_noun(t) || is_plural(t) || is_plural_clause(clause);
}

/// "who say", "who are drawn": its verb is of several.
bool Referents::is_plural_clause(TokenIndex verb) const {
  if (a_[verb].tag == Tag::kVBP) return true;
  for (TokenIndex child : a_.children(verb))
    if ((a_[child].relation == kAux || a_[child].relation == kAuxPass || a_[child].relation == kCop) && a_[child].tag == Tag::kVBP) return true;
  return false;
}

/// "Ada Lorne and Tom Reed, who say": the pair whose last is `mention`; -1: none.
std::int32_t Referents::pair_that_ends(std::int32_t last) {
  for (std::int32_t k = last - 1; k >= 0 && last - k <= 2; --k) {
    const std::int32_t group = mention(k).name ? antecedents_.group_of(k) : -1;
    if (group >= 0 && e_[group].named && e_[group].parts.back() == mention(last).entity) return group;
  }
  return -1;
}

/// "Calder, who heads ...": up to the relative clause, then the noun it modifies; a name right before the comma goes
/// before a noun further off.
std::int32_t Referents::relative(Asked ask, std::int32_t speaker) {
  const bool person = a_[ask.head].lower.starts_with("who");
  const TokenIndex before = ask.head - 1;
  if (person && before.value >= 0 && (a_[before].tag == Tag::kDT || (SourceWords::has(w_.quantifier, a_[before]) && a_[before].relation != kConj)))
    return described({before, {before, ask.head}, ask.depth + 1}, speaker);  // "those who"
  std::int32_t name = person ? name_before(ask.head) : -1;
  if (person && name < 0) name = name_behind_apposition(ask.head);
  const bool apart = name >= 0 && mention(name).words.end < ask.head;
  TokenIndex v = ask.head;
  for (int step = 0; step < 5 && v != kNoToken; ++step, v = a_[v].head) {
    if (a_[v].relation != kAclRelcl && a_[v].relation != kAcl) continue;
    TokenIndex noun_head = a_[v].head;
    if (noun_head == kNoToken || ask.depth > kDepth || !stands_for(noun_head, v, person)) break;
    const std::int32_t m = antecedents_.mention_at(noun_head);
    if (apart && !(m >= 0 && mention(m).name) && !is_plural_clause(v)) break;
    const bool apposed = name >= 0 && !is_plural(a_[noun_head].tag) && mention(name).words.end < noun_head && noun_head < ask.head;
    if (apposed) return mention(name).entity;  // "Ada Lorne, a staffer turned lawyer, who"
    const TokenIndex first = a_[noun_head].head;
    if (m >= 0 && mention(m).name && is_plural_clause(v))
      if (const std::int32_t pair = pair_that_ends(m); pair >= 0) return pair;
    if (a_[noun_head].relation == kConj && first != kNoToken && is_plural(a_[first].tag) && is_plural(a_[noun_head].tag)) noun_head = first;
    return of_head({noun_head, noun_phrase(a_, noun_head), ask.depth + 1}, speaker);
  }
  if (name >= 0 && ask.depth <= kDepth) return mention(name).entity;
  for (std::size_t k = antecedents_.mentions_before(ask.head); k-- > 0;) {  // no tree that helps: who was named last
    if (m_[k].head.value < ask.head.value - 25 || ask.depth > kDepth) break;
    if (m_[k].modifier || m_[k].possessive || (person && m_[k].type != MentionType::kPerson)) continue;
    return of_mention(static_cast<std::int32_t>(k), {m_[k].head, noun_phrase(a_, m_[k].head), ask.depth + 1}, speaker);
  }
  return described(ask, speaker);
}

std::int32_t Referents::of_mention(std::int32_t i, Asked ask, std::int32_t speaker) {
  const Mention& m = mention(i);
  // "New Poll" of the headline "New Poll Shows Harbour in Doubt", all of whose words are large
  const bool part = m.heading && m.words.begin < ask.words.end && ask.words.end < m.words.end;
  if (!m.name || (part && noun_type(w_, a_[ask.words.end - 1]) != MentionType::kUnknown))
    return noun(part ? Asked{ask.words.end - 1, ask.words, ask.depth} : ask, speaker);
  if (part) return part_of_heading(ask, speaker);
  if (const std::int32_t e = joined(i, ask); e >= 0) return e;
  const bool followed = m.words.end < ask.words.end && m.modifier && a_[m.words.end].tag != Tag::kComma && a_[m.head].head != kNoToken;
  if (followed && ask.words.contains(a_[m.head].head)) return noun({a_[m.head].head, ask.words, ask.depth + 1}, speaker);
  return m.entity;
}

/// "Gazette" of the headline "Gazette Fires Lorne": who the text calls so, else the words as they stand.
std::int32_t Referents::part_of_heading(Asked ask, std::int32_t speaker) {
  const TokenIndex last = ask.words.end - 1;
  for (std::size_t k = 0; k < m_.size() && k < kChain; ++k)
    if (m_[k].name && !m_[k].heading && m_[k].entity >= 0 && a_[m_[k].words.end - 1].lower_hash == a_[last].lower_hash) return m_[k].entity;
  return described(ask, speaker);
}

/// "Senator" of "and Senator Ada Lorne".
bool Referents::is_title_of_name(TokenIndex noun) const {
  const std::int32_t next = noun + 1 < a_.size() ? antecedents_.mention_at(noun + 1) : -1;
  return next >= 0 && mention(next).name && w_.title->contains(a_[noun].lower_hash);
}

/// "Ada Lorne, director of the port and an adviser", "Ada Lorne of Port Ellis and contributor to the Gazette": one person
/// whose role the joined noun is.
bool Referents::tells_of(const Mention& name, TokenIndex noun) const {
  if (noun_type(w_, a_[noun]) != MentionType::kPerson || is_plural(a_[noun].tag)) return false;
  if (is_title_of_name(noun)) return false;
  const bool apposed = name.words.end < a_.size() && a_[name.words.end].tag == Tag::kComma;
  const TokenSpan phrase = noun_phrase(a_, noun, 6);
  TokenIndex first = phrase.begin;
  while (first < noun && a_[first].tag == Tag::kCC) ++first;
  const bool bare = first.value > 0 && a_[first - 1].tag == Tag::kCC && a_[first].tag != Tag::kDT && a_[first].tag != Tag::kPRPS;
  return apposed || bare || a_[first].tag == Tag::kCC;
}

/// "A and B", or the words as they stand where what is joined is no name.
std::int32_t Referents::joined(std::int32_t i, Asked ask) {
  const Mention& m = mention(i);
  if (m.possessive && ask.words.end <= m.words.end + 1 && ask.words.begin == m.words.begin) return -1;
  for (TokenIndex child : a_.children(m.head)) {
    const bool noun = ask.words.contains(child) && antecedents_.mention_at(child) >= 0 && !mention(antecedents_.mention_at(child)).name;
    const bool others = ask.words.contains(child) && SourceWords::has(w_.quantifier, a_[child]);  // "Lorne and others"
    if (a_[child].relation == kConj && others) return described(ask, -1);
    if (a_[child].relation != kConj || !noun || tells_of(m, child) || is_title_of_name(child)) continue;
    bool apposed = a_[m.words.end].tag == Tag::kComma;  // "Ada Lorne, director" is one
    for (TokenIndex k = m.words.end; k < child; ++k) apposed = apposed && a_[k].tag != Tag::kCC;
    if (!apposed) return described(ask, -1);
  }
  const std::int32_t group = antecedents_.group_of(i);
  if (group < 0) return -1;
  for (TokenIndex k = m.words.end; k < ask.words.end; ++k)
    if (antecedents_.mention_at(k) >= 0 && mention(antecedents_.mention_at(k)).entity == e_[group].parts[1]) return group;
  return -1;
}

// ---- nouns ----------------------------------------------------------------------------------------------------

/// "generals and admirals": the first of nouns that are joined.
TokenIndex Referents::first_joined(TokenIndex noun) const {
  const TokenIndex first = a_[noun].head;
  const bool joined = a_[noun].relation == kConj && first != kNoToken && first < noun && noun - first <= 4;
  return joined && is_plural(a_[noun].tag) && is_plural(a_[first].tag) && is_noun(a_[first].tag) ? first : noun;
}

/// "the book and the film": no single thing named before. "The senator and candidate" is one person.
bool Referents::joins_nouns(Asked ask) const {
  if (noun_type(w_, a_[ask.head]) == MentionType::kPerson && !is_plural(a_[ask.head].tag)) return false;
  if (ask.head + 2 < ask.words.end && a_[ask.head + 1].tag == Tag::kCC) return true;
  const auto& below = a_.children(ask.head);
  return std::any_of(below.begin(), below.end(), [&](TokenIndex child) {
    return a_[child].relation == kConj && ask.words.contains(child) && is_noun(a_[child].tag);
  });
}

std::int32_t Referents::noun(Asked ask, std::int32_t speaker) {
  if (const TokenIndex first = first_joined(ask.head); ask.depth > 0 && first != ask.head)
    ask = {first, noun_phrase(a_, first), ask.depth};
  if (const auto it = nouns_.find(ask.head.value); it != nouns_.end()) return it->second;
  std::int32_t e = ask.depth <= kDepth ? apposed_name(ask) : -1;
  if (e < 0) e = named_thing(ask);
  if (e < 0 && ask.depth <= kDepth && !joins_nouns(ask)) {
    if (is_definite_phrase(ask)) e = definite(ask);
    else if (e = owned_person(ask); e < 0) e = announced(ask);
  }
  if (e < 0) e = described(ask, speaker);
  nouns_[ask.head.value] = e;
  return e;
}

/// "a woman named Ada", "a man identified as Tom Reed": the name that a verb behind the noun gives.
std::int32_t Referents::introduced_name(TokenIndex noun) const {
  const TokenIndex stop = std::min(a_.sentence_of(noun).tokens.end, noun + kIntroduction);
  TokenIndex verb = noun + 1;
  while (verb < stop && !(is_verb(a_[verb].tag) && w_.introducing->contains(a_[verb].lemma_hash))) ++verb;
  for (TokenIndex i = verb + 1; i < stop && i < verb + 4; ++i) {
    const std::int32_t m = antecedents_.mention_at(i);
    if (a_[i].tag == Tag::kComma) break;
    if (m >= 0 && mention(m).name && mention(m).type == MentionType::kPerson) return mention(m).entity;
  }
  return -1;
}

/// "the judge, Frank Nervo," and "Trump lawyer Marc Hale": the name beside the noun.
std::int32_t Referents::apposed_name(Asked ask) const {
  if (noun_type(w_, a_[ask.head]) != MentionType::kPerson) return -1;
  if (is_indefinite_phrase(ask) && !is_plural(a_[ask.head].tag))
    if (const std::int32_t e = introduced_name(ask.head); e >= 0) return e;
  if (a_[ask.head].relation == kAppos && a_[ask.head].head != kNoToken) {
    const std::int32_t named = antecedents_.mention_at(a_[ask.head].head);
    if (named >= 0 && mention(named).name && mention(named).type == MentionType::kPerson) return mention(named).entity;
  }
  for (TokenIndex i : {ask.head + 1, ask.head + 2}) {
    if (!(i < a_.size()) || a_[i].sentence != a_[ask.head].sentence) break;
    const std::int32_t m = antecedents_.mention_at(i);
    const bool comma = i == ask.head + 2;
    if (comma && a_[ask.head + 1].tag != Tag::kComma) break;
    while (comma && i + 1 < a_.size() && w_.title->contains(a_[i].lower_hash)) ++i;
    if (m < 0 || !mention(m).name || mention(m).words.begin != i) continue;
    if (comma && a_[mention(m).head].relation != kAppos) continue;
    if (mention(m).heading && only_in_headings(mention(m).entity)) continue;
    if (mention(m).type == MentionType::kPerson || mention(m).type == MentionType::kUnknown) return mention(m).entity;
  }
  for (TokenIndex child : a_.children(ask.head)) {
    const Relation r = a_[child].relation;
    const std::int32_t m = antecedents_.mention_at(child);
    if ((r == kAppos || r == kFlat) && m >= 0 && mention(m).name && mention(m).type != MentionType::kBody)
      return mention(m).entity;
  }
  return -1;
}

/// "the newspaper Harbour Watch", "the retailer Calder": the name right behind the noun.
std::int32_t Referents::named_thing(Asked ask) const {
  const MentionType type = noun_type(w_, a_[ask.head]);
  if ((type != MentionType::kOutlet && type != MentionType::kBody) || is_plural(a_[ask.head].tag)) return -1;
  const TokenIndex next = ask.head + 1;
  if (!ask.words.contains(next)) return -1;
  const std::int32_t m = antecedents_.mention_at(next);
  if (m < 0 || !mention(m).name || mention(m).words.begin != next || mention(m).modifier || mention(m).possessive) return -1;
  return mention(m).type == MentionType::kPerson && mention(m).words.size() > 1 ? -1 : mention(m).entity;
}

bool Referents::is_definite_phrase(Asked ask) const {
  const TokenSpan phrase = noun_phrase(a_, ask.head);
  const TokenIndex first = std::max(phrase.begin, std::min(ask.words.begin, ask.head));
  return w_.definite->contains(a_[first].lower_hash) || w_.definite->contains(a_[phrase.begin].lower_hash);
}

bool Referents::is_indefinite_phrase(Asked ask) const {
  const Token& first = a_[noun_phrase(a_, ask.head).begin];
  return w_.indefinite->contains(first.lower_hash);
}

bool Referents::holds_name(TokenSpan phrase, TokenIndex except) const {
  for (TokenIndex i = phrase.begin; i < phrase.end; ++i) {
    const std::int32_t m = antecedents_.mention_at(i);
    if (m >= 0 && mention(m).name && mention(m).head != except) return true;
  }
  return false;
}

/// "the two countries": the pair of that kind that was named last.
std::int32_t Referents::named_pair(Asked ask) {
  if (!is_plural(a_[ask.head].tag) || ask.head.value == 0 || a_[ask.head - 1].lower != "two") return -1;
  const MentionType type = noun_type(w_, a_[ask.head]);
  const std::size_t end = antecedents_.mentions_before(ask.head);
  for (std::size_t k = end; k-- > 0 && end - k <= kLookBack;) {
    const bool fits = m_[k].type == type || (type == MentionType::kBody && m_[k].type == MentionType::kPlace);
    if (!m_[k].name || !fits) continue;
    const std::int32_t group = antecedents_.group_of(static_cast<std::int32_t>(k));
    if (group >= 0 && e_[group].named && e_[group].parts.size() == 2) return group;
  }
  return -1;
}

std::int32_t Referents::definite(Asked ask) {
  if (const std::int32_t pair = named_pair(ask); pair >= 0) return pair;
  const MentionType type = noun_type(w_, a_[ask.head]);
  if (type == MentionType::kPerson) return is_plural(a_[ask.head].tag) ? definite_people(ask) : definite_person(ask);
  if (type == MentionType::kUnknown || is_plural(a_[ask.head].tag)) return -1;
  return definite_thing(ask, type);
}

const std::vector<FoundRole>& Referents::roles_of(std::int32_t entity) {
  const auto [it, fresh] = roles_.try_emplace(entity);
  if (!fresh) return it->second;
  std::vector<FoundRole> found;
  for (std::size_t k = 0; k < e_[entity].mentions.size() && k < kRoleMentions; ++k)
    for (FoundRole& r : role_finder_.all(mention(e_[entity].mentions[k]))) found.push_back(std::move(r));
  return roles_[entity] = std::move(found);
}

/// How well a noun phrase fits what the text says of a person.
float Referents::role_match(std::int32_t entity, Asked ask) {
  float best = 0;
  const TokenSpan phrase = noun_phrase(a_, ask.head, 8);
  for (const FoundRole& role : roles_of(entity))
    if (const float head = role_head_match(role, ask.head); head > 0)
      best = std::max(best, head + role_modifiers_match(role, {phrase.begin, ask.head}) - (is_elsewhere(role, {ask.head + 1, phrase.end}) ? 1.2f : 0));
  return best;
}

/// The noun is the head of the role, or of one family with it.
float Referents::role_head_match(const FoundRole& role, TokenIndex noun) const {
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
float Referents::role_modifiers_match(const FoundRole& role, TokenSpan modifiers) const {
  float s = 0;
  bool former = false, asked_former = false, of_name = false, noun_said = false, noun_unsaid = false, has_nouns = false;
  for (TokenIndex j = role.tokens.begin; j < role.tokens.end; ++j) {
    former |= w_.former->contains(a_[j].lower_hash);
    of_name |= antecedents_.mention_at(j) >= 0 && mention(antecedents_.mention_at(j)).name;
    has_nouns |= j + 1 < role.tokens.end && is_noun(a_[j].tag) && is_noun(a_[j + 1].tag);
  }
  for (TokenIndex i = modifiers.begin; i < modifiers.end; ++i) {
    if (!a_[i].is_word || a_[i].tag == Tag::kDT) continue;
    asked_former |= w_.former->contains(a_[i].lower_hash);
    const bool said = holds_word(role.tokens, i), large = i > modifiers.begin && is_capital(a_.form(i));
    if (said) s += 0.4f;
    else if (large && is_adjective(a_[i].tag) && role.tokens.size() > 1) s -= 0.7f;
    else if (large && is_proper(a_[i].tag) && of_name) s -= 1.2f;
    (said ? noun_said : noun_unsaid) |= is_noun(a_[i].tag) && !is_proper(a_[i].tag);
  }
  if (noun_unsaid && !noun_said && has_nouns) s -= 1.6f;
  return former && !asked_former ? s - 0.4f : s;
}

/// "the secretary of the Dockers' Guild" is none of a role that holds another name.
bool Referents::is_elsewhere(const FoundRole& role, TokenSpan behind) const {
  if (behind.empty() || a_[behind.begin].tag != Tag::kIN) return false;
  bool owned = false, named = false;
  for (TokenIndex j = role.tokens.begin; j < role.tokens.end; ++j) owned |= is_proper(a_[j].tag) && !w_.is_person(a_[j]) && !w_.title->contains(a_[j].lower_hash);
  for (TokenIndex i = behind.begin; i < behind.end; ++i) {
    if (!is_proper(a_[i].tag) || !is_capital(a_.form(i))) continue;
    if (holds_word(role.tokens, i)) return false;
    named = true;
  }
  return owned && named;
}

/// The word stands in `span`, or one of its family.
bool Referents::holds_word(TokenSpan span, TokenIndex word) const {
  for (TokenIndex j = span.begin; j < span.end; ++j)
    if (a_[word].lower_hash == a_[j].lower_hash || w_.same_family(a_[word], a_[j])) return true;
  return false;
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

/// "the Vermont senator": a place or party that no role of the text holds.
bool Referents::has_unsaid_name(Asked ask, std::int32_t entity) {
  const TokenSpan phrase = noun_phrase(a_, ask.head, 8);
  for (TokenIndex i = phrase.begin + 1; i < ask.head; ++i) {
    if (!is_proper(a_[i].tag) && !is_adjective(a_[i].tag)) continue;
    if (!is_capital(a_.form(i))) continue;
    bool said = false;
    for (const FoundRole& role : roles_of(entity)) said |= holds_word(role.tokens, i);
    if (!said) return true;
  }
  return false;
}

/// "the Gazette employee" for a writer of Gazette.com: a name in the phrase that the role holds or begins with.
bool Referents::shares_name(Asked ask, std::int32_t entity) {
  const TokenSpan phrase = noun_phrase(a_, ask.head, 8);
  for (TokenIndex i = phrase.begin; i < ask.head; ++i) {
    if (!is_proper(a_[i].tag) || a_[i].lower.size() < kShared) continue;
    for (const FoundRole& role : roles_of(entity))
      for (TokenIndex j = role.tokens.begin; j < role.tokens.end; ++j)
        if (a_[j].lower.starts_with(a_[i].lower)) return true;
  }
  return false;
}

/// "the official", "the ad's narrator", "the attorney general of Nordland": may well be somebody not met before.
bool Referents::may_be_new(Asked ask) const {
  const TokenSpan phrase = noun_phrase(a_, ask.head, 8);
  if (phrase.size() <= 2 || SourceWords::has(w_.anonymous, a_[ask.head]) || SourceWords::has(w_.spokesperson, a_[ask.head])) return true;
  bool owned = a_[phrase.end - 1].tag == Tag::kPOS, former = false;
  for (TokenIndex i = phrase.begin; i < ask.head; ++i) {
    owned |= a_[i].tag == Tag::kPOS;
    former |= w_.former->contains(a_[i].lower_hash);
  }
  return owned || (!former && holds_name({ask.head + 1, phrase.end}, kNoToken));
}

std::int32_t Referents::definite_person(Asked ask) {
  if (SourceWords::has(w_.spokesperson, a_[ask.head]) && holds_name(noun_phrase(a_, ask.head), ask.head)) return -1;
  const std::int32_t best = person_of_role(ask);
  // "the 34-year-old mother of three", "the Vermont senator": a new description of who is spoken of
  const std::int32_t one = described_anew(ask);
  if (best >= 0 && !has_unsaid_name(ask, best)) {
    const bool far = nearness(best, ask.head) == 0;  // the senator of long ago, or who is spoken of and whose post is not told
    return far && one >= 0 && one != best && roles_of(one).empty() && nearness(one, ask.head) > 0.4f ? one : best;
  }
  if (one < 0) return best >= 0 ? best : unnamed_before(ask);
  return roles_of(one).empty() || role_match(one, ask) > 0 || best < 0 ? one : best;
}

/// "the woman" for "a woman in a red coat" of before: the only one called so; -1 where there are none or several.
std::int32_t Referents::unnamed_before(Asked ask) {
  std::int32_t found = -1;
  const std::size_t end = antecedents_.mentions_before(ask.head);
  for (std::size_t k = end; k-- > 0 && end - k <= kLookBack;) {
    const Mention& m = m_[k];
    if (m.name || m.plural || m.type != MentionType::kPerson || a_[m.head].lemma_hash != a_[ask.head].lemma_hash) continue;
    if (!w_.indefinite->contains(a_[noun_phrase(a_, m.head).begin].lower_hash)) continue;
    if (found >= 0) return -1;
    found = static_cast<std::int32_t>(k);
  }
  if (found < 0) return -1;
  return noun({mention(found).head, noun_phrase(a_, mention(found).head), ask.depth + 1}, -1);
}

/// The person whose role the phrase tells, nearer and more often named ones first; -1: nobody.
std::int32_t Referents::person_of_role(Asked ask) {
  const std::int32_t speaker = antecedents_.speaker_before(ask.head);
  const char gender = w_.gender_of(a_[ask.head]);
  std::int32_t best = -1;
  float score = 1;
  for (std::int32_t e : people_) {
    float s = role_match(e, ask);
    if (s <= 0 || is_bound(e, ask.head)) continue;
    if (e == speaker) s += 0.5f;
    if (gender != '?') s += 0.5f * e_[e].leans(gender);
    if (!(e_[e].first < ask.head)) s -= 0.5f;
    s += 0.15f * std::log(static_cast<float>(e_[e].mentions.size())) + nearness(e, ask.head);
    if (s > score) score = s, best = e;
  }
  return best;
}

/// Who is spoken of, where the phrase may well be said of him or her; -1: nobody.
std::int32_t Referents::described_anew(Asked ask) {
  const std::int32_t one = salient_person(ask);
  if (one < 0 || (may_be_new(ask) && !shares_name(ask, one))) return -1;
  for (const FoundRole& role : roles_of(one))  // the health minister is not the minister of justice spoken of
    if (role_head_match(role, ask.head) > 0 && role_match(one, ask) <= 0) return -1;
  const char gender = w_.gender_of(a_[ask.head]);
  return gender != '?' && e_[one].leans(gender) < -0.3f ? -1 : one;
}

/// "my father", "Calder's husband": who the text introduces so.
std::int32_t Referents::owned_person(Asked ask) {
  const TokenSpan phrase = noun_phrase(a_, ask.head, 6);
  bool owned = a_[phrase.begin].tag == Tag::kPRPS;
  for (TokenIndex i = phrase.begin; i < ask.head; ++i) owned |= a_[i].tag == Tag::kPOS;
  if (!owned || noun_type(w_, a_[ask.head]) != MentionType::kPerson || is_plural(a_[ask.head].tag)) return -1;
  const std::int32_t owner = owner_in(phrase);
  for (std::int32_t e : people_)
    for (const FoundRole& role : roles_of(e)) {
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
    if (a_[i].tag == Tag::kPRPS && pronoun_kind(a_[i].lower) != PronounKind::kFirst) return antecedents_.of(i);
    const std::int32_t m = antecedents_.mention_at(i);
    if (m >= 0 && mention(m).name && mention(m).possessive) return mention(m).entity;
  }
  return -1;
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

/// "the senators", "the candidates": a pair named before, two people of that role, or the noun as it stood before.
std::int32_t Referents::definite_people(Asked ask) {
  std::vector<std::int32_t> those;
  for (std::int32_t e : people_)
    if (e_[e].first < ask.head && role_match(e, ask) > 0) those.push_back(e);
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

/// Headlines write every word large: "Poll Shows Large Gap" is no name.
bool Referents::only_in_headings(std::int32_t entity) const {
  if (entity < 0) return false;
  const auto& all = e_[entity].mentions;
  return std::all_of(all.begin(), all.end(), [&](std::int32_t k) { return mention(k).heading; });
}

/// "the appeals court" is the "Court of Appeals", and no "district court".
float Referents::modifiers_match(std::int32_t i, Asked ask) const {
  const Mention& m = mention(i);
  const TokenSpan words = m.name ? m.words : noun_phrase(a_, m.head, 6);
  const TokenSpan phrase = noun_phrase(a_, ask.head, 6);
  float s = 0;
  for (TokenIndex k = phrase.begin; k < ask.head; ++k) {
    if (!(is_noun(a_[k].tag) || is_adjective(a_[k].tag)) || a_[k + 1].tag == Tag::kPOS) continue;
    bool said = false;
    for (TokenIndex j = words.begin; j < words.end; ++j) said |= a_[k].lemma_hash == a_[j].lemma_hash || w_.same_family(a_[k], a_[j]);
    if (said) s += 0.5f;
    else if (is_noun(a_[k].tag) && words.size() > (m.name ? 1 : 2)) s -= m.name ? 2.5f : 1.f;
  }
  return s;
}

/// "Wells Calder", taken for a person whom nothing in the text shows to be one (no title, role, first name or pronoun),
/// or for a person here and a place there.
bool Referents::may_be_company(const Mention& m) const {
  if (!m.name || m.entity < 0 || m.words.size() < 2) return false;
  const Entity& e = e_[m.entity];
  if (e.he + e.she > 0 || (e.type != MentionType::kPerson && e.type != MentionType::kPlace)) return false;
  const auto taken_for = [&](MentionType type) {
    return std::any_of(e.mentions.begin(), e.mentions.end(), [&](std::int32_t k) { return mention(k).type == type; });
  };
  if (taken_for(MentionType::kPerson) && taken_for(MentionType::kPlace)) return true;
  return e.type == MentionType::kPerson && m.subject && e.male + e.female == 0 && !w_.first_name->contains(a_[m.words.begin].lower_hash);
}

float Referents::thing_match(std::int32_t i, Asked ask, MentionType type) const {
  const Mention& m = mention(i);
  const Token& noun = a_[ask.head];
  if (!m.name) {
    if (m.type != type || m.plural || m.head == ask.head) return 0;
    const TokenSpan phrase = noun_phrase(a_, m.head);
    const bool tells = phrase.size() > 2 && !(type == MentionType::kBody && !holds_name(phrase, m.head) && w_.definite->contains(a_[phrase.begin].lower_hash));
    if (a_[m.head].lemma_hash == noun.lemma_hash) return tells ? 2.4f : 0.65f;
    return type == MentionType::kDocument && w_.same_family(a_[m.head], noun) ? 1.4f : 0;
  }
  const MentionType is = may_be_company(m) ? MentionType::kUnknown : m.entity >= 0 ? e_[m.entity].type : m.type;
  if (is == MentionType::kPerson || (m.modifier && is != MentionType::kBody) || (m.heading && only_in_headings(m.entity))) return 0;
  if (is == MentionType::kPlace) {
    return w_.place_noun->contains(noun.lower_hash) && type == MentionType::kBody ? 1.2f : 0;
  }
  float s = 0;
  bool called = false;  // by a noun of its own: "Harbour Institute" is no union
  for (TokenIndex k = m.words.begin; k < m.words.end; ++k) {
    if (a_[k].lemma_hash == noun.lemma_hash || a_[k].lower_hash == noun.lemma_hash) s = std::max(s, 2.6f);
    else if (w_.same_family(a_[k].lower_hash, noun.lemma_hash)) s = std::max(s, 1.8f);
    called = called || w_.family->find(a_[k].lower_hash) != nullptr;
  }
  for (TokenIndex child : a_.children(m.head))
    if (a_[child].relation == kAppos && w_.same_family(a_[child], noun)) s = std::max(s, 2.4f);
  const bool often = m.entity >= 0 && (e_[m.entity].mentions.size() >= kBrand || may_be_company(m));
  const bool brand = is == MentionType::kUnknown && a_[m.head].lower.back() != '.' && often;
  const bool body = is == MentionType::kBody || brand;
  if (s == 0 && !called && type == MentionType::kBody && body && w_.family->weight(noun.lemma_hash) > 0) s = is == MentionType::kBody ? 1.1f : 0.9f;
  if (s == 0 && type == MentionType::kOutlet && is == MentionType::kOutlet) s = 1.3f;
  return s;
}

/// "the bank", "the ministry", "the poll": the nearest that its name, its apposition or its noun calls so.
std::int32_t Referents::definite_thing(Asked ask, MentionType type) {
  const TokenSpan phrase = noun_phrase(a_, ask.head);
  if (type == MentionType::kBody && holds_name(phrase, ask.head)) return -1;
  const std::size_t end = antecedents_.mentions_before(ask.head);
  const std::int32_t speaker = antecedents_.speaker_before(ask.head);
  std::int32_t best = -1, aside = -1;
  float score = 0.6f;
  std::size_t from = end;  // the noun said again leads further back
  for (std::size_t k = end; k-- > 0 && from - k <= kLookBack && end - k <= kChain;) {
    const auto i = static_cast<std::int32_t>(k);
    float s = thing_match(i, ask, type);
    if (s <= 0) continue;
    s += modifiers_match(i, ask);
    const bool frequent = m_[k].name && e_[m_[k].entity].mentions.size() >= kFrequent;
    s -= 0.03f * static_cast<float>((frequent ? from : end) - k);
    if (!m_[k].name && a_[m_[k].head].lemma_hash == a_[ask.head].lemma_hash) from = k;
    if (m_[k].subject) s += 0.2f;
    if (m_[k].entity >= 0 && m_[k].entity == speaker) s += 0.3f;
    if (m_[k].name) s += 0.1f * std::log(static_cast<float>(e_[m_[k].entity].mentions.size()));
    if (mention(i).modifier) { if (aside < 0 && s > 0) aside = i; }
    else if (s > score) score = s, best = i;
  }
  if (best < 0) best = aside;
  if (best < 0) return -1;
  if (mention(best).name) {
    if (type == MentionType::kBody && may_be_company(mention(best))) e_[mention(best).entity].type = type;
    return mention(best).entity;
  }
  return noun({mention(best).head, noun_phrase(a_, mention(best).head), ask.depth + 1}, -1);
}

/// "A Port Ellis judge" of the lead: the only judge whom the text names soon after, wherever his court is.
std::int32_t Referents::only_one_after(Asked ask) {
  std::int32_t found = -1;
  const std::int32_t block = a_.sentence_of(ask.head).block;
  for (std::int32_t e : people_) {
    const TokenIndex first = e_[e].first;
    if (!(ask.head < first) || a_.sentence_of(first).block > block + kAnnouncedBlocks) continue;
    const auto& roles = roles_of(e);
    if (std::none_of(roles.begin(), roles.end(), [&](const FoundRole& r) { return role_head_match(r, ask.head) > 0; })) continue;
    if (found >= 0) return -1;
    found = e;
  }
  return found;
}

/// A headline or a lead speaks of "a judge" and names him soon after.
std::int32_t Referents::announced(Asked ask) {
  const bool heading = is_heading(a_, ask.head);
  const bool lead = is_indefinite_phrase(ask) && a_.sentence_of(ask.head).block <= kAnnouncedBlocks;
  if (!heading && !lead) return -1;
  const MentionType type = noun_type(w_, a_[ask.head]);
  if (is_plural(a_[ask.head].tag) || type == MentionType::kUnknown) return -1;
  if (type == MentionType::kPerson) {
    std::int32_t found = -1;
    float score = 1.1f;
    for (std::int32_t e : people_) {
      const float s = role_match(e, ask);
      if (s > score && (heading || ask.head < e_[e].first)) score = s, found = e;
    }
    return found >= 0 || heading ? found : only_one_after(ask);
  }
  if (!heading && holds_name(noun_phrase(a_, ask.head), kNoToken)) return -1;  // "a Gazette poll" is told by its name
  const std::size_t end = antecedents_.mentions_before(ask.head + 1);
  for (std::size_t k = end; k < m_.size() && k < end + kAnnounced; ++k) {
    if (m_[k].heading || m_[k].plural || m_[k].head <= ask.head) continue;
    bool same = a_[m_[k].head].lemma_hash == a_[ask.head].lemma_hash;
    for (TokenIndex i = m_[k].words.begin; m_[k].name && i < m_[k].words.end; ++i) same |= a_[i].lower_hash == a_[ask.head].lemma_hash;
    const TokenSpan phrase = noun_phrase(a_, m_[k].head);
    if (!same || m_[k].modifier || !(m_[k].name || holds_name(phrase, kNoToken))) continue;
    if (m_[k].name) return m_[k].entity;
    return noun({m_[k].head, phrase, ask.depth + 1}, -1);
  }
  return -1;
}

// ---- descriptions ---------------------------------------------------------------------------------------------

std::int32_t Referents::described(Asked ask, std::int32_t speaker) {
  const SourceKind kind = kind_of(ask);
  std::string name = description(ask, speaker);
  const bool one_of_many = is_indefinite_phrase(ask) && !is_plural(a_[ask.head].tag) && kind == SourceKind::kAnonymous;
  std::string key = name;
  std::transform(key.begin(), key.end(), key.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (!one_of_many)
    if (const auto it = by_description_.find(hash_of(key)); it != by_description_.end()) return it->second;
  const std::int32_t m = antecedents_.mention_at(ask.head);
  std::int32_t e;
  if (m >= 0 && !mention(m).name && !(mention(m).entity >= 0 && e_[mention(m).entity].named)) {
    e = antecedents_.entity_of(m);
  } else {
    e = static_cast<std::int32_t>(e_.all.size());
    e_.all.emplace_back();
    e_[e].first = ask.head;
    e_[e].type = noun_type(w_, a_[ask.head]);
    e_[e].plural = is_plural(a_[ask.head].tag);
  }
  e_[e].name = std::move(name);
  e_[e].kind = kind;
  e_[e].described = true;
  by_description_.try_emplace(hash_of(key), e);
  return e;
}

/// Words in front of a description that are no part of it: "and the", "nearly", "another 12".
bool Referents::leads_in(TokenIndex i, TokenIndex head) const {
  const Token& t = a_[i];
  if (!t.is_word || t.tag == Tag::kIN || w_.lead_in->contains(t.lower_hash)) return true;
  if (t.tag == Tag::kRB) return !SourceWords::has(w_.quantifier, a_[head]);  // "nearly some" is not said
  return t.tag == Tag::kDT && a_[i + 1].tag == Tag::kCD && w_.indefinite->contains(t.lower_hash) && !w_.article->contains(t.lower_hash);
}

/// Marks behind it, "'s", and the "who" of a clause that is left out.
bool Referents::trails(TokenIndex i) const {
  const Token& t = a_[i];
  if (!t.is_word) return t.lower != "%";
  return t.tag == Tag::kPOS || (is_relative_tag(t.tag) && a_[i - 1].tag != Tag::kIN);
}

/// The words as they stand, "the" left out and possessive pronouns replaced by whom they stand for.
std::string Referents::description(Asked ask, std::int32_t speaker) {
  TokenSpan s = ask.words.contains(ask.head) ? ask.words : noun_phrase(a_, ask.head);
  while (s.size() > 1 && leads_in(s.begin, ask.head)) ++s.begin;
  while (s.size() > 1 && trails(s.end - 1)) --s.end;
  std::string out;
  for (TokenIndex i = s.begin; i < s.end && out.size() < kDescription; ++i) {
    if (!out.empty() && a_[i].space_before) out += ' ';
    std::int32_t owner = -1;
    if (a_[i].tag == Tag::kPRPS) {
      const PronounKind kind = pronoun_kind(a_[i].lower);
      owner = kind == PronounKind::kFirst ? (is_quoted(a_, q_, i) ? speaker : author()) : antecedents_.of(i);
    }
    if (owner >= 0 && e_[owner].named && !e_[owner].name.empty()) out += e_[owner].name + "'s";
    else out += a_.form(i);
  }
  return out;
}

/// The noun behind "of": "a number of aides"; kNoToken where there is none.
TokenIndex Referents::of_noun(TokenIndex head) const {
  for (TokenIndex child : a_.children(head)) {
    if (child < head || (a_[child].relation != kNmod && a_[child].relation != kObl) || !is_noun(a_[child].tag)) continue;
    const std::string leads = preposition(a_, child);
    if (leads == "of" || leads == "among") return child;
  }
  return kNoToken;
}

SourceKind Referents::kind_of(Asked ask) const {
  TokenIndex noun = ask.head;
  if (a_[noun].lower == "one" && of_noun(noun) != kNoToken && noun_type(w_, a_[of_noun(noun)]) == MentionType::kPerson)
    return SourceKind::kAnonymous;
  for (int step = 0; step < 3 && SourceWords::has(w_.transparent, a_[noun]); ++step) {
    const TokenIndex inner = of_noun(noun);
    if (inner == kNoToken) break;
    noun = inner;
  }
  const Token& t = a_[noun];
  if (t.tag == Tag::kCD || t.lower == "percent" || t.lower == "%") return SourceKind::kGroup;
  switch (noun_type(w_, t)) {
    case MentionType::kDocument: return SourceKind::kDocument;
    case MentionType::kBody: return SourceKind::kOrganization;
    case MentionType::kOutlet: return SourceKind::kOutlet;
    case MentionType::kPerson: return person_kind(ask, noun);
    default: break;
  }
  if (SourceWords::has(w_.quantifier, t) || SourceWords::has(w_.vague, t)) return SourceKind::kVague;
  if (is_plural(t.tag)) return SourceKind::kGroup;
  const std::int32_t m = antecedents_.mention_at(noun);
  if (m >= 0 && mention(m).name)
    return mention(m).type == MentionType::kPerson && !mention(m).heading ? SourceKind::kGroup : SourceKind::kOrganization;
  return SourceKind::kVague;
}

SourceKind Referents::person_kind(Asked ask, TokenIndex noun) const {
  const Token& t = a_[noun];
  bool familiar = false;
  for (TokenIndex i = ask.words.begin; i < ask.words.end; ++i) familiar |= SourceWords::has(w_.familiar, a_[i]);
  if (familiar) return SourceKind::kAnonymous;
  if (SourceWords::has(w_.spokesperson, t)) return is_plural(t.tag) ? SourceKind::kAnonymous : SourceKind::kOffice;
  const TokenSpan phrase = noun_phrase(a_, noun);
  const bool plural = is_plural(t.tag) || noun != ask.head || t.lower == "people" || t.lower == "police";
  const bool owned = a_[phrase.begin].tag == Tag::kPRPS;
  if (plural) {
    const bool member = noun + 1 < phrase.end && w_.member_preposition->contains(a_[noun + 1].lower_hash);
    const bool known = w_.definite->contains(a_[phrase.begin].lower_hash);
    const bool told = known || (member && holds_name({noun + 1, phrase.end}, kNoToken));  // "researchers at the university"
    if (SourceWords::has(w_.vague, t) && !told && (ask.words.size() <= 3 || t.lower != "people")) return SourceKind::kVague;
    return SourceWords::has(w_.anonymous, t) ? SourceKind::kAnonymous : SourceKind::kGroup;
  }
  if (SourceWords::has(w_.quantifier, t) || SourceWords::has(w_.vague, t)) {
    const bool known = is_indefinite_phrase(ask) && phrase.size() > 1 && !SourceWords::has(w_.quantifier, t);
    return known ? SourceKind::kAnonymous : SourceKind::kVague;
  }
  const bool definite = w_.definite->contains(a_[phrase.begin].lower_hash) || owned;
  return definite && SourceWords::has(w_.office, t) ? SourceKind::kOffice : SourceKind::kAnonymous;
}

std::int32_t Referents::author() {
  if (author_ >= 0) return author_;
  Entity e;
  e.described = e.named = true;
  e.kind = SourceKind::kAuthor;
  e.type = MentionType::kPerson;
  e.first = TokenIndex{0};
  std::string_view byline = a_.article->byline;
  if (byline.starts_with("By ") || byline.starts_with("by ") || byline.starts_with("BY ")) byline.remove_prefix(3);
  std::size_t end = byline.find_first_of(",;|\n");
  for (std::size_t dot = byline.find('.'); dot < std::min(end, byline.size()); dot = byline.find('.', dot + 1))
    if (dot < 2 || byline[dot - 2] != ' ') end = dot;  // not behind an initial
  e.name = std::string(byline.substr(0, end));
  if (e.name.size() < 4) e.name = std::string(byline);
  e_.all.push_back(std::move(e));
  return author_ = static_cast<std::int32_t>(e_.all.size()) - 1;
}

}  // namespace onrecord

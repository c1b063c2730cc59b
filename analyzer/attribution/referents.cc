#include "attribution/referents.h"

#include <algorithm>

namespace onrecord {
namespace {

constexpr int kDepth = 6;             // descriptions that lead to descriptions
constexpr std::size_t kPeople = 64;   // named persons compared with a description
constexpr std::size_t kHeadings = 300;  // mentions among which the text's own name of a headline's word is looked for
constexpr int kIntroduction = 6;      // words from a noun to "named"
constexpr int kApposition = 14;       // words between a name and its "who"
constexpr int kClauseSteps = 5;       // from "who" up to its clause
constexpr int kNamedLast = 25;        // words between "who" and a name where no tree helps
constexpr std::size_t kShortName = 4; // bytes of a byline's first part that is no name
constexpr std::size_t kDescription = 200;  // bytes

using enum Relation;

std::string in_small_letters(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

}  // namespace

Referents::Referents(const Annotated& text, const Quotations& quotations, const SourceWords& words,
                     std::vector<Mention>& mentions, Entities& entities)
    : a_(text), q_(quotations), w_(words), m_(mentions), e_(entities),
      antecedents_(text, quotations, words, mentions, entities), phrases_(text, words, mentions, antecedents_),
      kinds_(text, words, phrases_), role_match_(text, words, mentions, entities, phrases_),
      thing_match_(text, words, mentions, entities, phrases_) {
  for (std::size_t k = 0; k < e_.all.size() && people_.size() < kPeople; ++k)
    if (e_.all[k].type == MentionType::kPerson) people_.push_back(static_cast<std::int32_t>(k));
  antecedents_.ask_for_nouns([this](TokenIndex noun) {
    const Asked ask{noun, noun_phrase(a_, noun), 0};
    const bool one = w_.type_of(a_[noun]) == MentionType::kPerson && !is_plural(a_[noun].tag);
    return one && phrases_.is_definite(ask.head, ask.words) ? definite_person(ask) : -1;
  });
}

// ---- the words of a source --------------------------------------------------------------------------------------

/// The token of `source` that no other word of it governs and that may be the one that speaks; kNoToken: none.
TokenIndex Referents::governor_in(TokenSpan source) const {
  TokenIndex found = kNoToken;
  for (TokenIndex i = source.begin; i < source.end; ++i) {
    const Token& t = a_[i];
    if (!t.is_word || (t.head != kNoToken && source.contains(t.head)) || owns_rest(i, source)) continue;
    if (is_noun(t.tag) || is_pronoun(t.tag) || is_relative(t.tag)) return i;
    if (found == kNoToken && t.tag != Tag::kIN && t.tag != Tag::kRB) found = i;
  }
  return found;
}

/// The last noun before a preposition, a comma or a verb: "the poll released Friday", whose head is the participle.
TokenIndex Referents::noun_in_front(TokenSpan source) const {
  TokenIndex noun = kNoToken;
  for (TokenIndex i = source.begin; i < source.end; ++i) {
    const Tag t = a_[i].tag;
    if (is_noun(t)) noun = i;
    else if (noun != kNoToken && (t == Tag::kIN || t == Tag::kComma || is_verb(t))) break;
  }
  return noun;
}

TokenIndex Referents::head_of(TokenSpan source) const {
  if (source.empty()) return kNoToken;
  const Token& first = a_[source.begin];
  if (source.size() > 1 && SourceWords::has(w_.quantifier, first) && a_[source.begin + 1].tag == Tag::kIN)
    return source.begin;                                    // "some in Moscow"
  if (first.tag == Tag::kWP && phrases_.name_at(source.begin) == nullptr) return source.begin;  // "who has long struggled"
  const TokenIndex head = people_at_end(governor_in(source), source);
  if (head == kNoToken) return first_nominal(source);
  if (is_noun(a_[head].tag) || is_pronoun(a_[head].tag) || is_relative(a_[head].tag)) return head;
  if (head + 1 < source.end && is_noun(a_[head + 1].tag)) return head + 1;  // "One Republican"
  if (SourceWords::has(w_.quantifier, a_[head])) return head;
  if (w_.type_of(a_[head]) == MentionType::kPerson) return head;  // "the 46-year-old", tagged as an adjective
  const TokenIndex noun = noun_in_front(source);
  return noun != kNoToken ? noun : head;
}

/// "official" of "a Ministry of Finance official", where the tree makes the ministry the head; else `head`.
TokenIndex Referents::people_at_end(TokenIndex head, TokenSpan source) const {
  const TokenIndex last = source.end - 1;
  if (head == kNoToken || !(head < last) || !is_noun(a_[last].tag) || is_proper(a_[last].tag) || !is_noun(a_[last - 1].tag)) return head;
  if (w_.type_of(a_[head]) != MentionType::kBody && phrases_.name_at(head) == nullptr) return head;
  if (!w_.is_person(a_[last]) || SourceWords::has(w_.organization, a_[last])) return head;
  for (TokenIndex i = head + 1; i < last; ++i)
    if (!is_proper(a_[i].tag) && !w_.name_joiner->contains(a_[i].lower_hash)) return head;
  return last;
}

TokenIndex Referents::first_nominal(TokenSpan source) const {
  for (TokenIndex i = source.begin; i < source.end; ++i)
    if (is_noun(a_[i].tag) || is_pronoun(a_[i].tag)) return i;
  return source.begin;
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
    const bool person = e_[mention(k).entity].type == MentionType::kPerson;
    if (person ? is_said_of(head, mention(k), source) : is_body_said_of(head, mention(k), source)) return mention(k).head;
  }
  return opens_with_name(source) ? mention(antecedents_.mention_at(source.begin)).head : head;
}

/// True where `head` tells what the person named behind it is: "Mrs. Lorne", "the Nordlandic Ada Lorne", "one of the
/// deputies, Ada Lorne".
bool Referents::is_said_of(TokenIndex head, const Mention& name, TokenSpan source) const {
  const bool beside = name.words.begin == head + 1;
  if (beside && w_.title->contains(a_[head].lower_hash)) return true;
  if (beside && antecedents_.mention_at(head) < 0 && w_.type_of(a_[head]) == MentionType::kUnknown) return true;
  const bool last = !(name.words.end < source.end) || a_[name.words.end].tag == Tag::kComma;
  const TokenSpan role = role_match_.finder().before(name.words);  // "one of the authors, biologist Ada Lorne"
  if (last && role.begin > source.begin && a_[role.begin - 1].tag == Tag::kComma && w_.indefinite->contains(a_[head].lower_hash)) return true;
  if (last && closes_clause(head, role, source)) return true;
  if (last && stands_in_front(head, name, source)) return true;
  if (role_match_.finder().leads_to(head, name)) return true;
  const std::int32_t body = antecedents_.mention_at(head);  // "Lorne & Sons President and CEO Ada Hale"
  if (!last || body < 0 || !mention(body).name || mention(body).type == MentionType::kPerson) return false;
  return !role.empty() && mention(body).words.end == role.begin && w_.type_of(a_[role.end - 1]) == MentionType::kPerson;
}

/// "the woman who runs the office, Ada Lorne": the name ends what a clause says of somebody definite.
bool Referents::closes_clause(TokenIndex head, TokenSpan role, TokenSpan source) const {
  if (is_plural(a_[head].tag) || w_.type_of(a_[head]) != MentionType::kPerson || !w_.definite->contains(a_[source.begin].lower_hash)) return false;
  if (!(head + 1 < role.begin) || a_[role.begin - 1].tag != Tag::kComma) return false;
  return is_relative(a_[head + 1].tag);
}

/// "former radio host Ada Lorne": nouns and adjectives alone lead from `head` to the full name that ends the source.
bool Referents::stands_in_front(TokenIndex head, const Mention& name, TokenSpan source) const {
  if (name.words.size() < 2 || !(head < name.words.begin) || a_[name.words.begin - 1].tag != Tag::kNN) return false;
  for (TokenIndex i = source.begin; i < name.words.begin; ++i) {
    const Token& t = a_[i];
    const bool fits = is_noun(t.tag) || is_adjective(t.tag) || t.tag == Tag::kVBN || t.tag == Tag::kCC || t.tag == Tag::kDT || t.tag == Tag::kPOS || t.tag == Tag::kHYPH;
    const Mention* other = phrases_.name_at(i);
    if (!fits || (other != nullptr && other->type == MentionType::kPerson && !other->possessive && !other->modifier)) return false;
  }
  return true;
}

/// "the bank that arranged the loans, Calder Trust,": the name of a body closes what is said of it.
bool Referents::is_body_said_of(TokenIndex head, const Mention& name, TokenSpan source) const {
  const bool last = !(name.words.end < source.end) || (a_[name.words.end].tag == Tag::kComma && name.words.end + 1 == source.end);
  if (!last || name.possessive || name.modifier || is_plural(a_[head].tag) || w_.type_of(a_[head]) != MentionType::kBody) return false;
  if (phrases_.name_at(head) != nullptr) return false;
  return head < name.words.begin && a_[name.words.begin - 1].tag == Tag::kComma && w_.definite->contains(a_[source.begin].lower_hash);
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
  const PronounKind kind = w_.pronoun_kind(t);
  if (kind == PronounKind::kFirst) return is_quoted(a_, q_, ask.head) && speaker >= 0 ? speaker : author();
  if (kind != PronounKind::kNone) {
    const std::int32_t e = antecedents_.of(ask.head);
    if (e < 0) return described(ask, speaker);
    if (e_[e].named || e_[e].described) return e;
    return noun({e_[e].first, noun_phrase(a_, e_[e].first), ask.depth + 1}, speaker);
  }
  if (is_relative(t.tag)) return relative(ask, speaker);
  if (ask.words.size() == 1 && w_.all_of_them->contains(t.lower_hash))
    if (const std::int32_t e = antecedents_.of(ask.head, PronounKind::kThey); e >= 0) return e;
  return m >= 0 ? of_mention(m, ask, speaker) : noun(ask, speaker);
}

// ---- "who" ---------------------------------------------------------------------------------------------------

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

/// The noun that the relative clause of "who" is about: up to the clause, then what it modifies. A name that a comma
/// sets apart goes before a noun further off. kNoToken: the tree does not say.
TokenIndex Referents::noun_of_clause(TokenIndex who, std::int32_t name, bool person, TokenIndex& verb) const {
  TokenIndex v = who;
  for (int step = 0; step < kClauseSteps && v != kNoToken; ++step, v = a_[v].head) {
    if (a_[v].relation != kAclRelcl && a_[v].relation != kAcl) continue;
    const TokenIndex noun = a_[v].head;
    if (noun == kNoToken || !stands_for(noun, v, person)) return kNoToken;
    const bool apart = name >= 0 && mention(name).words.end < who;
    if (apart && phrases_.name_at(noun) == nullptr && !is_plural_clause(v)) return kNoToken;
    verb = v;
    return noun;
  }
  return kNoToken;
}

/// "generals and admirals who": the first of two nouns that are joined.
TokenIndex Referents::first_of_plurals(TokenIndex noun) const {
  const TokenIndex first = a_[noun].head;
  const bool joined = a_[noun].relation == kConj && first != kNoToken && is_plural(a_[first].tag) && is_plural(a_[noun].tag);
  return joined ? first : noun;
}

/// Where no tree helps: who was named last before "who".
std::int32_t Referents::named_last(Asked ask, bool person, std::int32_t speaker) {
  for (std::size_t k = antecedents_.mentions_before(ask.head); k-- > 0;) {
    if (m_[k].head.value < ask.head.value - kNamedLast) break;
    if (m_[k].modifier || m_[k].possessive || (person && m_[k].type != MentionType::kPerson)) continue;
    return of_mention(static_cast<std::int32_t>(k), {m_[k].head, noun_phrase(a_, m_[k].head), ask.depth + 1}, speaker);
  }
  return described(ask, speaker);
}

/// "Calder, who heads ...", "those who".
std::int32_t Referents::relative(Asked ask, std::int32_t speaker) {
  const bool person = w_.who->contains(a_[ask.head].lower_hash);
  const TokenIndex before = ask.head - 1;
  if (person && before.value >= 0 && (a_[before].tag == Tag::kDT || (SourceWords::has(w_.quantifier, a_[before]) && a_[before].relation != kConj)))
    return described({before, {before, ask.head}, ask.depth + 1}, speaker);  // "those who"
  if (ask.depth > kDepth) return described(ask, speaker);
  std::int32_t name = person ? name_before(ask.head) : -1;
  if (person && name < 0) name = name_behind_apposition(ask.head);
  TokenIndex verb = kNoToken;
  const TokenIndex noun = noun_of_clause(ask.head, name, person, verb);
  if (noun == kNoToken) return name >= 0 ? mention(name).entity : named_last(ask, person, speaker);
  const bool apposed = name >= 0 && !is_plural(a_[noun].tag) && mention(name).words.end < noun && noun < ask.head;
  if (apposed) return mention(name).entity;  // "Ada Lorne, a staffer turned lawyer, who"
  if (phrases_.name_at(noun) != nullptr && is_plural_clause(verb))
    if (const std::int32_t pair = pair_that_ends(antecedents_.mention_at(noun)); pair >= 0) return pair;
  const TokenIndex head = first_of_plurals(noun);
  return of_head({head, noun_phrase(a_, head), ask.depth + 1}, speaker);
}

// ---- names ---------------------------------------------------------------------------------------------------

std::int32_t Referents::of_mention(std::int32_t i, Asked ask, std::int32_t speaker) {
  const Mention& m = mention(i);
  // "New Poll" of the headline "New Poll Shows Harbour in Doubt", all of whose words are large
  const bool part = m.heading && m.words.begin < ask.words.end && ask.words.end < m.words.end;
  if (!m.name || (part && w_.type_of(a_[ask.words.end - 1]) != MentionType::kUnknown))
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
  for (std::size_t k = 0; k < m_.size() && k < kHeadings; ++k)
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
  if (w_.type_of(a_[noun]) != MentionType::kPerson || is_plural(a_[noun].tag)) return false;
  if (is_title_of_name(noun)) return false;
  const bool apposed = name.words.end < a_.size() && a_[name.words.end].tag == Tag::kComma;
  const TokenSpan phrase = noun_phrase(a_, noun, 6);
  TokenIndex first = phrase.begin;
  while (first < noun && a_[first].tag == Tag::kCC) ++first;
  const bool bare = first.value > 0 && a_[first - 1].tag == Tag::kCC && a_[first].tag != Tag::kDT && a_[first].tag != Tag::kPRPS;
  return apposed || bare || a_[first].tag == Tag::kCC;
}

/// "Ada Lorne and her aides", "Lorne and others": what is joined to the name is no name.
bool Referents::joins_unnamed(const Mention& m, TokenSpan words) const {
  for (TokenIndex child : a_.children(m.head)) {
    if (a_[child].relation != kConj || !words.contains(child)) continue;
    if (SourceWords::has(w_.quantifier, a_[child])) return true;
    const std::int32_t other = antecedents_.mention_at(child);
    if (other < 0 || mention(other).name || tells_of(m, child) || is_title_of_name(child)) continue;
    if (!is_apposed(m, child)) return true;
  }
  return false;
}

/// "Ada Lorne, director" is one, whatever the tree says.
bool Referents::is_apposed(const Mention& m, TokenIndex noun) const {
  if (a_[m.words.end].tag != Tag::kComma) return false;
  for (TokenIndex k = m.words.end; k < noun; ++k)
    if (a_[k].tag == Tag::kCC) return false;
  return true;
}

/// "A and B", or the words as they stand where what is joined is no name.
std::int32_t Referents::joined(std::int32_t i, Asked ask) {
  const Mention& m = mention(i);
  if (m.possessive && ask.words.end <= m.words.end + 1 && ask.words.begin == m.words.begin) return -1;
  if (joins_unnamed(m, ask.words)) return described(ask, -1);
  const std::int32_t group = antecedents_.group_of(i);
  if (group < 0) return -1;
  for (TokenIndex k = m.words.end; k < ask.words.end; ++k)
    if (antecedents_.mention_at(k) >= 0 && mention(antecedents_.mention_at(k)).entity == e_[group].parts[1]) return group;
  return -1;
}

// ---- nouns ---------------------------------------------------------------------------------------------------

/// "generals and admirals": the first of nouns that are joined.
TokenIndex Referents::first_joined(TokenIndex noun) const {
  const TokenIndex first = a_[noun].head;
  const bool joined = a_[noun].relation == kConj && first != kNoToken && first < noun && noun - first <= 4;
  return joined && is_plural(a_[noun].tag) && is_plural(a_[first].tag) && is_noun(a_[first].tag) ? first : noun;
}

/// "the book and the film": no single thing named before. "The senator and candidate" is one person.
bool Referents::joins_nouns(Asked ask) const {
  if (w_.type_of(a_[ask.head]) == MentionType::kPerson && !is_plural(a_[ask.head].tag)) return false;
  if (ask.head + 2 < ask.words.end && a_[ask.head + 1].tag == Tag::kCC) return true;
  const auto& below = a_.children(ask.head);
  return std::any_of(below.begin(), below.end(), [&](TokenIndex child) {
    return a_[child].relation == kConj && ask.words.contains(child) && is_noun(a_[child].tag);
  });
}

std::int32_t Referents::noun(Asked ask, std::int32_t speaker) {
  if (const TokenIndex first = first_joined(ask.head); ask.depth > 0 && first != ask.head)
    ask = {first, noun_phrase(a_, first), ask.depth};
  if (const auto it = nouns_.find(ask.head.value); it != nouns_.end()) {
    tell_more(it->second, ask, speaker);
    return it->second;
  }
  std::int32_t e = ask.depth <= kDepth ? apposed_name(ask) : -1;
  if (e < 0) e = named_thing(ask);
  if (e < 0 && ask.depth <= kDepth && !joins_nouns(ask)) {
    if (phrases_.is_definite(ask.head, ask.words)) e = definite(ask);
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
  if (w_.type_of(a_[ask.head]) != MentionType::kPerson) return -1;
  if (phrases_.is_indefinite(ask.head) && !is_plural(a_[ask.head].tag))
    if (const std::int32_t e = introduced_name(ask.head); e >= 0) return e;
  if (a_[ask.head].relation == kAppos && a_[ask.head].head != kNoToken)
    if (const Mention* name = phrases_.name_at(a_[ask.head].head); name != nullptr && name->type == MentionType::kPerson) return name->entity;
  if (const std::int32_t e = name_right_behind(ask.head); e >= 0) return e;
  for (TokenIndex child : a_.children(ask.head)) {
    const Mention* name = a_[child].relation == kAppos || a_[child].relation == kFlat ? phrases_.name_at(child) : nullptr;
    if (name != nullptr && name->type != MentionType::kBody) return name->entity;
  }
  return -1;
}

/// The name of a person next to the noun, or behind a comma.
std::int32_t Referents::name_right_behind(TokenIndex noun) const {
  for (TokenIndex i : {noun + 1, noun + 2}) {
    if (!(i < a_.size()) || a_[i].sentence != a_[noun].sentence) break;
    const bool comma = i == noun + 2;
    if (comma && a_[noun + 1].tag != Tag::kComma) break;
    const Mention* name = phrases_.name_at(i);
    while (comma && i + 1 < a_.size() && w_.title->contains(a_[i].lower_hash)) ++i;
    if (name == nullptr || name->words.begin != i || (comma && a_[name->head].relation != kAppos)) continue;
    if (name->heading && thing_match_.only_in_headings(name->entity)) continue;
    if (name->type == MentionType::kPerson || name->type == MentionType::kUnknown) return name->entity;
  }
  return -1;
}

/// "the newspaper Harbour Watch", "the retailer Calder": the name right behind the noun.
std::int32_t Referents::named_thing(Asked ask) const {
  const MentionType type = w_.type_of(a_[ask.head]);
  if ((type != MentionType::kOutlet && type != MentionType::kBody) || is_plural(a_[ask.head].tag)) return -1;
  const TokenIndex next = ask.head + 1;
  if (!ask.words.contains(next)) return -1;
  const std::int32_t m = antecedents_.mention_at(next);
  if (m < 0 || !mention(m).name || mention(m).words.begin != next || mention(m).modifier || mention(m).possessive) return -1;
  return mention(m).type == MentionType::kPerson && mention(m).words.size() > 1 ? -1 : mention(m).entity;
}

// ---- descriptions --------------------------------------------------------------------------------------------

std::int32_t Referents::described(Asked ask, std::int32_t speaker) {
  const SourceKind kind = kinds_.of(ask.head, ask.words);
  std::string name = description(ask, speaker);
  const std::uint64_t key = hash_of(in_small_letters(name));
  const bool one_of_many = phrases_.is_indefinite(ask.head) && !is_plural(a_[ask.head].tag) && kind == SourceKind::kAnonymous;
  if (!one_of_many)
    if (const auto it = by_description_.find(key); it != by_description_.end()) return it->second;
  const std::int32_t e = unnamed_entity(ask.head);
  e_[e].name = std::move(name);
  e_[e].kind = kind;
  e_[e].described = true;
  by_description_.try_emplace(key, e);
  return e;
}

/// "a spokesman", asked for before, is "a spokesman for Calder Corp." where the source says so.
void Referents::tell_more(std::int32_t e, Asked ask, std::int32_t speaker) {
  if (!e_[e].described || e_[e].named || e_[e].first != ask.head || ask.depth > 0) return;
  std::string name = description(ask, speaker);
  if (name.size() <= e_[e].name.size()) return;
  by_description_.try_emplace(hash_of(in_small_letters(name)), e);
  e_[e].name = std::move(name);
  e_[e].kind = kinds_.of(ask.head, ask.words);
}

/// Of the noun's mention, or a new one.
std::int32_t Referents::unnamed_entity(TokenIndex noun) {
  const std::int32_t m = antecedents_.mention_at(noun);
  if (m >= 0 && !mention(m).name && !(mention(m).entity >= 0 && e_[mention(m).entity].named)) return antecedents_.entity_of(m);
  Entity e;
  e.first = noun;
  e.type = w_.type_of(a_[noun]);
  e.plural = is_plural(a_[noun].tag);
  e_.all.push_back(std::move(e));
  return static_cast<std::int32_t>(e_.all.size()) - 1;
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
  if (!t.is_word) return !w_.share->contains(t.lower_hash);
  return t.tag == Tag::kPOS || (is_relative(t.tag) && a_[i - 1].tag != Tag::kIN);
}

/// The words as they stand, "the" left out, people named in full, and possessive pronouns replaced by whom they stand
/// for, unless the words name them already.
std::string Referents::description(Asked ask, std::int32_t speaker) {
  TokenSpan s = ask.words.contains(ask.head) ? ask.words : noun_phrase(a_, ask.head);
  while (s.size() > 1 && leads_in(s.begin, ask.head)) ++s.begin;
  while (s.size() > 1 && trails(s.end - 1)) --s.end;
  std::string out;
  std::int32_t named = -1;
  for (TokenIndex i = s.begin; i < s.end && out.size() < kDescription; ++i) {
    if (!out.empty() && a_[i].space_before) out += ' ';
    if (const Mention* person = short_name_at(i, s.end); person != nullptr) {
      named = person->entity;
      out += e_[named].name;
      i = person->words.end - 1;
      continue;
    }
    const std::int32_t owner = a_[i].tag == Tag::kPRPS ? owner_of(i, speaker) : -1;
    if (owner >= 0 && owner != named && e_[owner].named && !e_[owner].name.empty()) out += e_[owner].name + "'s";
    else out += a_.form(i);
  }
  return out;
}

/// Whom "his" or "my" at `i` stands for; -1: nobody known.
std::int32_t Referents::owner_of(TokenIndex i, std::int32_t speaker) {
  if (w_.pronoun_kind(a_[i]) != PronounKind::kFirst) return antecedents_.of(i);
  return is_quoted(a_, q_, i) ? speaker : author();
}

/// "Mr. Lorne" or "Lorne" of a person whom the text names in full elsewhere; nullptr for all others.
const Mention* Referents::short_name_at(TokenIndex i, TokenIndex end) const {
  const TokenIndex first = w_.is_address(a_[i]) && i + 1 < end ? i + 1 : i;
  const Mention* name = phrases_.name_at(first);
  if (name == nullptr || name->words.begin != first || !(name->words.end <= end) || name->entity < 0 || name->modifier) return nullptr;
  const Entity& e = e_[name->entity];
  if (e.type != MentionType::kPerson || name->words.size() > 1 || e.longest < 0) return nullptr;
  const TokenSpan full = mention(e.longest).words;  // a surname, and no first name that may be another's
  for (TokenIndex k = full.begin + 1; k < full.end; ++k)
    if (a_[k].lower_hash == a_[first].lower_hash) return name;
  return nullptr;
}

/// "Ada Lorne" of "By Ada Lorne, Harbour Gazette": behind the word that opens a byline, up to a mark that is no initial's.
std::string_view Referents::author_name() const {
  std::string_view byline = a_.article->byline;
  const std::size_t space = byline.find(' ');
  if (space != std::string_view::npos && w_.byline->contains(in_small_letters(byline.substr(0, space)))) byline.remove_prefix(space + 1);
  std::size_t end = byline.find_first_of(",;|\n");
  for (std::size_t dot = byline.find('.'); dot < std::min(end, byline.size()); dot = byline.find('.', dot + 1))
    if (dot < 2 || byline[dot - 2] != ' ') end = dot;  // not behind an initial
  const std::string_view name = byline.substr(0, end);
  return name.size() < kShortName ? byline : name;
}

std::int32_t Referents::author() {
  if (author_ >= 0) return author_;
  Entity e;
  e.described = e.named = true;
  e.kind = SourceKind::kAuthor;
  e.type = MentionType::kPerson;
  e.first = TokenIndex{0};
  e.name = std::string(author_name());
  e_.all.push_back(std::move(e));
  return author_ = static_cast<std::int32_t>(e_.all.size()) - 1;
}

}  // namespace onrecord

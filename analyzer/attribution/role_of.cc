#include "attribution/role_of.h"

#include <algorithm>

#include "attribution/entities.h"

namespace onrecord {
namespace {

constexpr int kFront = 10;     // words of a role in front of a name
constexpr int kLongFront = 20; // where it holds a preposition: "Special Representative for Nordland"
constexpr int kPhrase = 28;    // words of a role behind it
constexpr int kBrackets = 8;   // "(R-Ohio)"
constexpr int kAuxiliaries = 5;  // words between "who" and the verb
constexpr int kToRole = 5;    // words between "served" and "as"
constexpr int kTitle = 16;     // words of a quoted title inside a role
constexpr float kPast = 0.4f;  // taken from what somebody was
constexpr std::size_t kRoleBytes = 240;

using enum Relation;

bool is_comma(const Annotated& a, TokenIndex i) { return i < a.size() && a[i].tag == Tag::kComma; }

}  // namespace

/// What may stand in front of a name as part of its role.
bool RoleFinder::fits_in_front(const Token& t) const {
  switch (t.tag) {
    case Tag::kNN: case Tag::kNNS: case Tag::kNNP: case Tag::kNNPS: case Tag::kJJ: case Tag::kPOS: case Tag::kHYPH:
    case Tag::kVBN: case Tag::kFW: case Tag::kAFX: case Tag::kADD: return true;
    case Tag::kIN: return w_.name_joiner->contains(t.lower_hash);  // "of"
    default: return !t.is_word && (t.lower == "-" || t.lower == "/");
  }
}

bool RoleFinder::is_article(const Token& t) const { return w_.article->contains(t.lower_hash); }

/// A noun, or a noun for people that the tagger takes for an adjective: "the chief executive".
bool RoleFinder::is_nominal(TokenIndex i) const {
  const Token& t = a_[i];
  if (is_noun(t.tag)) return true;
  return is_adjective(t.tag) && SourceWords::has(w_.person, t) && !(i + 1 < a_.size() && is_noun(a_[i + 1].tag) && !is_proper(a_[i + 1].tag));
}

bool RoleFinder::is_role_noun(TokenIndex i) const {
  const Token& t = a_[i];
  return w_.is_person(t) || (w_.title->contains(t.lower_hash) && !w_.is_address(t));
}

bool RoleFinder::stops(TokenIndex i) const {
  switch (a_[i].tag) {
    case Tag::kComma: case Tag::kPeriod: case Tag::kColon: case Tag::kLRB: case Tag::kRRB: case Tag::kOpenQuote:
    case Tag::kCloseQuote: case Tag::kWP: case Tag::kWDT: case Tag::kWPS: case Tag::kVBD: case Tag::kVBZ:
    case Tag::kVBP: case Tag::kMD: case Tag::kPRP: return true;
    default: return !a_[i].is_word && a_[i].tag != Tag::kHYPH && a_[i].tag != Tag::kPOS && a_[i].lower != "&" &&
                    a_[i].lower != "-" && a_[i].lower != "/" && a_[i].lower != "'";
  }
}

TokenSpan RoleFinder::phrase_from(TokenIndex begin) const {
  TokenSpan s{begin, begin};
  if (!(begin < a_.size())) return s;
  const TokenIndex stop = std::min(a_.sentence_of(begin).tokens.end, begin + kPhrase);
  while (s.end < stop) {
    if (!stops(s.end)) ++s.end;
    else if (const TokenIndex behind = std::max(behind_title(s, stop), behind_firm(s.end, stop)); behind > s.end) s.end = behind;
    else break;
  }
  while (s.end > s.begin && (a_[s.end - 1].tag == Tag::kCC || a_[s.end - 1].tag == Tag::kIN || a_[s.end - 1].tag == Tag::kRB)) --s.end;
  return s;
}

/// Behind the quoted title that `s` leads to: "host of the station's “Morning Watch”"; s.end where there is none.
TokenIndex RoleFinder::behind_title(TokenSpan s, TokenIndex stop) const {
  const auto mark = [&](TokenIndex i) { return a_[i].tag == Tag::kOpenQuote || a_[i].tag == Tag::kCloseQuote; };
  if (s.empty() || !mark(s.end)) return s.end;
  const Token& last = a_[s.end - 1];
  if (last.tag != Tag::kPOS && last.tag != Tag::kIN && !w_.title_noun->contains(last.lemma_hash)) return s.end;
  for (TokenIndex i = s.end + 1; i < stop && i < s.end + kTitle; ++i)
    if (mark(i)) return i + 1;
  return s.end;
}

/// Behind ", Hale & Co." of "an analyst with Lorne, Hale & Co."; `comma` where there is none.
TokenIndex RoleFinder::behind_firm(TokenIndex comma, TokenIndex stop) const {
  if (a_[comma].tag != Tag::kComma || !(comma + 3 < stop) || !is_proper(a_[comma + 1].tag) || a_[comma + 2].lower != "&") return comma;
  return w_.body_ending->contains(a_[comma + 3].lower_hash) ? comma + 4 : comma;
}

/// The last noun before the first preposition, participle or number; what is owned goes before the owner.
TokenIndex RoleFinder::head_noun(TokenSpan s) const {
  TokenIndex noun = kNoToken;
  for (TokenIndex i = s.begin; i < s.end; ++i) {
    const Tag t = a_[i].tag;
    const bool joined = i > s.begin && a_[i - 1].tag == Tag::kHYPH;
    if (t == Tag::kPOS) noun = kNoToken;
    else if (is_nominal(i)) { if (noun == kNoToken || !joined || !is_role_noun(noun)) noun = i; }
    else if (noun != kNoToken && (t == Tag::kIN || t == Tag::kTO || t == Tag::kVBN || t == Tag::kVBG || t == Tag::kCC) &&
             !(a_[i - 1].tag == Tag::kHYPH || (i + 1 < s.end && a_[i + 1].tag == Tag::kHYPH))) break;
    else if (t == Tag::kIN || t == Tag::kTO) break;
  }
  return noun;
}

/// What stands before a role and is no part of it: "the", "one", "two", "also".
bool RoleFinder::opens_phrase(const Token& t) const {
  if (t.tag == Tag::kCD) return t.lower[0] < '0' || t.lower[0] > '9';  // but "the 2012 nominee"
  return is_article(t) || t.tag == Tag::kRB || t.tag == Tag::kPDT || w_.indefinite->contains(t.lower_hash);
}

FoundRole RoleFinder::of_phrase(TokenSpan s, float worth) const {
  while (!s.empty() && opens_phrase(a_[s.begin])) ++s.begin;
  if (s.empty() || a_[s.begin].tag == Tag::kCC) return {};
  const TokenIndex head = head_noun(s);
  const bool ends_in_role = is_nominal(s.end - 1) && is_role_noun(s.end - 1);  // "Department of State spokesman"
  if (head == kNoToken || !(is_role_noun(head) || (ends_in_role && is_proper(a_[head].tag)))) return {};
  FoundRole out;
  out.text = plain_text(a_, s);
  if (out.text.size() > kRoleBytes) return {};
  out.tokens = s;
  out.worth = worth;
  return out;
}

std::vector<FoundRole> RoleFinder::all(const Mention& name) const {
  if (name.modifier || name.heading) return {};
  std::vector<FoundRole> out{behind(name), ahead_of_comma(name), in_front(name), predicate(name), acted(name)};
  for (FoundRole& r : out)  // what somebody is goes before what he was
    if (!r.tokens.empty() && w_.former->contains(a_[r.tokens.begin].lower_hash)) r.worth -= kPast;
  std::erase_if(out, [](const FoundRole& r) { return r.worth <= 0; });
  return out;
}

FoundRole RoleFinder::find(const Mention& name) const {
  FoundRole best;
  for (FoundRole& r : all(name))
    if (r.worth > best.worth) best = std::move(r);
  return best;
}

bool RoleFinder::leads_to(TokenIndex word, const Mention& name) const {
  if (name.modifier || name.possessive || !(word < name.words.begin)) return false;
  const FoundRole front = in_front(name);
  if (front.worth > 0) return front.tokens.contains(word);
  const FoundRole comma = ahead_of_comma(name);
  return comma.worth > 0 && word >= comma.tokens.begin - 1;
}

// ---- in front -------------------------------------------------------------------------------------------------

/// "Dr." behind "lead researcher".
bool RoleFinder::adds_nothing(TokenIndex title) const {
  return w_.no_role->contains(a_[title].lower_hash) && title.value > 0 && is_nominal(title - 1) && is_role_noun(title - 1);
}

/// True where word `i` may belong to a role that ends before `end`.
bool RoleFinder::goes_in_front(TokenIndex i, TokenIndex end) const {
  const Token& t = a_[i];
  const bool first = i == a_.sentence_of(i).tokens.begin;
  if (w_.no_name->contains(t.lower_hash)) return false;
  if (t.lower == "&") return !first && is_proper(a_[i - 1].tag) && is_proper(a_[i + 1].tag);  // "Lorne & Sons President"
  if (t.tag == Tag::kCC) return i + 1 < end && !first && is_nominal(i - 1) && is_role_noun(i - 1);  // "President and CEO"
  if (t.tag == Tag::kVBN) return first || !is_noun(a_[i - 1].tag);  // "retired", not "Ada Lorne called Senator"
  if (!t.is_word && t.space_before && i + 1 < a_.size() && a_[i + 1].space_before) return false;  // "PORT ELLIS - "
  return fits_in_front(t);
}

TokenSpan RoleFinder::before(TokenSpan name) const {
  TokenSpan s{name.begin, name.begin};
  const TokenIndex first = a_.sentence_of(name.begin).tokens.begin;
  while (s.end > first && w_.title->contains(a_[s.end - 1].lower_hash) && (w_.is_address(a_[s.end - 1]) || adds_nothing(s.end - 1)))
    s = {s.end - 1, s.end - 1};
  while (s.begin > first && s.size() < kFront && goes_in_front(s.begin - 1, s.end)) --s.begin;
  if (s.begin > first && (is_article(a_[s.begin - 1]) || a_[s.begin - 1].tag == Tag::kPRPS))
    for (TokenIndex i = s.begin; i < s.end; ++i)  // "the mayor and President Ada Lorne" are two
      if (a_[i].tag == Tag::kCC) s.begin = i + 1;
  for (TokenIndex i = s.begin + 1; i < s.end; ++i)  // "Secretary of State", but not "the eve of President"
    if (a_[i].tag == Tag::kIN && !is_role_noun(i - 1)) s.begin = i + 1;
  while (!s.empty() && (a_[s.begin].tag == Tag::kPOS || a_[s.begin].tag == Tag::kIN || !a_[s.begin].is_word)) ++s.begin;
  return s;
}

/// "Special Representative for Nordland Ada Lorne": a role with a preposition, and the name right behind another name.
TokenSpan RoleFinder::long_front(TokenSpan name) const {
  TokenSpan s{name.begin, name.begin};
  const TokenIndex first = a_.sentence_of(name.begin).tokens.begin;
  if (!(first < name.begin) || !is_proper(a_[name.begin - 1].tag) || w_.title->contains(a_[name.begin - 1].lower_hash)) return {};
  bool led = false;
  while (s.begin > first && s.size() < kLongFront) {
    const Token& t = a_[s.begin - 1];
    const bool leads = t.tag == Tag::kIN || t.tag == Tag::kTO;
    if (!leads && t.tag != Tag::kDT && !fits_in_front(t)) break;
    led |= leads;
    --s.begin;
  }
  while (!s.empty() && (is_article(a_[s.begin]) || a_[s.begin].tag == Tag::kIN || a_[s.begin].tag == Tag::kTO)) ++s.begin;
  const TokenIndex head = led && !s.empty() ? head_noun(s) : kNoToken;
  return head != kNoToken && is_role_noun(head) && a_[head].tag != Tag::kNNS && a_[head].tag != Tag::kNNPS ? s : TokenSpan{};
}

FoundRole RoleFinder::in_front(const Mention& name) const {
  TokenSpan s = before(name.words);
  if (s.empty() || !is_role_noun(s.end - 1))
    if (const TokenSpan whole = long_front(name.words); whole.size() > s.size()) s = whole;
  if (s.empty() || !(is_nominal(s.end - 1) || is_proper(a_[s.end - 1].tag))) return {};
  if (s.size() == 1 && w_.no_role->contains(a_[s.begin].lower_hash)) return {};
  const TokenIndex head = head_noun(s);  // "Secretary of State"
  if (!is_role_noun(s.end - 1) && (head == kNoToken || !is_role_noun(head))) return {};
  FoundRole out;
  out.tokens = s;
  out.text = plain_text(a_, s);
  TokenSpan brackets;
  skip_brackets(name.words.end, &brackets);
  if (!brackets.empty()) out.text += ' ' + plain_text(a_, brackets);
  const auto words = static_cast<float>(std::min<std::size_t>(s.size(), 4));
  out.worth = 1.6f + 0.3f * words;
  return out;
}

// ---- behind ---------------------------------------------------------------------------------------------------

TokenIndex RoleFinder::skip_brackets(TokenIndex i, TokenSpan* brackets) const {
  if (!(i < a_.size()) || a_[i].lower != "(") return i;
  for (TokenIndex k = i + 1; k < a_.size() && k < i + kBrackets; ++k)
    if (a_[k].lower == ")") {
      if (brackets != nullptr) *brackets = {i, k + 1};
      return k + 1;
    }
  return i;
}

FoundRole RoleFinder::behind(const Mention& name) const {
  TokenIndex i = skip_brackets(name.words.end, nullptr);
  while (is_comma(a_, i) && i + 1 < a_.size() && w_.degree->contains(a_[i + 1].lower_hash)) i = i + 2;
  if (i < a_.size() && i == name.words.end && w_.part_preposition->contains(a_[i].lower_hash)) return of_body(i);
  if (!is_comma(a_, i) || !(i + 2 < a_.size()) || a_[i + 1].sentence != a_[i].sentence) return {};
  if (a_[i + 1].tag == Tag::kCD)  // ", 25," and ", 25 years old,"
    for (TokenIndex k = i + 2; k < a_.size() && k < i + 5; ++k)
      if (is_comma(a_, k)) { i = k; break; }
  if (!(i + 1 < a_.size()) || a_[i + 1].sentence != a_[i].sentence) return {};
  ++i;
  if (w_.who->contains(a_[i].lower_hash)) return relative(i);
  if (a_[i].tag == Tag::kIN) return of_body(i);
  TokenSpan s = phrase_from(i);
  FoundRole out = of_phrase(s, 3.6f);
  if (out.text.empty() || (s.size() == 1 && is_proper(a_[s.begin].tag) && !is_comma(a_, s.end))) return {};
  const TokenIndex head = head_noun(out.tokens);
  if (a_[s.end - 1].tag == Tag::kPOS) return {};  // ", the mayor's office said"
  if (head == kNoToken) return {};
  if (out.tokens.size() == 1 && !is_article(a_[s.begin])) out.worth -= 1.f;
  const bool told_apart = head + 1 < s.end && a_[head + 1].tag == Tag::kVBN;  // "a Republican appointed by the governor"
  if (told_apart && SourceWords::has(w_.no_role, a_[head])) out.worth -= 2.5f;
  return out;
}

/// "has", "also", "is" of "is leading".
bool RoleFinder::is_in_front_of_verb(TokenIndex i) const {
  const Token& t = a_[i];
  if (t.tag == Tag::kRB || t.tag == Tag::kMD || w_.tense->contains(t.lemma_hash)) return true;
  return w_.copula->contains(t.lemma_hash) && i + 1 < a_.size() && a_[i + 1].tag == Tag::kVBG;
}

FoundRole RoleFinder::relative(TokenIndex who) const {
  TokenIndex v = who + 1;
  const TokenIndex end = a_.sentence_of(who).tokens.end;
  while (v < end && v < who + kAuxiliaries && is_in_front_of_verb(v)) ++v;
  if (!(v < end)) return {};
  if (w_.copula->contains(a_[v].lemma_hash)) return of_phrase(phrase_from(v + 1), 3.f);
  const TokenSpan rest = phrase_from(v + 1);
  if (rest.empty()) return {};
  if (FoundRole said = of_verb(v, rest, 3.f); said.worth > 0) return said;
  const WordRow* row = w_.role_verb->find(a_[v].lemma_hash);
  if (row == nullptr || row->column(0).empty() || a_[rest.begin].tag == Tag::kIN) return {};  // "who runs for mayor" is no runner
  FoundRole out;
  out.tokens = rest;
  out.text = std::string(row->column(0)) + ' ' + plain_text(a_, rest);
  out.worth = out.text.size() > kRoleBytes ? 0 : 2.6f;
  return out;
}

/// The last word of a person's name.
bool RoleFinder::names_person(TokenIndex i) const {
  if (a_[i].name < 0 || is_role_noun(i)) return false;
  const Name& name = a_.names[static_cast<std::size_t>(a_[i].name)];
  const TokenIndex before = name.tokens.begin - 1;
  const bool owned = before.value >= 0 && a_[before].tag == Tag::kIN;  // "the lawyer for Ada Lorne"
  return name.kind == NameKind::kPerson && name.tokens.end == i + 1 && !owned && !is_noun(a_[i + 1].tag);
}

FoundRole RoleFinder::ahead_of_comma(const Mention& name) const {
  const TokenIndex first = a_.sentence_of(name.head).tokens.begin;
  TokenIndex comma = name.words.begin - 1;
  while (first < comma && w_.title->contains(a_[comma].lower_hash)) --comma;  // "the minister, Mr. Lorne"
  if (!(first < comma) || !is_comma(a_, comma)) return {};
  const bool closed = !(name.words.end < a_.size()) || !a_[name.words.end].is_word || is_verb(a_[name.words.end].tag);
  if (!closed) return {};
  TokenSpan s{comma, comma};
  while (s.begin > first && s.size() < kPhrase && !stops(s.begin - 1)) --s.begin;
  for (TokenIndex i = s.begin; i < s.end; ++i)  // "Ada Lorne called the mayor, Tomas Reed, a liar"
    if (names_person(i) && a_[i + 1].tag != Tag::kPOS) s.begin = i + 1;
  // "Kazakh police said on Friday and the director, Ines Calder": the phrase begins at its article
  for (TokenIndex i = s.begin; i < s.end; ++i)
    if (a_[i].tag == Tag::kCC) { if (i + 1 < s.end && is_article(a_[i + 1])) s.begin = i + 1; }
  const bool apart = is_comma(a_, name.words.end);  // not: "he wrote to the mayor, Ines Calder said"
  for (TokenIndex i = s.begin; apart && i < s.end; ++i) {  // "complaints by the secretary of the treasury, Ines Calder,"
    if (!is_article(a_[i]) && a_[i].tag != Tag::kPRPS) continue;
    const TokenIndex head = head_noun({i, s.end});
    if (head == kNoToken || !is_role_noun(head)) continue;
    s.begin = i;
    break;
  }
  if (s.empty() || a_[s.begin].tag == Tag::kIN || a_[s.begin].tag == Tag::kRB || a_[s.begin].tag == Tag::kTO) return {};
  const bool opens = is_article(a_[s.begin]) || a_[s.begin].tag == Tag::kPRPS || is_proper(a_[s.begin].tag);
  return opens ? of_phrase(s, 3.4f) : FoundRole{};
}

// ---- predicates -----------------------------------------------------------------------------------------------

FoundRole RoleFinder::predicate(const Mention& name) const {
  const Token& t = a_[name.head];
  if (t.relation != kNsubj || t.head == kNoToken || !is_noun(a_[t.head].tag) || !is_role_noun(t.head)) return {};
  if (is_denied(t.head) || a_.child(t.head, kMark) != kNoToken) return {};
  const TokenIndex copula = a_.child(t.head, kCop);
  if (copula == kNoToken || copula > t.head) return {};
  return of_phrase(phrase_from(copula + 1), 2.f);
}

/// "is not the mayor", "may serve as mayor".
bool RoleFinder::is_denied(TokenIndex predicate) const {
  const auto& below = a_.children(predicate);
  return std::any_of(below.begin(), below.end(), [&](TokenIndex k) { return a_[k].tag == Tag::kMD || w_.negation->contains(a_[k].lower_hash); });
}

/// "Ada Lorne served as mayor of Port Ellis", "was elected Speaker".
FoundRole RoleFinder::acted(const Mention& name) const {
  const Token& t = a_[name.head];
  if (!is_subject(t.relation) || t.head == kNoToken || !is_verb(a_[t.head].tag) || !(name.words.end <= t.head) || is_denied(t.head)) return {};
  const Tag tag = a_[t.head].tag;
  if (!(is_finite(tag) || tag == Tag::kVBN) || a_.child(t.head, kMark) != kNoToken) return {};  // "if Lorne is elected"
  if (t.relation == kNsubjPass && w_.appointing->contains(a_[t.head].lemma_hash))
    return of_phrase(without_time(phrase_from(t.head + 1)), 1.8f);
  return of_verb(t.head, phrase_from(t.head + 1), 1.8f);
}

/// The role behind a verb: "serves as mayor", "resumed the office of Speaker", "became director".
FoundRole RoleFinder::of_verb(TokenIndex verb, TokenSpan rest, float worth) const {
  rest = without_time(rest);
  const std::uint64_t lemma = a_[verb].lemma_hash;
  const bool serves = w_.role_verb->contains(lemma), holds = w_.post_verb->contains(lemma);
  for (TokenIndex i = rest.begin; (serves || holds) && i + 1 < rest.end && i < rest.begin + kToRole; ++i) {
    if (serves && w_.role_preposition->contains(a_[i].lower_hash)) return of_phrase({i + 1, rest.end}, worth);
    if (holds && w_.post_noun->contains(a_[i].lemma_hash) && a_[i + 1].tag == Tag::kIN) return of_phrase({i + 2, rest.end}, worth);
  }
  return w_.becoming->contains(lemma) ? of_phrase(rest, worth) : FoundRole{};
}

/// "mayor of Port Ellis" of "mayor of Port Ellis from 1999 to 2004".
TokenSpan RoleFinder::without_time(TokenSpan s) const {
  for (TokenIndex i = s.begin; i + 1 < s.end; ++i) {
    const bool leads = a_[i].tag == Tag::kIN || a_[i].tag == Tag::kTO;
    if (leads && i > s.begin && (a_[i + 1].tag == Tag::kCD || w_.no_name->contains(a_[i + 1].lower_hash))) return {s.begin, i};
  }
  return s;
}

/// ", of the University of Nordland,": where somebody belongs tells who it is.
FoundRole RoleFinder::of_body(TokenIndex preposition) const {
  const TokenSpan s = phrase_from(preposition);
  if (!w_.body_preposition->contains(a_[preposition].lower_hash) || s.size() < 3) return {};
  if (!is_article(a_[s.begin + 1]) && !is_proper(a_[s.begin + 1].tag)) return {};
  const std::int32_t name = a_[s.end - 1].name;
  if (name < 0 || a_.names[static_cast<std::size_t>(name)].kind != NameKind::kOrganization) return {};
  return {plain_text(a_, s), s, 1.2f};
}

}  // namespace onrecord

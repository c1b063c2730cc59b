#include "attribution/role_of.h"

#include <algorithm>

#include "attribution/entities.h"

namespace onrecord {
namespace {

constexpr int kFront = 10;     // words of a role in front of a name
constexpr int kPhrase = 28;    // words of a role behind it
constexpr int kBrackets = 8;   // "(R-Ohio)"
constexpr std::size_t kRoleBytes = 240;

using enum Relation;

bool is_comma(const Annotated& a, TokenIndex i) { return i < a.size() && a[i].tag == Tag::kComma; }
bool is_article(const Token& t) { return t.lower == "a" || t.lower == "an" || t.lower == "the"; }

/// What may stand in front of a name as part of its role.
bool fits_in_front(const Token& t) {
  switch (t.tag) {
    case Tag::kNN: case Tag::kNNS: case Tag::kNNP: case Tag::kNNPS: case Tag::kJJ: case Tag::kPOS: case Tag::kHYPH:
    case Tag::kVBN: case Tag::kFW: case Tag::kAFX: return true;
    case Tag::kIN: return t.lower == "of";
    default: return !t.is_word && (t.lower == "-" || t.lower == "/");
  }
}

}  // namespace

bool RoleFinder::is_role_noun(TokenIndex i) const {
  const Token& t = a_[i];
  return SourceWords::has(w_.person, t) || (w_.title->contains(t.lower_hash) && !w_.is_address(t));
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
  while (s.end < stop && !stops(s.end)) ++s.end;
  while (s.end > s.begin && (a_[s.end - 1].tag == Tag::kCC || a_[s.end - 1].tag == Tag::kIN || a_[s.end - 1].tag == Tag::kRB)) --s.end;
  return s;
}

/// The last noun before the first preposition, participle or number.
TokenIndex RoleFinder::head_noun(TokenSpan s) const {
  TokenIndex noun = kNoToken;
  for (TokenIndex i = s.begin; i < s.end; ++i) {
    const Tag t = a_[i].tag;
    const bool joined = i > s.begin && a_[i - 1].tag == Tag::kHYPH;
    if (is_noun(t)) { if (noun == kNoToken || !joined || !is_role_noun(noun)) noun = i; }
    else if (noun != kNoToken && (t == Tag::kIN || t == Tag::kTO || t == Tag::kVBN || t == Tag::kVBG || t == Tag::kCC) &&
             !(a_[i - 1].tag == Tag::kHYPH || (i + 1 < s.end && a_[i + 1].tag == Tag::kHYPH))) break;
    else if (t == Tag::kIN || t == Tag::kTO) break;
  }
  return noun;
}

FoundRole RoleFinder::of_phrase(TokenSpan s, float worth) const {
  while (!s.empty() && (is_article(a_[s.begin]) || a_[s.begin].tag == Tag::kRB || a_[s.begin].tag == Tag::kPDT)) ++s.begin;
  if (s.empty()) return {};
  const TokenIndex head = head_noun(s);
  if (head == kNoToken || !is_role_noun(head)) return {};
  FoundRole out;
  out.text = plain_text(a_, s);
  if (out.text.size() > kRoleBytes) return {};
  out.tokens = s;
  out.worth = worth;
  return out;
}

std::vector<FoundRole> RoleFinder::all(const Mention& name) const {
  if (name.modifier || name.heading) return {};
  std::vector<FoundRole> out{behind(name), ahead_of_comma(name), in_front(name), predicate(name)};
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

TokenSpan RoleFinder::before(TokenSpan name) const {
  TokenSpan s{name.begin, name.begin};
  const TokenIndex first = a_.sentence_of(name.begin).tokens.begin;
  while (s.end > first && w_.is_address(a_[s.end - 1]) && w_.title->contains(a_[s.end - 1].lower_hash)) s = {s.end - 1, s.end - 1};
  while (s.begin > first && s.size() < kFront && fits_in_front(a_[s.begin - 1]) &&
         !w_.no_name->contains(a_[s.begin - 1].lower_hash))
    --s.begin;
  for (TokenIndex i = s.begin + 1; i < s.end; ++i)  // "Secretary of State", but not "the eve of President"
    if (a_[i].tag == Tag::kIN && !is_role_noun(i - 1)) s.begin = i + 1;
  while (!s.empty() && (a_[s.begin].tag == Tag::kPOS || a_[s.begin].tag == Tag::kIN || !a_[s.begin].is_word)) ++s.begin;
  return s;
}

FoundRole RoleFinder::in_front(const Mention& name) const {
  const TokenSpan s = before(name.words);
  if (s.empty() || !is_noun(a_[s.end - 1].tag)) return {};
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
  if (!is_comma(a_, i) || !(i + 2 < a_.size()) || a_[i + 1].sentence != a_[i].sentence) return {};
  if (a_[i + 1].tag == Tag::kCD && is_comma(a_, i + 2)) i = i + 2;  // ", 25,"
  if (!(i + 1 < a_.size()) || a_[i + 1].sentence != a_[i].sentence) return {};
  ++i;
  if (a_[i].lower == "who") return relative(i);
  TokenSpan s = phrase_from(i);
  FoundRole out = of_phrase(s, 3.6f);
  if (out.text.empty() || (s.size() == 1 && is_proper(a_[s.begin].tag) && !is_comma(a_, s.end))) return {};
  const TokenIndex head = head_noun(out.tokens);
  if (a_[s.end - 1].tag == Tag::kPOS) return {};  // ", the mayor's office said"
  if (out.tokens.size() == 1 && !is_article(a_[s.begin])) out.worth -= 1.f;
  if (head == kNoToken) return {};
  return out;
}

FoundRole RoleFinder::relative(TokenIndex who) const {
  TokenIndex v = who + 1;
  const TokenIndex end = a_.sentence_of(who).tokens.end;
  while (v < end && v < who + 5 && (a_[v].tag == Tag::kRB || a_[v].tag == Tag::kMD || a_[v].lemma == "have" || (a_[v].lemma == "be" && v + 1 < end && a_[v + 1].tag == Tag::kVBG))) ++v;
  if (!(v < end)) return {};
  if (a_[v].lemma == "be") return of_phrase(phrase_from(v + 1), 3.f);
  const WordRow* row = w_.role_verb->find(a_[v].lemma_hash);
  if (row == nullptr) return {};
  const TokenSpan rest = phrase_from(v + 1);
  if (rest.empty()) return {};
  for (TokenIndex i = rest.begin; i < rest.end && i < rest.begin + 4; ++i)
    if (a_[i].lower == "as") return of_phrase({i + 1, rest.end}, 3.f);
  if (row->column(0).empty()) return {};
  FoundRole out;
  out.tokens = rest;
  out.text = std::string(row->column(0)) + ' ' + plain_text(a_, rest);
  out.worth = out.text.size() > kRoleBytes ? 0 : 2.6f;
  return out;
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
  TokenIndex copula = kNoToken;
  for (TokenIndex k : a_.children(t.head)) {
    if (a_[k].relation == kCop) copula = k;
    if (a_[k].relation == kMark || a_[k].tag == Tag::kMD || a_[k].lower == "not" || a_[k].lower == "n't") return {};
  }
  if (copula == kNoToken || copula > t.head) return {};
  return of_phrase(phrase_from(copula + 1), 2.f);
}

}  // namespace onrecord

#include "attribution/source_kinds.h"

#include <algorithm>

#include "rulebook/spans.h"

namespace onrecord {
namespace {

constexpr int kParts = 3;             // "a number of members of a group of aides"
constexpr std::size_t kBarePeople = 3;  // words of "the people there", which nothing tells

using enum Relation;

}  // namespace

/// The noun behind "of": "a number of aides"; kNoToken where there is none.
TokenIndex SourceKinds::of_noun(TokenIndex head) const {
  for (TokenIndex child : a_.children(head)) {
    if (child < head || (a_[child].relation != kNmod && a_[child].relation != kObl) || !is_noun(a_[child].tag)) continue;
    if (w_.part_preposition->contains(preposition(a_, child))) return child;
  }
  return kNoToken;
}

/// "aides" of "a number of aides".
TokenIndex SourceKinds::counted(TokenIndex noun) const {
  for (int step = 0; step < kParts && SourceWords::has(w_.transparent, a_[noun]); ++step) {
    const TokenIndex inner = of_noun(noun);
    if (inner == kNoToken) break;
    noun = inner;
  }
  return noun;
}

SourceKind SourceKinds::of(TokenIndex head, TokenSpan words) const {
  if (w_.indefinite->contains(a_[head].lower_hash) && of_noun(head) != kNoToken && w_.type_of(a_[of_noun(head)]) == MentionType::kPerson)
    return SourceKind::kAnonymous;  // "one of the aides"
  const TokenIndex noun = counted(head);
  const Token& t = a_[noun];
  if (t.tag == Tag::kCD || w_.share->contains(t.lower_hash)) return SourceKind::kGroup;
  switch (w_.type_of(t)) {
    case MentionType::kDocument: return SourceKind::kDocument;
    case MentionType::kBody:  // "makers of policy" are people, "the maker" is a company
      return is_plural(t.tag) && SourceWords::has(w_.person, t) ? of_person(noun, words, true) : SourceKind::kOrganization;
    case MentionType::kOutlet: return SourceKind::kOutlet;
    case MentionType::kPerson: return of_person(noun, words, noun != head);
    default: return of_other(noun);
  }
}

SourceKind SourceKinds::of_other(TokenIndex noun) const {
  const Token& t = a_[noun];
  if (SourceWords::has(w_.quantifier, t) || SourceWords::has(w_.vague, t)) return SourceKind::kVague;
  if (is_plural(t.tag)) return SourceKind::kGroup;
  const Mention* name = phrases_.name_at(noun);
  if (name == nullptr) return SourceKind::kVague;
  return name->type == MentionType::kPerson && !name->heading ? SourceKind::kGroup : SourceKind::kOrganization;
}

SourceKind SourceKinds::of_person(TokenIndex noun, TokenSpan words, bool counted) const {
  const Token& t = a_[noun];
  for (TokenIndex i = words.begin; i < words.end; ++i)
    if (SourceWords::has(w_.familiar, a_[i])) return SourceKind::kAnonymous;
  if (SourceWords::has(w_.spokesperson, t)) return is_plural(t.tag) ? SourceKind::kAnonymous : SourceKind::kOffice;
  return is_plural(t.tag) || counted || w_.plural_noun->contains(t.lower_hash) ? of_people(noun, words) : of_one(noun);
}

/// "researchers" are vague, "researchers at the University of Nordland" are not.
SourceKind SourceKinds::of_people(TokenIndex noun, TokenSpan words) const {
  const Token& t = a_[noun];
  const TokenSpan phrase = noun_phrase(a_, noun);
  const bool member = noun + 1 < std::max(phrase.end, words.end) && w_.member_preposition->contains(a_[noun + 1].lower_hash);
  const bool known = w_.definite->contains(a_[phrase.begin].lower_hash);
  const bool told = known || phrases_.holds_name({phrase.begin, noun}, kNoToken) ||  // "CDC researchers"
                    (member && phrases_.holds_name({noun + 1, std::max(phrase.end, words.end)}, kNoToken));
  const bool bare = words.size() <= kBarePeople || !w_.plural_noun->contains(t.lower_hash);
  if (SourceWords::has(w_.vague, t) && !told && bare) return SourceKind::kVague;
  return SourceWords::has(w_.anonymous, t) ? SourceKind::kAnonymous : SourceKind::kGroup;
}

SourceKind SourceKinds::of_one(TokenIndex noun) const {
  const Token& t = a_[noun];
  const TokenSpan phrase = noun_phrase(a_, noun);
  if (SourceWords::has(w_.quantifier, t) || SourceWords::has(w_.vague, t)) {
    const bool known = phrases_.is_indefinite(noun) && phrase.size() > 1 && !SourceWords::has(w_.quantifier, t);
    return known ? SourceKind::kAnonymous : SourceKind::kVague;
  }
  const bool definite = w_.definite->contains(a_[phrase.begin].lower_hash) || a_[phrase.begin].tag == Tag::kPRPS;
  return definite && SourceWords::has(w_.office, t) ? SourceKind::kOffice : SourceKind::kAnonymous;
}

}  // namespace onrecord

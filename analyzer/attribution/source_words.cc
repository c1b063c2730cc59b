#include "attribution/source_words.h"

namespace onrecord {
namespace {

const WordList* list(const Rulebook& book, std::string_view id) {
  static const WordList none;
  const WordList* found = book.words(id);
  return found ? found : &none;
}

/// True where two lists of words, apart by spaces, share one.
bool share_word(std::string_view a, std::string_view b) {
  while (!a.empty()) {
    const std::size_t end = std::min(a.find(' '), a.size());
    const std::string_view word = a.substr(0, end);
    for (std::string_view rest = b; !word.empty() && !rest.empty();) {
      const std::size_t stop = std::min(rest.find(' '), rest.size());
      if (rest.substr(0, stop) == word) return true;
      rest.remove_prefix(std::min(stop + 1, rest.size()));
    }
    a.remove_prefix(std::min(end + 1, a.size()));
  }
  return false;
}

}  // namespace

SourceWords::SourceWords(const Rulebook& book)
    : person(list(book, "words/source-person")),
      organization(list(book, "words/source-organization")),
      outlet(list(book, "words/source-outlet")),
      document(list(book, "words/source-document")),
      vague(list(book, "words/source-vague")),
      anonymous(list(book, "words/source-anonymous")),
      quantifier(list(book, "words/source-quantifier")),
      transparent(list(book, "words/source-transparent")),
      office(list(book, "words/source-office")),
      spokesperson(list(book, "words/source-spokesperson")),
      familiar(list(book, "words/source-familiar")),
      title(list(book, "words/name-title")),
      gender(list(book, "words/gender-noun")),
      first_name(list(book, "words/first-name")),
      nickname(list(book, "words/nickname")),
      family(list(book, "words/noun-family")),
      role_verb(list(book, "words/role-verb")),
      no_name(list(book, "words/no-name")),
      no_role(list(book, "words/no-role")),
      medium_noun(list(book, "words/medium-noun")),
      medium_post(list(book, "words/medium-post")),
      medium_preposition(list(book, "words/medium-preposition")),
      medium_channel(list(book, "words/medium-channel")),
      medium_verb(list(book, "words/medium-verb")),
      via_verb(list(book, "words/via-verb")),
      platform(list(book, "words/social-platform")),
      state_media(list(book, "words/state-media-phrase")),
      anonymity(list(book, "words/anonymity-phrase")),
      because(list(book, "words/anonymity-because")),
      interest(list(book, "words/source-interest")),
      byline(list(book, "words/page-byline")),
      first_person(list(book, "words/speaker-first")),
      antecedent(list(book, "words/antecedent")),
      pronoun(list(book, "words/pronoun")),
      article(list(book, "words/article")),
      definite(list(book, "words/definite-word")),
      indefinite(list(book, "words/indefinite-word")),
      former(list(book, "words/former-word")),
      lead_in(list(book, "words/lead-in")),
      place_noun(list(book, "words/place-noun")),
      body_ending(list(book, "words/body-ending")),
      name_joiner(list(book, "words/name-joiner")),
      person_ending(list(book, "words/person-ending")),
      member_preposition(list(book, "words/member-preposition")),
      body_preposition(list(book, "words/body-preposition")),
      part_preposition(list(book, "words/part-preposition")),
      role_preposition(list(book, "words/role-preposition")),
      place_preposition(list(book, "words/place-preposition")),
      platform_preposition(list(book, "words/platform-preposition")),
      age(list(book, "words/age-word")),
      introducing(list(book, "words/introducing-verb")),
      title_noun(list(book, "words/title-noun")),
      name_suffix(list(book, "words/name-suffix")),
      pair_count(list(book, "words/pair-count")),
      all_of_them(list(book, "words/all-of-them")),
      share(list(book, "words/share-word")),
      plural_noun(list(book, "words/plural-noun")),
      who(list(book, "words/who-word")),
      copula(list(book, "words/copula")),
      tense(list(book, "words/tense-auxiliary")),
      negation(list(book, "words/negation")),
      firm_ending(list(book, "words/firm-ending")),
      post_noun(list(book, "words/post-noun")),
      post_verb(list(book, "words/post-verb")),
      becoming(list(book, "words/becoming-verb")),
      appointing(list(book, "words/appointing-verb")),
      platform_verb(list(book, "words/platform-verb")),
      firm_act(list(book, "words/firm-act")),
      firm_part(list(book, "words/firm-part")),
      firm_opener(list(book, "words/firm-opener")),
      degree(list(book, "words/degree")) {
  using enum MentionType;
  for (const auto& [words, type] : {std::pair{person, kPerson}, {organization, kBody}, {document, kDocument}, {outlet, kOutlet}})
    for (const WordRow& row : words->rows()) {  // the first list wins, or the one that is surer
      const bool fresh = types_.try_emplace(hash_of(row.text), type).second;
      if (!fresh && row.weight > 1) types_[hash_of(row.text)] = type;
    }
}

bool SourceWords::ends_like_person(std::string_view lemma) const {
  for (const WordRow& row : person_ending->rows())
    if (lemma.size() > row.text.size() && lemma.ends_with(row.text)) return true;
  return false;
}

PronounKind SourceWords::pronoun_kind(const Token& t) const {
  if (first_person->contains(t.lower_hash)) return PronounKind::kFirst;
  const WordRow* row = pronoun->find(t.lower_hash);
  if (row == nullptr || row->column(0).empty()) return PronounKind::kNone;
  switch (row->column(0).front()) {
    case 'm': return PronounKind::kHe;
    case 'f': return PronounKind::kShe;
    case 'p': return PronounKind::kThey;
    case 'n': return PronounKind::kIt;
    default: return PronounKind::kNone;
  }
}

bool SourceWords::is_address(const Token& t) const {
  const WordRow* row = title->find(t.lower_hash);
  return row != nullptr && !row->column(0).empty() && !person->contains(t.lower_hash);
}

char SourceWords::gender_of(const Token& t) const {
  for (const WordRow* row : {title->find(t.lower_hash), find(gender, t)})
    if (row != nullptr && !row->column(0).empty()) return row->column(0).front();
  return '?';
}

bool SourceWords::same_family(std::uint64_t a, std::uint64_t b) const {
  if (a == b) return true;
  const WordRow* x = family->find(a);
  const WordRow* y = x ? family->find(b) : nullptr;
  return y != nullptr && share_word(x->column(0), y->column(0));
}

bool SourceWords::same_family(const Token& a, const Token& b) const {
  return same_family(a.lemma_hash, b.lemma_hash) || same_family(a.lower_hash, b.lower_hash);
}

}  // namespace onrecord

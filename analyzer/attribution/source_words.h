// The word lists that tell sources apart, taken from the rulebook once. A list that a newsroom removed is empty.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <string_view>

#include "language/annotated.h"
#include "rulebook/rulebook.h"

namespace onrecord {

/// What a name or a noun is of, as far as it matters for sources.
enum class MentionType : std::uint8_t { kUnknown, kPerson, kBody, kDocument, kOutlet, kPlace };

enum class PronounKind : std::uint8_t { kNone, kHe, kShe, kThey, kIt, kFirst };

struct SourceWords {
  explicit SourceWords(const Rulebook& book);

  const WordList *person, *organization, *outlet, *document;           ///< nouns by what they mean
  const WordList *vague, *anonymous, *quantifier, *transparent, *office, *spokesperson, *familiar;
  const WordList *title, *gender, *first_name, *nickname, *family, *role_verb, *no_name, *no_role;
  const WordList *medium_noun, *medium_post, *medium_preposition, *medium_channel, *medium_verb, *via_verb;
  const WordList *platform, *state_media, *anonymity, *because, *interest, *byline, *first_person, *antecedent, *pronoun;
  const WordList *article, *definite, *indefinite, *former, *lead_in, *place_noun, *body_ending, *name_joiner, *person_ending;
  const WordList *member_preposition, *body_preposition, *part_preposition, *role_preposition, *place_preposition, *platform_preposition;
  const WordList *age, *introducing, *title_noun, *name_suffix, *pair_count, *all_of_them, *share, *plural_noun, *who, *copula, *tense, *negation;
  const WordList *firm_ending, *post_noun, *post_verb, *becoming, *appointing, *platform_verb, *firm_act, *firm_part, *firm_opener, *degree;

  /// By lemma or, for names and abbreviations, by form.
  static bool has(const WordList* list, const Token& t) {
    return list->contains(t.lemma_hash) || list->contains(t.lower_hash);
  }
  static const WordRow* find(const WordList* list, const Token& t) {
    const WordRow* row = list->find(t.lemma_hash);
    return row ? row : list->find(t.lower_hash);
  }
  /// What a noun means by the four lists, or by its ending ("oncologist"), and "old" of "the 46-year-old"; kUnknown for
  /// all others.
  MentionType type_of(const Token& t) const {
    auto it = types_.find(t.lemma_hash);
    if (it == types_.end()) it = types_.find(t.lower_hash);
    if (it != types_.end()) return it->second;
    if (t.tag == Tag::kJJ && age->contains(t.lower_hash)) return MentionType::kPerson;
    return is_noun(t.tag) && ends_like_person(t.lemma) ? MentionType::kPerson : MentionType::kUnknown;
  }
  /// True for a noun that means a person, among others: "figure", "giant".
  bool is_person(const Token& t) const { return has(person, t) || (is_noun(t.tag) && ends_like_person(t.lemma)); }
  /// "he", "them", "our": whom a pronoun may stand for; kNone for all other words.
  PronounKind pronoun_kind(const Token& t) const;
  /// "the", no "a" and no "this".
  bool is_definite_article(const Token& t) const { return article->contains(t.lower_hash) && definite->contains(t.lower_hash); }
  /// "a", "an".
  bool is_indefinite_article(const Token& t) const { return article->contains(t.lower_hash) && indefinite->contains(t.lower_hash); }
  /// A title of address alone ("Mr."): it says nothing of a role.
  bool is_address(const Token& t) const;
  /// 'f', 'm' or '?' by a title or by a noun such as "husband".
  char gender_of(const Token& t) const;
  /// True where the two nouns may be said of one source ("senator" and "lawmaker").
  bool same_family(const Token& a, const Token& b) const;
  bool same_family(std::uint64_t a, std::uint64_t b) const;

 private:
  bool ends_like_person(std::string_view lemma) const;

  boost::unordered_flat_map<std::uint64_t, MentionType> types_;  ///< the four lists in one
};

}  // namespace onrecord

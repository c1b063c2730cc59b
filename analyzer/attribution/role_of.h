// Roles: what a text says that a person is.
//
//   RoleFinder roles(text, words);
//   FoundRole r = roles.find(mention);
//   r.text;       // "director of the Institute for International Studies at MGIMO"
//
// Six forms are read, each from the tokens around a name: in front ("Kazakh President Kasim Tokayev", "Special
// Representative for Nordland Ada Lorne"), behind a comma
// ("Maxim Suchkov, director of ..."), before a comma ("the editor-in-chief of RT, Margarita Simonyan,"), predicates
// ("Ines Calder is the harbour's director"), verbs of a post ("served as mayor", "resumed the office of Speaker") and
// relative clauses ("who heads the Institute"). A phrase counts only where its head is a noun that means a person.
#pragma once

#include <string>
#include <vector>

#include "attribution/mentions.h"

namespace onrecord {

struct FoundRole {
  std::string text;   ///< empty: none
  TokenSpan tokens;   ///< the words of the role
  float worth = 0;    ///< how much it says and how sure it is; the best of all mentions is taken
};

class RoleFinder {
 public:
  RoleFinder(const Annotated& text, const SourceWords& words) : a_(text), w_(words) {}
  /// The best role that stands around one mention of a name.
  FoundRole find(const Mention& name) const;
  /// Every role that stands around it, one of each form.
  std::vector<FoundRole> all(const Mention& name) const;
  /// True where `word` belongs to a role in front of `name`, with or without a comma: "Apple's chief, Tim Cook".
  bool leads_to(TokenIndex word, const Mention& name) const;
  /// A noun phrase as role: "the former mayor" -> "former mayor". Empty where its head means no person.
  FoundRole of_phrase(TokenSpan phrase, float worth) const;
  /// The title and other words in front of the name, "Mr." and the like left out.
  TokenSpan before(TokenSpan name) const;

 private:
  TokenSpan long_front(TokenSpan name) const;
  FoundRole in_front(const Mention& name) const;
  FoundRole behind(const Mention& name) const;
  FoundRole ahead_of_comma(const Mention& name) const;
  FoundRole predicate(const Mention& name) const;
  FoundRole relative(TokenIndex who) const;
  FoundRole acted(const Mention& name) const;
  FoundRole of_verb(TokenIndex verb, TokenSpan rest, float worth) const;
  FoundRole of_body(TokenIndex preposition) const;
  bool is_denied(TokenIndex predicate) const;
  TokenSpan without_time(TokenSpan phrase) const;
  TokenSpan phrase_from(TokenIndex begin) const;
  TokenIndex skip_brackets(TokenIndex i, TokenSpan* brackets) const;
  TokenIndex head_noun(TokenSpan phrase) const;
  TokenIndex behind_title(TokenSpan phrase, TokenIndex stop) const;
  TokenIndex behind_firm(TokenIndex comma, TokenIndex stop) const;
  bool goes_in_front(TokenIndex i, TokenIndex end) const;
  bool names_person(TokenIndex i) const;
  bool fits_in_front(const Token& t) const;
  bool is_in_front_of_verb(TokenIndex i) const;
  bool adds_nothing(TokenIndex title) const;
  bool is_article(const Token& t) const;
  bool opens_phrase(const Token& t) const;
  bool is_nominal(TokenIndex i) const;
  bool is_role_noun(TokenIndex i) const;
  bool stops(TokenIndex i) const;

  const Annotated& a_;
  const SourceWords& w_;
};

}  // namespace onrecord

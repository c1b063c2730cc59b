// Referents: who or what the words of a source stand for, whatever their form.
//
//   Referents referents(text, quotations, words, mentions, entities);
//   referents.antecedents().settle(voices);
//   std::int32_t entity = referents.of(span);        // "the regional alliance" -> the Collective Security ...
//
// Names lead to their entity, pronouns through Antecedents, "who" to the noun before it, definite descriptions to the
// entity whose name or role holds the noun or one of its family ("the lawmaker" for Sen. Calder), then by nearness.
// What leads nowhere is an entity of its own, described by its words, with the kind that its head noun and its
// determiner give. Every search looks a bounded way.
#pragma once

#include <string>
#include <vector>

#include "attribution/antecedent.h"
#include "attribution/phrases.h"
#include "attribution/role_match.h"
#include "attribution/source_kinds.h"
#include "attribution/thing_match.h"

namespace onrecord {

class Referents {
 public:
  Referents(const Annotated& text, const Quotations& quotations, const SourceWords& words,
            std::vector<Mention>& mentions, Entities& entities);
  Referents(const Referents&) = delete;  // the antecedents ask it
  Referents& operator=(const Referents&) = delete;

  /// The entity behind the words of a source; `speaker` is who speaks where these words stand (-1: the writer).
  std::int32_t of(TokenSpan source, TokenIndex head, std::int32_t speaker);
  /// The token of `source` that governs the others.
  TokenIndex head_of(TokenSpan source) const;
  /// The same, or the head of the name that it leads to: "party chairman David Hale", "Apple's chief, Tim Cook".
  TokenIndex anchor(TokenSpan source) const;
  /// The writer of the article as an entity.
  std::int32_t author();
  /// All that the text says of a named person; computed once.
  const std::vector<FoundRole>& roles_of(std::int32_t entity) { return role_match_.roles_of(entity); }
  Antecedents& antecedents() { return antecedents_; }
  const Antecedents& antecedents() const { return antecedents_; }

 private:
  struct Asked {
    TokenIndex head;
    TokenSpan words;  ///< of the source, or the noun's phrase
    int depth = 0;
  };

  // ---- referents.cc: the words of a source, "who", names, nouns, descriptions ----
  TokenIndex governor_in(TokenSpan source) const;
  TokenIndex noun_in_front(TokenSpan source) const;
  TokenIndex first_nominal(TokenSpan source) const;
  TokenIndex people_at_end(TokenIndex head, TokenSpan source) const;
  bool owns_rest(TokenIndex i, TokenSpan source) const;
  bool is_said_of(TokenIndex head, const Mention& name, TokenSpan source) const;
  bool closes_clause(TokenIndex head, TokenSpan role, TokenSpan source) const;
  bool stands_in_front(TokenIndex head, const Mention& name, TokenSpan source) const;
  bool is_body_said_of(TokenIndex head, const Mention& name, TokenSpan source) const;
  bool opens_with_name(TokenSpan source) const;
  std::int32_t of_head(Asked ask, std::int32_t speaker);
  std::int32_t name_before(TokenIndex end) const;
  std::int32_t name_behind_apposition(TokenIndex who) const;
  bool stands_for(TokenIndex noun, TokenIndex clause, bool person) const;
  bool is_plural_clause(TokenIndex verb) const;
  std::int32_t pair_that_ends(std::int32_t last);
  TokenIndex noun_of_clause(TokenIndex who, std::int32_t name, bool person, TokenIndex& verb) const;
  TokenIndex first_of_plurals(TokenIndex noun) const;
  std::int32_t named_last(Asked ask, bool person, std::int32_t speaker);
  std::int32_t relative(Asked ask, std::int32_t speaker);
  std::int32_t of_mention(std::int32_t mention, Asked ask, std::int32_t speaker);
  std::int32_t part_of_heading(Asked ask, std::int32_t speaker);
  bool is_title_of_name(TokenIndex noun) const;
  bool tells_of(const Mention& name, TokenIndex noun) const;
  bool joins_unnamed(const Mention& name, TokenSpan words) const;
  bool is_apposed(const Mention& name, TokenIndex noun) const;
  std::int32_t joined(std::int32_t mention, Asked ask);
  TokenIndex first_joined(TokenIndex noun) const;
  bool joins_nouns(Asked ask) const;
  std::int32_t noun(Asked ask, std::int32_t speaker);
  std::int32_t introduced_name(TokenIndex noun) const;
  std::int32_t apposed_name(Asked ask) const;
  std::int32_t name_right_behind(TokenIndex noun) const;
  std::int32_t named_thing(Asked ask) const;
  std::int32_t described(Asked ask, std::int32_t speaker);
  std::int32_t unnamed_entity(TokenIndex noun);
  void tell_more(std::int32_t e, Asked ask, std::int32_t speaker);
  std::int32_t owner_of(TokenIndex pronoun, std::int32_t speaker);
  const Mention* short_name_at(TokenIndex i, TokenIndex end) const;
  bool leads_in(TokenIndex i, TokenIndex head) const;
  bool trails(TokenIndex i) const;
  std::string description(Asked ask, std::int32_t speaker);
  std::string_view author_name() const;

  // ---- referents_definite.cc: definite descriptions, and what headlines announce ----
  std::int32_t definite(Asked ask);
  std::int32_t named_pair(Asked ask);
  std::int32_t definite_person(Asked ask);
  std::int32_t person_of_role(Asked ask);
  float nearness(std::int32_t entity, TokenIndex at) const;
  bool is_bound(std::int32_t entity, TokenIndex noun);
  std::int32_t described_anew(Asked ask);
  bool may_be_new(Asked ask) const;
  bool is_new_word(TokenIndex noun) const;
  std::int32_t salient_person(Asked ask);
  std::int32_t unnamed_before(Asked ask);
  std::int32_t owned_person(Asked ask);
  std::int32_t owner_in(TokenSpan words);
  std::int32_t definite_people(Asked ask);
  bool called_again(const Mention& group, TokenIndex noun) const;
  bool is_pair_of(const Mention& first, std::int32_t group, const std::vector<std::int32_t>& those) const;
  std::int32_t definite_thing(Asked ask, MentionType type);
  bool is_other_body(TokenIndex noun) const;
  std::int32_t best_thing(Asked ask, MentionType type) const;
  float prominence(const Mention& m, TokenIndex noun) const;
  std::int32_t announced(Asked ask);
  std::int32_t announced_person(TokenIndex noun, bool heading);
  std::int32_t announced_thing(Asked ask);
  std::int32_t only_one_after(Asked ask);

  const Mention& mention(std::int32_t i) const { return m_[static_cast<std::size_t>(i)]; }

  const Annotated& a_;
  const Quotations& q_;
  const SourceWords& w_;
  std::vector<Mention>& m_;
  Entities& e_;
  Antecedents antecedents_;
  Phrases phrases_;
  SourceKinds kinds_;
  RoleMatch role_match_;
  ThingMatch thing_match_;
  std::int32_t author_ = -1;
  std::vector<std::int32_t> people_;  ///< entities that are named persons
  boost::unordered_flat_map<std::uint64_t, std::int32_t> by_description_;
  boost::unordered_flat_map<std::int32_t, std::int32_t> nouns_;  ///< head token -> entity
};

}  // namespace onrecord

// Role match: how well a noun phrase fits what the text says of a person.
//
//   RoleMatch match(text, words, mentions, entities, phrases);
//   match.of(entity, noun);               // "the health minister" for "Ada Lorne, Nordland's minister of health"
//
// More than 0: the noun is the head of one of the person's roles, or of one family with it; what stands in front of it
// and behind adds or takes away. Roles are read once per person.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <vector>

#include "attribution/phrases.h"
#include "attribution/role_of.h"

namespace onrecord {

class RoleMatch {
 public:
  RoleMatch(const Annotated& text, const SourceWords& words, const std::vector<Mention>& mentions, const Entities& entities,
            const Phrases& phrases)
      : a_(text), w_(words), m_(mentions), e_(entities), phrases_(phrases), finder_(text, words) {}

  float of(std::int32_t entity, TokenIndex noun);
  /// The noun is the head of the role, or of one family with it.
  float head_match(const FoundRole& role, TokenIndex noun) const;
  /// All that the text says of a named person.
  const std::vector<FoundRole>& roles_of(std::int32_t entity);
  /// "the Vermont senator": a place or party in front of the noun that no role of the text holds.
  bool has_unsaid_name(TokenIndex noun, std::int32_t entity);
  /// "the Gazette employee" for a writer of Gazette.com: a name in front that the role holds or begins with.
  bool shares_name(TokenIndex noun, std::int32_t entity);
  const RoleFinder& finder() const { return finder_; }

 private:
  float modifiers_match(const FoundRole& role, TokenSpan modifiers) const;
  float word_match(const FoundRole& role, TokenIndex word, bool first) const;
  bool speaks_of_nouns(const FoundRole& role, TokenSpan modifiers) const;
  bool is_former(TokenSpan words) const;
  bool is_owned_elsewhere(TokenSpan role, TokenSpan modifiers) const;
  TokenIndex owner_in(TokenSpan words) const;
  bool is_elsewhere(const FoundRole& role, TokenSpan behind) const;
  bool holds_word(TokenSpan span, TokenIndex word) const;

  const Annotated& a_;
  const SourceWords& w_;
  const std::vector<Mention>& m_;
  const Entities& e_;
  const Phrases& phrases_;
  RoleFinder finder_;
  boost::unordered_flat_map<std::int32_t, std::vector<FoundRole>> roles_;
};

}  // namespace onrecord

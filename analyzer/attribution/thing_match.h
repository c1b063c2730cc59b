// Thing match: how well a body, a document or an outlet met before fits "the bank", "the ministry", "the poll".
//
//   ThingMatch match(text, words, mentions, entities, phrases);
//   match.of(mention, noun, MentionType::kBody) + match.modifiers(mention, noun);
//
// 0: the mention is none of that kind. Most for a name that holds the noun ("Calder Bank"), then for an apposition and
// for a noun of one family, least for a body of which nothing says what it is.
#pragma once

#include <vector>

#include "attribution/phrases.h"

namespace onrecord {

class ThingMatch {
 public:
  ThingMatch(const Annotated& text, const SourceWords& words, const std::vector<Mention>& mentions, const Entities& entities,
             const Phrases& phrases)
      : a_(text), w_(words), m_(mentions), e_(entities), phrases_(phrases) {}

  float of(const Mention& m, TokenIndex noun, MentionType type) const;
  /// "the appeals court" is the "Court of Appeals", and no "district court".
  float modifiers(const Mention& m, TokenIndex noun) const;
  /// "Wells Calder", taken for a person whom nothing in the text shows to be one (no title, role, first name or
  /// pronoun), or for a person here and a place there.
  bool may_be_company(const Mention& m) const;
  /// A noun by which any body of its family is called again: "company", "group"; no "court", which a name itself says.
  bool is_general(TokenIndex noun) const;
  /// "Tulsa" of "the Tulsa company": a place, or a name that stands nowhere else.
  bool tells_where(const Mention& name) const;
  /// Headlines write every word large: "Poll Shows Large Gap" is no name.
  bool only_in_headings(std::int32_t entity) const;

 private:
  float of_noun(const Mention& m, TokenIndex noun, MentionType type) const;
  TokenSpan full_name(const Mention& m) const;
  float of_words(const Mention& m, const Token& noun) const;
  bool is_called(const Mention& m) const;
  float of_kind(const Mention& m, const Token& noun, MentionType is, MentionType type) const;

  const Annotated& a_;
  const SourceWords& w_;
  const std::vector<Mention>& m_;
  const Entities& e_;
  const Phrases& phrases_;
};

}  // namespace onrecord

// What kind of attribution it is: type, form and stance, from the words of the cue and around it.
//
//   auto describer = Describer::load(book);
//   Attribution a = ...;                      // roles are set
//   describer->describe(text, proposal, a);   // type, form, stance
//
// Which word means what stands in word lists: words/belief-cue, words/denying-cue, words/negation ...
#pragma once

#include <string_view>

#include "attribution/attribution.h"
#include "attribution/proposal.h"
#include "base/result.h"
#include "rulebook/rulebook.h"

namespace onrecord {

/// direct: every word of `content` stands in quotation marks; mixed: some; indirect: there are no marks. A mark that
/// is not closed reaches to the end of `content`.
Form form_of(std::string_view content);

class Describer {
 public:
  /// Borrows `book`. Fails where a list is missing.
  static Result<Describer> load(const Rulebook& book);

  /// `cue` is the cue's main word. REQUIRES: the roles of `a` are set.
  void describe(const Annotated& text, TokenIndex cue, AttributionType by_rule, Attribution& a) const;

 private:
  AttributionType type_of(const Token& cue, AttributionType by_rule) const;
  Stance stance_of(const Annotated& text, TokenIndex cue, const Attribution& a) const;
  bool negated(const Annotated& text, TokenIndex cue) const;
  bool conditional(const Annotated& text, TokenIndex cue) const;
  bool has_child_in(const Annotated& text, TokenIndex of, Relation relation, const WordList& list) const;

  const WordList *belief_ = nullptr, *intention_ = nullptr, *evaluation_ = nullptr, *denying_ = nullptr,
                 *declining_ = nullptr, *declining_negated_ = nullptr, *questioning_ = nullptr, *hedging_ = nullptr,
                 *hedging_adverb_ = nullptr, *auxiliary_ = nullptr, *condition_ = nullptr, *negation_ = nullptr;
};

}  // namespace onrecord

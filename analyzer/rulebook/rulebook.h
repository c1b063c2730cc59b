// All rules of a newsroom: word lists, patterns, checks, grades and the score, read from rules/ once and immutable.
//
//   Schema schema = editorial_schema();
//   Result<Rulebook> book = Rulebook::load({"rules", "house"}, schema);
//   if (!book) return fail(book.error());        // rules/source/vague.rule:7:12: expected ..., with line and caret
//   book->words("words/cue-verb")->weight(token.lemma_hash);
//   for (const Check& check : book->checks()) ...
//
// A rule that cannot be right (unknown field, wrong type, missing clause, no example) is refused here; what loaded
// cannot fail later. A Rulebook may be shared by threads and outlives the Schema it was loaded with only if the schema
// is kept: expressions point into it.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rulebook/needs.h"
#include "rulebook/rule.h"
#include "rulebook/schema.h"
#include "rulebook/words.h"

namespace onrecord {

struct Pattern;
struct Check;
struct Grade;
struct ScoreRule;
struct RulebookParts;

/// Which rules these are; `hash` is of every byte of every file read, and of the choice.
struct RulebookId {
  std::string name, version, hash;
};

/// How much is compiled. Records of all rules are there in any case.
enum class RuleScope {
  kAll,
  kPatterns,  ///< word lists and patterns, whatever these yield: for what knows text but no claims
};

/// What one run leaves out beyond what the packs say. Each is a rule's id or a family ("source").
struct RuleChoice {
  std::vector<std::string> only = {};    ///< of the checks, no others; empty: all
  std::vector<std::string> ignore = {};  ///< checks, patterns or grades that are off
};

class Rulebook {
 public:
  /// Reads the packs in order (see docs/rule-language.md). `schema` must outlive the rulebook; where it knows no types
  /// at all, only word lists are compiled. A choice that fits no rule is refused.
  static Result<Rulebook> load(const std::vector<std::filesystem::path>& packs, const Schema& schema,
                               RuleScope scope = RuleScope::kAll, const RuleChoice& choice = {});
  static Result<Rulebook> load(const std::filesystem::path& pack, const Schema& schema,
                               RuleScope scope = RuleScope::kAll);

  Rulebook(Rulebook&&) noexcept;
  Rulebook& operator=(Rulebook&&) noexcept;
  ~Rulebook();

  const RulebookId& id() const;
  /// nullptr where there is no such list.
  const WordList* words(std::string_view id) const;
  std::span<const Pattern> patterns() const;
  std::span<const Check> checks() const;
  std::span<const Grade> grades() const;
  std::span<const ScoreRule> scores() const;
  const RuleNeeds& needs() const;

  /// Every rule's record, sorted by id.
  std::span<const Rule> rules() const;
  /// nullptr where there is no such rule.
  const Rule* rule(std::string_view id) const;
  /// The ids nearest to `id`, for "did you mean".
  std::string suggest(std::string_view id) const;

 private:
  explicit Rulebook(std::unique_ptr<RulebookParts> parts);
  std::unique_ptr<RulebookParts> parts_;
};

}  // namespace onrecord

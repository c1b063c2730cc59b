// Checks, grades and the score, compiled, and how they are run.
//
//   Env env(text, quotations, &analysis);
//   for (const Check& check : book.checks())
//     for (CheckHit& hit : run_check(check, env)) report(book.rule(check.id)->why, hit.message, hit.spans);
//
// All run functions are total and bounded by Env::budget: what is over it is not looked at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rulebook/expression.h"
#include "rulebook/mention_index.h"
#include "rulebook/rule.h"
#include "rulebook/severity.h"

namespace onrecord {

/// each x in list / where / unless / let, in the order of the rule: a name given by let is known after it.
struct Selection {
  struct Step {
    enum class Kind { kWhere, kUnless, kLet } kind = Kind::kWhere;
    Expression value;
    std::size_t slot = 0;  ///< of kLet
  };
  Expression each;  ///< a list; none: the rule is about the whole article
  Type element;     ///< of the list
  std::vector<Step> steps;
  ListMark listed;  ///< of tokens: the list that their word must be in, where the first condition asks that
  static constexpr std::size_t kEachSlot = 0;

  /// True where all steps hold; names are bound in env.slots.
  bool holds(Env& env) const;
};

/// Where a finding stands: an object and how to find its spans.
struct MarkedPlace {
  Expression object;
  SpansFunction spans = nullptr;
};

struct Check {
  std::string id;
  Severity severity = Severity::kWarning;
  Certainty certainty = Certainty::kLikely;
  bool once = false;  ///< one finding an article: the first
  Selection selection;
  std::vector<MarkedPlace> at;  ///< empty: where the object itself stands
  TextTemplate message;
  std::vector<TextTemplate> evidence;
};

struct CheckHit {
  Object object;                ///< what `each` was bound to; nothing for a check of the whole article
  std::vector<ByteSpan> spans;  ///< in text order; empty: about the whole article
  std::string message;
  std::vector<std::string> evidence;
  int alike = 0;                ///< further hits that `once` left out
};
std::vector<CheckHit> run_check(const Check& check, Env& env);

struct Grade {
  std::string id;
  Selection selection;
  Expression points;
  TextTemplate reason;
};

struct GradeHit {
  Object object;
  double points = 0;
  std::string reason;
};
/// One for each object that the grade applies to.
std::vector<GradeHit> run_grade(const Grade& grade, Env& env);
/// The grade of one object of the grade's type; nothing where it does not apply.
std::optional<GradeHit> grade_object(const Grade& grade, Env& env, const Object& object);

struct ScoreRule {
  struct Raise {
    TextTemplate text;
    Expression when;  ///< none: always
  };
  struct Part {
    std::string name;
    double weight = 0;
    Ratio value;
    Expression when;  ///< none: always applicable
    std::string what;
    std::vector<Raise> raise;
  };
  struct Cap {
    int at_most = 100;
    Expression when;
    TextTemplate why;
  };
  struct Minimum {
    Expression when;
    TextTemplate why;
  };
  struct Band {
    double from = 0;
    std::string name;
  };
  struct Let {
    std::size_t slot = 0;
    Expression value;
  };
  std::string id;
  std::vector<Let> lets;
  std::vector<Part> parts;
  std::vector<Cap> caps;
  std::vector<Minimum> minimums;
  std::vector<Band> bands;  ///< highest first
};

struct ScoredPart {
  std::string name, what;
  double weight = 0;
  double numerator = 0, denominator = 0;
  std::optional<double> value;     ///< 0 to 1; nothing: not applicable (its `when` fails, or the denominator is 0)
  std::vector<std::string> raise;  ///< only where the value is below 1
};
struct ScoredCap {
  int at_most = 100;
  std::string why;
};
struct Scored {
  std::vector<ScoredPart> parts;
  std::vector<ScoredCap> caps;         ///< those whose condition holds, lowest first
  std::vector<std::string> too_little;  ///< reasons of the minimums that hold: there is no value
  std::optional<double> value;          ///< 0 to 100, capped; nothing: too little, or no part applies
  std::string band;                     ///< of the value; empty where there is none
};
Scored run_score(const ScoreRule& score, Env& env);
/// The value alone, caps applied, minimums not: for resampling. Nothing where no part applies.
std::optional<double> score_value(const ScoreRule& score, Env& env);

}  // namespace onrecord

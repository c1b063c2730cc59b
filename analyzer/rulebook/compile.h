// From parsed rules to what can be run. Internal to rulebook/.
//
// A compiler that meets a fault throws CompileFault; Rulebook::load catches it and hands the Error up as a value.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "rulebook/check.h"
#include "rulebook/pattern.h"
#include "rulebook/record.h"
#include "rulebook/rule_file.h"
#include "rulebook/rulebook_parts.h"

namespace onrecord {

/// What compilers look names up in.
struct CompileContext {
  const Schema& schema;
  RulebookParts& book;        ///< word lists are loaded first; lists are added to its `mentions`
  bool check_yields = true;   ///< false below the layers that say what patterns may yield
};

struct CompileFault {
  Error error;
};
[[noreturn]] inline void fail_at(const RuleSource& source, std::uint32_t at, std::string message,
                                 std::string help = {}) {
  throw CompileFault{fault_at(source, at, std::move(message), std::move(help))};
}

/// The list as its rule states it.
Result<WordTable> compile_words(const ParsedRule& rule);
/// What packs change of it.
Result<void> adjust_words(const ParsedRule& rule, WordList& list);

/// These throw CompileFault. `record` is changed where an adjustment changes its texts or silences it; what the rule
/// reads is added to `needs`.
Pattern compile_pattern(const CompileContext& context, const ParsedRule& parsed, Rule& record, RuleNeeds& needs);
Check compile_check(const CompileContext& context, const ParsedRule& parsed, Rule& record, RuleNeeds& needs);
Grade compile_grade(const CompileContext& context, const ParsedRule& parsed, Rule& record, RuleNeeds& needs);
ScoreRule compile_score(const CompileContext& context, const ParsedRule& parsed, Rule& record, RuleNeeds& needs);

}  // namespace onrecord

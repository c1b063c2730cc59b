// From a parsed rule to its record, and what every kind must say. Internal to rulebook/.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "rulebook/rule.h"
#include "rulebook/rule_file.h"

namespace onrecord {

/// The keyword of a clause and where it stands.
struct ClauseHead {
  std::string keyword;
  std::uint32_t at = 0;
};
ClauseHead head_of(const ast::Clause& clause);

/// Strings written side by side are one string.
std::string joined(const std::vector<ast::Text>& parts);

/// The record; refused where a clause is missing, stands twice, or does not belong to the kind.
Result<Rule> make_record(const ParsedRule& parsed);
/// Notes what packs change of the rule.
void adjust_record(const ParsedRule& parsed, Rule& rule);

}  // namespace onrecord

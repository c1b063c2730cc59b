// What a Rulebook holds. Internal to rulebook/.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "rulebook/check.h"
#include "rulebook/mention_index.h"
#include "rulebook/pattern.h"
#include "rulebook/rulebook.h"

namespace onrecord {

struct RulebookParts {
  RulebookId id;
  std::vector<Rule> rules;
  std::map<std::string, std::unique_ptr<WordList>, std::less<>> words;
  MentionIndex mentions;  ///< of the lists that checks, grades and the score look for in places
  std::vector<Pattern> patterns;
  std::vector<Check> checks;
  std::vector<Grade> grades;
  std::vector<ScoreRule> scores;
  RuleNeeds needs;
};

}  // namespace onrecord

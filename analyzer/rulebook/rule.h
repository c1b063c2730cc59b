// What every rule carries, whatever its kind: the record that `rules list`, `rules explain` and `rules test` read.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/enum_names.h"

namespace onrecord {

enum class RuleKind { kWords, kPattern, kCheck, kGrade, kScore };
template <>
struct EnumNames<RuleKind> {
  static constexpr std::string_view names[] = {"words", "pattern", "check", "grade", "score"};
};

/// What an example must give: source "Ines Calder", message "...".
struct Expectation {
  std::string role;  ///< source, cue, content, medium, via, span, message, type, form, stance, who, kind, at, grade
  std::string text;
};

struct RuleExample {
  bool fires = true;   ///< false: a near miss that must stay silent
  std::string title;   ///< headline of the example article; empty if none
  std::string text;    ///< paragraphs apart by an empty line
  std::vector<Expectation> expected;
  int line = 0;        ///< of the rule file
};

struct Rule {
  std::string id;        ///< "source/vague-quantifier"
  RuleKind kind = RuleKind::kCheck;
  std::string what;      ///< what it finds, one sentence
  std::string why;       ///< why a reader should care
  std::string standard;  ///< who asks for it
  std::string help;      ///< what to do about a finding
  std::string traps;     ///< where it may be wrong
  /// What a pack may change, as it stands now: {"severity", "warning"}, {"part coverage", "25"}.
  std::vector<std::pair<std::string, std::string>> settings;
  std::vector<RuleExample> examples;
  std::string path;      ///< file it was read from, relative to its pack's parent: "rules/source/vague-study.rule"
  std::string source;    ///< the record as it stands, what packs changed behind it
  bool enabled = true;   ///< false: silenced by a pack (severity off)
  std::vector<std::string> adjusted_by;  ///< files of packs that changed it, each with its reason: "onrecord.rule: house style"
};

}  // namespace onrecord

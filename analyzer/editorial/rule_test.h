// Runs the examples that rules bring: does each fire where it says so, and stay silent on its near misses?
//
//   for (const ExampleResult& r : test_rules(analyzer, "source"))
//     if (!r.passed()) print(r.rule, r.line, r.faults);
//
// An example is an article of its own: its headline, then its paragraphs; [words](address) in it is a link. It goes through the whole analysis, so an
// example tests the rule as it works in the program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "editorial/analyzer.h"

namespace onrecord {

struct ExampleResult {
  std::string rule;                  ///< id
  std::string path;                  ///< file of the rule
  int line = 0;                      ///< of the example in it
  bool fires = true;                 ///< what was expected
  std::string text;                  ///< of the example
  std::vector<std::string> faults;   ///< "expected source “Ines Calder”, found “Calder”"; empty: as expected
  bool passed() const { return faults.empty(); }
};

/// The examples of one rule, of a family ("source") or, for an empty string, of all rules, in the order of rule ids.
std::vector<ExampleResult> test_rules(const Analyzer& analyzer, std::string_view which = {});

}  // namespace onrecord

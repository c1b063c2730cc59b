// What verbs that analyse have in common: which rules and data, which setting, how many threads, how inputs are read.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace CLI {
class App;
}

namespace onrecord {

struct AnalyzerOptions;
struct InputOptions;
class Rulebook;
struct RuleChoice;

struct SetupOptions {
  std::vector<std::string> rules;       ///< packs over the installed rules, later ones win
  std::vector<std::string> only, ignore;  ///< rules or families
  bool isolated = false;                ///< no onrecord.rule of the working directory
  std::vector<std::string> registries;  ///< tables of outlets that the user adds
  std::string setting = "full";
  int jobs = 0;                         ///< 0: one for each core
};

/// Adds --rules, --only, --ignore, --isolated, --registry, --setting and --jobs to a verb.
void add_setup(CLI::App& verb, SetupOptions& options);
/// The installed rules, then the newsroom's `onrecord.rule` in the working directory or the nearest folder above it, then
/// the packs of --rules.
std::vector<std::filesystem::path> rule_packs(const SetupOptions& options);
RuleChoice rule_choice(const SetupOptions& options);
AnalyzerOptions analyzer_options(const SetupOptions& options);
/// Threads to use: --jobs, or the machine's cores.
int jobs_of(const SetupOptions& options);

/// How articles are read.
struct ReadingOptions {
  std::string format = "auto";      ///< of all inputs
  std::vector<std::string> fields;  ///< "text=body": what records of JSON and CSV call a field
};

/// Adds --input and --field to a verb.
void add_reading(CLI::App& verb, ReadingOptions& options);
/// With the page words of the rules. Fails where --field is not NAME=THEIRS of a known name.
Result<InputOptions> input_options(const ReadingOptions& options, const Rulebook& book);

}  // namespace onrecord

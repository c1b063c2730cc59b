// What verbs that analyse have in common: which rules and data, which setting, how many threads.
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

struct SetupOptions {
  std::vector<std::string> rules;       ///< packs over the installed rules, later ones win
  std::vector<std::string> registries;  ///< tables of outlets that the user adds
  std::string setting = "full";
  int jobs = 0;                         ///< 0: one for each core
};

/// Adds --rules, --registry, --setting and --jobs to a verb.
void add_setup(CLI::App& verb, SetupOptions& options);
/// The installed rules, then the packs of --rules.
std::vector<std::filesystem::path> rule_packs(const SetupOptions& options);
AnalyzerOptions analyzer_options(const SetupOptions& options);
/// Threads to use: --jobs, or the machine's cores.
int jobs_of(const SetupOptions& options);

}  // namespace onrecord

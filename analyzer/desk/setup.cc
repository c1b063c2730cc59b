#include "desk/setup.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <thread>

#include "base/share.h"
#include "editorial/analyzer.h"

namespace onrecord {

void add_setup(CLI::App& verb, SetupOptions& options) {
  verb.add_option("--rules", options.rules, "A folder of rules that add to ours or replace them (may be repeated)")
      ->allow_extra_args(false)
      ->type_name("DIR");
  verb.add_option("--registry", options.registries, "A table of outlets to know besides ours (may be repeated)")
      ->allow_extra_args(false)
      ->type_name("FILE");
  verb.add_option("--setting", options.setting, "full: most accurate; fast: quicker")
      ->check(CLI::IsMember({"full", "fast"}))
      ->capture_default_str();
  verb.add_option("-j,--jobs", options.jobs, "Threads; 0: one for each core")
      ->check(CLI::Range(0, 1024))
      ->type_name("N");
}

std::vector<std::filesystem::path> rule_packs(const SetupOptions& options) {
  std::vector<std::filesystem::path> packs{share_directory() / "rules"};
  packs.insert(packs.end(), options.rules.begin(), options.rules.end());
  return packs;
}

AnalyzerOptions analyzer_options(const SetupOptions& options) {
  AnalyzerOptions out;
  out.rules = rule_packs(options);
  out.data = share_directory() / "data";
  out.registries.assign(options.registries.begin(), options.registries.end());
  if (options.setting == "fast") out.setting = ExtractorOptions::Setting::kFast;
  return out;
}

int jobs_of(const SetupOptions& options) {
  if (options.jobs > 0) return options.jobs;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace onrecord

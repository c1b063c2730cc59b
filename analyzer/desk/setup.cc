#include "desk/setup.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <optional>
#include <system_error>
#include <thread>

#include "base/share.h"
#include "editorial/analyzer.h"
#include "editorial/reading.h"
#include "rulebook/rulebook.h"

namespace onrecord {
namespace {

const std::map<std::string_view, std::string FieldNames::*> kFields = {
    {"id", &FieldNames::id},         {"text", &FieldNames::text},           {"title", &FieldNames::title},
    {"date", &FieldNames::date},     {"author", &FieldNames::author},       {"url", &FieldNames::url},
    {"section", &FieldNames::section}, {"publisher", &FieldNames::publisher}, {"language", &FieldNames::language},
    {"articles", &FieldNames::records}};

Result<FieldNames> field_names(const std::vector<std::string>& given) {
  FieldNames out;
  for (const std::string& field : given) {
    const std::size_t equals = std::min(field.find('='), field.size());
    const auto ours = kFields.find(std::string_view(field).substr(0, equals));
    if (ours == kFields.end() || equals + 1 >= field.size())
      return unexpected({.message = fmt::format("--field {}?", field),
                         .help = "NAME=THEIRS, as in text=body; NAME is id, text, title, date, author, url, publisher, "
                                 "language, section, or articles (the list in an outer object)"});
    out.*ours->second = field.substr(equals + 1);
  }
  return out;
}

/// The newsroom's own rules: found, not named, so that a command line stays short and all desks run the same rules.
std::optional<std::filesystem::path> house_rules() {
  std::error_code ignored;
  for (std::filesystem::path at = std::filesystem::current_path(ignored); !at.empty(); at = at.parent_path()) {
    if (std::filesystem::is_regular_file(at / "onrecord.rule", ignored)) return at / "onrecord.rule";
    if (at == at.root_path()) break;
  }
  return {};
}

}  // namespace

void add_setup(CLI::App& verb, SetupOptions& options) {
  verb.add_option("--rules", options.rules, "Rules that add to ours or change them: a folder or a file (may be repeated)")
      ->allow_extra_args(false)
      ->type_name("PATH");
  verb.add_option("--only", options.only, "Only this check, or this family: source (may be repeated)")
      ->allow_extra_args(false)
      ->type_name("RULE");
  verb.add_option("--ignore", options.ignore, "Not this rule, or this family (may be repeated)")
      ->allow_extra_args(false)
      ->type_name("RULE");
  verb.add_flag("--isolated", options.isolated, "Pass over onrecord.rule in this folder and those above it");
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
  if (!options.isolated)
    if (auto house = house_rules()) packs.push_back(std::move(*house));
  packs.insert(packs.end(), options.rules.begin(), options.rules.end());
  return packs;
}

RuleChoice rule_choice(const SetupOptions& options) { return {options.only, options.ignore}; }

AnalyzerOptions analyzer_options(const SetupOptions& options) {
  AnalyzerOptions out;
  out.rules = rule_packs(options);
  out.choice = rule_choice(options);
  out.data = share_directory() / "data";
  out.registries.assign(options.registries.begin(), options.registries.end());
  if (options.setting == "fast") out.setting = ExtractorOptions::Setting::kFast;
  return out;
}

int jobs_of(const SetupOptions& options) {
  if (options.jobs > 0) return options.jobs;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void add_reading(CLI::App& verb, ReadingOptions& options) {
  const auto& formats = EnumNames<InputFormat>::names;
  verb.add_option("--input", options.format, "What the input is; auto looks at names and content")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(formats), std::end(formats))))
      ->capture_default_str();
  verb.add_option("--field", options.fields, "What JSON and CSV call a field of ours: text=body (may be repeated)")
      ->allow_extra_args(false)
      ->type_name("NAME=THEIRS");
}

Result<InputOptions> input_options(const ReadingOptions& options, const Rulebook& book) {
  auto fields = field_names(options.fields);
  if (!fields) return unexpected(fields.error());
  auto out = input_options(book, share_directory() / "data");
  if (!out) return unexpected(out.error());
  out->format = *enum_from_name<InputFormat>(options.format);
  out->fields = std::move(*fields);
  return out;
}

}  // namespace onrecord

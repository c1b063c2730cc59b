// `onrecord rules list | explain | test`: the rules as a stylebook.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <set>
#include <span>

#include "desk/output.h"
#include "desk/program.h"
#include "desk/setup.h"
#include "editorial/analyzer.h"
#include "editorial/editorial_schema.h"
#include "editorial/rule_test.h"
#include "report/cells.h"
#include "report/json_writer.h"
#include "rulebook/rulebook.h"

namespace onrecord {
namespace {

constexpr int kWidth = 92;

struct RulesOptions {
  std::string rule, kind, format = "text";
  SetupOptions setup;
};

Result<void> print(const std::string& page) {
  auto output = Output::open("");
  if (!output) return unexpected(output.error());
  return output->write(page);
}

ExitStatus show(const std::string& page) {
  if (auto done = print(page); !done) return failed(done.error());
  return ExitStatus::kClean;
}

std::string listed(std::span<const Rule> rules, const std::string& kind) {
  std::size_t widest = 0, count = 0;
  for (const Rule& r : rules) widest = std::max(widest, r.id.size());
  std::string out;
  for (const Rule& r : rules) {
    if (!kind.empty() && name_of(r.kind) != kind) continue;
    out += fmt::format("{:{}}  {:7}  {}{}\n", r.id, widest, name_of(r.kind), r.enabled ? "" : "(off) ", r.what);
    ++count;
  }
  return out + fmt::format("{} rules; `onrecord rules explain RULE` says what one asks for and why\n", count);
}

/// The same as JSON, one object a rule, for editors' tools and style guides.
std::string listed_json(std::span<const Rule> rules, const std::string& kind) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const Rule& r : rules) {
    if (!kind.empty() && name_of(r.kind) != kind) continue;
    json.line_break("  ").begin_object();
    json.member("id").text(r.id).member("kind").text(name_of(r.kind)).member("on").boolean(r.enabled);
    for (const auto& [name, text] : {std::pair{"what", &r.what}, {"why", &r.why}, {"standard", &r.standard},
                                     {"help", &r.help}, {"traps", &r.traps}})
      json.member(name).text_or_null(*text);
    json.member("settings").begin_object();
    for (const auto& [name, value] : r.settings) json.member(name).text(value);
    json.end_object().member("path").text(r.path).member("changed_by").begin_array();
    for (const std::string& path : r.adjusted_by) json.text(path);
    json.end_array().end_object();
  }
  json.line_break("").end_array();
  return out + '\n';
}

std::string section(std::string_view heading, std::string_view text) {
  if (text.empty()) return "";
  return fmt::format("\n{}\n  {}\n", heading, wrapped(text, kWidth, 2));
}

std::string shown(const RuleExample& example) {
  std::string out = fmt::format("  {}  ", example.fires ? "fires " : "silent");
  if (!example.title.empty()) out += "[" + wrapped(example.title, kWidth, 10) + "] ";
  out += wrapped(example.text, kWidth, 10) + '\n';
  for (const Expectation& e : example.expected) out += fmt::format("          {}: {}\n", e.role, printable(e.text));
  return out;
}

/// The word lists that the rule's text names: what a newsroom adjusts first.
std::string lists_of(const Rulebook& book, const Rule& rule) {
  std::set<std::string_view> ids;
  const std::string_view text = rule.source;
  for (std::size_t at = text.find("words/"); at != std::string_view::npos; at = text.find("words/", at + 1)) {
    const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz-", at + std::string_view("words/").size());
    ids.insert(text.substr(at, end == std::string_view::npos ? end : end - at));
  }
  std::string out;
  for (std::string_view id : ids)
    if (const Rule* list = book.rule(id); list != nullptr && id != rule.id)
      out += fmt::format("  {}\n      {}\n", id, wrapped(list->what, kWidth, 6));
  return out.empty() ? out : "\nWord lists it reads\n" + out;
}

std::string explained(const Rulebook& book, const Rule& rule) {
  std::string out = fmt::format("{}  ({}{})\n\n  {}\n", rule.id, name_of(rule.kind), rule.enabled ? "" : ", off",
                                wrapped(rule.what, kWidth, 2));
  out += section("Why", rule.why) + section("Asked for by", rule.standard) + section("What to do", rule.help) +
         section("Where it may be wrong", rule.traps);
  if (!rule.examples.empty()) out += "\nExamples\n";
  for (const RuleExample& example : rule.examples) out += shown(example);
  if (!rule.settings.empty()) out += "\nSettings\n";
  for (const auto& [name, value] : rule.settings) out += fmt::format("  {} {}\n", name, printable(value));
  out += lists_of(book, rule);
  for (const std::string& path : rule.adjusted_by) out += fmt::format("\nChanged by {}\n", printable(path));
  return out + fmt::format("\nWritten in {}\n", printable(rule.path));
}

/// Runs `use` on the rulebook of the options.
template <class Use>
ExitStatus with_rules(const RulesOptions& options, Use use) {
  const Schema schema = editorial_schema();
  const auto book = Rulebook::load(rule_packs(options.setup), schema, RuleScope::kAll, rule_choice(options.setup));
  if (!book) return failed(book.error());
  return use(*book);
}

ExitStatus unknown(const Rulebook& book, const std::string& id) {
  const std::string near = book.suggest(id);
  return failed({.message = fmt::format("there is no rule \"{}\"", id),
                 .help = near.empty() ? "`onrecord rules list` shows them all" : near});
}

ExitStatus explain(const RulesOptions& options) {
  return with_rules(options, [&](const Rulebook& book) {
    const Rule* rule = book.rule(options.rule);
    return rule == nullptr ? unknown(book, options.rule) : show(explained(book, *rule));
  });
}

ExitStatus list(const RulesOptions& options) {
  return with_rules(options, [&](const Rulebook& book) {
    return show(options.format == "json" ? listed_json(book.rules(), options.kind) : listed(book.rules(), options.kind));
  });
}

std::string shown(const ExampleResult& r) {
  std::string out = fmt::format("FAIL {} ({}:{})\n", r.rule, printable(r.path), r.line);
  out += fmt::format("     {}  {}\n", r.fires ? "fires " : "silent", wrapped(r.text, kWidth, 13));
  for (const std::string& fault : r.faults) out += fmt::format("     {}\n", wrapped(fault, kWidth, 5));
  return out;
}

ExitStatus test(const RulesOptions& options) {
  const auto analyzer = Analyzer::load(analyzer_options(options.setup));
  if (!analyzer) return failed(analyzer.error());
  const std::vector<ExampleResult> results = test_rules(*analyzer, options.rule);
  if (results.empty() && !options.rule.empty()) return unknown(analyzer->rulebook(), options.rule);
  std::string page;
  std::size_t passed = 0;
  for (const ExampleResult& r : results) {
    passed += r.passed();
    if (!r.passed()) page += shown(r);
  }
  page += fmt::format("{} of {} examples are as they should be\n", passed, results.size());
  const ExitStatus printed = show(page);
  return printed != ExitStatus::kClean || passed == results.size() ? printed : ExitStatus::kFindings;
}

}  // namespace

void add_rules(CLI::App& program, ExitStatus& status) {
  auto options = std::make_shared<RulesOptions>();
  CLI::App* verb = program.add_subcommand("rules", "The rules: list, explain, test");
  verb->require_subcommand(1);
  add_setup(*verb, options->setup);
  verb->fallthrough();
  CLI::App* all = verb->add_subcommand("list", "All rules, one a line");
  all->add_option("--kind", options->kind, "Only this kind")
      ->check(CLI::IsMember({"words", "pattern", "check", "grade", "score"}));
  all->add_option("-f,--format", options->format, "text: for people; json: for programs")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  all->callback([options, &status] { status = list(*options); });
  CLI::App* one = verb->add_subcommand("explain", "What a rule asks for and why, with examples");
  one->add_option("rule", options->rule, "Its id: source/vague-quantifier")->required();
  one->callback([options, &status] { status = explain(*options); });
  CLI::App* tests = verb->add_subcommand("test", "Run the rules' own examples; exit status 1 where one fails");
  tests->add_option("rule", options->rule, "Only this rule, or this family: source");
  tests->callback([options, &status] { status = test(*options); });
}

}  // namespace onrecord

#include "rulebook/rulebook.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>

#include "rulebook/compile.h"
#include "rulebook/suggest.h"

namespace onrecord {
namespace {

/// Over names and bytes of all files, in the order of their names, and what else counts.
std::string hash_files(const RuleFiles& files, const std::string& more) {
  std::vector<const RuleSource*> sorted;
  for (const auto& source : files.read) sorted.push_back(source.get());
  std::sort(sorted.begin(), sorted.end(), [](const RuleSource* a, const RuleSource* b) {
    return std::tie(a->relative, a->text) < std::tie(b->relative, b->text);
  });
  std::vector<XXH64_hash_t> parts{XXH3_64bits(more.data(), more.size())};
  for (const RuleSource* source : sorted)
    for (const std::string* part : {&source->relative, &source->text})
      parts.push_back(XXH3_64bits(part->data(), part->size()));
  return fmt::format("{:016x}", XXH3_64bits(parts.data(), parts.size() * sizeof parts[0]));
}

void prepare(ParsedRule& rule) {
  const std::string& kind = rule.file.kind.text;
  if (kind == "adjust" || kind == "ruleset") return;
  rule.record = make_record(rule);
  if (kind == "words") rule.words = compile_words(rule);
}

/// `tables` grows by what counts for the hash.
Result<void> load_words(RuleFiles& files, RulebookParts& parts, std::string& tables) {
  for (ParsedRule& rule : files.rules) {
    if (rule.file.kind.text != "words") continue;
    if (!rule.words) return unexpected(rule.words.error());
    WordTable& words = *rule.words;
    if (auto done = adjust_words(rule, *words.list); !done) return unexpected(done.error());
    tables += words.hashes;
    parts.words[rule.file.id.text] = std::move(words.list);
  }
  return {};
}

Result<void> load_records(RuleFiles& files, RulebookParts& parts) {
  for (ParsedRule& parsed : files.rules) {
    if (!parsed.record) return unexpected(parsed.record.error());
    adjust_record(parsed, *parsed.record);
    parts.rules.push_back(std::move(*parsed.record));
  }
  return {};
}

bool fits(const Rule& rule, std::string_view name) {
  return rule.id == name || (rule.id.starts_with(name) && rule.id.substr(name.size(), 1) == "/");
}

bool may_be_off(const Rule& rule) {
  return rule.kind == RuleKind::kCheck || rule.kind == RuleKind::kPattern || rule.kind == RuleKind::kGrade;
}

bool any_fits(const std::vector<std::string>& names, const Rule& rule) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return fits(rule, name); });
}

bool left_out(const RuleChoice& choice, const Rule& rule) {
  if (rule.kind == RuleKind::kCheck && !choice.only.empty() && !any_fits(choice.only, rule)) return true;
  return may_be_off(rule) && any_fits(choice.ignore, rule);
}

/// Every name fits a rule that it could concern.
Result<void> test_names(const std::vector<std::string>& names, std::string_view what, bool (*may)(const Rule&),
                        const RulebookParts& parts) {
  std::vector<std::string> known;
  for (const Rule& rule : parts.rules)
    if (may(rule)) known.push_back(rule.id);
  for (const std::string& name : names)
    if (std::none_of(parts.rules.begin(), parts.rules.end(), [&](const Rule& r) { return may(r) && fits(r, name); }))
      return unexpected({.message = fmt::format("there is no {} \"{}\"", what, name), .help = suggestion(name, known)});
  return {};
}

Result<void> test_choice(const RuleChoice& choice, const RulebookParts& parts) {
  const auto is_check = [](const Rule& rule) { return rule.kind == RuleKind::kCheck; };
  if (auto done = test_names(choice.only, "check", is_check, parts); !done) return done;
  return test_names(choice.ignore, "rule to ignore", may_be_off, parts);
}

/// Compiles all other rules. Silenced rules are compiled too: a fault is a fault.
void compile_rules(const RuleFiles& files, const Schema& schema, RuleScope scope, const RuleChoice& choice,
                   RulebookParts& parts) {
  const CompileContext context{schema, parts, scope == RuleScope::kAll};
  for (std::size_t i = 0; i < files.rules.size(); ++i) {
    const ParsedRule& parsed = files.rules[i];
    Rule& record = parts.rules[i];
    RuleNeeds needs;
    const auto keep = [&](auto& list, auto compiled) {
      if (left_out(choice, record)) record.enabled = false;
      if (!record.enabled) return;
      list.push_back(std::move(compiled));
      parts.needs |= needs;
    };
    if (record.kind == RuleKind::kPattern) keep(parts.patterns, compile_pattern(context, parsed, record, needs));
    if (scope == RuleScope::kPatterns) continue;
    if (record.kind == RuleKind::kCheck) keep(parts.checks, compile_check(context, parsed, record, needs));
    if (record.kind == RuleKind::kGrade) keep(parts.grades, compile_grade(context, parsed, record, needs));
    if (record.kind == RuleKind::kScore) keep(parts.scores, compile_score(context, parsed, record, needs));
  }
}

}  // namespace

Rulebook::Rulebook(std::unique_ptr<RulebookParts> parts) : parts_(std::move(parts)) {}
Rulebook::Rulebook(Rulebook&&) noexcept = default;
Rulebook& Rulebook::operator=(Rulebook&&) noexcept = default;
Rulebook::~Rulebook() = default;

Result<Rulebook> Rulebook::load(const std::filesystem::path& pack, const Schema& schema, RuleScope scope) {
  return load(std::vector<std::filesystem::path>{pack}, schema, scope);
}

Result<Rulebook> Rulebook::load(const std::vector<std::filesystem::path>& packs, const Schema& schema,
                                RuleScope scope, const RuleChoice& choice) {
  auto files = read_rule_files(packs, prepare);
  if (!files) return unexpected(files.error());
  auto parts = std::make_unique<RulebookParts>();
  std::string tables;
  if (auto done = load_records(*files, *parts); !done) return unexpected(done.error());
  if (auto done = test_choice(choice, *parts); !done) return unexpected(done.error());
  if (auto done = load_words(*files, *parts, tables); !done) return unexpected(done.error());
  try {
    if (!schema.types().empty()) compile_rules(*files, schema, scope, choice, *parts);
  } catch (CompileFault& fault) {
    return unexpected(std::move(fault.error));
  }
  for (const std::string& name : choice.only) tables += "only " + name;
  for (const std::string& name : choice.ignore) tables += "ignore " + name;
  parts->id = {files->name, files->version, hash_files(*files, tables)};
  return Rulebook(std::move(parts));
}

const RulebookId& Rulebook::id() const { return parts_->id; }

const WordList* Rulebook::words(std::string_view id) const {
  const auto it = parts_->words.find(id);
  return it == parts_->words.end() ? nullptr : it->second.get();
}

std::span<const Pattern> Rulebook::patterns() const { return parts_->patterns; }
std::span<const Check> Rulebook::checks() const { return parts_->checks; }
std::span<const Grade> Rulebook::grades() const { return parts_->grades; }
std::span<const ScoreRule> Rulebook::scores() const { return parts_->scores; }
const RuleNeeds& Rulebook::needs() const { return parts_->needs; }
std::span<const Rule> Rulebook::rules() const { return parts_->rules; }

const Rule* Rulebook::rule(std::string_view id) const {
  const auto it = std::lower_bound(parts_->rules.begin(), parts_->rules.end(), id,
                                   [](const Rule& r, std::string_view wanted) { return r.id < wanted; });
  return it != parts_->rules.end() && it->id == id ? &*it : nullptr;
}

std::string Rulebook::suggest(std::string_view id) const {
  std::vector<std::string> known;
  for (const Rule& rule : parts_->rules) known.push_back(rule.id);
  return suggestion(id, known);
}

}  // namespace onrecord

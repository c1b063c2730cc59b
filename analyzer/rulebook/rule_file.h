// Rule files on their way to the rulebook: found, read, parsed, layered over each other by packs.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rulebook/grammar/ast.h"
#include "rulebook/rule.h"
#include "rulebook/words.h"

namespace onrecord {

/// One file as read. Kept alive by everything compiled from it.
struct RuleSource {
  std::string path;      ///< as shown to people: directory given + relative path
  std::string relative;  ///< "source/vague-quantifier.rule"
  std::string text;
};

/// The error at byte `at` of a source, with its line and column.
Error fault_at(const RuleSource& source, std::uint32_t at, std::string message, std::string help = {});

/// A word list as its rule states it, and a hash of each table read for it.
struct WordTable {
  std::unique_ptr<WordList> list;
  std::string hashes;
};

struct ParsedRule {
  std::shared_ptr<const RuleSource> source;
  ast::RuleFile file;
  std::filesystem::path directory;  ///< of the file, for tables beside it
  std::string_view text;            ///< the record as it stands, into `source`
  std::vector<ParsedRule> adjustments = {};  ///< `adjust` records of later packs, in order
  // What is made of the rule alone, before adjustments; by Preparation.
  Result<Rule> record = {};
  Result<WordTable> words = {};  ///< of a rule of kind words
};

/// Called once for each rule that may stand, on the thread that parsed it: rules are prepared on all threads.
using Preparation = void (*)(ParsedRule& rule);

struct RuleFiles {
  std::string name, version;      ///< of the last pack that states them
  std::vector<ParsedRule> rules;  ///< sorted by id
  std::vector<std::shared_ptr<const RuleSource>> read;  ///< everything that counts for the hash
};

/// Reads the packs in order; a later pack's rule replaces the earlier rule of the same id, `adjust` changes it. A pack
/// is a folder with a file for each rule, or one file with several records; it may name packs it extends, which are
/// read before it.
Result<RuleFiles> read_rule_files(const std::vector<std::filesystem::path>& packs, Preparation prepare);

/// The whole file; files over 8 MB are refused.
Result<std::string> read_rule_text(const std::filesystem::path& path);

}  // namespace onrecord

// The whole journey: an article goes in, everything found comes out.
//
//   auto analyzer = Analyzer::load({.rules = {"rules"}, .data = "data"});
//   if (!analyzer) return unexpected(analyzer.error());
//   Analysis found = analyzer->analyze(read_text(bytes, analyzer->reading("article.txt")));
//
// Built once, immutable, shared by threads.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "article/article.h"
#include "article/read.h"
#include "attribution/extractor.h"
#include "base/result.h"
#include "editorial/analysis.h"
#include "rulebook/rulebook.h"

namespace onrecord {

struct AnalyzerOptions {
  std::vector<std::filesystem::path> rules = {};  ///< packs, later ones override; empty: the installed rules
  RuleChoice choice = {};                         ///< what this run leaves out
  std::filesystem::path data = {};                ///< models and registry; empty: the installed data
  std::vector<std::filesystem::path> registries = {};  ///< tables of outlets that the user adds
  ExtractorOptions::Setting setting = ExtractorOptions::Setting::kFull;
};

/// What a pattern proposes, before the learnt score judges it: for the tests of rules.
struct Proposed {
  std::string rule;
  std::vector<std::string> sources;  ///< where the pattern names one or syntax offers several
  std::string cue, content, medium, via;
};

class Analyzer {
 public:
  static Result<Analyzer> load(const AnalyzerOptions& options);
  Analyzer(Analyzer&&) noexcept;
  Analyzer& operator=(Analyzer&&) noexcept;
  ~Analyzer();

  Analysis analyze(Article article) const;
  std::vector<Proposed> proposals(const Article& article) const;
  const Rulebook& rulebook() const;
  /// How to read a file or record, with the page words of the rulebook.
  ReadOptions reading(std::string path, std::string id = {}) const;

 private:
  struct Parts;
  explicit Analyzer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

/// Version of the program, as printed by --version and in every output.
std::string program_version();

}  // namespace onrecord

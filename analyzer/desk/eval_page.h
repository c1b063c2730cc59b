// The tables of `onrecord eval`: figures of an Evaluation as text for a terminal or as Markdown for docs/accuracy.md.
//
//   std::cout << as_text(figures_table(evaluation));
//   std::cout << markdown_page(evaluation, *read_published("data/published/attribution.tsv"));
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "editorial/evaluate.h"

namespace onrecord {

/// Cells as they are shown. The first column is a name, the others are numbers.
struct EvalTable {
  std::vector<std::string> heading;
  std::vector<std::vector<std::string>> rows;
};

EvalTable figures_table(const Evaluation& e);
EvalTable form_table(const Evaluation& e);       ///< attr.source by form of the content
EvalTable rule_table(const Evaluation& e);       ///< attr.source by rule, most used first: a rule has precision only
EvalTable publisher_table(const Evaluation& e);  ///< attr.source by publisher
EvalTable error_table(const Evaluation& e);      ///< classes of errors, most frequent first

std::string as_text(const EvalTable& table);
std::string as_markdown(const EvalTable& table);

/// Figures that others published: F1 by name of the figure; those not published are missing.
struct Published {
  std::string system, corpus, origin;
  std::map<std::string, std::string> figures;
};
/// Reads a table with a heading line: system, corpus, the figures' names, origin; apart by tabs.
Result<std::vector<Published>> read_published(const std::filesystem::path& file);

/// The figures beside published ones, by form, by rule, and the classes of errors.
std::string markdown_page(const Evaluation& e, const std::vector<Published>& published);

}  // namespace onrecord

#include "desk/eval_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <string_view>

namespace onrecord {
namespace {

std::string shown(double figure) { return fmt::format("{:.3f}", figure); }

std::vector<std::string> cells(std::string_view name, const Tally& t) {
  return {std::string(name.empty() ? "(none)" : name), shown(t.precision()), shown(t.recall()), shown(t.f1()),
          fmt::to_string(t.right), fmt::to_string(t.predicted), fmt::to_string(t.gold)};
}

std::vector<std::string> heading_of(std::string name) {
  return {std::move(name), "precision", "recall", "F1", "right", "predicted", "gold"};
}

constexpr std::string_view told(ErrorClass error) {
  switch (error) {
    case ErrorClass::kNothingFound: return "missed: nothing found";
    case ErrorClass::kContentApart: return "missed: content begins or ends elsewhere";
    case ErrorClass::kSourceLeftOut: return "missed: source left out";
    case ErrorClass::kSourceAdded: return "missed: source given, people marked none";
    case ErrorClass::kSourceEnds: return "missed: source begins or ends elsewhere";
    case ErrorClass::kOtherSource: return "missed: another source";
    case ErrorClass::kNothingMarked: return "spurious: people marked nothing there";
  }
  return "";
}

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> out(1);
  for (const char c : line) {
    if (c == '\t') out.emplace_back();
    else if (c != '\r') out.back() += c;
  }
  return out;
}

/// The columns in which systems are compared: figures that stand together in a cell.
const std::vector<std::pair<std::string, std::vector<std::string>>> kCompared = {
    {"token.micro", {"token.micro"}},
    {"attr.content", {"attr.content"}},
    {"attr.source", {"attr.source"}},
    {"attr.full", {"attr.full"}},
    {"attr.source direct / mixed / indirect", {"attr.source.direct", "attr.source.mixed", "attr.source.indirect"}},
    {"span source / cue / content", {"span.source", "span.cue", "span.content"}}};

template <class Figure>
std::vector<std::string> compared(std::string system, std::string corpus, const Figure& figure) {
  std::vector<std::string> out{std::move(system), std::move(corpus)};
  for (const auto& [title, names] : kCompared) {
    std::vector<std::string> parts;
    bool any = false;
    for (const std::string& name : names) {
      parts.push_back(figure(name));
      any = any || !parts.back().empty();
      if (parts.back().empty()) parts.back() = "–";
    }
    out.push_back(any ? fmt::format("{}", fmt::join(parts, " / ")) : "");
  }
  return out;
}

EvalTable comparison_table(const Evaluation& e, const std::vector<Published>& published) {
  EvalTable out{{"F1", "on"}, {}};
  for (const auto& [title, names] : kCompared) out.heading.push_back(title);
  out.heading.emplace_back("from");
  out.rows.push_back(compared("OnRecord", "this run", [&](const std::string& name) {
    const auto it = e.figures.find(name);
    return it == e.figures.end() ? std::string() : shown(it->second.f1());
  }));
  out.rows.back().emplace_back();
  for (const Published& p : published) {
    out.rows.push_back(compared(p.system, p.corpus, [&](const std::string& name) {
      const auto it = p.figures.find(name);
      return it == p.figures.end() ? std::string() : it->second;
    }));
    out.rows.back().push_back(p.origin);
  }
  return out;
}

}  // namespace

EvalTable figures_table(const Evaluation& e) {
  EvalTable out{heading_of(""), {}};
  for (const auto& [name, tally] : e.figures) out.rows.push_back(cells(name, tally));
  return out;
}

EvalTable form_table(const Evaluation& e) {
  constexpr std::string_view kPrefix = "attr.source.";
  EvalTable out{heading_of("by form"), {}};
  for (const auto& [name, tally] : e.figures)
    if (name.starts_with(kPrefix)) out.rows.push_back(cells(name.substr(kPrefix.size()), tally));
  return out;
}

EvalTable rule_table(const Evaluation& e) {
  std::vector<std::pair<std::string, Tally>> sorted(e.by_rule.begin(), e.by_rule.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second.predicted > b.second.predicted; });
  EvalTable out{{"by rule", "precision", "right", "predicted"}, {}};
  for (const auto& [name, t] : sorted)
    out.rows.push_back({name.empty() ? "(none)" : name, shown(t.precision()), fmt::to_string(t.right),
                        fmt::to_string(t.predicted)});
  return out;
}

EvalTable publisher_table(const Evaluation& e) {
  EvalTable out{heading_of("by publisher"), {}};
  for (const auto& [name, tally] : e.by_publisher) out.rows.push_back(cells(name, tally));
  return out;
}

EvalTable error_table(const Evaluation& e) {
  std::vector<std::pair<std::pair<ErrorClass, Form>, std::size_t>> sorted(e.errors.begin(), e.errors.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  EvalTable out{{"error", "form", "times"}, {}};
  for (const auto& [error, times] : sorted)
    out.rows.push_back({std::string(told(error.first)), std::string(name_of(error.second)), fmt::to_string(times)});
  return out;
}

std::string as_text(const EvalTable& table) {
  std::vector<std::size_t> widths(table.heading.size());
  const auto widen = [&](const std::vector<std::string>& row) {
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], row[c].size());
  };
  widen(table.heading);
  for (const auto& row : table.rows) widen(row);
  std::string out;
  const auto add = [&](const std::vector<std::string>& row) {
    out += fmt::format("{:{}}", row[0], widths[0]);
    for (std::size_t c = 1; c < row.size(); ++c) out += fmt::format("  {:>{}}", row[c], widths[c]);
    out += '\n';
  };
  add(table.heading);
  for (const auto& row : table.rows) add(row);
  return out;
}

std::string as_markdown(const EvalTable& table) {
  std::string out = fmt::format("| {} |\n", fmt::join(table.heading, " | "));
  for (std::size_t c = 0; c < table.heading.size(); ++c) out += "| --- ";
  out += "|\n";
  for (const auto& row : table.rows) out += fmt::format("| {} |\n", fmt::join(row, " | "));
  return out;
}

Result<std::vector<Published>> read_published(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  if (!std::getline(in, line)) return unexpected({.message = "cannot be read", .path = file.string()});
  const std::vector<std::string> heading = split(line);
  std::vector<Published> out;
  for (int number = 2; std::getline(in, line); ++number) {
    const std::vector<std::string> row = split(line);
    if (row.size() != heading.size() || row.size() < 3)
      return unexpected({.message = fmt::format("has {} columns, its heading {}", row.size(), heading.size()),
                         .path = file.string(), .line = number});
    Published p{row[0], row[1], row.back(), {}};
    for (std::size_t c = 2; c + 1 < row.size(); ++c)
      if (!row[c].empty()) p.figures[heading[c]] = row[c];
    out.push_back(std::move(p));
  }
  return out;
}

std::string markdown_page(const Evaluation& e, const std::vector<Published>& published) {
  std::string out = as_markdown(comparison_table(e, published));
  for (const EvalTable& table : {form_table(e), rule_table(e), error_table(e)}) out += '\n' + as_markdown(table);
  return out;
}

}  // namespace onrecord

#include "archive/answer.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/cells.h"
#include "report/json_writer.h"

namespace onrecord {
namespace {

constexpr int kLeastWidth = 12;  ///< a column is not cut further

std::string plain(const AnswerValue& value) {
  if (const auto* n = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *n);
  if (const auto* d = std::get_if<double>(&value)) return fmt::format("{:g}", *d);
  if (const auto* t = std::get_if<std::string>(&value)) return *t;
  return {};
}

bool is_number(const AnswerValue& value) {
  return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

std::string as_csv(const Answer& answer) {
  std::string out;
  const auto line = [&](const auto& cells, auto text) {
    for (std::size_t i = 0; i < cells.size(); ++i) out += (i ? "," : "") + csv_field(text(cells[i]));
    out += "\r\n";
  };
  line(answer.columns, [](const std::string& s) { return s; });
  for (const auto& row : answer.rows) line(row, plain);
  return out;
}

std::string as_json(const Answer& answer) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const auto& row : answer.rows) {
    json.line_break("  ").begin_object();
    for (std::size_t i = 0; i < row.size(); ++i) {
      json.member(answer.columns[i]);
      if (const auto* n = std::get_if<std::int64_t>(&row[i])) json.number(*n);
      else if (const auto* d = std::get_if<double>(&row[i])) json.decimal(*d);
      else if (const auto* t = std::get_if<std::string>(&row[i])) json.text(*t);
      else json.null();
    }
    json.end_object();
  }
  json.line_break("").end_array();
  return out + "\n";
}

/// `text` cut to `width` columns, the cut shown.
std::string cut(const std::string& text, int width) {
  if (display_width(text) <= width) return text;
  std::string out;
  int used = 0;
  for (const Cell& cell : cells_of(text)) {
    if (used + cell.width > width - 1) break;
    out += cell.text, used += cell.width;
  }
  return out + "…";
}

std::string padded(const std::string& text, int width, bool right) {
  const std::string blanks(static_cast<std::size_t>(std::max(0, width - display_width(text))), ' ');
  return right ? blanks + text : text + blanks;
}

/// Takes columns from the widest until the lines fit.
void fit(std::vector<int>& widths, int width) {
  int sum = 2 * (static_cast<int>(widths.size()) - 1);
  for (int w : widths) sum += w;
  while (sum > width) {
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (*widest <= kLeastWidth) return;
    --*widest, --sum;
  }
}

std::string as_table(const Answer& answer, int width) {
  std::vector<std::vector<std::string>> cells;
  std::vector<int> widths;
  std::vector<bool> right(answer.columns.size(), !answer.rows.empty());
  for (const std::string& name : answer.columns) widths.push_back(display_width(name));
  for (const auto& row : answer.rows) {
    auto& line = cells.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) {
      line.push_back(printable(plain(row[i])));
      widths[i] = std::max(widths[i], display_width(line.back()));
      right[i] = right[i] && (is_number(row[i]) || std::holds_alternative<std::monostate>(row[i]));
    }
  }
  if (width > 0) fit(widths, width);
  std::string out;
  const auto line = [&](const std::vector<std::string>& texts) {
    std::string text;
    for (std::size_t i = 0; i < texts.size(); ++i)
      text += (i ? "  " : "") + padded(cut(texts[i], widths[i]), widths[i], right[i]);
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  };
  line(answer.columns);
  for (const auto& row : cells) line(row);
  return out;
}

}  // namespace

std::string write_answer(const Answer& answer, AnswerFormat format, int width) {
  if (format == AnswerFormat::kCsv) return as_csv(answer);
  return format == AnswerFormat::kJson ? as_json(answer) : as_table(answer, width);
}

}  // namespace onrecord

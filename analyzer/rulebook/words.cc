#include "rulebook/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace onrecord {
namespace {

std::string_view cut(std::string_view& text, char mark) {
  const std::size_t at = text.find(mark);
  const std::string_view head = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return head;
}

/// May a token end before `at`? "state|-run", "do|n't", "can|not".
bool may_end_before(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c > 'n') return false;
  if (c == ' ' || c == '-' || c == '\'' || c == '/') return true;
  if (c != 'n' || at + 3 > text.size() || text[at + 2] != 't') return false;
  return text[at + 1] == '\'' || text[at + 1] == 'o';
}

/// "1", "0.98": what nearly every table holds, without the generality of from_chars. Exact, as both parts are.
bool read_short_number(std::string_view text, double& out) {
  constexpr double kTens[] = {1, 10, 100, 1000, 10000, 100000};
  if (text.empty() || text.size() > std::size(kTens)) return false;
  int digits = 0;
  const std::size_t point = std::min(text.find('.'), text.size());
  if (point == 0 || point + 1 == text.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == point) continue;
    if (text[i] < '0' || text[i] > '9') return false;
    digits = digits * 10 + (text[i] - '0');
  }
  out = digits / kTens[point == text.size() ? 0 : text.size() - point - 1];
  return true;
}

bool read_number(std::string_view text, double& out) {
  if (read_short_number(text, out)) return true;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::string_view WordRow::column(std::size_t i) const {
  std::string_view left = rest;
  for (; i > 0; --i) cut(left, '\t');
  return cut(left, '\t');
}

double WordRow::number(std::size_t i) const {
  double value = 0;
  return read_number(column(i), value) ? value : 0;
}

std::string_view WordList::keep(std::string text) {
  return storage_.emplace_back(std::move(text));
}

bool WordList::insert(const WordRow& row) {
  for (std::size_t at = 1; at < row.text.size(); ++at)
    if (may_end_before(row.text, at)) phrase_starts_.insert(hash_of(row.text.substr(0, at)));
  rows_.push_back(row);
  return index_.emplace(hash_of(row.text), static_cast<std::uint32_t>(rows_.size()) - 1).second;
}

std::vector<std::uint64_t> WordList::first_words() const {
  std::vector<std::uint64_t> out(phrase_starts_.begin(), phrase_starts_.end());
  for (const auto& [hash, row] : index_) out.push_back(hash);
  return out;
}

bool WordList::add(std::string_view text, double weight) { return insert({keep(std::string(text)), weight, {}}); }

void WordList::set(std::string_view text, double weight) {
  const auto it = index_.find(hash_of(text));
  if (it == index_.end()) {
    add(text, weight);
  } else {
    rows_[it->second].weight = weight;
  }
}

void WordList::remove(std::string_view text) {
  const auto it = index_.find(hash_of(text));
  if (it == index_.end()) return;
  rows_.erase(rows_.begin() + it->second);
  index_.clear();
  for (std::uint32_t i = 0; i < rows_.size(); ++i) index_.emplace(hash_of(rows_[i].text), i);
}

Result<void> WordList::add_table(std::string table, const std::string& path) {
  std::string_view left = keep(std::move(table));
  const auto lines = static_cast<std::size_t>(std::count(left.begin(), left.end(), '\n')) + 1;
  index_.reserve(index_.size() + lines);
  rows_.reserve(rows_.size() + lines);
  for (int number = 1; !left.empty(); ++number) {
    std::string_view line = cut(left, '\n');
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line[0] == '#') continue;
    WordRow row;
    std::string_view columns = line;
    row.text = cut(columns, '\t');
    const std::string_view weight = cut(columns, '\t');
    row.rest = columns;
    const auto fault = [&](std::string message, std::size_t column) {
      return unexpected({std::move(message), path, number, static_cast<int>(column), std::string(line),
                         "a row is: word TAB weight TAB more columns"});
    };
    if (!weight.empty() && !read_number(weight, row.weight))
      return fault(fmt::format("'{}' is no number", weight), row.text.size() + 2);
    if (row.text.empty()) return fault("the row has no word", 1);
    if (!insert(row)) return fault(fmt::format("'{}' is listed twice", row.text), 1);
  }
  return {};
}

}  // namespace onrecord

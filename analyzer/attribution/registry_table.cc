#include "attribution/registry_table.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/utf8.h"

namespace onrecord {
namespace {

constexpr std::size_t kMaxField = 2000;
constexpr std::array<std::string_view, 4> kTypes = {"outlet", "agency", "platform", "state media"};
constexpr std::array<std::string_view, 5> kPerennial = {"", "gr", "nc", "gu", "d"};
constexpr std::array<std::string_view, 8> kColumns = {"name", "type", "country", "ownership",
                                                      "perennial", "aliases", "domains", "origin"};

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && static_cast<unsigned char>(s.front()) <= ' ') s.remove_prefix(1);
  while (!s.empty() && static_cast<unsigned char>(s.back()) <= ' ') s.remove_suffix(1);
  return s;
}

/// Reads one table; holds what the error messages need.
class TableReader {
 public:
  TableReader(std::string_view table, const std::string& path) : rest_(table), path_(path) {}

  Result<std::vector<RegistryRow>> read() {
    std::vector<RegistryRow> rows;
    while (next_line()) {
      if (trimmed(line_).empty() || line_.front() == '#') continue;
      auto fields = split();
      if (!fields) return onrecord::unexpected(fields.error());
      if (columns_.empty()) {
        if (auto ok = header(*fields); !ok) return onrecord::unexpected(ok.error());
        continue;
      }
      auto row = make_row(*fields);
      if (!row) return onrecord::unexpected(row.error());
      rows.push_back(std::move(*row));
    }
    return rows;
  }

 private:
  bool next_line() {
    if (rest_.empty()) return false;
    const std::size_t end = rest_.find('\n');
    line_ = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
    if (!line_.empty() && line_.back() == '\r') line_.remove_suffix(1);
    if (++number_ == 1 && line_.starts_with("\xef\xbb\xbf")) line_.remove_prefix(3);
    if (number_ == 1 || columns_.empty()) separator_ = line_.find('\t') != std::string_view::npos ? '\t' : ',';
    return true;
  }

  tl::unexpected<Error> fault(std::string message, std::string help = {}) const {
    std::string excerpt;
    for (std::size_t at = 0; at < line_.size() && excerpt.size() < 200;) append_utf8(excerpt, decode_utf8(line_, at));
    return onrecord::unexpected(
        {.message = std::move(message), .path = path_, .line = number_, .excerpt = excerpt, .help = std::move(help)});
  }

  Result<std::vector<std::string>> split() const {
    std::vector<std::string> out(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line_.size(); ++i) {
      const char c = line_[i];
      if (separator_ == ',' && c == '"') {
        if (quoted && i + 1 < line_.size() && line_[i + 1] == '"') out.back() += line_[++i];
        else quoted = !quoted;
      } else if (c == separator_ && !quoted) {
        out.emplace_back();
      } else {
        out.back() += c;
      }
      if (out.back().size() > kMaxField) return fault(fmt::format("a field is longer than {} bytes", kMaxField));
    }
    if (quoted) return fault("a quotation mark is not closed", "close it on the same line; write \"\" for a mark inside");
    for (std::string& field : out) field = std::string(trimmed(field));
    return out;
  }

  Result<void> header(const std::vector<std::string>& fields) {
    for (const std::string& f : fields) {
      const auto known = std::find(kColumns.begin(), kColumns.end(), f);
      if (known == kColumns.end())
        return fault(fmt::format("unknown column '{}'", f.substr(0, 40)), "columns are name, type, country, ownership, perennial, aliases, domains, origin");
      if (std::find(columns_.begin(), columns_.end(), *known) != columns_.end())
        return fault(fmt::format("column '{}' stands twice", f));
      columns_.push_back(*known);
    }
    if (std::find(columns_.begin(), columns_.end(), "name") == columns_.end())
      return fault("the header has no column 'name'");
    return {};
  }

  Result<RegistryRow> make_row(const std::vector<std::string>& fields) const {
    if (fields.size() > columns_.size())
      return fault(fmt::format("{} fields where the header has {}", fields.size(), columns_.size()));
    RegistryRow row;
    for (std::size_t i = 0; i < fields.size(); ++i) set(row, columns_[i], fields[i]);
    RegistryEntry& e = row.entry;
    if (registry_key(e.name).empty()) return fault("no name");
    if (e.type.empty()) e.type = "outlet";
    if (std::find(kTypes.begin(), kTypes.end(), e.type) == kTypes.end())
      return fault(fmt::format("unknown type '{}'", e.type.substr(0, 40)),
                   "types are outlet, agency, platform, state media");
    if (std::find(kPerennial.begin(), kPerennial.end(), e.perennial) == kPerennial.end())
      return fault(fmt::format("unknown perennial status '{}'", e.perennial.substr(0, 40)), "statuses are gr, nc, gu, d");
    if (e.origin.empty()) e.origin = fmt::format("{}:{}", path_, number_);
    return row;
  }

  static std::vector<std::string> list(std::string_view field) {
    std::vector<std::string> out;
    while (!field.empty()) {
      const std::size_t end = std::min(field.find(';'), field.size());
      if (const auto one = trimmed(field.substr(0, end)); !one.empty()) out.emplace_back(one);
      field.remove_prefix(std::min(end + 1, field.size()));
    }
    return out;
  }

  static void set(RegistryRow& row, std::string_view column, const std::string& field) {
    RegistryEntry& e = row.entry;
    if (column == "name") e.name = field;
    else if (column == "type") e.type = field;
    else if (column == "country") e.country = field;
    else if (column == "ownership") e.ownership = field;
    else if (column == "perennial") e.perennial = field;
    else if (column == "aliases") row.aliases = list(field);
    else if (column == "domains") row.domains = list(field);
    else e.origin = field;
  }

  std::string_view rest_, line_;
  const std::string& path_;
  int number_ = 0;
  char separator_ = '\t';
  std::vector<std::string_view> columns_;
};

}  // namespace

Result<std::vector<RegistryRow>> read_registry_table(std::string_view table, const std::string& path) {
  return TableReader(table, path).read();
}

std::string registry_key(std::string_view name) {
  std::string out;
  bool space = false;
  for (std::size_t at = 0; at < name.size();) {
    const char32_t c = decode_utf8(name, at);
    if (u_isUWhiteSpace(static_cast<UChar32>(c)) || c <= ' ') { space = !out.empty(); continue; }
    if (space) { out += ' '; space = false; }
    append_utf8(out, c == 0x2019 ? U'\'' : static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
  }
  if (out.starts_with("the ") && out.size() > 4) out.erase(0, 4);
  if (out.starts_with("www.")) out.erase(0, 4);
  return out;
}

std::vector<std::string> registry_keys(const RegistryRow& row) {
  std::vector<std::string> keys{registry_key(row.entry.name)};
  for (const std::string& a : row.aliases) keys.push_back(registry_key(a));
  for (const std::string& d : row.domains) keys.push_back(registry_key(d));
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  if (!keys.empty() && keys.front().empty()) keys.erase(keys.begin());
  return keys;
}

}  // namespace onrecord

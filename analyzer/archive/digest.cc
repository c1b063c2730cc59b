#include <fmt/format.h>

#include "archive/database.h"
#include "archive/hash.h"
#include "archive/schema.h"
#include "archive/store.h"
#include "base/result.h"

namespace onrecord {
namespace {

using Line = std::function<void(std::string_view)>;

/// One row as a line: columns apart by TAB, with a mark that tells NULL from text.
void emit(SQLite::Statement& row, std::string_view table, std::string& buffer, const Line& line) {
  buffer.assign(table);
  for (int i = 0; i < row.getColumnCount(); ++i) {
    const SQLite::Column column = row.getColumn(i);
    buffer += '\t';
    if (column.isNull()) buffer += "\\N";
    else if (column.isBlob())
      buffer += ContentHash().add({static_cast<const char*>(column.getBlob()),
                                   static_cast<std::size_t>(column.getBytes())}).hex();
    else buffer += column.getString();
  }
  line(buffer);
}

void emit_all(SQLite::Statement& rows, std::string_view table, std::string& buffer, const Line& line) {
  while (rows.executeStep()) emit(rows, table, buffer, line);
}

/// Rows of an article by their place in it, not by their number in the file.
std::string rows_sql(const ArticleTable& table) {
  std::string columns = fmt::format(", {}, ", table.columns);
  for (std::string_view link : {"attribution", "source"}) {
    const std::string as_column = fmt::format(", {}, ", link);
    const auto at = columns.find(as_column);
    if (at != std::string::npos && std::string(table.links).find(link) != std::string::npos)
      columns.replace(at, as_column.size(), fmt::format(", {} & {}, ", link, (1 << kRowBits) - 1));
  }
  columns.resize(columns.size() - 2);
  return fmt::format("SELECT id & {}{} FROM {} WHERE article = ?1 ORDER BY id", (1 << kRowBits) - 1, columns, table.name);
}

void dump_articles(SQLite::Database& db, std::string& buffer, const Line& line) {
  SQLite::Statement article(db, fmt::format("SELECT {} FROM article WHERE id = ?1", article_columns()));
  SQLite::Statement content(db, "SELECT text, packed FROM content WHERE article = ?1");
  std::vector<std::pair<std::string_view, SQLite::Statement>> tables;
  for (const ArticleTable& table : article_tables()) tables.emplace_back(table.name, SQLite::Statement(db, rows_sql(table)));
  SQLite::Statement ids(db, "SELECT id FROM article ORDER BY name");
  while (ids.executeStep()) {
    const std::int64_t id = ids.getColumn(0).getInt64();
    emit_all(archive::with(article, id), "article", buffer, line);
    emit_all(archive::with(content, id), "content", buffer, line);
    for (auto& [name, rows] : tables) emit_all(archive::with(rows, id), name, buffer, line);
  }
}

constexpr std::pair<std::string_view, std::string_view> kShared[] = {
    {"ruleset", "SELECT id, name, version, hash, program FROM ruleset WHERE id IN (SELECT ruleset FROM article) ORDER "
                "BY id"},
    {"entity", "SELECT key, name, kind FROM entity ORDER BY key"},
    {"form", "SELECT f.id, f.block, f.name, f.role, f.affiliation, e.key, f.reason FROM form f LEFT JOIN entity e ON e.id "
             "= f.entity ORDER BY f.id"},
    {"ruling", "SELECT name, other, verdict FROM ruling ORDER BY name, other"},
    {"unsettled", "SELECT block FROM unsettled ORDER BY block"},
};

}  // namespace

Result<void> dump(const std::filesystem::path& file, const Line& line) {
  return archive::guarded(file, [&]() -> Result<void> {
    SQLite::Database db = archive::open_database(file, archive::Access::kRead);
    if (auto fits = archive::check_version(db, file); !fits) return fits;
    SQLite::Transaction one_moment(db);
    std::string buffer;
    dump_articles(db, buffer, line);
    for (const auto& [table, sql] : kShared) {
      SQLite::Statement rows(db, std::string(sql));
      emit_all(rows, table, buffer, line);
    }
    return {};
  });
}

Result<std::string> digest(const std::filesystem::path& file) {
  ContentHash hash;
  if (auto done = dump(file, [&](std::string_view line) { hash.add(line); }); !done) return unexpected(done.error());
  return hash.hex();
}

}  // namespace onrecord

#include "archive/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "archive/schema.h"

namespace onrecord::archive {
namespace {

constexpr int kBusyMilliseconds = 20'000;
constexpr int kPageBytes = 8192;

int pragma(SQLite::Database& db, const char* name) { return db.execAndGet(fmt::format("PRAGMA {}", name)).getInt(); }

/// Write-ahead log: readers see whole batches, a crash leaves the last one committed. NORMAL: a power cut may take back
/// the last batches, never break the file; an audit simply does them again. What rows refer to is there by how they are
/// numbered (schema.h): SQLite need not look it up for each of them, and tests do.
void set_up_writing(SQLite::Database& db) {
  db.exec(fmt::format("PRAGMA page_size = {}", kPageBytes));
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = NORMAL");
  db.exec("PRAGMA foreign_keys = OFF");
  db.exec("PRAGMA wal_autocheckpoint = 4000");   // pages
  db.exec("PRAGMA journal_size_limit = 67108864");
}

void migrate(SQLite::Database& db) {
  const auto scripts = migrations();
  SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
  for (auto version = static_cast<std::size_t>(pragma(db, "user_version")); version < scripts.size(); ++version) {
    db.exec(std::string(scripts[version]));
    db.exec(fmt::format("PRAGMA user_version = {}", version + 1));
  }
  db.exec(fmt::format("PRAGMA application_id = {}", kArchiveApplication));
  transaction.commit();
}

bool is_empty(SQLite::Database& db) { return db.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0; }

}  // namespace

Error to_error(const SQLite::Exception& e, const std::filesystem::path& file) {
  Error error{.message = e.what(), .path = file.string()};
  switch (e.getErrorCode()) {
    case SQLITE_FULL:
      error.message = "no room left on the disk; what was committed before is safe";
      error.help = "free some space and run the same command again: it goes on where it was";
      break;
    case SQLITE_IOERR:
      error.message = fmt::format("the file cannot be read or written ({}); what was committed before is safe", e.what());
      error.help = "look at the disk and at limits on the size of files, then run the same command again";
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      error.message = "another program is writing to this archive";
      error.help = "wait until it has finished";
      break;
    case SQLITE_NOTADB: error.message = "is not an archive"; break;
    case SQLITE_CORRUPT:
      error.message = fmt::format("the archive is damaged ({})", e.what());
      error.help = "try: sqlite3 FILE .recover; or audit into a new file";
      break;
    case SQLITE_CANTOPEN:
      error.message = "cannot be opened";
      error.help = "does the folder exist, and may you write there?";
      break;
    case SQLITE_READONLY: error.message = "may not be written"; break;
    default: break;
  }
  return error;
}

Result<void> check_version(SQLite::Database& db, const std::filesystem::path& file) {
  if (pragma(db, "application_id") != kArchiveApplication)
    return unexpected({.message = "is not an archive", .path = file.string(), .help = "make one with: onrecord audit"});
  if (pragma(db, "user_version") > static_cast<int>(migrations().size()))
    return unexpected({.message = "was written by a newer program", .path = file.string(), .help = "update OnRecord"});
  if (pragma(db, "user_version") < static_cast<int>(migrations().size()))
    return unexpected({.message = "was written by an older program", .path = file.string(),
                       .help = "any audit or merge into it brings it up to date"});
  return {};
}

SQLite::Database open_database(const std::filesystem::path& file, Access access) {
  const int flags = access == Access::kWrite ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE : SQLite::OPEN_READONLY;
  SQLite::Database db(file.string(), flags, kBusyMilliseconds);
  db.exec("PRAGMA cache_size = -65536");  // KiB
  if (access == Access::kRead) return db;
  if (is_empty(db) || pragma(db, "application_id") == kArchiveApplication) {
    set_up_writing(db);
    if (pragma(db, "user_version") < static_cast<int>(migrations().size())) migrate(db);
  }
  return db;
}

}  // namespace onrecord::archive

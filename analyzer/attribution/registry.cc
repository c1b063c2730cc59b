#include "attribution/registry.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>
#include <fmt/core.h>

#include <algorithm>

#include <cstring>
#include <fstream>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <sstream>
#include <unordered_map>

#include "language/annotated.h"

namespace onrecord {
namespace fs = std::filesystem;
namespace {

constexpr int kVersion = 1;

constexpr const char* kSchema = R"sql(
CREATE TABLE entry (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, country TEXT NOT NULL, ownership TEXT NOT NULL,
  perennial TEXT NOT NULL, origin TEXT NOT NULL) STRICT;
CREATE TABLE called (
  key TEXT NOT NULL, entry INTEGER NOT NULL REFERENCES entry (id), PRIMARY KEY (key, entry)) STRICT, WITHOUT ROWID;
CREATE TABLE hashes (keys BLOB NOT NULL) STRICT;
CREATE VIEW outlets AS SELECT name, type, country, ownership, perennial, origin FROM entry;
)sql";

constexpr const char* kLookup =
    "SELECT name, type, country, ownership, perennial, origin FROM called JOIN entry ON entry.id = entry "
    "WHERE key = ? ORDER BY entry.id";

Result<std::string> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return unexpected({.message = "cannot read the table of outlets", .path = path.string()});
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::uint64_t> hashes_of(const std::vector<RegistryRow>& rows) {
  std::vector<std::uint64_t> out;
  for (const RegistryRow& row : rows)
    for (const std::string& key : registry_keys(row)) out.push_back(hash_of(key));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

void insert(SQLite::Database& db, const std::vector<RegistryRow>& rows) {
  SQLite::Statement entry(db, "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)");
  SQLite::Statement called(db, "INSERT INTO called VALUES (?, ?)");
  int id = 0;
  for (const RegistryRow& row : rows) {
    const RegistryEntry& e = row.entry;
    SQLite::bind(entry, ++id, e.name, e.type, e.country, e.ownership, e.perennial, e.origin);
    entry.exec();
    entry.reset();
    for (const std::string& key : registry_keys(row)) {
      SQLite::bind(called, key, id);
      called.exec();
      called.reset();
    }
  }
}

}  // namespace

fs::path registry_database(const fs::path& data) {
  const fs::path beside = data / "registry" / "registry.db";
  std::error_code ignored;
  if (fs::exists(beside, ignored)) return beside;
  return fs::path(ONRECORD_BUILD_DIR) / "registry.db";
}

Result<void> write_registry(const std::vector<RegistryRow>& rows, const fs::path& database) {
  try {
    SQLite::Database db(database.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    SQLite::Transaction transaction(db);
    db.exec(kSchema);
    insert(db, rows);
    const auto hashes = hashes_of(rows);
    SQLite::Statement blob(db, "INSERT INTO hashes VALUES (?)");
    blob.bind(1, hashes.data(), static_cast<int>(hashes.size() * sizeof hashes[0]));
    blob.exec();
    db.exec(fmt::format("PRAGMA user_version = {}", kVersion));
    transaction.commit();
    return {};
  } catch (const SQLite::Exception& e) {
    return unexpected({.message = fmt::format("cannot write the registry: {}", e.what()), .path = database.string()});
  }
}

struct Registry::Parts {
  using Known = std::unordered_map<std::string, std::vector<RegistryEntry>>;
  Known added;                        ///< from rows and tables: complete, never changes
  std::vector<std::uint64_t> hashes;  ///< of the database's keys, sorted
  std::optional<SQLite::Database> db;
  mutable std::optional<SQLite::Statement> lookup;  ///< under `reading`
  mutable std::shared_mutex reading;
  mutable Known known;                ///< entries read so far, under `reading`
  std::vector<RegistryEntry> nothing;

  void add(const std::vector<RegistryRow>& rows) {
    for (const RegistryRow& row : rows)
      for (const std::string& key : registry_keys(row)) added[key].push_back(row.entry);
  }

  void open(const fs::path& path) {
    db.emplace(path.string(), SQLite::OPEN_READONLY);
    if (db->execAndGet("PRAGMA user_version").getInt() != kVersion)
      throw SQLite::Exception("not a registry of this version");
    SQLite::Statement blob(*db, "SELECT keys FROM hashes");
    if (!blob.executeStep()) throw SQLite::Exception("the registry has no list of names");
    const auto column = blob.getColumn(0);
    hashes.resize(static_cast<std::size_t>(column.getBytes()) / sizeof hashes[0]);
    if (!hashes.empty()) std::memcpy(hashes.data(), column.getBlob(), hashes.size() * sizeof hashes[0]);
    if (!std::is_sorted(hashes.begin(), hashes.end())) throw SQLite::Exception("the registry's list of names is damaged");
    lookup.emplace(*db, kLookup);
  }

  /// REQUIRES: `reading` is held alone.
  std::vector<RegistryEntry> read(const std::string& key) const {
    std::vector<RegistryEntry> out;
    if (const auto it = added.find(key); it != added.end()) out = it->second;
    try {
      lookup->reset();
      lookup->bind(1, key);
      while (lookup->executeStep()) {
        const auto text = [&](int i) { return lookup->getColumn(i).getString(); };
        out.push_back({text(0), text(1), text(2), text(3), text(4), text(5)});
      }
      lookup->reset();
    } catch (const SQLite::Exception&) {
      // A file that broke after it was opened: what it still holds is unknown, as if it were not listed.
    }
    return out;
  }
};

Registry::Registry(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Registry::Registry(Registry&&) noexcept = default;
Registry& Registry::operator=(Registry&&) noexcept = default;
Registry::~Registry() = default;

Registry Registry::empty() { return Registry(std::make_unique<Parts>()); }

Registry Registry::of(std::vector<RegistryRow> rows) {
  auto parts = std::make_unique<Parts>();
  parts->add(rows);
  return Registry(std::move(parts));
}

Result<Registry> Registry::open(const fs::path& database, const std::vector<fs::path>& added) {
  auto parts = std::make_unique<Parts>();
  for (const fs::path& path : added) {
    auto table = read_file(path);
    if (!table) return unexpected(table.error());
    auto rows = read_registry_table(*table, path.string());
    if (!rows) return unexpected(rows.error());
    parts->add(*rows);
  }
  try {
    parts->open(database);
  } catch (const SQLite::Exception& e) {
    return unexpected({.message = fmt::format("cannot open the registry: {}", e.what()),
                       .path = database.string(),
                       .help = "build it with: cmake --build build/release --target registry"});
  }
  return Registry(std::move(parts));
}

const std::vector<RegistryEntry>& Registry::find(std::string_view name) const {
  const Parts& p = *parts_;
  if (p.added.empty() && p.hashes.empty()) return p.nothing;
  const std::string key = registry_key(name);
  if (!std::binary_search(p.hashes.begin(), p.hashes.end(), hash_of(key))) {
    const auto it = p.added.find(key);
    return it == p.added.end() ? p.nothing : it->second;
  }
  {
    std::shared_lock lock(p.reading);
    if (const auto it = p.known.find(key); it != p.known.end()) return it->second;
  }
  std::unique_lock lock(p.reading);
  const auto [it, fresh] = p.known.try_emplace(key);
  if (fresh) it->second = p.read(key);
  return it->second;
}

}  // namespace onrecord

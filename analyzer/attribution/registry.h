// What is known of outlets, agencies, platforms and state media: a SQLite file built from data/registry (with the
// origin and date of each fact), and tables that users add (see registry_table.h).
//
//   auto registry = Registry::open(registry_database("data"), {"house-outlets.csv"});
//   for (const RegistryEntry& e : registry->find("RT")) ...
//
// Opening reads one row (a sorted list of the hashes of all names), so that a name that is not listed, the usual case,
// costs a binary search without a lock. Entries of listed names are read once and kept.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "attribution/attribution.h"
#include "attribution/registry_table.h"
#include "base/result.h"

namespace onrecord {

/// Where the database is that belongs to `data`: beside its tables where it is installed, else in the build directory.
std::filesystem::path registry_database(const std::filesystem::path& data);

/// Writes a new database of `rows`, in one transaction. ":memory:" only checks that it can be done.
Result<void> write_registry(const std::vector<RegistryRow>& rows, const std::filesystem::path& database);

class Registry {
 public:
  /// Nothing in it: for tests and for rules that do not ask.
  static Registry empty();
  /// `added` are tables whose entries come first in find(). Fails where a file is missing, not a registry of this
  /// version, or where a row of a table is wrong (with its line).
  static Result<Registry> open(const std::filesystem::path& database, const std::vector<std::filesystem::path>& added);
  /// Of rows alone: for tests and small tables.
  static Registry of(std::vector<RegistryRow> rows);
  Registry(Registry&&) noexcept;
  Registry& operator=(Registry&&) noexcept;
  ~Registry();

  /// All entries called `name` (also by alias or domain), whatever its case. Safe to call from several threads; the
  /// answer stays valid as long as the registry.
  const std::vector<RegistryEntry>& find(std::string_view name) const;

 private:
  struct Parts;
  explicit Registry(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace onrecord

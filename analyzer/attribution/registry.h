// What is known of outlets, agencies, platforms and state media: a SQLite file built from data/registry (with the
// origin and date of each fact), and tables that users add.
//
//   auto registry = Registry::open("data/registry/registry.db", {"house-outlets.csv"});
//   for (const RegistryEntry& e : registry->find("RT")) ...
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "attribution/attribution.h"
#include "base/result.h"

namespace onrecord {

class Registry {
 public:
  /// Nothing in it: for tests and for rules that do not ask.
  static Registry empty();
  static Result<Registry> open(const std::filesystem::path& database, const std::vector<std::filesystem::path>& added);
  Registry(Registry&&) noexcept;
  Registry& operator=(Registry&&) noexcept;
  ~Registry();

  /// All entries called `name` (also by alias or domain), whatever its case. Safe to call from several threads.
  const std::vector<RegistryEntry>& find(std::string_view name) const;

 private:
  struct Parts;
  explicit Registry(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace onrecord

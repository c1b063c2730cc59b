// Tables of outlets as people write them: tab or comma separated, a header line, one outlet a line.
//
//   name,type,country,ownership,perennial,aliases,domains,origin
//   Harbour Gazette,outlet,Portugal,private,,The Gazette;HG,harbourgazette.example,"house list, 2026-05"
//
// Columns stand in any order; only `name` is required. Aliases and domains are apart by ';'. Lines that open with '#'
// and empty lines are skipped. A comma-separated field that holds a comma stands in quotation marks (RFC 4180); it may
// not run over a line. What cannot be right is refused with its line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "attribution/attribution.h"
#include "base/result.h"

namespace onrecord {

struct RegistryRow {
  RegistryEntry entry;
  std::vector<std::string> aliases;
  std::vector<std::string> domains;
};

/// Rows in the order of the table. `path` is what the error names.
Result<std::vector<RegistryRow>> read_registry_table(std::string_view table, const std::string& path);

/// The key by which names meet: lower case, white space single, apostrophes straight, no "the" in front, no "www.".
std::string registry_key(std::string_view name);

/// Keys of a row: name, aliases, domains; each once, none empty.
std::vector<std::string> registry_keys(const RegistryRow& row);

}  // namespace onrecord

// Makes the registry's SQLite file from its tables: build_registry OUT.db TABLE.tsv...
#include <fmt/core.h>

#include <fstream>
#include <iterator>

#include "attribution/registry.h"

using namespace onrecord;

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: build_registry OUT.db TABLE...\n");
    return 2;
  }
  std::vector<RegistryRow> all;
  for (int i = 2; i < argc; ++i) {
    std::ifstream in(argv[i], std::ios::binary);
    const std::string table{std::istreambuf_iterator<char>(in), {}};
    auto rows = read_registry_table(table, argv[i]);
    if (!in || !rows) {
      fmt::print(stderr, "{}\n", rows ? fmt::format("{}: cannot read", argv[i]) : rows.error().to_string());
      return 1;
    }
    all.insert(all.end(), rows->begin(), rows->end());
  }
  std::error_code ignored;
  std::filesystem::remove(argv[1], ignored);
  if (auto done = write_registry(all, argv[1]); !done) {
    fmt::print(stderr, "{}\n", done.error().to_string());
    return 1;
  }
}

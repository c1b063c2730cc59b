#include "attribution/registry.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

namespace onrecord {
namespace {

namespace fs = std::filesystem;

class RegistryFiles : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(dir_);
    fs::create_directories(dir_);
  }
  void TearDown() override { fs::remove_all(dir_); }
  fs::path file(const std::string& name, const std::string& text) const {
    std::ofstream(dir_ / name, std::ios::binary) << text;
    return dir_ / name;
  }
  fs::path dir_;
};

constexpr const char* kTable =
    "name\ttype\tcountry\townership\tperennial\taliases\tdomains\torigin\n"
    "# the outlets of an invented coast\n"
    "The Harbour Gazette\toutlet\tNordland\tprivate\tgr\tGazette;H.G.\tharbourgazette.example\thand, 2026\n"
    "\n"
    "Nordland One\tstate media\tNordland\tstate controlled\t\tN1\tone.example\thand, 2026\n";

TEST(RegistryKey, NamesMeet) {
  EXPECT_EQ(registry_key("The Harbour\u00a0 Gazette"), "harbour gazette");
  EXPECT_EQ(registry_key("  HARBOUR GAZETTE "), "harbour gazette");
  EXPECT_EQ(registry_key("L\u2019\u00c9cho"), "l'\u00e9cho");
  EXPECT_EQ(registry_key("www.Example.com"), "example.com");
  EXPECT_EQ(registry_key("The"), "the");
  EXPECT_EQ(registry_key(" \t"), "");
}

TEST(RegistryTable, FaultsNameTheirLine) {
  struct Row {
    const char* table;
    int line;
    const char* says;
  };
  const std::string longest(3000, 'x');
  const std::string wide = "name\n" + longest + "\n";
  for (const Row& row : std::vector<Row>{
           {"title,type\nA,outlet\n", 1, "unknown column 'title'"},
           {"name,name\nA,B\n", 1, "column 'name' stands twice"},
           {"type\noutlet\n", 1, "the header has no column 'name'"},
           {"name,type\nA,paper\n", 2, "unknown type 'paper'"},
           {"name,perennial\n# note\nA,gr\nB,good\n", 4, "unknown perennial status 'good'"},
           {"name,type\n,outlet\n", 2, "no name"},
           {"name\nA,outlet\n", 2, "2 fields where the header has 1"},
           {"name,type\n\"A,outlet\n", 2, "a quotation mark is not closed"},
           {wide.c_str(), 2, "a field is longer than 2000 bytes"},
       }) {
    const auto rows = read_registry_table(row.table, "house.csv");
    ASSERT_FALSE(rows) << row.table;
    EXPECT_EQ(rows.error().line, row.line) << row.table;
    EXPECT_EQ(rows.error().message, row.says);
    EXPECT_EQ(rows.error().path, "house.csv");
  }
}

TEST(RegistryTable, CommaTablesAndMarks) {
  const auto rows = read_registry_table("\xef\xbb\xbfname,country,aliases\r\n\"Bay, the \"\"new\"\" one\",Nordland,Bay;The Bay\r\n", "t");
  ASSERT_TRUE(rows) << rows.error().to_string();
  ASSERT_EQ(rows->size(), 1u);
  EXPECT_EQ((*rows)[0].entry.name, "Bay, the \"new\" one");
  EXPECT_EQ((*rows)[0].entry.type, "outlet");
  EXPECT_EQ((*rows)[0].entry.origin, "t:2");
  EXPECT_EQ(registry_keys((*rows)[0]).size(), 2u);  // "Bay" and "The Bay" are one key
}

TEST_F(RegistryFiles, ByNameAliasAndDomain) {
  const auto rows = read_registry_table(kTable, "t");
  ASSERT_TRUE(rows);
  const auto written = write_registry(*rows, dir_ / "r.db");
  ASSERT_TRUE(written) << written.error().to_string();
  const auto registry = Registry::open(dir_ / "r.db", {});
  ASSERT_TRUE(registry) << registry.error().to_string();
  for (const char* name : {"The Harbour Gazette", "harbour gazette", "GAZETTE", "h.g.", "www.harbourgazette.example"}) {
    ASSERT_EQ(registry->find(name).size(), 1u) << name;
    EXPECT_EQ(registry->find(name)[0].perennial, "gr");
  }
  EXPECT_EQ(registry->find("N1")[0].ownership, "state controlled");
  EXPECT_TRUE(registry->find("Harbour").empty());
  EXPECT_TRUE(registry->find("").empty());
  EXPECT_EQ(&registry->find("N1"), &registry->find("n1"));  // answers stay where they are
}

TEST_F(RegistryFiles, HouseTablesComeFirst) {
  const auto rows = read_registry_table(kTable, "t");
  ASSERT_TRUE(write_registry(*rows, dir_ / "r.db"));
  const auto house = file("house.csv", "name,type,ownership\nNordland One,outlet,sold in May\nCape Radio,outlet,\n");
  const auto registry = Registry::open(dir_ / "r.db", {house});
  ASSERT_TRUE(registry) << registry.error().to_string();
  ASSERT_EQ(registry->find("Nordland One").size(), 2u);
  EXPECT_EQ(registry->find("Nordland One")[0].ownership, "sold in May");
  EXPECT_EQ(registry->find("cape radio").size(), 1u);
}

TEST_F(RegistryFiles, WhatIsNoRegistryIsRefused) {
  EXPECT_FALSE(Registry::open(dir_ / "missing.db", {}));
  EXPECT_FALSE(Registry::open(file("text.db", "these are words and no database at all\n"), {}));
  EXPECT_FALSE(Registry::open(file("empty.db", ""), {}));
  const auto rows = read_registry_table(kTable, "t");
  ASSERT_TRUE(write_registry(*rows, dir_ / "r.db"));
  EXPECT_FALSE(Registry::open(dir_ / "r.db", {dir_ / "missing.csv"}));
  const auto faulty = Registry::open(dir_ / "r.db", {file("house.csv", "name,type\nA,outlet\nB,blog\n")});
  ASSERT_FALSE(faulty);
  EXPECT_EQ(faulty.error().line, 3);
  EXPECT_FALSE(write_registry(*rows, dir_ / "r.db"));  // never over what is there
  EXPECT_TRUE(write_registry(*rows, ":memory:"));
}

TEST_F(RegistryFiles, ThreadsAskAtOnce) {
  const auto rows = read_registry_table(kTable, "t");
  ASSERT_TRUE(write_registry(*rows, dir_ / "r.db"));
  const auto registry = Registry::open(dir_ / "r.db", {});
  ASSERT_TRUE(registry);
  std::vector<std::thread> threads;
  std::vector<std::size_t> found(4);
  for (std::size_t t = 0; t < found.size(); ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i)
        for (const char* name : {"N1", "Gazette", "one.example", "nobody"}) found[t] += registry->find(name).size();
    });
  for (std::thread& t : threads) t.join();
  for (std::size_t n : found) EXPECT_EQ(n, 600u);
}

TEST(Registry, Empty) {
  const Registry registry = Registry::empty();
  EXPECT_TRUE(registry.find("The Harbour Gazette").empty());
}

/// The one that is built from data/registry.
TEST(Registry, Built) {
  const fs::path path = fs::path(ONRECORD_BUILD_DIR) / "registry.db";
  if (!fs::exists(path)) GTEST_SKIP() << "registry.db is not built";
  const auto start = std::chrono::steady_clock::now();
  const auto registry = Registry::open(path, {});
  const auto took = std::chrono::steady_clock::now() - start;
  ASSERT_TRUE(registry) << registry.error().to_string();
  EXPECT_LT(std::chrono::duration<double>(took).count(), 0.5);  // 5 ms on an idle machine
  const auto has = [&](const char* name, const char* type) {
    const auto& found = registry->find(name);
    return std::any_of(found.begin(), found.end(), [&](const RegistryEntry& e) { return e.type == type; });
  };
  EXPECT_TRUE(has("RT", "state media"));
  EXPECT_TRUE(has("Twitter", "platform"));
  EXPECT_TRUE(has("AP", "agency"));
  EXPECT_TRUE(has("theguardian.com", "outlet"));
  for (const RegistryEntry& e : registry->find("TASS")) EXPECT_FALSE(e.origin.empty());
}

}  // namespace
}  // namespace onrecord

#include "archive/store.h"

#include <gtest/gtest.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <random>

#include "archive/entities.h"
#include "made_up.h"

namespace onrecord {
namespace {

using made_up::Folder;

std::string digest_of(const std::filesystem::path& file) {
  Result<std::string> d = digest(file);
  return d ? *d : "error: " + d.error().to_string();
}

std::string lines_of(const std::filesystem::path& file) {
  std::string out;
  auto done = dump(file, [&](std::string_view line) { (out += line) += '\n'; });
  return done ? out : done.error().to_string();
}

std::string ask(const std::filesystem::path& file, const std::string& sql) {
  SQLite::Database db(file.string());
  SQLite::Statement rows(db, sql);
  std::string out;
  while (rows.executeStep()) {
    if (!out.empty()) out += "; ";
    for (int i = 0; i < rows.getColumnCount(); ++i) out += (i ? "|" : "") + rows.getColumn(i).getString();
  }
  return out;
}

TEST(Store, ContentDoesNotDependOnOrderJobsOrBatches) {
  Folder folder;
  std::vector<Article> list = made_up::articles(300);
  ASSERT_TRUE(made_up::audit_into(folder / "a.db", list, {.jobs = 1}));
  const std::string wanted = digest_of(folder / "a.db");
  std::mt19937 random(7);
  for (unsigned jobs : {1u, 2u, 4u}) {
    std::shuffle(list.begin(), list.end(), random);
    const auto file = folder.path / fmt::format("{}.db", jobs);
    ASSERT_TRUE(made_up::audit_into(file, list, {.jobs = jobs, .batch = 1 + jobs * 13}));
    EXPECT_EQ(digest_of(file), wanted) << jobs;
  }
  EXPECT_EQ(ask(folder / "a.db", "PRAGMA integrity_check"), "ok");
  EXPECT_EQ(ask(folder / "a.db", "PRAGMA foreign_key_check"), "");
}

TEST(Store, DigestSeesEveryKindOfChange) {
  Folder folder;
  ASSERT_TRUE(made_up::audit_into(folder / "a.db", made_up::articles(20)));
  const std::string before = digest_of(folder / "a.db");
  for (const char* sql : {"UPDATE article SET words = words + 1 WHERE id = 7", "UPDATE source SET gender = 'x'",
                          "UPDATE claim SET type = 'law' WHERE id IN (SELECT max(id) FROM claim)",
                          "UPDATE finding SET message = 'other'", "UPDATE entity SET name = name || '!'",
                          "UPDATE form SET reason = 'other'", "UPDATE content SET packed = x'00' WHERE article = 3",
                          "UPDATE score_part SET value = 0.75", "UPDATE score_cap SET at_most = 1"}) {
    SQLite::Database db((folder / "a.db").string(), SQLite::OPEN_READWRITE);
    db.exec("SAVEPOINT s");
    db.exec(sql);
    db.exec("RELEASE s");
    EXPECT_NE(digest_of(folder / "a.db"), before) << sql;
    std::filesystem::remove(folder / "a.db");
    ASSERT_TRUE(made_up::audit_into(folder / "a.db", made_up::articles(20)));
    ASSERT_EQ(digest_of(folder / "a.db"), before);
  }
}

TEST(Store, OnlyWhatChangedIsAnalysedAgain) {
  Folder folder;
  std::vector<Article> list = made_up::articles(100);
  ASSERT_TRUE(made_up::audit_into(folder / "a.db", list));
  auto again = made_up::audit_into(folder / "a.db", list);
  EXPECT_EQ(again->total.counts.unchanged, 100u);
  EXPECT_EQ(again->total.counts.stored, 0u);
  list[3].text += "Lena Voss | person | diver | the stones are loose\n";
  list.push_back(made_up::article("new", "Rolf Brandt | person | mayor | no"));
  auto third = made_up::audit_into(folder / "a.db", list);
  EXPECT_EQ(third->total.counts.stored, 2u);
  ASSERT_TRUE(made_up::audit_into(folder / "fresh.db", list));
  EXPECT_EQ(lines_of(folder / "a.db"), lines_of(folder / "fresh.db"));
  auto rules = made_up::audit_into(folder / "a.db", list, {}, "4567");
  EXPECT_EQ(rules->total.counts.stored, 101u) << "another rule set";
  auto forced = made_up::audit_into(folder / "a.db", list, {.again = true}, "4567");
  EXPECT_EQ(forced->total.counts.stored, 101u);
}

TEST(Store, SearchFollowsUpdates) {
  Folder folder;
  ASSERT_TRUE(made_up::audit_into(folder / "a.db", {made_up::article("x", "Ines Calder | person | | old herring")}));
  ASSERT_TRUE(made_up::audit_into(folder / "a.db", {made_up::article("x", "Ines Calder | person | | new mackerel")}));
  const std::string sql = "SELECT count(*) FROM quotation_search WHERE quotation_search MATCH ";
  EXPECT_EQ(ask(folder / "a.db", sql + "'herring'"), "0");
  EXPECT_EQ(ask(folder / "a.db", sql + "'text: mackerel AND speaker: calder'"), "1");
  EXPECT_EQ(ask(folder / "a.db", "SELECT count(*) FROM claim_search WHERE claim_search MATCH 'mackerel'"), "1");
}

TEST(Store, SameNameTwiceInOneRun) {
  Folder folder;
  const Article a = made_up::article("x", "Ines Calder | person | | one", "2024-01-01");
  const Article b = made_up::article("x", "Rolf Brandt | person | | two", "2024-02-01");
  auto first = made_up::audit_into(folder / "ab.db", {a, b});
  auto second = made_up::audit_into(folder / "ba.db", {b, a});
  EXPECT_EQ(lines_of(folder / "ab.db"), lines_of(folder / "ba.db"));
  EXPECT_EQ(ask(folder / "ab.db", "SELECT published FROM article"), "2024-02-01");
  EXPECT_EQ(second->skipped.at("same name"), 1u);
  // Two audits are two states of one article: the later one counts, whatever its date.
  ASSERT_TRUE(made_up::audit_into(folder / "ab.db", {a}));
  EXPECT_EQ(ask(folder / "ab.db", "SELECT published FROM article"), "2024-01-01");
}

TEST(Store, SkipsAreCountedAndKept) {
  Folder folder;
  std::vector<Article> list = {made_up::article("old", "Brandt | person | | a", "2019-01-01"),
                               made_up::article("undated", "Brandt | person | | a", ""),
                               made_up::article("blank", " \n")};
  NextRecord good = made_up::feed(list);
  bool bad_given = false;
  const NextRecord next = [&]() -> std::optional<Result<AuditRecord>> {
    if (!std::exchange(bad_given, true)) return unexpected({.message = "is not JSON", .path = "x.jsonl"});
    return good();
  };
  auto done = audit(next, made_up::engine(), folder / "a.db", {.since = "2020-01-01"}, {});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->skipped.at("damaged"), 1u);
  EXPECT_EQ(done->skipped.at("before --since"), 1u);
  EXPECT_EQ(done->skipped.at("no text"), 1u);
  EXPECT_EQ(done->total.errors, 1u);
  EXPECT_EQ(ask(folder / "a.db", "SELECT name FROM article"), "undated");
  EXPECT_EQ(ask(folder / "a.db", "SELECT count(*) FROM skipped"), "3");
}

TEST(Store, MergedShardsAreOneRun) {
  Folder folder;
  std::vector<Article> list = made_up::articles(240);
  list.push_back(made_up::article("a00003", "Rolf Brandt | person | mayor | a later state", "2031-01-01"));
  ASSERT_TRUE(made_up::audit_into(folder / "one.db", list));
  std::vector<std::vector<Article>> shards(3);
  for (std::size_t i = 0; i < list.size(); ++i) shards[(i * 7) % 3].push_back(list[i]);
  for (bool reversed : {false, true}) {
    auto all = Store::open(folder.path / (reversed ? "r.db" : "f.db"));
    ASSERT_TRUE(all);
    ASSERT_TRUE(all->begin_run("merge", {}, {}));
    RunCounts counts;
    for (std::size_t k = 0; k < 3; ++k) {
      const std::size_t i = reversed ? 2 - k : k;
      const auto file = folder.path / fmt::format("shard{}.db", i);
      ASSERT_TRUE(made_up::audit_into(file, shards[i]));
      auto merged = all->merge(file, [](const RunCounts&) {});
      ASSERT_TRUE(merged) << merged.error().to_string();
      counts.read += merged->read;
    }
    ASSERT_TRUE(all->finish_run(counts));
    EXPECT_EQ(lines_of(all->file()), lines_of(folder / "one.db"));
    EXPECT_EQ(ask(all->file(), "PRAGMA integrity_check"), "ok");
    EXPECT_EQ(ask(all->file(), "PRAGMA foreign_key_check"), "");
    EXPECT_EQ(ask(all->file(), "SELECT count(*) FROM quotation_search WHERE quotation_search MATCH 'wall'"),
              ask(folder / "one.db", "SELECT count(*) FROM quotation WHERE text LIKE '%wall%'"));
  }
}

TEST(Store, ForeignFilesAreRefused) {
  Folder folder;
  {
    SQLite::Database other((folder / "other.db").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    other.exec("CREATE TABLE bank (account TEXT)");
  }
  EXPECT_FALSE(Store::open(folder / "other.db"));
  EXPECT_EQ(ask(folder / "other.db", "SELECT count(*) FROM sqlite_schema"), "1") << "left as it was";
  ASSERT_TRUE(Store::open(folder / "newer.db"));
  SQLite::Database((folder / "newer.db").string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 999");
  EXPECT_FALSE(Store::open(folder / "newer.db"));
  EXPECT_FALSE(Store::open(folder / "no" / "such" / "folder.db"));
  EXPECT_FALSE(digest(folder / "none.db"));
}

TEST(Store, HostileTextIsKeptAsItIs) {
  Folder folder;
  const std::string nul("a\0b", 3);
  Article a = made_up::article("'; DROP TABLE article; --", "x\" OR 1=1 | person | <script> | " + nul);
  a.title = nul;
  ASSERT_TRUE(made_up::audit_into(folder / "a.db", {a}));
  EXPECT_EQ(ask(folder / "a.db", "SELECT name FROM article"), a.id);
  EXPECT_EQ(ask(folder / "a.db", "SELECT hex(title) FROM article"), "610062");
}

}  // namespace
}  // namespace onrecord

#include "archive/entities.h"

#include <gtest/gtest.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>

#include "made_up.h"

namespace onrecord {
namespace {

using made_up::Folder;

/// Who each source of an archive was taken to be: "Suchkov=Maxim Suchkov; ..." in the order of names and roles.
std::string who(const std::filesystem::path& file) {
  SQLite::Database db(file.string());
  SQLite::Statement rows(db, "SELECT DISTINCT alias, role, person FROM aliases ORDER BY alias, role");
  std::string out;
  while (rows.executeStep()) {
    const std::string role = rows.getColumn(1).getString();
    out += fmt::format("{}{}{}={}", out.empty() ? "" : "; ", rows.getColumn(0).getString(),
                       role.empty() ? "" : " (" + role + ")", rows.getColumn(2).getString());
  }
  return out;
}

struct Case {
  const char* what;
  std::vector<const char*> sources;  ///< one article each: NAME | KIND | ROLE
  const char* expected;
};

const Case kCases[] = {
    // full names
    {"a second initial does not part", {"Ada Moll | person |", "Ada K. Moll | person |"}, "Ada K. Moll=Ada K. Moll; Ada Moll=Ada K. Moll"},
    {"two second initials do", {"Ada K. Moll | person |", "Ada R. Moll | person |"}, "Ada K. Moll=Ada K. Moll; Ada R. Moll=Ada R. Moll"},
    {"given names part", {"Ada Moll | person |", "Eva Moll | person |"}, "Ada Moll=Ada Moll; Eva Moll=Eva Moll"},
    {"case and accents do not", {"José Moll | person |", "JOSE MOLL | person |"}, "JOSE MOLL=JOSE MOLL; José Moll=JOSE MOLL"},
    {"an initial that fits one", {"A. Moll | person |", "Ada Moll | person |"}, "A. Moll=Ada Moll; Ada Moll=Ada Moll"},
    {"an initial that fits two", {"A. Moll | person |", "Ada Moll | person |", "Anna Moll | person |"}, "A. Moll=A. Moll; Ada Moll=Ada Moll; Anna Moll=Anna Moll"},
    // surnames
    {"a shared word of the role", {"Maxim Suchkov | person | director of the MGIMO Institute", "Suchkov | person | the MGIMO director"},
     "Maxim Suchkov (director of the MGIMO Institute)=Maxim Suchkov; Suchkov (the MGIMO director)=Maxim Suchkov"},
    {"another role", {"Maxim Suchkov | person | director of the MGIMO Institute", "Suchkov | person | a baker"},
     "Maxim Suchkov (director of the MGIMO Institute)=Maxim Suchkov; Suchkov (a baker)=Suchkov"},
    {"a surname alone proves nothing", {"Ada Moll | person |", "Moll | person |"}, "Ada Moll=Ada Moll; Moll=Moll"},
    {"unless nearly all who bear it are one", {"Ada Moll | person |", "Ada Moll | person |", "Ada Moll | person |", "Moll | person |"},
     "Ada Moll=Ada Moll; Moll=Ada Moll"},
    {"two bearers", {"Ada Moll | person |", "Ada Moll | person |", "Ada Moll | person |", "Eva Moll | person |", "Moll | person |"},
     "Ada Moll=Ada Moll; Eva Moll=Eva Moll; Moll=Moll"},
    // bodies
    {"a leading article", {"the Harbour Institute | organization |", "Harbour Institute | organization |"},
     "Harbour Institute=Harbour Institute; the Harbour Institute=Harbour Institute"},
    {"nor do small letters and articles, in whichever way",
     {"Harbour institute | organization |", "The Harbour Institute | organization |", "Harbour Institute | organization |", "harbour institute | organization |"},
     "Harbour Institute=Harbour Institute; Harbour institute=Harbour Institute; The Harbour Institute=Harbour Institute; harbour institute=Harbour Institute"},
    {"an acronym nobody explains", {"Harbour Institute | organization |", "HI | organization |"}, "HI=HI; Harbour Institute=Harbour Institute"},
    // nobody
    {"the unnamed are never one", {"a senior official | anonymous |", "critics | vague |"}, ""},
};

TEST(Entities, Cases) {
  for (const Case& c : kCases) {
    Folder folder;
    std::vector<Article> list;
    for (std::size_t i = 0; i < c.sources.size(); ++i)
      list.push_back(made_up::article(fmt::format("a{}", i), fmt::format("{} | words {}", c.sources[i], i)));
    ASSERT_TRUE(made_up::audit_into(folder / "a.db", list));
    EXPECT_EQ(who(folder / "a.db"), c.expected) << c.what;
    std::reverse(list.begin(), list.end());
    for (const Article& article : list) ASSERT_TRUE(made_up::audit_into(folder / "b.db", {article}));
    EXPECT_EQ(who(folder / "b.db"), c.expected) << c.what << ", one by one and backwards";
  }
}

TEST(Entities, AcronymsThatAnArticleExplains) {
  Folder folder;
  AuditEngine engine = made_up::engine();
  engine.analyze = [](Article article) {
    Analysis a = made_up::analyze(std::move(article));
    for (Source& s : a.sources)
      if (const auto at = a.article.text.find("HCI"); at != std::string::npos && s.name != "HCI")
        s.mentions.push_back(made_up::span_at(at, 3));
    return a;
  };
  auto done = audit(made_up::feed({made_up::article("a", "Harbour Care Institute | organization | | HCI says so"),
                                   made_up::article("b", "HCI | organization | | we were not asked")}),
                    engine, folder / "a.db", {}, {});
  ASSERT_TRUE(done);
  EXPECT_EQ(who(folder / "a.db"), "HCI=Harbour Care Institute; Harbour Care Institute=Harbour Care Institute");
}

TEST(Entities, RulingsGoFirstAndCanBeTakenBack) {
  Folder folder;
  const auto file = folder / "a.db";
  ASSERT_TRUE(made_up::audit_into(file, {made_up::article("a", "Ada Moll | person | | one"),
                                         made_up::article("b", "Moll | person | diver | two"),
                                         made_up::article("c", "Eva Lund | person | | three")}));
  const std::string before = *digest(file);
  ASSERT_TRUE(add_ruling(file, "Moll, diver", "Eva Lund", RulingVerdict::kSame));
  EXPECT_EQ(who(file), "Ada Moll=Ada Moll; Eva Lund=Eva Lund; Moll (diver)=Eva Lund");
  EXPECT_NE(*digest(file), before);
  ASSERT_TRUE(made_up::audit_into(file, {made_up::article("d", "Moll | person | diver | four")}));
  EXPECT_EQ(who(file), "Ada Moll=Ada Moll; Eva Lund=Eva Lund; Moll (diver)=Eva Lund") << "holds for what comes later";
  SQLite::Database db(file.string(), SQLite::OPEN_READWRITE);
  EXPECT_TRUE(*drop_ruling(file, db.execAndGet("SELECT id FROM ruling").getInt64()));
  EXPECT_FALSE(*drop_ruling(file, 99));
  EXPECT_EQ(who(file), "Ada Moll=Ada Moll; Eva Lund=Eva Lund; Moll (diver)=Moll");
  EXPECT_FALSE(add_ruling(file, "Nobody", "Eva Lund", RulingVerdict::kSame));
  EXPECT_FALSE(add_ruling(file, "Moll", "Nobody", RulingVerdict::kSame));
}

TEST(Entities, RulingKeepsNamesakesApart) {
  Folder folder;
  const auto file = folder / "a.db";
  ASSERT_TRUE(made_up::audit_into(file, {made_up::article("a", "Ada Moll | person | senator | one"),
                                         made_up::article("b", "Ada Moll | person | baker | two")}));
  EXPECT_EQ(who(file), "Ada Moll (baker)=Ada Moll; Ada Moll (senator)=Ada Moll");
  ASSERT_TRUE(add_ruling(file, "Ada Moll, baker", "Ada Moll", RulingVerdict::kDifferent));
  SQLite::Database db(file.string());
  EXPECT_EQ(db.execAndGet("SELECT count(*) FROM entity").getInt(), 2);
}

}  // namespace
}  // namespace onrecord

#include "archive/questions.h"

#include <gtest/gtest.h>

#include "archive/answer.h"
#include "archive/charts.h"
#include "archive/echoes.h"
#include "archive/names.h"
#include "made_up.h"

namespace onrecord {
namespace {

using made_up::Folder;

std::string csv(const std::filesystem::path& file, std::string_view question, const Filter& filter = {}) {
  auto answer = ask(file, question, filter);
  if (!answer) return "error: " + answer.error().message;
  std::string out = write_answer(*answer, AnswerFormat::kCsv);
  std::erase(out, '\r');
  return out;
}

std::vector<Article> small() {
  Article a = made_up::article("a", "Ines Calder | person | engineer | the wall may fail within a year\n"
                                    "a senior official | anonymous | official | we were never told of it\n", "2024-01-05");
  Article b = made_up::article("b", "Rolf Brandt | person | mayor | The wall may fail, within a year!\n", "2024-02-07");
  Article c = made_up::article("c", "Ines Calder | person | engineer | the wall may fail within a year or two on the northern side\n"
                                    "critics | vague | | nobody asked us\n", "2024-02-09");
  b.publisher = "Marlane Post";
  return {a, b, c};
}

struct Row {
  const char* question;
  Filter filter;
  const char* expected;
};

const Row kRows[] = {
    {"people", {}, "person,kind,quotations,attributions,articles\nInes Calder,person,2,2,2\nRolf Brandt,person,1,1,1\n"},
    {"people", {.by = "month"},
     "month,person,kind,quotations,attributions,articles\n2024-01,Ines Calder,person,1,1,1\n2024-02,Ines Calder,person,1,1,1\n"
     "2024-02,Rolf Brandt,person,1,1,1\n"},
    {"people", {.by = "month", .limit = 1},
     "month,person,kind,quotations,attributions,articles\n2024-01,Ines Calder,person,1,1,1\n2024-02,Ines Calder,person,1,1,1\n"},
    {"timeline", {.person = "ines calder"}, "month,quotations,attributions,articles\n2024-01,1,1,1\n2024-02,1,1,1\n"},
    {"shares", {}, "articles,sources,identified,anonymous,vague\n3,5,0.6,0.2,0.2\n"},
    {"shares", {.publisher = "marlane post"}, "articles,sources,identified,anonymous,vague\n1,1,1,0,0\n"},
    {"officials", {}, "who,sources,attributions,quotations,articles\nofficials,2,2,2,2\nothers,3,3,3,2\n"},
    {"gender", {}, "pronoun,sources,attributions,quotations\nunknown,3,3,3\n"},
    {"anonymous", {}, "date,source,reason,attributions,publisher,article\n2024-01-05,a senior official,,1,Selwyn Courier,a\n"},
    {"rules", {}, "rule,severity,findings,articles\nsource/made-up,warning,3,3\n"},
    {"search", {.words = "wall"},
     "date,speaker,quotation,publisher,article\n2024-01-05,Ines Calder,the wall may fail within a year,Selwyn Courier,a\n"
     "2024-02-07,Rolf Brandt,\"The wall may fail, within a year!\",Marlane Post,b\n"
     "2024-02-09,Ines Calder,the wall may fail within a year or two on the northern side,Selwyn Courier,c\n"},
    {"search", {.words = "\"nobody asked\""}, "date,speaker,quotation,publisher,article\n2024-02-09,critics,nobody asked us,Selwyn Courier,c\n"},
    {"search", {.words = "north*"},
     "date,speaker,quotation,publisher,article\n2024-02-09,Ines Calder,the wall may fail within a year or two on the northern side,Selwyn "
     "Courier,c\n"},
    {"quotations", {.from = "2024-02", .person = "Calder"}, "error: nobody is called “Calder” here"},
    {"articles", {.until = "2023"}, "score,date,title,author,publisher,words,errors,warnings,article\n"},
    {"people", {.words = "x"}, "error: “people” takes no --words"},
    {"timeline", {}, "error: whose? give --person NAME"},
    {"search", {}, "error: which words? give --words"},
    {"nonsense", {}, "error: no question is called “nonsense”"},
};

TEST(Questions, Rows) {
  Folder folder;
  ASSERT_TRUE(made_up::audit_into(folder / "a.db", small()));
  for (const Row& row : kRows) EXPECT_EQ(csv(folder / "a.db", row.question, row.filter), row.expected) << row.question;
}

TEST(Questions, EveryoneCanBeAskedOfAnEmptyArchive) {
  Folder folder;
  ASSERT_TRUE(made_up::audit_into(folder / "a.db", {}));
  for (const Question& q : questions()) {
    Filter filter;
    if (q.filters.find("words") != std::string_view::npos) filter.words = "x";
    const std::string answer = csv(folder / "a.db", q.name, filter);
    EXPECT_TRUE(!answer.starts_with("error") || answer.find("--person") != std::string::npos) << q.name << answer;
  }
}

TEST(Questions, EchoesInTheArchive) {
  Folder folder;
  ASSERT_TRUE(made_up::audit_into(folder / "a.db", small()));
  auto answer = ask(folder / "a.db", "echoes", {});
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->rows.size(), 3u);
  EXPECT_EQ(std::get<std::string>(answer->rows[0][1]), "speaker, wording");
  EXPECT_EQ(ask(folder / "a.db", "echoes", {.person = "Rolf Brandt"})->rows.size(), 3u) << "in whichever mouth";
  EXPECT_EQ(ask(folder / "a.db", "echoes", {.publisher = "Marlane Post"})->rows.size(), 0u);
}

// ---- echoes -----------------------------------------------------------------------------------------------------

struct EchoCase {
  const char* what;
  std::vector<QuotedText> quotations;
  std::size_t echoes;
  bool wording, speaker;
};

const EchoCase kEchoes[] = {
    {"word for word", {{1, 1, "a", "we will appeal this decision"}, {2, 2, "a", "we will appeal this decision"}}, 1, false, false},
    {"another mouth", {{1, 1, "a", "we will appeal this decision"}, {2, 2, "b", "we will appeal this decision"}}, 1, false, true},
    {"a mouth not known", {{1, 1, "a", "we will appeal this decision"}, {2, 2, "", "we will appeal this decision"}}, 1, false, false},
    {"cut", {{1, 1, "a", "we will appeal this decision at once and win"}, {2, 2, "a", "we will appeal this decision"}}, 1, true, false},
    {"one article", {{1, 1, "a", "we will appeal this decision"}, {2, 1, "a", "we will appeal this decision"}}, 0, false, false},
    {"short", {{1, 1, "a", "no comment at all"}, {2, 2, "b", "no comment at all"}}, 0, false, false},
    {"short, with another end", {{1, 1, "a", "we will appeal this decision"}, {2, 2, "a", "we will appeal this ruling"}}, 1, true, false},
    {"a few words of a long one",
     {{1, 1, "a", "nobody asked us and nobody told us of the cracks in the wall although the port has known of them for ninety years"},
      {2, 2, "a", "the port has known of them"}}, 1, true, false},
    {"one word in nine", {{1, 1, "a", "the old wall may fail within a year said some"}, {2, 2, "a", "the old wall may break within a year said some"}},
     0, false, false},
    {"quoted within a quotation, and cut",
     {{1, 1, "a", "to do nothing is to say as the mayor once did what difference does it make"}, {2, 1, "b", "what difference does it make"},
      {3, 2, "b", "what difference at this point what difference does it make"}}, 1, true, true},
    {"few words shared", {{1, 1, "a", "we will appeal this decision at once"}, {2, 2, "a", "we will appeal to the voters in may"}}, 0, false, false},
};

TEST(Echoes, Cases) {
  for (const EchoCase& c : kEchoes) {
    const auto echoes = find_echoes(c.quotations.size(), [&](std::size_t i) { return c.quotations[i]; });
    ASSERT_EQ(echoes.size(), c.echoes) << c.what;
    if (echoes.empty()) continue;
    EXPECT_EQ(echoes[0].other_wording, c.wording) << c.what;
    EXPECT_EQ(echoes[0].other_speaker, c.speaker) << c.what;
  }
}

TEST(Echoes, ManyEqualQuotationsStayLinear) {
  const QuotedText same{1, 1, "a", "we will appeal this decision at once and win"};
  const auto echoes = find_echoes(20000, [&](std::size_t i) {
    QuotedText q = same;
    q.article = static_cast<std::int64_t>(i);
    return q;
  });
  ASSERT_EQ(echoes.size(), 1u);
  EXPECT_EQ(echoes[0].members.size(), 20000u);
}

// ---- names ------------------------------------------------------------------------------------------------------

TEST(Names, Folded) {
  const std::pair<const char*, const char*> rows[] = {
      {"Ines Calder", "ines calder"}, {"José  O'Neill, Jr.", "jose o neill jr"}, {"ﬁsh", "fish"}, {"", ""},
      {" -- ", ""}, {"Łukasz Ångström", "łukasz angstrom"}, {"\xff\xfe", ""}, {"САША", "саша"},
  };
  for (const auto& [text, expected] : rows) EXPECT_EQ(folded(text), expected) << text;
}

TEST(Names, InitialsAndAcronyms) {
  const NameLexicon lexicon = made_up::engine().lexicon;
  const std::pair<const char*, const char*> rows[] = {
      {"Collective Security Treaty Organization", "csto"}, {"University of Selwyn", "us"}, {"The Selwyn Courier", "sc"},
      {"Selwyn courier", "sc"}, {"Calder", ""}, {"of the", ""}, {"École d'Été", "ede"}};
  for (const auto& [name, expected] : rows) EXPECT_EQ(initials_of(core_of(name, lexicon), lexicon), expected) << name;
  EXPECT_TRUE(is_acronym("CSTO"));
  EXPECT_FALSE(is_acronym("Csto"));
  EXPECT_FALSE(is_acronym("U"));
}

// ---- answers and charts -----------------------------------------------------------------------------------------

TEST(Answer, Formats) {
  const Answer answer{{"name", "n", "score"}, {{std::string("a,\"b\""), std::int64_t{3}, {}}, {std::string("é\x1b[31m"), std::int64_t{12}, 0.5}}};
  EXPECT_EQ(write_answer(answer, AnswerFormat::kCsv), "name,n,score\r\n\"a,\"\"b\"\"\",3,\r\né\x1b[31m,12,0.5\r\n");
  const std::string table = write_answer(answer, AnswerFormat::kTable);
  EXPECT_EQ(table.find('\x1b'), std::string::npos) << "escape sequences never reach a terminal";
  EXPECT_EQ(write_answer({{"a"}, {}}, AnswerFormat::kJson), "[\n]\n");
  const Answer wide{{"text"}, {{std::string(300, 'x')}}};
  EXPECT_LE(write_answer(wide, AnswerFormat::kTable, 40).find('\n', 10), 60u);
}

TEST(Charts, LabelsAreEscaped) {
  const std::string hostile = "<script>\"";
  for (const std::string& svg : {bar_chart(hostile, {{hostile, 3.0}}), line_chart(hostile, {{hostile, "c1", {{hostile, 5.0}}}}, 10, ""),
                                 share_bar(hostile, {{hostile, 1.0}})}) {
    EXPECT_NE(svg, "");
    EXPECT_EQ(svg.find("<script"), std::string::npos);
  }
  EXPECT_EQ(share_bar("none", {{"a", 0.0}}), "");
  EXPECT_EQ(bar_chart("none", {}), "");
  const Spread s = spread_of({10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 100});
  EXPECT_EQ(s.median, 60);
  EXPECT_EQ(s.p10, 20);
  EXPECT_EQ(s.p90, 100);
}

}  // namespace
}  // namespace onrecord

#include "article/read.h"

#include <gtest/gtest.h>

namespace onrecord {
namespace {

ReadOptions options() {
  return {.path = "a.txt",
          .id = "a",
          .lexicon = {.remains = {"share this"},
                      .remains_from = {"no comments:", "related articles"},
                      .byline = {"by"},
                      .months = {{"january", 1}, {"jan", 1}, {"march", 3}, {"may", 5}},
                      .weekdays = {"sunday", "thursday"}}};
}

std::string kinds(const Article& a) {
  std::string out;
  for (const Block& b : a.blocks) out += std::string(name_of(b.kind)) + "|";
  return out;
}

TEST(ParseDate, Forms) {
  struct Row {
    const char* text;
    const char* iso;
  };
  const PageLexicon lexicon = options().lexicon;
  for (const Row& row : {
           Row{"Sunday, January 9, 2022", "2022-01-09"},
           Row{"9 January 2022", "2022-01-09"},
           Row{"Jan. 9, 2022", "2022-01-09"},
           Row{"May 3rd, 2020", "2020-05-03"},
           Row{"2022-01-09", "2022-01-09"},
           Row{"2022-01-09T10:00:00Z", "2022-01-09"},
           // no dates
           Row{"On Sunday, January 9, 2022", ""},
           Row{"January 2022", ""},
           Row{"May 3", ""},
           Row{"2022", ""},
           Row{"The port closed on 9 January 2022", ""},
       })
    EXPECT_EQ(parse_date(row.text, lexicon), row.iso) << row.text;
}

TEST(ReadText, HeadAndRemains) {
  const Article a = read_text(
      "Thursday, 14 March 2024\n\nWall may fail\n\nBy Tamsin Okoro\n\nThe wall may fail, Ines Calder said.\r\n\r\n"
      "It is old.\n\nShare this\n\nNo comments:\n\nAnother article\n",
      options());
  EXPECT_EQ(kinds(a), "date|title|byline|paragraph|paragraph|remains|remains|remains|");
  EXPECT_EQ(a.title, "Wall may fail");
  EXPECT_EQ(a.byline, "Tamsin Okoro");
  EXPECT_EQ(a.published, "2024-03-14");
}

TEST(ReadText, ASentenceMayGoOnInTheNextLine) {
  const std::string lead = "The wall may fail.\n\nIt is old.\n\n";
  EXPECT_EQ(kinds(read_text(lead + "\"It has stood for ninety years,\" she said, \"without\nanybody looking at its feet.\"", options())),
            "paragraph|paragraph|paragraph|");
  EXPECT_EQ(kinds(read_text(lead + "Three walls of the old harbour may fail this year\n-the north wall\n-the long wall", options())),
            "paragraph|paragraph|paragraph|paragraph|paragraph|");
  EXPECT_EQ(kinds(read_text(lead + "the old wall\nthe long wall", options())), "paragraph|paragraph|paragraph|paragraph|") << "verse";
}

TEST(ReadText, LinesMayBeSentences) {
  const auto paragraphs = [](const std::string& pair, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += pair;
    return read_text(text, options()).blocks.size();
  };
  EXPECT_EQ(paragraphs("The wall may fail.\nMr. Falk said so.\n\n", 5), 5u) << "an empty line ends a paragraph";
  EXPECT_EQ(paragraphs("The wall may fail. It is old.\nMr. Falk said so.\n\n", 5), 10u) << "lines are paragraphs";
  EXPECT_EQ(paragraphs("The wall may fail.\nMr. Falk said so.\n\n", 2), 4u) << "too short to tell";
  EXPECT_EQ(paragraphs("The wall may fail .\nMr. Falk said so .\n", 5), 10u) << "no empty lines";
  EXPECT_EQ(paragraphs("`` The wall may fail .\nIt is old , '' he said .\n", 5), 5u) << "but open quotation marks";
  EXPECT_EQ(paragraphs("\"The wall may fail.\n\"It is old,\" he said.\n", 5), 10u) << "each paragraph opens again";
}

TEST(ReadText, RunningTextIsCutAtItsSentences) {
  const auto blocks = [](const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    std::string out;
    const Article a = read_text(all, options());
    for (std::size_t i = 0; i < 3 && i < a.blocks.size(); ++i) out += std::string(a.view(a.blocks[i].span)) + "|";
    return out;
  };
  EXPECT_EQ(blocks("The wall may fail. It went up. ", 60), "The wall may fail.|It went up. The wall may fail.|It went up. The wall may fail.|")
      << "\"up.\" may be an abbreviation";
  EXPECT_EQ(blocks("Walls failed in 1989. `` They sank , '' he noted . ", 60), "Walls failed in 1989.|`` They sank , '' he noted .|Walls failed in 1989.|");
  EXPECT_EQ(blocks("\"Walls sink. They always did,\" Messrs. Falk and Solt noted. ", 60),
            "\"Walls sink. They always did,\" Messrs. Falk and Solt noted.|\"Walls sink. They always did,\" Messrs. Falk and Solt noted.|"
            "\"Walls sink. They always did,\" Messrs. Falk and Solt noted.|") << "a quotation stays whole";
  const std::string paragraph = "The wall may fail. It fails. ";
  EXPECT_EQ(blocks(paragraph, 3), paragraph + paragraph + "The wall may fail. It fails.|") << "a paragraph is none";
}

TEST(ReadText, ATextWithoutHeadlineHasNone) {
  EXPECT_EQ(kinds(read_text("The wall may fail, she said.\n\nIt is old.", options())), "paragraph|paragraph|");
  EXPECT_EQ(kinds(read_text("", options())), "");
  EXPECT_EQ(kinds(read_text("No comments:", options())), "paragraph|");
}

TEST(ReadText, Dateline) {
  EXPECT_EQ(read_text("PORT SELWYN, March 14 (Agency) - The wall may fail.", options()).dateline,
            "PORT SELWYN, March 14 (Agency)");
  EXPECT_EQ(read_text("The wall - old and wet - may fail.", options()).dateline, "");
}

TEST(ReadText, BrokenBytesAreRepairedAndListed) {
  const Article a = read_text("\xef\xbb\xbf" "a\xff" "b \xc3 c", options());
  EXPECT_EQ(a.text, "a\xef\xbf\xbd" "b \xef\xbf\xbd c");
  ASSERT_EQ(a.repairs.size(), 2u);
  EXPECT_EQ(a.origin.origin(BytePos{0}).value, 3u);  // 'a'
  EXPECT_EQ(a.origin.origin(BytePos{1}).value, 4u);  // the broken byte
  EXPECT_EQ(a.origin.origin(BytePos{4}).value, 5u);  // 'b'
  EXPECT_EQ(a.origin.origin(BytePos{10}).value, 9u); // 'c'
}

TEST(ReadJson, TextAsGiven) {
  const Result<Article> a = read_json(
      R"({"id":"1","title":"Wall may fail","text":"Wall may fail.\n\nIt is old.","date":"2024-03-14","author":"T. Okoro"})",
      options());
  ASSERT_TRUE(a.has_value());
  EXPECT_EQ(a->text, "Wall may fail.\n\nIt is old.");
  EXPECT_EQ(kinds(*a), "title|paragraph|");
  EXPECT_EQ(a->byline, "T. Okoro");
}

TEST(ReadJson, ATitleThatIsNotInTheTextLeavesTheTextAlone) {
  const Result<Article> a = read_json(R"({"id":"1","title":"Wall may fail","text":"It is old\n\nVery old."})", options());
  EXPECT_EQ(kinds(*a), "paragraph|paragraph|");
}

TEST(ReadJson, Faults) {
  EXPECT_FALSE(read_json("{", options()).has_value());
  EXPECT_FALSE(read_json("[]", options()).has_value());
  EXPECT_FALSE(read_json(R"({"id":"1"})", options()).has_value());
  EXPECT_FALSE(read_json(R"({"text":1})", options()).has_value());
}

TEST(CharIndexer, BothWays) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "a\xc3\xa9\xf0\x9f\x99\x88";
  const CharIndexer index(text);
  EXPECT_EQ(index.size().value, 900u);
  for (std::uint32_t c = 0; c <= 900; ++c) EXPECT_EQ(index.chars(index.bytes(CharPos{c})).value, c);
}

}  // namespace
}  // namespace onrecord

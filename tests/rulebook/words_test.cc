#include "rulebook/words.h"

#include <gtest/gtest.h>

#include "rulebook/pack.h"
#include "rulebook/rulebook.h"

namespace onrecord {
namespace {

TEST(Words, ItemsAndTable) {
  Pack pack;
  pack.file("words/cue.rule", "words words/cue\n  what \"cues\"\n  items \"say\" \"tell\" = 0.5 \"hint at\"\n  from \"cue.tsv\"\n")
      .file("words/cue.tsv", "# lemma\tweight\tn\nwrite\t0.85\t291\t344\nclaim\t0.9\n");
  const Schema schema;
  const auto book = Rulebook::load(pack.dir(), schema);
  ASSERT_TRUE(book) << book.error().to_string();
  const WordList* cues = book->words("words/cue");
  ASSERT_NE(cues, nullptr);
  EXPECT_EQ(cues->size(), 5u);
  EXPECT_DOUBLE_EQ(cues->weight("say"), 0.5);
  EXPECT_DOUBLE_EQ(cues->weight("hint at"), 1);
  EXPECT_DOUBLE_EQ(cues->find("write")->number(1), 344);
  EXPECT_EQ(cues->find("claim")->column(0), "");
  EXPECT_FALSE(cues->contains("see"));
  EXPECT_EQ(book->words("words/cues"), nullptr);
}

TEST(Words, HousePackAdds) {
  Pack base, house;
  base.file("words/cue.rule", "words words/cue what \"cues\" items \"say\" \"tell\" \"go\"");
  house.file("words/cue.rule", "adjust words/cue why \"our style\" items \"say\" = 0.2 \"opine\" = 0.7 remove \"go\"");
  const Schema schema;
  const auto book = Rulebook::load({base.dir(), house.dir()}, schema);
  ASSERT_TRUE(book) << book.error().to_string();
  const WordList* cues = book->words("words/cue");
  EXPECT_DOUBLE_EQ(cues->weight("say"), 0.2);
  EXPECT_DOUBLE_EQ(cues->weight("opine"), 0.7);
  EXPECT_FALSE(cues->contains("go"));
}

TEST(Words, FaultyTable) {
  Pack pack;
  pack.file("words/cue.rule", "words words/cue what \"cues\" from \"cue.tsv\"").file("words/cue.tsv", "say\t0.5\nsay\t1\n");
  const Schema schema;
  const auto book = Rulebook::load(pack.dir(), schema);
  ASSERT_FALSE(book);
  EXPECT_EQ(book.error().line, 2);
  EXPECT_EQ(book.error().message, "'say' is listed twice");
}

}  // namespace
}  // namespace onrecord

#include "rulebook/mention_index.h"

#include <gtest/gtest.h>

#include <vector>

namespace onrecord {
namespace {

Token token(std::string_view lower, std::string_view lemma) {
  Token t;
  t.lower_hash = hash_of(lower);
  t.lemma_hash = hash_of(lemma);
  return t;
}

TEST(MentionIndex, KnowsWhereWordsAndPhrasesMayBegin) {
  WordList polls, courts;
  polls.add("survey", 1);
  polls.add("opinion poll", 1);
  courts.add("court", 1);
  courts.add("survey", 1);
  MentionIndex index;
  const std::uint64_t poll = index.add(polls), court = index.add(courts);
  EXPECT_EQ(index.add(polls), poll);
  EXPECT_EQ(index.begins(token("surveys", "survey")), poll | court);
  EXPECT_EQ(index.begins(token("opinion", "opinion")), poll);
  EXPECT_EQ(index.begins(token("courts", "court")), court);
  EXPECT_EQ(index.begins(token("poll", "poll")), 0u);
}

TEST(MentionIndex, HasRoomFor64Lists) {
  std::vector<WordList> lists(65);
  MentionIndex index;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    lists[i].add("flood", 1);
    EXPECT_EQ(index.add(lists[i]) != 0, i < 64);
  }
  EXPECT_EQ(index.begins(token("flood", "flood")), ~std::uint64_t{0});
}

}  // namespace
}  // namespace onrecord

// What a score must do when an article changes (step 7 of the score's validation), on an article of invented people.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "article/read.h"
#include "editorial/analyzer.h"

namespace onrecord {
namespace {

namespace fs = std::filesystem;

const Analyzer& analyzer() {
  static const Result<Analyzer> loaded = Analyzer::load(
      {.rules = {fs::path(ONRECORD_SOURCE_DIR) / "rules"}, .data = fs::path(ONRECORD_SOURCE_DIR) / "data"});
  if (!loaded) throw std::runtime_error(loaded.error().to_string());
  return *loaded;
}

std::string harbour() {
  std::ifstream in(fs::path(ONRECORD_SOURCE_DIR) / "tests/samples/harbour.txt", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Score score_of(const std::string& text) {
  return analyzer().analyze(read_text(text, analyzer().reading("harbour.txt", "harbour"))).score;
}

std::string changed(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

int value_of(const std::string& text) {
  const Score score = score_of(text);
  EXPECT_TRUE(score.value) << score.reason;
  return score.value.value_or(-1);
}

TEST(Score, DeletingAnAttributionDoesNotPay) {
  const int before = value_of(harbour());
  for (const auto& [from, to] : std::initializer_list<std::pair<const char*, const char*>>{
           {" said Ines Calder, chief engineer at the Harbour Institute.", ""},
           {" According to a survey of 812 households by the University of Selwyn,", " In the town,"},
           {"In a statement, the fishers' union said it would block", "It will block"},
           {"A senior official said the mayor had", "The mayor has"}})
    EXPECT_LE(value_of(changed(harbour(), from, to)), before) << from;
}

TEST(Score, HidingANamedSourceCosts) {
  const int before = value_of(harbour());
  EXPECT_LT(value_of(changed(harbour(), "said Ines Calder, chief engineer at the Harbour Institute. She told", "said a source. The source told")), before);
}

TEST(Score, WhatChangesNothingMovesLittle) {
  const int before = value_of(harbour());
  const auto stays = [&](const std::string& text, const char* what) { EXPECT_NEAR(value_of(text), before, 1) << what; };
  stays(changed(harbour(), "Marlane declined to comment.", "Marlane declined to comment. Marlane declined to comment."), "a sentence twice");
  stays(harbour() + "\nShare this article\n", "page remains");
  std::string curly = harbour();
  for (bool open = true; curly.find('"') != std::string::npos; open = !open)
    curly.replace(curly.find('"'), 1, open ? "“" : "”");
  stays(curly, "curly marks");
}

TEST(Score, IsExplained) {
  const Score score = score_of(harbour());
  ASSERT_TRUE(score.value);
  EXPECT_LE(score.low, *score.value);
  EXPECT_GE(score.high, *score.value);
  EXPECT_LT(score.low, score.high);
  ASSERT_EQ(score.parts.size(), 6u);
  double sum = 0, weights = 0;
  for (const ScorePart& p : score.parts) {
    EXPECT_FALSE(p.what.empty()) << p.name;
    if (p.value) sum += p.weight * *p.value, weights += p.weight;
    if (p.value && p.denominator > 0) {
      EXPECT_NEAR(*p.value, std::min(1.0, p.numerator / p.denominator), 1e-9) << p.name;
    }
    if (p.value && *p.value < 0.9) {
      EXPECT_FALSE(p.raise.empty()) << p.name;
    }
  }
  EXPECT_NEAR(*score.value, 100 * sum / weights, 0.5001);
}

TEST(Score, NotEnoughToScore) {
  const Score score = score_of("The port will close in May, said Ana Ruiz, the mayor.");
  EXPECT_FALSE(score.value);
  EXPECT_TRUE(score.reason.starts_with("not enough to score")) << score.reason;
}

TEST(Score, SameBytesSameScore) {
  const Score a = score_of(harbour()), b = score_of(harbour());
  EXPECT_EQ(a.value, b.value);
  EXPECT_EQ(a.low, b.low);
  EXPECT_EQ(a.high, b.high);
}

}  // namespace
}  // namespace onrecord

// Damaged articles through the whole journey, and its growth with size. All text is invented.
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <string>

#include "damage.h"
#include "editorial/analyzer.h"

namespace onrecord {
namespace {

using testing_damage::Damage;

const Analyzer* analyzer() {
  static const Result<Analyzer> loaded = Analyzer::load({.rules = {ONRECORD_SOURCE_DIR "/rules"}, .registries = {}});
  return loaded ? &*loaded : nullptr;
}

const std::string kText =
    "Wall may fail\n\nPORT SELWYN, March 14 (Agency) - \xe2\x80\x9cThe wall is old,\xe2\x80\x9d said Ines Calder, director of the port. "
    "Many feel it may fail, and she said that 40% of it \"will go.\"\n\n\xe2\x80\x9cIt cost $1,250.50,\" Mr. O'Neil told the Courier on "
    "Twitter. According to the council, the so-called 'harbour pact' was signed in 2019.\n\nHe denied it.\n\nNo comments:\n";

bool inside(const Analysis& found, ByteSpan span) {
  return span.begin <= span.end && span.end.value <= found.article.text.size();
}

TEST(DamagedAnalysis, EveryFindingLiesInTheText) {
  if (analyzer() == nullptr) GTEST_SKIP() << "the analyzer's data are not built";
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const Analysis found = analyzer()->analyze(read_text(Damage(seed)(kText), analyzer()->reading("a.txt")));
    for (const Finding& f : found.findings)
      for (const ByteSpan span : f.spans) EXPECT_TRUE(inside(found, span)) << "seed " << seed << " " << f.rule;
    for (const Claim& c : found.claims)
      for (const ByteSpan span : c.spans) EXPECT_TRUE(inside(found, span)) << "seed " << seed;
  }
}

double seconds(std::string_view piece, std::size_t size) {
  std::string text;
  while (text.size() < size) text += piece;
  const std::clock_t begin = std::clock();
  analyzer()->analyze(read_text(text, analyzer()->reading("a.txt")));
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

TEST(DamagedAnalysis, TimeGrowsWithSizeAndNoFaster) {
  if (analyzer() == nullptr) GTEST_SKIP() << "the analyzer's data are not built";
  for (const char* piece : {"said ", "he said that ", "\"", "\xe2\x80\x9c", "a, ", "( ", "Ines Calder ", ". ", "\"It may fail,\" said Ines Calder, the port's director. ",
                            "Many said so.\n\n", "who said "}) {
    const double small = std::max(seconds(piece, 8u << 10), 0.005), large = seconds(piece, 64u << 10);
    EXPECT_LT(large, small * 40) << "\"" << piece << "\": " << small << " s, eight times the size " << large << " s";
  }
}

}  // namespace
}  // namespace onrecord

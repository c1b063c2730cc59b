#include "archive/pack.h"

#include <gtest/gtest.h>

#include <boost/pfr.hpp>

#include "made_up.h"
#include "report/json.h"

namespace onrecord {
namespace {

std::string as_json(const Analysis& a) {
  std::string out;
  append_json(a, JsonLayout::kPage, out);
  return out;
}

Analysis sample() {
  Article article = made_up::article("a1", "Ines Calder | person | chief engineer | the wall may fail\nBrandt | person "
                                           "| mayor | it has stood for ninety years\n");
  article.blocks = {{BlockKind::kParagraph, made_up::span_at(0, 20)}};
  article.links = {{made_up::span_at(2, 3), "https://example.org/?a=<b>"}};
  article.repairs = {made_up::span_at(5, 3)};
  article.origin.add({BytePos{0}, OriginPos{3}, 20, 20});
  article.origin.add({BytePos{20}, OriginPos{99}, 3, 1});
  article.path = "folder/a1.txt";
  return made_up::analyze(article);
}

TEST(Pack, RoundTripKeepsAllButTextAndPath) {
  Analysis before = sample();
  Result<Analysis> after = unpack(pack(before));
  ASSERT_TRUE(after);
  EXPECT_EQ(after->article.text, "");
  EXPECT_EQ(after->article.path, "");
  ASSERT_EQ(after->article.origin.runs().size(), 2u);
  EXPECT_EQ(after->article.origin.runs()[1].origin_begin, OriginPos{99});
  EXPECT_EQ(after->article.links[0].href, before.article.links[0].href);
  EXPECT_EQ(after->claims[0].weight, before.claims[0].weight);
  EXPECT_FALSE(after->score.parts[1].value);
  after->article.text = before.article.text, after->article.path = before.article.path;
  EXPECT_EQ(as_json(*after), as_json(before));
}

TEST(Pack, SameAnalysisSameBytes) { EXPECT_EQ(pack(sample()), pack(sample())); }

TEST(Pack, DamagedBytesAreAnError) {
  const std::string bytes = pack(sample());
  EXPECT_FALSE(unpack(""));
  EXPECT_FALSE(unpack("no zstd frame at all"));
  for (std::size_t cut = 0; cut < bytes.size(); cut += 7) EXPECT_FALSE(unpack(bytes.substr(0, cut))) << cut;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x55);
    unpack(flipped);  // an Error or another Analysis, never a crash
  }
}

}  // namespace
}  // namespace onrecord

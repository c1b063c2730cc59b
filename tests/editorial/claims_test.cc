// Which sentences need a source, and where it stands: with attributions given, so that extraction plays no part.
#include "editorial/claims.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/share.h"
#include "editorial/editorial_schema.h"
#include "language/language_model.h"
#include "language/tokenize.h"
#include "quotation/find.h"

namespace onrecord {
namespace {

namespace fs = std::filesystem;

struct Case {
  const char* text;
  const char* source;   ///< words of the source of one attribution; empty: no attribution
  const char* content;  ///< words of its content
  std::vector<std::string> claims;  ///< "type sourced by" of each claim
};

const Rulebook& book() {
  static const Schema schema = editorial_schema();
  static const Result<Rulebook> loaded = Rulebook::load(fs::path(ONRECORD_SOURCE_DIR) / "rules", schema);
  if (!loaded) throw std::runtime_error(loaded.error().to_string());
  return *loaded;
}

Role role_at(const std::string& text, const std::string& words) {
  Role role;
  const std::size_t at = text.find(words);
  if (words.empty() || at == std::string::npos) return role;
  role.spans = {{BytePos{at}, BytePos{at + words.size()}}};
  role.text = words;
  return role;
}

std::vector<Claim> found_in(const Case& c) {
  static const Result<LanguageModel> model = LanguageModel::load(models_directory(fs::path(ONRECORD_SOURCE_DIR) / "data"));
  Article article;
  article.text = c.text;
  for (std::size_t at = 0; at < article.text.size();) {
    const std::size_t end = std::min(article.text.find("\n\n", at), article.text.size());
    article.blocks.push_back({BlockKind::kParagraph, {BytePos{at}, BytePos{end}}});
    at = end + 2;
  }
  Annotated text;
  Tokenizer({}).tokenize(article, text);
  model->annotate(text);
  const Quotations quotations = find_quotations(article, text, {});
  std::vector<Attribution> attributions;
  if (*c.content) {
    attributions.emplace_back();
    attributions[0].source = role_at(article.text, c.source);
    attributions[0].content = role_at(article.text, c.content);
  }
  const AttributionPlaces places(text, attributions);
  return ClaimFinder::load(book())->find(text, quotations, places, attributions);
}

std::vector<std::string> claims_of(const Case& c) {
  std::vector<std::string> out;
  for (const Claim& claim : found_in(c))
    out.push_back(std::string(name_of(claim.type)) + " " + std::string(name_of(claim.sourced)) +
                  (claim.by.empty() ? "" : " " + claim.by));
  return out;
}

TEST(Claims, WhereTheSourceStands) {
  const Case cases[] = {
      {"Forty people died in the fire.", "", "", {"casualties none"}},
      {"Forty people died in the fire, the police said.", "the police", "Forty people died in the fire", {"casualties sentence the police"}},
      {"\"Forty people died,\" Ines Calder said. \"The roof fell in.\"", "Ines Calder", "\"Forty people died,\" Ines Calder said. \"The roof fell in.\"",
       {"casualties sentence Ines Calder", "event neighbour Ines Calder"}},
      {"Did forty people die?", "", "", {}},
      {"The Harbour Institute.", "", "", {}},
      {"BRANDT: The wall fell in May.\n\nCALDER: It was weak. Nobody saw it.", "", "",
       {"event sentence BRANDT", "event sentence CALDER", "event neighbour CALDER"}},
  };
  for (const Case& c : cases) EXPECT_EQ(claims_of(c), c.claims) << c.text;
}

TEST(Claims, AnAttributionThatTellsLittleIsNoSource) {
  const Case little{"Rolf Brandt, who once hoped for peace, sold the old harbour and the two ferries to a bank in May.", "Rolf Brandt", "peace",
                    {"mind none"}};
  EXPECT_EQ(claims_of(little), little.claims);
}

TEST(Claims, SaidAgainItCountsOnce) {
  const auto claims = found_in({"Forty people died. Forty people died. The wall fell in May.", "", "", {}});
  ASSERT_EQ(claims.size(), 3u);
  EXPECT_EQ(claims[0].weight, 2);  // casualties count twice
  EXPECT_EQ(claims[1].weight, 0);
  EXPECT_EQ(claims[2].weight, 1);
}

TEST(Claims, NamesAreNoSigns) {
  EXPECT_EQ(claims_of({"Will Smith came to the town.", "", "", {}}), std::vector<std::string>{"event none"});
}

TEST(Claims, MissingListsAreAnError) {
  const Schema schema = editorial_schema();
  const fs::path empty = fs::path(testing::TempDir()) / "no-rules";
  fs::create_directories(empty);
  const auto none = Rulebook::load(empty, schema);
  if (!none) return;  // an empty pack is refused by the loader itself
  EXPECT_FALSE(ClaimFinder::load(*none));
}

}  // namespace
}  // namespace onrecord

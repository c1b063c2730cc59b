#include "attribution/extractor.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "rulebook/rulebook.h"
#include "base/share.h"

namespace onrecord {
namespace {

const std::filesystem::path kSource = ONRECORD_SOURCE_DIR;

TEST(Extractor, SaysWhatIsMissing) {
  const Schema schema;
  const auto book = Rulebook::load(kSource / "rules", schema);
  ASSERT_TRUE(book) << book.error().to_string();
  const auto none = Extractor::load(*book, "/nowhere", {});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().path, "/nowhere/attribution.bin");
}

TEST(Extractor, NothingInNothingOut) {
  const Schema schema;
  const auto book = Rulebook::load(kSource / "rules", schema);
  ASSERT_TRUE(book) << book.error().to_string();
  const auto extractor = Extractor::load(*book, models_directory(kSource / "data"), {});
  ASSERT_TRUE(extractor) << extractor.error().to_string();
  const Article article;
  Annotated text;
  text.article = &article;
  text.index_children();
  EXPECT_TRUE(extractor->extract(text, {}).empty());
}

}  // namespace
}  // namespace onrecord

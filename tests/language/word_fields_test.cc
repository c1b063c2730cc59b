#include "language/word_fields.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "language/annotated.h"
#include "base/share.h"

namespace onrecord {
namespace {

const std::filesystem::path kFile = models_directory(std::filesystem::path(ONRECORD_SOURCE_DIR) / "data") / "word_fields.bin";

TEST(WordFields, KnowsFieldsOfWords) {
  const auto fields = WordFields::load(kFile);
  ASSERT_TRUE(fields) << fields.error().to_string();
  EXPECT_TRUE(fields->find(hash_of("say")).takes_that());
  EXPECT_TRUE(fields->find(hash_of("excoriate")).may_communicate());
  EXPECT_EQ(fields->find(hash_of("excoriate")).verb_class, fields->find(hash_of("say")).verb_class);
  EXPECT_TRUE(fields->find(hash_of("spokeswoman")).is_person());
  EXPECT_TRUE(fields->find(hash_of("criticism")).is_communication());
  EXPECT_FALSE(fields->find(hash_of("river")).is_person());
  EXPECT_EQ(fields->find(hash_of("no such word at all")).noun, 0);
}

TEST(WordFields, RefusesDamagedFiles) {
  const auto path = std::filesystem::temp_directory_path() / "onrecord_word_fields_test.bin";
  for (const char* bytes : {"", "ORFIELD1", "ORFIELD1\x05\0\0\0\0\0\0\0abc", "something else altogether"}) {
    std::ofstream(path, std::ios::binary) << bytes;
    EXPECT_FALSE(WordFields::load(path));
  }
  std::filesystem::remove(path);
  EXPECT_FALSE(WordFields::load(path));
}

}  // namespace
}  // namespace onrecord

#include "base/mapped_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string_view>

namespace onrecord {
namespace {

TEST(MappedFile, ReadsAndMoves) {
  const auto path = std::filesystem::temp_directory_path() / "onrecord_mapped_file_test";
  std::ofstream(path) << "harbour";
  Result<MappedFile> file = MappedFile::open(path);
  ASSERT_TRUE(file) << file.error().to_string();
  const MappedFile moved = std::move(*file);
  std::filesystem::remove(path);
  moved.fetch();
  const std::string_view text(reinterpret_cast<const char*>(moved.bytes().data()), moved.bytes().size());
  EXPECT_EQ(text, "harbour");
}

TEST(MappedFile, RefusesWhatIsNoFile) {
  EXPECT_FALSE(MappedFile::open(std::filesystem::temp_directory_path()));
  EXPECT_FALSE(MappedFile::open("/no/such/file"));
}

}  // namespace
}  // namespace onrecord

// docs/rule-language.md lists what rules may name; this holds it to the schema. ONRECORD_UPDATE_DOCS=1 rewrites it.
#include "rulebook/handbook.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "editorial/editorial_schema.h"

namespace onrecord {
namespace {

constexpr std::string_view kMark = "<!-- from here on written by tests/rulebook/handbook_test.cc -->\n";

TEST(Handbook, ListsWhatTheSchemaKnows) {
  const std::string path = std::string(ONRECORD_SOURCE_DIR) + "/docs/rule-language.md";
  std::ifstream in(path, std::ios::binary);
  std::stringstream read;
  read << in.rdbuf();
  const std::string text = read.str();
  const std::size_t at = text.find(kMark);
  ASSERT_NE(at, std::string::npos);
  const std::string wanted = handbook(editorial_schema());
  if (std::getenv("ONRECORD_UPDATE_DOCS")) {
    std::ofstream(path, std::ios::binary) << text.substr(0, at) << kMark << wanted;
    return;
  }
  EXPECT_EQ(text.substr(at + kMark.size()), wanted) << "run once with ONRECORD_UPDATE_DOCS=1";
}

}  // namespace
}  // namespace onrecord

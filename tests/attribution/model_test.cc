#include "attribution/model.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace onrecord {
namespace {

namespace fs = std::filesystem;

AttributionModelWriter small_model() {
  AttributionModelWriter out;
  const std::vector<float> table = {0, .5f, -1, .25f};
  for (const char* name : {"first", "context", "labelled", "link content", "link source"}) out.add(name, table);
  std::vector<float> rows(4 * HashedRows::kWidth);
  rows[HashedRows::kWidth + 3] = 2;
  out.add_rows("labels", rows);
  out.add_exact("transitions", std::vector<float>(kRoleLabels * 8));
  return out;
}

class ModelFile : public testing::Test {
 protected:
  Result<AttributionModel> load(const std::string& bytes) {
    const fs::path file = fs::path(testing::TempDir()) / "attribution-model-test.bin";
    std::ofstream(file, std::ios::binary) << bytes;
    auto model = AttributionModel::load(file);
    if (!model) {
      EXPECT_EQ(model.error().path, file.string());
    }
    fs::remove(file);
    return model;
  }
};

LabelScores sum_of_labels(const AttributionModel& model, const std::vector<std::uint64_t>& hashes) {
  std::vector<std::uint32_t> rows(hashes.size());
  model.labels.find(hashes, rows);
  return model.labels.sum(rows);
}

TEST_F(ModelFile, GivesBackWhatWasWritten) {
  const auto model = load(small_model().bytes());
  ASSERT_TRUE(model) << model.error().to_string();
  EXPECT_NEAR(model->first.weight(1), .5f, 1e-4f);
  EXPECT_NEAR(model->first.weight(2), -1, 1e-4f);
  const std::vector<std::uint64_t> hashes = {1, 2, 3, 5};
  EXPECT_NEAR(model->context.sum(hashes), .5f - 1 + .25f + .5f, 1e-3f);
  EXPECT_NEAR(sum_of_labels(*model, {1})[3], 2, 1e-2f);
}

TEST_F(ModelFile, WhatIsWrittenIsWhatIsMeasured) {
  const AttributionModelWriter out = small_model();
  const auto read = load(out.bytes());
  const AttributionModel own = out.model();
  for (std::uint64_t h = 0; h < 4; ++h) EXPECT_EQ(read->first.weight(h), own.first.weight(h));
}

TEST_F(ModelFile, RefusesDamage) {
  const std::string whole = small_model().bytes();
  EXPECT_FALSE(AttributionModel::load("/nowhere/attribution.bin"));
  EXPECT_FALSE(load(""));
  EXPECT_FALSE(load("ORATTR01" + whole.substr(8)));
  for (std::size_t cut = 0; cut < whole.size(); cut += 7) EXPECT_FALSE(load(whole.substr(0, cut))) << cut;
  for (std::size_t i = 0; i < 8; ++i) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 0x40);
    EXPECT_FALSE(load(changed)) << i;
  }
}

TEST_F(ModelFile, AnyChangedByteIsReadInsideTheFile) {
  const std::string whole = small_model().bytes();
  const std::vector<std::uint64_t> hashes = {0, 1, ~std::uint64_t{0}, 0x123456789abcdefull};
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 0xff);
    if (const auto model = load(changed)) {
      model->first.sum(hashes);
      sum_of_labels(*model, hashes);
      model->link_source.sum(hashes);
    }
  }
}

}  // namespace
}  // namespace onrecord

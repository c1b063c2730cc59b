#include "base/byte_product.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace onrecord {
namespace {

TEST(ByteProduct, VectorsAndPlainLoopsGiveTheSameSums) {
  for (const auto& [outputs, inputs] : {std::pair<std::size_t, std::size_t>{16, 4}, {96, 288}, {16 * 9, 128}, {448, 96}})
    for (const std::size_t rows : {0u, 1u, 4u, 5u, 7u, 23u}) {
      std::mt19937 rng(static_cast<unsigned>(rows + outputs));
      std::vector<std::uint8_t> x(rows * inputs);
      std::vector<std::int8_t> packed(outputs * inputs);
      for (auto& v : x) v = static_cast<std::uint8_t>(rng());
      for (auto& v : packed) v = static_cast<std::int8_t>(rng());
      const ByteMatrix w{outputs, inputs, packed.data()};
      std::vector<std::int32_t> fast(rows * outputs), plain(fast.size());
      multiply_bytes(x.data(), rows, w, fast.data());
      multiply_bytes_plainly({.first = x.data(), .rows = rows, .stride = inputs}, w, plain.data());
      EXPECT_EQ(fast, plain) << outputs << " outputs, " << inputs << " inputs, " << rows << " rows";
    }
}

/// A window over three neighbours is what comes of copying them together.
TEST(ByteProduct, RowsMayOverlap) {
  constexpr std::size_t kWidth = 64, kRows = 23, kOutputs = 64, kReach = 2;
  std::mt19937 rng(1);
  std::vector<std::uint8_t> x((kRows + 2 * kReach) * kWidth), copied;
  std::vector<std::int8_t> packed(kOutputs * 3 * kWidth);
  for (auto& v : x) v = static_cast<std::uint8_t>(rng());
  for (auto& v : packed) v = static_cast<std::int8_t>(rng());
  for (std::size_t r = 0; r < kRows; ++r)
    for (std::size_t t = 0; t < 3; ++t)
      copied.insert(copied.end(), x.data() + (r + t * kReach) * kWidth, x.data() + (r + t * kReach + 1) * kWidth);
  const ByteMatrix w{kOutputs, 3 * kWidth, packed.data()};
  const ByteRows windows{x.data(), kRows, kWidth, 3, kReach * kWidth};
  std::vector<std::int32_t> found(kRows * kOutputs), plain(found.size()), wanted(found.size());
  multiply_bytes(copied.data(), kRows, w, wanted.data());
  multiply_bytes(windows, w, found.data());
  multiply_bytes_plainly(windows, w, plain.data());
  EXPECT_EQ(found, wanted);
  EXPECT_EQ(plain, wanted);
}

TEST(ByteProduct, EachWeightHasItsPlace) {
  constexpr std::size_t kOutputs = 32, kInputs = 8;
  std::vector<int> seen(kOutputs * kInputs);
  for (std::size_t o = 0; o < kOutputs; ++o)
    for (std::size_t i = 0; i < kInputs; ++i) ++seen[ByteMatrix::at(kInputs, o, i)];
  EXPECT_EQ(seen, std::vector<int>(kOutputs * kInputs, 1));
}

}  // namespace
}  // namespace onrecord

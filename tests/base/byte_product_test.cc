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
      multiply_bytes_plainly(x.data(), rows, w, plain.data());
      EXPECT_EQ(fast, plain) << outputs << " outputs, " << inputs << " inputs, " << rows << " rows";
    }
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

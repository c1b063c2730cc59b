#include "attribution/reader_math.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "base/byte_product.h"

namespace onrecord::reader_math {
namespace {

std::vector<float> random_floats(std::size_t n, unsigned seed, float most = 1) {
  std::mt19937 rng(seed);
  std::uniform_real_distribution<float> d(-most, most);
  std::vector<float> out(n);
  for (float& x : out) x = d(rng);
  return out;
}

/// A matrix and the arrays it borrows.
struct OwnedMatrix {
  std::vector<std::int8_t> packed;
  std::vector<float> scale, bias;
  std::vector<std::int32_t> shift;
  Matrix view;
  OwnedMatrix(std::size_t outputs, std::size_t inputs) : packed(outputs * inputs), scale(random_floats(outputs, 2)), bias(random_floats(outputs, 3)), shift(outputs) {
    std::mt19937 rng(1);
    for (auto& w : packed) w = static_cast<std::int8_t>(static_cast<int>(rng() % 255) - 127);
    for (std::size_t b = 0; b < outputs / 16; ++b)
      for (std::size_t g = 0; g < inputs / 4; ++g)
        for (std::size_t o = 0; o < 16; ++o)
          for (std::size_t k = 0; k < 4; ++k) shift[b * 16 + o] += 128 * packed[(b * (inputs / 4) + g) * 64 + o * 4 + k];
    view = {outputs, inputs, packed.data(), scale.data(), bias.data(), shift.data()};
  }
};

TEST(ReaderMath, ProductsAreThoseOfTheNumbersThatBytesStandFor) {
  constexpr std::size_t kOutputs = 16 * 9, kInputs = 128, kRows = 7;
  const OwnedMatrix w(kOutputs, kInputs);
  Quantised x;
  quantise(random_floats(kRows * kInputs, 4, 3).data(), kRows, kInputs, x);
  std::vector<float> found(kRows * kOutputs);
  multiply(x, kRows, w.view, found.data());
  for (std::size_t r = 0; r < kRows; ++r)
    for (std::size_t o = 0; o < kOutputs; ++o) {
      double sum = 0;
      for (std::size_t i = 0; i < kInputs; ++i)
        sum += (x.bytes[r * kInputs + i] - 128) * w.packed[ByteMatrix::at(kInputs, o, i)];
      const double expected = sum * static_cast<double>(w.scale[o] * x.scale[r]) + static_cast<double>(w.bias[o]);
      EXPECT_NEAR(found[r * kOutputs + o], expected, 1e-3 + std::abs(expected) * 1e-5);
    }
}

TEST(ReaderMath, BytesStandForTheirNumbers) {
  const auto x = random_floats(3 * 64, 5, 20);
  Quantised q;
  quantise(x.data(), 3, 64, q);
  for (std::size_t i = 0; i < x.size(); ++i)
    EXPECT_NEAR((static_cast<float>(q.bytes[i]) - 128) * q.scale[i / 64], x[i], q.scale[i / 64] * 0.51f);
}

TEST(ReaderMath, GeluFollowsTheErrorFunction) {
  std::vector<float> x;
  for (float v = -8; v < 8; v += 0.037f) x.push_back(v);
  auto y = x;
  gelu(y.data(), y.size());
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(y[i], 0.5f * x[i] * (1 + std::erf(x[i] / std::sqrt(2.0f))), 2e-6f);
}

TEST(ReaderMath, SoftmaxAddsUpToOne) {
  std::vector<float> x{-300, 1, 2, 3, 2.5f, -1, 0};
  softmax(x.data(), x.size());
  float sum = 0;
  for (float v : x) sum += v;
  EXPECT_NEAR(sum, 1, 1e-5f);
  EXPECT_NEAR(x[3] / x[2], std::exp(1.0f), 1e-4f);
}

TEST(ReaderMath, NormalisedRowsHaveMeanNoughtAndSpreadOne) {
  auto x = random_floats(2 * 64, 6, 9);
  const std::vector<float> gain(64, 1), shift(64, 0);
  normalise(x.data(), nullptr, 2, 64, gain.data(), shift.data());
  for (std::size_t r = 0; r < 2; ++r) {
    double mean = 0, spread = 0;
    for (std::size_t i = 0; i < 64; ++i) mean += x[r * 64 + i] / 64.0, spread += x[r * 64 + i] * x[r * 64 + i] / 64.0;
    EXPECT_NEAR(mean, 0, 1e-5);
    EXPECT_NEAR(spread, 1, 1e-4);
  }
}

TEST(ReaderMath, AttentionIsSoftmaxOfFitTimesValues) {
  for (std::size_t rows : {1, 3, 64, 70}) {
    constexpr std::size_t kHeads = 2, kWidth = kHeads * kHeadSize;
    const auto qkv = random_floats(rows * 3 * kWidth, 7, 2);
    std::vector<float> out(rows * kWidth);
    AttentionRoom room;
    attend(qkv.data(), rows, kHeads, {0, kHeads}, out.data(), room);
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t h = 0; h < kHeads; ++h) {
        std::vector<double> fit(rows);
        double sum = 0;
        for (std::size_t j = 0; j < rows; ++j) {
          for (std::size_t d = 0; d < kHeadSize; ++d)
            fit[j] += qkv[i * 3 * kWidth + h * kHeadSize + d] * qkv[j * 3 * kWidth + kWidth + h * kHeadSize + d];
          sum += fit[j] = std::exp(fit[j] / std::sqrt(static_cast<double>(kHeadSize)));
        }
        double expected = 0;
        for (std::size_t j = 0; j < rows; ++j) expected += fit[j] / sum * qkv[j * 3 * kWidth + 2 * kWidth + h * kHeadSize];
        EXPECT_NEAR(out[i * kWidth + h * kHeadSize], expected, 0.02) << rows << " rows";
      }
  }
}

}  // namespace
}  // namespace onrecord::reader_math

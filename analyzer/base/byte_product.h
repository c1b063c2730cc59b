// Products of 8-bit matrices, summed as whole numbers: the same sums on every machine, whatever its vector width.
//
//   const ByteMatrix w{.outputs = 96, .inputs = 288, .packed = weights};
//   multiply_bytes(x, rows, w, sums);   // sums[r][o] = sum over i of x[r][i] * w[o][i]
//
// Activations are unsigned, weights signed, as the vector units want it; who has signed activations adds 128 to each and
// takes 128 times the sum of a row of weights off the result. REQUIRES: sums that fit 32 bits: fewer than 2^16 inputs.
#pragma once

#include <cstddef>
#include <cstdint>

namespace onrecord {

/// A matrix packed as [outputs / 16][inputs / 4][16][4]. Borrowed. REQUIRES: outputs % 16 == 0, inputs % 4 == 0.
struct ByteMatrix {
  std::size_t outputs = 0, inputs = 0;
  const std::int8_t* packed = nullptr;

  /// Where the weight of `input` for `output` lies in `packed`.
  static constexpr std::size_t at(std::size_t inputs, std::size_t output, std::size_t input) {
    return ((output / 16 * (inputs / 4) + input / 4) * 16 + output % 16) * 4 + input % 4;
  }
};

/// Where the inputs of row r lie: in `runs` runs of equal size, the first at `stride` * r, each `step` bytes after the one
/// before. So a convolution reads its neighbours where they lie.
struct ByteRows {
  const std::uint8_t* first = nullptr;
  std::size_t rows = 0, stride = 0, runs = 1, step = 0;
};

/// `sums` has x.rows * w.outputs places. REQUIRES: w.inputs % (4 * x.runs) == 0.
void multiply_bytes(const ByteRows& x, const ByteMatrix& w, std::int32_t* sums);
/// The same by plain loops, for machines without vector units and for the test that holds the two together.
void multiply_bytes_plainly(const ByteRows& x, const ByteMatrix& w, std::int32_t* sums);

/// Rows that lie one after the other.
inline void multiply_bytes(const std::uint8_t* x, std::size_t rows, const ByteMatrix& w, std::int32_t* sums) {
  multiply_bytes({.first = x, .rows = rows, .stride = w.inputs}, w, sums);
}

}  // namespace onrecord

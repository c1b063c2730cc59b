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

/// `x` has rows * w.inputs places, `sums` rows * w.outputs.
void multiply_bytes(const std::uint8_t* x, std::size_t rows, const ByteMatrix& w, std::int32_t* sums);
/// The same by plain loops, for machines without vector units and for the test that holds the two together.
void multiply_bytes_plainly(const std::uint8_t* x, std::size_t rows, const ByteMatrix& w, std::int32_t* sums);

}  // namespace onrecord

// Arithmetic of the reader: products of 8-bit matrices, layer normalisation, GELU, attention. Internal to attribution/.
//
// Every function gives the same bits on every machine: integer sums are exact, floating sums run over sixteen lanes in
// one order, and the file is compiled without contraction to fused multiply-add.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace onrecord::reader_math {

/// A matrix of `outputs` rows over `inputs` columns, packed as a ByteMatrix. Borrowed.
/// REQUIRES: outputs % 16 == 0, inputs % 64 == 0.
struct Matrix {
  std::size_t outputs = 0, inputs = 0;
  const std::int8_t* packed = nullptr;
  const float* scale = nullptr;        ///< a row
  const float* bias = nullptr;         ///< a row
  const std::int32_t* shift = nullptr; ///< 128 times the sum of a row: what the offset of activations adds
};

/// Rows of activations in 8 bits, each with its scale: value = (byte - 128) * scale.
struct Quantised {
  std::vector<std::uint8_t> bytes;
  std::vector<float> scale;
  std::vector<std::int32_t> sums;  ///< room of multiply()
};

/// REQUIRES: columns % 16 == 0.
void quantise(const float* x, std::size_t rows, std::size_t columns, Quantised& out);
/// out[r][o] = bias[o] + sum over i of x[r][i] * w[o][i]; `out` has `rows * w.outputs` places.
void multiply(Quantised& x, std::size_t rows, const Matrix& w, float* out);

/// x = normalised(x + add) * gain + shift, row by row (Ba, Kiros and Hinton 2016). `add` may be nullptr.
void normalise(float* x, const float* add, std::size_t rows, std::size_t columns, const float* gain, const float* shift);
/// x * Phi(x) (Hendrycks and Gimpel 2016), Phi by Abramowitz and Stegun 7.1.28, off by less than 1e-6.
void gelu(float* x, std::size_t n);
inline constexpr std::size_t kHeadSize = 32;
/// Room for attend(), kept from window to window.
struct AttentionRoom {
  std::vector<std::int8_t> keys, values;   ///< packed as ByteMatrix
  std::vector<std::uint8_t> queries, shares;
  std::vector<std::int32_t> sums, key_shift;
  std::vector<float> query_scale, key_scale, share_scale, weights;
};
/// Some of the heads, from `begin` to before `end`.
struct Heads {
  std::size_t begin = 0, end = 0;
};
/// softmax(q k' / sqrt(size)) v for each of `wanted`, of kHeadSize numbers (Vaswani et al. 2017), each factor cut to 8
/// bits. `qkv` has rows of 3 * heads * kHeadSize; `out` rows of heads * kHeadSize. REQUIRES: at most 1024 rows.
void attend(const float* qkv, std::size_t rows, std::size_t heads, Heads wanted, float* out, AttentionRoom& room);
/// Softmax in place of at most 64 numbers.
void softmax(float* x, std::size_t n);

}  // namespace onrecord::reader_math

#include "base/byte_product.h"

#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace onrecord {
namespace {

#if defined(__x86_64__)
/// Four activations as one number.
std::int32_t group_of(const std::uint8_t* four) {
  std::int32_t out;
  std::memcpy(&out, four, sizeof out);
  return out;
}

/// `kRows` rows from `first` on against 16 * `kBlocks` outputs: sums stay in registers.
template <std::size_t kRows, std::size_t kBlocks>
__attribute__((target("avx512f,avx512vnni"))) inline void tile(const ByteRows& x, std::size_t first, const ByteMatrix& w,
                                                               std::size_t block, std::int32_t* sums) {
  __m512i sum[kRows][kBlocks];
  for (auto& row : sum)
    for (auto& s : row) s = _mm512_setzero_si512();
  const std::size_t groups = w.inputs / 4, of_run = groups / x.runs;
  const std::int8_t* packed = w.packed + block * groups * 64;
  const std::uint8_t* run = x.first + first * x.stride;
  for (std::size_t t = 0; t < x.runs; ++t, run += x.step)
    for (std::size_t g = 0; g < of_run; ++g, packed += 64) {
      __m512i weights[kBlocks];
      for (std::size_t b = 0; b < kBlocks; ++b) weights[b] = _mm512_loadu_si512(packed + b * groups * 64);
      for (std::size_t r = 0; r < kRows; ++r) {
        const __m512i a = _mm512_set1_epi32(group_of(run + r * x.stride + g * 4));
        for (std::size_t b = 0; b < kBlocks; ++b) sum[r][b] = _mm512_dpbusd_epi32(sum[r][b], a, weights[b]);
      }
    }
  for (std::size_t r = 0; r < kRows; ++r)
    for (std::size_t b = 0; b < kBlocks; ++b) _mm512_storeu_si512(sums + (first + r) * w.outputs + (block + b) * 16, sum[r][b]);
}

/// All rows against the outputs of `kBlocks` blocks, whose weights stay in the nearest cache.
template <std::size_t kBlocks>
__attribute__((target("avx512f,avx512vnni"))) void column(const ByteRows& x, const ByteMatrix& w, std::size_t block,
                                                          std::int32_t* sums) {
  std::size_t r = 0;
  for (; r + 5 <= x.rows; r += 5) tile<5, kBlocks>(x, r, w, block, sums);
  for (; r + 2 <= x.rows; r += 2) tile<2, kBlocks>(x, r, w, block, sums);
  for (; r < x.rows; ++r) tile<1, kBlocks>(x, r, w, block, sums);
}

void multiply_vnni(const ByteRows& x, const ByteMatrix& w, std::int32_t* sums) {
  const std::size_t blocks = w.outputs / 16;
  std::size_t b = 0;
  for (; b + 4 <= blocks; b += 4) column<4>(x, w, b, sums);
  for (; b + 2 <= blocks; b += 2) column<2>(x, w, b, sums);
  for (; b < blocks; ++b) column<1>(x, w, b, sums);
}

/// One row against 16 outputs, in 16 bits: the 8-bit products of AVX2 would be cut off.
__attribute__((target("avx2"))) void block_avx2(const ByteRows& x, std::size_t row, const ByteMatrix& w,
                                                std::size_t block, std::int32_t* out) {
  __m256i sum[4] = {};
  const std::size_t groups = w.inputs / 4, of_run = groups / x.runs;
  const std::int8_t* at = w.packed + block * groups * 64;
  const std::uint8_t* run = x.first + row * x.stride;
  for (std::size_t t = 0; t < x.runs; ++t, run += x.step)
    for (std::size_t g = 0; g < of_run; ++g, at += 64) {
      const __m256i a = _mm256_cvtepu8_epi16(_mm_set1_epi32(group_of(run + g * 4)));
      for (int k = 0; k < 4; ++k) {
        __m128i raw;
        std::memcpy(&raw, at + k * 16, sizeof raw);
        sum[k] = _mm256_add_epi32(sum[k], _mm256_madd_epi16(a, _mm256_cvtepi8_epi16(raw)));
      }
    }
  std::int32_t pairs[32];
  std::memcpy(pairs, sum, sizeof pairs);
  for (std::size_t o = 0; o < 16; ++o) out[o] = pairs[2 * o] + pairs[2 * o + 1];
}

void multiply_avx2(const ByteRows& x, const ByteMatrix& w, std::int32_t* sums) {
  for (std::size_t b = 0; b < w.outputs / 16; ++b)
    for (std::size_t r = 0; r < x.rows; ++r) block_avx2(x, r, w, b, sums + r * w.outputs + b * 16);
}
#endif

using Multiply = void (*)(const ByteRows&, const ByteMatrix&, std::int32_t*);

Multiply best_multiply() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vnni")) return multiply_vnni;
  if (__builtin_cpu_supports("avx2")) return multiply_avx2;
#endif
  return multiply_bytes_plainly;
}

}  // namespace

void multiply_bytes(const ByteRows& x, const ByteMatrix& w, std::int32_t* sums) {
  static const Multiply best = best_multiply();
  best(x, w, sums);
}

void multiply_bytes_plainly(const ByteRows& x, const ByteMatrix& w, std::int32_t* sums) {
  const std::size_t of_run = w.inputs / x.runs;
  for (std::size_t r = 0; r < x.rows; ++r)
    for (std::size_t o = 0; o < w.outputs; ++o) {
      std::int32_t sum = 0;
      for (std::size_t i = 0; i < w.inputs; ++i)
        sum += x.first[r * x.stride + i / of_run * x.step + i % of_run] * w.packed[ByteMatrix::at(w.inputs, o, i)];
      sums[r * w.outputs + o] = sum;
    }
}

}  // namespace onrecord

#include "attribution/reader_math.h"

#include <immintrin.h>

#include <algorithm>
#include <cmath>
#include <cstring>

// Loops over floats are compiled for wide vectors too, where the compiler can choose at load.
#if defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define ONRECORD_WIDE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ONRECORD_WIDE
#endif

// What such a loop calls must be compiled with it.
#define ONRECORD_INLINE __attribute__((always_inline)) inline

namespace onrecord::reader_math {
namespace {

constexpr std::size_t kLanes = 16;
constexpr float kTiny = 1e-12f;

/// Sixteen numbers at once, whatever the machine's own width; the compiler cuts them to it.
using Lanes = float __attribute__((vector_size(64)));
using WholeLanes = std::int32_t __attribute__((vector_size(64)));

/// e^x for x <= 0 by 2^(whole + fraction) with a polynomial for the fraction; hardly anything below -87.
ONRECORD_INLINE void exponential(float* x) {
  Lanes v;
  std::memcpy(&v, x, sizeof v);
  v = v < -87.0f ? Lanes{} - 87.0f : v;
  const Lanes y = v * 1.44269504f;
  const WholeLanes whole = __builtin_convertvector(y - 0.5f, WholeLanes);  // y <= 0: the nearest whole number
  const Lanes f = y - __builtin_convertvector(whole, Lanes);
  const Lanes p = 1.0f + f * (0.693147182f + f * (0.240226462f + f * (0.0555032724f + f * (0.00961835f + f * 0.00133335581f))));
  const WholeLanes power = (whole + 127) << 23;
  Lanes scale;
  std::memcpy(&scale, &power, sizeof scale);
  v = p * scale;
  std::memcpy(x, &v, sizeof v);
}

ONRECORD_INLINE float sum_of(const float (&lanes)[kLanes]) {
  float half[kLanes / 2];
  for (std::size_t i = 0; i < kLanes / 2; ++i) half[i] = lanes[i] + lanes[i + kLanes / 2];
  return ((half[0] + half[4]) + (half[1] + half[5])) + ((half[2] + half[6]) + (half[3] + half[7]));
}

std::int32_t group_of(const std::uint8_t* four) {
  std::int32_t out;
  std::memcpy(&out, four, sizeof out);
  return out;
}

void finish(const Quantised& x, std::size_t row, const Matrix& w, std::size_t block, const std::int32_t* sums, float* out) {
  for (std::size_t o = 0; o < 16; ++o) {
    const std::size_t at = block * 16 + o;
    out[row * w.outputs + at] = static_cast<float>(sums[o] - w.shift[at]) * (w.scale[at] * x.scale[row]) + w.bias[at];
  }
}

template <int kRows, int kBlocks>
__attribute__((target("avx512f,avx512vnni"))) void tile(const Quantised& x, std::size_t row, const Matrix& w,
                                                         std::size_t block, float* out) {
  __m512i sums[kRows][kBlocks];
  for (auto& r : sums)
    for (auto& s : r) s = _mm512_setzero_si512();
  const std::size_t groups = w.inputs / 4;
  for (std::size_t g = 0; g < groups; ++g) {
    __m512i weights[kBlocks];
    for (int b = 0; b < kBlocks; ++b)
      weights[b] = _mm512_loadu_si512(w.packed + ((block + static_cast<std::size_t>(b)) * groups + g) * 64);
    for (int r = 0; r < kRows; ++r) {
      const __m512i a = _mm512_set1_epi32(group_of(x.bytes.data() + (row + static_cast<std::size_t>(r)) * w.inputs + g * 4));
      for (int b = 0; b < kBlocks; ++b) sums[r][b] = _mm512_dpbusd_epi32(sums[r][b], a, weights[b]);
    }
  }
  for (int r = 0; r < kRows; ++r)
    for (int b = 0; b < kBlocks; ++b) {
      alignas(64) std::int32_t s[16];
      _mm512_store_si512(s, sums[r][b]);
      finish(x, row + static_cast<std::size_t>(r), w, block + static_cast<std::size_t>(b), s, out);
    }
}

template <int kRows>
void rows_wide(const Quantised& x, std::size_t row, const Matrix& w, float* out) {
  const std::size_t blocks = w.outputs / 16;
  std::size_t b = 0;
  for (; b + 4 <= blocks; b += 4) tile<kRows, 4>(x, row, w, b, out);
  for (; b < blocks; ++b) tile<kRows, 1>(x, row, w, b, out);
}

void multiply_wide(const Quantised& x, std::size_t rows, const Matrix& w, float* out) {
  std::size_t r = 0;
  for (; r + 5 <= rows; r += 5) rows_wide<5>(x, r, w, out);
  for (; r < rows; ++r) rows_wide<1>(x, r, w, out);
}

__attribute__((target("avx2"))) void block_narrow(const Quantised& x, std::size_t row, const Matrix& w, std::size_t block,
                                                  float* out) {
  __m256i sums[4];
  for (auto& s : sums) s = _mm256_setzero_si256();
  const std::size_t groups = w.inputs / 4;
  const std::int8_t* at = w.packed + block * groups * 64;
  const std::uint8_t* bytes = x.bytes.data() + row * w.inputs;
  for (std::size_t g = 0; g < groups; ++g, at += 64, bytes += 4) {
    const __m256i a = _mm256_cvtepu8_epi16(_mm_set1_epi32(group_of(bytes)));
    for (int k = 0; k < 4; ++k) {
      __m128i raw;
      std::memcpy(&raw, at + k * 16, sizeof raw);
      sums[k] = _mm256_add_epi32(sums[k], _mm256_madd_epi16(a, _mm256_cvtepi8_epi16(raw)));
    }
  }
  std::int32_t pairs[32], s[16];
  std::memcpy(pairs, sums, sizeof pairs);
  for (std::size_t o = 0; o < 16; ++o) s[o] = pairs[2 * o] + pairs[2 * o + 1];
  finish(x, row, w, block, s, out);
}

void multiply_narrow(const Quantised& x, std::size_t rows, const Matrix& w, float* out) {
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t b = 0; b < w.outputs / 16; ++b) block_narrow(x, r, w, b, out);
}

using Multiply = void (*)(const Quantised&, std::size_t, const Matrix&, float*);

Multiply best_multiply() {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vnni")) return multiply_wide;
  return __builtin_cpu_supports("avx2") ? multiply_narrow : multiply_plainly;
}

constexpr std::size_t kStrip = 64;  // keys scored at once

/// The largest of n numbers, lane by lane so that vectors can do it. `least` where there are none.
ONRECORD_INLINE float most_of(const float* x, std::size_t n, float least) {
  float lanes[kLanes];
  for (float& l : lanes) l = least;
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    for (std::size_t l = 0; l < kLanes; ++l) lanes[l] = lanes[l] < x[i + l] ? x[i + l] : lanes[l];
  for (std::size_t l = 0; i < n; ++i, ++l) lanes[l] = lanes[l] < x[i] ? x[i] : lanes[l];
  float most = least;
  for (float l : lanes) most = most < l ? l : most;
  return most;
}

/// `x` has room for a whole number of lanes; what is behind n comes out as 0.
ONRECORD_INLINE void softmax_inline(float* __restrict x, std::size_t n) {
  const float most = most_of(x, n, x[0]);
  const std::size_t padded = (n + kLanes - 1) / kLanes * kLanes;
  Lanes sum{};
  for (std::size_t i = 0; i < n; ++i) x[i] -= most;
  for (std::size_t i = n; i < padded; ++i) x[i] = -87.0f;
  for (std::size_t i = 0; i < padded; i += kLanes) exponential(x + i);
  for (std::size_t i = n; i < padded; ++i) x[i] = 0;
  for (std::size_t i = 0; i < padded; i += kLanes) {
    Lanes v;
    std::memcpy(&v, x + i, sizeof v);
    sum += v;
  }
  float lanes[kLanes];
  std::memcpy(lanes, &sum, sizeof lanes);
  const float inverse = 1.0f / sum_of(lanes);
  for (std::size_t i = 0; i < padded; ++i) x[i] *= inverse;
}

/// How well each key fits `q`. `keys` is [kHeadSize][padded].
ONRECORD_INLINE void fit_keys(const float* __restrict q, const float* __restrict keys, std::size_t padded, float scale,
                              float* __restrict weights) {
  for (std::size_t j = 0; j < padded; j += kStrip) {
    Lanes sums[kStrip / kLanes] = {};
    for (std::size_t d = 0; d < kHeadSize; ++d)
      for (std::size_t l = 0; l < kStrip / kLanes; ++l) {
        Lanes k;
        std::memcpy(&k, keys + d * padded + j + l * kLanes, sizeof k);
        sums[l] += q[d] * k;
      }
    for (Lanes& l : sums) l *= scale;
    std::memcpy(weights + j, sums, sizeof sums);
  }
}

/// The values, weighed and added up.
ONRECORD_INLINE void mix_values(const float* __restrict weights, const float* __restrict values, std::size_t rows,
                                std::size_t stride, float* __restrict out) {
  Lanes sums[kHeadSize / kLanes] = {};
  for (std::size_t j = 0; j < rows; ++j)
    for (std::size_t l = 0; l < kHeadSize / kLanes; ++l) {
      Lanes v;
      std::memcpy(&v, values + j * stride + l * kLanes, sizeof v);
      sums[l] += weights[j] * v;
    }
  std::memcpy(out, sums, sizeof sums);
}

}  // namespace

ONRECORD_WIDE void quantise(const float* x, std::size_t rows, std::size_t columns, Quantised& out) {
  out.bytes.resize(rows * columns);
  out.scale.resize(rows);
  for (std::size_t r = 0; r < rows; ++r, x += columns) {
    float lanes[kLanes] = {};
    for (std::size_t i = 0; i < columns; i += kLanes)
      for (std::size_t l = 0; l < kLanes; ++l) lanes[l] = lanes[l] < std::fabs(x[i + l]) ? std::fabs(x[i + l]) : lanes[l];
    const float most = most_of(lanes, kLanes, kTiny);
    const float inverse = 127.0f / most;
    std::uint8_t* bytes = out.bytes.data() + r * columns;
    for (std::size_t i = 0; i < columns; ++i) bytes[i] = static_cast<std::uint8_t>(static_cast<std::int32_t>(x[i] * inverse + 128.5f));
    out.scale[r] = most / 127.0f;
  }
}

void multiply(const Quantised& x, std::size_t rows, const Matrix& w, float* out) {
  static const Multiply best = best_multiply();
  best(x, rows, w, out);
}

void multiply_plainly(const Quantised& x, std::size_t rows, const Matrix& w, float* out) {
  const std::size_t groups = w.inputs / 4;
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t b = 0; b < w.outputs / 16; ++b) {
      std::int32_t sums[16] = {};
      for (std::size_t g = 0; g < groups; ++g)
        for (std::size_t o = 0; o < 16; ++o)
          for (std::size_t k = 0; k < 4; ++k)
            sums[o] += static_cast<std::int32_t>(x.bytes[r * w.inputs + g * 4 + k]) * w.packed[(b * groups + g) * 64 + o * 4 + k];
      finish(x, r, w, b, sums, out);
    }
}

ONRECORD_WIDE void normalise(float* x, const float* add, std::size_t rows, std::size_t columns, const float* gain,
                             const float* shift) {
  for (std::size_t r = 0; r < rows; ++r, x += columns) {
    float sums[kLanes] = {}, squares[kLanes] = {};
    if (add)
      for (std::size_t i = 0; i < columns; ++i) x[i] += add[r * columns + i];
    for (std::size_t i = 0; i < columns; i += kLanes)
      for (std::size_t l = 0; l < kLanes; ++l) sums[l] += x[i + l];
    const float mean = sum_of(sums) / static_cast<float>(columns);
    for (std::size_t i = 0; i < columns; i += kLanes)
      for (std::size_t l = 0; l < kLanes; ++l) squares[l] += (x[i + l] - mean) * (x[i + l] - mean);
    const float factor = 1.0f / std::sqrt(sum_of(squares) / static_cast<float>(columns) + kTiny);
    for (std::size_t i = 0; i < columns; ++i) x[i] = (x[i] - mean) * factor * gain[i] + shift[i];
  }
}

ONRECORD_WIDE void gelu(float* x, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    const float z = std::fabs(x[i]) * 0.707106781f;
    float p = 1.0f + z * (0.0705230784f + z * (0.0422820123f + z * (0.0092705272f + z * (0.0001520143f +
              z * (0.0002765672f + z * 0.0000430638f)))));
    p *= p;
    p *= p;
    p *= p;
    p *= p;
    const float half = 0.5f / p;  // half of 1 - erf(z)
    x[i] *= x[i] < 0 ? half : 1.0f - half;
  }
}

ONRECORD_WIDE void softmax(float* x, std::size_t n) {
  float room[kStrip] = {};
  if (n > kStrip) return;
  std::copy_n(x, n, room);
  softmax_inline(room, n);
  std::copy_n(room, n, x);
}

ONRECORD_WIDE void attend(const float* qkv, std::size_t rows, std::size_t heads, float* out, std::vector<float>& scratch) {
  const std::size_t width = heads * kHeadSize, stride = 3 * width, padded = (rows + kStrip - 1) / kStrip * kStrip;
  scratch.assign(padded * (kHeadSize + 1), 0.0f);
  float* keys = scratch.data();
  float* weights = keys + padded * kHeadSize;
  const float scale = 1.0f / std::sqrt(static_cast<float>(kHeadSize));
  for (std::size_t h = 0; h < heads; ++h) {
    const float* query = qkv + h * kHeadSize;
    for (std::size_t j = 0; j < rows; ++j)
      for (std::size_t d = 0; d < kHeadSize; ++d) keys[d * padded + j] = query[j * stride + width + d];
    for (std::size_t i = 0; i < rows; ++i) {
      fit_keys(query + i * stride, keys, padded, scale, weights);
      softmax_inline(weights, rows);
      mix_values(weights, query + 2 * width, rows, stride, out + i * width + h * kHeadSize);
    }
  }
}

}  // namespace onrecord::reader_math

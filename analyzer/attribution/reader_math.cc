#include "attribution/reader_math.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/byte_product.h"

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

constexpr std::size_t kMostForSoftmax = 64;

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

/// A whole multiple of the blocks of a ByteMatrix.
constexpr std::size_t padded(std::size_t n) { return (n + 15) / 16 * 16; }

/// What steps of 127 the largest of n numbers is; never 0.
ONRECORD_INLINE float step_of(const float* x, std::size_t n) {
  float most = kTiny;
  for (std::size_t i = 0; i < n; ++i) most = most < std::fabs(x[i]) ? std::fabs(x[i]) : most;
  return most / 127.0f;
}
ONRECORD_INLINE std::int32_t rounded(float x) { return static_cast<std::int32_t>(x + 128.5f) - 128; }

/// Queries of one head as rows of bytes, keys as the matrix they are multiplied with.
ONRECORD_INLINE void cut_queries_and_keys(const float* query, std::size_t rows, std::size_t width, AttentionRoom& room) {
  const float* key = query + width;
  for (std::size_t i = 0; i < rows; ++i, query += 3 * width, key += 3 * width) {
    room.query_scale[i] = step_of(query, kHeadSize);
    room.key_scale[i] = step_of(key, kHeadSize);
    const float query_inverse = 1.0f / room.query_scale[i], key_inverse = 1.0f / room.key_scale[i];
    std::int32_t total = 0;
    for (std::size_t d = 0; d < kHeadSize; ++d) {
      room.queries[i * kHeadSize + d] = static_cast<std::uint8_t>(rounded(query[d] * query_inverse) + 128);
      const std::int32_t k = rounded(key[d] * key_inverse);
      room.keys[ByteMatrix::at(kHeadSize, i, d)] = static_cast<std::int8_t>(k);
      total += k;
    }
    room.key_shift[i] = 128 * total;
    room.key_scale[i] *= 0.176776695f;  // 1 / sqrt(kHeadSize)
  }
}

/// Values of one head as the matrix that shares are multiplied with; `scale` of each of its numbers.
ONRECORD_INLINE void cut_values(const float* value, std::size_t rows, std::size_t width, AttentionRoom& room,
                                float (&scale)[kHeadSize]) {
  for (float& s : scale) s = kTiny;
  for (std::size_t j = 0; j < rows; ++j)
    for (std::size_t d = 0; d < kHeadSize; ++d) {
      const float v = std::fabs(value[j * 3 * width + d]);
      scale[d] = scale[d] < v ? v : scale[d];
    }
  float inverse[kHeadSize];
  for (std::size_t d = 0; d < kHeadSize; ++d) inverse[d] = 127.0f / scale[d], scale[d] /= 127.0f;
  for (std::size_t j = 0; j < rows; ++j)
    for (std::size_t d = 0; d < kHeadSize; ++d)
      room.values[ByteMatrix::at(padded(rows), d, j)] = static_cast<std::int8_t>(rounded(value[j * 3 * width + d] * inverse[d]));
}

/// Sums of one row to the share of each of `rows` values, in steps of a 255th of the largest; gives back that step.
ONRECORD_INLINE float shares_of(const std::int32_t* sums, std::size_t rows, float query_scale, AttentionRoom& room,
                                std::uint8_t* shares) {
  float* weights = room.weights.data();
  for (std::size_t j = 0; j < rows; ++j)
    weights[j] = static_cast<float>(sums[j] - room.key_shift[j]) * (query_scale * room.key_scale[j]);
  softmax_inline(weights, rows);
  const float most = most_of(weights, rows, kTiny), inverse = 255.0f / most;
  for (std::size_t j = 0; j < rows; ++j) shares[j] = static_cast<std::uint8_t>(static_cast<std::int32_t>(weights[j] * inverse + 0.5f));
  return most / 255.0f;
}

ONRECORD_WIDE void cut_head(const float* query, std::size_t rows, std::size_t width, AttentionRoom& room,
                            float (&value_scale)[kHeadSize]) {
  cut_queries_and_keys(query, rows, width, room);
  cut_values(query + 2 * width, rows, width, room, value_scale);
}

ONRECORD_WIDE void share_head(std::size_t rows, AttentionRoom& room) {
  const std::size_t stride = padded(rows);
  for (std::size_t i = 0; i < rows; ++i)
    room.share_scale[i] = shares_of(room.sums.data() + i * stride, rows, room.query_scale[i], room, room.shares.data() + i * stride);
}

ONRECORD_WIDE void finish_head(std::size_t rows, std::size_t width, const AttentionRoom& room,
                               const float (&value_scale)[kHeadSize], float* out) {
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t d = 0; d < kHeadSize; ++d)
      out[i * width + d] = static_cast<float>(room.sums[i * kHeadSize + d]) * (room.share_scale[i] * value_scale[d]);
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

namespace {

ONRECORD_WIDE void finish(const std::int32_t* sums, const float* row_scale, std::size_t rows, const Matrix& w, float* out) {
  for (std::size_t r = 0; r < rows; ++r, out += w.outputs, sums += w.outputs)
    for (std::size_t o = 0; o < w.outputs; ++o)
      out[o] = static_cast<float>(sums[o] - w.shift[o]) * (w.scale[o] * row_scale[r]) + w.bias[o];
}

}  // namespace

void multiply(Quantised& x, std::size_t rows, const Matrix& w, float* out) {
  if (x.sums.size() < rows * w.outputs) x.sums.resize(rows * w.outputs);
  multiply_bytes(x.bytes.data(), rows, {w.outputs, w.inputs, w.packed}, x.sums.data());
  finish(x.sums.data(), x.scale.data(), rows, w, out);
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
  float room[kMostForSoftmax] = {};
  if (n > kMostForSoftmax) return;
  std::copy_n(x, n, room);
  softmax_inline(room, n);
  std::copy_n(room, n, x);
}

void attend(const float* qkv, std::size_t rows, std::size_t heads, Heads wanted, float* out, AttentionRoom& room) {
  const std::size_t width = heads * kHeadSize, keys = padded(rows);
  room.keys.assign(keys * kHeadSize, 0);
  room.values.assign(keys * kHeadSize, 0);
  room.queries.resize(rows * kHeadSize);
  room.shares.assign(rows * keys, 0);  // behind the last value they stay 0
  room.sums.resize(rows * std::max(keys, kHeadSize));
  room.key_shift.resize(rows);
  for (auto* scale : {&room.query_scale, &room.key_scale, &room.share_scale}) scale->resize(rows);
  room.weights.resize(keys);
  for (std::size_t h = wanted.begin; h < wanted.end; ++h) {
    float value_scale[kHeadSize];
    cut_head(qkv + h * kHeadSize, rows, width, room, value_scale);
    multiply_bytes(room.queries.data(), rows, {keys, kHeadSize, room.keys.data()}, room.sums.data());
    share_head(rows, room);
    multiply_bytes(room.shares.data(), rows, {kHeadSize, keys, room.values.data()}, room.sums.data());
    finish_head(rows, width, room, value_scale, out + h * kHeadSize);
  }
}

}  // namespace onrecord::reader_math

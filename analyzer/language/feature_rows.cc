#include "language/feature_rows.h"

#include <cstring>

namespace onrecord {
namespace {

template <std::size_t kLabels>
[[gnu::always_inline]] inline void sum_rows(const std::int8_t* weights, std::span<const std::uint32_t> rows,
                                            std::int16_t* scores) {
  std::int16_t sums[kLabels] = {};
  for (const std::uint32_t row : rows) {
    const std::int8_t* w = weights + std::size_t{row} * kLabels;
    for (std::size_t l = 0; l < kLabels; ++l) sums[l] = static_cast<std::int16_t>(sums[l] + w[l]);
  }
  std::memcpy(scores, sums, sizeof sums);
}

}  // namespace

ONRECORD_WIDE void sum_rows64(const std::int8_t* weights, std::span<const std::uint32_t> rows, std::int16_t* scores) {
  sum_rows<64>(weights, rows, scores);
}
ONRECORD_WIDE void sum_rows16(const std::int8_t* weights, std::span<const std::uint32_t> rows, std::int16_t* scores) {
  sum_rows<16>(weights, rows, scores);
}
ONRECORD_WIDE void sum_rows4(const std::int8_t* weights, std::span<const std::uint32_t> rows, std::int16_t* scores) {
  sum_rows<4>(weights, rows, scores);
}

}  // namespace onrecord

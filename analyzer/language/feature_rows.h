// Feature hashing: a feature is a sum of well-mixed 64-bit values and the seed of its template; the upper bits of the sum
// are the row of a table of weights that holds one small integer per label (Weinberger et al. 2009, "Feature Hashing
// for Large Scale Multitask Learning"). No feature is stored by name, rows have a fixed width, scoring a token is
// adding some rows: integers, so every machine gives the same answer.
//
//   FeatureRows<40> rows;
//   FeatureAdder add(rows, kTagBits);
//   add(word.form);                      // template 0: the word
//   add(word.form, 1, tag_value(t1));    // template 1: the word and the tag before
//   sum_rows(weights, rows, scores);
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace onrecord {

/// Steele et al. 2014, SplitMix64: spreads small numbers over 64 bits.
constexpr std::uint64_t mixed(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ull;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}

namespace language_detail {
inline constexpr std::size_t kSmallValues = 256;
inline constexpr auto kSmall = [] {
  std::array<std::uint64_t, kSmallValues> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = mixed(i + 1000);
  return out;
}();
inline constexpr auto kSeeds = [] {
  std::array<std::uint64_t, 128> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = mixed(i + 5000);
  return out;
}();
}  // namespace language_detail

/// The well-mixed value of a tag, label, distance...: whatever counts from 0 to 255.
template <class Small>
constexpr std::uint64_t value_of(Small small) {
  return language_detail::kSmall[static_cast<std::uint8_t>(small)];
}

template <std::size_t kMax>
struct FeatureRows {
  std::array<std::uint32_t, kMax> at;
  std::size_t size = 0;
  std::span<const std::uint32_t> all() const { return {at.data(), size}; }
};

/// Adds features to rows; each call is the next template. Values of one feature are rotated apart, so that (a, b) and
/// (b, a) differ.
template <std::size_t kMax>
class FeatureAdder {
 public:
  FeatureAdder(FeatureRows<kMax>& rows, int bits) : rows_(rows), shift_(64 - bits) { rows_.size = 0; }
  void operator()(std::uint64_t a) { put(a); }
  void operator()(std::uint64_t a, std::uint64_t b) { put(a + std::rotl(b, 17)); }
  void operator()(std::uint64_t a, std::uint64_t b, std::uint64_t c) { put(a + std::rotl(b, 17) + std::rotl(c, 31)); }
  void operator()(std::uint64_t a, std::uint64_t b, std::uint64_t c, std::uint64_t d) {
    put(a + std::rotl(b, 17) + std::rotl(c, 31) + std::rotl(d, 47));
  }

 private:
  void put(std::uint64_t sum) {
    // One multiplication, so that features which differ in few bits do not sit in neighbouring rows.
    const std::uint64_t spread = (sum + language_detail::kSeeds[rows_.size]) * 0x9E3779B97F4A7C15ull;
    rows_.at[rows_.size++] = static_cast<std::uint32_t>(spread >> shift_);
  }
  FeatureRows<kMax>& rows_;
  int shift_;
};

// Function multiversioning where the compiler has it and no sanitizer gets in its way: the same sums, wider registers.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define ONRECORD_WIDE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ONRECORD_WIDE
#endif

/// scores[l] = sum over rows of weights[row * 64 + l]. REQUIRES: at most 256 rows.
void sum_rows64(const std::int8_t* weights, std::span<const std::uint32_t> rows, std::int16_t* scores);
/// The same with 16 labels a row.
void sum_rows16(const std::int8_t* weights, std::span<const std::uint32_t> rows, std::int16_t* scores);
/// The same with 4 labels a row.
void sum_rows4(const std::int8_t* weights, std::span<const std::uint32_t> rows, std::int16_t* scores);

}  // namespace onrecord

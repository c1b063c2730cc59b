// An averaged perceptron over hashed rows (Freund and Schapire 1999; averaging as in Daumé 2006): the trainable form of
// the tables in analyzer/language.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "language/feature_rows.h"

namespace onrecord {

/// Deterministic random numbers.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() { return mixed(state_++); }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  std::uint64_t state_;
};

template <std::size_t kWidth>
class Perceptron {
 public:
  explicit Perceptron(int bits) : now_(kWidth << bits), sum_(kWidth << bits) {}

  void score(std::span<const std::uint32_t> rows, float* scores) const {
    std::fill_n(scores, kWidth, 0.0f);
    for (const std::uint32_t row : rows)
      for (std::size_t l = 0; l < kWidth; ++l) scores[l] += now_[row * kWidth + l];
  }
  void update(std::span<const std::uint32_t> rows, std::size_t right, std::size_t wrong) {
    for (const std::uint32_t row : rows) {
      change(row * kWidth + right, 1);
      change(row * kWidth + wrong, -1);
    }
  }
  void tick() { step_ += 1; }

  /// Averaged weights as int8: the largest `clip` share is cut off.
  std::vector<std::int8_t> finish(double clip = 0.0005) const {
    std::vector<float> mean(now_.size());
    std::vector<float> sizes;
    for (std::size_t i = 0; i < now_.size(); ++i) {
      mean[i] = static_cast<float>(now_[i] - sum_[i] / step_);
      if (mean[i] != 0) sizes.push_back(std::abs(mean[i]));
    }
    if (sizes.empty()) return std::vector<std::int8_t>(now_.size());
    const auto at = sizes.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(sizes.size() - 1) * (1 - clip));
    std::nth_element(sizes.begin(), at, sizes.end());
    const float scale = 127 / *at;
    std::vector<std::int8_t> out(mean.size());
    for (std::size_t i = 0; i < mean.size(); ++i)
      out[i] = static_cast<std::int8_t>(std::lround(std::clamp(mean[i] * scale, -127.0f, 127.0f)));
    return out;
  }

 private:
  void change(std::size_t at, float by) {
    now_[at] += by;
    sum_[at] += step_ * by;
  }
  std::vector<float> now_;
  std::vector<double> sum_;
  double step_ = 1;
};

}  // namespace onrecord

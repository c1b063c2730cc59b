// Linear learners over hashed features, for train_attribution: logistic regression with fixed offsets, and a
// structured averaged perceptron.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace onrecord {

inline float sigmoid(float x) { return 1 / (1 + std::exp(-x)); }

/// Examples of a yes-or-no question. `offset` is what is known before (log odds); y < 0: not to be learnt from.
struct Examples {
  struct Row {
    std::uint32_t begin = 0, size = 0;
    std::int8_t y = 0;
    std::uint8_t fold = 0;
    float offset = 0;
  };
  std::vector<std::uint32_t> slots;
  std::vector<Row> rows;
  unsigned bits;

  explicit Examples(unsigned table_bits) : bits(table_bits) {}
  void add(const std::vector<std::uint64_t>& hashes, int y, int fold, float offset = 0) {
    rows.push_back({static_cast<std::uint32_t>(slots.size()), static_cast<std::uint32_t>(hashes.size()),
                    static_cast<std::int8_t>(y), static_cast<std::uint8_t>(fold), offset});
    const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
    for (std::uint64_t h : hashes) slots.push_back(static_cast<std::uint32_t>((h ^ (h >> 32)) & mask));
  }
};

struct FitOptions {
  int epochs = 6;
  float rate = .1f, l2 = 1e-5f;
};

inline float raw(const std::vector<float>& w, const Examples& e, const Examples::Row& r) {
  float s = r.offset;
  for (std::uint32_t k = 0; k < r.size; ++k) s += w[e.slots[r.begin + k]];
  return s;
}

/// Logistic regression by AdaGrad (Duchi, Hazan and Singer 2011) with averaged weights. Rows of fold `skip` are left
/// out; -1 leaves out none.
inline std::vector<float> fit(const Examples& e, int skip, const FitOptions& o) {
  std::vector<float> w(std::size_t{1} << e.bits), g(w.size(), 1e-2f);
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < e.rows.size(); ++i)
    if (e.rows[i].fold != skip && e.rows[i].y >= 0) order.push_back(i);
  std::mt19937 random(1);
  for (int epoch = 0; epoch < o.epochs; ++epoch) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
    const float eta = o.rate / (1 + 0.5f * static_cast<float>(epoch));
    for (std::uint32_t i : order) {
      const Examples::Row& r = e.rows[i];
      const float slope = sigmoid(raw(w, e, r)) - static_cast<float>(r.y);
      for (std::uint32_t k = r.begin; k < r.begin + r.size; ++k) {
        const std::uint32_t f = e.slots[k];
        const float d = slope + o.l2 * w[f];
        g[f] += d * d;
        w[f] -= eta * d / std::sqrt(g[f]);
      }
    }
  }
  return w;
}

}  // namespace onrecord

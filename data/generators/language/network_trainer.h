// Trains the network of analyzer/language/network.h: back-propagation by hand, Adam (Kingma and Ba 2015), dropout
// (Srivastava et al. 2014), words dropped by their rarity so that unknown ones are learnt (Kiperwasser and Goldberg
// 2016), and for the parser a dynamic oracle with exploration (Goldberg and Nivre 2013).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <span>
#include <vector>

#include "language/network.h"
#include "perceptron.h"

namespace onrecord {

#define ONRECORD_FAST __attribute__((target("avx2,fma"), optimize("O3", "fast-math")))

/// y[n x out] += x[n x in] w[in x out]
ONRECORD_FAST inline void multiply(const float* x, const float* w, float* y, std::size_t n, std::size_t in,
                                   std::size_t out) {
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4)
    for (std::size_t j = 0; j < out; j += 16) {
      float a[4][16];
      for (std::size_t r = 0; r < 4; ++r)
        for (std::size_t c = 0; c < 16; ++c) a[r][c] = y[(i + r) * out + j + c];
      for (std::size_t k = 0; k < in; ++k)
        for (std::size_t r = 0; r < 4; ++r) {
          const float v = x[(i + r) * in + k];
          for (std::size_t c = 0; c < 16; ++c) a[r][c] += v * w[k * out + j + c];
        }
      for (std::size_t r = 0; r < 4; ++r)
        for (std::size_t c = 0; c < 16; ++c) y[(i + r) * out + j + c] = a[r][c];
    }
  for (; i < n; ++i)
    for (std::size_t k = 0; k < in; ++k) {
      const float v = x[i * in + k];
      for (std::size_t j = 0; j < out; ++j) y[i * out + j] += v * w[k * out + j];
    }
}

/// dx += dy w^T and dw += x^T dy
ONRECORD_FAST inline void multiply_back(const float* x, const float* w, const float* dy, float* dx, float* dw,
                                        std::size_t n, std::size_t in, std::size_t out) {
  for (std::size_t k = 0; k < in; ++k) {
    const float* wk = w + k * out;
    float* gk = dw + k * out;
    std::size_t i = 0;
    for (; i + 4 <= n; i += 4) {
      const float *d0 = dy + i * out, *d1 = d0 + out, *d2 = d1 + out, *d3 = d2 + out;
      const float x0 = x[i * in + k], x1 = x[(i + 1) * in + k], x2 = x[(i + 2) * in + k], x3 = x[(i + 3) * in + k];
      float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
      for (std::size_t j = 0; j < out; ++j) {
        s0 += d0[j] * wk[j];
        s1 += d1[j] * wk[j];
        s2 += d2[j] * wk[j];
        s3 += d3[j] * wk[j];
        gk[j] += x0 * d0[j] + x1 * d1[j] + x2 * d2[j] + x3 * d3[j];
      }
      dx[i * in + k] += s0;
      dx[(i + 1) * in + k] += s1;
      dx[(i + 2) * in + k] += s2;
      dx[(i + 3) * in + k] += s3;
    }
    for (; i < n; ++i) {
      const float v = x[i * in + k];
      float sum = 0;
      for (std::size_t j = 0; j < out; ++j) {
        sum += dy[i * out + j] * wk[j];
        gk[j] += v * dy[i * out + j];
      }
      dx[i * in + k] += sum;
    }
  }
}

/// dw += x^T dy
ONRECORD_FAST inline void multiply_rows_back(const float* x, const float* dy, float* dw, std::size_t n, std::size_t in,
                                             std::size_t out) {
  for (std::size_t k = 0; k < in; ++k)
    for (std::size_t i = 0; i < n; ++i) {
      const float v = x[i * in + k];
      for (std::size_t j = 0; j < out; ++j) dw[k * out + j] += v * dy[i * out + j];
    }
}

/// Weights with their gradient and Adam's moments.
struct Weights {
  std::vector<float> value, gradient, first, second;

  void resize(std::size_t n, double spread, Dice& dice) {
    value.resize(n);
    for (float& v : value) v = static_cast<float>((dice.unit() * 2 - 1) * spread);
    gradient.assign(n, 0);
    first.assign(n, 0);
    second.assign(n, 0);
  }
  ONRECORD_FAST void step(std::size_t begin, std::size_t end, float rate, float scale) {
    constexpr float kKeep1 = 0.9f, kKeep2 = 0.99f;
    for (std::size_t i = begin; i < end; ++i) {
      const float g = gradient[i] * scale;
      gradient[i] = 0;
      first[i] = kKeep1 * first[i] + (1 - kKeep1) * g;
      second[i] = kKeep2 * second[i] + (1 - kKeep2) * g * g;
      value[i] -= rate * first[i] / (std::sqrt(second[i]) + 1e-6f);
    }
  }
};

/// A table of which a batch touches few rows.
struct Embeddings : Weights {
  std::size_t width = 0;
  std::vector<std::uint32_t> touched;
  std::vector<bool> is_touched;

  void make(std::size_t rows, std::size_t columns, double spread, Dice& dice) {
    width = columns;
    resize(rows * columns, spread, dice);
    is_touched.assign(rows, false);
  }
  const float* row(std::size_t i) const { return value.data() + i * width; }
  void add_gradient(std::size_t i, const float* d, float keep) {
    if (!is_touched[i]) {
      is_touched[i] = true;
      touched.push_back(static_cast<std::uint32_t>(i));
    }
    float* g = gradient.data() + i * width;
    for (std::size_t c = 0; c < width; ++c) g[c] += d[c] * keep;
  }
  void step_touched(float rate, float scale) {
    for (const std::uint32_t i : touched) {
      step(i * width, (i + 1) * width, rate, scale);
      is_touched[i] = false;
    }
    touched.clear();
  }
};

/// How many gold arcs a move puts out of reach (Goldberg and Nivre 2013, arc-hybrid).
inline int cost_of(Move move, const ParseState& state, const std::vector<int>& head) {
  const int s0 = state.top(0), next = state.next();
  int cost = 0;
  if (move == Move::kShift) {
    for (std::size_t k = 0; k < state.depth(); ++k) {
      const int s = state.top(k);
      cost += head[static_cast<std::size_t>(s)] == next;
      cost += k > 0 && head[static_cast<std::size_t>(next)] == s;
    }
    return cost;
  }
  for (int b = next; b <= state.root(); ++b) {
    if (b <= state.words()) cost += head[static_cast<std::size_t>(b)] == s0;
    const bool governs = head[static_cast<std::size_t>(s0)] == b;
    cost += governs && !(move == Move::kLeft && b == next);
  }
  if (move == Move::kLeft) cost += state.depth() >= 2 && head[static_cast<std::size_t>(s0)] == state.top(1);
  return cost;
}

/// The gold of a sentence; heads and relations by ParseState's node numbers, empty where there is no tree.
struct Lesson {
  std::vector<Tag> tags;  ///< kNone: unknown
  std::vector<int> head;
  std::vector<Relation> relation;
};

/// A sentence as a network reads it. `context`: NetworkShape::context numbers a word, 4 bits behind the point.
struct NetworkInput {
  std::span<const InputRows> rows;
  std::span<const std::int8_t> context;
};

/// Widths of a network. `context`: numbers that are known of each word from elsewhere, for a teacher. `drop`: the share of
/// numbers left out in training.
struct NetworkShape {
  std::size_t dim, hidden, context;
  float drop;
};
inline constexpr NetworkShape kStudent{kDim, kHidden, 0, 0.1f};  ///< the network of network.h

template <NetworkShape kShape>
class NetworkTrainer {
 public:
  static constexpr std::size_t kDim = kShape.dim, kHidden = kShape.hidden, kContext = kShape.context;

  explicit NetworkTrainer(std::uint64_t seed) : dice_(seed) {
    embeddings.make(kInputTable, kDim, 0.15, dice_);
    const auto glorot = [](std::size_t in, std::size_t out) { return std::sqrt(6.0 / static_cast<double>(in + out)); };
    context_in.resize(kContext * kDim, glorot(kContext, kDim), dice_);
    for (std::size_t l = 0; l < kLayers; ++l) {
      layer[l].resize(3 * kDim * kDim, glorot(3 * kDim, kDim), dice_);
      layer_bias[l].resize(kDim, 0, dice_);
    }
    special.resize(2 * kDim, 0.1, dice_);
    tag_out.resize(kDim * kTagOutputs, glorot(kDim, kTags), dice_);
    tag_bias.resize(kTagOutputs, 0, dice_);
    move_in.resize(kDim * kMoveSlots * kHidden, glorot(kDim * kMoveSlots, kHidden), dice_);
    move_facts.make(kMoveFactTable, kHidden, 0.1, dice_);
    move_bias.resize(kHidden, 0, dice_);
    move_out.resize(kHidden * kMoveOutputs, glorot(kHidden, kMoves), dice_);
    relation_in.resize(kDim * kRelationSlots * kHidden, glorot(kDim * kRelationSlots, kHidden), dice_);
    relation_facts.make(kRelationFactTable, kHidden, 0.1, dice_);
    relation_bias.resize(kHidden, 0, dice_);
    relation_out.resize(kHidden * kRelationOutputs, glorot(kHidden, kRelations), dice_);
    relation_out_bias.resize(kRelationOutputs, 0, dice_);
  }

  /// Adds the gradient of one sentence. `rows`: its input rows; `tags`: out, what the network thinks.
  void learn(const NetworkInput& input, const Lesson& lesson, bool explore, std::vector<Token>& tokens);
  /// The same forward pass without dropout or gradients: sets tag, relation, and head as node number in `heads`.
  void predict(const NetworkInput& input, std::vector<Token>& tokens, std::vector<int>& heads);
  void step(float rate, std::size_t batch) {
    const float scale = 1.0f / static_cast<float>(batch);
    for (Weights* w : dense()) w->step(0, w->value.size(), rate, scale);
    for (Embeddings* e : {&embeddings, &move_facts, &relation_facts}) e->step_touched(rate, scale);
  }
  double loss = 0;

  Embeddings embeddings, move_facts, relation_facts;
  std::array<Weights, kLayers> layer, layer_bias;
  Weights context_in, special, tag_out, tag_bias, move_in, move_bias, move_out, relation_in, relation_bias, relation_out,
      relation_out_bias;

 private:
  std::vector<Weights*> dense() {
    std::vector<Weights*> out{&context_in, &special, &tag_out, &tag_bias, &move_in, &move_bias, &move_out, &relation_in,
                              &relation_bias, &relation_out, &relation_out_bias};
    for (std::size_t l = 0; l < kLayers; ++l) {
      out.push_back(&layer[l]);
      out.push_back(&layer_bias[l]);
    }
    return out;
  }
  void encode(const NetworkInput& input, bool training);
  void encode_back(const NetworkInput& input);
  void tag_words(std::vector<Token>& tokens);
  void learn_tags(const Lesson& lesson);
  Move learn_move(const Lesson& lesson, bool explore);
  Move best_move();
  Relation name_arc(int child, int head, Relation right);
  void hidden_of(const std::vector<float>& parts, std::size_t slots, std::span<const int> words, const Embeddings& facts,
                 std::span<const std::uint16_t> fact_rows, const Weights& bias, float* hidden) const;
  void hidden_back(std::vector<float>& d_parts, std::size_t slots, std::span<const int> words, Embeddings& facts,
                   std::span<const std::uint16_t> fact_rows, Weights& bias, const float* hidden, float* d_hidden);

  static constexpr float kMost = kContext == 0 ? 127.0f / (1 << kByteBits) : 1e9f;  ///< what the network's bytes can hold
  static constexpr float kDrop = kShape.drop;
  Dice dice_;
  std::size_t n_ = 0;
  bool training_ = false;
  std::array<std::vector<float>, kLayers + 1> state_of_;       ///< n x kDim, before each layer and after the last
  std::array<std::vector<float>, kLayers> window_, relu_;      ///< n x 3 kDim; n x kDim
  std::vector<float> context_, input_mask_, coded_, tag_scores_, move_parts_, relation_parts_;
  std::vector<float> d_coded_, d_move_parts_, d_relation_parts_, d_tags_;
  ParseState parse_;
};

template <NetworkShape kShape>
void NetworkTrainer<kShape>::encode(const NetworkInput& input, bool training) {
  n_ = input.rows.size();
  training_ = training;
  const auto mask = [&] { return !training ? 1.0f : dice_.unit() < kDrop ? 0.0f : 1 / (1 - kDrop); };
  state_of_[0].assign(n_ * kDim, 0);
  input_mask_.resize(n_ * kDim);
  for (std::size_t i = 0; i < n_; ++i)
    for (std::size_t f = 0; f < kInputs; ++f) {
      const float* e = embeddings.row(input.rows[i][f]);
      for (std::size_t c = 0; c < kDim; ++c) state_of_[0][i * kDim + c] += e[c];
    }
  context_.resize(n_ * kContext);
  for (std::size_t at = 0; at < n_ * kContext; ++at) context_[at] = static_cast<float>(input.context[at]) / 16 * mask();
  if constexpr (kContext > 0) multiply(context_.data(), context_in.value.data(), state_of_[0].data(), n_, kContext, kDim);
  for (std::size_t at = 0; at < n_ * kDim; ++at) state_of_[0][at] *= input_mask_[at] = mask();
  for (std::size_t l = 0; l < kLayers; ++l) {
    std::vector<float>& window = window_[l];
    window.assign(n_ * 3 * kDim, 0);
    for (std::size_t i = 0; i < n_; ++i)
      for (int side = -1; side <= 1; ++side) {
        const auto from = static_cast<std::ptrdiff_t>(i) + side * static_cast<std::ptrdiff_t>(kReach[l]);
        if (from < 0 || from >= static_cast<std::ptrdiff_t>(n_)) continue;
        const float* x = state_of_[l].data() + static_cast<std::size_t>(from) * kDim;
        float* to = window.data() + (i * 3 + static_cast<std::size_t>(side + 1)) * kDim;
        for (std::size_t c = 0; c < kDim; ++c) to[c] = std::clamp(x[c], -kMost, kMost);
      }
    std::vector<float>& relu = relu_[l];
    relu.resize(n_ * kDim);
    for (std::size_t i = 0; i < n_; ++i) std::copy_n(layer_bias[l].value.data(), kDim, relu.data() + i * kDim);
    multiply(window.data(), layer[l].value.data(), relu.data(), n_, 3 * kDim, kDim);
    state_of_[l + 1] = state_of_[l];
    for (std::size_t at = 0; at < n_ * kDim; ++at) {
      relu[at] = relu[at] > 0 ? relu[at] * mask() : 0;
      state_of_[l + 1][at] += relu[at];
    }
  }
  coded_.resize((n_ + 2) * kDim);
  std::copy_n(special.value.data(), kDim, coded_.data());
  for (std::size_t at = 0; at < n_ * kDim; ++at) coded_[kDim + at] = std::clamp(state_of_[kLayers][at], -kMost, kMost);
  std::copy_n(special.value.data() + kDim, kDim, coded_.data() + (n_ + 1) * kDim);

  tag_scores_.resize(n_ * kTagOutputs);
  for (std::size_t i = 0; i < n_; ++i) std::copy_n(tag_bias.value.data(), kTagOutputs, tag_scores_.data() + i * kTagOutputs);
  multiply(coded_.data() + kDim, tag_out.value.data(), tag_scores_.data(), n_, kDim, kTagOutputs);
  move_parts_.assign((n_ + 2) * kMoveSlots * kHidden, 0);
  multiply(coded_.data(), move_in.value.data(), move_parts_.data(), n_ + 2, kDim, kMoveSlots * kHidden);
  relation_parts_.assign((n_ + 2) * kRelationSlots * kHidden, 0);
  multiply(coded_.data(), relation_in.value.data(), relation_parts_.data(), n_ + 2, kDim, kRelationSlots * kHidden);
  if (training) {
    d_coded_.assign(coded_.size(), 0);
    d_move_parts_.assign(move_parts_.size(), 0);
    d_relation_parts_.assign(relation_parts_.size(), 0);
    d_tags_.assign(tag_scores_.size(), 0);
  }
}

template <NetworkShape kShape>
void NetworkTrainer<kShape>::encode_back(const NetworkInput& input) {
  multiply_back(coded_.data(), move_in.value.data(), d_move_parts_.data(), d_coded_.data(), move_in.gradient.data(), n_ + 2,
                kDim, kMoveSlots * kHidden);
  multiply_back(coded_.data(), relation_in.value.data(), d_relation_parts_.data(), d_coded_.data(),
                relation_in.gradient.data(), n_ + 2, kDim, kRelationSlots * kHidden);
  multiply_back(coded_.data() + kDim, tag_out.value.data(), d_tags_.data(), d_coded_.data() + kDim,
                tag_out.gradient.data(), n_, kDim, kTagOutputs);
  for (std::size_t i = 0; i < n_; ++i)
    for (std::size_t c = 0; c < kTagOutputs; ++c) tag_bias.gradient[c] += d_tags_[i * kTagOutputs + c];
  for (std::size_t c = 0; c < kDim; ++c) {
    special.gradient[c] += d_coded_[c];
    special.gradient[kDim + c] += d_coded_[(n_ + 1) * kDim + c];
  }
  std::vector<float> d(n_ * kDim), d_relu(n_ * kDim), d_window;
  const auto passes = [](float x) { return std::abs(x) < kMost ? 1.0f : 0.0f; };
  for (std::size_t at = 0; at < d.size(); ++at) d[at] = d_coded_[kDim + at] * passes(state_of_[kLayers][at]);
  for (std::size_t l = kLayers; l-- > 0;) {
    for (std::size_t at = 0; at < n_ * kDim; ++at) d_relu[at] = relu_[l][at] > 0 ? d[at] / (1 - kDrop) : 0;
    for (std::size_t i = 0; i < n_; ++i)
      for (std::size_t c = 0; c < kDim; ++c) layer_bias[l].gradient[c] += d_relu[i * kDim + c];
    d_window.assign(n_ * 3 * kDim, 0);
    multiply_back(window_[l].data(), layer[l].value.data(), d_relu.data(), d_window.data(), layer[l].gradient.data(), n_,
                  3 * kDim, kDim);
    for (std::size_t i = 0; i < n_; ++i)
      for (int side = -1; side <= 1; ++side) {
        const auto from = static_cast<std::ptrdiff_t>(i) + side * static_cast<std::ptrdiff_t>(kReach[l]);
        if (from < 0 || from >= static_cast<std::ptrdiff_t>(n_)) continue;
        const float* x = state_of_[l].data() + static_cast<std::size_t>(from) * kDim;
        const float* more = d_window.data() + (i * 3 + static_cast<std::size_t>(side + 1)) * kDim;
        for (std::size_t c = 0; c < kDim; ++c) d[static_cast<std::size_t>(from) * kDim + c] += more[c] * passes(x[c]);
      }
  }
  for (std::size_t at = 0; at < n_ * kDim; ++at) d[at] *= input_mask_[at];
  if constexpr (kContext > 0) multiply_rows_back(context_.data(), d.data(), context_in.gradient.data(), n_, kContext, kDim);
  for (std::size_t i = 0; i < n_; ++i)
    for (std::size_t f = 0; f < kInputs; ++f) embeddings.add_gradient(input.rows[i][f], d.data() + i * kDim, 1);
}

template <NetworkShape kShape>
void NetworkTrainer<kShape>::tag_words(std::vector<Token>& tokens) {
  for (std::size_t i = 0; i < n_; ++i) {
    const float* s = tag_scores_.data() + i * kTagOutputs;
    tokens[i].tag = static_cast<Tag>(std::max_element(s + 1, s + kTags) - s);
  }
}

template <NetworkShape kShape>
void NetworkTrainer<kShape>::learn_tags(const Lesson& lesson) {
  for (std::size_t i = 0; i < n_; ++i) {
    if (lesson.tags[i] == Tag::kNone) continue;
    const float* s = tag_scores_.data() + i * kTagOutputs;
    float* d = d_tags_.data() + i * kTagOutputs;
    const float top = *std::max_element(s + 1, s + kTags);
    float sum = 0;
    for (std::size_t t = 1; t < kTags; ++t) sum += d[t] = std::exp(s[t] - top);
    for (std::size_t t = 1; t < kTags; ++t) d[t] /= sum;
    loss -= std::log(d[static_cast<std::size_t>(lesson.tags[i])] + 1e-9);
    d[static_cast<std::size_t>(lesson.tags[i])] -= 1;
  }
}

template <NetworkShape kShape>
void NetworkTrainer<kShape>::hidden_of(const std::vector<float>& parts, std::size_t slots, std::span<const int> words,
                                      const Embeddings& facts, std::span<const std::uint16_t> fact_rows,
                                      const Weights& bias, float* hidden) const {
  std::copy_n(bias.value.data(), kHidden, hidden);
  for (std::size_t s = 0; s < slots; ++s) {
    const float* part = parts.data() + (static_cast<std::size_t>(words[s]) * slots + s) * kHidden;
    for (std::size_t c = 0; c < kHidden; ++c) hidden[c] += part[c];
  }
  for (const std::uint16_t f : fact_rows) {
    const float* row = facts.row(f);
    for (std::size_t c = 0; c < kHidden; ++c) hidden[c] += row[c];
  }
  for (std::size_t c = 0; c < kHidden; ++c) hidden[c] = std::max(hidden[c], 0.0f);
}

template <NetworkShape kShape>
void NetworkTrainer<kShape>::hidden_back(std::vector<float>& d_parts, std::size_t slots, std::span<const int> words,
                                        Embeddings& facts, std::span<const std::uint16_t> fact_rows, Weights& bias,
                                        const float* hidden, float* d_hidden) {
  for (std::size_t c = 0; c < kHidden; ++c) {
    if (hidden[c] <= 0) d_hidden[c] = 0;
    bias.gradient[c] += d_hidden[c];
  }
  for (std::size_t s = 0; s < slots; ++s) {
    float* part = d_parts.data() + (static_cast<std::size_t>(words[s]) * slots + s) * kHidden;
    for (std::size_t c = 0; c < kHidden; ++c) part[c] += d_hidden[c];
  }
  for (const std::uint16_t f : fact_rows) facts.add_gradient(f, d_hidden, 1);
}

template <NetworkShape kShape>
Move NetworkTrainer<kShape>::learn_move(const Lesson& lesson, bool explore) {
  int costs[kMoves], least = 1 << 20, possible = 0, cheap = 0;
  for (std::size_t m = 0; m < kMoves; ++m) {
    const auto move = static_cast<Move>(m);
    costs[m] = parse_.can(move) ? cost_of(move, parse_, lesson.head) : 1 << 20;
    least = std::min(least, costs[m]);
    possible += parse_.can(move);
  }
  for (const int cost : costs) cheap += cost == least;
  if (possible == 1)
    for (std::size_t m = 0; m < kMoves; ++m)
      if (parse_.can(static_cast<Move>(m))) return static_cast<Move>(m);
  MoveInput input;
  move_input(parse_, input);
  float hidden[kHidden], d_hidden[kHidden] = {}, p[kMoves] = {}, top = -1e30f, sum = 0, good = 0;
  hidden_of(move_parts_, kMoveSlots, input.words, move_facts, input.facts, move_bias, hidden);
  for (std::size_t m = 0; m < kMoves; ++m) {
    if (!parse_.can(static_cast<Move>(m))) continue;
    for (std::size_t c = 0; c < kHidden; ++c) p[m] += hidden[c] * move_out.value[c * kMoveOutputs + m];
    top = std::max(top, p[m]);
  }
  for (std::size_t m = 0; m < kMoves; ++m) {
    p[m] = parse_.can(static_cast<Move>(m)) ? std::exp(p[m] - top) : 0;
    sum += p[m];
  }
  std::size_t right = kMoves;
  for (std::size_t m = 0; m < kMoves; ++m) {
    p[m] /= sum;
    if (costs[m] != least) continue;
    good += p[m];
    if (right == kMoves || p[m] > p[right]) right = m;
  }
  loss -= std::log(good + 1e-9);
  if (cheap < possible) {
    for (std::size_t m = 0; m < kMoves; ++m) {
      if (!parse_.can(static_cast<Move>(m))) continue;
      const float d = p[m] - (costs[m] == least ? p[m] / (good + 1e-9f) : 0);
      for (std::size_t c = 0; c < kHidden; ++c) {
        d_hidden[c] += d * move_out.value[c * kMoveOutputs + m];
        move_out.gradient[c * kMoveOutputs + m] += d * hidden[c];
      }
    }
    hidden_back(d_move_parts_, kMoveSlots, input.words, move_facts, input.facts, move_bias, hidden, d_hidden);
  }
  if (explore && dice_.unit() < 0.5) {  // where the model would go by itself
    double r = dice_.unit();
    for (std::size_t m = 0; m < kMoves; ++m)
      if ((r -= p[m]) < 0 && parse_.can(static_cast<Move>(m))) return static_cast<Move>(m);
  }
  return static_cast<Move>(right);
}

template <NetworkShape kShape>
Move NetworkTrainer<kShape>::best_move() {
  MoveInput input;
  move_input(parse_, input);
  float hidden[kHidden];
  hidden_of(move_parts_, kMoveSlots, input.words, move_facts, input.facts, move_bias, hidden);
  std::size_t best = kMoves;
  float best_score = 0;
  for (std::size_t m = 0; m < kMoves; ++m) {
    if (!parse_.can(static_cast<Move>(m))) continue;
    float score = 0;
    for (std::size_t c = 0; c < kHidden; ++c) score += hidden[c] * move_out.value[c * kMoveOutputs + m];
    if (best == kMoves || score > best_score) {
      best = m;
      best_score = score;
    }
  }
  return static_cast<Move>(best);
}

/// `right`: kNone where there is nothing to learn.
template <NetworkShape kShape>
Relation NetworkTrainer<kShape>::name_arc(int child, int head, Relation right) {
  if (head == parse_.root()) return Relation::kRoot;
  RelationInput input;
  relation_input(parse_, child, head, input);
  const std::span<const std::uint16_t> facts(input.facts.data(), input.fact_count);
  float hidden[kHidden], d_hidden[kHidden] = {}, p[kRelationOutputs];
  hidden_of(relation_parts_, kRelationSlots, input.words, relation_facts, facts, relation_bias, hidden);
  std::copy_n(relation_out_bias.value.data(), kRelationOutputs, p);
  multiply(hidden, relation_out.value.data(), p, 1, kHidden, kRelationOutputs);
  constexpr std::size_t kFirst = static_cast<std::size_t>(Relation::kRoot) + 1;
  const auto best = static_cast<std::size_t>(std::max_element(p + kFirst, p + kRelations) - p);
  if (right != Relation::kNone && right != Relation::kRoot) {
    const float top = p[best];
    float sum = 0;
    for (std::size_t r = 0; r < kRelationOutputs; ++r) {
      p[r] = r >= kFirst && r < kRelations ? std::exp(p[r] - top) : 0;
      sum += p[r];
    }
    for (float& v : p) v /= sum;
    loss -= std::log(p[static_cast<std::size_t>(right)] + 1e-9);
    p[static_cast<std::size_t>(right)] -= 1;
    for (std::size_t r = 0; r < kRelationOutputs; ++r) relation_out_bias.gradient[r] += p[r];
    multiply_back(hidden, relation_out.value.data(), p, d_hidden, relation_out.gradient.data(), 1, kHidden,
                  kRelationOutputs);
    hidden_back(d_relation_parts_, kRelationSlots, input.words, relation_facts, facts, relation_bias, hidden, d_hidden);
  }
  return static_cast<Relation>(best);
}

template <NetworkShape kShape>
void NetworkTrainer<kShape>::learn(const NetworkInput& input, const Lesson& lesson, bool explore,
                                  std::vector<Token>& tokens) {
  encode(input, true);
  tokens.resize(n_);
  tag_words(tokens);
  learn_tags(lesson);
  if (!lesson.head.empty()) {
    parse_.start(tokens);
    while (!parse_.done()) {
      const Move move = learn_move(lesson, explore);
      const auto [child, head] = parse_.arc(move);
      Relation relation = Relation::kNone;
      if (move != Move::kShift) {
        const auto c = static_cast<std::size_t>(child);
        relation = name_arc(child, head, lesson.head[c] == head ? lesson.relation[c] : Relation::kNone);
      }
      parse_.apply(move, relation);
    }
  }
  encode_back(input);
}

template <NetworkShape kShape>
void NetworkTrainer<kShape>::predict(const NetworkInput& input, std::vector<Token>& tokens, std::vector<int>& heads) {
  encode(input, false);
  tokens.resize(n_);
  tag_words(tokens);
  parse_.start(tokens);
  while (!parse_.done()) {
    const Move move = best_move();
    const auto [child, head] = parse_.arc(move);
    parse_.apply(move, move == Move::kShift ? Relation::kNone : name_arc(child, head, Relation::kNone));
  }
  heads.resize(n_);
  for (std::size_t i = 0; i < n_; ++i) {
    heads[i] = parse_[static_cast<int>(i) + 1].head;
    tokens[i].relation = parse_[static_cast<int>(i) + 1].relation;
  }
}

}  // namespace onrecord

#include "language/network.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>

#include "language/feature_rows.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace onrecord {
namespace {

std::int16_t clamped(std::int32_t v) {
  return static_cast<std::int16_t>(std::clamp<std::int32_t>(v, std::numeric_limits<std::int16_t>::min(),
                                                            std::numeric_limits<std::int16_t>::max()));
}
/// From a sum of products back to an activation.
std::int32_t scaled(std::int32_t sum) { return (sum >> kWeightBits) + ((sum >> (kWeightBits - 1)) & 1); }

int distance(int from, int to) {
  const int d = to - from;
  return d < 5 ? d : d < 8 ? 5 : d < 12 ? 6 : d < 20 ? 7 : 8;
}

/// hidden = relu(bias + the words' parts + the facts' rows).
[[gnu::always_inline]] inline void add_hidden(const std::int16_t* parts, std::span<const int> words,
                                              const std::int16_t* facts, std::span<const std::uint16_t> rows,
                                              const std::int16_t* bias, std::int16_t* hidden) {
  std::int32_t sum[kHidden];
  for (std::size_t c = 0; c < kHidden; ++c) sum[c] = bias[c];
  for (std::size_t s = 0; s < words.size(); ++s) {
    const std::int16_t* part = parts + (static_cast<std::size_t>(words[s]) * words.size() + s) * kHidden;
    for (std::size_t c = 0; c < kHidden; ++c) sum[c] += part[c];
  }
  for (const std::uint16_t row : rows) {
    const std::int16_t* fact = facts + std::size_t{row} * kHidden;
    for (std::size_t c = 0; c < kHidden; ++c) sum[c] += fact[c];
  }
  for (std::size_t c = 0; c < kHidden; ++c) hidden[c] = static_cast<std::int16_t>(std::clamp(sum[c], 0, 32767));
}

ONRECORD_WIDE void move_hidden(const std::int16_t* parts, const MoveInput& input, const std::int16_t* facts,
                               const std::int16_t* bias, std::int16_t* hidden) {
  add_hidden(parts, input.words, facts, input.facts, bias, hidden);
}
ONRECORD_WIDE void relation_hidden(const std::int16_t* parts, const RelationInput& input, const std::int16_t* facts,
                                   const std::int16_t* bias, std::int16_t* hidden) {
  add_hidden(parts, input.words, facts, {input.facts.data(), input.fact_count}, bias, hidden);
}
/// x = clamp(x + relu(sums + bias)) for n words.
ONRECORD_WIDE void add_residual(const std::int32_t* sums, const std::int16_t* bias, std::int16_t* x, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t c = 0; c < kDim; ++c) {
      const std::int32_t relu = std::max(scaled(sums[i * kDim + c]) + bias[c], 0);
      x[i * kDim + c] = clamped(x[i * kDim + c] + relu);
    }
}
ONRECORD_WIDE void scale_all(const std::int32_t* sums, std::int16_t* out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = clamped(scaled(sums[i]));
}
ONRECORD_WIDE void add_embedding(const std::int8_t* row, std::int16_t* out) {
  for (std::size_t c = 0; c < kDim; ++c) out[c] = static_cast<std::int16_t>(out[c] + row[c]);
}
ONRECORD_WIDE void widen(std::int16_t* out) {
  for (std::size_t c = 0; c < kDim; ++c) out[c] = static_cast<std::int16_t>(out[c] * (1 << kEmbeddingShift));
}

#if defined(__x86_64__)
/// `kWords` words against 32 outputs at a time: sums stay in registers.
template <std::size_t kWords>
__attribute__((target("avx2"))) inline void multiply_block(const std::int16_t* x, const std::int16_t* w,
                                                           std::int32_t* y, std::size_t in, std::size_t out) {
  __m256i sum[kWords][4] = {};
  for (std::size_t k = 0; k < in; k += 2) {
    const auto* row = reinterpret_cast<const __m256i*>(w + k * out);
    const __m256i w0 = _mm256_loadu_si256(row), w1 = _mm256_loadu_si256(row + 1), w2 = _mm256_loadu_si256(row + 2),
                  w3 = _mm256_loadu_si256(row + 3);
    for (std::size_t i = 0; i < kWords; ++i) {
      const auto low = static_cast<std::uint16_t>(x[i * in + k]), high = static_cast<std::uint16_t>(x[i * in + k + 1]);
      const __m256i pair = _mm256_set1_epi32(static_cast<std::int32_t>(low | std::uint32_t{high} << 16));
      sum[i][0] = _mm256_add_epi32(sum[i][0], _mm256_madd_epi16(pair, w0));
      sum[i][1] = _mm256_add_epi32(sum[i][1], _mm256_madd_epi16(pair, w1));
      sum[i][2] = _mm256_add_epi32(sum[i][2], _mm256_madd_epi16(pair, w2));
      sum[i][3] = _mm256_add_epi32(sum[i][3], _mm256_madd_epi16(pair, w3));
    }
  }
  for (std::size_t i = 0; i < kWords; ++i)
    for (std::size_t b = 0; b < 4; ++b)
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(y + i * out + b * 8), sum[i][b]);
}

__attribute__((target("avx2"))) void multiply_avx2(const std::int16_t* x, const std::int16_t* w, std::int32_t* y,
                                                   std::size_t n, std::size_t in, std::size_t out) {
  std::size_t i = 0;
  for (; i + 2 <= n; i += 2)
    for (std::size_t j = 0; j < out; j += 32) multiply_block<2>(x + i * in, w + j * 2, y + i * out + j, in, out);
  for (; i < n; ++i)
    for (std::size_t j = 0; j < out; j += 32) multiply_block<1>(x + i * in, w + j * 2, y + i * out + j, in, out);
}

/// `kWords` words against 32 outputs at a time, a product and its sum in one instruction.
template <std::size_t kWords>
__attribute__((target("avx512f,avx512vnni"))) inline void multiply_block_vnni(const std::int16_t* x, const std::int16_t* w,
                                                                              std::int32_t* y, std::size_t in,
                                                                              std::size_t out) {
  __m512i sum[kWords][2] = {};
  for (std::size_t k = 0; k < in; k += 2) {
    const __m512i w0 = _mm512_loadu_si512(w + k * out), w1 = _mm512_loadu_si512(w + k * out + 32);
    for (std::size_t i = 0; i < kWords; ++i) {
      std::int32_t two;
      std::memcpy(&two, x + i * in + k, sizeof two);
      const __m512i pair = _mm512_set1_epi32(two);
      sum[i][0] = _mm512_dpwssd_epi32(sum[i][0], pair, w0);
      sum[i][1] = _mm512_dpwssd_epi32(sum[i][1], pair, w1);
    }
  }
  for (std::size_t i = 0; i < kWords; ++i)
    for (std::size_t b = 0; b < 2; ++b) _mm512_storeu_si512(y + i * out + b * 16, sum[i][b]);
}

template <std::size_t kWords>
__attribute__((target("avx512f,avx512vnni"))) std::size_t multiply_words_vnni(const std::int16_t* x, const std::int16_t* w,
                                                                              std::int32_t* y, std::size_t i,
                                                                              std::size_t n, std::size_t in,
                                                                              std::size_t out) {
  for (; i + kWords <= n; i += kWords)
    for (std::size_t j = 0; j < out; j += 32)
      multiply_block_vnni<kWords>(x + i * in, w + j * 2, y + i * out + j, in, out);
  return i;
}

void multiply_vnni(const std::int16_t* x, const std::int16_t* w, std::int32_t* y, std::size_t n, std::size_t in,
                   std::size_t out) {
  std::size_t i = multiply_words_vnni<8>(x, w, y, 0, n, in, out);
  i = multiply_words_vnni<4>(x, w, y, i, n, in, out);
  i = multiply_words_vnni<2>(x, w, y, i, n, in, out);
  multiply_words_vnni<1>(x, w, y, i, n, in, out);
}
#endif

using Multiply = void (*)(const std::int16_t*, const std::int16_t*, std::int32_t*, std::size_t, std::size_t, std::size_t);

Multiply best_multiply() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vnni")) return multiply_vnni;
  if (__builtin_cpu_supports("avx2")) return multiply_avx2;
#endif
  return multiply_int16_plain;
}

}  // namespace

void multiply_int16_plain(const std::int16_t* x, const std::int16_t* w, std::int32_t* y, std::size_t n, std::size_t in,
                          std::size_t out) {
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < out; ++j) {
      std::uint32_t sum = 0;  // wraps like the vector unit's
      for (std::size_t k = 0; k < in; k += 2)
        sum += static_cast<std::uint32_t>(x[i * in + k] * w[k * out + j * 2]) +
               static_cast<std::uint32_t>(x[i * in + k + 1] * w[k * out + j * 2 + 1]);
      y[i * out + j] = static_cast<std::int32_t>(sum);
    }
}

void multiply_int16(const std::int16_t* x, const std::int16_t* w, std::int32_t* y, std::size_t n, std::size_t in,
                    std::size_t out) {
  static const Multiply best = best_multiply();
  best(x, w, y, n, in, out);
}

InputRows input_rows(const WordFeatures& word) {
  const auto row = [](std::size_t input, std::uint64_t value) {
    const std::size_t size = kInputStart[input + 1] - kInputStart[input];
    return static_cast<std::uint32_t>(kInputStart[input] + (value * 0x9E3779B97F4A7C15ull >> 32) % size);
  };
  return {word.known ? 1 + static_cast<std::uint32_t>((word.form >> 32) % (kInputStart[1] - 1)) : kUnknownForm,
          row(1, word.suffix3), row(2, word.suffix2), row(3, word.prefix),
          static_cast<std::uint32_t>(kInputStart[4] + word.shape), row(5, word.classes)};
}

void move_input(const ParseState& state, MoveInput& input) {
  const int s0 = state.top(0), s1 = state.top(1), b0 = state.next(), b1 = state.ahead(1);
  const auto &n0 = state[s0], &n1 = state[s1], &nb = state[b0];
  input.words = {s0, s1, state.top(2), b0, b1, n0.left, nb.left};
  const auto relation = [&](int start, int node) { return start + static_cast<int>(state[node].relation); };
  const auto tag = [&](int start, int node) { return start + static_cast<int>(state[node].tag); };
  const int facts[kMoveFacts] = {relation(0, n0.left),     relation(64, n0.right),    relation(128, n1.left),
                                 relation(192, n1.right),  relation(256, nb.left),    320 + distance(s0, b0),
                                 336 + distance(s1, s0),   352 + n0.left_count,       360 + nb.left_count,
                                 368 + n1.right_count,     376 + n0.right_count,      tag(384, s0),
                                 tag(448, s1),             tag(512, b0),              tag(576, b1)};
  std::copy_n(facts, kMoveFacts, input.facts.begin());
}

void relation_input(const ParseState& state, int child, int head, RelationInput& input) {
  const auto &c = state[child], &h = state[head];
  input.words = {child, head, c.left};
  const int side = child < head ? distance(child, head) : 9 + distance(head, child);
  input.fact_count = 0;
  const auto add = [&](int fact) {
    if (input.fact_count < kRelationFacts) input.facts[input.fact_count++] = static_cast<std::uint16_t>(fact);
  };
  add(side);
  add(64 + static_cast<int>(state[c.left].relation));
  add(128 + static_cast<int>(state[c.right].relation));
  add(192 + static_cast<int>(c.tag));
  add(256 + static_cast<int>(h.tag));
  for (std::uint64_t set = h.children; set != 0 && input.fact_count < 10; set &= set - 1) add(320 + std::countr_zero(set));
  for (std::uint64_t set = c.children; set != 0; set &= set - 1) add(384 + std::countr_zero(set));
}

Result<Network> Network::take(const ModelFile& file) {
  Network out;
  Result<void> state;
  const auto get = [&](Section id, std::size_t count, auto& to) {
    using T = typename std::remove_reference_t<decltype(to)>::value_type;
    if (!state) return;
    if (auto found = file.section<T>(id, count)) {
      to = *found;
    } else {
      state = unexpected(found.error());
    }
  };
  get(Section::kEmbeddings, kInputTable * kDim, out.embeddings_);
  for (std::uint32_t l = 0; l < kLayers; ++l) {
    get(static_cast<Section>(static_cast<std::uint32_t>(Section::kLayer) + l), 3 * kDim * kDim, out.layer_[l]);
    get(static_cast<Section>(static_cast<std::uint32_t>(Section::kLayerBias) + l), kDim, out.layer_bias_[l]);
  }
  get(Section::kSpecial, 2 * kDim, out.special_);
  get(Section::kTagOut, kDim * kTagOutputs, out.tag_out_);
  get(Section::kTagBias, kTagOutputs, out.tag_bias_);
  get(Section::kMoveIn, kDim * kMoveSlots * kHidden, out.move_in_);
  get(Section::kMoveFacts, kMoveFactTable * kHidden, out.move_facts_);
  get(Section::kMoveBias, kHidden, out.move_bias_);
  get(Section::kMoveOut, kHidden * kMoveOutputs, out.move_out_);
  get(Section::kRelationIn, kDim * kRelationSlots * kHidden, out.relation_in_);
  get(Section::kRelationFacts, kRelationFactTable * kHidden, out.relation_facts_);
  get(Section::kRelationBias, kHidden, out.relation_bias_);
  get(Section::kRelationOut, kHidden * kRelationOutputs, out.relation_out_);
  get(Section::kRelationOutBias, kRelationOutputs, out.relation_out_bias_);
  if (!state) return unexpected(state.error());
  return out;
}

void Network::encode(const SentenceWords& words, NetworkWorkspace& work) const {
  const auto n = static_cast<std::size_t>(words.size());
  work.coded.assign((n + 2) * kDim, 0);
  std::int16_t* x = work.coded.data() + kDim;  // node numbers: 0 no word, 1..n, n + 1 the root
  for (std::size_t i = 0; i < n; ++i) {
    std::int16_t* word = x + i * kDim;
    for (const std::uint32_t row : input_rows(words[static_cast<int>(i)])) add_embedding(embeddings_.data() + row * kDim, word);
    widen(word);
  }
  work.window.resize(n * 3 * kDim);
  work.sums.resize(n * kDim);
  for (std::size_t l = 0; l < kLayers; ++l) {
    for (std::size_t i = 0; i < n; ++i)
      for (int side = -1; side <= 1; ++side) {
        std::int16_t* to = work.window.data() + (i * 3 + static_cast<std::size_t>(side + 1)) * kDim;
        const auto from = static_cast<std::ptrdiff_t>(i) + side * kReach[l];
        if (from < 0 || from >= static_cast<std::ptrdiff_t>(n)) {
          std::fill_n(to, kDim, std::int16_t{0});
        } else {
          std::copy_n(x + static_cast<std::size_t>(from) * kDim, kDim, to);
        }
      }
    multiply_int16(work.window.data(), layer_[l].data(), work.sums.data(), n, 3 * kDim, kDim);
    add_residual(work.sums.data(), layer_bias_[l].data(), x, n);
  }
  std::copy_n(special_.data(), kDim, work.coded.data());
  std::copy_n(special_.data() + kDim, kDim, x + n * kDim);
}

void Network::tag(NetworkWorkspace& work, std::span<Token> tokens) const {
  work.sums.resize(tokens.size() * kTagOutputs);
  multiply_int16(work.coded.data() + kDim, tag_out_.data(), work.sums.data(), tokens.size(), kDim, kTagOutputs);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::int32_t* sums = work.sums.data() + i * kTagOutputs;
    std::int32_t scores[kTagOutputs];
    for (std::size_t t = 0; t < kTagOutputs; ++t) scores[t] = scaled(sums[t]) + tag_bias_[t];
    tokens[i].tag = static_cast<Tag>(std::max_element(scores + 1, scores + kTags) - scores);
  }
}

Move Network::choose_move(const NetworkWorkspace& work) const {
  const ParseState& state = work.state;
  const bool shift = state.can(Move::kShift), left = state.can(Move::kLeft), right = state.can(Move::kRight);
  if (!left && !right) return Move::kShift;
  if (!shift && !right) return Move::kLeft;
  if (!shift && !left) return Move::kRight;
  MoveInput input;
  move_input(state, input);
  std::int16_t hidden[kHidden];
  move_hidden(work.move_parts.data(), input, move_facts_.data(), move_bias_.data(), hidden);
  std::int64_t scores[kMoves] = {};
  for (std::size_t m = 0; m < kMoves; ++m)
    for (std::size_t c = 0; c < kHidden; ++c) scores[m] += hidden[c] * move_out_[m * kHidden + c];
  Move best = shift ? Move::kShift : Move::kLeft;
  for (const Move move : {Move::kLeft, Move::kRight})
    if (state.can(move) && scores[static_cast<int>(move)] > scores[static_cast<int>(best)]) best = move;
  return best;
}

Relation Network::choose_relation(const NetworkWorkspace& work, int child, int head) const {
  if (head == work.state.root()) return Relation::kRoot;
  RelationInput input;
  relation_input(work.state, child, head, input);
  std::int16_t hidden[kHidden];
  relation_hidden(work.relation_parts.data(), input, relation_facts_.data(), relation_bias_.data(), hidden);
  std::int32_t sums[kRelationOutputs];
  multiply_int16(hidden, relation_out_.data(), sums, 1, kHidden, kRelationOutputs);
  for (std::size_t r = 0; r < kRelationOutputs; ++r) sums[r] = scaled(sums[r]) + relation_out_bias_[r];
  constexpr std::size_t kFirst = static_cast<std::size_t>(Relation::kRoot) + 1;
  return static_cast<Relation>(std::max_element(sums + kFirst, sums + kRelations) - sums);
}

void Network::parse(NetworkWorkspace& work, TokenIndex first, std::span<Token> tokens) const {
  const std::size_t nodes = tokens.size() + 2;
  const auto project = [&](std::span<const std::int16_t> w, std::size_t width, std::vector<std::int16_t>& parts) {
    work.sums.resize(nodes * width);
    parts.resize(nodes * width);
    multiply_int16(work.coded.data(), w.data(), work.sums.data(), nodes, kDim, width);
    scale_all(work.sums.data(), parts.data(), nodes * width);
  };
  project(move_in_, kMoveSlots * kHidden, work.move_parts);
  project(relation_in_, kRelationSlots * kHidden, work.relation_parts);
  ParseState& state = work.state;
  state.start(tokens);
  while (!state.done()) {
    const Move move = choose_move(work);
    const auto [child, head] = state.arc(move);
    state.apply(move, move == Move::kShift ? Relation::kNone : choose_relation(work, child, head));
  }
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto& node = state[static_cast<int>(i) + 1];
    tokens[i].head = node.head == state.root() ? kNoToken : first + (node.head - 1);
    tokens[i].relation = node.relation;
  }
}

}  // namespace onrecord

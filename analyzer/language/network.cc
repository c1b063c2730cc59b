#include "language/network.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>

#include "base/byte_product.h"
#include "language/feature_rows.h"

namespace onrecord {
namespace {

std::int16_t clamped(std::int32_t v) {
  return static_cast<std::int16_t>(std::clamp<std::int32_t>(v, std::numeric_limits<std::int16_t>::min(),
                                                            std::numeric_limits<std::int16_t>::max()));
}
/// Room for `n` at least. Never shrinks: what grows again would be filled with zeros again.
template <class T>
void make_room(std::vector<T>& buffer, std::size_t n) {
  if (buffer.size() < n) buffer.resize(n);
}
int distance(int from, int to) {
  const int d = to - from;
  return d < 5 ? d : d < 8 ? 5 : d < 12 ? 6 : d < 20 ? 7 : 8;
}

/// A hidden layer in the making, kept in registers.
class HiddenSums {
 public:
  [[gnu::always_inline]] void add(const std::int16_t* row) {
    _Pragma("GCC unroll 8") for (std::size_t b = 0; b < kBlocks; ++b) {
      Narrow eight;
      std::memcpy(&eight, row + b * kWidth, sizeof eight);
      sum_[b] += __builtin_convertvector(eight, Wide);
    }
  }
  /// What is above 0, at most 32767.
  [[gnu::always_inline]] void rectified(std::int16_t* out) const {
    _Pragma("GCC unroll 8") for (std::size_t b = 0; b < kBlocks; ++b) {
      const Wide above = sum_[b] > 0 ? sum_[b] : Wide{};
      const Narrow eight = __builtin_convertvector(above > 32767 ? Wide{} + 32767 : above, Narrow);
      std::memcpy(out + b * kWidth, &eight, sizeof eight);
    }
  }

 private:
  static constexpr std::size_t kWidth = 8, kBlocks = kHidden / kWidth;
  using Narrow = std::int16_t __attribute__((vector_size(2 * kWidth)));
  using Wide = std::int32_t __attribute__((vector_size(4 * kWidth)));
  Wide sum_[kBlocks] = {};
};

/// hidden = relu(bias + the words' parts + the facts' rows).
[[gnu::always_inline]] inline void add_hidden(const std::int16_t* parts, std::span<const int> words,
                                              const std::int16_t* facts, std::span<const std::uint16_t> rows,
                                              const std::int16_t* bias, std::int16_t* hidden) {
  HiddenSums sums;
  sums.add(bias);
  for (std::size_t s = 0; s < words.size(); ++s)
    sums.add(parts + (static_cast<std::size_t>(words[s]) * words.size() + s) * kHidden);
  for (const std::uint16_t row : rows) sums.add(facts + std::size_t{row} * kHidden);
  sums.rectified(hidden);
}

ONRECORD_WIDE void move_hidden(const std::int16_t* parts, const MoveInput& input, const std::int16_t* facts,
                               const std::int16_t* bias, std::int16_t* hidden) {
  add_hidden(parts, input.words, facts, input.facts, bias, hidden);
}
ONRECORD_WIDE void score_moves(const std::int16_t* hidden, const std::int16_t* out, std::int64_t* scores) {
  for (std::size_t m = 0; m < kMoves; ++m) {
    std::int64_t sum = 0;
    for (std::size_t c = 0; c < kHidden; ++c) sum += hidden[c] * out[m * kHidden + c];
    scores[m] = sum;
  }
}
ONRECORD_WIDE void relation_hidden(const std::int16_t* parts, const RelationInput& input, const std::int16_t* facts,
                                   const std::int16_t* bias, std::int16_t* hidden) {
  add_hidden(parts, input.words, facts, {input.facts.data(), input.fact_count}, bias, hidden);
}
/// x = clamp(x + relu(sums + bias)) for n words.
ONRECORD_WIDE void add_residual(const std::int32_t* sums, const std::int16_t* bias, std::int16_t* x, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t c = 0; c < kDim; ++c) {
      const std::int32_t relu = std::max(sums[i * kDim + c] + bias[c], 0);
      x[i * kDim + c] = clamped(x[i * kDim + c] + relu);
    }
}
ONRECORD_WIDE void clamp_all(const std::int32_t* sums, std::int16_t* out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = clamped(sums[i]);
}
ONRECORD_WIDE void add_embedding(const std::int8_t* row, std::int16_t* out) {
  for (std::size_t c = 0; c < kDim; ++c) out[c] = static_cast<std::int16_t>(out[c] + row[c]);
}
ONRECORD_WIDE void widen(std::int16_t* out) {
  for (std::size_t c = 0; c < kDim; ++c) out[c] = static_cast<std::int16_t>(out[c] * (1 << kEmbeddingShift));
}

/// A row cut to 8 bits and 128 added to each; gives back how many bits were cut off.
ONRECORD_WIDE int to_bytes(const std::int16_t* x, std::size_t n, std::uint8_t* bytes) {
  std::int32_t most = 0;
  for (std::size_t i = 0; i < n; ++i) most = std::max(most, std::abs(std::int32_t{x[i]}));
  int cut = 0;
  while (most >> cut > 126) ++cut;
  const std::int32_t half = cut > 0 ? 1 << (cut - 1) : 0;
  for (std::size_t i = 0; i < n; ++i) bytes[i] = static_cast<std::uint8_t>(((x[i] + half) >> cut) + 128);
  return cut;
}

/// A row of sums of products of bytes back to activations.
ONRECORD_WIDE void rescale(std::int32_t* sums, const std::int32_t* shift, const std::int32_t* scale, std::size_t n, int cut) {
  const int down = kWeightBits - cut;
  const std::int32_t half = 1 << (down - 1);
  for (std::size_t o = 0; o < n; ++o) sums[o] = ((sums[o] - shift[o]) * scale[o] + half) >> down;
}

}  // namespace

LayerWeights::LayerWeights(std::span<const std::int16_t> weights, std::size_t inputs, std::size_t outputs)
    : inputs_(inputs), packed_(outputs * inputs), scale_(outputs, 1), shift_(outputs) {
  const auto weight = [&](std::size_t i, std::size_t o) -> std::int32_t { return weights[(i / 2 * outputs + o) * 2 + i % 2]; };
  std::vector<std::int32_t> most(outputs);
  for (std::size_t i = 0; i < inputs; ++i)
    for (std::size_t o = 0; o < outputs; ++o) most[o] = std::max(most[o], std::abs(weight(i, o)));
  std::vector<float> inverse(outputs);
  for (std::size_t o = 0; o < outputs; ++o) {
    scale_[o] = std::max(1, (most[o] + 126) / 127);
    inverse[o] = 1.0f / static_cast<float>(scale_[o]);
  }
  for (std::size_t i = 0; i < inputs; ++i)
    for (std::size_t o = 0; o < outputs; ++o) {
      const std::int32_t cut = static_cast<std::int32_t>(static_cast<float>(weight(i, o)) * inverse[o] + 128.5f) - 128;
      packed_[ByteMatrix::at(inputs, o, i)] = static_cast<std::int8_t>(cut);
      shift_[o] += 128 * cut;
    }
}

void LayerWeights::multiply(const std::int16_t* x, std::size_t rows, std::vector<std::uint8_t>& bytes,
                            std::vector<std::int32_t>& out) const {
  // The largest sum is 288 * 127 * 127, the largest scale 259: their product has 31 bits.
  make_room(bytes, rows * inputs_ + rows);
  make_room(out, rows * outputs());
  std::uint8_t* cut = bytes.data() + rows * inputs_;
  for (std::size_t r = 0; r < rows; ++r)
    cut[r] = static_cast<std::uint8_t>(to_bytes(x + r * inputs_, inputs_, bytes.data() + r * inputs_));
  multiply_bytes(bytes.data(), rows, {outputs(), inputs_, packed_.data()}, out.data());
  for (std::size_t r = 0; r < rows; ++r)
    rescale(out.data() + r * outputs(), shift_.data(), scale_.data(), outputs(), cut[r]);
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
  const auto get_layer = [&](Section id, std::size_t inputs, std::size_t outputs, LayerWeights& to) {
    std::span<const std::int16_t> weights;
    get(id, inputs * outputs, weights);
    if (state) to = LayerWeights(weights, inputs, outputs);
  };
  const auto nth = [](Section first, std::uint32_t l) { return static_cast<Section>(static_cast<std::uint32_t>(first) + l); };
  for (std::uint32_t l = 0; l < kLayers; ++l) {
    get_layer(nth(Section::kLayer, l), 3 * kDim, kDim, out.layer_[l]);
    get(nth(Section::kLayerBias, l), kDim, out.layer_bias_[l]);
  }
  get(Section::kSpecial, 2 * kDim, out.special_);
  get_layer(Section::kTagOut, kDim, kTagOutputs, out.tag_out_);
  get(Section::kTagBias, kTagOutputs, out.tag_bias_);
  get_layer(Section::kMoveIn, kDim, kMoveSlots * kHidden, out.move_in_);
  get(Section::kMoveFacts, kMoveFactTable * kHidden, out.move_facts_);
  get(Section::kMoveBias, kHidden, out.move_bias_);
  get(Section::kMoveOut, kHidden * kMoveOutputs, out.move_out_);
  get_layer(Section::kRelationIn, kDim, kRelationSlots * kHidden, out.relation_in_);
  get(Section::kRelationFacts, kRelationFactTable * kHidden, out.relation_facts_);
  get(Section::kRelationBias, kHidden, out.relation_bias_);
  get_layer(Section::kRelationOut, kHidden, kRelationOutputs, out.relation_out_);
  get(Section::kRelationOutBias, kRelationOutputs, out.relation_out_bias_);
  if (!state) return unexpected(state.error());
  return out;
}

void Network::encode(const SentenceWords& words, NetworkWorkspace& work) const {
  const auto n = static_cast<std::size_t>(words.size());
  work.coded.assign((n + 2) * kDim, 0);
  std::int16_t* x = work.coded.data() + kDim;  // node numbers: 0 no word, 1..n, n + 1 the root
  work.rows.clear();
  for (std::size_t i = 0; i < n; ++i) {
    work.rows.push_back(input_rows(words[static_cast<int>(i)]));
    for (const std::uint32_t row : work.rows.back()) {  // the table is larger than the fast caches
      __builtin_prefetch(embeddings_.data() + row * kDim);
      __builtin_prefetch(embeddings_.data() + row * kDim + kDim - 1);
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    std::int16_t* word = x + i * kDim;
    for (const std::uint32_t row : work.rows[i]) add_embedding(embeddings_.data() + row * kDim, word);
    widen(word);
  }
  make_room(work.window, n * 3 * kDim);
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
    layer_[l].multiply(work.window.data(), n, work.bytes, work.sums);
    add_residual(work.sums.data(), layer_bias_[l].data(), x, n);
  }
  std::copy_n(special_.data(), kDim, work.coded.data());
  std::copy_n(special_.data() + kDim, kDim, x + n * kDim);
}

void Network::tag(NetworkWorkspace& work, std::span<Token> tokens) const {
  tag_out_.multiply(work.coded.data() + kDim, tokens.size(), work.bytes, work.sums);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::int32_t* sums = work.sums.data() + i * kTagOutputs;
    std::int32_t scores[kTagOutputs];
    for (std::size_t t = 0; t < kTagOutputs; ++t) scores[t] = sums[t] + tag_bias_[t];
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
  std::int64_t scores[kMoves];
  score_moves(hidden, move_out_.data(), scores);
  Move best = shift ? Move::kShift : Move::kLeft;
  for (const Move move : {Move::kLeft, Move::kRight})
    if (state.can(move) && scores[static_cast<int>(move)] > scores[static_cast<int>(best)]) best = move;
  return best;
}

Relation Network::choose_relation(NetworkWorkspace& work, int child, int head) const {
  if (head == work.state.root()) return Relation::kRoot;
  RelationInput input;
  relation_input(work.state, child, head, input);
  std::int16_t hidden[kHidden];
  relation_hidden(work.relation_parts.data(), input, relation_facts_.data(), relation_bias_.data(), hidden);
  relation_out_.multiply(hidden, 1, work.bytes, work.sums);
  std::int32_t* sums = work.sums.data();
  for (std::size_t r = 0; r < kRelationOutputs; ++r) sums[r] += relation_out_bias_[r];
  constexpr std::size_t kFirst = static_cast<std::size_t>(Relation::kRoot) + 1;
  return static_cast<Relation>(std::max_element(sums + kFirst, sums + kRelations) - sums);
}

void Network::parse(NetworkWorkspace& work, TokenIndex first, std::span<Token> tokens) const {
  const std::size_t nodes = tokens.size() + 2;
  const auto project = [&](const LayerWeights& w, std::vector<std::int16_t>& parts) {
    make_room(parts, nodes * w.outputs());
    w.multiply(work.coded.data(), nodes, work.bytes, work.sums);
    clamp_all(work.sums.data(), parts.data(), nodes * w.outputs());
  };
  project(move_in_, work.move_parts);
  project(relation_in_, work.relation_parts);
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

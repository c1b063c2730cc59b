#include "language/network.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>

#include "language/feature_rows.h"

namespace onrecord {
namespace {

/// Room for `n` at least. Never shrinks: what grows again would be filled with zeros again.
template <class T>
void make_room(std::vector<T>& buffer, std::size_t n) {
  if (buffer.size() < n) buffer.resize(n);
}
int distance(int from, int to) {
  const int d = to - from;
  return d < 5 ? d : d < 8 ? 5 : d < 12 ? 6 : d < 20 ? 7 : 8;
}

/// What a sum of products of bytes stands for, `down` bits less. Unsigned, so that nothing a file holds is undefined.
[[gnu::always_inline]] inline std::int32_t number(std::int32_t sum, OutputScale by, int down) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(sum) * static_cast<std::uint32_t>(by.scale) +
                                   static_cast<std::uint32_t>(by.offset)) >> down;
}

// Numbers are worked on kLanes at once: left to the compiler, sums go through memory and conversions one by one.
constexpr std::size_t kLanes = 16;
template <class T>
using Lanes [[gnu::vector_size(kLanes * sizeof(T))]] = T;
using Numbers = Lanes<std::int16_t>;
using Sums = Lanes<std::int32_t>;

template <class Vector, class T>
[[gnu::always_inline]] inline void load(const T* from, Vector& to) {
  std::memcpy(&to, from, sizeof to);
}
template <class Vector, class T>
[[gnu::always_inline]] inline void store(const Vector& from, T* to) {
  std::memcpy(to, &from, sizeof from);
}
/// `x` rounded to the bytes that products are made of, 128 for 0.
[[gnu::always_inline]] inline void store_bytes(const Numbers& x, std::uint8_t* to) {
  constexpr int kCut = kActivationBits - kByteBits;
  Numbers y = (x >> kCut) + ((x >> (kCut - 1)) & 1);
  y = y < -127 ? Numbers{} - 127 : y;
  y = y > 127 ? Numbers{} + 127 : y;
  store(__builtin_convertvector(y + 128, Lanes<std::uint8_t>), to);
}
/// What number() needs of kLanes outputs.
struct Scales {
  Lanes<std::uint32_t> scale, offset;
};
[[gnu::always_inline]] inline void load_scales(const OutputScale* by, Scales& to) {
  for (std::size_t i = 0; i < kLanes; ++i) {
    to.scale[i] = static_cast<std::uint32_t>(by[i].scale);
    to.offset[i] = static_cast<std::uint32_t>(by[i].offset);
  }
}
[[gnu::always_inline]] inline void load_numbers(const std::int32_t* sums, const Scales& by, int down, Sums& to) {
  Lanes<std::uint32_t> sum;
  load(sums, sum);
  to = reinterpret_cast<Sums>(sum * by.scale + by.offset) >> down;
}

/// The sum of the rows of `n` words, as numbers and as bytes.
ONRECORD_WIDE void add_embeddings(const std::int8_t* table, const InputRows* rows, std::size_t n, std::int16_t* x,
                                  std::uint8_t* bytes) {
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t c = 0; c < kDim; c += kLanes) {
      Numbers sum{};
      for (const std::uint32_t row : rows[i]) {
        Lanes<std::int8_t> weights;
        load(table + row * kDim + c, weights);
        sum += __builtin_convertvector(weights, Numbers);
      }
      sum *= 1 << (kActivationBits - kEmbeddingBits);
      store(sum, x + i * kDim + c);
      store_bytes(sum, bytes + i * kDim + c);
    }
}
/// x = clamp(x + relu(sums)) for `n` words, and the same as bytes.
ONRECORD_WIDE void add_residual(const std::int32_t* sums, const OutputScale* by, std::size_t n, std::int16_t* x,
                                std::uint8_t* bytes) {
  constexpr int kDown = kByteBits + kWeightBits - kActivationBits;
  for (std::size_t c = 0; c < kDim; c += kLanes) {
    Scales scales;
    load_scales(by + c, scales);
    for (std::size_t at = c; at < n * kDim; at += kDim) {
      Sums sum;
      load_numbers(sums + at, scales, kDown, sum);
      sum = sum > 0 ? sum : Sums{};
      Numbers before;
      load(x + at, before);
      sum += __builtin_convertvector(before, Sums);
      sum = sum > 32767 ? Sums{} + 32767 : sum;
      const Numbers after = __builtin_convertvector(sum, Numbers);
      store(after, x + at);
      store_bytes(after, bytes + at);
    }
  }
}
ONRECORD_WIDE void cut_parts(const std::int32_t* sums, const OutputScale* by, std::size_t n, std::int16_t* parts) {
  constexpr int kDown = kByteBits + kWeightBits - kPartBits;
  constexpr std::size_t kWidth = kSlots * kHidden;
  for (std::size_t c = 0; c < kWidth; c += kLanes) {
    Scales scales;
    load_scales(by + c, scales);
    for (std::size_t at = c; at < n * kWidth; at += kWidth) {
      Sums sum;
      load_numbers(sums + at, scales, kDown, sum);
      sum = sum < -kPartLimit ? Sums{} - kPartLimit : sum;
      sum = sum > kPartLimit ? Sums{} + kPartLimit : sum;
      store(__builtin_convertvector(sum, Numbers), parts + at);
    }
  }
}
/// The place from `begin` on whose score is best, the first of equals.
template <std::size_t kOutputs>
[[gnu::always_inline]] inline std::size_t best_of(const std::int32_t* sums, const OutputScale* by, std::size_t begin,
                                                  std::size_t end) {
  std::int32_t scores[kOutputs];
  for (std::size_t o = 0; o < kOutputs; ++o) scores[o] = number(sums[o], by[o], 0);
  for (std::size_t o = 0; o < begin; ++o) scores[o] = std::numeric_limits<std::int32_t>::min();
  for (std::size_t o = end; o < kOutputs; ++o) scores[o] = std::numeric_limits<std::int32_t>::min();
  std::int32_t most = std::numeric_limits<std::int32_t>::min();
  for (std::size_t o = 0; o < kOutputs; ++o) most = std::max(most, scores[o]);  // from 0: as they were stored, so they are read
  std::int32_t first = kOutputs;
  for (std::int32_t o = 0; o < static_cast<std::int32_t>(kOutputs); ++o)
    first = std::min(first, scores[o] == most ? o : static_cast<std::int32_t>(kOutputs));
  return static_cast<std::size_t>(first);
}
ONRECORD_WIDE void best_tags(const std::int32_t* sums, const OutputScale* by, std::span<Token> tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i)
    tokens[i].tag = static_cast<Tag>(best_of<kTagOutputs>(sums + i * kTagOutputs, by, 1, kTags));
}
ONRECORD_WIDE std::size_t best_relation(const std::int32_t* sums, const OutputScale* by) {
  return best_of<kRelationOutputs>(sums, by, static_cast<std::size_t>(Relation::kRoot) + 1, kRelations);
}

using Hidden = std::int16_t __attribute__((vector_size(2 * kHidden)));

/// relu(the words' parts, of slots from `slot` on, + the facts' rows): a hidden layer, kept in registers.
[[gnu::always_inline]] inline void add_hidden(const std::int16_t* parts, std::size_t slot, std::span<const int> words,
                                              const std::int16_t* facts, std::span<const std::uint16_t> rows, Hidden& out) {
  static_assert((kMoveSlots + kMoveFacts) * kPartLimit < 32768 && (kRelationSlots + kRelationFacts) * kPartLimit < 32768);
  Hidden sum = {}, row;
  for (const int word : words) {
    std::memcpy(&row, parts + (static_cast<std::size_t>(word) * kSlots + slot++) * kHidden, sizeof row);
    sum += row;
  }
  for (const std::uint16_t fact : rows) {
    std::memcpy(&row, facts + std::size_t{fact} * kHidden, sizeof row);
    sum += row;
  }
  out = sum > 0 ? sum : Hidden{};
}
/// What speaks for each move. A hidden number has 12 bits at most, so that no sum leaves 32 bits.
ONRECORD_WIDE void score_moves(const std::int16_t* parts, const MoveInput& input, const std::int16_t* facts,
                               const std::int16_t* out, std::int32_t* scores) {
  Hidden hidden;
  add_hidden(parts, 0, input.words, facts, input.facts, hidden);
  hidden = hidden < kHiddenLimit ? hidden : Hidden{} + kHiddenLimit;
  std::int16_t of[kHidden];
  std::memcpy(of, &hidden, sizeof of);
  for (std::size_t m = 0; m < kMoves; ++m) {
    std::int32_t sum = 0;
    for (std::size_t c = 0; c < kHidden; ++c) sum += of[c] * out[m * kHidden + c];
    scores[m] = sum;
  }
}
ONRECORD_WIDE void relation_bytes(const std::int16_t* parts, const RelationInput& input, const std::int16_t* facts,
                                  std::uint8_t* bytes) {
  Hidden hidden;
  add_hidden(parts, kMoveSlots, input.words, facts, {input.facts.data(), input.fact_count}, hidden);
  for (std::size_t c = 0; c < kHidden; ++c)
    bytes[c] = static_cast<std::uint8_t>(std::min(hidden[c] >> (kPartBits - kHiddenByteBits), 255));
}

}  // namespace

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
  const auto fact = [](int start, auto value) { return static_cast<std::uint16_t>(start + static_cast<int>(value)); };
  const auto relation = [&](int start, int node) { return fact(start, state[node].relation); };
  const auto tag = [&](int start, int node) { return fact(start, state[node].tag); };
  input.facts = {relation(0, n0.left),         relation(64, n0.right),       relation(128, n1.left),
                 relation(192, n1.right),      relation(256, nb.left),       fact(320, distance(s0, b0)),
                 fact(336, distance(s1, s0)),  fact(352, n0.left_count),     fact(360, nb.left_count),
                 fact(368, n1.right_count),    fact(376, n0.right_count),    tag(384, s0),
                 tag(448, s1),                 tag(512, b0),                 tag(576, b1)};
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
  const auto get_layer = [&](Section weights, Section outputs, std::size_t layers, std::size_t ins, std::size_t outs,
                             LayerWeights& to) {
    get(weights, layers * ins * outs, to.packed);
    get(outputs, layers * outs, to.outputs);
  };
  get(Section::kEmbeddings, kInputTable * kDim, out.embeddings_);
  get(Section::kSpecial, 2 * kDim, out.special_);
  get_layer(Section::kLayers, Section::kLayerOutputs, kLayers, 3 * kDim, kDim, out.layers_);
  get_layer(Section::kTags, Section::kTagOutputs, 1, kDim, kTagOutputs, out.tags_);
  get_layer(Section::kParts, Section::kPartOutputs, 1, kDim, kSlots * kHidden, out.parts_);
  get(Section::kMoveFacts, kMoveFactTable * kHidden, out.move_facts_);
  get(Section::kMoveOut, kMoves * kHidden, out.move_out_);
  get(Section::kRelationFacts, kRelationFactTable * kHidden, out.relation_facts_);
  get_layer(Section::kRelations, Section::kRelationOutputs, 1, kHidden, kRelationOutputs, out.relations_);
  if (!state) return unexpected(state.error());
  return out;
}

void Network::encode(const SentenceWords& words, NetworkWorkspace& work) const {
  const auto n = static_cast<std::size_t>(words.size());
  work.rows.clear();
  for (std::size_t i = 0; i < n; ++i) {
    work.rows.push_back(input_rows(words[static_cast<int>(i)]));
    for (const std::uint32_t row : work.rows.back())  // the table is larger than the fast caches
      __builtin_prefetch(embeddings_.data() + row * kDim);
  }
  work.bytes.assign((n + 2 * kFarthest) * kDim, 128);
  std::uint8_t* bytes = work.bytes.data() + kFarthest * kDim;
  make_room(work.words, n * kDim);
  make_room(work.sums, n * kDim);
  add_embeddings(embeddings_.data(), work.rows.data(), n, work.words.data(), bytes);
  for (std::size_t l = 0; l < kLayers; ++l) {
    const ByteRows window{bytes - kReach[l] * kDim, n, kDim, 3, kReach[l] * kDim};
    multiply_bytes(window, layers_.matrix(l, kDim, 3 * kDim), work.sums.data());
    add_residual(work.sums.data(), layers_.outputs.data() + l * kDim, n, work.words.data(), bytes);
  }
  std::copy_n(special_.data(), kDim, bytes - kDim);  // node numbers: 0 no word, 1..n, n + 1 the root
  std::copy_n(special_.data() + kDim, kDim, bytes + n * kDim);
}

void Network::tag(NetworkWorkspace& work, std::span<Token> tokens) const {
  make_room(work.sums, tokens.size() * kTagOutputs);
  multiply_bytes(work.bytes.data() + kFarthest * kDim, tokens.size(), tags_.matrix(0, kTagOutputs, kDim), work.sums.data());
  best_tags(work.sums.data(), tags_.outputs.data(), tokens);
}

Move Network::choose_move(const NetworkWorkspace& work) const {
  const ParseState& state = work.state;
  const bool shift = state.can(Move::kShift), left = state.can(Move::kLeft), right = state.can(Move::kRight);
  if (!left && !right) return Move::kShift;
  if (!shift && !right) return Move::kLeft;
  if (!shift && !left) return Move::kRight;
  MoveInput input;
  move_input(state, input);
  std::int32_t scores[kMoves];
  score_moves(work.parts.data(), input, move_facts_.data(), move_out_.data(), scores);
  Move best = shift ? Move::kShift : Move::kLeft;
  for (const Move move : {Move::kLeft, Move::kRight})
    if (state.can(move) && scores[static_cast<int>(move)] > scores[static_cast<int>(best)]) best = move;
  return best;
}

Relation Network::choose_relation(const NetworkWorkspace& work, int child, int head) const {
  if (head == work.state.root()) return Relation::kRoot;
  RelationInput input;
  relation_input(work.state, child, head, input);
  std::uint8_t bytes[kHidden];
  relation_bytes(work.parts.data(), input, relation_facts_.data(), bytes);
  std::int32_t sums[kRelationOutputs];
  multiply_bytes(bytes, 1, relations_.matrix(0, kRelationOutputs, kHidden), sums);
  return static_cast<Relation>(best_relation(sums, relations_.outputs.data()));
}

void Network::parse(NetworkWorkspace& work, TokenIndex first, std::span<Token> tokens) const {
  const std::size_t nodes = tokens.size() + 2;
  make_room(work.parts, nodes * kSlots * kHidden);
  make_room(work.sums, nodes * kSlots * kHidden);
  multiply_bytes(work.bytes.data() + (kFarthest - 1) * kDim, nodes, parts_.matrix(0, kSlots * kHidden, kDim), work.sums.data());
  cut_parts(work.sums.data(), parts_.outputs.data(), nodes, work.parts.data());
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

// The network that reads a sentence: hashed embeddings of each word's form, ends, shape and known tags are summed; three
// residual convolutions of growing reach (van den Oord et al. 2016 for the dilation) look at its neighbours, seven words
// to each side; small heads read tags, the parser's moves and relations off the result (a parser over encoded words as
// in Kiperwasser and Goldberg 2016, each word's share of a state's hidden layer computed once as in Chen and Manning
// 2014).
//
// All arithmetic is in whole numbers, so that every machine gives the same tree: activations are int16 with 10
// fractional bits, weights int16 with 12, sums int32. Internal to the layer.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "language/model_file.h"
#include "language/parser.h"
#include "language/words.h"

namespace onrecord {

inline constexpr std::size_t kDim = 96;       ///< width of an encoded word
inline constexpr std::size_t kLayers = 3;
inline constexpr std::array<int, kLayers> kReach = {1, 2, 4};  ///< how far to each side a layer looks
inline constexpr std::size_t kHidden = 64;    ///< width of the heads' hidden layers
inline constexpr std::size_t kTagOutputs = 64, kMoveOutputs = 8, kRelationOutputs = 64;  ///< padded
inline constexpr int kActivationBits = 10, kWeightBits = 12;

inline constexpr int kEmbeddingShift = 4;  ///< embeddings are int8 with 6 fractional bits

/// Rows of the embedding table that describe a word.
inline constexpr std::size_t kInputs = 6;
using InputRows = std::array<std::uint32_t, kInputs>;
inline constexpr std::array<std::size_t, kInputs + 1> kInputStart = {0, 32768, 40960, 45056, 49152, 49408, 51456};
inline constexpr std::size_t kInputTable = kInputStart[kInputs];
inline constexpr std::uint32_t kUnknownForm = 0;
InputRows input_rows(const WordFeatures& word);

/// What the parser looks at to choose a move: words of the state and small facts about them.
inline constexpr std::size_t kMoveSlots = 7, kMoveFacts = 15;
inline constexpr std::size_t kMoveFactTable = 640;
struct MoveInput {
  std::array<int, kMoveSlots> words;
  std::array<std::uint16_t, kMoveFacts> facts;
};
void move_input(const ParseState& state, MoveInput& input);

/// The same, to name an arc. The facts include the relations that child and head govern already: up to so many.
inline constexpr std::size_t kRelationSlots = 3, kRelationFacts = 16;
inline constexpr std::size_t kRelationFactTable = 448;
struct RelationInput {
  std::array<int, kRelationSlots> words;
  std::array<std::uint16_t, kRelationFacts> facts;
  std::size_t fact_count;
};
void relation_input(const ParseState& state, int child, int head, RelationInput& input);

/// Buffers of one sentence after another.
struct NetworkWorkspace {
  std::vector<std::int16_t> words, next, window, coded, move_parts, relation_parts;
  std::vector<std::int32_t> sums;
  ParseState state;
};

/// Weights of a layer as the file holds them: [input / 2][output][2].
class Network {
 public:
  /// Fails where the file lacks a part or holds it in another size.
  static Result<Network> take(const ModelFile& file);

  /// Fills work.coded, which tag() and parse() read.
  void encode(const SentenceWords& words, NetworkWorkspace& work) const;
  void tag(NetworkWorkspace& work, std::span<Token> tokens) const;
  /// Sets head and relation. REQUIRES: encoded and tagged.
  void parse(NetworkWorkspace& work, TokenIndex first, std::span<Token> tokens) const;

 private:
  Move choose_move(const NetworkWorkspace& work) const;
  Relation choose_relation(const NetworkWorkspace& work, int child, int head) const;

  std::span<const std::int8_t> embeddings_;
  std::array<std::span<const std::int16_t>, kLayers> layer_, layer_bias_;
  std::span<const std::int16_t> special_, tag_out_, tag_bias_, move_in_, move_facts_, move_bias_, move_out_, relation_in_,
      relation_facts_, relation_bias_, relation_out_, relation_out_bias_;
};

/// y[n x out] = x[n x in] w, sums of products of int16. REQUIRES: in even, out a multiple of 32.
void multiply_int16(const std::int16_t* x, const std::int16_t* w, std::int32_t* y, std::size_t n, std::size_t in,
                    std::size_t out);
/// The same in plain C++, for machines without AVX2 and for the test that holds the two together.
void multiply_int16_plain(const std::int16_t* x, const std::int16_t* w, std::int32_t* y, std::size_t n, std::size_t in,
                          std::size_t out);

}  // namespace onrecord

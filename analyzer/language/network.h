// The network that reads a sentence: hashed embeddings of each word's form, ends, shape and known tags are summed; three
// residual convolutions of growing reach (van den Oord et al. 2016 for the dilation) look at its neighbours, seven words
// to each side; small heads read tags, the parser's moves and relations off the result (a parser over encoded words as
// in Kiperwasser and Goldberg 2016, each word's share of a state's hidden layer computed once as in Chen and Manning
// 2014).
//
// All arithmetic is in whole numbers, so that every machine gives the same tree: activations are int16 with 10
// fractional bits, weights int16 with 12; for products both are cut to 8 bits, each row by a scale of its own. Internal
// to the layer.
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

/// Weights of a layer, cut to 8 bits from those of the file.
class LayerWeights {
 public:
  LayerWeights() = default;
  /// `weights` as the file holds them: [input / 2][output][2], with kWeightBits fractional bits.
  LayerWeights(std::span<const std::int16_t> weights, std::size_t inputs, std::size_t outputs);

  std::size_t outputs() const { return scale_.size(); }
  /// out[r][o] = sum of x[r][i] * w[o][i] as an activation not yet cut to 16 bits, off by less than a hundredth of the
  /// largest terms. `bytes` is room.
  void multiply(const std::int16_t* x, std::size_t rows, std::vector<std::uint8_t>& bytes, std::vector<std::int32_t>& out) const;

 private:
  std::size_t inputs_ = 0;
  std::vector<std::int8_t> packed_;
  std::vector<std::int32_t> scale_;  ///< an output: what one step of its weights is worth
  std::vector<std::int32_t> shift_;  ///< an output: 128 times the sum of its weights
};

/// Buffers of one sentence after another.
struct NetworkWorkspace {
  std::vector<InputRows> rows;
  std::vector<std::int16_t> window, coded, move_parts, relation_parts;
  std::vector<std::uint8_t> bytes;
  std::vector<std::int32_t> sums;
  ParseState state;
};

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
  Relation choose_relation(NetworkWorkspace& work, int child, int head) const;

  std::span<const std::int8_t> embeddings_;
  std::array<LayerWeights, kLayers> layer_;
  LayerWeights tag_out_, move_in_, relation_in_, relation_out_;
  std::array<std::span<const std::int16_t>, kLayers> layer_bias_;
  std::span<const std::int16_t> special_, tag_bias_, move_facts_, move_bias_, move_out_, relation_facts_, relation_bias_,
      relation_out_bias_;
};

}  // namespace onrecord

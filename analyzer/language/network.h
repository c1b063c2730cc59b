// The network that reads a sentence: hashed embeddings of each word's form, ends, shape and known tags are summed; three
// residual convolutions of growing reach (van den Oord et al. 2016 for the dilation) look at its neighbours, seven words
// to each side; small heads read tags, the parser's moves and relations off the result (a parser over encoded words as
// in Kiperwasser and Goldberg 2016, each word's share of a state's hidden layer computed once as in Chen and Manning
// 2014).
//
// All arithmetic is in whole numbers, so that every machine gives the same tree. What a word's numbers lie in: int16 with
// kActivationBits behind the point while sums are made, one byte with kByteBits behind the point where they are
// multiplied. Weights are bytes, each output's with a scale of its own. Internal to the layer.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/byte_product.h"
#include "base/result.h"
#include "language/model_file.h"
#include "language/parser.h"
#include "language/words.h"

namespace onrecord {

inline constexpr std::size_t kDim = 64;       ///< width of an encoded word
inline constexpr std::size_t kLayers = 3;
inline constexpr std::array<std::size_t, kLayers> kReach = {1, 2, 4};  ///< how far to each side a layer looks
inline constexpr std::size_t kFarthest = 4;
inline constexpr std::size_t kHidden = 32;    ///< width of the heads' hidden layers
inline constexpr std::size_t kTagOutputs = 64, kMoveOutputs = 8, kRelationOutputs = 64;  ///< padded

inline constexpr int kActivationBits = 10;
inline constexpr int kByteBits = 5;        ///< bytes reach from -127 / 32 to 127 / 32, 128 means 0
inline constexpr int kWeightBits = 12;     ///< a weight is its byte times its output's scale, so many bits behind the point
inline constexpr int kEmbeddingBits = 6;
inline constexpr int kPartBits = 7;        ///< what words and facts add to a hidden layer
inline constexpr int kPartLimit = 1400;    ///< so that no sum of them leaves 16 bits
inline constexpr int kHiddenLimit = 4095;  ///< of a hidden layer that scores moves: their sums stay in 32 bits
inline constexpr int kHiddenByteBits = 4;  ///< a hidden layer is at least 0: its bytes reach to 255 / 16

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

/// How a sum of products of bytes becomes a number again: (sum * scale + offset) >> some bits. The bias is in the offset,
/// and what the 128 of each byte adds is taken off there.
struct OutputScale {
  std::int32_t scale = 0, offset = 0;
};

/// A matrix as the file holds it. Borrowed.
struct LayerWeights {
  std::span<const std::int8_t> packed;     ///< as ByteMatrix wants it
  std::span<const OutputScale> outputs;
  ByteMatrix matrix(std::size_t layer, std::size_t count, std::size_t inputs) const {
    return {count, inputs, packed.data() + layer * count * inputs};
  }
};

inline constexpr std::size_t kSlots = kMoveSlots + kRelationSlots;

/// Buffers of one sentence after another.
struct NetworkWorkspace {
  std::vector<InputRows> rows;
  std::vector<std::int16_t> words;  ///< kDim numbers a word
  std::vector<std::uint8_t> bytes;  ///< the same as bytes, kFarthest words of zeros at each end
  std::vector<std::int16_t> parts;  ///< a node: what it adds in each slot of move and relation
  std::vector<std::int32_t> sums;
  ParseState state;
};

class Network {
 public:
  /// Fails where the file lacks a part or holds it in another size.
  static Result<Network> take(const ModelFile& file);

  /// Fills work.bytes, which tag() and parse() read.
  void encode(const SentenceWords& words, NetworkWorkspace& work) const;
  void tag(NetworkWorkspace& work, std::span<Token> tokens) const;
  /// Sets head and relation. REQUIRES: encoded and tagged.
  void parse(NetworkWorkspace& work, TokenIndex first, std::span<Token> tokens) const;

 private:
  Move choose_move(const NetworkWorkspace& work) const;
  Relation choose_relation(const NetworkWorkspace& work, int child, int head) const;

  std::span<const std::int8_t> embeddings_;
  std::span<const std::uint8_t> special_;  ///< the bytes of "no word" and of the root
  LayerWeights layers_, tags_, parts_, relations_;
  std::span<const std::int16_t> move_facts_, move_out_, relation_facts_;
};

}  // namespace onrecord

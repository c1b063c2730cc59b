// A dependency tree, one shift-reduce pass per sentence: the arc-hybrid system (Kuhlmann et al. 2011) with the root
// behind the last word, moves chosen greedily by an averaged perceptron that was trained with a dynamic oracle
// (Goldberg and Nivre 2013), features after Zhang and Nivre 2011. A second perceptron names each arc when it is made.
// Two moves a word, no search: time is linear in the sentence whatever its length. Internal to the layer.
//
// The tree is projective with exactly one root whatever the weights say: shift is possible while words are left, the
// root takes the last word on the stack only.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "language/feature_rows.h"
#include "language/words.h"

namespace onrecord {

enum class Move : std::uint8_t {
  kShift,  ///< the next word onto the stack
  kLeft,   ///< the next word governs the top of the stack
  kRight,  ///< the second of the stack governs the top
};
inline constexpr int kMoveBits = 19;
inline constexpr std::size_t kMoveWidth = 4;
inline constexpr std::size_t kMoves = 3;
inline constexpr int kRelationBits = 15;
inline constexpr std::size_t kRelationWidth = 64;
inline constexpr std::size_t kRelations = std::size(EnumNames<Relation>::names);
static_assert(kRelations <= kRelationWidth);
using MoveRows = FeatureRows<112>;
using RelationRows = FeatureRows<64>;

/// The parser's view of one sentence: words 1..n, 0 is no word, n + 1 the root.
class ParseState {
 public:
  struct Node {
    std::uint64_t form = 0, tag = 0, both = 0, fine = 0, coarse = 0;
    std::uint64_t children = 0;  ///< bit r: has a child with relation r
    std::int32_t head = 0;
    std::int32_t left = 0, left2 = 0, right = 0, right2 = 0;  ///< outermost children and the next ones
    Relation relation = Relation::kNone;
    std::uint8_t left_count = 0, right_count = 0;
  };

  void start(const SentenceWords& words, std::span<const Token> tokens);
  bool done() const { return stack_.size() == 1 && next_ > words_; }
  bool can(Move move) const;
  /// The dependent and head that `move` would join; {0, 0} for a shift.
  std::pair<int, int> arc(Move move) const;
  /// REQUIRES: can(move).
  void apply(Move move, Relation relation);

  const Node& operator[](int i) const { return nodes_[static_cast<std::size_t>(i)]; }
  int words() const { return words_; }
  int root() const { return words_ + 1; }
  int next() const { return next_; }                        ///< the next word, or root()
  int ahead(int k) const { return next_ + k <= words_ ? next_ + k : next_ + k == root() ? root() : 0; }
  int top(std::size_t k) const { return k < depth() ? stack_[stack_.size() - 1 - k] : 0; }
  std::size_t depth() const { return stack_.size() - 1; }

 private:
  std::vector<Node> nodes_;
  std::vector<std::int32_t> stack_;  ///< begins with 0
  int words_ = 0, next_ = 1;
};

void move_features(const ParseState& state, MoveRows& rows);
/// For the arc from `head` to `child`, before it is made.
void relation_features(const ParseState& state, int child, int head, RelationRows& rows);

class Parser {
 public:
  Parser() = default;
  Parser(std::span<const std::int8_t> moves, std::span<const std::int8_t> relations)
      : moves_(moves.data()), relations_(relations.data()) {}
  /// Sets head and relation. REQUIRES: tagged. `state` is a workspace.
  void parse(const SentenceWords& words, TokenIndex first, std::span<Token> tokens, ParseState& state) const;

 private:
  Move choose_move(const ParseState& state) const;
  Relation choose_relation(const ParseState& state, int child, int head) const;

  const std::int8_t* moves_ = nullptr;
  const std::int8_t* relations_ = nullptr;
};

}  // namespace onrecord

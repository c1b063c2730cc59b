// The states of a dependency parse, one shift-reduce pass per sentence: the arc-hybrid system (Kuhlmann et al. 2011) with
// the root behind the last word. The network (network.h) chooses the moves, greedily, and names each arc when it is
// made. Two moves a word, no search: time is linear in the sentence whatever its length. Internal to the layer.
//
//   ParseState state;
//   state.start(tokens);
//   while (!state.done()) state.apply(some move that state.can(...), relation);
//
// The tree is projective with exactly one root whatever the moves: shift is possible while words are left, the root
// takes the last word on the stack only.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "language/annotated.h"

namespace onrecord {

enum class Move : std::uint8_t {
  kShift,  ///< the next word onto the stack
  kLeft,   ///< the next word governs the top of the stack
  kRight,  ///< the second of the stack governs the top
};
inline constexpr std::size_t kMoves = 3;
inline constexpr std::size_t kTags = std::size(EnumNames<Tag>::names);
inline constexpr std::size_t kRelations = std::size(EnumNames<Relation>::names);
static_assert(kTags <= 64 && kRelations <= 64);  // sets of them are bits of one word

/// One sentence: words 1..n, 0 is no word, n + 1 the root.
class ParseState {
 public:
  struct Node {
    std::uint64_t children = 0;  ///< bit r: has a child with relation r
    std::int32_t head = 0;
    std::int32_t left = 0, right = 0;  ///< outermost children
    Relation relation = Relation::kNone;
    Tag tag = Tag::kNone;
    std::uint8_t left_count = 0, right_count = 0;  ///< children to each side, at most 7
  };

  void start(std::span<const Token> tokens);
  bool done() const { return stack_.size() == 1 && next_ > words_; }
  bool can(Move move) const;
  /// The dependent and head that `move` would join; {0, 0} for a shift.
  std::pair<int, int> arc(Move move) const;
  /// REQUIRES: can(move).
  void apply(Move move, Relation relation);

  const Node& operator[](int i) const { return nodes_[static_cast<std::size_t>(i)]; }
  int words() const { return words_; }
  int root() const { return words_ + 1; }
  int next() const { return next_; }  ///< the next word, or root()
  /// The k-th word after next(), the root behind the last, 0 behind the root.
  int ahead(int k) const { return next_ + k <= root() ? next_ + k : 0; }
  int top(std::size_t k) const { return k < depth() ? stack_[stack_.size() - 1 - k] : 0; }
  std::size_t depth() const { return stack_.size() - 1; }

 private:
  std::vector<Node> nodes_;
  std::vector<std::int32_t> stack_;  ///< begins with 0
  int words_ = 0, next_ = 1;
};

}  // namespace onrecord

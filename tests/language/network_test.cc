#include "language/network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "language/feature_rows.h"

namespace onrecord {
namespace {

std::vector<Token> tokens_of(std::size_t n) {
  std::vector<Token> out(n);
  for (std::size_t i = 0; i < n; ++i) out[i].tag = static_cast<Tag>(1 + i % 40);
  return out;
}

/// Whatever moves are chosen, a tree with one root comes out, and the facts stay inside their tables.
TEST(ParseState, AnyMovesMakeATree) {
  std::uint64_t dice = 0;
  for (std::size_t n = 1; n < 60; ++n) {
    ParseState state;
    state.start(tokens_of(n));
    std::size_t moves = 0;
    while (!state.done()) {
      MoveInput input;
      move_input(state, input);
      for (const int word : input.words) EXPECT_TRUE(word >= 0 && word <= state.root());
      for (const std::uint16_t fact : input.facts) EXPECT_LT(fact, kMoveFactTable);
      std::vector<Move> possible;
      for (const Move move : {Move::kShift, Move::kLeft, Move::kRight})
        if (state.can(move)) possible.push_back(move);
      ASSERT_FALSE(possible.empty());
      const Move move = possible[mixed(dice++) % possible.size()];
      const auto [child, head] = state.arc(move);
      if (move != Move::kShift) {
        RelationInput named;
        relation_input(state, child, head, named);
        ASSERT_LE(named.fact_count, kRelationFacts);
        for (std::size_t f = 0; f < named.fact_count; ++f) EXPECT_LT(named.facts[f], kRelationFactTable);
      }
      state.apply(move, static_cast<Relation>(2 + mixed(dice++) % (kRelations - 2)));
      ASSERT_LE(++moves, 2 * n);
    }
    int roots = 0;
    for (int i = 1; i <= state.words(); ++i) roots += state[i].head == state.root();
    EXPECT_EQ(roots, 1);
    EXPECT_EQ(moves, 2 * n);
  }
}

}  // namespace
}  // namespace onrecord

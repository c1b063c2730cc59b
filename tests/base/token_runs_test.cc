#include "base/token_runs.h"

#include <gtest/gtest.h>

#include <vector>

namespace onrecord {
namespace {

using Spans = std::vector<TokenSpan>;

TokenSpan span(int b, int e) { return {TokenIndex{b}, TokenIndex{e}}; }
Spans spans(const TokenRuns& runs) { return {runs.begin(), runs.end()}; }

TEST(TokenRuns, JoinsWhatTouchesAndSplitsWhatIsTakenOut) {
  TokenRuns runs;
  runs.add(span(6, 9));
  runs.add(span(1, 3));
  runs.add(span(3, 5));
  EXPECT_EQ(spans(runs), (Spans{span(1, 5), span(6, 9)}));
  runs.add(span(5, 6));
  EXPECT_EQ(spans(runs), (Spans{span(1, 9)}));
  runs.remove(span(4, 5));
  EXPECT_EQ(spans(runs), (Spans{span(1, 4), span(5, 9)}));
  EXPECT_EQ(runs.size(), 7u);
  EXPECT_TRUE(runs.contains(TokenIndex{5}));
  EXPECT_FALSE(runs.contains(TokenIndex{4}));
}

TEST(TokenRuns, TakesOutWhatOverlapsAndNothingElse) {
  const struct { TokenSpan out; Spans left; } rows[] = {
      {span(0, 2), {span(2, 4), span(6, 8), span(10, 12)}},
      {span(3, 4), {span(2, 3), span(6, 8), span(10, 12)}},
      {span(3, 7), {span(2, 3), span(7, 8), span(10, 12)}},
      {span(2, 7), {span(7, 8), span(10, 12)}},
      {span(3, 11), {span(2, 3), span(11, 12)}},
      {span(3, 12), {span(2, 3)}},
      {span(0, 20), {}},
      {span(8, 10), {span(2, 4), span(6, 8), span(10, 12)}},
  };
  for (const auto& row : rows) {
    TokenRuns runs;
    for (TokenSpan s : {span(2, 4), span(6, 8), span(10, 12)}) runs.add(s);
    runs.remove(row.out);
    EXPECT_EQ(spans(runs), row.left);
  }
}

TEST(TokenRuns, NothingComesOfNothing) {
  TokenRuns runs;
  runs.add(span(4, 4));
  EXPECT_TRUE(runs.empty());
  runs.add(span(1, 3));
  runs.remove(span(2, 2));
  EXPECT_EQ(runs.size(), 2u);
  runs.keep_run_of(TokenIndex{7});
  EXPECT_TRUE(runs.empty());
}

}  // namespace
}  // namespace onrecord

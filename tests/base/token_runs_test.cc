#include "base/token_runs.h"

#include <gtest/gtest.h>

namespace onrecord {
namespace {

TokenSpan span(int b, int e) { return {TokenIndex{b}, TokenIndex{e}}; }

TEST(TokenRuns, JoinsWhatTouchesAndSplitsWhatIsTakenOut) {
  TokenRuns runs;
  runs.add(span(6, 9));
  runs.add(span(1, 3));
  runs.add(span(3, 5));
  EXPECT_EQ(runs.runs(), (std::vector<TokenSpan>{span(1, 5), span(6, 9)}));
  runs.add(span(5, 6));
  EXPECT_EQ(runs.runs(), (std::vector<TokenSpan>{span(1, 9)}));
  runs.remove(span(4, 5));
  EXPECT_EQ(runs.runs(), (std::vector<TokenSpan>{span(1, 4), span(5, 9)}));
  EXPECT_EQ(runs.size(), 7u);
  EXPECT_TRUE(runs.contains(TokenIndex{5}));
  EXPECT_FALSE(runs.contains(TokenIndex{4}));
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

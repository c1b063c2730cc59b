#include "base/short_vector.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace onrecord {
namespace {

using Short = ShortVector<int, 2>;

Short up_to(int n) {
  Short out;
  for (int i = 0; i < n; ++i) out.push_back(i);
  return out;
}
std::vector<int> all(const Short& v) { return {v.begin(), v.end()}; }

TEST(ShortVector, HoldsMoreThanItHasRoomFor) {
  for (int n : {0, 1, 2, 3, 5, 40}) {
    const Short v = up_to(n);
    ASSERT_EQ(v.size(), static_cast<std::size_t>(n));
    EXPECT_EQ(v.empty(), n == 0);
    for (int i = 0; i < n; ++i) EXPECT_EQ(v[static_cast<std::size_t>(i)], i);
    if (n > 0) { EXPECT_EQ(v.back(), n - 1); }
  }
}

TEST(ShortVector, CopiesAndMovesWhateverItsSizeAndTheirs) {
  for (int n : {0, 2, 5})
    for (int m : {0, 2, 5}) {
      Short from = up_to(n), to = up_to(m);
      const Short copied(from);
      EXPECT_EQ(copied, from);
      to = from;
      EXPECT_EQ(to, from);
      Short other = up_to(m);
      other = std::move(from);
      EXPECT_EQ(other, copied);
      EXPECT_TRUE(from.empty());
      from.push_back(7);
      EXPECT_EQ(all(from), std::vector<int>{7});
      EXPECT_EQ(all(Short(std::move(other))), all(copied));
    }
}

TEST(ShortVector, InsertsAndErasesAnywhere) {
  Short v = up_to(2);
  v.insert(v.begin(), 9);
  v.insert(v.begin() + 1, 8);
  v.insert(v.end(), 7);
  EXPECT_EQ(all(v), (std::vector<int>{9, 8, 0, 1, 7}));
  v.erase(v.begin() + 1, v.begin() + 3);
  EXPECT_EQ(all(v), (std::vector<int>{9, 1, 7}));
  v.erase(v.begin(), v.begin());
  v.erase(v.end() - 1, v.end());
  EXPECT_EQ(all(v), (std::vector<int>{9, 1}));
  v.clear();
  EXPECT_TRUE(v.empty());
}

}  // namespace
}  // namespace onrecord

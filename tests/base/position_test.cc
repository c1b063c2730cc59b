#include "base/position.h"

#include <gtest/gtest.h>

#include <type_traits>

#include "base/result.h"

namespace onrecord {
namespace {

template <class A, class B>
concept Addable = requires(A a, B b) { a + b; };

TEST(Position, UnitsDoNotMix) {
  static_assert(!Addable<BytePos, CharPos>);
  static_assert(!std::is_convertible_v<BytePos, CharPos>);
  static_assert(!std::is_convertible_v<int, TokenIndex>);
}

TEST(Span, HalfOpen) {
  const ByteSpan s{BytePos{3}, BytePos{8}};
  EXPECT_EQ(s.size(), 5u);
  EXPECT_TRUE(s.contains(BytePos{3}));
  EXPECT_FALSE(s.contains(BytePos{8}));
  EXPECT_FALSE(s.overlaps({BytePos{8}, BytePos{9}}));
}

TEST(Error, ShowsThePlaceWithACaret) {
  const Error e{.message = "unknown field 'sorce'", .path = "rules/a.rule", .line = 4, .column = 9,
                .excerpt = "  where a.sorce = 1", .help = "did you mean 'source'?"};
  EXPECT_EQ(e.to_string(),
            "rules/a.rule:4:9: unknown field 'sorce'\n"
            "    where a.sorce = 1\n"
            "          ^\n"
            "  help: did you mean 'source'?");
}

}  // namespace
}  // namespace onrecord

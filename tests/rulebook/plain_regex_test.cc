#include "rulebook/plain_regex.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <random>
#include <string>

namespace onrecord {
namespace {

bool re2_takes(const std::string& text) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(4 << 20);
  return RE2(text, options).ok();
}

TEST(PlainRegex, KnowsWhatRulesWrite) {
  const char* rows[] = {"word", "(?i)\\bnot (his|her) real name\\b", "^[A-Z]\\w+('s|’s)?$", "[^,;]+?", "(?:a|b)*", "\\$\\d+",
                        "[=<>#]|^[@#]|^[\\d.,]+$", "[-a-z0-9_ ]", "(?i:the|a) \\w+", "[$€£¥] ?\\d", "", "a||b", "()", "\\d{1,3}(,\\d{3})+", "a{2,}?"};
  for (const char* row : rows) EXPECT_TRUE(is_plain_regex(row)) << row;
}

TEST(PlainRegex, LeavesTheRestToRe2) {
  const char* rows[] = {"a{0}", "a{3,2}", "{2}", "a{2}{2}", "(a{9}){9}{9}", "a{12}", "a**", "*a", "(a", "a)", "[a", "[]", "[z-a]", "[a-\\d]", "a\\", "\\1", "(?=a)", "(?P<cue>a)",
                        "\\pL", "[[:alpha:]]", "\xff", "a|*", "(?i)*", "\\b+", "[A-z]"};
  for (const char* row : rows) EXPECT_FALSE(is_plain_regex(row)) << row;
}

TEST(PlainRegex, NeverTakesWhatRe2Refuses) {
  const std::string_view parts[] = {"a", "Z", "0", "(", ")", "(?:", "(?i)", "(?i:", "[", "]", "[^", "-", "\\", "\\b", "\\d", "\\w", "|",
                                    "?", "*", "+", "^", "$", ".", "{", "}", "{2}", "{1,3}", "{2,}", ",", ":", "é", "’", "\xe2", "/", " ", "]", ")", "z", "9"};
  std::mt19937 random(1);
  int plain = 0;
  for (int i = 0; i < 100000; ++i) {
    std::string text;
    for (std::size_t n = 1 + random() % 9; n > 0; --n) text += parts[random() % std::size(parts)];
    if (!is_plain_regex(text)) continue;
    ++plain;
    ASSERT_TRUE(re2_takes(text)) << text;
  }
  EXPECT_GT(plain, 1000);
}

}  // namespace
}  // namespace onrecord

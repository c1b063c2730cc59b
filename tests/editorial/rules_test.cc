// Every rule's own examples, as `onrecord rules test` runs them.
#include <gtest/gtest.h>

#include <filesystem>

#include "editorial/analyzer.h"
#include "editorial/rule_test.h"

namespace onrecord {
namespace {

const Analyzer& analyzer() {
  static const Result<Analyzer> loaded = Analyzer::load(
      {.rules = {std::filesystem::path(ONRECORD_SOURCE_DIR) / "rules"}, .data = std::filesystem::path(ONRECORD_SOURCE_DIR) / "data"});
  if (!loaded) throw std::runtime_error(loaded.error().to_string());
  return *loaded;
}

TEST(Rules, ExamplesHold) {
  const std::vector<ExampleResult> results = test_rules(analyzer());
  EXPECT_GT(results.size(), 100u);
  for (const ExampleResult& r : results)
    for (const std::string& fault : r.faults)
      ADD_FAILURE() << r.path << ":" << r.line << " " << (r.fires ? "fires" : "silent") << " \"" << r.text << "\"\n  " << fault;
}

TEST(Rules, OneFamilyOrOneRule) {
  const auto family = test_rules(analyzer(), "grade");
  ASSERT_FALSE(family.empty());
  for (const ExampleResult& r : family) EXPECT_TRUE(r.rule.starts_with("grade/")) << r.rule;
  for (const ExampleResult& r : test_rules(analyzer(), "quote/scare")) EXPECT_EQ(r.rule, "quote/scare");
  EXPECT_TRUE(test_rules(analyzer(), "quote/sca").empty());
}

TEST(Rules, ChecksAreWorded) {
  for (const Rule& rule : analyzer().rulebook().rules()) {
    if (rule.kind != RuleKind::kCheck) continue;
    EXPECT_FALSE(rule.standard.empty()) << rule.id;
    EXPECT_FALSE(rule.help.empty()) << rule.id;
    EXPECT_FALSE(rule.why.ends_with(' ')) << rule.id;
  }
}

}  // namespace
}  // namespace onrecord

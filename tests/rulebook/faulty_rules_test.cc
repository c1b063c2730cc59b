// What a faulty rule file is told: place, line, caret, and what was expected.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "rulebook/check.h"
#include "rulebook/grammar/grammar.h"
#include "rulebook/pack.h"
#include "rulebook/rulebook.h"

namespace onrecord {
namespace {

namespace fs = std::filesystem;

/// The error's text, with the pack's own directory taken out.
std::string told(const std::string& file, const std::string& text) {
  Pack pack;
  pack.file(file, text);
  const Schema schema = core_schema();
  const auto book = Rulebook::load(pack.dir(), schema);
  if (book) return "no fault";
  std::string out = book.error().to_string();
  const std::string dir = pack.dir().string() + "/";
  for (std::size_t at = out.find(dir); at != std::string::npos; at = out.find(dir)) out.erase(at, dir.size());
  return out;
}

const std::string kCheck = "check a/b what \"w\" why \"w\" standard \"s\" help \"h\" severity note certainty likely\n";

TEST(FaultyRules, AreShownAtTheirPlace) {
  struct Row {
    std::string file, text, told;
  };
  const Row rows[] = {
      {"a/b.rule", "chek a/b\n",
       "a/b.rule:1:1: expected a kind of rule: words, pattern, check, grade, score, adjust or ruleset, found 'chek'\n"
       "  chek a/b\n  ^"},
      {"a/b.rule", "check a/c\n",
       "a/b.rule:1:7: the rule is called 'a/c' but its place says 'a/b'\n  check a/c\n        ^\n"
       "  help: a rule's id is its family and name: rules/<family>/<name>.rule"},
      {"a/b.rule", "check a/b\n  wy \"because\"\n",
       "a/b.rule:2:3: expected a clause or the end of the rule, found 'wy'\n    wy \"because\"\n    ^\n"
       "  help: did you mean 'why'?"},
      {"a/b.rule", "check a/b\n  why because\n",
       "a/b.rule:2:7: expected a string in quotation marks, found 'because'\n    why because\n        ^"},
      {"a/b.rule", "check a/b\n  each s of sentences\n",
       "a/b.rule:2:10: expected 'in', found 'of'\n    each s of sentences\n           ^"},
      {"a/b.rule", "check a/b\n  where x in {1}\n",
       "a/b.rule:2:15: expected a symbol or a string, found '1'\n    where x in {1}\n                ^"},
      {"a/b.rule", "check a/b\n  why \"no end\n",
       "a/b.rule:3:1: expected '\"', found the end of the file"},
      {"a/b.rule", "check a/b what \"w\" items \"x\"\n",
       "a/b.rule:1:20: a check has no clause 'items'\n  check a/b what \"w\" items \"x\"\n                     ^\n"
       "  help: known: what, why, standard, help, severity, certainty, message, fires, silent, traps, each, at, ..."},
      {"a/b.rule", "check a/b what \"w\" what \"v\"\n",
       "a/b.rule:1:20: 'what' stands twice\n  check a/b what \"w\" what \"v\"\n                     ^"},
      {"a/b.rule", kCheck + "message \"m\" fires \"x\"",
       "a/b.rule:1:1: check a/b has no 'silent'\n  " + kCheck + "  ^\n"
       "  help: a rule brings an example that fires and a near miss that stays silent"},
      {"a/b.rule", kCheck + "severity grave",
       "a/b.rule:2:1: 'severity' stands twice\n  severity grave\n  ^"},
      {"a/b.rule", kCheck + "where lead.wrds > 3\nmessage \"m\" fires \"x\" silent \"y\"",
       "a/b.rule:2:12: a paragraph has no field 'wrds'\n  where lead.wrds > 3\n             ^\n  help: did you mean 'words'?"},
      {"a/b.rule", kCheck + "message \"what {lead.txt} says\" fires \"x\" silent \"y\"",
       "a/b.rule:2:21: a paragraph has no field 'txt'\n  message \"what {lead.txt} says\" fires \"x\" silent \"y\"\n"
       "                      ^\n  help: did you mean 'text'?"},
      {"a/b.rule", kCheck + "message \"what {lead\" fires \"x\" silent \"y\"",
       "a/b.rule:2:15: a brace without its partner\n  message \"what {lead\" fires \"x\" silent \"y\"\n                ^\n"
       "  help: a brace that stands for itself is written twice: {{ or }}"},
      {"a/b.rule", kCheck + "where lead.text ~ /a(b/\nmessage \"m\" fires \"x\" silent \"y\"",
       "a/b.rule:2:20: the regular expression is faulty: missing ): a(b\n  where lead.text ~ /a(b/\n                     ^\n"
       "  help: RE2 syntax: no look-around, no back references; (?i) at the start ignores case"},
      {"a/b.rule", "adjust a/b severity off", "a/b.rule:1:8: there is no such rule to adjust\n  adjust a/b severity off\n         ^"},
      {"words/b.rule", "words words/b what \"w\"",
       "words/b.rule:1:1: the word list is empty\n  words words/b what \"w\"\n  ^\n  help: give items \"...\" or from \"table.tsv\""},
  };
  for (const Row& row : rows) EXPECT_EQ(told(row.file, row.text), row.told) << row.text;
}

TEST(FaultyRules, CaretsCountCharactersNotBytes) {
  const std::string out = told("a/b.rule", kCheck + "message \"\xC3\xA4\xE2\x80\xA6 {led}\" fires \"x\" silent \"y\"");
  EXPECT_NE(out.find("a/b.rule:2:14: there is nothing called 'led' here"), std::string::npos) << out;
}

TEST(FaultyRules, MissingPack) {
  const Schema schema;
  const auto book = Rulebook::load(fs::path("/no/such/place"), schema);
  ASSERT_FALSE(book);
  EXPECT_EQ(book.error().message, "no rules there");
}

TEST(FaultyRules, OfOneFile) {
  const struct {
    std::string text, told;
  } rows[] = {
      {"ruleset desk version \"1\"\n\nadjust source/vage severity off",
       "house.rule:3:8: there is no such rule to adjust\n  adjust source/vage severity off\n         ^\n"
       "  help: did you mean 'source/vague'?"},
      {"adjust source/vague severity off\nadjust source/vague severity note",
       "house.rule:2:8: 'source/vague' stands here twice\n  adjust source/vague severity note\n         ^\n"
       "  help: write all that concerns a rule in one record"},
      {"adjust source/vague severity of\nwords words/ours what \"w\" items \"a\"",
       "house.rule:1:30: 'of' is no severity\n  adjust source/vague severity of\n                               ^\n"
       "  help: did you mean 'off'?"},
      {"adjust source/vague severity off\nwrds words/ours what \"w\"",
       "house.rule:2:1: expected a clause or the end of the rule, found 'wrds'\n  wrds words/ours what \"w\"\n  ^\n"
       "  help: did you mean 'words'?"},
      {"words ours what \"w\" items \"a\"",
       "house.rule:1:7: a rule's id is its family and name: source/vague-study\n  words ours what \"w\" items \"a\"\n        ^"},
  };
  for (const auto& row : rows) {
    Pack base, house;
    base.file("source/vague.rule", "check source/vague what \"w\" why \"w\" standard \"s\" help \"h\" severity note certainty likely\n"
                                   "message \"m\" fires \"x\" silent \"y\"");
    house.file("house.rule", row.text);
    const Schema schema = core_schema();
    const auto book = Rulebook::load({base.dir(), house.dir() / "house.rule"}, schema);
    ASSERT_FALSE(book) << row.text;
    const std::string told = book.error().to_string();
    EXPECT_EQ(told.substr(told.find("house.rule")), row.told) << row.text;
  }
}

// Whatever the bytes, a parse ends with a tree or a fault inside the text.
std::vector<std::string> our_rules() {
  std::vector<std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(ONRECORD_SOURCE_DIR) / "rules")) {
    if (entry.path().extension() != ".rule") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    out.push_back(text.str());
  }
  std::sort(out.begin(), out.end());
  return out;
}

TEST(FaultyRules, TruncatedFilesAreRefusedOrRead) {
  std::mt19937 random(5);
  for (const std::string& rule : our_rules())
    for (int n = 0; n < 12; ++n) {
      const std::string cut = rule.substr(0, random() % (rule.size() + 1));
      const auto parsed = grammar::parse_rule_file(cut);
      EXPECT_TRUE(parsed.ok || parsed.fault.at <= cut.size());
    }
}

TEST(FaultyRules, DamagedFilesAreRefusedOrRead) {
  std::mt19937 random(7);
  const std::string marks = "\"'{}()[]/\\#=~<>,.:*\n\xC3\xFF";
  for (const std::string& rule : our_rules())
    for (int n = 0; n < 8; ++n) {
      std::string damaged = rule;
      for (int k = 0; k < 3 && !damaged.empty(); ++k) damaged[random() % damaged.size()] = marks[random() % marks.size()];
      const auto parsed = grammar::parse_rule_file(damaged);
      EXPECT_TRUE(parsed.ok || parsed.fault.at <= damaged.size());
    }
}

TEST(FaultyRules, DamagedPacksLoadOrSayWhy) {
  std::mt19937 random(11);
  Schema schema = core_schema();
  schema.add_yield("attribution", {"statement", "intention", "credit"});
  for (const std::string& rule : our_rules()) {
    const std::string id = rule.substr(0, rule.find('\n'));
    if (!id.starts_with("pattern ") && !id.starts_with("check ")) continue;
    Pack pack;
    const std::string name = id.substr(id.find(' ') + 1);
    pack.file(name + ".rule", rule.substr(0, rule.size() * (random() % 100) / 100) + " fires \"x\" silent \"y\"");
    const auto book = Rulebook::load(pack.dir(), schema);
    EXPECT_TRUE(book || !book.error().message.empty());
  }
}

TEST(FaultyRules, NestingIsBounded) {
  for (const char* open : {"(", "not ", "-", "if ", "count(x in ", "f(", "{", "[", "a.b."}) {
    std::string text = "check a/b where ";
    for (int i = 0; i < 200000; ++i) text += open;
    EXPECT_FALSE(grammar::parse_rule_file(text).ok) << open;
  }
}

}  // namespace
}  // namespace onrecord

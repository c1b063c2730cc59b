#include "rulebook/check.h"

#include <gtest/gtest.h>

#include "rulebook/hand_text.h"
#include "rulebook/pack.h"
#include "rulebook/rulebook.h"

namespace onrecord {
namespace {

constexpr const char* kText = R"(
  Rain   rain  NN   2 nsubj
  fell   fall  VBD  0 root
  +.     .     .    2 punct

  Forty  forty CD   2 nummod
  people people NNS 3 nsubj
  died   die   VBD  0 root
  +.     .     .    3 punct

  Ten    ten   CD   2 nsubj
  left   leave VBD  0 root
  +.     .     .    2 punct
)";

const std::string kHead = "check claim/number what \"w\" why \"because\" standard \"AP\" help \"say who\"\n"
                          "  severity warning certainty likely\n";
const std::string kTail = "\n  fires \"Ten.\" silent \"No.\"";

class Checks : public testing::Test {
 protected:
  Pack base_, house_;
  Schema schema_ = core_schema();
  HandText text_{kText};

  std::vector<CheckHit> run(const Rulebook& book) {
    Env env(text_.text, text_.quotations);
    std::vector<CheckHit> out;
    for (const Check& check : book.checks())
      for (CheckHit& hit : run_check(check, env)) out.push_back(std::move(hit));
    return out;
  }
  std::string shown(const CheckHit& hit) {
    std::string out = hit.message + " @";
    for (ByteSpan s : hit.spans) out += "[" + std::string(text_.article.view(s)) + "]";
    for (const std::string& e : hit.evidence) out += " " + e;
    return out;
  }
  Rulebook load() {
    auto book = Rulebook::load({base_.dir(), house_.dir()}, schema_);
    EXPECT_TRUE(book) << book.error().to_string();
    return std::move(*book);
  }
};

TEST_F(Checks, EachWhereLetAtMessage) {
  base_.file("claim/number.rule",
             kHead + "  each s in sentences\n  let n = first(t in s.tokens where t.tag = CD)\n  where n\n"
                     "  unless s.words > 8\n  at n, s.tokens_last\n  message \"{n}: {s}\"" + kTail);
  const auto bad = Rulebook::load(base_.dir(), schema_);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().message, "a sentence has no field 'tokens_last'");
  base_.file("claim/number.rule",
             kHead + "  each s in sentences\n  let n = first(t in s.tokens where t.tag = CD)\n  where n\n"
                     "  unless s.words > 8\n  at n, n.next\n  message \"{n} in {{{s}}}\"\n"
                     "  evidence \"{s.words} words\"" + kTail);
  const auto hits = run(load());
  ASSERT_EQ(hits.size(), 2u);
  EXPECT_EQ(shown(hits[0]), "Forty in {Forty people died.} @[Forty][people] 3 words");
  EXPECT_EQ(shown(hits[1]), "Ten in {Ten left.} @[Ten][left] 2 words");
}

TEST_F(Checks, OnceAndDefaultPlace) {
  base_.file("claim/number.rule", kHead + "  each s in sentences\n once message \"m\"" + kTail);
  const auto hits = run(load());
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].alike, 2);
  EXPECT_EQ(shown(hits[0]), "m @[Rain fell.]");
}

TEST_F(Checks, WordsOfAListAreFoundWhateverElseIsAsked) {
  base_.file("words/verb.rule", "words words/verb what \"verbs\" items \"fall\" \"leave\" \"ten left\"");
  const struct { const char *where, *found; } rows[] = {
      {"t.lemma in words/verb", "fell left "},
      {"t.lemma in words/verb and t.text != \"left\"", "fell "},
      {"t.text != \"left\" and t.lemma in words/verb", "fell "},
      {"t.lemma in words/verb or t.tag = CD", "fell Forty Ten left "},
      {"t.lemma not in words/verb and t.tag ~ \"VB*\"", "died "},
      {"t.lower in words/verb", ""},
      {"mentions(t, words/verb)", "fell left "},
  };
  for (const auto& row : rows) {
    base_.file("claim/number.rule", kHead + "  each t in tokens\n  where " + row.where + "\n  message \"{t}\"" + kTail);
    std::string found;
    for (const CheckHit& hit : run(load())) found += hit.message + " ";
    EXPECT_EQ(found, row.found) << row.where;
  }
}

TEST_F(Checks, WholeArticle) {
  base_.file("claim/number.rule", kHead + "  where words < 10\n message \"only {words} words\"" + kTail);
  const auto hits = run(load());
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(shown(hits[0]), "only 7 words @");
}

TEST_F(Checks, PackAdjusts) {
  base_.file("claim/number.rule", kHead + "  each s in sentences\n message \"m\"" + kTail);
  house_.file("claim/number.rule",
              "adjust claim/number severity note certainty possible why \"we are small\" help \"ask the desk\"\n"
              "  where s.words > 2 message \"ours: {s}\"");
  const Rulebook book = load();
  const auto hits = run(book);
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].message, "ours: Forty people died.");
  EXPECT_EQ(book.checks()[0].severity, Severity::kNote);
  EXPECT_EQ(book.checks()[0].certainty, Certainty::kPossible);
  EXPECT_EQ(book.rule("claim/number")->help, "ask the desk");
  EXPECT_EQ(book.rule("claim/number")->why, "because");
  ASSERT_EQ(book.rule("claim/number")->adjusted_by.size(), 1u);
  EXPECT_TRUE(book.rule("claim/number")->adjusted_by[0].ends_with("claim/number.rule: we are small"));
}

TEST_F(Checks, PackSilences) {
  base_.file("claim/number.rule", kHead + "  each s in sentences\n message \"m\"" + kTail);
  house_.file("claim/number.rule", "adjust claim/number severity off");
  const Rulebook book = load();
  EXPECT_TRUE(book.checks().empty());
  EXPECT_FALSE(book.rule("claim/number")->enabled);
}

TEST_F(Checks, OneFileHoldsAHouse) {
  base_.file("claim/number.rule", kHead + "  each s in sentences\n message \"m\"" + kTail);
  base_.file("words/small.rule", "words words/small what \"w\" items \"rain\"");
  house_.file("house.rule",
              "ruleset our-desk version \"2\"\n"
              "adjust claim/number severity error unless mentions(s, words/small)\n"
              "adjust words/small items \"ten\"   # our style\n"
              "check claim/ten what \"w\" why \"w\" standard \"s\" help \"h\" severity note certainty likely\n"
              "  each s in sentences where mentions(s, words/ours) message \"ours\" fires \"Ten.\" silent \"No.\"\n"
              "words words/ours what \"w\" items \"ten\"");
  const auto book = Rulebook::load({base_.dir(), house_.dir() / "house.rule"}, schema_);
  ASSERT_TRUE(book) << book.error().to_string();
  EXPECT_EQ(book->id().name, "our-desk");
  const auto hits = run(*book);
  ASSERT_EQ(hits.size(), 2u);
  EXPECT_EQ(shown(hits[0]), "m @[Forty people died.]");
  EXPECT_EQ(shown(hits[1]), "ours @[Ten left.]");
  EXPECT_EQ(book->checks()[0].severity, Severity::kError);
  EXPECT_EQ(book->rule("words/ours")->source, "words words/ours what \"w\" items \"ten\"");
}

TEST_F(Checks, ARunChooses) {
  base_.file("claim/number.rule", kHead + "  message \"m\"" + kTail);
  base_.file("source/vague.rule", "check source/vague what \"w\" why \"w\" standard \"s\" help \"h\" severity note certainty likely\n"
                                  "  message \"m\" fires \"x\" silent \"y\"");
  const auto checks = [&](RuleChoice choice) {
    const auto book = Rulebook::load({base_.dir()}, schema_, RuleScope::kAll, choice);
    if (!book) return book.error().message + "; " + book.error().help;
    std::string out;
    for (const Check& check : book->checks()) out += check.id + " ";
    return out;
  };
  EXPECT_EQ(checks({}), "claim/number source/vague ");
  EXPECT_EQ(checks({.only = {"claim"}}), "claim/number ");
  EXPECT_EQ(checks({.only = {"source/vague", "claim/number"}}), "claim/number source/vague ");
  EXPECT_EQ(checks({.ignore = {"claim/number"}}), "source/vague ");
  EXPECT_EQ(checks({.only = {"claim"}, .ignore = {"claim/number"}}), "");
  EXPECT_EQ(checks({.ignore = {"claim/numbr"}}), "there is no rule to ignore \"claim/numbr\"; did you mean 'claim/number'?");
  EXPECT_EQ(checks({.only = {"clai"}}), "there is no check \"clai\"; known: claim/number, source/vague");
  const auto hash = [&](RuleChoice choice) { return Rulebook::load({base_.dir()}, schema_, RuleScope::kAll, choice)->id().hash; };
  EXPECT_NE(hash({}), hash({.ignore = {"claim"}}));
}

TEST_F(Checks, PackReplaces) {
  base_.file("claim/number.rule", kHead + "  each s in sentences\n message \"m\"" + kTail);
  house_.file("claim/number.rule", kHead + "  message \"whole\"" + kTail);
  const auto hits = run(load());
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].message, "whole");
}

TEST_F(Checks, Grade) {
  base_.file("grade/length.rule",
             "grade grade/length what \"w\" each s in sentences where s.words > 2 points s.words * 0.5\n"
             "  reason \"{s.words} words\"");
  const Rulebook book = load();
  Env env(text_.text, text_.quotations);
  const auto all = run_grade(book.grades()[0], env);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].object.index, 1);
  EXPECT_DOUBLE_EQ(all[0].points, 1.5);
  EXPECT_EQ(all[0].reason, "3 words");
  EXPECT_FALSE(grade_object(book.grades()[0], env, Object{0, nullptr}));
  EXPECT_TRUE(grade_object(book.grades()[0], env, Object{1, nullptr}));
}

TEST_F(Checks, Score) {
  base_.file("score/sourcing.rule",
             "score score/sourcing what \"w\"\n"
             "  let n = count(s in sentences)\n"
             "  part numbers weight 30 = share(s in sentences: exists(t in s.tokens where t.tag = CD)) what \"with numbers\"\n"
             "    raise \"number the {n} sentences\" raise \"never\" when n > 5\n"
             "  part length weight 10 = sum(s in sentences: s.words) / 14\n"
             "  part quotes weight 50 = share(q in quotations: q.closed)\n"
             "  cap 50 when n < 4 why \"{n} sentences\"\n  cap 40 when n > 4 why \"x\"\n"
             "  minimum n < 2 why \"too short\"\n  band 0 \"low\" band 45 \"fair\"");
  const Rulebook book = load();
  Env env(text_.text, text_.quotations);
  const Scored s = run_score(book.scores()[0], env);
  ASSERT_EQ(s.parts.size(), 3u);
  EXPECT_DOUBLE_EQ(s.parts[0].numerator, 2);
  EXPECT_DOUBLE_EQ(s.parts[0].denominator, 3);
  EXPECT_EQ(s.parts[0].raise, std::vector<std::string>{"number the 3 sentences"});
  EXPECT_DOUBLE_EQ(*s.parts[1].value, 0.5);
  EXPECT_FALSE(s.parts[2].value);  // no quotations: not applicable, its weight is spread over the rest
  ASSERT_EQ(s.caps.size(), 1u);
  EXPECT_EQ(s.caps[0].why, "3 sentences");
  EXPECT_DOUBLE_EQ(*s.value, 50);  // 62.5 uncapped
  EXPECT_EQ(s.band, "fair");
  EXPECT_DOUBLE_EQ(*score_value(book.scores()[0], env), 50);
}

TEST_F(Checks, ScoreIsResampledByOverridingAList) {
  base_.file("score/sourcing.rule", "score score/sourcing what \"w\" part p weight 1 = share(s in sentences: s.words > 2)");
  const Rulebook book = load();
  Env env(text_.text, text_.quotations);
  const std::vector<Value> sample{Value::of(Object{1, nullptr}), Value::of(Object{1, nullptr}), Value::of(Object{0, nullptr})};
  env.override_list("sentences", &sample);
  EXPECT_NEAR(*score_value(book.scores()[0], env), 66.67, 0.01);
  env.override_list("sentences", nullptr);
  EXPECT_NEAR(*score_value(book.scores()[0], env), 33.33, 0.01);
}

TEST_F(Checks, PackReweighsTheScore) {
  base_.file("score/sourcing.rule",
             "score score/sourcing what \"w\" part a weight 1 = 1 part b weight 1 = 0 band 0 \"low\" band 90 \"high\"");
  house_.file("score/sourcing.rule", "adjust score/sourcing part b weight 3 cap 20 when words > 0 why \"c\" band 0 \"all\"");
  const Rulebook book = load();
  Env env(text_.text, text_.quotations);
  const Scored s = run_score(book.scores()[0], env);
  EXPECT_DOUBLE_EQ(s.parts[1].weight, 3);
  EXPECT_DOUBLE_EQ(*s.value, 20);
  EXPECT_EQ(s.band, "all");
}

}  // namespace
}  // namespace onrecord

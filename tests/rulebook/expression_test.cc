#include <gtest/gtest.h>

#include "rulebook/check.h"
#include "rulebook/hand_text.h"
#include "rulebook/pack.h"
#include "rulebook/rulebook.h"

namespace onrecord {
namespace {

constexpr const char* kText = R"(
  #title
  Port    port   NN   2 nsubj
  closes  close  VBZ  0 root
  #p
  "         "        ``   4 punct
  +We       we       PRP  4 nsubj
  will      will     MD   4 aux
  appeal    appeal   VB   7 ccomp
  +,        ,        ,    4 punct
  +"        "        ''   4 punct
  said      say      VBD  0 root
  Calder    calder   NNP  7 nsubj
  +.        .        .    7 punct

  She       she      PRP  2 nsubj
  left      leave    VBD  0 root
  +.        .        .    2 punct
  #p
  Experts   expert   NNS  2 nsubj
  do        do       VBP  3 aux
  +n't      not      RB   4 advmod
  know      know     VB   0 root
  +.        .        .    4 punct
)";

/// What `expression` prints for the text above.
std::string value_of(const std::string& expression) {
  Pack pack;
  pack.file("words/cue.rule", "words words/cue what \"cues\" items \"say\" \"know\" = 0.5 \"don't know\"")
      .file("check/one.rule", "check check/one what \"w\" why \"w\" standard \"s\" help \"h\" severity note certainty likely\n"
                              "let v = " + expression + "\nmessage \"{v}\" fires \"a\" silent \"b\"");
  const Schema schema = core_schema();
  const auto book = Rulebook::load(pack.dir(), schema);
  if (!book) return book.error().message + (book.error().help.empty() ? "" : "; " + book.error().help);
  const HandText t(kText);
  Env env(t.text, t.quotations);
  const auto hits = run_check(book->checks()[0], env);
  return hits.empty() ? "no hit" : hits[0].message;
}

TEST(Expression, Values) {
  struct Row {
    const char* expression;
    const char* value;
  };
  const Row rows[] = {
      {"1 + 2 * 3", "7"},
      {"(1 + 2) * 3", "9"},
      {"10 - 4 - 3", "3"},
      {"-2 * -3", "6"},
      {"1 / 0", "0"},
      {"1 / 3", "0.33"},
      {"1 < 2 and not 2 < 1", "yes"},
      {"not 1 = 2", "yes"},
      {"not not true", "yes"},
      {"true or false and false", "yes"},
      {"1 >= 2 or 2 >= 2", "yes"},
      {"\"a\" < \"b\"", "yes"},
      {"if 1 > 2 then \"x\" else \"y\"", "y"},
      {"words", "11"},
      {"count(t in tokens)", "17"},
      {"count(t in tokens where t.is_word)", "11"},
      {"count(t in tokens where t.tag ~ VB*)", "5"},
      {"count(t in tokens where t.tag in {VBD, VBP})", "3"},
      {"count(t in tokens where t.tag not in {VBD, VBP})", "14"},
      {"count(t in tokens where t.lemma in words/cue)", "2"},
      {"sum(t in tokens: weight(words/cue, t.lemma))", "1"},
      {"mean(s in sentences: s.words)", "3.67"},
      {"max(s in sentences: s.words)", "5"},
      {"min(s in sentences: s.words)", "2"},
      {"max(2, 5) - min(2, 5)", "3"},
      {"share(s in sentences: s.words > 3)", "0.67"},
      {"exists(s in sentences: s.words = 5)", "yes"},
      {"none(s in sentences: s.words = 5)", "no"},
      {"all(s in sentences: s.words > 1)", "yes"},
      {"all(s in sentences where s.words > 100: false)", "yes"},
      {"first(t in tokens where t.tag = NNP)", "Calder"},
      {"first(t in tokens where t.tag = NNP).head.lemma", "say"},
      {"first(t in tokens where t.tag = NNP).head.head = nothing", "yes"},
      {"first(t in tokens where t.tag = CD)", ""},
      {"first(t in tokens where t.tag = CD).lemma", ""},
      {"first(t in tokens where t.lower = \"appeal\").relation", "ccomp"},
      {"count(q in quotations)", "1"},
      {"first(q in quotations)", "\"We will appeal,\""},
      {"first(q in quotations).inner", "We will appeal,"},
      {"first(q in quotations).use", "statement"},
      {"title ~ /close/", "no"},  // the article's own title is not set
      {"headline.text ~ /(?i)PORT/", "yes"},
      {"headline.text ~ \"Port*\"", "yes"},
      {"headline.kind", "title"},
      {"lead.text in {\"x\"}", "no"},
      {"count(p in paragraphs where p.kind = paragraph)", "2"},
      {"lead.next", "Experts don't know."},
      {"lead.previous = nothing", "yes"},
      {"near(first(s in sentences), lead.next, 1 paragraph)", "yes"},
      {"near(first(s in sentences), lead.next, 0 paragraphs)", "no"},
      {"near(first(q in quotations), first(t in tokens where t.lower = \"calder\"), 1 word)", "yes"},
      {"near(first(q in quotations), first(t in tokens where t.lower = \"calder\"), 0 words)", "no"},
      {"sentences_between(lead, lead.next)", "1"},
      {"lead before lead.next and not lead after lead.next", "yes"},
      {"within(first(q in quotations), lead)", "yes"},
      {"within(lead, first(q in quotations))", "no"},
      {"quoted(first(t in tokens where t.lower = \"appeal\"))", "yes"},
      {"quoted(lead)", "no"},
      {"mentions(lead, words/cue)", "yes"},
      {"mention(lead.next, words/cue)", "don't know"},
      {"size(\"\u00e4b\")", "2"},
      {"contains(\"abc\", \"bc\") and starts_with(\"abc\", \"ab\") and ends_with(\"abc\", \"c\")", "yes"},
      {"lower(\"ABC\")", "abc"},
      {"quotations", "\"We will appeal,\""},
  };
  for (const Row& row : rows) EXPECT_EQ(value_of(row.expression), row.value) << row.expression;
}

TEST(Expression, Faults) {
  struct Row {
    const char* expression;
    const char* message;
  };
  const Row rows[] = {
      {"1 + title", "expected a number, found text"},
      {"1 and 2 > 1", "expected a condition, found a number"},
      {"titel", "there is nothing called 'titel' here; did you mean 'title'?"},
      {"lead.txet", "a paragraph has no field 'txet'; did you mean 'text'?"},
      {"title.text", "text has no fields"},
      {"count(t in title)", "expected a list, found text"},
      {"count(t in tokens where t.tag = VBX)", "'VBX' is no tag; did you mean 'VB'?"},
      {"count(t in tokens where t.tag in {NN, VBX})", "'VBX' is no tag; did you mean 'VB'?"},
      {"count(t in tokens where t.tag ~ QQ*)", "no tag is like that; known: _, CC, CD, DT, EX, FW, IN, JJ, JJR, JJS, LS, MD, ..."},
      {"title in words/ceu", "there is no word list 'words/ceu'; did you mean 'words/cue'?"},
      {"lead = title", "paragraph cannot be compared with text"},
      {"lead < lead", "paragraph has no order; known: numbers, text; objects have before and after"},
      {"1 before 2", "a number has no place in the text"},
      {"near(lead, title, 2 paragraphs)", "expected something with a place in the text, found text"},
      {"near(lead, lead, 2)", "expected a distance (2 paragraphs), found a number"},
      {"near(lead, lead)", "near takes 3 arguments, not 2"},
      {"naer(lead, lead)", "there is no function 'naer'; did you mean 'near'?"},
      {"1 < 2 < 3", "comparisons do not chain; join them with 'and'"},
      {"if true then 1 else title", "'then' gives a number, 'else' text"},
      {"sum(t in tokens)", "sum needs ': a number' after its list"},
      {"title ~ /(/", "the regular expression is faulty: missing ): (; RE2 syntax: no look-around, no back references; (?i) at the start ignores case"},
      {"count(t in tokens where exists(t in tokens))", "the name 't' is taken"},
      {"{a}", "a set stands only after 'in' or '~'"},
  };
  for (const Row& row : rows) EXPECT_EQ(value_of(row.expression), row.message) << row.expression;
}

TEST(Expression, BudgetStopsLoops) {
  Pack pack;
  pack.file("check/one.rule", "check check/one what \"w\" why \"w\" standard \"s\" help \"h\" severity note certainty likely "
                              "let v = count(a in tokens: exists(b in tokens where exists(c in tokens where false))) "
                              "message \"{v}\" fires \"a\" silent \"b\"");
  const Schema schema = core_schema();
  const auto book = Rulebook::load(pack.dir(), schema);
  ASSERT_TRUE(book) << book.error().to_string();
  const HandText t(kText);
  Env env(t.text, t.quotations);
  env.budget = 100;
  EXPECT_EQ(run_check(book->checks()[0], env).size(), 1u);
  EXPECT_LT(env.budget, 1);
}

TEST(Expression, LongAndDeepAreRefused) {
  std::string chain = "1", deep;
  for (int i = 0; i < 100000; ++i) chain += " + 1";
  EXPECT_EQ(value_of(chain), "an expression of over 64 operators; give its parts names with let");
  for (int i = 0; i < 100000; ++i) deep += "(";
  EXPECT_NE(value_of(deep).find("at most 40 levels of nesting"), std::string::npos);
}

}  // namespace
}  // namespace onrecord

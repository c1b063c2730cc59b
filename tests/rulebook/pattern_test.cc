#include "rulebook/pattern.h"

#include <gtest/gtest.h>

#include "rulebook/hand_text.h"
#include "rulebook/pack.h"
#include "rulebook/rulebook.h"

namespace onrecord {
namespace {

constexpr const char* kEnd = " fires \"a\" silent \"b\"";

Schema test_schema() {
  Schema schema = core_schema();
  schema.add_yield("attribution", {"statement", "credit"});
  schema.add_yield("stance", {"denies"});
  return schema;
}

std::string words_of(const Annotated& text, const TokenRuns& runs) {
  std::string out;
  for (TokenSpan r : runs) (out += out.empty() ? "" : " ... ") += text.text(r);
  return out;
}

/// "source | cue | content" of each match; a source that the pattern leaves open is the first candidate, in ( ).
std::string shown(const HandText& t, const Matches& found) {
  std::string out;
  for (const Match& m : found.all) {
    if (!out.empty()) out += " / ";
    if (!m.pattern->names_source && m.sources > 0)
      out += "(" + std::string(t.text.form(found.sources(m)[0].head)) + ")";
    out += words_of(t.text, m.source) + " | " + words_of(t.text, m.cue) + " | " + words_of(t.text, m.content) +
           words_of(t.text, m.span);
  }
  return out;
}

std::string matched(const std::string& body, const HandText& t, RuleNeeds* needs = nullptr) {
  Pack pack;
  pack.file("attribution/one.rule", "pattern attribution/one what \"w\" yields attribution statement " + body + kEnd)
      .file("words/cue.rule", "words words/cue what \"c\" items \"say\" = 0.8 items \"close\" = 0.1");
  const Schema schema = test_schema();
  const auto book = Rulebook::load(pack.dir(), schema);
  if (!book) return book.error().message + (book.error().help.empty() ? "" : "; " + book.error().help);
  if (needs) *needs = book->needs();
  Matches found;
  PatternMatcher(book->patterns(), "attribution").match({t.text, t.quotations}, found);
  return shown(t, found);
}

constexpr const char* kText = R"(
  #title
  Calder   calder  NNP 3 nsubj
  +:       :       :   1 punct
  Port     port    NN  4 nsubj
  closes   close   VBZ 0 root
  #p
  Ines     ines    NNP 2 compound
  Calder   calder  NNP 3 nsubj
  said     say     VBD 0 root
  that     that    IN  7 mark
  the      the     DT  6 det
  port     port    NN  7 nsubj
  closes   close   VBZ 3 ccomp
  and      and     CC  9 cc
  laughed  laugh   VBD 3 conj
  +.       .       .   3 punct

  The      the     DT  4 det
  Harbour  harbour NNP 4 compound
  Times    times   NNP 4 compound
  newspaper newspaper NN 0 root
  +.       .       .   4 punct
)";

TEST(Patterns, Match) {
  const HandText t(kText);
  struct Row {
    const char* body;
    const char* found;
  };
  const Row rows[] = {
      {"anchor c [tag ~ VB*] find k = c > {ccomp} content clause(k)", "(Calder) |  | that the port closes"},
      {"anchor c [lemma in words/cue] find k = c > {ccomp} content clause(k) cue token(c)",
       "(Calder) | said | that the port closes"},
      {"anchor c [weight(words/cue, lemma) > 0.5] content rest_of_clause(c)", ""},
      {"anchor c [weight(words/cue, lemma) > 0.05] content token(c)",
       "(Port) |  | closes / (Calder) |  | said / (port) |  | closes"},
      {"anchor c [lower = \"said\"] find k = c > {nsubj} source phrase(k) content token(c)", "Ines Calder |  | said"},
      {"anchor c [lower = \"ines\"] find k = c < {compound} content token(k)", " |  | Calder"},
      {"anchor c [lower = \"ines\"] find k = c < {det} content token(k)", ""},
      {"anchor c [lower = \"ines\"] find k = c << {nsubj} content token(k)", " |  | said"},
      {"anchor c [lower = \"said\"] find k = c >> {det} content token(k)", "(Calder) |  | the"},
      {"anchor c [lower = \"said\"] find k = c > {ccomp} > {nsubj} > {det} content token(k)", "(Calder) |  | the"},
      {"anchor c [lower = \"said\"] find k = c > [tag ~ VB*] content token(k)",
       "(Calder) |  | closes / (Calder) |  | laughed"},
      {"anchor c [lower = \"said\"] maybe k = c > [tag ~ VB*] content token(k)", "(Calder) |  | closes"},
      {"anchor c [lower = \"said\"] find k = c > [k after c and tag ~ VB*] where k.lemma = \"laugh\" content token(k)",
       "(Calder) |  | laughed"},
      {"anchor c [lower = \"said\"] maybe k = c > {obj} where not k content token(c)", "(Calder) |  | said"},
      {"anchor c [lower = \"said\"] find k = subject(c) source token(k) content token(c) + sentence(c)",
       "Calder |  | Ines Calder said that the port closes and laughed."},
      {"anchor c [lower = \"said\"] content quotation(c) or token(c)", "(Calder) |  | said"},
      {"anchor c [lower = \"said\"] match /laugh/ content token(c)", "(Calder) |  | said"},
      {"anchor c [lower = \"said\"] match /cried/ content token(c)", ""},
      {"anchor c [lower = \"said\"] except /laugh/ content token(c)", ""},
      {"over title anchor c [lower = \":\"] source label(c) cue token(c) content rest_of_block(c)",
       "Calder | : | Port closes"},
      {"over body anchor c [lower = \":\"] source label(c) cue token(c) content rest_of_block(c)", ""},
      {"over sentence match /^The (?P<source>(?:[A-Z][a-z]+ )+)newspaper\\.$/ content previous_sentence(source)",
       "Harbour Times |  | Ines Calder said that the port closes and laughed."},
      {"over title match /^(?P<source>\\w+)(?P<cue>:) (?P<content>.*)$/", "Calder | : | Port closes"},
      {"anchor c [lower = \"said\"] span sentence(c)", " |  | Ines Calder said that the port closes and laughed."},
      // faults
      {"anchor c [lower = \"said\"]", "pattern attribution/one says not what it yields; give a content or a span "
                                       "clause, or groups (?P<content>...) in its match"},
      {"content token(c)", "pattern attribution/one has neither anchor nor match"},
      {"anchor c [tga = VB] content token(c)", "there is nothing called 'tga' here; did you mean 'tag'?"},
      {"anchor c [tag = VX] content token(c)", "'VX' is no tag; did you mean 'EX'?"},
      {"anchor c [is_word] find k = c > {csubjj} content token(k)", "'csubjj' is no relation; did you mean 'csubj'?"},
      {"anchor c [is_word] find k = subjekt(c) content token(k)",
       "no function 'subjekt' leads from a token to a token; did you mean 'subject'?"},
      {"anchor c [is_word] content claus(c)", "no function 'claus' gives the words of a role; did you mean 'clause'?"},
      {"anchor c [is_word] content clause(k)", "there is no token called 'k' here"},
      {"over titel anchor c [is_word] content clause(c)", "'titel' is nothing to look over; did you mean 'title'?"},
      {"match /(?P<speaker>x)/", "the group 'speaker' is no role; known: source, cue, content, medium, via, span; "
                                 "(?:...) groups without a name"},
      {"anchor c [is_word] stance denied content clause(c)", "'denied' is no stance; did you mean 'denies'?"},
  };
  for (const Row& row : rows) EXPECT_EQ(matched(row.body, t), row.found) << row.body;
}

TEST(Patterns, HeadIsTheContentsMainWord) {
  const HandText t(kText);
  Pack pack;
  pack.file("attribution/one.rule", std::string("pattern attribution/one what \"w\" yields attribution statement "
                                                "anchor c [lower = \"said\"] find k = c > {ccomp} content clause(k)") + kEnd)
      .file("attribution/two.rule", std::string("pattern attribution/two what \"w\" yields attribution credit "
                                                "anchor c [lower = \"said\"] find head = c > {conj} content sentence(c)") + kEnd);
  const Schema schema = test_schema();
  const auto book = Rulebook::load(pack.dir(), schema);
  ASSERT_TRUE(book) << book.error().to_string();
  Matches found;
  PatternMatcher(book->patterns(), "attribution").match({t.text, t.quotations}, found);
  ASSERT_EQ(found.all.size(), 2u);
  EXPECT_EQ(t.text.form(found.all[0].head), "closes");
  EXPECT_EQ(t.text.form(found.all[1].head), "laughed");
  EXPECT_EQ(found.all[1].pattern->type, "credit");
  EXPECT_EQ(found.candidates.size(), 1u);  // looked for once an anchor
}

TEST(Patterns, NeedsAreWhatRulesRead) {
  const HandText t(kText);
  struct Row {
    const char* body;
    bool tags, lemmas, tree;
  };
  const Row rows[] = {
      {"over title anchor c [lower = \":\"] source label(c) content rest_of_block(c)", false, false, false},
      {"anchor c [tag ~ VB*] source token(c) content sentence(c)", true, false, false},
      {"anchor c [lemma = \"say\"] source token(c) content sentence(c)", true, true, false},
      {"anchor c [is_word] find k = c > {ccomp} source token(c) content sentence(k)", true, false, true},
      {"anchor c [is_word] content sentence(c)", true, false, true},  // its source comes from the tree
  };
  for (const Row& row : rows) {
    RuleNeeds needs;
    matched(row.body, t, &needs);
    EXPECT_EQ(needs.tags, row.tags) << row.body;
    EXPECT_EQ(needs.lemmas, row.lemmas) << row.body;
    EXPECT_EQ(needs.tree, row.tree) << row.body;
  }
}

TEST(Patterns, YieldsAreChecked) {
  Pack pack;
  pack.file("attribution/one.rule", std::string("pattern attribution/one what \"w\" yields atribution statement "
                                                "anchor c [is_word] content token(c)") + kEnd);
  const Schema schema = test_schema();
  const auto book = Rulebook::load(pack.dir(), schema);
  ASSERT_FALSE(book);
  EXPECT_EQ(book.error().message, "nothing called 'atribution' can be yielded");
  EXPECT_EQ(book.error().help, "did you mean 'attribution'?");
  EXPECT_TRUE(Rulebook::load(pack.dir(), schema, RuleScope::kPatterns));
}

TEST(Patterns, SilencedAndReweighed) {
  Pack pack, house;
  const std::string body = "what \"w\" yields attribution statement anchor c [is_word] content token(c)";
  pack.file("attribution/one.rule", "pattern attribution/one " + body + kEnd)
      .file("attribution/two.rule", "pattern attribution/two " + body + kEnd);
  house.file("attribution/one.rule", "adjust attribution/one severity off")
      .file("attribution/two.rule", "adjust attribution/two weight 0.5 why \"too eager here\"");
  const Schema schema = test_schema();
  const auto book = Rulebook::load({pack.dir(), house.dir()}, schema);
  ASSERT_TRUE(book) << book.error().to_string();
  ASSERT_EQ(book->patterns().size(), 1u);
  EXPECT_EQ(book->patterns()[0].id, "attribution/two");
  EXPECT_DOUBLE_EQ(book->patterns()[0].weight, 0.5);
}

TEST(Patterns, OurOwnLoad) {
  const Schema schema = test_schema();
  const auto book = Rulebook::load(std::filesystem::path(ONRECORD_SOURCE_DIR) / "rules", schema, RuleScope::kPatterns);
  ASSERT_TRUE(book) << book.error().to_string();
  EXPECT_GE(book->patterns().size(), 35u);
}

}  // namespace
}  // namespace onrecord

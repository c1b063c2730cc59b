#include "quotation/find.h"

#include <gtest/gtest.h>

#include <random>

#include "language/tokenize.h"

namespace onrecord {
namespace {

struct Read {
  Article article;
  Annotated text;
  Quotations quotations;
};

std::unique_ptr<Read> read(const std::string& text) {
  auto out = std::make_unique<Read>();
  out->article.text = text;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = std::min(text.find('\n', begin), text.size());
    if (end > begin) out->article.blocks.push_back({BlockKind::kParagraph, {BytePos{begin}, BytePos{end}}});
    begin = end + 1;
  }
  Tokenizer({.titles = {}, .abbreviations = {}, .starters = {}}).tokenize(out->article, out->text);
  out->quotations = find_quotations(out->article, out->text,
                                    {.title_nouns = {"book", "song"}, .term_cues = {"so-called", "dubbed"}});
  return out;
}

/// The inner texts, divided by " / "; paragraphs of one quotation by "|"; nested ones in ( ).
std::string shown(const std::string& text) {
  const auto r = read(text);
  std::string out;
  for (const Quotation& q : r->quotations.all) {
    if (!out.empty()) out += " / ";
    std::string inner;
    for (ByteSpan s : q.inner) inner += (inner.empty() ? "" : "|") + std::string(r->article.view(s));
    out += q.parent >= 0 ? "(" + inner + ")" : inner;
  }
  return out;
}

std::string uses(const std::string& text) {
  const auto r = read(text);
  std::string out;
  for (const Quotation& q : r->quotations.all) out += (out.empty() ? "" : " ") + std::string(name_of(q.use));
  return out;
}

#define LQ "\xe2\x80\x9c"
#define RQ "\xe2\x80\x9d"
#define LS "\xe2\x80\x98"
#define RS "\xe2\x80\x99"

TEST(FindQuotations, Pairs) {
  struct Row {
    const char* text;
    const char* quotations;
  };
  for (const Row& row : {
           // straight and curly
           Row{"\"We will win,\" Orlov said.", "We will win,"},
           Row{LQ "We will win," RQ " Orlov said. " LQ "Soon." RQ, "We will win, / Soon."},
           Row{"He said \"yes\" and \"no\".", "yes / no"},
           Row{"(\"Yes\"), she said", "Yes"},
           // mixed pairs
           Row{LQ "We will win,\" Orlov said.", "We will win,"},
           Row{"\"We will win," RQ " Orlov said.", "We will win,"},
           // single marks against apostrophes
           Row{"'We will win,' Orlov said, 'and it's ours.'", "We will win, / and it's ours."},
           Row{LS "We don" RS "t know," RS " Orlov" RS "s aide said.", "We don" RS "t know,"},
           Row{"The dogs' bowl and the '80s weren't it.", ""},
           Row{"Rock 'n' roll", "n"},
           // nested
           Row{LQ "He told me " LS "never" RS " twice," RQ " she said.", "He told me " LS "never" RS " twice, / (never)"},
           Row{"\"He told me 'never' twice,\" she said.", "He told me 'never' twice, / (never)"},
           // other styles
           Row{"\xc2\xab" "Jamais\xc2\xbb, dit-elle.", "Jamais"},
           Row{"\xe2\x80\x9eNie\xe2\x80\x9c sagte sie.", "Nie"},
           Row{"``We will win,'' Orlov said.", "We will win,"},
           Row{"''I would say 'old-school,''' said Orlov.", "I would say 'old-school,' / (old-school,)"},
           Row{"'''Harbour Nights,''' he replied.", "'Harbour Nights,' / (Harbour Nights,)"},
           Row{LQ "question" RS RS " time", "question"},
           Row{LS LS "We will win," RS RS " Orlov said.", "We will win,"},
           Row{"\xe2\x80\xaa" LQ "We will win," RQ " Orlov said.", "We will win,"},
           Row{"\xe2\x80\xaa\"We will win,\" Orlov said.", "We will win,"},
           // British: single marks outside, double inside, apostrophes around
           Row{LS "It" RS "s the council" RS "s job," RS " said Ms Okoro, " LS "and the council knows it." RS,
               "It" RS "s the council" RS "s job, / and the council knows it."},
           Row{"'The minister told us \"never again\" twice,' he said.", "The minister told us \"never again\" twice, / (never again)"},
           Row{"The residents' group called it 'a mess of the ministers' making'.", "a mess of the ministers' making"},
           Row{"The 'Wall' committee", "Wall"},
           // other pairs
           Row{"\xe2\x80\x9eNie wieder\xe2\x80\x9d, sagte er.", "Nie wieder"},
           Row{"\xc2\xbbNie wieder\xc2\xab, sagte er.", "Nie wieder"},
           Row{"\xe2\x80\xb9Jamais\xe2\x80\xba, dit-elle.", "Jamais"},
           Row{"He is 5'11\", 6" RS "2" RQ " or 1.9 m.", ""},
           Row{"a 3\" x 5\" card", ""},
           // over paragraphs
           Row{LQ "One.\n" LQ "Two." RQ " she said.", "One.|Two."},
           Row{"\"One.\n\"Two.\n\"Three,\" she said.", "One.|Two.|Three,"},
           // tokens that stand apart
           Row{"`` We will win , '' the port 's master said .", " We will win , "},
           Row{"the port 's roof and the crews ' boat 's mast", ""},
           // measures
           Row{"He is 6'2\" tall and said \"no\".", "no"},
           Row{"A 5\" pipe and \"nothing else\".", "nothing else"},
           Row{"\"It was 1945\" he said", "It was 1945"},
           // unclosed and stray
           Row{"She said: \"We will win.\nRain began.", "We will win."},
           Row{"We will win,\" Orlov said.", "We will win,"},
           Row{"It is cold. We will win,\" Orlov said.", "We will win,"},
           // nothing
           Row{"", ""},
           Row{"\"\"", ""},
           Row{"No marks here.", ""},
       })
    EXPECT_EQ(shown(row.text), row.quotations) << row.text;
}

TEST(FindQuotations, Uses) {
  struct Row {
    const char* text;
    const char* uses;
  };
  for (const Row& row : {
           Row{"\"We will appeal the decision,\" she said.", "statement"},
           Row{"The so-called \"harbour pact\" failed.", "term"},
           Row{"It kept its \"multi-vector\" policy.", "term"},
           Row{"Kazakhstan has proudly pursued a \"multi-vector\" foreign policy for years.", "term"},
           Row{"He called them \"terrorists\" and left.", "term"},
           Row{"They sang the song \"Low Water\" twice.", "title"},
           Row{"Anna \"The Gull\" Hale rowed.", "nickname"},
           Row{"\"Will it hold?\"", "statement"},
           Row{"Her book \"The Long Wall\" sold well.", "title"},
           Row{"Robert \"Bob\" Hale left.", "nickname"},
           Row{"\"Never,\" she said.", "statement"},
       })
    EXPECT_EQ(uses(row.text), row.uses) << row.text;
}

TEST(FindQuotations, Problems) {
  EXPECT_EQ(read("She said: \"We will win.\nRain began.")->quotations.problems[0].kind, MarkProblem::Kind::kUnclosed);
  EXPECT_EQ(read("We will win,\" Orlov said.")->quotations.problems[0].kind, MarkProblem::Kind::kOrphanClose);
  EXPECT_EQ(read(LQ "We will win,\" Orlov said.")->quotations.problems[0].kind, MarkProblem::Kind::kMixedPair);
  EXPECT_TRUE(read(LQ "One.\n" LQ "Two." RQ)->quotations.problems.empty());
}

TEST(FindQuotations, MarkSoupNeverCrosses) {
  const std::vector<std::string> pieces = {"\"", "'", LQ, RQ, LS, RS, "\xc2\xab", "\xc2\xbb", "``", "''", " ", "a",
                                           "b. ", ", ", "\n", "6'2\"", "(", ")"};
  std::mt19937 chance(11);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (auto n = chance() % 40; n-- > 0;) text += pieces[chance() % pieces.size()];
    const auto r = read(text);
    const auto& all = r->quotations.all;
    for (std::size_t i = 0; i < all.size(); ++i) {
      EXPECT_LT(all[i].parent, static_cast<int>(i)) << text;
      for (ByteSpan s : all[i].spans) EXPECT_LE(s.begin, s.end) << text;
      if (i > 0) { EXPECT_LE(all[i - 1].spans.front().begin, all[i].spans.front().begin) << text; }
      if (all[i].parent < 0) continue;
      const ByteSpan outer{all[static_cast<std::size_t>(all[i].parent)].spans.front().begin,
                           all[static_cast<std::size_t>(all[i].parent)].spans.back().end};
      EXPECT_TRUE(outer.contains(all[i].spans.front())) << text;
    }
  }
}

TEST(FindQuotations, ManyStrayMarksTakeLinearTime) {
  for (const char* piece : {"\"", LQ, RQ " ", "a\" ", "' ", LS, "6\" "}) {
    std::string text;
    for (int i = 0; i < 100000; ++i) text += piece;
    read(text);
  }
}

}  // namespace
}  // namespace onrecord

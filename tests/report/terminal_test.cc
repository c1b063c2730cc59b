#include "report/terminal.h"

#include <gtest/gtest.h>

#include "report/cells.h"
#include "report/place.h"
#include "report/sample.h"

namespace onrecord {
namespace {

TEST(Cells, WhatATerminalIsSent) {
  struct Row {
    std::string_view in, out;
    int width;
  };
  for (const Row& row : {
           Row{"plain", "plain", 5},
           Row{"a\tb\nc", "a b c", 5},
           Row{"\x1b[31mred", "\u241b[31mred", 8},
           Row{"\u009b1m", "\\u{9b}1m", 8},
           Row{"a\u202eb", "a\\u{202e}b", 10},
           Row{"\u6c34\u6c34", "\u6c34\u6c34", 4},        // wide
           Row{"e\u0301a", "e\u0301a", 2},                // a combining accent
           Row{"\xff", "\ufffd", 1},
       }) {
    EXPECT_EQ(printable(row.in), row.out);
    EXPECT_EQ(display_width(row.in), row.width) << row.in;
    int cells = 0;
    for (const Cell& c : cells_of(row.in)) cells += c.width;
    EXPECT_EQ(cells, row.width) << row.in;
  }
}

TEST(Cells, Wrapping) {
  EXPECT_EQ(wrapped("one two three", 9, 0), "one two\nthree");
  EXPECT_EQ(wrapped("one two three", 9, 2), "one two\n  three");
  EXPECT_EQ(wrapped("unbreakable", 4, 0), "unbreakable");
  EXPECT_EQ(wrapped("", 4, 0), "");
}

TEST(Places, LinesAndColumns) {
  const std::string text = "ab\r\nc\u00e9d\re\n\nf";
  const Places places(text);
  struct Row {
    std::size_t at;
    int line, column;
  };
  for (const Row& row : {Row{0, 1, 1}, Row{2, 1, 3}, Row{4, 2, 1}, Row{7, 2, 3}, Row{9, 3, 1}, Row{11, 4, 1},
                         Row{12, 5, 1}, Row{13, 5, 2}}) {
    EXPECT_EQ(places.at(BytePos{row.at}).line, row.line) << row.at;
    EXPECT_EQ(places.at(BytePos{row.at}).column, row.column) << row.at;
  }
  EXPECT_EQ(places.lines(), 5);
  EXPECT_EQ(places.line(2), (ByteSpan{BytePos{4}, BytePos{8}}));
}

TEST(Terminal, AFindingAndTheScore) {
  EXPECT_EQ(terminal_report(sample_analysis(), {.width = 72}),
            R"(warning[source/vague-quantifier] “Many” could be anyone: say who, or how you know
  --> wall.txt:5:58 (likely)
  |
5 | …voids here," said Inês Calder, chief engineer. Many feel unsafe.
  |                                                 ^^^^
  = why: A reader cannot weigh a claim whose claimant is hidden.
         (Wikipedia WEASEL)
  = saw: no name in this paragraph or the next two
  = help: Name one of them.

wall.txt: 0 errors, 1 warning, 0 notes; 1 attribution by 1 source; 1 claim, 1 without a source
score 71 of 100 (90% interval 60 to 80): visible sourcing, not truth
  coverage  █████░░░░░   50%  weight 25, 1 of 2 claims with a source
            raise it: say who feels unsafe
  balance   does not apply
  at most 71: one source carries the story [caps/one-source]
)");
}

/// The two lines of excerpt and carets that one span of `text` gives.
std::string excerpt_of(std::string text, std::string_view words, int width) {
  Analysis analysis;
  analysis.article.text = std::move(text);
  const ByteSpan span = place_of(analysis.article, words);
  Finding finding;
  finding.spans = {span};
  analysis.findings = {finding};
  const std::string report = terminal_report(analysis, {.width = width});
  const std::size_t begin = report.find("\n1 | ") + 1, carets = report.find('\n', begin) + 1;
  return report.substr(begin, report.find('\n', carets) - begin);
}

TEST(Terminal, ExcerptsFitTheWidth) {
  struct Row {
    const char *text, *words, *shown;
  };
  for (const Row& row : {
           Row{"short line", "line", "1 | short line\n  |       ^^^^"},
           Row{"a much longer line that begins with the words", "much",
               "1 | a much longer line that…\n  |   ^^^^"},
           Row{"a much longer line that ends with the words", "words",
               "1 | …that ends with the words\n  |                     ^^^^^"},
           Row{"a word in the middle of it all is marked in here", "all is",
               "1 | …of it all is marked in…\n  |        ^^^^^^"},
           Row{"one\u202etwo", "two", "1 | one\\u{202e}two\n  |            ^^^"},
           Row{"\u6c34\u6c34 here", "here", "1 | \u6c34\u6c34 here\n  |      ^^^^"},
           Row{"an article whose span is longer than the window can show", "article whose span is longer than the",
               "1 | an article whose span is…\n  |    ^^^^^^^^^^^^^^^^^^^^^"},
       })
    EXPECT_EQ(excerpt_of(row.text, row.words, 30), row.shown);
}

TEST(Terminal, ALineOfAnyLengthIsCut) {
  const std::string line = std::string(5000000, 'x') + " here " + std::string(5000000, 'y');
  EXPECT_LT(excerpt_of(line, "here", 80).size(), 200u);
}

TEST(Terminal, ColoursOnlyWhereAskedFor) {
  EXPECT_EQ(terminal_report(sample_analysis(), {.color = false}).find('\x1b'), std::string::npos);
  EXPECT_NE(terminal_report(sample_analysis(), {.color = true}).find("\x1b[1;33mwarning["), std::string::npos);
}

TEST(Terminal, LinesOfTheOriginalWhereItIsGiven) {
  Analysis analysis = sample_analysis();
  analysis.article.origin = {};
  const auto size = static_cast<std::uint32_t>(analysis.article.text.size());
  analysis.article.origin.add({BytePos{0}, OriginPos{8}, size, size});
  const std::string original = "<p>\n<p>\n" + analysis.article.text;
  EXPECT_NE(terminal_report(analysis, {.original = original}).find("wall.txt:7:58"), std::string::npos);
}

TEST(Terminal, ScrapsSayWhyTheyHaveNoScore) {
  Analysis analysis;
  analysis.article.path = "a.txt";
  analysis.score.reason = "under 120 words";
  EXPECT_EQ(terminal_report(analysis, {}),
            "a.txt: 0 errors, 0 warnings, 0 notes; 0 attributions by 0 sources; 0 claims, 0 without a source\n"
            "not enough to score: under 120 words\n");
}

}  // namespace
}  // namespace onrecord

#include "language/tokenize.h"

#include <gtest/gtest.h>

namespace onrecord {
namespace {

const TokenizeOptions kOptions{.titles = {"mr.", "sen.", "no."}, .abbreviations = {"inc.", "u.s.", "p.m."},
                                .starters = {"the", "he"}};

/// Tokens divided by blanks, sentences by " / ".
std::string cut(std::string text) {
  Article article;
  article.text = std::move(text);
  article.blocks = {{BlockKind::kParagraph, {BytePos{0}, BytePos{article.text.size()}}}};
  Annotated out;
  Tokenizer(kOptions).tokenize(article, out);
  std::string shown;
  for (std::size_t s = 0; s < out.sentences.size(); ++s) {
    if (s > 0) shown += " / ";
    const TokenSpan span = out.sentences[s].tokens;
    for (TokenIndex i = span.begin; i < span.end; ++i) shown += (i > span.begin ? " " : "") + std::string(out.form(i));
  }
  return shown;
}

TEST(Tokenize, Rows) {
  struct Row {
    const char* text;
    const char* tokens;
  };
  for (const Row& row : {
           // contractions
           Row{"I don't know.", "I do n't know ."},
           Row{"It's Ines' boat, she's said.", "It 's Ines ' boat , she 's said ."},
           Row{"They cannot and won\xe2\x80\x99t.", "They can not and wo n\xe2\x80\x99t ."},
           Row{"Mr. O'Neil's", "Mr. O'Neil 's"},
           // hyphens, numbers, signs
           Row{"the so-called pact", "the so - called pact"},
           Row{"the so\xe2\x80\x90" "called pact", "the so \xe2\x80\x90 called pact"},
           Row{"It cost $1,250.50 (40% more).", "It cost $ 1,250.50 ( 40 % more ) ."},
           Row{"at 10:30 on the 9th", "at 10:30 on the 9th"},
           Row{"since 9/11 and 03/14/2024, and/or 1/2", "since 9/11 and 03/14/2024 , and / or 1/2"},
           // abbreviations and sentences
           Row{"Sen. Ito spoke. Mr. Hahn left.", "Sen. Ito spoke . / Mr. Hahn left ."},
           Row{"The U.S. Senate met. J. Ito spoke.", "The U.S. Senate met . / J. Ito spoke ."},
           Row{"She left the U.S. The port closed.", "She left the U.S. / The port closed ."},
           Row{"It closed at 5 p.m. on Monday.", "It closed at 5 p.m. on Monday ."},
           Row{"\"Stop!\" she said. \"Now.\" He left.", "\" Stop ! \" she said . / \" Now . \" / He left ."},
           Row{"Really? Yes.", "Really ? / Yes ."},
           Row{"He said ... nothing.", "He said ... nothing ."},
           // addresses
           Row{"See https://a.example/b?c=d, please.", "See https://a.example/b?c=d , please ."},
           Row{"Write to @portselwyn now", "Write to @portselwyn now"},
           // tokens that stand apart already, as corpora write them
           Row{"It did n't fail , Calder 's board said .", "It did n't fail , Calder 's board said ."},
           Row{"`` It failed . '' She 'd left .", "`` It failed . '' / She 'd left ."},
           Row{"\" It failed . \" She left . \" Why ? \"", "\" It failed . \" / She left . / \" Why ? \""},
           Row{"the wall -LRB- 1 m -RRB- fell", "the wall -LRB- 1 m -RRB- fell"},
           Row{"", ""},
       })
    EXPECT_EQ(cut(row.text), row.tokens) << row.text;
}

TEST(Tokenize, NoSentenceIsLongerThan400Tokens) {
  for (const char* piece : {"a ", "\" ", "a. b", ") "}) {
    std::string text = "The wall.";
    for (int i = 0; i < 1000; ++i) text += piece;
    Article article;
    article.text = text;
    article.blocks = {{BlockKind::kParagraph, {BytePos{0}, BytePos{text.size()}}}};
    Annotated out;
    Tokenizer(kOptions).tokenize(article, out);
    TokenIndex next{0};
    for (const Sentence& s : out.sentences) {
      EXPECT_EQ(s.tokens.begin, next);
      EXPECT_LE(s.tokens.size(), 400u);
      next = s.tokens.end;
    }
    EXPECT_EQ(next, out.size());
  }
}

}  // namespace
}  // namespace onrecord
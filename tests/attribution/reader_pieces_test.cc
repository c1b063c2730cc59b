#include "attribution/reader_pieces.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "article/read.h"
#include "language/tokenize.h"

namespace onrecord {
namespace {

/// A table of a few pieces.
struct Pieces {
  std::vector<std::uint64_t> hashes;
  std::vector<std::uint32_t> ids;
  std::map<std::uint32_t, std::string> names;
  PieceTable table;
  Pieces() {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> rows;
    std::uint32_t id = 4;
    for (const char* p : {"the", "har", "##bour", "##s", "said", "cafe", ".", ",", "\xe2\x80\x9c", "calder", "\""}) {
      names[id] = p;
      rows.emplace_back(hash_of(p), id++);
    }
    std::sort(rows.begin(), rows.end());
    for (auto [h, i] : rows) hashes.push_back(h), ids.push_back(i);
    table = PieceTable(hashes, ids);
    table.cls = 0, table.sep = 1, table.unknown = 2, table.stop = 10;
    names[0] = "[CLS]", names[1] = "[SEP]", names[2] = "[UNK]";
  }
  std::string cut(const std::string& text, std::size_t longest = 64) {
    const Article article = read_text(text, {});
    Annotated a;
    Tokenizer{TokenizeOptions{}}.tokenize(article, a);
    std::string out;
    for (const Window& w : make_windows(a, table, longest)) {
      EXPECT_LE(w.size(), longest);
      if (!out.empty()) out += " / ";
      for (const Piece& p : w) out += (out.empty() || out.back() == ' ' ? "" : " ") + names[p.id];
    }
    return out;
  }
};

TEST(ReaderPieces, CutsAsItsEncoderWasTaught) {
  Pieces p;
  EXPECT_EQ(p.cut("The Harbours, said Calder."), "[CLS] the har ##bour ##s , said calder . [SEP]");
  EXPECT_EQ(p.cut("Caf\xc3\xa9 said \xe2\x80\x9cxyz"), "[CLS] cafe said \xe2\x80\x9c [UNK] [SEP]");
}

TEST(ReaderPieces, MarksOfTreebanksAreTheMarksTheyStandFor) {
  Pieces p;
  EXPECT_EQ(p.cut("`` The harbour , '' said Calder ."), "[CLS] \" the har ##bour , \" said calder . [SEP]");
}

TEST(ReaderPieces, LongParagraphsAreCutAtTheirSentences) {
  Pieces p;
  std::string text;
  for (int i = 0; i < 9; ++i) text += "The harbours said. ";
  EXPECT_EQ(p.cut(text, 16).substr(0, 90), "[CLS] the har ##bour ##s said . the har ##bour ##s said . [SEP] / [CLS] the har ##bour ##s");
}

TEST(ReaderPieces, PlacesLeadBackToTheText) {
  Pieces p;
  const Article article = read_text("The harbours said. Caf\xc3\xa9, the harbour.", {});
  Annotated a;
  Tokenizer{TokenizeOptions{}}.tokenize(article, a);
  for (const Window& w : make_windows(a, p.table, 64))
    for (const Piece& piece : w)
      if (piece.in_text) {
        EXPECT_FALSE(article.view(piece.word).empty());
        EXPECT_EQ(article.view(piece.word).find(' '), std::string::npos);
      }
}

}  // namespace
}  // namespace onrecord

// Roles marked word by word, made whole phrases of one place. The trees are written by hand.
#include "attribution/tidy_spans.h"

#include <gtest/gtest.h>

#include <utility>

#include "rulebook/hand_text.h"

namespace onrecord {
namespace {

TokenRuns runs(std::initializer_list<std::pair<int, int>> spans) {
  TokenRuns out;
  for (const auto& [begin, end] : spans) out.add(TokenSpan{TokenIndex{begin}, TokenIndex{end}});
  return out;
}

std::string shown(const Annotated& a, const TokenRuns& r) {
  std::string out;
  for (TokenSpan run : r) out += (out.empty() ? "" : " | ") + std::string(a.text(run));
  return out;
}

Linked marked(TokenRuns source, TokenRuns cue, TokenRuns content, int from = -1) {
  Linked l;
  l.roles.source = std::move(source);
  l.roles.cue_words = std::move(cue);
  l.roles.content = std::move(content);
  l.from = from;
  l.marked = true;
  return l;
}

/// Of the first attribution, after tidying.
std::string tidied(const HandText& t, std::vector<Linked> found, std::vector<Proposal> all = {}) {
  tidy_spans({t.text, t.quotations}, all, found);
  const Proposal& p = found.front().roles;
  return shown(t.text, p.source) + " / " + shown(t.text, p.content);
}

const char* const kVote = R"(
  The     the     DT   3  det
  harbour harbour NN   3  compound
  board   board   NN   4  nsubj
  opposed oppose  VBD  0  root
  the     the     DT   7  det
  new     new     JJ   7  amod
  quay    quay    NN   4  obj
  +.      .       .    4  punct
)";

TEST(TidySpans, PhrasesAreCompleted) {
  const HandText t(kVote);
  EXPECT_EQ(tidied(t, {marked(runs({{0, 3}}), runs({{3, 4}}), runs({{4, 5}}))}), "The harbour board / the new quay");
  EXPECT_EQ(tidied(t, {marked(runs({{0, 1}}), runs({{3, 4}}), runs({{4, 7}}))}), "The harbour board / the new quay");
}

TEST(TidySpans, SumsAreCompleted) {
  const HandText t(R"(
    Falk    falk    NNP  2  nsubj
    asked   ask     VBD  0  root
    for     for     IN   4  case
    $       $       $    2  obl
    +4      4       CD   6  compound
    million million CD   4  nummod
    +.      .       .    2  punct
  )");
  EXPECT_EQ(tidied(t, {marked(runs({{0, 1}}), runs({{1, 2}}), runs({{2, 4}}))}), "Falk / for $4 million");
}

/// With the cue too.
std::string tidied_all(const HandText& t, Linked l) {
  std::vector<Linked> found{std::move(l)};
  tidy_spans({t.text, t.quotations}, {}, found);
  const Proposal& p = found.front().roles;
  return shown(t.text, p.source) + " / " + shown(t.text, p.cue_words) + " / " + shown(t.text, p.content);
}

TEST(TidySpans, ClausesAreCompleted) {
  const HandText t(R"(
    Falk     falk     NNP  2  nsubj
    hoped    hope     VBD  0  root
    that     that     IN   6  mark
    the      the      DT   5  det
    quay     quay     NN   6  nsubj
    held     hold     VBD  2  ccomp
    the      the      DT   8  det
    ships    ship     NNS  6  obj
    +.       .        .    2  punct
  )");
  EXPECT_EQ(tidied(t, {marked(runs({{0, 1}}), runs({{1, 2}}), runs({{2, 5}}))}), "Falk / that the quay held the ships");
  EXPECT_EQ(tidied(t, {marked(runs({{0, 1}}), runs({{1, 2}}), runs({{2, 3}}))}), "Falk / that the quay held the ships");
  EXPECT_EQ(tidied(t, {marked({}, runs({{7, 8}}), runs({{0, 1}}))}), " / Falk") << "its verb depends on nothing: another sentence";
}

TEST(TidySpans, DescriptionsBelongToTheSource) {
  const auto text = [](const std::string& tag) {
    return R"(
      "        "        ``   2  punct
      +No      no       UH   5  parataxis
      +,       ,        ,    2  punct
      +"       "        ''   2  punct
      said     say      VBD  0  root
      Falk     falk     NNP  5  nsubj
      +,       ,        ,    8  punct
      engineer engineer )" + tag + R"(   6  appos
      +.       .        .    5  punct
    )";
  };
  const Linked found = marked(runs({{5, 6}}), runs({{4, 5}}), runs({{0, 4}}));
  EXPECT_EQ(tidied(HandText(text("NN")), {found}), "Falk, engineer / \"No,\"");
  EXPECT_EQ(tidied(HandText(text("CD")), {found}), "Falk / \"No,\"") << "an age does not";
  EXPECT_EQ(tidied(HandText(text("NN")), {marked(runs({{5, 7}}), runs({{4, 5}}), runs({{0, 4}}))}), "Falk, engineer / \"No,\"");
}

TEST(TidySpans, CuesEndBeforeWhatLeadsElsewhere) {
  const HandText t(R"(
    The     the     DT   2  det
    plan    plan    NN   4  nsubj:pass
    was     be      VBD  4  aux:pass
    mocked  mock    VBN  0  root
    by      by      IN   6  case
    Falk    falk    NNP  4  obl
    in      in      IN   9  case
    an      a       DT   9  det
    essay   essay   NN   4  obl
    +.      .       .    4  punct
  )");
  EXPECT_EQ(tidied_all(t, marked(runs({{5, 6}}), runs({{2, 5}}), runs({{0, 2}}))), "Falk / was mocked / The plan");
  EXPECT_EQ(tidied_all(t, marked({}, runs({{2, 4}, {6, 8}}), runs({{0, 2}}))), " / was mocked / The plan");
  EXPECT_EQ(tidied_all(t, marked({}, runs({{2, 5}}), runs({{0, 2}}))), " / was mocked by / The plan") << "no source there";
}

TEST(TidySpans, WhoIsQuotedAsSayingSays) {
  const HandText t(R"(
    Falk    falk    NNP  3  nsubj:pass
    was     be      VBD  3  aux:pass
    quoted  quote   VBN  0  root
    as      as      IN   5  mark
    saying  say     VBG  3  advcl
    it      it      PRP  7  nsubj
    held    hold    VBD  5  ccomp
    +.      .       .    3  punct
  )");
  EXPECT_EQ(tidied(t, {marked({}, runs({{1, 5}}), runs({{0, 1}, {5, 7}}))}), "Falk / it held");
}

TEST(TidySpans, ContentsDoNotBeginInAnotherParagraph) {
  const HandText t(R"(
    Old     old     JJ   2  amod
    quays   quay    NNS  0  root
    #p
    They    they    PRP  2  nsubj
    sank    sink    VBD  4  ccomp
    Falk    falk    NNP  4  nsubj
    said    say     VBD  0  root
    +.      .       .    4  punct
  )");
  EXPECT_EQ(tidied(t, {marked(runs({{4, 5}}), runs({{5, 6}}), runs({{0, 4}}))}), "Falk / They sank");
}

TEST(TidySpans, ButNotWithWordsOfAnother) {
  const HandText t(kVote);
  EXPECT_EQ(tidied(t, {marked({}, runs({{3, 4}}), runs({{4, 5}})), marked({}, runs({{6, 7}}), runs({{0, 3}}))}), " / the");
}

const char* const kTwoSentences = R"(
  Falk    falk    NNP  2  nsubj
  said    say     VBD  0  root
  it      it      PRP  4  nsubj
  held    hold    VBD  2  ccomp
  %s      .       .    2  punct

  Nobody  nobody  NN   2  nsubj
  knows   know    VBZ  0  root
  why     why     WRB  2  advmod
  +.      .       .    2  punct
)";
std::string two_sentences(const std::string& end) {
  std::string out = kTwoSentences;
  return out.replace(out.find("%s"), 2, end);
}

TEST(TidySpans, WordsOfAnotherSentenceAreDropped) {
  const std::vector<Linked> found{marked(runs({{0, 1}}), runs({{1, 2}}), runs({{2, 4}, {5, 7}}))};
  const HandText plain(two_sentences("+."));
  EXPECT_EQ(tidied(plain, found), "Falk / it held");
  const HandText announced(two_sentences("+:"));  // a colon may announce sentences without marks
  EXPECT_EQ(tidied(announced, found), "Falk / it held | Nobody knows");
  EXPECT_EQ(tidied(plain, {marked(runs({{0, 1}}), runs({{1, 2}}), runs({{5, 7}}))}), "Falk / Nobody knows") << "there is no other";
}

TEST(TidySpans, AQuotationInsideAnotherParagraphIsDropped) {
  const auto table = [](bool first) {
    return std::string(R"(
      Falk   falk   NNP  2  nsubj
      said   say    VBD  0  root
      it     it     PRP  4  nsubj
      held   hold   VBD  2  ccomp
      +.     .      .    2  punct
      #p
    )") + (first ? "" : "Calder calder NNP 3 nsubj\n") + R"(
      "      "      ``   2  punct
      +knew  know   VBD  0  root
      +"     "      ''   2  punct
      +.     .      .    2  punct
    )";
  };
  const HandText inside(table(false)), goes_on(table(true));
  EXPECT_EQ(tidied(inside, {marked(runs({{0, 1}}), runs({{1, 2}}), runs({{2, 4}, {6, 9}}))}), "Falk / it held");
  EXPECT_EQ(tidied(goes_on, {marked(runs({{0, 1}}), runs({{1, 2}}), runs({{2, 4}, {5, 8}}))}), "Falk / it held | \"knew\"");
}

TEST(TidySpans, WhatAQuotedSentenceIsAboutIsDropped) {
  const auto text = [](const std::string& subject) {
    return R"(
      Of     of     IN   2  case
      quays  quay   NNS  5  obl
      +,     ,      ,    5  punct
      Falk   falk   NNP  5  nsubj
      said   say    VBD  0  root
      "      "      ``   8  punct
      )" + subject + R"( it PRP 8 nsubj
      sink   sink   VBP  5  ccomp
      fast   fast   RB   8  advmod
      +"     "      ''   8  punct
      +.     .      .    5  punct
    )";
  };
  const std::vector<Linked> found{marked(runs({{3, 4}}), runs({{4, 5}}), runs({{1, 2}, {5, 10}}))};
  EXPECT_EQ(tidied(HandText(text("+They")), found), "Falk / \"They sink fast\"");
  EXPECT_EQ(tidied(HandText(text("+often")), found), "Falk / quays | \"often sink fast\"") << "its subject stands outside";
}

TEST(TidySpans, AnAdverbSpeaksOfItsClause) {
  const HandText t(R"(
    Falk       falk       NNP  2  nsubj
    waited     wait       VBD  0  root
    +.         .          .    2  punct

    The        the        DT   2  det
    quay       quay       NN   4  nsubj
    reportedly reportedly RB   4  advmod
    sank       sink       VBD  0  root
    +.         .          .    4  punct
  )");
  Proposal clause;
  clause.cue = TokenIndex{5};
  clause.content = runs({{3, 5}, {6, 7}});
  EXPECT_EQ(tidied(t, {marked(runs({{0, 1}}), runs({{5, 6}}), runs({{3, 4}}), 0)}, {clause}), " / The quay | sank");
}

}  // namespace
}  // namespace onrecord

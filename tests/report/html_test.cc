#include "report/html.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "report/html_text.h"
#include "report/sample.h"

namespace onrecord {
namespace {

HtmlReport pages() {
  auto loaded = HtmlReport::load(std::filesystem::path(ONRECORD_SOURCE_DIR) / "reports");
  EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().to_string());
  return std::move(*loaded);
}

TEST(HtmlText, Escaping) {
  using namespace std::string_view_literals;
  EXPECT_EQ(html_escaped("<a href=\"x\" title='y'>&</a>"),
            "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;");
  EXPECT_EQ(html_escaped("a\0b\x1b\x7f\r\nc\td"sv), "a\ufffdb\ufffd\ufffd\nc\td");
}

TEST(HtmlText, MarksOfASentence) {
  const std::string html = article_html(sample_analysis());
  for (const char* piece : {
           "<p class=\"b b-title\" dir=\"auto\">Wall may fail</p>\n",
           "<rect class=\"s-ok\" x=\"0\" y=\"0\" width=\"8\"",
           "<rect class=\"s-none\"",
           "<span class=\"s s-ok\"><span class=\"con q\" data-a=\"1\">&quot;We found voids\u00a0here,&quot;</span> "
           "<a class=\"cue\" data-a=\"1\" id=\"t1\" href=\"#a1\">said</a> "
           "<span class=\"src\" data-a=\"1\">In\u00eas Calder, chief engineer</span>.</span> ",
           "<span class=\"s s-none\" data-c=\"1\"><span class=\"f f-warning\" data-f=\"1\">Many</span>"
           "<a class=\"fm fm-warning\" id=\"m1\" data-f=\"1\" href=\"#f1\" aria-label=\"warning 1\">",
           "<p class=\"note\">Left out of the analysis:</p>\n<p class=\"b b-remains\" dir=\"auto\">Share this</p>",
       })
    EXPECT_NE(html.find(piece), std::string::npos) << piece << "\nin\n" << html;
}

/// The text that a page shows for the article, without tags.
std::string shown_text(const std::string& html) {
  std::string out;
  bool tag = false;
  for (char c : html) {
    if (c == '<') tag = true;
    if (!tag) out += c;
    if (c == '>') tag = false;
  }
  return out;
}

TEST(HtmlText, OverlappingMarksLoseNoText) {
  Analysis analysis;
  Article& a = analysis.article;
  a.text = "0123456789abcdefghij";
  a.blocks = {{BlockKind::kParagraph, {BytePos{0}, BytePos{20}}}};
  const auto span = [](int b, int e) { return ByteSpan{BytePos{b}, BytePos{e}}; };
  for (int i = 0; i < 10; ++i) {
    Attribution at;
    at.id = i;
    at.content.spans = {span(i, 20 - i)};
    at.source.spans = {span(i, i + 5)};
    at.cue.spans = {span(9 - i, 12)};
    analysis.attributions.push_back(at);
  }
  analysis.sentences = {{span(0, 7), SentenceStanding::kWeak}, {span(5, 12), SentenceStanding::kNone},
                        {span(12, 20), SentenceStanding::kIdentified}};
  EXPECT_EQ(shown_text(article_html(analysis)), a.text + "\n");
}

TEST(Html, APageHoldsItsPolicyAndEverythingFound) {
  const std::string page = pages().write(sample_analysis());
  for (const char* piece : {
           "default-src 'none'; style-src 'sha256-",
           "<title>Wall may fail",
           "<b>71</b>",
           "90% interval 60 to 80",
           "1 of 2 claims with a source",
           "say who feels unsafe",
           "At most 71: one source carries the story",
           "could be anyone: say who, or how you know",
           "named with role (grade/named-with-role)",
           "cue lemma &#39;say&#39;: 9 of 10 times a cue",
           "id=\"a1\"",
           "id=\"s1\"",
           "id=\"f1\"",
           "id=\"c1\"",
       })
    EXPECT_NE(page.find(piece), std::string::npos) << piece;
  EXPECT_EQ(page.find("{{"), std::string::npos);
}

TEST(Html, ScrapsAndEmptyAnalyses) {
  Analysis analysis;
  analysis.score.reason = "under 120 words";
  const std::string page = pages().write(analysis);
  EXPECT_NE(page.find("Not enough to score: under 120 words"), std::string::npos);
  EXPECT_NE(page.find("No attribution was found."), std::string::npos);
}

/// Puts `hostile` into every text of an analysis.
Analysis poisoned(const std::string& hostile) {
  Analysis a = sample_analysis();
  Article& article = a.article;
  article.text += hostile;
  article.blocks.push_back({BlockKind::kParagraph, place_of(article, hostile)});
  article.links = {{place_of(article, hostile), hostile}};
  article.title = article.byline = article.published = article.publisher = article.path = article.language = hostile;
  Attribution& at = a.attributions[0];
  at.source.text = at.cue.text = at.content.text = at.medium = at.via = at.rule = at.evidence[0].what = hostile;
  Source& s = a.sources[0];
  s.name = s.role = s.affiliation = s.reason = s.flags[0] = s.credibility.why[0] = hostile;
  s.registry[0] = {hostile, hostile, hostile, hostile, hostile, hostile};
  Finding& f = a.findings[0];
  f.rule = f.message = f.why = f.help = f.evidence[0] = hostile;
  a.claims[0].by = a.claims[0].rule = a.claims[0].evidence[0].what = hostile;
  a.score.reason = a.score.parts[0].name = a.score.parts[0].what = a.score.parts[0].raise[0] = hostile;
  a.score.caps[0].rule = a.score.caps[0].why = hostile;
  a.ruleset = {hostile, hostile, hostile};
  return a;
}

TEST(Html, HostileTextStaysText) {
  for (const char* hostile : {"<script>boom()</script>", "\" onmouseover=\"boom()", "' onfocus='boom()",
                              "</style><img src=x onerror=boom()>", "{{{article}}}{{#sources}}", "--><b>"}) {
    const std::string page = pages().write(poisoned(hostile));
    EXPECT_EQ(page.find("<script>boom"), std::string::npos) << hostile;
    EXPECT_EQ(page.find("\" onmouseover=\""), std::string::npos) << hostile;
    EXPECT_EQ(page.find("' onfocus='"), std::string::npos) << hostile;
    EXPECT_EQ(page.find("<img"), std::string::npos) << hostile;
    EXPECT_EQ(page.find("<b>\"") , std::string::npos) << hostile;
  }
}

TEST(Html, AMissingTemplateIsAnError) {
  const auto none = HtmlReport::load("/nonexistent");
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().to_string().find("/nonexistent/page.html"), std::string::npos);
}

}  // namespace
}  // namespace onrecord

// Web pages to articles. Pages and everyone in them are invented.
#include "article/html.h"

#include <gtest/gtest.h>

#include <string>

#include "article/encoding.h"
#include "article/html_meta.h"
#include "article/html_prepare.h"
#include "article/html_text.h"

namespace onrecord {
namespace {

std::shared_ptr<const HtmlLexicon> test_lexicon() {
  auto lexicon = std::make_shared<HtmlLexicon>();
  for (const char* name : {"comments", "related", "share", "sidebar", "nav"}) lexicon->add_hint(name, -3);
  for (const char* name : {"article-body", "entry-content"}) lexicon->add_hint(name, 2);
  for (const char* phrase : {"share this", "subscribe to", "all rights reserved"}) lexicon->add_phrase(phrase, 1);
  lexicon->add_byline_prefix("by");
  lexicon->add_month("may", 5);
  lexicon->add_month("mayo", 5);
  lexicon->add_month("jan", 1);
  return lexicon;
}

HtmlOptions test_options() {
  HtmlOptions options;
  options.path = "page.html";
  options.lexicon = test_lexicon();
  Result<HtmlModel> model = HtmlModel::load(ONRECORD_SOURCE_DIR "/data/models/html_blocks.tsv");
  EXPECT_TRUE(model) << (model ? "" : model.error().to_string());
  if (model) options.model = std::make_shared<HtmlModel>(*std::move(model));
  return options;
}

Article read(std::string_view page, HtmlOptions options = test_options()) {
  Result<Article> article = read_html(page, options);
  EXPECT_TRUE(article);
  return article ? *std::move(article) : Article();
}

// "kind: text" of each block, one a line.
std::string shown(const Article& article) {
  std::string out;
  for (const Block& block : article.blocks) {
    out += std::string(name_of(block.kind)) + ": " + std::string(article.view(block.span)) + "\n";
  }
  return out;
}

constexpr std::string_view kPage = R"(<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Port of Veldra reopens | The Harbour Post</title>
<meta property="og:title" content="Port of Veldra reopens"><meta property="og:site_name" content="The Harbour Post">
<link rel="canonical" href="https://harbourpost.example/2026/05/03/port">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle",
 "headline": "Port of Veldra reopens", "datePublished": "2026-05-03T08:00:00Z", "author": [{"@type": "Person", "name": "Ines Calder"},
 {"@type": "Person", "name": "Tom Arle"}]}]}</script>
<style>p { color: red }</style></head><body>
<nav class="nav"><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Port of Veldra reopens</h1><div class="share">Share this: <a href="#">Post</a> <a href="/x">Mail</a></div>
<div class="article-body">
<p>The port of Veldra opened again on Sunday after nine days, its director, Ines Calder, told reporters at the quay.</p>
<p>&ldquo;We will appeal,&rdquo; she said, according to <a href="https://news.example/calder">a statement</a> that
the port authority sent out &amp; published late on Saturday evening, and the pilots agreed.</p>
<h2>What the inspectors found</h2>
<figure><img src="q.jpg"><figcaption>The quay on Sunday morning, before the first ship. Photo: Tom Arle</figcaption></figure>
<p>The inspectors wrote that <q>no crane is safe</q>, and asked the council of Veldra to close two of the three berths.</p>
<blockquote><p>Nobody has asked the crane drivers what they saw on that night, and nobody will ask them now, I fear.</p></blockquote>
<ul><li>Berth one stays closed until the report is published, the council said in its letter.</li>
<li>Berth two opens on Monday for ships of less than ninety metres, according to the letter.</li></ul>
<p>The council did not answer questions about the cost of the repairs, which the port put at two million crowns.</p>
</div>
<div class="related"><h3>More from Veldra</h3><ul><li><a href="/a">Ferry late again, passengers say</a></li>
<li><a href="/b">Council to vote on harbour tax</a></li></ul></div>
<section class="comments"><h3>Comments</h3><p>I was there and it was loud, said nobody, but I tell you all the same, dear readers.</p></section>
</article><footer><p>The Harbour Post. All rights reserved.</p></footer></body></html>)";

TEST(Html, ReadsTheArticleAndNothingAround) {
  EXPECT_EQ(shown(read(kPage)),
            "title: Port of Veldra reopens\n"
            "paragraph: The port of Veldra opened again on Sunday after nine days, its director, Ines Calder, told "
            "reporters at the quay.\n"
            "paragraph: \u201cWe will appeal,\u201d she said, according to a statement that the port authority sent out & "
            "published late on Saturday evening, and the pilots agreed.\n"
            "heading: What the inspectors found\n"
            "caption: The quay on Sunday morning, before the first ship. Photo: Tom Arle\n"
            "paragraph: The inspectors wrote that \u201cno crane is safe\u201d, and asked the council of Veldra to close two "
            "of the three berths.\n"
            "blockquote: Nobody has asked the crane drivers what they saw on that night, and nobody will ask them now, I "
            "fear.\n"
            "list item: Berth one stays closed until the report is published, the council said in its letter.\n"
            "list item: Berth two opens on Monday for ships of less than ninety metres, according to the letter.\n"
            "paragraph: The council did not answer questions about the cost of the repairs, which the port put at two "
            "million crowns.\n");
}

TEST(Html, ReadsMetadata) {
  const Article article = read(kPage);
  EXPECT_EQ(article.title, "Port of Veldra reopens");
  EXPECT_EQ(article.byline, "Ines Calder; Tom Arle");
  EXPECT_EQ(article.published, "2026-05-03");
  EXPECT_EQ(article.publisher, "The Harbour Post");
  EXPECT_EQ(article.url, "https://harbourpost.example/2026/05/03/port");
  EXPECT_EQ(article.language, "en-GB");
}

TEST(Html, KeepsLinksWithTheirAnchors) {
  const Article article = read(kPage);
  ASSERT_EQ(article.links.size(), 1u);
  EXPECT_EQ(article.view(article.links[0].span), "a statement");
  EXPECT_EQ(article.links[0].href, "https://news.example/calder");
}

// The bytes of the page that `part` of the text came from.
std::string origin_of(const Article& article, std::string_view page, std::string_view part) {
  const std::size_t at = article.text.find(part);
  if (at == std::string::npos) return "not in the text";
  std::string out;
  for (const OriginRun& run : article.origin.runs()) {
    if (run.text_begin.value + run.text_size <= at || run.text_begin.value >= at + part.size()) continue;
    const bool exact = run.text_size == run.origin_size;
    const std::size_t skip = exact && run.text_begin.value < at ? at - run.text_begin.value : 0;
    const std::size_t over = run.text_begin.value + run.text_size > at + part.size()
                                 ? run.text_begin.value + run.text_size - at - part.size()
                                 : 0;
    out += page.substr(run.origin_begin.value + skip, run.origin_size - skip - (exact ? over : 0));
  }
  return out;
}

TEST(Html, LeadsBackToTheBytes) {
  const Article article = read(kPage);
  EXPECT_EQ(origin_of(article, kPage, "told reporters at the quay"), "told reporters at the quay");
  EXPECT_EQ(origin_of(article, kPage, "\u201cWe will appeal,\u201d she"), "&ldquo;We will appeal,&rdquo; she");
  EXPECT_EQ(origin_of(article, kPage, "sent out & published"), "sent out &amp; published");
  EXPECT_EQ(origin_of(article, kPage, "\u201cno crane is safe\u201d,"), "no crane is safe,");
}

TEST(Html, OriginRunsCoverTheText) {
  const Article article = read(kPage);
  std::size_t at = 0;
  for (const OriginRun& run : article.origin.runs()) {
    EXPECT_EQ(run.text_begin.value, at);
    EXPECT_LE(run.origin_begin.value + run.origin_size, kPage.size());
    at += run.text_size;
  }
  EXPECT_EQ(at, article.text.size());
}

TEST(Html, LeadsBackThroughTheEncoding) {
  const std::string page =
      "<html><head><meta charset=\"windows-1252\"></head><body><article><p>The caf\xE9 in Veldra said \x93we open at "
      "nine\x94, and the pilots of the port came to it as they had come on every other day of the week.</p></article>"
      "</body></html>";
  const Article article = read(page);
  EXPECT_NE(article.text.find("caf\u00e9 in Veldra said \u201cwe open at nine\u201d,"), std::string::npos);
  EXPECT_EQ(origin_of(article, page, "caf\u00e9 in"), "caf\xE9 in");
  EXPECT_EQ(origin_of(article, page, "\u201cwe open at nine\u201d,"), "\x93we open at nine\x94,");
}

TEST(Html, LeavesOutWhatIsNotText) {
  const std::string page =
      "<html><body><article><p>The har\u00adbour of Veldra was quiet on Sunday, and nobody who lives there could say "
      "why<SCRIPT>track('x')</SCRIPT> it was so quiet.</p><p>&#8203;</p><p>The pilots\u200b of the port said that it had "
      "<ruby>rained<rt>reind</rt></ruby> for nine days, which the keeper of the lighthouse denied at once.</p></article>";
  EXPECT_EQ(shown(read(page)),
            "paragraph: The harbour of Veldra was quiet on Sunday, and nobody who lives there could say why it was so "
            "quiet.\nparagraph: The pilots of the port said that it had rained for nine days, which the keeper of the "
            "lighthouse denied at once.\n");
  EXPECT_EQ(origin_of(read(page), page, "harbour"), "harbour");
}

TEST(Html, MarksPullQuotes) {
  const std::string page =
      "<html><body><article><h1>Port closed</h1><p>The council of Veldra met on Monday. No crane is safe in this weather, "
      "the inspector told the council, and the council listened to him.</p><blockquote>No crane is safe in this "
      "weather</blockquote><p>The council then voted to close the port for another nine days, against the advice of the "
      "pilots.</p></article>";
  EXPECT_NE(shown(read(page)).find("pull quote: No crane is safe in this weather\n"), std::string::npos);
}

TEST(Html, SurvivesHostilePages) {
  const auto repeated = [](std::string_view part, int n) {
    std::string out;
    for (int i = 0; i < n; ++i) out += part;
    return out;
  };
  const std::string pages[] = {
      "", "<", "<!--", "<script>", "<a href=\"", "<p", "</", "\xEF\xBB\xBF", std::string("\0\0\0", 3), "&#xFFFFFFFF;&amp",
      repeated("<div>", 100000), repeated("<b><i><p>", 20000), repeated("<table><tr><td>", 20000),
      repeated("<font color=1>", 30000) + repeated("<p>", 30000), "<div " + repeated("a=1 ", 100000) + ">text</div>",
      repeated("<svg>", 50000), repeated("<title>", 50000), repeated("<select><option>", 20000), repeated("</p>", 50000),
      repeated("<!-->", 50000), repeated("<a><b>", 50000), repeated("&lt;&#0;&notit;", 20000),
      repeated("\xC3(\xFF<p>\xE2\x82", 20000), "<p>" + std::string(3000000, 'x'), repeated("<ul><li><ul>", 30000)};
  for (const std::string& page : pages) {
    const Result<Article> article = read_html(page, test_options());
    if (!article) continue;
    for (const Block& block : article->blocks) EXPECT_LE(block.span.end.value, article->text.size());
  }
}

TEST(Html, CutAnywhereIsStillRead) {
  const HtmlOptions options = test_options();
  for (std::size_t size = 0; size < kPage.size(); size += 7) EXPECT_TRUE(read_html(kPage.substr(0, size), options));
}

TEST(Html, RefusesTreesThatExplode) {
  HtmlOptions options = test_options();
  options.max_memory = 1 << 20;
  std::string page;
  for (int i = 0; i < 50000; ++i) page += "<p>word";
  EXPECT_FALSE(read_html(page, options));
}

struct AlignRow {
  std::string_view decoded, raw;
  std::size_t runs;
};

TEST(HtmlText, AlignsEntities) {
  const AlignRow rows[] = {
      {"a & b", "a &amp; b", 3}, {"a & b", "a & b", 1},           {"&lt", "&amp;lt", 2},        {"\u00a92014", "&copy2014", 2},
      {"&foo;", "&foo;", 1},     {"x\u2019y", "x&#8217;y", 3},    {"AT&T", "AT&T", 1},          {"foobar", "foo</b>bar", 2},
      {"&amp;", "&amp;amp;", 2}, {"\u00e9\u00e9", "&eacute;\u00e9", 2},
  };
  for (const AlignRow& row : rows) {
    const std::vector<OriginRun> runs = align_entities(row.decoded, row.raw);
    EXPECT_EQ(runs.size(), row.runs) << row.raw;
    std::size_t at = 0;
    for (const OriginRun& run : runs) {
      EXPECT_EQ(run.text_begin.value, at) << row.raw;
      at += run.text_size;
    }
    EXPECT_EQ(at, row.decoded.size()) << row.raw;
    ASSERT_FALSE(runs.empty());
    EXPECT_EQ(runs.back().origin_begin.value + runs.back().origin_size, row.raw.size()) << row.raw;
  }
}

struct DateRow {
  const char* text;
  const char* iso;
};

TEST(HtmlMeta, FindsDates) {
  const auto lexicon = test_lexicon();
  const DateRow rows[] = {
      {"2026-05-03T10:00:00+02:00", "2026-05-03"}, {"20260503", "2026-05-03"},   {"May 3, 2026", "2026-05-03"},
      {"3 May 2026, 10.15", "2026-05-03"},         {"3 de mayo de 2026", "2026-05-03"}, {"24.1.2026", "2026-01-24"},
      {"Jan. 24th, 2026", "2026-01-24"},           {"1/24/2026", "2026-01-24"},  {"3/4/2026", "2026-03-04"},
      {"2026/05/03", "2026-05-03"},                {"about 2026", ""},           {"call 555 1234 99", ""},
      {"may be 3 or 4", ""},                       {"2026-13-45", ""},           {"", ""}};
  for (const DateRow& row : rows) EXPECT_EQ(find_date(row.text, lexicon.get(), false), row.iso) << row.text;
  EXPECT_EQ(find_date("3/4/2026", lexicon.get(), true), "2026-04-03");
}

struct EncodingRow {
  std::string_view bytes;
  const char* declared;
  bool read_meta;
  std::string_view text;
};

TEST(Encoding, IsFound) {
  const EncodingRow rows[] = {
      {"plain", "", false, "plain"},
      {"\xEF\xBB\xBFmark", "", false, "mark"},
      {{"\xFF\xFEh\0i\0", 6}, "", false, "hi"},
      {"caf\xE9", "iso-8859-1", false, "caf\u00e9"},
      {"\x93hi\x94", "latin1", false, "\u201chi\u201d"},
      {"caf\xC3\xA9", "iso-8859-1", false, "caf\u00e9"},  // valid UTF-8 whatever it is called
      {"\xCF\xF0\xE8\xE2\xE5\xF2", "windows-1251", false, "\u041f\u0440\u0438\u0432\u0435\u0442"},
      {"<meta charset=koi8-r>\xF0", "", true, "<meta charset=koi8-r>\u041f"},
      {"good caf\xC3\xA9 b\xE9" "d", "utf-8", false, "good caf\u00e9 b\uFFFD" "d"},
  };
  for (const EncodingRow& row : rows) {
    EncodingHints hints;
    hints.declared = row.declared;
    hints.read_meta = row.read_meta;
    EXPECT_EQ(decode_text(row.bytes, hints).text(), row.text) << row.bytes;
  }
}

TEST(HtmlModel, RefusesWhatItDoesNotKnow) {
  const Result<HtmlModel> model = HtmlModel::parse("# weights\nno_such_feature\t1\n", "m.tsv");
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().line, 2);
  EXPECT_FALSE(HtmlModel::parse("bias\t1\n", "m.tsv"));
}

}  // namespace
}  // namespace onrecord

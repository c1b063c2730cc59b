// Damaged inputs of every format, made from invented articles by seeded damage: nothing may crash, hang, or break an
// invariant, and what is whole must still be read. ONRECORD_HUGE=1 adds inputs of 100 MB.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "article/gzipped.h"
#include "article/html.h"
#include "article/input.h"
#include "check_reading.h"
#include "check_splitting.h"
#include "damage.h"

namespace onrecord {
namespace {

namespace fs = std::filesystem;
using testing_damage::Damage;
using testing_damage::fault_in;

const std::string kText =
    "Thursday, 14 March 2024\n\nWall may fail\n\nBy Tamsin Okoro\n\nPORT SELWYN, March 14 (Agency) - \xe2\x80\x9cThe wall is "
    "old,\xe2\x80\x9d said Ines Calder, the port\xe2\x80\x99s director. \"It 'may' fail,\" Mr. O'Neil told the U.S. paper.\r\n\r\n\xe2\x80\x9cIt "
    "cost $1,250.50.\n\n\xe2\x80\x9cIt is 6'2\" high,\xe2\x80\x9d she added. \xc2\xabJamais\xc2\xbb, dit-elle.\n\nNo comments:\n\nPost a comment\n";

const std::string kPage =
    "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Wall may fail | Port Courier</title>"
    "<meta property=\"article:published_time\" content=\"2024-03-14T10:00:00Z\">"
    "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"Wall may fail\",\"author\":{\"name\":\"Tamsin Okoro\"}}</script>"
    "</head><body><nav><a href=\"/\">Home</a></nav><article><h1>Wall may fail</h1><p>&ldquo;The wall is <b>old</b>,&rdquo; said Ines Calder, "
    "the <a href=\"/d\">port&rsquo;s director</a>, after nobody had looked at its feet for ninety years.</p><blockquote><p>It may fail, and "
    "then the water comes into the town from two sides at once.</p></blockquote><ul><li>One</li></ul></article><footer>All rights</footer></body></html>";

const std::string kLines =
    "{\"id\":\"1\",\"title\":\"Wall\",\"text\":\"\\u201cThe wall is old,\\u201d she said.\\n\\nIt is.\",\"date\":\"2024-03-14\"}\n"
    "{\"id\":\"2\",\"text\":\"It may fail.\"}\n{\"id\":\"3\",\"text\":\"\\ud83d\\ude00 'Never,' he said.\"}\n";

const std::string kFeed =
    "<?xml version=\"1.0\"?><rss><channel><title>Courier</title><item><guid>1</guid><title>Wall</title><description>&lt;p&gt;\"It is old,\" "
    "she said.&lt;/p&gt;</description></item><item><guid>2</guid><content:encoded><![CDATA[<p>It <i>may</i> fail.</p>]]></content:encoded>"
    "</item></channel></rss>";

std::string warc() {
  std::string out;
  for (const std::string type : {"warcinfo", "response", "response"}) {
    const std::string block = type == "response" ? "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + kPage : "x";
    out += "WARC/1.0\r\nWARC-Type: " + type + "\r\nContent-Length: " + std::to_string(block.size()) + "\r\n\r\n" + block + "\r\n\r\n";
  }
  return out;
}

InputOptions options() {
  InputOptions out;
  out.lexicon = {.remains = {"share this"}, .remains_from = {"no comments:"}, .byline = {"by"}, .months = {{"march", 3}}, .weekdays = {"thursday"}};
  auto lexicon = std::make_shared<HtmlLexicon>();
  lexicon->add_hint("nav", -2);
  lexicon->add_phrase("all rights", 1);
  lexicon->add_month("march", 3);
  lexicon->add_byline_prefix("by");
  out.html_lexicon = lexicon;
  if (const Result<HtmlModel> model = HtmlModel::load(ONRECORD_SOURCE_DIR "/data/models/html_blocks.tsv"))
    out.html_model = std::make_shared<HtmlModel>(*model);
  return out;
}

struct Sample {
  const char* name;
  std::string bytes;
};

std::vector<Sample> samples() {
  return {{"a.txt", kText}, {"a.html", kPage}, {"a.jsonl", kLines}, {"a.json", "[" + kLines + "]"},
          {"a.csv", "id,title,text\n1,Wall,\"\"\"It is old,\"\" she said.\"\n2,x,It may fail.\n"}, {"a.rss", kFeed},
          {"a.warc", warc()}, {"a.warc.gz", gzipped(warc()) + gzipped(warc())}, {"a.jsonl.gz", gzipped(kLines)},
          {"a.md", "---\ntitle: Wall\n---\n# Wall\n\n> \"It is *old*,\" [she](/s) said.\n\n* One &amp; two\n"}};
}

/// Reads a file to its end; the first broken invariant, empty if there is none.
std::string read_all(const std::string& path, const InputOptions& options, int& articles) {
  ArticleStream stream({path}, options);
  for (int records = 0; records < 20000; ++records) {
    const auto article = stream.next();
    if (!article) {
      if (article.error().message.empty()) return "an error says nothing";
      continue;
    }
    if (!*article) return {};
    ++articles;
    if (std::string fault = fault_in(**article); !fault.empty()) return fault;
  }
  return "the stream does not end";
}

class DamagedTest : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = fs::temp_directory_path() / ("onrecord_damaged_" + std::to_string(getpid()));
    fs::create_directories(dir_);
  }
  void TearDown() override { fs::remove_all(dir_); }
  std::string put(const std::string& name, std::string_view bytes) {
    const fs::path path = dir_ / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path.string();
  }
  fs::path dir_;
};

TEST_F(DamagedTest, WholeSamplesAreRead) {
  for (const Sample& sample : samples()) {
    int articles = 0;
    EXPECT_EQ(read_all(put(sample.name, sample.bytes), options(), articles), "") << sample.name;
    EXPECT_GE(articles, 1) << sample.name;
  }
}

TEST_F(DamagedTest, EveryFormatSurvivesDamage) {
  const InputOptions given = options();
  for (const Sample& sample : samples()) {
    int articles = 0;
    for (std::uint64_t seed = 1; seed <= 80; ++seed) {
      const std::string bytes = Damage(seed)(sample.bytes);
      const std::string fault = read_all(put(sample.name, bytes), given, articles);
      EXPECT_EQ(fault, "") << sample.name << " seed " << seed;
    }
    const bool is_packed = std::string_view(sample.name).ends_with(".gz");  // what is damaged there is lost as a whole
    EXPECT_GT(articles, is_packed ? 5 : 20) << sample.name << ": what is whole is read";
  }
}

TEST(DamagedRecords, AreTheSameFromASlowSource) {
  const InputOptions given = options();
  for (const Sample& sample : samples()) {
    const InputFormat format = detect_format(sample.name, sample.bytes);
    EXPECT_EQ(testing_damage::fault_in_splitting(sample.bytes, format, given), "") << sample.name;
    for (std::uint64_t seed = 1; seed <= 80; ++seed)
      EXPECT_EQ(testing_damage::fault_in_splitting(Damage(seed)(sample.bytes), format, given), "") << sample.name << " seed " << seed;
  }
}

TEST_F(DamagedTest, EveryCutOfAFileIsRead) {
  const InputOptions given = options();
  for (const Sample& sample : samples()) {
    const std::size_t step = std::max<std::size_t>(1, sample.bytes.size() / 60);
    for (std::size_t size = 0; size < sample.bytes.size(); size += step) {
      int articles = 0;
      EXPECT_EQ(read_all(put(sample.name, sample.bytes.substr(0, size)), given, articles), "") << sample.name << " cut at " << size;
    }
  }
}

// ---- size and depth -------------------------------------------------------------------------------------------------

std::string many(std::string_view piece, std::size_t bytes) {
  std::string out;
  out.reserve(bytes + piece.size());
  while (out.size() < bytes) out += piece;
  return out;
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Seconds to read, tokenize and pair `bytes`.
double seconds(const std::string& bytes, InputFormat format) {
  static const InputOptions given = options();
  InputRecord record;
  record.format = format;
  record.bytes = bytes;
  const double begin = cpu_seconds();
  const Result<Article> article = read_record(record, given);
  if (article) { EXPECT_EQ(fault_in(*article), ""); }
  return cpu_seconds() - begin;
}

/// Eight times the bytes may take eight times the time, with much to spare for a busy machine, and the best of five where
/// that is not enough: what grows with the square takes 64 times each time.
void expect_linear(std::string_view piece, InputFormat format, std::string_view before = "", std::string_view after = "") {
  std::size_t size = 16u << 10;
  const auto time = [&](std::size_t bytes) {
    return seconds(std::string(before) + many(piece, bytes) + std::string(after), format);
  };
  double small = time(size);
  while (small < 0.002 && size < (512u << 10)) small = time(size *= 2);
  double large = time(size * 8);
  for (int again = 0; again < 4 && large >= std::max(small, 0.002) * 40; ++again) large = std::min(large, time(size * 8));
  EXPECT_LT(large, std::max(small, 0.002) * 40) << name_of(format) << ": \"" << piece << "\" " << size << " bytes: " << small << " s";
}

TEST(DamagedGrowth, TextTakesLinearTime) {
  for (const char* piece :
       {"\"", "\xe2\x80\x9c", "\xe2\x80\x9d ", "'", "' ", "a'", "\xe2\x80\x98", "``", "6'2\" ", "\xc2\xab", ".", ". ", ".\"", "!?", "(", "a.", "A. ",
        "U.S.", "a-", "@", "http://", "http://) ", "1,", "n't", "\xff", "\xe2\x80", "\xef\xbf\xbd", "\n", "\r", "\n\n\"a", "By ", "Mr. ", "a\xcc\x81", "x", " "})
    expect_linear(piece, InputFormat::kPlain);
}

TEST(DamagedGrowth, PagesTakeLinearTime) {
  for (const char* piece : {"<div>", "<b>", "<b><i>", "<p>a", "<li>", "<a href=x>a ", "<q>", "&amp;", "&", "<", "<!--", "<![CDATA[", "<table><tr><td>",
                            "<script>", "<p>\"a\"</p>", "<x y=", "</div>", "a<br>", "<svg>", "<blockquote>a ", "<h1>Wall may fail</h1>", "\xff"})
    expect_linear(piece, InputFormat::kHtml, "<html><head><title>Wall may fail</title></head><body>");
}

TEST(DamagedGrowth, RecordsTakeLinearTime) {
  for (const char* piece : {"[", "{\"a\":", "\\", "\"", "\\u"}) expect_linear(piece, InputFormat::kJson, "{\"text\":\"");
  expect_linear("\\n\\u00e9\\ud83d\\ude00", InputFormat::kJson, "{\"text\":\"", "\"}");
  for (const char* piece : {"> ", "* ", "[a](", "![", "`", "*a_ ", "&lt;", "\n\n# ", "<b>", "**"}) expect_linear(piece, InputFormat::kMarkdown);
  for (const char* piece : {"<a>", "&amp;", "<![CDATA[a]]>", "&lt;p&gt;a"})
    expect_linear(piece, InputFormat::kFeed, "<item><description>", "</description></item>");
}

TEST(DamagedGrowth, OneLongLine) {
  const std::size_t size = std::getenv("ONRECORD_HUGE") != nullptr ? 100u << 20 : 5u << 20;
  for (const InputFormat format : {InputFormat::kPlain, InputFormat::kHtml, InputFormat::kMarkdown}) {
    const double took = seconds(many("\"The wall is old,\" said Ines Calder, the port's director, on Monday. ", size), format);
    EXPECT_LT(took, 600) << name_of(format);
  }
}

}  // namespace
}  // namespace onrecord

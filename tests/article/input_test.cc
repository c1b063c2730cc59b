// The front door: formats, packing, folders, damage. People and places are invented.
#include "article/input.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "article/gzipped.h"

namespace onrecord {
namespace {

namespace fs = std::filesystem;

class InputTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    dir_ = fs::temp_directory_path() / ("onrecord_input_" + std::string(info->name()) + std::to_string(getpid()));
    fs::create_directories(dir_);
  }
  void TearDown() override { fs::remove_all(dir_); }

  std::string put(const std::string& name, std::string_view bytes) {
    const fs::path path = dir_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    return path.string();
  }

  InputOptions options() const {
    InputOptions out;
    out.lexicon = {.remains = {}, .remains_from = {"no comments:"}, .byline = {"by"}, .months = {{"march", 3}}, .weekdays = {}};
    auto lexicon = std::make_shared<HtmlLexicon>();
    lexicon->add_month("march", 3);
    lexicon->add_month("mar", 3);
    out.html_lexicon = lexicon;
    const Result<HtmlModel> model = HtmlModel::load(ONRECORD_SOURCE_DIR "/data/models/html_blocks.tsv");
    if (model) out.html_model = std::make_shared<HtmlModel>(*model);
    return out;
  }

  /// "id: title: text | ..." of all articles; errors as "! message".
  std::string read(std::vector<std::string> inputs) { return read(std::move(inputs), options()); }
  std::string read(std::vector<std::string> inputs, const InputOptions& given) {
    ArticleStream stream(std::move(inputs), given);
    std::string out;
    for (int guard = 0; guard < 1000; ++guard) {
      auto article = stream.next();
      if (article && !*article) return out;
      out += article ? shown(**article) : "! " + article.error().message;
      out += " | ";
    }
    return out + "no end";
  }

  std::string shown(const Article& a) const {
    std::string id = a.id.starts_with(dir_.string()) ? a.id.substr(dir_.string().size() + 1) : a.id;
    std::string text = a.text;
    while (text.ends_with('\n')) text.pop_back();
    last_ = a;
    return id + ": " + a.title + ": " + text;
  }

  fs::path dir_;
  mutable Article last_;
};

using Members = std::vector<std::pair<std::string, std::string>>;

enum class Kind { kTar, kTarZstd, kZip, kZstd };

std::string archived(const Members& members, Kind kind) {
  archive* a = archive_write_new();
  if (kind == Kind::kZip) archive_write_set_format_zip(a);
  else if (kind == Kind::kZstd) archive_write_set_format_raw(a);
  else archive_write_set_format_ustar(a);
  if (kind == Kind::kTarZstd || kind == Kind::kZstd) archive_write_add_filter_zstd(a);
  std::string out(1 << 20, '\0');
  std::size_t used = 0;
  archive_write_open_memory(a, out.data(), out.size(), &used);
  for (const auto& [name, bytes] : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(a, entry);
    archive_write_data(a, bytes.data(), bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(a);
  archive_write_free(a);
  out.resize(used);
  return out;
}

const std::string kLines =
    "{\"id\":\"1\",\"text\":\"The wall may fail.\"}\n\n{\"id\":\"2\",\"text\":\"It is old.\"}\n";
const std::string kLinesRead = "1: : The wall may fail. | 2: : It is old. | ";

TEST_F(InputTest, TextFile) {
  EXPECT_EQ(read({put("a.txt", "Wall may fail\n\nThe wall may fail, she said.")}),
            "a.txt: Wall may fail: Wall may fail\n\nThe wall may fail, she said. | ");
}

TEST_F(InputTest, TextFilesOfOtherEncodings) {
  const std::string read_so = ": Wall may fail: Wall may fail\n\nThe caf\u00e9 is old, said Jos\u00e9. | ";
  EXPECT_EQ(read({put("latin.txt", "Wall may fail\n\nThe caf\xe9 is old, said Jos\xe9.")}), "latin.txt" + read_so);
  EXPECT_EQ(last_.origin.origin(BytePos{last_.text.find(" is old")}).value, 23u);
  std::string wide = "\xff\xfe";
  for (char c : std::string("Wall may fail\n\nThe caf\xe9 is old, said Jos\xe9.")) (wide += c) += '\0';
  EXPECT_EQ(read({put("utf16.txt", wide)}), "utf16.txt" + read_so);
  EXPECT_EQ(read({put("damaged.txt", "The caf\xc3\xa9 is \xe9 old.")}), "damaged.txt: : The caf\u00e9 is \ufffd old. | ")
      << "one broken byte is no other encoding";
}

TEST_F(InputTest, APictureIsNoText) {
  std::string noise;
  for (unsigned i = 0; i < 600; ++i) noise += static_cast<char>(i * i * 131 >> 3);
  EXPECT_EQ(read({put("a.jpg", noise), put("b.txt", "It is old.")}), "! is no text | b.txt: : It is old. | ");
  InputOptions text = options();
  text.format = InputFormat::kPlain;
  EXPECT_TRUE(read({put("a.jpg", noise)}, text).starts_with("a.jpg: ")) << "if that is what they want";
}

TEST_F(InputTest, JsonLines) {
  EXPECT_EQ(read({put("a.jsonl", kLines)}), kLinesRead);
  EXPECT_EQ(read({put("a", kLines)}), kLinesRead) << "recognised by content";
  EXPECT_EQ(read({put("crlf.jsonl", "\xef\xbb\xbf{\"id\":\"1\",\"text\":\"Old.\"}\r\n")}), "1: : Old. | ");
}

TEST_F(InputTest, DamagedLinesAreToldAndTheRestIsRead) {
  EXPECT_EQ(read({put("a.jsonl", "{\"id\":\"1\",\"text\":\"Old.\"}\n{\"id\":\"2\",\"te\n{\"id\":\"3\",\"text\":\"New.\"}")}),
            "1: : Old. | ! record 2 at byte 25: is not JSON: incomplete JSON | 3: : New. | ");
}

TEST_F(InputTest, AJsonLineLeadsBackToItsBytes) {
  const std::string line = R"({"text": "no", "x": {"text": "no"}, "id": "1", "text": "A\n\u00e9\ud83d\ude00z"})";
  read({put("a.jsonl", line)});
  ASSERT_EQ(last_.text, "A\n\xc3\xa9\xf0\x9f\x98\x80z");
  const auto origin = [&](std::size_t at) { return line.substr(last_.origin.origin(BytePos{at}).value, 2); };
  EXPECT_EQ(origin(0), "A\\");
  EXPECT_EQ(origin(1), "\\n");
  EXPECT_EQ(origin(2), "\\u");
  EXPECT_EQ(origin(8), "z\"");
}

TEST_F(InputTest, FieldNamesAreConfigurable) {
  InputOptions named = options();
  named.fields.text = "body";
  named.fields.id = "nr";
  EXPECT_EQ(read({put("a.jsonl", "{\"nr\":7,\"body\":\"Old.\"}")}, named), "7: : Old. | ");
}

TEST_F(InputTest, Json) {
  const std::string one = R"({"id":"1","text":"Old {it} is."})", two = R"({"id":"2","text":"\"}\""})";
  const std::string both = "1: : Old {it} is. | 2: : \"}\" | ";
  EXPECT_EQ(read({put("array.json", "[\n" + one + ",\n" + two + "]\n")}), both);
  EXPECT_EQ(read({put("row.json", one + two)}), both);
  EXPECT_EQ(read({put("outer.json", R"({"count":2,"articles":[)" + one + "," + two + "]}")}), both);
  EXPECT_EQ(read({put("one.json", "{\n \"id\":\"1\",\n \"text\":\"Old {it} is.\"\n}")}), "1: : Old {it} is. | ");
  EXPECT_EQ(read({put("cut.json", "[" + one + ",\n{\"id\":\"3\n{\"id\":\"2\",\"text\":\"\\\"}\\\"\"}")}),
            "1: : Old {it} is. | ! record 2 at byte 35: a string is not closed on its line | 2: : \"}\" | ");
}

TEST_F(InputTest, Csv) {
  const std::string path = put("a.csv",
                               "id,title,text,date\r\n1,\"Wall, old\",\"It is \"\"old\"\",\nshe said.\",2024-03-14\r\n"
                               "2,x\r\n3,New,\"It is new.\",\r\n");
  EXPECT_EQ(read({path}), "1: Wall, old: It is \"old\",\nshe said. | ! record 3 at byte 73: has 2 fields, the header has 4"
                          " | 3: New: It is new. | ");
  EXPECT_EQ(read({put("b.tsv", "id\ttext\n1\tOld, it is.\n")}), "1: : Old, it is. | ");
  EXPECT_EQ(read({put("c.csv", "id;text\n1;Old, it is.\n")}), "1: : Old, it is. | ");
  EXPECT_EQ(read({put("d.csv", "id,body\n1,Old.\n")}), "! record 2 at byte 8: there is no column \"text\" | ");
}

TEST_F(InputTest, ACsvFieldLeadsBackToItsBytes) {
  read({put("a.csv", "id,text\n1,\"It is \"\"old\"\", x\"\n")});
  ASSERT_EQ(last_.text, "It is \"old\", x");
  const std::string row = "1,\"It is \"\"old\"\", x\"";
  for (const std::size_t at : {0u, 3u, 7u, 8u, 12u, 13u})
    EXPECT_EQ(row[last_.origin.origin(BytePos{at}).value], last_.text[at]) << at;
}

const std::string kRss = R"(<?xml version="1.0"?><rss version="2.0"><channel><title>Port Courier</title><language>en-GB</language>
<item><title>Wall &amp;amp; water</title><link>https://courier.example/1</link><guid>g1</guid>
<dc:creator>Tamsin Okoro</dc:creator><pubDate>Thu, 14 Mar 2024 10:00:00 GMT</pubDate>
<description>short</description>
<content:encoded><![CDATA[<p>The wall &amp; the <a href="/w">water</a> rise.</p><p>"It is old," said Ines Calder.</p>]]></content:encoded></item>
<item><title>Broken</title><description>a & <b</description></item>
<item><title>Second</title><guid>g2</guid><description>&lt;p&gt;It is &lt;b&gt;new&lt;/b&gt;.&lt;/p&gt;</description></item>
</channel></rss>)";

TEST_F(InputTest, Rss) {
  const std::string out = read({put("a.xml", kRss)});
  EXPECT_TRUE(out.starts_with("g1: Wall & water: The wall & the water rise.\n\n\"It is old,\" said Ines Calder. | ! record 2 at byte"))
      << out;
  EXPECT_TRUE(out.ends_with("| g2: Second: It is new. | ")) << out;
}

TEST_F(InputTest, AFeedItemKnowsMoreAndLeadsBack) {
  ArticleStream stream({put("a.rss", kRss)}, options());
  const auto article = stream.next();
  ASSERT_TRUE(article && *article);
  EXPECT_EQ((*article)->publisher, "Port Courier");
  EXPECT_EQ((*article)->byline, "Tamsin Okoro");
  EXPECT_EQ((*article)->published, "2024-03-14");
  EXPECT_EQ((*article)->language, "en-GB");
  ASSERT_EQ((*article)->links.size(), 1u);
  const std::string item = kRss.substr(kRss.find("<item>"));
  const std::size_t at = (*article)->text.find("water");
  EXPECT_EQ(item.substr((*article)->origin.origin(BytePos{at}).value, 5), "water");
}

TEST_F(InputTest, TheNameBehindAnAddress) {
  const std::pair<std::string, std::string> rows[] = {
      {"desk@courier.example (Tamsin Okoro)", "Tamsin Okoro"}, {"Tamsin Okoro", "Tamsin Okoro"},
      {"Tamsin Okoro (Selwyn)", "Tamsin Okoro (Selwyn)"}, {"desk@courier.example", "desk@courier.example"}};
  for (const auto& [given, expected] : rows) {
    read({put("a.rss", "<rss><channel><item><title>T</title><author>" + given + "</author><description>Old.</description></item></channel></rss>")});
    EXPECT_EQ(last_.byline, expected);
  }
}

TEST_F(InputTest, Atom) {
  EXPECT_EQ(read({put("a.atom", R"(<feed xmlns="http://www.w3.org/2005/Atom"><title>Courier</title><entry><id>e1</id><title>Wall</title>
<link rel="self" href="/no"/><link href="https://courier.example/1"/><published>2024-03-14T10:00:00Z</published>
<content type="xhtml"><div><p>It <i>is</i> old.</p></div></content></entry></feed>)")}),
            "e1: Wall: It is old. | ");
  EXPECT_EQ(last_.url, "https://courier.example/1");
}

std::string warc_record(const std::string& type, const std::string& uri, const std::string& block) {
  return "WARC/1.0\r\nWARC-Type: " + type + "\r\nWARC-Record-ID: <urn:" + uri + ">\r\nWARC-Target-URI: https://courier.example/" +
         uri + "\r\nContent-Length: " + std::to_string(block.size()) + "\r\n\r\n" + block + "\r\n\r\n";
}
std::string http(const std::string& body, const std::string& type = "text/html; charset=utf-8", int status = 200) {
  return "HTTP/1.1 " + std::to_string(status) + " OK\r\nContent-Type: " + type + "\r\n\r\n" + body;
}
std::string page(const std::string& sentence) {
  return "<html><head><title>Wall</title></head><body><article><h1>Wall</h1><p>" + sentence +
         " The wall was built ninety years ago, and nobody has looked at its feet since then.</p></article></body></html>";
}

struct Warc {
  std::vector<std::string> records = {
      warc_record("warcinfo", "i", "software: x"), warc_record("response", "1", http(page("One is old."))),
      warc_record("response", "2", http("gone", "text/html", 404)), warc_record("response", "3", http("\x89PNG", "image/png")),
      warc_record("response", "4", http(page("Four is old.")))};
};

TEST_F(InputTest, WarcPlainAndPacked) {
  std::string plain, packed;
  for (const std::string& r : Warc().records) {
    plain += r;
    packed += gzipped(r);
  }
  for (const std::string& path : {put("a.warc", plain), put("a.warc.gz", packed)}) {
    const std::string out = read({path});
    EXPECT_NE(out.find("urn:1: Wall: Wall\n\nOne is old."), std::string::npos) << out;
    EXPECT_NE(out.find("urn:4: Wall: Wall\n\nFour is old."), std::string::npos) << out;
    EXPECT_EQ(std::count(out.begin(), out.end(), '|'), 2) << out;
    EXPECT_EQ(last_.url, "https://courier.example/4");
  }
}

TEST_F(InputTest, ADamagedMemberOfAWarcSpoilsNoOther) {
  for (std::size_t broken : {0u, 1u}) {
    std::string packed;
    const Warc warc;
    for (std::size_t i = 0; i < warc.records.size(); ++i) {
      std::string member = gzipped(warc.records[i]);
      if (i == broken) member.replace(member.size() / 2, 12, "XXXXXXXXXXXX");
      packed += member;
    }
    const std::string out = read({put("a.warc.gz", packed)});
    EXPECT_NE(out.find("! "), std::string::npos) << out;
    EXPECT_NE(out.find("urn:4"), std::string::npos) << out;
    EXPECT_EQ(out.find("urn:1") != std::string::npos, broken == 0) << out;
  }
}

TEST_F(InputTest, ADamagedHeadOfAWarcSpoilsNoOther) {
  const Warc warc;
  const std::string out = read({put("a.warc", "noise\n" + warc.records[1] + "WARC/1.0\r\nWARC-Type: response\r\n\r\n" + warc.records[4])});
  EXPECT_NE(out.find("! record 1 at byte 0: expected a WARC record | urn:1"), std::string::npos) << out;
  EXPECT_NE(out.find("has no Content-Length | urn:4"), std::string::npos) << out;
}

TEST_F(InputTest, Markdown) {
  const std::string source =
      "---\ntitle: \"Wall may fail\"\ndate: 2024-03-14\n---\n# Wall may fail\n\nThe *wall* &amp; the\n[water](https://a.example/w_(x)) rise.\n\n"
      "> \"It is old,\" she said.\n\n* One\n* Two\n\n```\ncode\n```\n";
  read({put("a.md", source)});
  EXPECT_EQ(last_.text, "Wall may fail\n\nThe wall & the water rise.\n\n\"It is old,\" she said.\n\nOne\n\nTwo\n\n");
  EXPECT_EQ(last_.published, "2024-03-14");
  std::string kinds;
  for (const Block& b : last_.blocks) kinds += std::string(name_of(b.kind)) + "|";
  EXPECT_EQ(kinds, "title|paragraph|blockquote|list item|list item|");
  ASSERT_EQ(last_.links.size(), 1u);
  EXPECT_EQ(last_.view(last_.links[0].span), "water");
  for (const std::string word : {"Wall", "wall", "water", "rise", "old", "One", "Two"}) {
    const std::size_t at = last_.text.find(word);
    EXPECT_EQ(source.substr(last_.origin.origin(BytePos{at}).value, word.size()), word);
  }
}

std::string docx() {
  const std::string document =
      R"(<?xml version="1.0"?><w:document xmlns:w="w" xmlns:r="r"><w:body><w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Wall may fail</w:t></w:r></w:p>)"
      R"(<w:p><w:r><w:t xml:space="preserve">The wall &amp; the </w:t></w:r><w:hyperlink r:id="rId1"><w:r><w:t>water</w:t></w:r></w:hyperlink><w:r><w:t xml:space="preserve"> rise.</w:t></w:r><w:del><w:r><w:delText>no</w:delText></w:r></w:del></w:p></w:body></w:document>)";
  return archived({{"[Content_Types].xml", "<Types/>"},
                   {"word/_rels/document.xml.rels", R"(<Relationships><Relationship Id="rId1" Type="x/hyperlink" Target="https://a.example/w"/></Relationships>)"},
                   {"word/document.xml", document},
                   {"docProps/core.xml", R"(<c xmlns:dc="d"><dc:creator>Tamsin Okoro</dc:creator><dcterms:created>2024-03-14T10:00:00Z</dcterms:created></c>)"}},
                  Kind::kZip);
}

TEST_F(InputTest, Docx) {
  EXPECT_EQ(read({put("a.docx", docx())}), "a.docx: Wall may fail: Wall may fail\n\nThe wall & the water rise. | ");
  EXPECT_EQ(last_.byline, "Tamsin Okoro");
  EXPECT_EQ(last_.published, "2024-03-14");
  ASSERT_EQ(last_.links.size(), 1u);
  EXPECT_EQ(last_.view(last_.links[0].span), "water");
  EXPECT_EQ(read({put("b.docx", docx().substr(0, 200))}).substr(0, 2), "! ");
}

TEST_F(InputTest, Packing) {
  EXPECT_EQ(read({put("a.jsonl.gz", gzipped(kLines))}), kLinesRead);
  EXPECT_EQ(read({put("b.jsonl.zst", archived({{"-", kLines}}, Kind::kZstd))}), kLinesRead);
  const Members members = {{"x/a.txt", "It is old."}, {"x/pixel.png", "\x89PNG"}, {"y.jsonl", kLines}};
  const std::string all = "a.txt: : It is old. | " + kLinesRead;
  for (const auto& [name, kind] : {std::pair{"c.tar", Kind::kTar}, std::pair{"d.tar.zst", Kind::kTarZstd}, std::pair{"e.zip", Kind::kZip}})
    EXPECT_EQ(read({put(name, archived(members, kind))}), std::string(name) + "!x/" + all);
  EXPECT_EQ(read({put("f.tar.gz", gzipped(archived(members, Kind::kTar)))}), "f.tar.gz!x/" + all);
}

TEST_F(InputTest, ACutFileGivesWhatIsWhole) {
  std::string lines;
  for (int i = 0; i < 2000; ++i) lines += "{\"id\":\"" + std::to_string(i) + "\",\"text\":\"Sentence " + std::to_string(i * 7919) + ".\"}\n";
  const std::string packed = gzipped(lines);
  ArticleStream stream({put("a.jsonl.gz", packed.substr(0, packed.size() / 2)), put("b.txt", "It is old.")}, options());
  int articles = 0, errors = 0;
  for (;;) {
    const auto article = stream.next();
    if (article && !*article) break;
    ++(article ? articles : errors);
  }
  EXPECT_GT(articles, 500);
  EXPECT_EQ(errors, 1);
}

TEST_F(InputTest, FoldersAndGlobsInOrder) {
  put("b.txt", "B is old.");
  put("a/z.txt", "Z is old.");
  put("a/page.css", "p {}");
  put("a/.hidden.txt", "no");
  put("c.jsonl", kLines);
  EXPECT_EQ(read({dir_.string()}), "a/z.txt: : Z is old. | b.txt: : B is old. | " + kLinesRead);
  EXPECT_EQ(read({dir_.string() + "/*.txt"}), "b.txt: : B is old. | ");
  EXPECT_EQ(read({dir_.string() + "/**/*.txt"}), "a/z.txt: : Z is old. | b.txt: : B is old. | ");
  EXPECT_EQ(read({dir_.string() + "/*.none", dir_.string() + "/none", dir_.string() + "/b.txt"}),
            "! matches no file | ! no such file or folder | b.txt: : B is old. | ");
}

TEST_F(InputTest, LimitsAreTold) {
  InputOptions small = options();
  small.max_record = 1 << 20;
  const std::string big(3 << 20, 'x');
  EXPECT_EQ(read({put("a.txt", big)}, small), "! record is larger than the limit of 1 MiB | ");
  EXPECT_EQ(read({put("a.jsonl", "{\"id\":\"0\",\"text\":\"" + big + "\"}\n" + kLines)}, small),
            "! record 1 at byte 0: record is larger than the limit of 1 MiB | " + kLinesRead);
  const std::string bomb = gzipped(std::string(200u << 20, 'x'));
  const std::string out = read({put("b.txt.gz", bomb)});
  EXPECT_TRUE(out.starts_with("! unpacks to more than 400 times its size")) << out;
}

TEST_F(InputTest, DeepNestingInPacking) {
  std::string packed = "It is old.";
  for (int i = 0; i < 12; ++i) packed = gzipped(packed);
  EXPECT_EQ(read({put("a.txt.gz", packed)}), "! archives are nested too deeply | ");
}

}  // namespace
}  // namespace onrecord

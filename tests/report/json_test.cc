#include "report/json.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <limits>

#include "report/json_writer.h"
#include "report/links.h"
#include "report/sample.h"

namespace onrecord {
namespace {
namespace json = boost::json;

std::string escaped(std::string_view value) {
  std::string out;
  JsonWriter(out).text(value);
  return out;
}

TEST(JsonWriter, Strings) {
  struct Row {
    std::string_view in, out;
  };
  using namespace std::string_view_literals;
  for (const Row& row : {
           Row{"", R"("")"},
           Row{"plain", R"("plain")"},
           Row{"a \"b\" \\ c", R"("a \"b\" \\ c")"},
           Row{"twelve plain\nand more plain text\t", R"("twelve plain\nand more plain text\t")"},
           Row{"\0\x01\x1f\x7f"sv, R"("\u0000\u0001\u001f\u007f")"},
           Row{"caf\u00e9 \u201cq\u201d \U0001F600", "\"caf\u00e9 \u201cq\u201d \U0001F600\""},
           // broken UTF-8
           Row{"a\xff" "b", "\"a\ufffd" "b\""},
           Row{"\xc3", "\"\ufffd\""},
           Row{"\xed\xa0\x80", "\"\ufffd\ufffd\ufffd\""},
       })
    EXPECT_EQ(escaped(row.in), row.out) << row.in;
}

TEST(JsonWriter, EachByteAtEachPlaceReadsBackAsItWas) {
  for (int c = 0; c < 0x80; ++c)
    for (std::size_t at = 0; at < 20; ++at) {
      std::string text(20, 'x');
      text[at] = static_cast<char>(c);
      EXPECT_EQ(json::value_to<std::string>(json::parse(escaped(text))), text) << c << " at " << at;
    }
}

TEST(JsonWriter, Numbers) {
  struct Row {
    double in;
    const char* out;
  };
  for (const Row& row : {Row{0.123456, "0.1235"}, Row{1, "1"}, Row{-2.5, "-2.5"}, Row{0, "0"}, Row{1e300, "1e+300"},
                         Row{std::numeric_limits<double>::quiet_NaN(), "null"},
                         Row{std::numeric_limits<double>::infinity(), "null"}}) {
    std::string out;
    JsonWriter(out).decimal(row.in);
    EXPECT_EQ(out, row.out);
  }
}

json::object written(const Analysis& analysis, JsonLayout layout) {
  std::string out;
  append_json(analysis, layout, out);
  EXPECT_EQ(out.back(), '\n');
  return json::parse(out).as_object();
}

std::string at(const json::object& o, const char* pointer) { return json::serialize(json::value(o).at_pointer(pointer)); }

TEST(Json, WhatEveryMemberSays) {
  const json::object o = written(sample_analysis(), JsonLayout::kLine);
  struct Row {
    const char *pointer, *value;
  };
  for (const Row& row : {
           Row{"/id", R"("wall.txt")"},
           Row{"/ruleset", R"({"name":"onrecord","version":"0.1.0","hash":"00ff"})"},
           Row{"/article/publisher", "null"},
           Row{"/article/words", "12"},
           Row{"/attributions/0/id", R"("a1")"},
           Row{"/attributions/0/source_id", R"("s1")"},
           Row{"/attributions/0/cue", R"({"spans":[[55,59]],"text":"said"})"},
           // after a two-byte space and a two-byte letter
           Row{"/attributions/0/source/spans", "[[60,87]]"},
           Row{"/attributions/0/via", "null"},
           Row{"/attributions/0/confidence", "9.877E-1"},
           Row{"/attributions/0/evidence/1", R"({"what":"quotation right before the cue","weight":0})"},
           Row{"/sources/0/credibility/grade", R"("A")"},
           Row{"/sources/0/affiliation", "null"},
           Row{"/quotations/0/attribution", R"("a1")"},
           Row{"/claims/0/sourced", R"("none")"},
           Row{"/claims/0/by", "null"},
           Row{"/findings/0/spans", "[[89,93]]"},
           Row{"/findings/0/origin", "[[94,98]]"},  // bytes of the input, mark at its start included
           Row{"/score/value", "71"},
           Row{"/score/interval", "[60,80]"},
           Row{"/score/parts/1/value", "null"},
           Row{"/score/reason", "null"},
       })
    EXPECT_EQ(at(o, row.pointer), row.value) << row.pointer;
}

TEST(Json, BothLayoutsHoldTheSame) {
  const Analysis analysis = sample_analysis();
  EXPECT_EQ(written(analysis, JsonLayout::kLine), written(analysis, JsonLayout::kPage));
  EXPECT_EQ(written(Analysis(), JsonLayout::kLine), written(Analysis(), JsonLayout::kPage));
  std::string line;
  append_json(analysis, JsonLayout::kLine, line);
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
}

TEST(Json, ScrapsHaveNoScore) {
  Analysis analysis;
  analysis.score.reason = "too short";
  const json::object o = written(analysis, JsonLayout::kLine);
  EXPECT_EQ(at(o, "/score"), R"({"value":null,"interval":null,"parts":[],"caps":[],"reason":"too short"})");
}

TEST(Json, AnErrorTakesThePlaceOfARecord) {
  std::string out;
  append_json_error({.message = "is not JSON", .path = "-", .line = 7}, out);
  const json::object o = json::parse(out).as_object();
  EXPECT_EQ(at(o, "/error"), R"({"message":"is not JSON","path":"-","line":7,"help":null})");
}

Attribution with_content(std::vector<ByteSpan> spans) {
  Attribution a;
  a.content.spans = std::move(spans);
  return a;
}
ByteSpan bytes(int b, int e) { return {BytePos{b}, BytePos{e}}; }

TEST(Links, TheShortestContentWins) {
  const auto stretches = innermost_contents({with_content({bytes(0, 100)}), with_content({bytes(20, 30), bytes(40, 50)})});
  std::string shown;
  for (const ContentStretch& s : stretches)
    shown += std::to_string(s.span.begin.value) + "-" + std::to_string(s.span.end.value) + ":" +
             std::to_string(s.attribution) + " ";
  EXPECT_EQ(shown, "0-20:0 20-30:1 30-40:0 40-50:1 50-100:0 ");
  EXPECT_TRUE(innermost_contents({}).empty());
}

}  // namespace
}  // namespace onrecord

// Feeds the gold attributions of PolNeAR to SourceResolver and prints what ../shared/eval/sources_score.py reads: how
// good resolution is where extraction is perfect.
//
//   sources_gold RULES REGISTRY.db PolNeAR.jsonl > predicted.jsonl            syntax of the corpus (CoreNLP)
//   sources_gold RULES REGISTRY.db PolNeAR.jsonl ROOT > predicted.jsonl       our own syntax, by ROOT/rules and ROOT/data
#include <boost/json.hpp>
#include <chrono>
#include <fmt/core.h>
#include <fstream>
#include <iostream>

#include "attribution/source_resolver.h"
#include "polnear_impl.h"
#include "editorial/editorial_schema.h"

using namespace onrecord;
namespace json = boost::json;

namespace {

std::vector<Attribution> attributions_of(const polnear::Item& item) {
  std::vector<Attribution> out;
  for (std::size_t i = 0; i < item.raw_content.size(); ++i) {
    Attribution a;
    a.id = static_cast<int>(i);
    a.source.spans = item.raw_source[i];
    a.cue.spans = item.raw_cue[i];
    a.content.spans = item.raw_content[i];
    out.push_back(std::move(a));
  }
  for (Attribution& a : out)  // the smallest content that holds all of this one
    for (const Attribution& around : out) {
      if (&around == &a || a.content.spans.empty() || a.source.spans.empty()) continue;
      const bool holds = std::any_of(around.content.spans.begin(), around.content.spans.end(), [&](ByteSpan s) {
        return s.contains(a.content.spans[0]) && s.contains(a.source.spans[0]) && s.size() > a.content.spans[0].size();
      });
      if (holds && (a.parent < 0 || around.content.spans[0].size() < out[static_cast<std::size_t>(a.parent)].content.spans[0].size()))
        a.parent = around.id;
    }
  return out;
}

json::array spans(const CharIndexer& chars, const std::vector<ByteSpan>& list) {
  json::array out;
  for (ByteSpan s : list) out.push_back(json::array{chars.chars(s.begin).value, chars.chars(s.end).value});
  return out;
}

json::object line_of(const polnear::Item& item, const std::vector<Attribution>& attributions, const std::vector<Source>& sources) {
  const CharIndexer chars(item.article.text);
  json::object row{{"id", item.article.id}};
  json::array as, ss;
  for (const Attribution& a : attributions) {
    json::object o{{"content", spans(chars, a.content.spans)}, {"medium", nullptr}};
    if (a.source_id >= 0) o["source_id"] = fmt::format("s{}", a.source_id);
    if (!a.medium.empty()) o["medium"] = a.medium;
    if (!a.via.empty()) o["via"] = a.via;
    as.push_back(std::move(o));
  }
  for (const Source& s : sources)
    ss.push_back(json::object{{"id", fmt::format("s{}", s.id)}, {"name", s.name}, {"kind", name_of(s.kind)}, {"role", s.role},
                              {"gender", std::string(1, s.gender)}, {"affiliation", s.affiliation}});
  row["attributions"] = std::move(as);
  row["sources"] = std::move(ss);
  return row;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return fmt::print(stderr, "usage: sources_gold RULES REGISTRY.db PolNeAR.jsonl\n"), 2;
  const Schema schema = editorial_schema();
  auto book = Rulebook::load(std::filesystem::path(argv[1]), schema);
  if (!book) return fmt::print(stderr, "{}\n", book.error().to_string()), 1;
  auto registry = Registry::open(argv[2], {});
  if (!registry) return fmt::print(stderr, "{}\n", registry.error().to_string()), 1;
  const SourceResolver resolver(*book, *registry);
  std::size_t tokens = 0;
  std::chrono::duration<double> time{};
  std::unique_ptr<const GeneratorPipeline> own;
  if (argc > 4) own = std::make_unique<const GeneratorPipeline>(argv[4]);
  for (const auto& item : polnear::load(argv[3], 100000, own.get())) {
    std::vector<Attribution> attributions = attributions_of(*item);
    const auto start = std::chrono::steady_clock::now();
    const auto sources = resolver.resolve(item->text, item->quotations, attributions);
    time += std::chrono::steady_clock::now() - start;
    tokens += item->text.tokens.size();
    std::cout << json::serialize(line_of(*item, attributions, sources)) << '\n';
  }
  fmt::print(stderr, "{} tokens, {:.3f} us each\n", tokens, time.count() * 1e6 / static_cast<double>(tokens));
}

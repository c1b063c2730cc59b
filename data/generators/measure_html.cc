// Prints what OnRecord reads in web pages, for an outside scorer.
//
//   measure_html DIR RULES MODEL.tsv < names > predicted.jsonl
//
// Standard input names files of DIR, one a line. A line out: {"id": name, "text", "title", "date", "author"}. The text
// is that of the blocks that are analysed, with headings and the headline. Time and speed go to standard error.
#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "article/html.h"
#include "editorial/reading.h"

namespace onrecord {
namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string text_of(const Article& article) {
  std::string out;
  for (const Block& block : article.blocks) {
    const bool said = is_body(block.kind) || block.kind == BlockKind::kHeading || block.kind == BlockKind::kTitle;
    if (said) out += std::string(article.view(block.span)) + "\n";
  }
  return out;
}

int run(const std::filesystem::path& dir, const char* rules, const char* model) {
  const Schema schema;
  const Result<Rulebook> book = Rulebook::load(rules, schema);
  const Result<HtmlModel> weights = HtmlModel::load(model);
  if (!book || !weights) {
    std::cerr << (book ? weights.error() : book.error()).to_string() << "\n";
    return 2;
  }
  HtmlOptions options;
  options.lexicon = std::make_shared<HtmlLexicon>(html_lexicon(*book));
  options.model = std::make_shared<HtmlModel>(*weights);
  double seconds = 0, bytes = 0;
  for (std::string name; std::getline(std::cin, name);) {
    const std::string page = slurp(dir / name);
    const auto begin = Clock::now();
    const Result<Article> article = read_html(page, options);
    seconds += std::chrono::duration<double>(Clock::now() - begin).count();
    bytes += static_cast<double>(page.size());
    if (!article) continue;
    std::cout << json::serialize(json::object{{"id", name},
                                              {"text", text_of(*article)},
                                              {"title", article->title},
                                              {"date", article->published},
                                              {"author", article->byline}})
              << "\n";
  }
  std::fprintf(stderr, "%.1f MB in %.2f s: %.1f MB/s\n", bytes / 1e6, seconds, bytes / 1e6 / seconds);
  return 0;
}

}  // namespace
}  // namespace onrecord

int main(int argc, char** argv) {
  if (argc == 4) return onrecord::run(argv[1], argv[2], argv[3]);
  std::cerr << "usage: measure_html DIR RULES MODEL.tsv < names > predicted.jsonl\n";
  return 2;
}

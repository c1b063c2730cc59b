// How fast patterns are found in annotated text: microseconds a token, rules/attribution over our sample article.
// Needs the language models that the build expands; says so and measures nothing where they are missing.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "article/read.h"
#include "base/share.h"
#include "language/language_model.h"
#include "language/tokenize.h"
#include "quotation/find.h"
#include "rulebook/pattern.h"
#include "rulebook/rulebook.h"

namespace onrecord {
namespace {

const std::filesystem::path kSource = ONRECORD_SOURCE_DIR;

std::string sample() {
  std::ifstream in(kSource / "tests/samples/harbour.txt", std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

void BM_Patterns(benchmark::State& state) {
  const Schema schema = core_schema();
  const auto book = Rulebook::load(kSource / "rules", schema, RuleScope::kPatterns);
  const auto model = LanguageModel::load(models_directory(kSource / "data"));
  if (!book || !model) return state.SkipWithError((book ? model.error() : book.error()).to_string().c_str());
  const Article article = read_text(sample(), {});
  Annotated text;
  Tokenizer({}).tokenize(article, text);
  model->annotate(text);
  const Quotations quotations = find_quotations(article, text, {});
  const PatternMatcher matcher(book->patterns(), "attribution");
  Matches found;
  for (auto _ : state) {
    matcher.match({text, quotations}, found);
    benchmark::DoNotOptimize(found.all.data());
  }
  state.counters["us_per_token"] =
      benchmark::Counter(static_cast<double>(text.tokens.size()) * static_cast<double>(state.iterations()) * 1e-6,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["matches"] = static_cast<double>(found.all.size());
}
BENCHMARK(BM_Patterns)->Unit(benchmark::kMicrosecond);

void BM_LoadRules(benchmark::State& state) {
  const Schema schema = core_schema();
  for (auto _ : state) benchmark::DoNotOptimize(Rulebook::load(kSource / "rules", schema, RuleScope::kPatterns));
}
BENCHMARK(BM_LoadRules)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace onrecord

// The whole analysis in memory: loading the models, loading everything, reading one article and many.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "article/read.h"
#include "attribution/model.h"
#include "attribution/reader.h"
#include "base/share.h"
#include "editorial/analyzer.h"
#include "language/language_model.h"
#include "language/word_fields.h"

namespace onrecord {
namespace {

using Setting = ExtractorOptions::Setting;
const std::filesystem::path kSource = ONRECORD_SOURCE_DIR;
const std::filesystem::path kModels = models_directory(kSource / "data");

AnalyzerOptions options(Setting setting) {
  AnalyzerOptions out;
  out.data = kSource / "data";
  out.rules = {kSource / "rules"};
  out.setting = setting;
  return out;
}

/// Mapping and checking the models of the full setting; no rule is read.
void BM_LoadModels(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(LanguageModel::load(kModels));
    benchmark::DoNotOptimize(AttributionModel::load(kModels / "attribution.bin"));
    benchmark::DoNotOptimize(WordFields::load(kModels / "word_fields.bin"));
    benchmark::DoNotOptimize(Reader::load(kModels / "reader.bin"));
  }
}

/// Models, rules and registry: what a program does before its first article.
void BM_LoadEverything(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Analyzer::load(options(Setting::kFull)));
}

void BM_Article(benchmark::State& state) {
  const auto analyzer = Analyzer::load(options(state.range(0) != 0 ? Setting::kFull : Setting::kFast));
  if (!analyzer) return state.SkipWithError(analyzer.error().message.c_str());
  std::ifstream in(kSource / "tests/samples/harbour.txt");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  for (auto _ : state) benchmark::DoNotOptimize(analyzer->analyze(read_text(text, analyzer->reading("harbour.txt", "1"))));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

/// Lines of articles, one JSON object each: $ONRECORD_CORPUS, or what lies beside the repository.
std::vector<std::string> corpus() {
  const char* given = std::getenv("ONRECORD_CORPUS");
  std::ifstream in(given ? std::filesystem::path(given) : kSource.parent_path() / "shared/corpora/polnear/train.jsonl");
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(std::move(line));
  return lines;
}

/// Real articles, one after another, from their JSON lines to everything that is found; nothing is written. Bytes are
/// those of the articles' text.
void BM_Corpus(benchmark::State& state) {
  const auto analyzer = Analyzer::load(options(Setting::kFast));
  if (!analyzer) return state.SkipWithError(analyzer.error().message.c_str());
  const std::vector<std::string> lines = corpus();
  if (lines.empty()) return state.SkipWithError("no corpus: set ONRECORD_CORPUS to a file of articles, JSON Lines");
  std::size_t bytes = 0;
  for (auto _ : state)
    for (const std::string& line : lines) {
      auto article = read_json(line, analyzer->reading("corpus.jsonl", "1"));
      if (!article) return state.SkipWithError(article.error().message.c_str());
      bytes += article->text.size();
      benchmark::DoNotOptimize(analyzer->analyze(std::move(*article)));
    }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

BENCHMARK(BM_LoadModels)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_LoadEverything)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Article)->ArgName("full")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Corpus)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace onrecord

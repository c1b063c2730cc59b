// The whole analysis in memory: loading the models, loading everything, and reading one article.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

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

BENCHMARK(BM_LoadModels)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_LoadEverything)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Article)->ArgName("full")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace onrecord

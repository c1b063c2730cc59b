// How fast an archive takes articles that are analysed already, and how that changes as it grows. Our sample article, or
// those of ONRECORD_ARTICLES=FILE (JSON Lines and the like), are analysed once and stored again and again under new names.
// ONRECORD_STORE=FILE keeps the last archive there; ONRECORD_STORE_SIZE=1000000 makes one of that size instead of three.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "archive/store.h"
#include "article/input.h"
#include "editorial/analyzer.h"
#include "editorial/reading.h"

namespace onrecord {
namespace {

const std::filesystem::path kSource = ONRECORD_SOURCE_DIR;

Result<std::vector<ArticleRows>> analyzed() {
  auto analyzer = Analyzer::load({.rules = {kSource / "rules"}, .setting = ExtractorOptions::Setting::kFast});
  if (!analyzer) return unexpected(analyzer.error());
  auto options = input_options(analyzer->rulebook(), kSource / "data");
  if (!options) return unexpected(options.error());
  const char* given = std::getenv("ONRECORD_ARTICLES");
  ArticleStream articles({given != nullptr ? given : (kSource / "tests/samples/harbour.txt").string()}, *std::move(options));
  const NameLexicon lexicon = NameLexicon::from(analyzer->rulebook());
  std::vector<ArticleRows> out;
  for (;;) {
    auto article = articles.next();
    if (!article) return unexpected(article.error());
    if (!*article) return out;
    out.push_back(make_rows(analyzer->analyze(std::move(**article)), lexicon));
  }
}

Result<void> store_all(std::vector<ArticleRows>& rows, std::int64_t count, const std::filesystem::path& file) {
  constexpr std::int64_t kBatch = 500;
  auto store = Store::open(file);
  if (!store) return unexpected(store.error());
  if (auto begun = store->begin_run("audit", {}, {}); !begun) return begun;
  for (std::int64_t i = 0; i < count; ++i) {
    ArticleRows& article = rows[static_cast<std::size_t>(i) % rows.size()];
    article.name = fmt::format("article {}", i);
    if (auto verdict = store->judge(article.name, article.published, article.hash); !verdict) return unexpected(verdict.error());
    if (auto done = store->put(article); !done) return done;
    if (i % kBatch == kBatch - 1)
      if (auto done = store->commit(); !done) return done;
  }
  return store->finish_run({});
}

void BM_Store(benchmark::State& state) {
  static auto rows = analyzed();
  if (!rows) return state.SkipWithError(rows.error().to_string().c_str());
  const char* keep = std::getenv("ONRECORD_STORE");
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("onrecord-bench-{}", getpid());
  const auto file = keep != nullptr ? std::filesystem::path(keep) : folder / "archive.db";
  double bytes = 0;
  for (auto _ : state) {
    std::filesystem::remove(file);
    std::filesystem::create_directories(folder);
    if (auto done = store_all(*rows, state.range(0), file); !done) return state.SkipWithError(done.error().to_string().c_str());
    bytes = static_cast<double>(std::filesystem::file_size(file));
  }
  std::filesystem::remove_all(folder);
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.counters["bytes_per_article"] = bytes / static_cast<double>(state.range(0));
}
void sizes(benchmark::internal::Benchmark* bench) {
  if (const char* size = std::getenv("ONRECORD_STORE_SIZE")) {
    bench->Arg(std::atol(size));
  } else {
    bench->Arg(1'000)->Arg(10'000)->Arg(100'000);
  }
}
BENCHMARK(BM_Store)->Apply(sizes)->Iterations(1)->Unit(benchmark::kSecond)->MeasureProcessCPUTime();

}  // namespace
}  // namespace onrecord

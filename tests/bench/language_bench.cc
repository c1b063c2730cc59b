// Tokens per second of each stage of the language layer, over invented news text.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <string>

#include "language/language_model.h"
#include "language/tokenize.h"
#include "base/share.h"

namespace onrecord {
namespace {

const std::filesystem::path kModels = models_directory(std::filesystem::path(ONRECORD_SOURCE_DIR) / "data");

Article invented_article() {
  Article article;
  for (int i = 0; i < 200; ++i) {
    article.text +=
        "Gov. Ines Calder said on Tuesday that the Port Selwyn council had rejected a $40 million plan to widen the "
        "harbour, according to two officials who were told of the decision. \"We never agreed to this,\" she added, "
        "calling the vote \"a mistake that our fishermen will pay for.\" The council's spokesman, Tomas Hahn, did not "
        "answer questions; a report published by the Northern Review last week found that costs had doubled since 2014.";
    const auto end = BytePos{article.text.size()};
    const auto begin = article.blocks.empty() ? BytePos{0} : article.blocks.back().span.end + 1;
    article.blocks.push_back({BlockKind::kParagraph, {begin, end}});
    article.text += '\n';
  }
  return article;
}

void annotate(benchmark::State& state, LanguageNeeds needs) {
  const auto model = LanguageModel::load(kModels);
  if (!model) return state.SkipWithError(model.error().message.c_str());
  const Article article = invented_article();
  Annotated text;
  Tokenizer({}).tokenize(article, text);
  for (auto _ : state) model->annotate(text, needs);
  const auto tokens = state.iterations() * static_cast<std::int64_t>(text.tokens.size());
  state.SetItemsProcessed(tokens);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(article.text.size()));
}

void Tokens(benchmark::State& state) {
  const Article article = invented_article();
  const Tokenizer tokenizer({});
  Annotated text;
  for (auto _ : state) tokenizer.tokenize(article, text);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(text.tokens.size()));
}
void Load(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(LanguageModel::load(kModels));
}
void Tags(benchmark::State& state) { annotate(state, {true, false, false, false}); }
void TagsAndLemmas(benchmark::State& state) { annotate(state, {true, true, false, false}); }
void TagsAndNames(benchmark::State& state) { annotate(state, {true, false, true, false}); }
void TagsAndTree(benchmark::State& state) { annotate(state, {true, false, false, true}); }
void Everything(benchmark::State& state) { annotate(state, {true, true, true, true}); }

BENCHMARK(Load);
BENCHMARK(Tokens);
BENCHMARK(Tags);
BENCHMARK(TagsAndLemmas);
BENCHMARK(TagsAndNames);
BENCHMARK(TagsAndTree);
BENCHMARK(Everything);

}  // namespace
}  // namespace onrecord

// PolNeAR articles with their gold attributions, for training. Two ways to get syntax: the corpus's own CoreNLP
// analysis with its relations renamed to UD v2, or our own pipeline (see train_attribution.cc --own).
#pragma once

#include <string>
#include <vector>

#include "article/article.h"
#include "base/token_runs.h"
#include "language/annotated.h"
#include "quotation/quotation.h"

namespace onrecord {
class GeneratorPipeline;
}

namespace onrecord::polnear {

struct Gold {
  TokenRuns source, cue, content;
};

struct Item {
  Article article;
  Annotated text;
  Quotations quotations;
  std::vector<Gold> gold;
  std::vector<std::vector<ByteSpan>> raw_source, raw_cue, raw_content;  ///< one entry per gold attribution
};

/// Reads at most `limit` articles and annotates them by `own`; without it the corpus' own analysis is taken, and articles
/// that have none are skipped.
std::vector<std::unique_ptr<Item>> load(const std::string& path, std::size_t limit, const GeneratorPipeline* own);
/// Tokens that a gold span touches.
TokenRuns cover(const Annotated& text, const std::vector<ByteSpan>& spans);
void fill_gold(Item& item);

}  // namespace onrecord::polnear

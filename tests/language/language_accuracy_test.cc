// The language models against gold: floors below which a change of models or code must not fall.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "../../data/generators/language/corpus.h"
#include "language/language_model.h"
#include "base/share.h"

namespace onrecord {
namespace {

std::filesystem::path shared() {
  const char* given = std::getenv("ONRECORD_SHARED");
  return given ? given : std::filesystem::path(ONRECORD_SOURCE_DIR) / "../shared";
}

struct Figures {
  double tags = 0, heads = 0, trees = 0, universal = 0, lemmas = 0;
};

std::string_view universal(Relation r) { return name_of(r).substr(0, name_of(r).find(':')); }

Figures measure(corpus::Documents& documents, const LanguageModel& model) {
  Figures out;
  double all = 0, common = 0;
  for (const auto& doc : documents) {
    model.annotate(doc->text);
    for (std::size_t i = 0; i < doc->gold.size(); ++i) {
      const Token& token = doc->text.tokens[i];
      const corpus::Gold& gold = doc->gold[i];
      const TokenIndex first = doc->text.sentences[static_cast<std::size_t>(token.sentence.value)].tokens.begin;
      const bool head = (token.head == kNoToken ? 0 : static_cast<int>(token.head - first) + 1) == gold.head;
      all += 1;
      out.tags += token.tag == gold.tag;
      out.heads += head;
      out.trees += head && token.relation == gold.relation;
      out.universal += head && universal(token.relation) == universal(gold.relation);
      if (is_proper(gold.tag)) continue;
      common += 1;
      out.lemmas += token.lemma == gold.lemma;
    }
  }
  for (double* figure : {&out.tags, &out.heads, &out.trees, &out.universal}) *figure /= all;
  out.lemmas /= common;
  return out;
}

class LanguageAccuracy : public ::testing::TestWithParam<std::pair<const char*, Figures>> {};

TEST_P(LanguageAccuracy, ReachesItsFloor) {
  const auto& [name, floor] = GetParam();
  const std::filesystem::path file = shared() / "corpora/ud" / name;
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no treebank at " << file;
  const auto model = LanguageModel::load(models_directory(std::filesystem::path(ONRECORD_SOURCE_DIR) / "data"));
  ASSERT_TRUE(model) << model.error().to_string();
  corpus::Documents documents = corpus::read_conllu(file);
  const Figures found = measure(documents, *model);
  std::printf("%s: XPOS %.4f UAS %.4f LAS %.4f LAS (universal) %.4f lemmas %.4f\n", name, found.tags, found.heads,
              found.trees, found.universal, found.lemmas);
  EXPECT_GE(found.tags, floor.tags);
  EXPECT_GE(found.heads, floor.heads);
  EXPECT_GE(found.trees, floor.trees);
  EXPECT_GE(found.lemmas, floor.lemmas);
}

INSTANTIATE_TEST_SUITE_P(Treebanks, LanguageAccuracy,
                         ::testing::Values(std::pair{"en_ewt-dev.conllu", Figures{0.94, 0.84, 0.82, 0.82, 0.98}},
                                           std::pair{"en_gum-dev.conllu", Figures{0.94, 0.83, 0.80, 0.80, 0.98}}),
                         [](const auto& part) { return part.index == 0 ? "EWT" : "GUM"; });

}  // namespace
}  // namespace onrecord

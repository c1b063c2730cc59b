// Tags, lemmas, names and a dependency tree for tokenized text, from models learnt by data/generators/train_language.
//
//   auto model = LanguageModel::load("data/models");
//   if (!model) return unexpected(model.error());
//   tokenizer.tokenize(article, text);
//   model->annotate(text, {.tags = true, .lemmas = true, .names = true, .tree = true});
//
// Models are memory-mapped and read only: loading costs milliseconds and threads share one LanguageModel.
// annotate() is total: any tokens, however odd, get tags, a name or none, and a tree that keeps Annotated's invariants.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"
#include "language/annotated.h"

namespace onrecord {

/// What to compute. A tree needs tags; lemmas need tags; names need tags: what is needed is computed as well.
struct LanguageNeeds {
  bool tags = true, lemmas = true, names = true, tree = true;
};

class LanguageModel {
 public:
  /// `directory` holds the model files. Fails where one is missing, damaged or of another version.
  static Result<LanguageModel> load(const std::filesystem::path& directory);

  LanguageModel(LanguageModel&&) noexcept;
  LanguageModel& operator=(LanguageModel&&) noexcept;
  ~LanguageModel();

  /// Sets tag, lemma, lemma_hash, name, head and relation of every token, Annotated::names and the children index.
  void annotate(Annotated& text, LanguageNeeds needs = {}) const;

 private:
  struct Parts;
  explicit LanguageModel(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace onrecord

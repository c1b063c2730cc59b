// Our own pipeline up to quotations, for generators: what is learnt must see what the program will see.
#pragma once

#include <stdexcept>

#include "article/read.h"
#include "base/share.h"
#include "editorial/editorial_schema.h"
#include "editorial/reading.h"
#include "language/language_model.h"
#include "language/tokenize.h"
#include "quotation/find.h"
#include "rulebook/rulebook.h"

namespace onrecord {

/// Rules and models under `root`; throws where they cannot be read: a generator has nothing else to do then.
class GeneratorPipeline {
 public:
  explicit GeneratorPipeline(const std::string& root)
      : book_(must(Rulebook::load(std::filesystem::path(root) / "rules", schema()))),
        language_(must(LanguageModel::load(models_directory(std::filesystem::path(root) / "data")))),
        tokenizer_({texts("words/abbreviation-title"), texts("words/abbreviation"), texts("words/sentence-start")}) {
    reading_.lexicon = page_lexicon(book_);
    quotation_.title_nouns = texts("words/title-noun");
    quotation_.term_cues = texts("words/term-cue");
  }
  Article read(std::string_view line) const { return must(read_json(line, reading_)); }
  /// REQUIRES: `article` outlives `text`.
  void annotate(const Article& article, Annotated& text, Quotations& quotations) const {
    tokenizer_.tokenize(article, text);
    language_.annotate(text);
    quotations = find_quotations(article, text, quotation_);
  }
  const Rulebook& book() const { return book_; }

 private:
  static const Schema& schema() {
    static const Schema one = editorial_schema();
    return one;
  }
  template <class T>
  static T must(Result<T> r) {
    if (!r) throw std::runtime_error(r.error().to_string());
    return *std::move(r);
  }
  std::vector<std::string> texts(std::string_view id) const {
    std::vector<std::string> out;
    if (const WordList* list = book_.words(id))
      for (const WordRow& row : list->rows()) out.emplace_back(row.text);
    return out;
  }

  Rulebook book_;
  LanguageModel language_;
  Tokenizer tokenizer_;
  ReadOptions reading_;
  QuotationOptions quotation_;
};

}  // namespace onrecord

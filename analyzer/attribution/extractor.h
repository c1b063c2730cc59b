// Annotated text to attributions: the rulebook's patterns propose, what was learnt from labelled news disposes. What only
// the learnt part marks stands under the rule attribution/labelled.
//
//   auto extractor = Extractor::load(book, "data/models", {.setting = ExtractorOptions::Setting::kFull});
//   auto ahead = extractor->read_ahead(text);   // may go on while the text is annotated
//   std::vector<Attribution> found = extractor->extract(text, quotations, std::move(ahead));   // in text order
//
// An Extractor borrows its rulebook, is immutable and shared by threads.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "attribution/attribution.h"
#include "attribution/reader.h"
#include "base/result.h"
#include "language/annotated.h"
#include "quotation/quotation.h"
#include "rulebook/rulebook.h"

namespace onrecord {

struct ExtractorOptions {
  enum class Setting {
    kFull,  ///< score and reader: the best accuracy
    kFast,  ///< score, labeller and linker: twenty times as fast
  };
  Setting setting = Setting::kFull;
};

class Extractor {
 public:
  static Result<Extractor> load(const Rulebook& book, const std::filesystem::path& models, ExtractorOptions options);
  Extractor(Extractor&&) noexcept;
  Extractor& operator=(Extractor&&) noexcept;
  ~Extractor();

  /// Begins what needs no more than the tokens, on threads that are free. Nothing in the fast setting.
  std::optional<ReadingAhead> read_ahead(const Annotated& text) const;

  /// Attributions with type, form, stance, roles, rule, confidence, evidence and parent set; source_id, medium and via
  /// are left for SourceResolver.
  std::vector<Attribution> extract(const Annotated& text, const Quotations& quotations,
                                   std::optional<ReadingAhead> ahead) const;

 private:
  struct Parts;
  explicit Extractor(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace onrecord

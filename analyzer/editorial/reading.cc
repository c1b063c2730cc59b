#include "editorial/reading.h"

namespace onrecord {
namespace {

/// Calls take(text, weight) for the rows of a list, if the rulebook has it.
template <class F>
void each_row(const Rulebook& book, std::string_view id, F take) {
  const WordList* list = book.words(id);
  if (list == nullptr) return;
  for (const WordRow& row : list->rows()) take(row.text, row.weight);
}

std::vector<std::string> texts(const Rulebook& book, std::string_view id) {
  std::vector<std::string> out;
  each_row(book, id, [&](std::string_view text, double) { out.emplace_back(text); });
  return out;
}

}  // namespace

PageLexicon page_lexicon(const Rulebook& book) {
  PageLexicon out;
  out.remains = texts(book, "words/page-remains");
  out.remains_from = texts(book, "words/page-end");
  out.byline = texts(book, "words/page-byline");
  out.weekdays = texts(book, "words/page-weekdays");
  each_row(book, "words/page-months",
           [&](std::string_view text, double n) { out.months.emplace_back(text, static_cast<int>(n)); });
  return out;
}

HtmlLexicon html_lexicon(const Rulebook& book) {
  HtmlLexicon out;
  const auto weight = [](double w) { return static_cast<float>(w); };
  each_row(book, "words/html-junk", [&](std::string_view s, double w) { out.add_hint(s, -weight(w)); });
  each_row(book, "words/html-body", [&](std::string_view s, double w) { out.add_hint(s, weight(w)); });
  each_row(book, "words/html-remains", [&](std::string_view s, double w) { out.add_phrase(s, weight(w)); });
  each_row(book, "words/html-byline", [&](std::string_view s, double) { out.add_byline_prefix(s); });
  each_row(book, "words/html-month", [&](std::string_view s, double w) { out.add_month(s, static_cast<int>(w)); });
  return out;
}

Result<InputOptions> input_options(const Rulebook& book, const std::filesystem::path& data) {
  Result<HtmlModel> model = HtmlModel::load(data / "models" / "html_blocks.tsv");
  if (!model) return unexpected(model.error());
  InputOptions out;
  out.lexicon = page_lexicon(book);
  out.html_lexicon = std::make_shared<const HtmlLexicon>(html_lexicon(book));
  out.html_model = std::make_shared<const HtmlModel>(*std::move(model));
  return out;
}

}  // namespace onrecord

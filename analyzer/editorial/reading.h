// What readers need from the rules and the data: words of page furniture, months, class names, the model of web pages.
//
//   Result<InputOptions> options = input_options(analyzer.rulebook(), "data");
//   ArticleStream stream(inputs, *options);
#pragma once

#include <filesystem>

#include "article/input.h"
#include "base/result.h"
#include "rulebook/rulebook.h"

namespace onrecord {

/// From the word lists words/page-* of the rulebook. A list that is missing counts as empty.
PageLexicon page_lexicon(const Rulebook& book);
/// From the word lists words/html-*.
HtmlLexicon html_lexicon(const Rulebook& book);
/// Both, and the model `data`/models/html_blocks.tsv. Fails where the model cannot be read.
Result<InputOptions> input_options(const Rulebook& book, const std::filesystem::path& data);

}  // namespace onrecord

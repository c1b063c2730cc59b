// What a page says about its article: JSON-LD first, then OpenGraph and meta elements, then what a reader sees.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "article/html_blocks.h"
#include "article/html_dom.h"
#include "article/html_lexicon.h"

namespace onrecord {

struct HtmlMetadata {
  std::string title;
  std::string byline;
  std::string published;     ///< YYYY-MM-DD
  std::string publisher;
  std::string section;
  std::string url;
  std::string language;      ///< BCP 47
  std::string description;
  std::string article_body;  ///< JSON-LD articleBody
};

/// REQUIRES: `page` was cut from `dom`. `json_ld`: contents of the page's JSON-LD scripts; broken ones are skipped.
HtmlMetadata find_metadata(const HtmlDom& dom, const HtmlPage& page, const std::vector<std::string>& json_ld,
                           const HtmlLexicon* lexicon);

/// The calendar date in `text`, as YYYY-MM-DD; empty if there is none. Reads ISO 8601, 20260124, 24.1.2026,
/// 1/24/2026, and dates with month names the lexicon knows. `day_first` settles 3/4/2026.
std::string find_date(std::string_view text, const HtmlLexicon* lexicon, bool day_first);

}  // namespace onrecord

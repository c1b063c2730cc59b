// Markup made small and harmless before it is parsed.
//
// Pages are mostly scripts, styles, drawings, comments and attributes that nobody reads here. Dropping them first
// makes parsing several times faster and bounds what hostile markup can cost: the number of attributes of a tag,
// the depth of nesting (counted by tags left open) and of formatting elements are capped. Text is never dropped
// for being deep: only its tags are. Positions stay known through `map`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "article/article.h"

namespace onrecord {

struct PreparedMarkup {
  std::string markup;               ///< what is to be parsed
  std::vector<OriginRun> map;       ///< positions of `markup` to positions of the page's text
  std::vector<std::string> json_ld; ///< contents of <script type="application/ld+json">
};

struct PrepareLimits {
  std::size_t max_markup = 48u << 20;  ///< bytes of markup kept; the rest of the page is not read
  int max_depth = 256;                 ///< elements open at once
  int max_formatting = 12;             ///< formatting elements (b, i, font...) open at once
};

PreparedMarkup prepare_markup(std::string_view page, const PrepareLimits& limits);

}  // namespace onrecord

// The article as HTML: its blocks with a strip that shows sentence by sentence how well it is sourced, and marks for
// sources, cues, contents, quotations and findings.
//
//   <p class="b"><svg class="strip">...</svg><span class="s s-none" data-c="2">Many <a class="cue" data-a="1"
//   href="#a1">feel</a> unsafe.</span><a class="fm" id="m1" href="#f1">1</a></p>
//
// Every mark is also a link to its card further down the page, so that the page works without scripts.
#pragma once

#include <string>
#include <string_view>

#include "editorial/analysis.h"

namespace onrecord {

/// `text` for HTML content and quoted attributes: what HTML gives a meaning is escaped, controls become U+FFFD.
void append_html(std::string& out, std::string_view text);
std::string html_escaped(std::string_view text);

/// The blocks of the article with all marks. Linear in text and marks but for sorting.
std::string article_html(const Analysis& analysis);

}  // namespace onrecord

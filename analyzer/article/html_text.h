// Lays the chosen blocks of a page out as an article's text, with the way back to the page.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "article/article.h"
#include "article/html_blocks.h"
#include "article/html_dom.h"

namespace onrecord {

/// A block to be laid out, and as what.
struct ChosenBlock {
  int block = 0;  ///< index into HtmlPage::blocks
  BlockKind kind = BlockKind::kParagraph;
};

/// Maps from parsed markup to the page's UTF-8 text to the bytes that were read.
struct MarkupMaps {
  std::string_view markup;
  const std::vector<OriginRun>* to_page;
  const std::vector<OriginRun>* to_bytes;
};

/// Fills text, blocks, links and origin of `article`: one blank line between blocks, white space squeezed, <q> in
/// quotation marks. Replaced bytes inside the text are listed in `repairs`.
void lay_out(const HtmlDom& dom, const HtmlPage& page, const std::vector<ChosenBlock>& chosen, const MarkupMaps& maps,
             Article& article);

/// Runs from decoded text to the markup it came from ("a &amp; b" to "a & b"): positions relative to both begins.
/// Where the two cannot be matched the rest maps as a whole.
std::vector<OriginRun> align_entities(std::string_view decoded, std::string_view raw);

}  // namespace onrecord

// Web pages to articles: the main text without what stands around it, and what the page says about itself.
//
//   HtmlOptions options;
//   options.lexicon = lexicon;   // from rules/words/html-*.rule
//   options.model = model;       // from data/models/html_blocks.tsv
//   Result<Article> article = read_html(bytes, options);
//
// Article::text is the headline (where the page shows it), then the article's blocks in the page's order, one blank
// line between two blocks. Each position of it leads back to the bytes of the page through Article::origin, through
// entities, squeezed white space and the page's encoding: byte for byte where text and page agree, else as a whole
// run of the same character or reference. Quotation marks set for <q> and blank lines map to where they stand.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "article/article.h"
#include "article/html_lexicon.h"
#include "article/html_score.h"
#include "base/result.h"

namespace onrecord {

struct HtmlOptions {
  std::string path;     ///< for Article::path and errors
  std::string id;       ///< Article::id; the path if empty
  std::string url;      ///< where the page is from, if known; the page's own canonical address wins
  std::string charset;  ///< encoding the transport declared, if any
  std::shared_ptr<const HtmlLexicon> lexicon;  ///< may be null: structure alone decides
  std::shared_ptr<const HtmlModel> model;      ///< may be null: length and links alone decide
  bool whole = false;     ///< all of the page is the article: items of feeds, not pages
  std::size_t max_memory = std::size_t{4} << 30;  ///< for the tree of one page
};

/// Fails only for pages whose tree would need more than max_memory. A page without text is an article without text.
Result<Article> read_html(std::string_view bytes, const HtmlOptions& options);

/// True if bytes look like a web page rather than plain text: a doctype or a tag near the start.
bool looks_like_html(std::string_view bytes);

/// One page read up to its blocks: for the trainer, which needs what read_html decides on.
struct HtmlReading {
  HtmlDom dom;
  HtmlPage page;
  HtmlEvidence evidence;
};
Result<HtmlReading> read_html_blocks(std::string_view markup, const std::vector<std::string>& json_ld,
                                     const HtmlOptions& options);

}  // namespace onrecord

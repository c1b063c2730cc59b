// A page cut into the blocks a reader sees: stretches of text with no block-level element or empty line inside.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "article/html_dom.h"
#include "article/html_lexicon.h"

namespace onrecord {

/// What holds for a node because of itself or something above it.
enum HtmlPlace : std::uint32_t {
  kInLink = 1u << 0,
  kInArticle = 1u << 1,
  kInMain = 1u << 2,
  kInNav = 1u << 3,
  kInHeader = 1u << 4,
  kInFooter = 1u << 5,
  kInAside = 1u << 6,
  kInForm = 1u << 7,
  kInTable = 1u << 8,
  kInList = 1u << 9,
  kInFigure = 1u << 10,
  kInCaption = 1u << 11,
  kInQuote = 1u << 12,
  kInHidden = 1u << 13,
  kInHeading = 1u << 14,
  kInArticleBody = 1u << 15,  ///< itemprop="articleBody"
  kInButton = 1u << 16,
  kInHead = 1u << 17,         ///< <head> and pronunciation (<rt>, <rp>): never text
  kInPre = 1u << 18,
  kInSection = 1u << 19,
  kInInlineQuote = 1u << 20,  ///< <q>
  kInParagraph = 1u << 21,
};

/// What is known of a node of the page. Parallel to HtmlDom::nodes().
struct HtmlNodeFacts {
  std::uint32_t places = 0;
  int block_element = 0;    ///< the nearest block-level element, itself included
  HintWeights own;          ///< hints of its own class, id and role
  HintWeights inherited;    ///< strongest hints of it and all above it
  int hint_distance = 0;    ///< steps up to the element that gave inherited.junk
};

struct HtmlBlock {
  int element = 0;          ///< block-level element that holds the text
  int first = 0, last = 0;  ///< nodes [first, last) hold the text, other nodes in between are inline
  std::string text;         ///< white space squeezed, '\n' for line breaks
  std::vector<std::string_view> words;  ///< of `lowered`
  std::string lowered;      ///< ASCII lower case
  int link_words = 0;
  int repeats = 0;          ///< how many blocks before it have the same text
};

struct HtmlPage {
  std::vector<HtmlNodeFacts> facts;
  std::vector<HtmlBlock> blocks;  ///< in document order
};

HtmlPage cut_blocks(const HtmlDom& dom, const HtmlLexicon* lexicon);

bool is_block_element(const HtmlDom& dom, int node);

}  // namespace onrecord

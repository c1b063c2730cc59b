// What a page's blocks and elements look like, in numbers: the features that html_score.h weighs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "article/html_blocks.h"
#include "article/html_dom.h"
#include "article/html_lexicon.h"

namespace onrecord {

/// What metadata say about the text.
struct HtmlEvidence {
  std::string article_body;  ///< JSON-LD articleBody, empty if none
  std::string title;
  std::string description;
};

/// A feature that is not zero.
struct FeatureValue {
  int feature;
  float value;
};

/// An element with text below it. `changes` holds features named enter* (the article begins at it) and leave* (the
/// article stops at it).
struct ElementFeatures {
  int parent = -1;  ///< index into PageFeatures::elements
  std::vector<FeatureValue> changes;
};

struct PageFeatures {
  std::vector<ElementFeatures> elements;          ///< parents before children
  std::vector<int> block_element;                 ///< for each block: index of the element that holds it
  std::vector<std::vector<FeatureValue>> blocks;  ///< for each block of the page
};

PageFeatures page_features(const HtmlDom& dom, const HtmlPage& page, const HtmlLexicon* lexicon,
                           const HtmlEvidence& evidence);

/// Names of all features, then of two settings: length_power, threshold.
const std::vector<std::string>& html_feature_names();
/// Index of a name; -1 if there is none.
int html_feature(std::string_view name);

}  // namespace onrecord

// Which blocks of a page are the article.
//
// Two steps. Each block gets a log-odds of being text from a linear model over what it looks like (length, links,
// punctuation, element, hints of class names, neighbours, place). Then the best labelling of the whole tree is found
// exactly: every element is inside or outside the article, its blocks count with their log-odds when inside, and
// each change between an element and its child costs: entering dear (articles are in one place), leaving cheap
// (a share bar in the middle). That is the most probable state of a tree-shaped Markov field; one pass up, one down,
// linear time. Long known for sequences as maximum subsequence segmentation (Pasternack and Roth, WWW 2009); the
// block features follow Kohlschuetter et al. (WSDM 2010).
//
//   std::vector<bool> in = select_blocks(dom, page, model, evidence);
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "article/html_blocks.h"
#include "base/result.h"

namespace onrecord {

/// One number for each feature or parameter in html_feature_names().
struct HtmlModel {
  std::vector<float> weights;

  /// Reads lines `name TAB weight`; `#` starts a comment. Fails on a name it does not know or a missing one.
  static Result<HtmlModel> parse(std::string_view tsv, const std::string& path);
  static Result<HtmlModel> load(const std::filesystem::path& path);
};

/// Names of the block features, then of the parameters of the labelling.
const std::vector<std::string>& html_feature_names();

/// What metadata say about the text.
struct HtmlEvidence {
  std::string article_body;  ///< JSON-LD articleBody, empty if none
  std::string title;
  std::string description;
};

/// Features that are not zero, for each block: what the trainer learns from.
struct FeatureValue {
  int feature;
  float value;
};
std::vector<std::vector<FeatureValue>> block_features(const HtmlDom& dom, const HtmlPage& page,
                                                      const HtmlLexicon* lexicon, const HtmlEvidence& evidence);

/// True for each block of the article. Without a model, long blocks with few links count.
std::vector<bool> select_blocks(const HtmlDom& dom, const HtmlPage& page, const HtmlLexicon* lexicon,
                                const HtmlModel* model, const HtmlEvidence& evidence);

}  // namespace onrecord

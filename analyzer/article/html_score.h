// Which blocks of a page are the article.
//
// Each block has log-odds of being text from a linear model over what it looks like. Elements and blocks together are
// a tree-shaped conditional random field (html_field.h): the article's beginning at an element costs much (it is in
// one place), its stopping at one costs little (a share bar in the middle), and what class names and tags say changes
// both costs. Blocks whose exact marginal probability exceeds the model's threshold are the article.
// Sequence models of this kind: Pasternack and Roth (WWW 2009); block features after Kohlschuetter et al. (WSDM
// 2010); training with partly known labels: Tsuboi et al. (COLING 2008).
//
//   std::vector<bool> in = select_blocks(dom, page, lexicon, model, evidence);
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "article/html_blocks.h"
#include "article/html_features.h"
#include "article/html_field.h"
#include "base/result.h"

namespace onrecord {

/// One number for each name in html_feature_names().
struct HtmlModel {
  std::vector<float> weights;

  /// Reads lines `name TAB weight`; `#` starts a comment. Fails on a name it does not know or a missing one.
  static Result<HtmlModel> parse(std::string_view tsv, const std::string& path);
  static Result<HtmlModel> load(const std::filesystem::path& path);
};

/// True for each block of the article. Without a model, long blocks with few links count.
std::vector<bool> select_blocks(const HtmlDom& dom, const HtmlPage& page, const HtmlLexicon* lexicon,
                                const HtmlModel* model, const HtmlEvidence& evidence);

/// The field of a page under a model: first the elements, then the blocks. Also for the trainer.
TreeField make_field(const HtmlPage& page, const PageFeatures& features, const HtmlModel& model);

/// How much a block's log-odds count: more words, more evidence.
double block_weight(const HtmlBlock& block, double power);

/// Does the feature belong to beginnings (enter*)?
bool is_enter_feature(int feature);

}  // namespace onrecord

#include "article/html_score.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

namespace onrecord {
namespace {

double dot(const std::vector<FeatureValue>& features, const std::vector<float>& weights) {
  double sum = 0;
  for (const FeatureValue& f : features) sum += static_cast<double>(weights[static_cast<std::size_t>(f.feature)]) * static_cast<double>(f.value);
  return sum;
}

// Used when no model is given: words outside links speak for text, links against it.
TreeField plain_field(const HtmlPage& page, const PageFeatures& features) {
  TreeField field;
  for (const ElementFeatures& element : features.elements) {
    field.variables.push_back({element.parent, 0, -5, -1, -1});
  }
  for (std::size_t i = 0; i < page.blocks.size(); ++i) {
    const auto words = static_cast<double>(page.blocks[i].words.size());
    const double gain = (words - 3 * static_cast<double>(page.blocks[i].link_words)) / 10 - 1;
    field.variables.push_back({features.block_element[i], gain, -5, -1, -1});
  }
  return field;
}

}  // namespace

bool is_enter_feature(int feature) {
  return html_feature_names()[static_cast<std::size_t>(feature)].starts_with("enter");
}

TreeField make_field(const HtmlPage& page, const PageFeatures& features, const HtmlModel& model) {
  static const int kEnterBlock = html_feature("enter_block"), kLeaveBlock = html_feature("leave_block");
  static const int kPower = html_feature("length_power");
  const auto weight = [&](int feature) { return static_cast<double>(model.weights[static_cast<std::size_t>(feature)]); };
  TreeField field;
  field.variables.reserve(features.elements.size() + page.blocks.size());
  for (const ElementFeatures& element : features.elements) {
    FieldVariable v;
    v.parent = element.parent;
    for (const FeatureValue& f : element.changes) {
      (is_enter_feature(f.feature) ? v.enter : v.leave) += weight(f.feature) * static_cast<double>(f.value);
    }
    field.variables.push_back(v);
  }
  for (std::size_t i = 0; i < page.blocks.size(); ++i) {
    const double length = block_weight(page.blocks[i], weight(kPower));
    field.variables.push_back({features.block_element[i], dot(features.blocks[i], model.weights) * length,
                               weight(kEnterBlock), weight(kLeaveBlock), -1});
  }
  return field;
}

double block_weight(const HtmlBlock& block, double power) {
  return std::pow(static_cast<double>(block.words.size()) + 1, power);
}

std::vector<bool> select_blocks(const HtmlDom& dom, const HtmlPage& page, const HtmlLexicon* lexicon,
                                const HtmlModel* model, const HtmlEvidence& evidence) {
  static const int kThreshold = html_feature("threshold");
  const PageFeatures features = page_features(dom, page, lexicon, evidence);
  TreeField field = model == nullptr ? plain_field(page, features) : make_field(page, features, *model);
  field.run();
  const double threshold = model == nullptr ? 0.5 : static_cast<double>(model->weights[static_cast<std::size_t>(kThreshold)]);
  std::vector<bool> chosen(page.blocks.size());
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    chosen[i] = field.inside(static_cast<int>(features.elements.size() + i)) > threshold;
  }
  return chosen;
}

Result<HtmlModel> HtmlModel::parse(std::string_view tsv, const std::string& path) {
  const std::vector<std::string>& names = html_feature_names();
  HtmlModel model;
  model.weights.assign(names.size(), 0);
  std::vector<bool> given(names.size(), false);
  std::istringstream lines{std::string(tsv)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t tab = std::min(line.find('\t'), line.size());
    const auto found = std::find(names.begin(), names.end(), std::string_view(line).substr(0, tab));
    if (found == names.end() || tab == line.size()) {
      return unexpected({.message = "not a feature and its weight", .path = path, .line = number, .excerpt = line});
    }
    const auto feature = static_cast<std::size_t>(found - names.begin());
    model.weights[feature] = std::strtof(line.c_str() + tab + 1, nullptr);
    given[feature] = true;
  }
  const auto missing = std::find(given.begin(), given.end(), false);
  if (missing == given.end()) return model;
  return unexpected({.message = "no weight for " + names[static_cast<std::size_t>(missing - given.begin())], .path = path});
}

Result<HtmlModel> HtmlModel::load(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return unexpected({.message = "cannot read the model of web pages", .path = path.string()});
  std::ostringstream content;
  content << file.rdbuf();
  return parse(content.str(), path.string());
}

}  // namespace onrecord

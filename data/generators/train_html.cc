// Learns data/models/html_blocks.tsv: which blocks of a web page are its article.
//
//   train_html INDEX.jsonl PAGES_DIR RULES_DIR OUT.tsv [--silver FILE] [--folds N] [--epochs N] [--l2 X] [--power P]
//
// INDEX: a JSON line for each page: {"id": file, "with": [...], "without": [...], "comments": [...]}, pieces of text
// that are and are not the article's. SILVER: {"id": file, "a": text, "b": text}: what two other extractors found;
// where both agree their word is taken, with less weight. Blocks with no label stay unknown: the model is a
// conditional random field over the page's tree, trained by gradient ascent (Adagrad, Duchi et al. 2011) on the
// likelihood of the known labels with the unknown ones summed out. Folds are by page; the last training uses all.
// Deterministic: pages in the order of the index, no random numbers.
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <unordered_set>
#include <vector>

#include "article/encoding.h"
#include "article/html.h"
#include "article/html_prepare.h"

namespace onrecord {
namespace {

namespace json = boost::json;

struct Settings {
  std::string index, pages, rules, out, silver;
  int folds = 5, epochs = 40;
  double l2 = 0.02, power = 0.3, silver_weight = 0.3, explain = 0;
};

struct Page {
  HtmlPage html;
  std::string id;
  PageFeatures features;
  std::vector<std::int8_t> gold, all;  // labels of blocks; `all` has the silver ones too
  std::vector<bool> shown;             // would be part of the text when inside
  std::vector<std::string> texts;      // of blocks, white space squeezed
  std::vector<std::string> with, without;
  std::string language;
};

std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

std::string squeeze(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const bool no_break = s[i] == '\xC2' && i + 1 < s.size() && s[i + 1] == '\xA0';
    i += no_break;
    const bool space = no_break || s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r';
    if (!space) out += s[i];
    else if (!out.empty() && out.back() != ' ') out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// Calls take(item, weight) for the items of a word list.
template <class F>
void read_items(const std::filesystem::path& path, F take) {
  std::istringstream lines(slurp(path));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t at = line.find("items ");
    if (at == std::string::npos || line[0] == '#') continue;
    const std::size_t equals = line.rfind("= ");
    const float weight = equals == std::string::npos ? 1 : std::strtof(line.c_str() + equals + 2, nullptr);
    for (std::size_t open = line.find('"', at); open != std::string::npos; open = line.find('"', open)) {
      const std::size_t close = line.find('"', open + 1);
      take(line.substr(open + 1, close - open - 1), weight);
      open = close + 1;
    }
  }
}

std::shared_ptr<const HtmlLexicon> read_lexicon(const std::filesystem::path& rules) {
  auto lexicon = std::make_shared<HtmlLexicon>();
  read_items(rules / "html-junk.rule", [&](const std::string& s, float w) { lexicon->add_hint(s, -w); });
  read_items(rules / "html-body.rule", [&](const std::string& s, float w) { lexicon->add_hint(s, w); });
  read_items(rules / "html-remains.rule", [&](const std::string& s, float w) { lexicon->add_phrase(s, w); });
  read_items(rules / "html-byline.rule", [&](const std::string& s, float) { lexicon->add_byline_prefix(s); });
  read_items(rules / "html-month.rule", [&](const std::string& s, float w) { lexicon->add_month(s, static_cast<int>(w)); });
  return lexicon;
}

std::vector<std::string> strings(const json::object& record, const char* name) {
  std::vector<std::string> out;
  const json::value* list = record.if_contains(name);
  if (list == nullptr || !list->is_array()) return out;
  for (const json::value& v : list->as_array()) {
    if (v.is_string()) out.push_back(squeeze(std::string_view(v.as_string())));
  }
  return out;
}

std::string string_of(const json::object& record, const char* name) {
  const json::value* v = record.if_contains(name);
  return v != nullptr && v->is_string() ? std::string(v->as_string()) : std::string();
}

// ---- labels ----

bool matches(const Page& page, std::size_t i, const std::string& segment) {
  const std::string& text = page.texts[i];
  if (text.find(segment) != std::string::npos) return true;
  return page.html.blocks[i].words.size() >= 4 && segment.find(text) != std::string::npos;
}

void label_by_segments(Page& page, const std::vector<std::string>& unwanted) {
  page.gold.assign(page.texts.size(), -1);
  for (const std::string& segment : unwanted) {
    for (std::size_t i = 0; i < page.texts.size(); ++i) {
      if (matches(page, i, segment)) page.gold[i] = 0;
    }
  }
  for (const std::string& segment : page.with) {
    std::size_t longest = page.texts.size();
    for (std::size_t i = 0; i < page.texts.size(); ++i) {
      const bool longer = longest == page.texts.size() || page.texts[i].size() > page.texts[longest].size();
      if (matches(page, i, segment) && longer) longest = i;
    }
    if (longest < page.texts.size()) page.gold[longest] = 1;
  }
}

std::unordered_set<std::string> shingles(const std::string& text) {
  std::unordered_set<std::string> out;
  std::string lowered = text;
  for (char& c : lowered) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  const std::vector<std::string_view> words = split_words(lowered);
  for (std::size_t i = 0; i + 2 < words.size(); ++i) {
    out.insert(std::string(words[i]) + ' ' + std::string(words[i + 1]) + ' ' + std::string(words[i + 2]));
  }
  std::istringstream lines(lowered);
  for (std::string line; std::getline(lines, line);) out.insert("line " + squeeze(line));
  return out;
}

double share(const HtmlBlock& block, const std::unordered_set<std::string>& known) {
  const std::vector<std::string_view>& w = block.words;
  if (w.size() < 3) return known.contains("line " + squeeze(block.lowered)) ? 1 : 0;
  int hits = 0;
  for (std::size_t i = 0; i + 2 < w.size(); ++i) {
    hits += known.contains(std::string(w[i]) + ' ' + std::string(w[i + 1]) + ' ' + std::string(w[i + 2]));
  }
  return hits / static_cast<double>(w.size() - 2);
}

void label_by_agreement(Page& page, const std::string& a, const std::string& b) {
  page.all = page.gold;
  if (a.size() < 200 || b.size() < 200) return;
  const auto in_a = shingles(a), in_b = shingles(b);
  for (std::size_t i = 0; i < page.texts.size(); ++i) {
    if (page.all[i] >= 0) continue;
    const double low = std::min(share(page.html.blocks[i], in_a), share(page.html.blocks[i], in_b));
    const double high = std::max(share(page.html.blocks[i], in_a), share(page.html.blocks[i], in_b));
    if (low > 0.8) page.all[i] = 1;
    if (high < 0.2) page.all[i] = 0;
  }
}

std::map<std::string, std::pair<std::string, std::string>> read_silver(const std::string& path) {
  std::map<std::string, std::pair<std::string, std::string>> out;
  std::istringstream lines(path.empty() ? std::string() : slurp(path));
  for (std::string line; std::getline(lines, line);) {
    const json::object record = json::parse(line).as_object();
    out[string_of(record, "id")] = {string_of(record, "a"), string_of(record, "b")};
  }
  return out;
}

std::vector<Page> read_pages(const Settings& settings, const HtmlOptions& options) {
  const auto silver = read_silver(settings.silver);
  std::vector<Page> pages;
  std::istringstream lines(slurp(settings.index));
  for (std::string line; std::getline(lines, line);) {
    const json::object record = json::parse(line).as_object();
    const std::string id = string_of(record, "id");
    const std::string bytes = slurp(std::filesystem::path(settings.pages) / id);
    const DecodedText decoded = decode_text(bytes, {.declared = "", .read_meta = true});
    const PreparedMarkup prepared = prepare_markup(decoded.text(), {});
    Result<HtmlReading> reading = read_html_blocks(prepared.markup, prepared.json_ld, options);
    if (!reading) continue;
    Page page;
    page.features = page_features(reading->dom, reading->page, options.lexicon.get(), reading->evidence);
    page.html = std::move(reading->page);
    page.id = id;
    page.language = string_of(record, "lang");
    for (const HtmlBlock& b : page.html.blocks) {
      page.texts.push_back(squeeze(b.text));
      const std::uint32_t places = page.html.facts[static_cast<std::size_t>(b.first)].places;
      page.shown.push_back(b.text != reading->evidence.title && !(places & (kInCaption | kInFigure) && b.words.size() <= 60));
    }
    page.with = strings(record, "with");
    page.without = strings(record, "without");
    std::vector<std::string> unwanted = page.without;
    for (std::string& s : strings(record, "comments")) unwanted.push_back(std::move(s));
    label_by_segments(page, unwanted);
    const auto agreed = silver.find(id);
    label_by_agreement(page, agreed == silver.end() ? "" : agreed->second.first,
                       agreed == silver.end() ? "" : agreed->second.second);
    pages.push_back(std::move(page));
  }
  return pages;
}

// ---- training ----

class Trainer {
 public:
  explicit Trainer(const Settings& settings)
      : settings_(settings), enter_block_(html_feature("enter_block")), leave_block_(html_feature("leave_block")) {
    const std::size_t n = html_feature_names().size();
    model_.weights.assign(n, 0);
    squares_.assign(n, 1e-2);
    at("enter") = -6;
    at("enter_block") = -6;
    at("leave") = -1.5;
    at("leave_block") = -1;
    at("length_power") = static_cast<float>(settings.power);
    at("threshold") = 0.45f;
  }

  HtmlModel run(const std::vector<const Page*>& pages) {
    for (int epoch = 0; epoch < settings_.epochs; ++epoch) {
      for (const Page* page : pages) {
        step(*page, page->gold, 1.0);
        if (!settings_.silver.empty()) step(*page, page->all, settings_.silver_weight);
      }
    }
    return model_;
  }

 private:
  float& at(const char* name) { return model_.weights[static_cast<std::size_t>(html_feature(name))]; }

  void step(const Page& page, const std::vector<std::int8_t>& labels, double weight) {
    TreeField field = make_field(page.html, page.features, model_);
    const std::size_t elements = page.features.elements.size();
    for (std::size_t i = 0; i < labels.size(); ++i) field.variables[elements + i].label = labels[i];
    gradient_.assign(model_.weights.size(), 0);
    field.run(true);
    add(page, field, weight);
    field.run(false);
    add(page, field, -weight);
    update();
  }

  // Adds expected feature values, `sign` times.
  void add(const Page& page, const TreeField& field, double sign) {
    const std::size_t elements = page.features.elements.size();
    for (std::size_t i = 1; i < elements; ++i) {
      for (const FeatureValue& f : page.features.elements[i].changes) {
        const double expected = is_enter_feature(f.feature) ? field.enters(static_cast<int>(i)) : field.leaves(static_cast<int>(i));
        gradient_[static_cast<std::size_t>(f.feature)] += sign * expected * static_cast<double>(f.value);
      }
    }
    for (std::size_t i = 0; i < page.features.blocks.size(); ++i) {
      const int v = static_cast<int>(elements + i);
      const double length = block_weight(page.html.blocks[i], settings_.power);
      for (const FeatureValue& f : page.features.blocks[i]) {
        gradient_[static_cast<std::size_t>(f.feature)] += sign * field.inside(v) * length * static_cast<double>(f.value);
      }
      gradient_[static_cast<std::size_t>(enter_block_)] += sign * field.enters(v);
      gradient_[static_cast<std::size_t>(leave_block_)] += sign * field.leaves(v);
    }
  }

  void update() {
    static const std::size_t kSettings = static_cast<std::size_t>(html_feature("length_power"));
    for (std::size_t k = 0; k < kSettings; ++k) {
      const double prior = html_feature_names()[k].starts_with("enter") ? -1.0 * (html_feature_names()[k] == "enter" || html_feature_names()[k] == "enter_block") * 6 : 0;
      const double g = std::clamp(gradient_[k], -20.0, 20.0) - settings_.l2 * (static_cast<double>(model_.weights[k]) - prior);
      squares_[k] += g * g;
      model_.weights[k] += static_cast<float>(0.15 * g / std::sqrt(squares_[k]));
    }
  }

  Settings settings_;
  int enter_block_, leave_block_;
  HtmlModel model_;
  std::vector<double> squares_, gradient_;
};

// ---- measuring ----

struct Counts {
  double found = 0, wrong = 0, missed = 0;
  double silver_found = 0, silver_wrong = 0, silver_missed = 0;
  double f1() const { return 2 * found / std::max(1.0, 2 * found + wrong + missed); }
  double silver_f1() const { return 2 * silver_found / std::max(1.0, 2 * silver_found + silver_wrong + silver_missed); }
};

void measure(const Page& page, const HtmlModel& model, double threshold, Counts& counts) {
  TreeField field = make_field(page.html, page.features, model);
  field.run();
  std::string text;
  for (std::size_t i = 0; i < page.texts.size(); ++i) {
    const bool in = field.inside(static_cast<int>(page.features.elements.size() + i)) > threshold;
    const double words = static_cast<double>(page.html.blocks[i].words.size());
    if (page.all[i] == 1) (in ? counts.silver_found : counts.silver_missed) += words;
    if (page.all[i] == 0 && in) counts.silver_wrong += words;
    if (in && page.shown[i]) text += page.texts[i] + ' ';
  }
  for (const std::string& s : page.with) ++(text.find(s) != std::string::npos ? counts.found : counts.missed);
  for (const std::string& s : page.without) counts.wrong += text.find(s) != std::string::npos;
}

// What went wrong on a page, for a person to read.
void explain(const Page& page, const HtmlModel& model, double threshold) {
  TreeField field = make_field(page.html, page.features, model);
  field.run();
  const auto probability = [&](std::size_t i) { return field.inside(static_cast<int>(page.features.elements.size() + i)); };
  const auto show = [&](const std::string& segment, bool wanted) {
    bool anywhere = false;
    for (std::size_t i = 0; i < page.texts.size(); ++i) {
      if (!matches(page, i, segment)) continue;
      anywhere = true;
      if ((probability(i) > threshold && page.shown[i]) == wanted) continue;
      std::printf("%s %s p=%.2f \"%s\" in \"%s\"\n  ", wanted ? "MISSED" : "WRONG", page.id.c_str(), probability(i), segment.c_str(), page.texts[i].substr(0, 100).c_str());
      for (const FeatureValue& f : page.features.blocks[i]) {
        std::printf(" %s%+.2f", html_feature_names()[static_cast<std::size_t>(f.feature)].c_str(), static_cast<double>(f.value * model.weights[static_cast<std::size_t>(f.feature)]));
      }
      std::printf("\n");
    }
    if (wanted && !anywhere) std::printf("NOWHERE %s \"%s\"\n", page.id.c_str(), segment.c_str());
  };
  for (const std::string& s : page.with) show(s, true);
  for (const std::string& s : page.without) show(s, false);
}

void cross_validate(const Settings& settings, const std::vector<Page>& pages) {
  std::map<std::string, std::map<double, Counts>> counts;
  for (int fold = 0; fold < settings.folds; ++fold) {
    std::vector<const Page*> train;
    for (std::size_t i = 0; i < pages.size(); ++i) {
      if (static_cast<int>(i) % settings.folds != fold) train.push_back(&pages[i]);
    }
    const HtmlModel model = Trainer(settings).run(train);
    for (std::size_t i = static_cast<std::size_t>(fold); i < pages.size(); i += static_cast<std::size_t>(settings.folds)) {
      if (settings.explain > 0) explain(pages[i], model, settings.explain);
      for (const double threshold : {0.2, 0.35, 0.5, 0.65, 0.8}) {
        measure(pages[i], model, threshold, counts["all"][threshold]);
        measure(pages[i], model, threshold, counts[pages[i].language.empty() ? "--" : pages[i].language][threshold]);
      }
    }
  }
  for (const auto& [language, by_threshold] : counts) {
    std::printf("%-4s", language.c_str());
    for (const auto& [threshold, c] : by_threshold) std::printf("  %.2f: %.3f (P %.3f R %.3f; silver %.3f)", threshold, c.f1(), c.found / std::max(1.0, c.found + c.wrong), c.found / std::max(1.0, c.found + c.missed), c.silver_f1());
    std::printf("\n");
  }
}

void write_model(const Settings& settings, const HtmlModel& model, std::size_t pages) {
  std::ofstream out(settings.out, std::ios::binary);
  out << "# Weights of a web page's blocks and elements, see article/html_score.h.\n"
      << "# Learnt by data/generators/train_html.cc from " << pages << " pages of trafilatura's evaluation data.\n";
  for (std::size_t k = 0; k < model.weights.size(); ++k) {
    char line[96];
    std::snprintf(line, sizeof line, "%s\t%.4f\n", html_feature_names()[k].c_str(), static_cast<double>(model.weights[k]));
    out << line;
  }
}

int run(const Settings& settings) {
  HtmlOptions options;
  options.lexicon = read_lexicon(settings.rules);
  const std::vector<Page> pages = read_pages(settings, options);
  if (settings.folds > 1) cross_validate(settings, pages);
  std::vector<const Page*> all;
  for (const Page& page : pages) all.push_back(&page);
  write_model(settings, Trainer(settings).run(all), pages.size());
  return 0;
}

}  // namespace
}  // namespace onrecord

int main(int argc, char** argv) {
  if (argc < 5) {
    std::cerr << "usage: train_html INDEX.jsonl PAGES_DIR RULES_DIR OUT.tsv [--silver FILE] [--folds N] [--epochs N] "
                 "[--l2 X] [--power P] [--silver-weight W]\n";
    return 2;
  }
  onrecord::Settings settings{argv[1], argv[2], argv[3], argv[4], "", 5, 40, 0.02, 0.3, 0.3, 0};
  for (int i = 5; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    if (name == "--silver") settings.silver = argv[i + 1];
    if (name == "--folds") settings.folds = std::atoi(argv[i + 1]);
    if (name == "--epochs") settings.epochs = std::atoi(argv[i + 1]);
    if (name == "--l2") settings.l2 = std::atof(argv[i + 1]);
    if (name == "--power") settings.power = std::atof(argv[i + 1]);
    if (name == "--explain") settings.explain = std::atof(argv[i + 1]);
    if (name == "--silver-weight") settings.silver_weight = std::atof(argv[i + 1]);
  }
  return onrecord::run(settings);
}

#include "article/html_features.h"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace onrecord {
namespace {

// X(name): features first, then parameters of the labelling.
#define ONRECORD_HTML_FEATURES(X)                                                                                    \
  X(bias) X(words_1_2) X(words_3_5) X(words_6_10) X(words_11_20) X(words_21_40) X(words_41_80) X(words_81)            \
  X(links_none) X(links_some) X(links_half) X(links_most) X(links_all) X(links_short_all)                             \
  X(ends_sentence) X(ends_colon) X(ends_ellipsis) X(commas) X(sentences) X(no_letters) X(many_digits) X(many_capitals)\
  X(separator) X(copyright) X(starts_lower)                                                                           \
  X(tag_p) X(tag_li) X(tag_h1) X(tag_h2_h3) X(tag_h4_h6) X(tag_td) X(tag_div) X(tag_quote) X(tag_pre) X(tag_other)    \
  X(in_article) X(in_main) X(in_nav) X(in_header) X(in_footer) X(in_aside) X(in_form) X(in_table) X(in_list)          \
  X(in_figure) X(in_caption) X(in_hidden) X(in_button) X(in_article_body) X(in_section)                               \
  X(junk_near) X(junk_far) X(junk_weak) X(body_hint) X(body_hint_strong) X(junk_in_body)                              \
  X(previous_text) X(next_text) X(previous_links) X(next_links) X(between_text) X(far_from_text)                      \
  X(sibling_text) X(sibling_share) X(parent_share) X(grandparent_share)                                               \
  X(place_first) X(place_last) X(before_title) X(after_title) X(is_title)                                             \
  X(phrase) X(phrase_short) X(repeated) X(in_article_text) X(not_in_article_text) X(is_description)                   \
  X(in_best) X(in_best_parent) X(outside_best)                                       \
  X(card) X(card_links) X(nested_article) X(list_of_links) X(no_article) X(several_articles)                          \
  X(enter) X(enter_body) X(enter_body_strong) X(enter_article) X(enter_main) X(enter_article_body) X(enter_block)     \
  X(leave) X(leave_junk) X(leave_apart) X(leave_figure) X(leave_list) X(leave_table) X(leave_block)                   \
  X(length_power) X(threshold)

enum Feature : int {
#define X(name) k_##name,
  ONRECORD_HTML_FEATURES(X)
#undef X
  kFeatureCount
};

// The places in a page where text stands that is not the article's, as seen from one page.
struct PageSums {
  std::vector<int> text_words;   // per node: words of text-like blocks below it
  std::vector<int> block_words;  // per node: words of text-like paragraphs directly in it
  int total = 0;
  int title_block = -1;
  int articles = 0;
};

bool is_texty(const HtmlBlock& b) {
  return b.words.size() >= 12 && static_cast<std::size_t>(b.link_words) * 3 < b.words.size();
}

int word_count(const HtmlBlock& b) { return static_cast<int>(b.words.size()); }

bool ends_with_any(std::string_view s, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view e) { return s.ends_with(e); });
}

/// Computes the features of all blocks of one page.
class FeatureMaker {
 public:
  FeatureMaker(const HtmlDom& dom, const HtmlPage& page, const HtmlLexicon* lexicon, const HtmlEvidence& evidence)
      : dom_(dom), page_(page), lexicon_(lexicon), evidence_(evidence) {
    sum_up();
    find_cards();
    read_evidence();
  }

  PageFeatures run() {
    PageFeatures all;
    all.blocks.resize(page_.blocks.size());
    for (std::size_t i = 0; i < all.blocks.size(); ++i) {
      out_ = &all.blocks[i];
      out_->reserve(24);
      make(static_cast<int>(i));
    }
    add_elements(all);
    return all;
  }

 private:
  const HtmlBlock& block(int i) const { return page_.blocks[static_cast<std::size_t>(i)]; }
  const HtmlNodeFacts& facts(int node) const { return page_.facts[static_cast<std::size_t>(node)]; }

  void set(Feature feature, float value = 1) {
    if (value != 0) out_->push_back({feature, value});
  }
  void set_if(Feature feature, bool holds) {
    if (holds) out_->push_back({feature, 1});
  }

  void make(int i) {
    const HtmlBlock& b = block(i);
    set(k_bias);
    length_and_links(b);
    punctuation(b);
    element(b);
    places(b);
    hints(b);
    neighbours(i);
    structure(b);
    position(i);
    words(b);
  }

  // The elements that hold blocks, each with what speaks for the article's beginning or ending at it.
  void add_elements(PageFeatures& all) {
    std::vector<int> variable(page_.facts.size(), -1);
    std::vector<bool> holds(page_.facts.size(), false);
    for (const HtmlBlock& b : page_.blocks) {
      for (int i = b.element; i >= 0 && !holds[static_cast<std::size_t>(i)]; i = dom_.node(i).parent) {
        holds[static_cast<std::size_t>(i)] = true;
      }
    }
    for (int i = 0; i < dom_.size(); ++i) {
      if (!holds[static_cast<std::size_t>(i)]) continue;
      variable[static_cast<std::size_t>(i)] = static_cast<int>(all.elements.size());
      all.elements.emplace_back();
      ElementFeatures& element = all.elements.back();
      const int parent = dom_.node(i).parent;
      element.parent = parent < 0 ? -1 : variable[static_cast<std::size_t>(parent)];
      out_ = &element.changes;
      element_changes(i);
    }
    for (const HtmlBlock& b : page_.blocks) all.block_element.push_back(variable[static_cast<std::size_t>(b.element)]);
  }

  void element_changes(int i) {
    const HtmlNodeFacts& f = facts(i);
    const std::uint32_t above = dom_.node(i).parent < 0 ? 0 : facts(dom_.node(i).parent).places;
    const std::uint32_t own = f.places & ~above;
    set(k_enter);
    set(k_enter_body, std::min(f.own.body, 1.0f));
    set_if(k_enter_body_strong, f.own.body >= 2);
    set_if(k_enter_article, own & kInArticle);
    set_if(k_enter_main, own & kInMain);
    set_if(k_enter_article_body, own & kInArticleBody);
    set(k_leave);
    set(k_leave_junk, f.own.junk);
    set_if(k_leave_apart, own & (kInAside | kInNav | kInFooter | kInHeader | kInForm | kInHidden | kInButton));
    set_if(k_leave_figure, own & (kInFigure | kInCaption));
    set_if(k_leave_list, dom_.node(i).tag == GUMBO_TAG_UL || dom_.node(i).tag == GUMBO_TAG_OL);
    set_if(k_leave_table, dom_.node(i).tag == GUMBO_TAG_TABLE);
  }

  void length_and_links(const HtmlBlock& b) {
    static constexpr std::array<int, 6> kLimits = {2, 5, 10, 20, 40, 80};
    const int n = word_count(b);
    const auto bin = std::lower_bound(kLimits.begin(), kLimits.end(), n) - kLimits.begin();
    set(static_cast<Feature>(k_words_1_2 + bin));
    const float share = n == 0 ? 0 : std::min(1.0f, static_cast<float>(b.link_words) / static_cast<float>(n));
    if (share == 0) set(k_links_none);
    else if (share < 0.25f) set(k_links_some);
    else if (share < 0.6f) set(k_links_half);
    else if (share < 0.95f) set(k_links_most);
    else set(n > 8 ? k_links_all : k_links_short_all);
  }

  void punctuation(const HtmlBlock& b) {
    const std::string_view s = b.text;
    set_if(k_ends_sentence, ends_with_any(s, {".", "!", "?", ".\"", "\u201d", "\u00bb", ".)", ".'", ".\u2019", "?\"", "!\""}));
    set_if(k_ends_colon, s.ends_with(':'));
    set_if(k_ends_ellipsis, ends_with_any(s, {"...", "\u2026", "[...]", "[\u2026]", "\u00bb"}));
    int commas = 0, stops = 0, digits = 0, capitals = 0, letters = 0;
    for (std::size_t k = 0; k < s.size(); ++k) {
      const char c = s[k];
      commas += c == ',';
      stops += (c == '.' || c == '!' || c == '?') && k + 1 < s.size() && s[k + 1] == ' ';
      digits += c >= '0' && c <= '9';
      capitals += c >= 'A' && c <= 'Z';
      letters += (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    }
    set(k_commas, static_cast<float>(std::min(commas, 6)) / 3);
    set(k_sentences, static_cast<float>(std::min(stops, 5)) / 2);
    set_if(k_no_letters, letters + capitals == 0);
    set_if(k_many_digits, digits * 4 > static_cast<int>(s.size()));
    set_if(k_many_capitals, capitals > 3 && capitals > letters);
    set_if(k_separator, s.find(" | ") != std::string_view::npos || s.find(" \u00b7 ") != std::string_view::npos ||
                            s.find("\u2022") != std::string_view::npos);
    set_if(k_copyright, s.find("\u00a9") != std::string_view::npos);
    set_if(k_starts_lower, !s.empty() && s[0] >= 'a' && s[0] <= 'z');
  }

  void element(const HtmlBlock& b) {
    switch (dom_.node(b.element).tag) {
      case GUMBO_TAG_P: return set(k_tag_p);
      case GUMBO_TAG_LI: return set(k_tag_li);
      case GUMBO_TAG_H1: return set(k_tag_h1);
      case GUMBO_TAG_H2: case GUMBO_TAG_H3: return set(k_tag_h2_h3);
      case GUMBO_TAG_H4: case GUMBO_TAG_H5: case GUMBO_TAG_H6: return set(k_tag_h4_h6);
      case GUMBO_TAG_TD: case GUMBO_TAG_TH: return set(k_tag_td);
      case GUMBO_TAG_DIV: return set(k_tag_div);
      case GUMBO_TAG_BLOCKQUOTE: return set(k_tag_quote);
      case GUMBO_TAG_PRE: return set(k_tag_pre);
      default: return set(k_tag_other);
    }
  }

  void places(const HtmlBlock& b) {
    const std::uint32_t p = facts(b.first).places;
    static constexpr std::array<std::pair<std::uint32_t, Feature>, 15> kPlaces = {
        {{kInArticle, k_in_article}, {kInMain, k_in_main},       {kInNav, k_in_nav},         {kInHeader, k_in_header},
         {kInFooter, k_in_footer},   {kInAside, k_in_aside},     {kInForm, k_in_form},       {kInTable, k_in_table},
         {kInList, k_in_list},       {kInFigure, k_in_figure},   {kInCaption, k_in_caption}, {kInHidden, k_in_hidden},
         {kInButton, k_in_button},   {kInArticleBody, k_in_article_body}, {kInSection, k_in_section}}};
    for (const auto& [place, feature] : kPlaces) set_if(feature, (p & place) != 0);
    if (sums_.articles == 0) set(k_no_article);
    if (sums_.articles > 3 && (p & kInArticle)) set(k_several_articles);
  }

  void hints(const HtmlBlock& b) {
    const HtmlNodeFacts& f = facts(b.first);
    const float junk = f.inherited.junk;
    if (junk >= 1) set(f.hint_distance <= 4 ? k_junk_near : k_junk_far, junk);
    else set(k_junk_weak, junk);
    set(k_body_hint, std::min(f.inherited.body, 1.0f));
    set_if(k_body_hint_strong, f.inherited.body >= 2);
    set_if(k_junk_in_body, junk > 0 && (f.inherited.body >= 1 || (f.places & kInArticleBody)));
  }

  void neighbours(int i) {
    const int n = static_cast<int>(page_.blocks.size());
    const auto texty = [&](int k) { return k >= 0 && k < n && is_texty(block(k)); };
    const auto linky = [&](int k) {
      return k >= 0 && k < n && block(k).link_words * 2 > word_count(block(k));
    };
    const bool before = texty(i - 1) || texty(i - 2), after = texty(i + 1) || texty(i + 2);
    set_if(k_previous_text, texty(i - 1));
    set_if(k_next_text, texty(i + 1));
    set_if(k_previous_links, linky(i - 1));
    set_if(k_next_links, linky(i + 1));
    set_if(k_between_text, before && after);
    bool near = false;
    for (int k = i - 5; k <= i + 5; ++k) near = near || (k != i && texty(k));
    set_if(k_far_from_text, !near);
  }

  void structure(const HtmlBlock& b) {
    const float total = static_cast<float>(std::max(sums_.total, 1));
    const int parent = std::max(0, dom_.node(b.element).parent);
    const int grandparent = std::max(0, dom_.node(parent).parent);
    const int own = is_texty(b) ? word_count(b) : 0;
    const int siblings = sums_.block_words[static_cast<std::size_t>(parent)] +
                         (dom_.node(b.element).tag == GUMBO_TAG_P ? 0 : sums_.block_words[static_cast<std::size_t>(b.element)]);
    set_if(k_sibling_text, siblings - own > 40);
    set(k_sibling_share, static_cast<float>(std::max(0, siblings - own)) / total);
    set(k_parent_share, static_cast<float>(sums_.text_words[static_cast<std::size_t>(parent)]) / total);
    set(k_grandparent_share, static_cast<float>(sums_.text_words[static_cast<std::size_t>(grandparent)]) / total);
    const int card = cards_[static_cast<std::size_t>(b.element)];
    set_if(k_card, card == 1);
    set_if(k_card_links, card == 2);
    const int best = best_;
    const bool in_best = b.element >= best && b.element < dom_.node(best).end;
    const int best_parent = std::max(0, dom_.node(best).parent);
    const bool beside = b.element >= best_parent && b.element < dom_.node(best_parent).end;
    set_if(in_best ? k_in_best : beside ? k_in_best_parent : k_outside_best, best > 0);
    set_if(k_nested_article, nested_article_[static_cast<std::size_t>(b.element)]);
    set_if(k_list_of_links, in_link_list_[static_cast<std::size_t>(b.element)]);
  }

  void position(int i) {
    const float n = static_cast<float>(page_.blocks.size());
    const float at = static_cast<float>(i) / n;
    set(k_place_first, std::max(0.0f, 0.2f - at) * 5);
    set(k_place_last, std::max(0.0f, at - 0.6f) * 2.5f);
    if (sums_.title_block < 0) return;
    set_if(k_before_title, i < sums_.title_block);
    set_if(k_after_title, i > sums_.title_block && i <= sums_.title_block + 8);
    set_if(k_is_title, i == sums_.title_block || (!evidence_.title.empty() && block(i).text == evidence_.title));
  }

  void words(const HtmlBlock& b) {
    if (lexicon_ != nullptr && b.words.size() <= 60) {
      const float weight = std::min(lexicon_->phrase_weight(b.words), 2.0f);
      set(k_phrase, weight);
      if (b.words.size() <= 12) set(k_phrase_short, weight);
    }
    set_if(k_repeated, b.repeats > 0);
    set_if(k_is_description, !evidence_.description.empty() && b.text == evidence_.description);
    if (shingles_.empty() || b.words.size() < 4) return;
    const float share = share_in_article(b);
    set_if(k_in_article_text, share > 0.7f);
    set_if(k_not_in_article_text, share < 0.2f);
  }

  // Text words below each node, from the leaves up; nodes stand in document order, so backwards is enough.
  void sum_up() {
    const std::size_t n = page_.facts.size();
    sums_.text_words.assign(n, 0);
    sums_.block_words.assign(n, 0);
    for (const HtmlBlock& b : page_.blocks) {
      if (!is_texty(b)) continue;
      const auto element = static_cast<std::size_t>(b.element);
      const bool paragraph = dom_.node(b.element).tag == GUMBO_TAG_P;
      const int holder = paragraph ? std::max(0, dom_.node(b.element).parent) : b.element;
      sums_.block_words[static_cast<std::size_t>(holder)] += word_count(b);
      sums_.text_words[element] += word_count(b);
    }
    for (int i = dom_.size() - 1; i > 0; --i) {
      const auto parent = static_cast<std::size_t>(std::max(0, dom_.node(i).parent));
      sums_.text_words[parent] += sums_.text_words[static_cast<std::size_t>(i)];
    }
    sums_.total = n == 0 ? 0 : sums_.text_words[0];
    for (const HtmlNode& node : dom_.nodes()) sums_.articles += !node.is_text && node.tag == GUMBO_TAG_ARTICLE;
    find_title();
    find_best();
  }

  // The element that directly holds most text: each block counts for the three elements above it, half as much each
  // step (as in Arc90's Readability), less under names that mark junk.
  void find_best() {
    std::vector<float> score(page_.facts.size(), 0);
    for (const HtmlBlock& b : page_.blocks) {
      if (!is_texty(b)) continue;
      const bool paragraph = dom_.node(b.element).tag == GUMBO_TAG_P;
      int holder = paragraph ? dom_.node(b.element).parent : b.element;
      float words = static_cast<float>(word_count(b)) / (1 + facts(b.first).inherited.junk);
      for (int step = 0; step < 3 && holder > 0; ++step, holder = dom_.node(holder).parent, words /= 2) {
        score[static_cast<std::size_t>(holder)] += words;
      }
    }
    best_ = static_cast<int>(std::max_element(score.begin(), score.end()) - score.begin());
  }

  void find_title() {
    for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
      const HtmlBlock& b = page_.blocks[i];
      const bool same = !evidence_.title.empty() && b.text == evidence_.title;
      const bool h1 = dom_.node(b.element).tag == GUMBO_TAG_H1;
      if (same && (facts(b.first).places & kInHeading)) {
        sums_.title_block = static_cast<int>(i);
        return;
      }
      if (sums_.title_block < 0 && (same || (h1 && b.words.size() > 2))) sums_.title_block = static_cast<int>(i);
    }
  }

  // A card is one of several alike siblings, each short and with a link: a teaser. 2: its text is mostly links.
  void find_cards() {
    const auto n = static_cast<std::size_t>(dom_.size());
    cards_.assign(n, 0);
    nested_article_.assign(n, false);
    in_link_list_.assign(n, false);
    count_words_and_links();
    for (int i = 1; i < dom_.size(); ++i) {
      const HtmlNode& node = dom_.node(i);
      const auto at = static_cast<std::size_t>(i);
      const auto up = static_cast<std::size_t>(std::max(0, node.parent));
      cards_[at] = cards_[up];
      nested_article_[at] = nested_article_[up];
      in_link_list_[at] = in_link_list_[up];
      if (node.is_text) continue;
      if (cards_[at] == 0 && alike_[at] >= 3 && links_[at] > 0 && words_[at] < 90 && !is_text_tag(node.tag)) {
        cards_[at] = link_words_[at] * 2 > words_[at] ? 2 : 1;
      }
      const bool article = node.tag == GUMBO_TAG_ARTICLE;
      if (article && ((facts(node.parent).places & kInArticle) || alike_[at] >= 2)) nested_article_[at] = true;
      const bool list = node.tag == GUMBO_TAG_UL || node.tag == GUMBO_TAG_OL || node.tag == GUMBO_TAG_DL;
      if (list && words_[at] > 0 && link_words_[at] * 10 > words_[at] * 8) in_link_list_[at] = true;
    }
  }

  static bool is_text_tag(GumboTag tag) {
    return tag == GUMBO_TAG_P || tag == GUMBO_TAG_H2 || tag == GUMBO_TAG_H3 || tag == GUMBO_TAG_H4 ||
           tag == GUMBO_TAG_SPAN || tag == GUMBO_TAG_A || tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TR ||
           tag == GUMBO_TAG_STRONG || tag == GUMBO_TAG_EM;
  }

  void count_words_and_links() {
    const auto n = static_cast<std::size_t>(dom_.size());
    words_.assign(n, 0);
    link_words_.assign(n, 0);
    links_.assign(n, 0);
    alike_.assign(n, 0);
    for (const HtmlBlock& b : page_.blocks) {
      words_[static_cast<std::size_t>(b.element)] += word_count(b);
      link_words_[static_cast<std::size_t>(b.element)] += b.link_words;
    }
    for (int i = dom_.size() - 1; i > 0; --i) {
      const auto at = static_cast<std::size_t>(i);
      const auto up = static_cast<std::size_t>(std::max(0, dom_.node(i).parent));
      links_[at] += !dom_.node(i).is_text && dom_.node(i).tag == GUMBO_TAG_A;
      words_[up] += words_[at];
      link_words_[up] += link_words_[at];
      links_[up] += links_[at];
    }
    count_alike();
  }

  // For each element: how many siblings have its tag and class.
  void count_alike() {
    std::unordered_map<std::string, int> counts;
    for (int pass = 0; pass < 2; ++pass) {
      for (int i = 1; i < dom_.size(); ++i) {
        const HtmlNode& node = dom_.node(i);
        if (node.is_text || !is_block_element(dom_, i)) continue;
        std::string key = std::to_string(node.parent) + ' ' + std::to_string(static_cast<int>(node.tag)) + ' ';
        key += dom_.attribute(i, "class").substr(0, 24);
        if (pass == 0) ++counts[key];
        else alike_[static_cast<std::size_t>(i)] = counts[key];
      }
    }
  }

  void read_evidence() {
    if (evidence_.article_body.size() < 200) return;
    body_copy_ = evidence_.article_body;
    for (char& c : body_copy_) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    const std::vector<std::string_view> body = split_words(body_copy_);
    for (std::size_t i = 0; i + 3 <= body.size(); ++i) shingles_.insert(shingle(body, i));
  }

  static std::size_t shingle(const std::vector<std::string_view>& w, std::size_t i) {
    std::size_t hash = 1469598103934665603ULL;
    for (std::size_t k = i; k < i + 3; ++k) {
      for (const char c : w[k]) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
      hash = (hash ^ 0x20) * 1099511628211ULL;
    }
    return hash;
  }

  float share_in_article(const HtmlBlock& b) const {
    int hits = 0;
    const int n = word_count(b) - 2;
    for (int i = 0; i < n; ++i) hits += shingles_.contains(shingle(b.words, static_cast<std::size_t>(i)));
    return static_cast<float>(hits) / static_cast<float>(n);
  }

  const HtmlDom& dom_;
  const HtmlPage& page_;
  const HtmlLexicon* lexicon_;
  const HtmlEvidence& evidence_;
  PageSums sums_;
  int best_ = 0;
  std::vector<int> cards_;
  std::vector<bool> nested_article_, in_link_list_;
  std::vector<int> words_, link_words_, links_, alike_;
  std::string body_copy_;
  std::unordered_set<std::size_t> shingles_;
  std::vector<FeatureValue>* out_ = nullptr;
};

}  // namespace

const std::vector<std::string>& html_feature_names() {
  static const std::vector<std::string> kNames = {
#define X(name) #name,
      ONRECORD_HTML_FEATURES(X)
#undef X
  };
  return kNames;
}

int html_feature(std::string_view name) {
  const std::vector<std::string>& names = html_feature_names();
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

PageFeatures page_features(const HtmlDom& dom, const HtmlPage& page, const HtmlLexicon* lexicon,
                           const HtmlEvidence& evidence) {
  return FeatureMaker(dom, page, lexicon, evidence).run();
}

}  // namespace onrecord

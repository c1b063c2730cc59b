#include "article/html_blocks.h"

#include <algorithm>
#include <array>

namespace onrecord {
namespace {

constexpr std::array kInlineTags = {
    GUMBO_TAG_A,    GUMBO_TAG_ABBR,  GUMBO_TAG_ACRONYM, GUMBO_TAG_B,      GUMBO_TAG_BDI,   GUMBO_TAG_BDO,  GUMBO_TAG_BIG,
    GUMBO_TAG_CITE, GUMBO_TAG_CODE,  GUMBO_TAG_DATA,    GUMBO_TAG_DEL,    GUMBO_TAG_DFN,   GUMBO_TAG_EM,   GUMBO_TAG_FONT,
    GUMBO_TAG_I,    GUMBO_TAG_IMG,   GUMBO_TAG_INS,     GUMBO_TAG_KBD,    GUMBO_TAG_MARK,  GUMBO_TAG_NOBR, GUMBO_TAG_Q,
    GUMBO_TAG_RB,   GUMBO_TAG_RP,    GUMBO_TAG_RT,      GUMBO_TAG_RUBY,   GUMBO_TAG_S,     GUMBO_TAG_SAMP, GUMBO_TAG_SMALL,
    GUMBO_TAG_SPAN, GUMBO_TAG_STRIKE, GUMBO_TAG_STRONG, GUMBO_TAG_SUB,    GUMBO_TAG_SUP,   GUMBO_TAG_TIME, GUMBO_TAG_TT,
    GUMBO_TAG_U,    GUMBO_TAG_VAR,   GUMBO_TAG_WBR,     GUMBO_TAG_BR,     GUMBO_TAG_META,  GUMBO_TAG_LINK, GUMBO_TAG_INPUT};

std::array<bool, GUMBO_TAG_LAST + 1> inline_table() {
  std::array<bool, GUMBO_TAG_LAST + 1> table{};
  for (const GumboTag tag : kInlineTags) table[static_cast<std::size_t>(tag)] = true;
  return table;
}

std::uint32_t place_of_tag(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_ARTICLE: return kInArticle;
    case GUMBO_TAG_MAIN: return kInMain;
    case GUMBO_TAG_NAV: case GUMBO_TAG_MENU: return kInNav;
    case GUMBO_TAG_HEADER: return kInHeader;
    case GUMBO_TAG_FOOTER: return kInFooter;
    case GUMBO_TAG_ASIDE: return kInAside;
    case GUMBO_TAG_FORM: case GUMBO_TAG_FIELDSET: return kInForm;
    case GUMBO_TAG_TABLE: return kInTable;
    case GUMBO_TAG_UL: case GUMBO_TAG_OL: case GUMBO_TAG_DL: return kInList;
    case GUMBO_TAG_FIGURE: return kInFigure;
    case GUMBO_TAG_FIGCAPTION: return kInCaption;
    case GUMBO_TAG_BLOCKQUOTE: return kInQuote;
    case GUMBO_TAG_H1: case GUMBO_TAG_H2: case GUMBO_TAG_H3: case GUMBO_TAG_H4: case GUMBO_TAG_H5: case GUMBO_TAG_H6:
      return kInHeading;
    case GUMBO_TAG_BUTTON: case GUMBO_TAG_LABEL: case GUMBO_TAG_TEXTAREA: case GUMBO_TAG_SELECT: return kInButton;
    case GUMBO_TAG_HEAD: case GUMBO_TAG_RT: case GUMBO_TAG_RP: return kInHead;
    case GUMBO_TAG_PRE: return kInPre;
    case GUMBO_TAG_SECTION: return kInSection;
    case GUMBO_TAG_Q: return kInInlineQuote;
    case GUMBO_TAG_P: return kInParagraph;
    default: return 0;
  }
}

bool contains_nocase(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

bool style_hides(std::string_view style) {
  std::string squeezed;
  for (const char c : style.substr(0, 1024)) {
    if (c != ' ') squeezed += c;
  }
  return contains_nocase(squeezed, "display:none") || contains_nocase(squeezed, "visibility:hidden");
}

/// Fills HtmlPage::facts in one pass from the root down.
class FactFinder {
 public:
  FactFinder(const HtmlDom& dom, const HtmlLexicon* lexicon) : dom_(dom), lexicon_(lexicon) {}

  std::vector<HtmlNodeFacts> run() {
    facts_.resize(static_cast<std::size_t>(dom_.size()));
    find_holders();
    for (int i = 0; i < dom_.size(); ++i) find(i);
    return std::move(facts_);
  }

 private:
  // Elements that hold most of the page's text, or half of it and the headline: their names ("has-sidebar",
  // "news-header") speak of what else they hold, not of the text.
  void find_holders() {
    std::vector<std::size_t> text(facts_.size(), 0);
    std::vector<bool> headline(facts_.size(), false);
    for (int i = dom_.size() - 1; i >= 0; --i) {
      const auto at = static_cast<std::size_t>(i);
      const HtmlNode& node = dom_.node(i);
      if (node.is_text) text[at] = dom_.text(i).size();
      else if (node.tag == GUMBO_TAG_A || node.tag == GUMBO_TAG_HEAD) text[at] = 0;
      else if (node.tag == GUMBO_TAG_H1) headline[at] = true;
      if (node.parent < 0) continue;
      const auto up = static_cast<std::size_t>(node.parent);
      text[up] += text[at];
      headline[up] = headline[up] || headline[at];
    }
    holder_.assign(facts_.size(), false);
    for (std::size_t i = 0; i < facts_.size(); ++i) {
      holder_[i] = text[i] * 10 > text[0] * 8 || (headline[i] && text[i] * 2 > text[0]);
    }
  }

  void find(int i) {
    const HtmlNode& node = dom_.node(i);
    HtmlNodeFacts& facts = facts_[static_cast<std::size_t>(i)];
    if (node.parent >= 0) facts = facts_[static_cast<std::size_t>(node.parent)];
    facts.own = {};
    ++facts.hint_distance;
    if (node.is_text || node.source->type != GUMBO_NODE_ELEMENT) return;
    facts.places |= place_of_tag(node.tag);
    if (is_block_element(dom_, i)) facts.block_element = i;
    read_attributes(node.source->v.element.attributes, node.tag, facts);
    if (holder_[static_cast<std::size_t>(i)]) facts.own.junk = 0;
    inherit(facts);
  }

  void read_attributes(const GumboVector& attributes, GumboTag tag, HtmlNodeFacts& facts) {
    for (unsigned k = 0; k < attributes.length; ++k) {
      const auto* attribute = static_cast<const GumboAttribute*>(attributes.data[k]);
      const std::string_view name = attribute->name;
      const std::string_view value = attribute->value;
      if (name == "class" || name == "id" || name == "role" || name.starts_with("data-")) add_hint(value, facts);
      if (name == "role" && value == "main") facts.places |= kInMain;
      if (name == "role" && value == "navigation") facts.places |= kInNav;
      if (name == "itemprop" && contains_nocase(value, "articlebody")) facts.places |= kInArticleBody;
      if (name == "hidden" || (name == "style" && style_hides(value))) facts.places |= kInHidden;
      if (name == "href" && tag == GUMBO_TAG_A && !value.starts_with("#")) facts.places |= kInLink;
    }
  }

  void add_hint(std::string_view value, HtmlNodeFacts& facts) {
    if (lexicon_ == nullptr) return;
    auto found = known_.find(value);
    if (found == known_.end()) found = known_.emplace(value, lexicon_->hint(value.substr(0, 512))).first;
    facts.own.body = std::max(facts.own.body, found->second.body);
    facts.own.junk = std::max(facts.own.junk, found->second.junk);
  }

  static void inherit(HtmlNodeFacts& facts) {
    facts.inherited.body = std::max(facts.inherited.body, facts.own.body);
    if (facts.own.junk < facts.inherited.junk || facts.own.junk <= 0) return;
    facts.inherited.junk = facts.own.junk;
    facts.hint_distance = 0;
  }

  const HtmlDom& dom_;
  const HtmlLexicon* lexicon_;
  std::vector<HtmlNodeFacts> facts_;
  std::vector<bool> holder_;
  std::unordered_map<std::string_view, HintWeights> known_;  // values repeat a lot
};

/// Cuts the text nodes into blocks.
class Cutter {
 public:
  Cutter(const HtmlDom& dom, const std::vector<HtmlNodeFacts>& facts) : dom_(dom), facts_(facts) {}

  std::vector<HtmlBlock> run() {
    for (int i = 0; i < dom_.size(); ++i) {
      close_elements(i);
      visit(i);
    }
    finish();
    return std::move(blocks_);
  }

 private:
  const HtmlNodeFacts& facts(int i) const { return facts_[static_cast<std::size_t>(i)]; }

  void close_elements(int i) {
    while (!open_ends_.empty() && open_ends_.back() <= i) {
      open_ends_.pop_back();
      boundary_ = true;
    }
  }

  void visit(int i) {
    if (facts(i).places & kInHead) return;
    if (dom_.node(i).is_text) return add_text(i);
    if (dom_.node(i).tag == GUMBO_TAG_BR) {
      ++breaks_;
    } else if (facts(i).block_element == i) {
      boundary_ = true;
      open_ends_.push_back(dom_.node(i).end);
    }
  }

  void add_text(int i) {
    const std::string_view text = dom_.text(i);
    if (text.find_first_not_of(" \t\r\n\f") == std::string_view::npos) {
      space_ = true;
      return;
    }
    if (boundary_ || breaks_ > 1 || blocks_.empty()) start_block(i);
    HtmlBlock& block = blocks_.back();
    if (breaks_ == 1 && !block.text.empty()) block.text += '\n';
    breaks_ = 0;
    append(block, text, (facts(i).places & kInLink) != 0);
    block.last = i + 1;
  }

  void start_block(int i) {
    finish();
    boundary_ = false;
    breaks_ = 0;
    space_ = false;
    blocks_.emplace_back();
    blocks_.back().first = i;
    blocks_.back().element = facts(i).block_element;
  }

  void append(HtmlBlock& block, std::string_view text, bool link) {
    bool in_word = !block.text.empty() && !space_ && block.text.back() != '\n';
    for (const char c : text) {
      if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f') {
        space_ = true;
        in_word = false;
        continue;
      }
      if (space_ && !block.text.empty() && block.text.back() != '\n') block.text += ' ';
      space_ = false;
      if (!in_word && link) ++block.link_words;
      in_word = true;
      block.text += c;
    }
  }

  void finish() {
    if (blocks_.empty()) return;
    HtmlBlock& block = blocks_.back();
    block.lowered = block.text;
    for (char& c : block.lowered) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    block.repeats = seen_[block.text]++;
  }

  const HtmlDom& dom_;
  const std::vector<HtmlNodeFacts>& facts_;
  std::vector<HtmlBlock> blocks_;
  std::vector<int> open_ends_;
  std::unordered_map<std::string, int> seen_;
  bool boundary_ = true;
  bool space_ = false;
  int breaks_ = 0;
};

}  // namespace

bool is_block_element(const HtmlDom& dom, int node) {
  static const std::array<bool, GUMBO_TAG_LAST + 1> kInline = inline_table();
  return !dom.node(node).is_text && !kInline[static_cast<std::size_t>(dom.node(node).tag)];
}

HtmlPage cut_blocks(const HtmlDom& dom, const HtmlLexicon* lexicon) {
  HtmlPage page;
  page.facts = FactFinder(dom, lexicon).run();
  page.blocks = Cutter(dom, page.facts).run();
  for (HtmlBlock& block : page.blocks) block.words = split_words(block.lowered);
  return page;
}

}  // namespace onrecord

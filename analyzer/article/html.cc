#include "article/html.h"

#include <algorithm>

#include "article/encoding.h"
#include "article/html_meta.h"
#include "article/html_prepare.h"
#include "article/html_text.h"

namespace onrecord {
namespace {

const HtmlBlock& block_at(const HtmlPage& page, int i) { return page.blocks[static_cast<std::size_t>(i)]; }

std::uint32_t places_of(const HtmlPage& page, const HtmlBlock& block) {
  return page.facts[static_cast<std::size_t>(block.first)].places;
}

constexpr std::size_t kLongestCaption = 60;

BlockKind kind_of(const HtmlPage& page, const HtmlBlock& block) {
  const std::uint32_t places = places_of(page, block);
  // Some systems wrap whole articles in <figure>; captions are short.
  if (places & (kInCaption | kInFigure) && block.words.size() <= kLongestCaption) return BlockKind::kCaption;
  if (places & kInHeading) return BlockKind::kHeading;
  if (places & kInQuote) return BlockKind::kBlockquote;
  if (places & kInList) return BlockKind::kListItem;
  return BlockKind::kParagraph;
}

// Sentences set large that stand in the running text too: in <aside>, <blockquote>, or with the same words before.
bool is_pull_quote(const HtmlPage& page, const HtmlBlock& block, const std::string& running) {
  if (block.words.size() < 4 || block.words.size() > 60) return false;
  const bool apart = places_of(page, block) & (kInQuote | kInAside | kInFigure);
  return apart && running.find(block.lowered) != std::string::npos;
}

/// Decides which blocks are laid out and as what.
class Chooser {
 public:
  Chooser(const HtmlReading& reading, const HtmlOptions& options)
      : page_(reading.page),
        evidence_(reading.evidence),
        inside_(options.whole ? std::vector<bool>(reading.page.blocks.size(), true)
                              : select_blocks(reading.dom, reading.page, options.lexicon.get(), options.model.get(),
                                              reading.evidence)) {}

  std::vector<ChosenBlock> run() {
    gather_running_text();
    const int title = find_title();
    std::vector<ChosenBlock> chosen;
    if (title >= 0) chosen.push_back({title, BlockKind::kTitle});
    for (int i = 0; i < static_cast<int>(inside_.size()); ++i) {
      if (i != title && wanted(i)) chosen.push_back({i, kind(i)});
    }
    return chosen;
  }

 private:
  // The headline stands before the text, or at its very start.
  int find_title() const {
    if (evidence_.title.empty()) return -1;
    for (int i = 0; i < static_cast<int>(page_.blocks.size()); ++i) {
      const HtmlBlock& block = block_at(page_, i);
      if (block.text == evidence_.title && places_of(page_, block) & kInHeading) return i;
    }
    return -1;
  }

  // The headline again (breadcrumbs, the title repeated) is not text; captions between the text are kept apart.
  bool wanted(int i) const {
    const HtmlBlock& block = block_at(page_, i);
    if (block.text == evidence_.title) return false;
    return inside_[static_cast<std::size_t>(i)] || is_caption_in_text(i);
  }

  bool is_caption_in_text(int i) const {
    const HtmlBlock& block = block_at(page_, i);
    if (!(places_of(page_, block) & kInCaption) || block.words.empty()) return false;
    return i > first_inside_ && i < last_inside_;
  }

  BlockKind kind(int i) const {
    const HtmlBlock& block = block_at(page_, i);
    if (is_pull_quote(page_, block, running_)) return BlockKind::kPullQuote;
    return kind_of(page_, block);
  }

  void gather_running_text() {
    for (int i = 0; i < static_cast<int>(inside_.size()); ++i) {
      if (!inside_[static_cast<std::size_t>(i)]) continue;
      first_inside_ = first_inside_ < 0 ? i : first_inside_;
      last_inside_ = i;
      if (!(places_of(page_, block_at(page_, i)) & (kInQuote | kInAside | kInFigure))) {
        running_ += block_at(page_, i).lowered + '\n';
      }
    }
  }

  const HtmlPage& page_;
  const HtmlEvidence& evidence_;
  std::vector<bool> inside_;
  std::string running_;
  int first_inside_ = -1, last_inside_ = -1;
};

void take_metadata(const HtmlMetadata& found, const HtmlOptions& options, Article& article) {
  article.id = options.id.empty() ? options.path : options.id;
  article.path = options.path;
  article.title = found.title;
  article.byline = found.byline;
  article.published = found.published;
  article.publisher = found.publisher;
  article.section = found.section;
  article.url = found.url.empty() ? options.url : found.url;
  if (!found.language.empty()) article.language = found.language;
}

HtmlReading read_blocks(HtmlDom dom, const std::vector<std::string>& json_ld, const HtmlOptions& options,
                        HtmlMetadata& metadata) {
  HtmlPage page = cut_blocks(dom, options.lexicon.get());
  metadata = find_metadata(dom, page, json_ld, options.lexicon.get());
  HtmlEvidence evidence{metadata.article_body, metadata.title, metadata.description};
  return {std::move(dom), std::move(page), std::move(evidence)};
}

}  // namespace

Result<HtmlReading> read_html_blocks(std::string_view markup, const std::vector<std::string>& json_ld,
                                     const HtmlOptions& options) {
  Result<HtmlDom> dom = HtmlDom::parse(markup, options.max_memory);
  if (!dom) return unexpected(dom.error());
  HtmlMetadata metadata;
  return read_blocks(std::move(*dom), json_ld, options, metadata);
}

Result<Article> read_html(std::string_view bytes, const HtmlOptions& options) {
  const DecodedText decoded = decode_text(bytes, {.declared = options.charset, .read_meta = true});
  const PreparedMarkup prepared = prepare_markup(decoded.text(), {});
  Result<HtmlDom> dom = HtmlDom::parse(prepared.markup, options.max_memory);
  if (!dom) {
    dom.error().path = options.path;
    return unexpected(dom.error());
  }
  HtmlMetadata metadata;
  const HtmlReading reading = read_blocks(std::move(*dom), prepared.json_ld, options, metadata);
  Article article;
  take_metadata(metadata, options, article);
  const std::vector<ChosenBlock> chosen = Chooser(reading, options).run();
  lay_out(reading.dom, reading.page, chosen, {prepared.markup, &prepared.map, &decoded.map}, article);
  return article;
}

bool looks_like_html(std::string_view bytes) {
  std::string head(bytes.substr(0, 1024));
  for (char& c : head) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  for (const std::string_view tag : {"<!doctype html", "<html", "<head", "<body", "<meta", "<title", "<article", "<div"}) {
    if (head.find(tag) != std::string::npos) return true;
  }
  return false;
}

}  // namespace onrecord

#include "article/input_markdown.h"

#include <cmark.h>

#include <algorithm>
#include <memory>

#include "article/encoding.h"

namespace onrecord {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
constexpr std::size_t kMaxMarkdown = std::size_t{16} << 20;
constexpr std::size_t kSearchWindow = 512;  ///< bytes of markup that may stand between two pieces of text

std::string_view trimmed(std::string_view s) {
  const std::size_t begin = s.find_first_not_of(" \t\r\"'");
  return begin == kNowhere ? std::string_view() : s.substr(begin, s.find_last_not_of(" \t\r\"'") - begin + 1);
}

/// "---", lines "name: value", "---" at the start: taken into `article`; returns where the text begins.
std::size_t front_matter(std::string_view text, const PageLexicon& lexicon, Article& article) {
  if (!text.starts_with("---\n") && !text.starts_with("---\r\n")) return 0;
  const std::size_t end = text.find("\n---", 3);
  if (end == kNowhere || end > (64u << 10)) return 0;
  for (std::size_t at = text.find('\n') + 1; at < end;) {
    const std::size_t stop = std::min(text.find('\n', at), end);
    const std::string_view line = text.substr(at, stop - at);
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string_view name = line.substr(0, colon), value = trimmed(line.substr(std::min(colon + 1, line.size())));
    if (name == "title") article.title = std::string(value);
    if (name == "author") article.byline = std::string(value);
    if (name == "date") article.published = parse_date(value, lexicon);
    at = stop + 1;
  }
  return std::min(text.find('\n', end + 4), text.size());
}

/// Lays the blocks of a parsed document out as an article's text.
class MarkdownReader {
 public:
  MarkdownReader(std::string_view source, std::size_t first, const DecodedText& decoded, Article& article)
      : source_(source), decoded_(decoded), article_(article) {
    for (std::size_t at = first; at != kNowhere && at <= source.size(); at = next_line(at)) lines_.push_back(at);
  }

  void run(cmark_node* root) {
    cmark_iter* iter = cmark_iter_new(root);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
      cmark_node* node = cmark_iter_get_node(iter);
      if (event == CMARK_EVENT_ENTER) enter(node);
      else leave(node);
    }
    cmark_iter_free(iter);
    for (const OriginRun& run : runs_) article_.origin.add(run);
    rebase_origin(article_, decoded_.map);
  }

 private:
  std::size_t next_line(std::size_t at) const {
    const std::size_t end = source_.find('\n', at);
    return end == kNowhere ? kNowhere : end + 1;
  }

  void enter(cmark_node* node) {
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_PARAGRAPH:
      case CMARK_NODE_HEADING: begin_block(node); break;
      case CMARK_NODE_BLOCK_QUOTE: ++quotes_; break;
      case CMARK_NODE_ITEM: ++items_; break;
      case CMARK_NODE_IMAGE: ++images_; break;
      case CMARK_NODE_LINK: link_begin_ = article_.text.size(); break;
      case CMARK_NODE_TEXT:
      case CMARK_NODE_CODE: put(cmark_node_get_literal(node)); break;
      case CMARK_NODE_SOFTBREAK: put(" "); break;
      case CMARK_NODE_LINEBREAK: put("\n"); break;
      default: break;  // code blocks and raw HTML are no running text
    }
  }

  void leave(cmark_node* node) {
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_PARAGRAPH:
      case CMARK_NODE_HEADING: end_block(node); break;
      case CMARK_NODE_BLOCK_QUOTE: --quotes_; break;
      case CMARK_NODE_ITEM: --items_; break;
      case CMARK_NODE_IMAGE: --images_; break;
      case CMARK_NODE_LINK: link(node); break;
      default: break;
    }
  }

  void begin_block(cmark_node* node) {
    block_begin_ = article_.text.size();
    const auto line = static_cast<std::size_t>(std::max(cmark_node_get_start_line(node), 1)) - 1;
    cursor_ = lines_.empty() ? 0 : lines_[std::min(line, lines_.size() - 1)];
  }

  void end_block(cmark_node* node) {
    const std::size_t end = article_.text.size();
    if (article_.text.find_first_not_of(" \n", block_begin_) == std::string::npos) {
      return;
    }
    const bool heading = cmark_node_get_type(node) == CMARK_NODE_HEADING;
    const BlockKind kind = heading    ? BlockKind::kHeading
                           : quotes_ ? BlockKind::kBlockquote
                           : items_  ? BlockKind::kListItem
                                     : BlockKind::kParagraph;
    article_.blocks.push_back({kind, {BytePos{block_begin_}, BytePos{end}}});
    append_run(runs_, end, cursor_, 2, 0);
    article_.text += "\n\n";
  }

  void put(const char* literal) {
    if (literal == nullptr || images_ > 0) return;
    const std::string_view text = literal;
    const std::size_t size = text.size();
    const std::size_t at = source_.substr(0, cursor_ + size + kSearchWindow).find(text, cursor_);
    if (size > 0 && at != kNowhere) {
      append_run(runs_, article_.text.size(), at, size, size);
      cursor_ = at + size;
    } else if (size > 0) {
      const std::size_t end = source_.substr(0, cursor_ + 40).find(';', cursor_);  // a character reference
      const std::size_t taken = end == kNowhere ? 0 : end + 1 - cursor_;
      append_run(runs_, article_.text.size(), cursor_, size, taken);
      cursor_ += taken;
    }
    article_.text += text;
  }

  void link(cmark_node* node) {
    if (article_.text.size() == link_begin_) return;
    const char* url = cmark_node_get_url(node);
    article_.links.push_back({{BytePos{link_begin_}, BytePos{article_.text.size()}}, url != nullptr ? url : ""});
    const std::size_t close = source_.substr(0, cursor_ + 8).find("](", cursor_);
    const std::size_t end = close == kNowhere ? close : source_.find_first_of(")\n", close);
    if (end != kNowhere) cursor_ = end;
  }

  std::string_view source_;
  const DecodedText& decoded_;
  Article& article_;
  std::vector<OriginRun> runs_;
  std::vector<std::size_t> lines_;
  std::size_t cursor_ = 0, block_begin_ = 0, link_begin_ = 0;
  int quotes_ = 0, items_ = 0, images_ = 0;
};

}  // namespace

Result<Article> read_markdown(const InputRecord& record, const InputOptions& options) {
  if (record.bytes.size() > kMaxMarkdown) return unexpected({.message = "Markdown of more than 16 MiB is not read"});
  const DecodedText decoded = decode_text(record.bytes, {.declared = record.charset});
  Article article;
  article.path = record.place.path;
  article.id = record.id;
  const std::string_view source = decoded.text();
  const std::size_t first = front_matter(source, options.lexicon, article);
  const std::unique_ptr<cmark_node, void (*)(cmark_node*)> root(
      cmark_parse_document(source.data() + first, source.size() - first, CMARK_OPT_DEFAULT), &cmark_node_free);
  MarkdownReader(source, first, decoded, article).run(root.get());
  name_head(article, options.lexicon);
  return article;
}

}  // namespace onrecord

#include "article/html_text.h"

#include <algorithm>

#include "article/encoding.h"

namespace onrecord {
namespace {

constexpr bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }
constexpr bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::size_t char_size(std::string_view s, std::size_t i) {
  std::size_t size = 1;
  while (i + size < s.size() && (static_cast<unsigned char>(s[i + size]) & 0xC0) == 0x80) ++size;
  return size;
}

/// Walks decoded text and markup side by side.
class Aligner {
 public:
  Aligner(std::string_view decoded, std::string_view raw) : decoded_(decoded), raw_(raw) {}

  std::vector<OriginRun> run() {
    while (d_ < decoded_.size() && r_ < raw_.size()) {
      const bool same = decoded_[d_] == raw_[r_];
      if (raw_[r_] == '&') reference();
      else if (same) plain();
      else if (raw_[r_] == '<') skip_tag();
      else if (raw_[r_] == '\r') ++r_;
      else break;
    }
    // What is left could not be matched: as a whole.
    if (d_ < decoded_.size()) add(decoded_.size() - d_, raw_.size() - r_);
    return std::move(runs_);
  }

 private:
  void add(std::size_t d_size, std::size_t r_size) {
    append_run(runs_, d_, r_, d_size, r_size);
    d_ += d_size;
    r_ += r_size;
  }

  void plain() {
    std::size_t n = 0;
    while (d_ + n < decoded_.size() && r_ + n < raw_.size() && decoded_[d_ + n] == raw_[r_ + n] && raw_[r_ + n] != '&') {
      ++n;
    }
    add(n, n);
  }

  // A tag that the parser ignored in the middle of a text.
  void skip_tag() {
    const std::size_t close = raw_.find('>', r_);
    r_ = close == std::string_view::npos ? raw_.size() : close + 1;
  }

  void reference() {
    std::size_t end = r_ + 1;
    if (end < raw_.size() && raw_[end] == '#') ++end;
    while (end < raw_.size() && is_name_char(raw_[end])) ++end;
    const bool closed = end < raw_.size() && raw_[end] == ';';
    if (closed) ++end;
    const std::string_view name = raw_.substr(r_, end - r_);
    const bool ampersand = name == "&amp;" || name == "&AMP;" || name == "&#38;" || name == "&#038;" || name == "&#x26;";
    const bool literal = decoded_[d_] == '&' && !ampersand && decoded_.substr(d_).starts_with(name);
    if (literal || name.size() < 3) return add(1, 1);
    const std::size_t size = char_size(decoded_, d_);
    add(size, closed ? name.size() : unclosed_size(name, size));
  }

  // "&copy2014": the longest name whose rest stands decoded as it is.
  std::size_t unclosed_size(std::string_view name, std::size_t size) const {
    for (std::size_t n = name.size(); n > 2; --n) {
      if (decoded_.substr(d_ + size).starts_with(name.substr(n))) return n;
    }
    return name.size();
  }

  std::string_view decoded_, raw_;
  std::size_t d_ = 0, r_ = 0;
  std::vector<OriginRun> runs_;
};

/// Writes Article::text and everything that has positions in it.
class Layout {
 public:
  Layout(const HtmlDom& dom, const HtmlPage& page, const MarkupMaps& maps, Article& article)
      : dom_(dom), page_(page), maps_(maps), to_page_(*maps.to_page), to_bytes_(*maps.to_bytes), article_(article) {}

  void add(const ChosenBlock& chosen) {
    const HtmlBlock& block = page_.blocks[static_cast<std::size_t>(chosen.block)];
    separate_ = !article_.text.empty();
    const std::size_t begin = article_.text.size() + (separate_ ? kBlankLine.size() : 0);
    at_start_ = true;
    space_ = false;
    open_ancestors(block);
    for (int i = block.first; i < block.last; ++i) {
      close_inline(i);
      visit(i);
    }
    close_inline(block.last);
    if (article_.text.size() > begin) {
      article_.blocks.push_back({chosen.kind, {BytePos{begin}, BytePos{article_.text.size()}}});
    }
  }

  void finish() {
    for (const OriginRun& run : runs_) article_.origin.add(run);
  }

 private:
  struct OpenInline {
    int end;                 // node index where it ends
    bool quote;              // <q>, else a link
    std::size_t begin;       // in Article::text
    std::string_view href;
  };

  // Links and <q> that begin before the block's first text: around it, or around the whole block.
  void open_ancestors(const HtmlBlock& block) {
    std::vector<int> above;
    for (int i = dom_.node(block.first).parent; i > 0; i = dom_.node(i).parent) above.push_back(i);
    for (auto i = above.rbegin(); i != above.rend(); ++i) visit(*i);
  }

  void visit(int i) {
    const HtmlNode& node = dom_.node(i);
    const bool unread = page_.facts[static_cast<std::size_t>(i)].places & kInHead;
    if (node.is_text && !unread) add_text(i);
    if (node.is_text) return;
    if (node.tag == GUMBO_TAG_BR && !at_start_) line_break_ = true;
    if (node.tag == GUMBO_TAG_Q) open_quote(node.end);
    const std::string_view href = node.tag == GUMBO_TAG_A ? dom_.attribute(i, "href") : std::string_view();
    if (!href.empty() && href[0] != '#') open_.push_back({node.end, false, kUnset, href});
  }

  void open_quote(int end) {
    flush_space();
    add_made("\u201c");
    at_start_ = false;
    open_.push_back({end, true, article_.text.size(), {}});
  }

  void close_inline(int i) {
    while (!open_.empty() && open_.back().end <= i) {
      const OpenInline done = open_.back();
      open_.pop_back();
      if (done.quote) {
        add_made("\u201d");
      } else if (done.begin != kUnset) {
        article_.links.push_back({{BytePos{done.begin}, BytePos{article_.text.size()}}, std::string(done.href)});
      }
    }
  }

  void add_text(int i) {
    const std::string_view decoded = dom_.text(i);
    const std::string_view raw = dom_.raw_text(i);
    const bool ours = raw.data() >= maps_.markup.data() &&
                      raw.data() + raw.size() <= maps_.markup.data() + maps_.markup.size();
    if (!ours) return add_made(decoded);
    const auto markup = static_cast<std::size_t>(raw.data() - maps_.markup.data());
    for (const OriginRun& run : align_entities(decoded, raw)) {
      const std::string_view piece = decoded.substr(run.text_begin.value, run.text_size);
      add_piece(piece, markup + run.origin_begin.value, run.text_size == run.origin_size, run.origin_size);
    }
  }

  // A piece of decoded text without the characters that only say where a word may break.
  void add_piece(std::string_view piece, std::size_t markup, bool exact, std::size_t markup_size) {
    if (piece.find_first_of("\xC2\xE2\xEF") == std::string_view::npos) return add_visible(piece, markup, exact, markup_size);
    std::size_t begin = 0;
    for (std::size_t i = 0; i < piece.size(); ++i) {
      const std::size_t size = invisible_size(piece.substr(i));
      if (size == 0) continue;
      add_visible(piece.substr(begin, i - begin), markup + (exact ? begin : 0), exact, markup_size);
      i += size - 1;
      begin = i + 1;
    }
    add_visible(piece.substr(begin), markup + (exact ? begin : 0), exact, markup_size);
  }

  // Soft hyphen, zero-width space, word joiner, byte order mark.
  static std::size_t invisible_size(std::string_view s) {
    for (const std::string_view mark : {"\u00ad", "\u200b", "\u2060", "\ufeff"}) {
      if (s.starts_with(mark)) return mark.size();
    }
    return 0;
  }

  // Text that came from `markup` on: byte for byte, or as a whole.
  void add_visible(std::string_view piece, std::size_t markup, bool exact, std::size_t markup_size) {
    std::size_t i = 0;
    while (i < piece.size()) {
      if (is_space(piece[i])) {
        note_space(markup + (exact ? i : 0));
        ++i;
        continue;
      }
      std::size_t end = i;
      while (end < piece.size() && !is_space(piece[end])) ++end;
      flush_space();
      begin_links();
      if (exact) add_exact(piece.substr(i, end - i), markup + i);
      else add_whole(piece.substr(i, end - i), markup, markup_size);
      i = end;
    }
  }

  void note_space(std::size_t markup) {
    if (at_start_ || space_) return;
    space_ = true;
    space_origin_ = origin(markup);
  }

  void flush_space() {
    if (line_break_ && !at_start_) add_made("\n");
    else if (space_) add_mapped(" ", space_origin_, space_origin_ + 1);
    line_break_ = space_ = false;
  }

  void begin_links() {
    at_start_ = false;
    write_separator();
    for (OpenInline& open : open_) {
      if (open.begin == kUnset) open.begin = article_.text.size();
    }
  }

  // Follows both maps stretch by stretch.
  void add_exact(std::string_view piece, std::size_t markup) {
    while (!piece.empty()) {
      const OriginRun& run = to_page_.seek(markup);
      const std::size_t left = run.text_begin.value + run.text_size - markup;
      const std::size_t n = std::clamp<std::size_t>(left, 1, piece.size());
      add_page_bytes(piece.substr(0, n), to_page_.begin_of(markup));
      piece.remove_prefix(n);
      markup += n;
    }
  }

  void add_page_bytes(std::string_view piece, std::uint64_t page) {
    while (!piece.empty()) {
      const OriginRun& run = to_bytes_.seek(page);
      const std::size_t left = run.text_begin.value + run.text_size - page;
      const std::size_t n = std::clamp<std::size_t>(left, 1, piece.size());
      const std::uint64_t begin = to_bytes_.begin_of(page);
      const std::uint64_t size = run.text_size == run.origin_size ? n : run.origin_size;
      add_mapped(piece.substr(0, n), begin, begin + size);
      piece.remove_prefix(n);
      page += n;
    }
  }

  void add_whole(std::string_view piece, std::size_t markup, std::size_t markup_size) {
    const std::uint64_t page_end = to_page_.end_of(markup + markup_size);
    add_mapped(piece, origin(markup), to_bytes_.end_of(page_end));
  }

  std::uint64_t origin(std::size_t markup) { return to_bytes_.begin_of(to_page_.begin_of(markup)); }

  // The blank line before a block, once the block turns out to have text.
  void write_separator() {
    if (!separate_) return;
    separate_ = false;
    add_made(kBlankLine);
  }

  void add_mapped(std::string_view piece, std::uint64_t begin, std::uint64_t end) {
    write_separator();
    append_run(runs_, article_.text.size(), begin, piece.size(), std::max(begin, end) - begin);
    if (piece == "\xEF\xBF\xBD") note_repair(piece.size());
    article_.text += piece;
    last_origin_ = std::max(begin, end);
  }

  void note_repair(std::size_t size) {
    article_.repairs.push_back({BytePos{article_.text.size()}, BytePos{article_.text.size() + size}});
  }

  // Characters the page does not have.
  void add_made(std::string_view piece) {
    write_separator();
    append_run(runs_, article_.text.size(), last_origin_, piece.size(), 0);
    article_.text += piece;
  }

  static constexpr std::string_view kBlankLine = "\n\n";
  static constexpr std::size_t kUnset = static_cast<std::size_t>(-1);

  const HtmlDom& dom_;
  const HtmlPage& page_;
  const MarkupMaps& maps_;
  RunCursor to_page_, to_bytes_;
  Article& article_;
  std::vector<OriginRun> runs_;
  std::vector<OpenInline> open_;
  bool separate_ = false, at_start_ = true, space_ = false, line_break_ = false;
  std::uint64_t space_origin_ = 0, last_origin_ = 0;
};

}  // namespace

std::vector<OriginRun> align_entities(std::string_view decoded, std::string_view raw) {
  return Aligner(decoded, raw).run();
}

void lay_out(const HtmlDom& dom, const HtmlPage& page, const std::vector<ChosenBlock>& chosen, const MarkupMaps& maps,
             Article& article) {
  Layout layout(dom, page, maps, article);
  for (const ChosenBlock& block : chosen) layout.add(block);
  layout.finish();
  std::sort(article.links.begin(), article.links.end(),
            [](const Link& a, const Link& b) { return a.span < b.span; });
}

}  // namespace onrecord

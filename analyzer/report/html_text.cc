#include "report/html_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <set>
#include <tuple>
#include <vector>

#include "report/links.h"

namespace onrecord {
namespace {

/// What a stretch of text can be marked as; the order is that of classes in the output.
enum class MarkKind { kSource, kCue, kContent, kQuotation, kFinding, kLink };
constexpr std::size_t kMarkKinds = 6;

struct Mark {
  MarkKind kind;
  ByteSpan span;
  int owner;         ///< attribution, quotation or finding
  std::size_t size;  ///< of the whole role: the innermost is the smallest
};

std::size_t size_of(const std::vector<ByteSpan>& spans) {
  std::size_t size = 0;
  for (ByteSpan s : spans) size += s.size();
  return size;
}

std::vector<Mark> marks_of(const Analysis& analysis) {
  std::vector<Mark> out;
  const auto add = [&](MarkKind kind, const std::vector<ByteSpan>& spans, std::size_t owner) {
    for (ByteSpan s : spans)
      if (!s.empty()) out.push_back({kind, s, static_cast<int>(owner), size_of(spans)});
  };
  for (std::size_t i = 0; i < analysis.attributions.size(); ++i) {
    add(MarkKind::kSource, analysis.attributions[i].source.spans, i);
    add(MarkKind::kCue, analysis.attributions[i].cue.spans, i);
    add(MarkKind::kContent, analysis.attributions[i].content.spans, i);
  }
  for (std::size_t i = 0; i < analysis.quotations.size(); ++i)
    add(MarkKind::kQuotation, analysis.quotations[i].spans, i);
  for (std::size_t i = 0; i < analysis.findings.size(); ++i) add(MarkKind::kFinding, analysis.findings[i].spans, i);
  for (std::size_t i = 0; i < analysis.article.links.size(); ++i)
    add(MarkKind::kLink, {analysis.article.links[i].span}, i);
  return out;
}

struct Edge {
  BytePos at;
  bool begins;
  std::size_t mark;
};

/// The marks open at a place; of each kind the smallest first.
class OpenMarks {
 public:
  explicit OpenMarks(const std::vector<Mark>& marks) : marks_(marks) {}
  void begin(std::size_t mark) { set(mark).emplace(marks_[mark].size, mark); }
  void end(std::size_t mark) { set(mark).erase({marks_[mark].size, mark}); }
  const Mark* innermost(MarkKind kind) const {
    const auto& open = open_[static_cast<std::size_t>(kind)];
    return open.empty() ? nullptr : &marks_[open.begin()->second];
  }
  bool empty() const {
    return std::all_of(std::begin(open_), std::end(open_), [](const auto& s) { return s.empty(); });
  }
  template <class Use>
  void for_each(MarkKind kind, Use use) const {
    for (auto [size, mark] : open_[static_cast<std::size_t>(kind)]) use(marks_[mark]);
  }

 private:
  std::set<std::pair<std::size_t, std::size_t>>& set(std::size_t mark) {
    return open_[static_cast<std::size_t>(marks_[mark].kind)];
  }
  const std::vector<Mark>& marks_;
  std::set<std::pair<std::size_t, std::size_t>> open_[kMarkKinds];
};

std::string_view standing_class(SentenceStanding s) {
  switch (s) {
    case SentenceStanding::kIdentified: return "s-ok";
    case SentenceStanding::kWeak: return "s-weak";
    case SentenceStanding::kNone: return "s-none";
    case SentenceStanding::kNoClaim: return "s-free";
    case SentenceStanding::kOutside: return "s-out";
  }
  return "";
}

std::string_view element_of(BlockKind kind) {
  if (kind == BlockKind::kHeading) return "h3";
  if (kind == BlockKind::kBlockquote || kind == BlockKind::kPullQuote) return "blockquote";
  return "p";
}

std::string class_of(BlockKind kind) {
  std::string out(name_of(kind));
  std::replace(out.begin(), out.end(), ' ', '-');
  return "b b-" + out;
}

class ArticleText {
 public:
  explicit ArticleText(const Analysis& analysis)
      : analysis_(analysis), marks_(marks_of(analysis)), open_(marks_) {
    for (std::size_t i = 0; i < marks_.size(); ++i) {
      edges_.push_back({marks_[i].span.begin, true, i});
      edges_.push_back({marks_[i].span.end, false, i});
    }
    std::sort(edges_.begin(), edges_.end(), [](const Edge& a, const Edge& b) {
      return std::tuple(a.at, a.begins, a.mark) < std::tuple(b.at, b.begins, b.mark);
    });
    for (std::size_t i = 0; i < analysis.claims.size(); ++i)
      if (!analysis.claims[i].spans.empty()) claims_.emplace_back(analysis.claims[i].spans.front(), i);
    std::sort(claims_.begin(), claims_.end());
    anchored_.resize(analysis.attributions.size());
    flagged_.resize(analysis.findings.size());
    numbers_.resize(analysis.findings.size());
    std::size_t number = 0;
    for (std::size_t i : findings_in_text_order(analysis)) numbers_[i] = ++number;
  }

  std::string write() {
    bool remains = false;
    for (const Block& block : analysis_.article.blocks) {
      if (block.kind == BlockKind::kRemains && !remains) out_ += "<p class=\"note\">Left out of the analysis:</p>\n";
      remains = block.kind == BlockKind::kRemains;
      write(block);
    }
    return std::move(out_);
  }

 private:
  void write(const Block& block) {
    if (at_ < block.span.begin) skip_to(block.span.begin);
    const std::string_view element = element_of(block.kind);
    out_ += fmt::format("<{} class=\"{}\" dir=\"auto\">", element, class_of(block.kind));
    const std::size_t first = sentence_;
    const auto& sentences = analysis_.sentences;
    std::size_t last = first;
    while (last < sentences.size() && sentences[last].span.begin < block.span.end) ++last;
    write_strip(first, last);
    for (; sentence_ < last; ++sentence_) {
      if (sentences[sentence_].span.begin < at_) continue;  // overlaps what is written
      write_until(sentences[sentence_].span.begin);
      write_sentence(sentences[sentence_]);
    }
    write_until(block.span.end);
    out_ += fmt::format("</{}>\n", element);
  }

  /// One bar beside the block, divided as the sentences divide its text.
  void write_strip(std::size_t first, std::size_t last) {
    std::string bars, gaps;
    std::size_t y = 0;
    for (std::size_t i = first; i < last; ++i) {
      const SentenceView& s = analysis_.sentences[i];
      const std::size_t height = std::max<std::size_t>(s.span.size(), 1);
      bars += bar(s.standing, y, height);
      if (y > 0) gaps += fmt::format("M0 {}h8", y);
      y += height;
    }
    if (bars.empty()) return;
    out_ += fmt::format("<svg class=\"strip\" viewBox=\"0 0 8 {}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
                        "{}<path d=\"{}\"/></svg>", y, bars, gaps);
  }

  /// Full where the source is identified, narrow where it is weak, hollow where there is none: not by colour alone.
  static std::string bar(SentenceStanding standing, std::size_t y, std::size_t height) {
    if (standing == SentenceStanding::kNoClaim || standing == SentenceStanding::kOutside) return "";
    const int x = standing == SentenceStanding::kNone ? 1 : 0;
    const int width = standing == SentenceStanding::kIdentified ? 8 : standing == SentenceStanding::kWeak ? 4 : 6;
    return fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>", standing_class(standing),
                       x, y, width, height);
  }

  void write_sentence(const SentenceView& s) {
    const int claim = claim_in(s.span);
    out_ += fmt::format("<span class=\"s {}\"", standing_class(s.standing));
    if (claim >= 0) out_ += fmt::format(" data-c=\"{}\"", claim + 1);
    out_ += '>';
    write_until(s.span.end);
    out_ += "</span>";
    if (claim >= 0 && s.standing == SentenceStanding::kNone)
      out_ += fmt::format("<a class=\"cm\" data-c=\"{0}\" href=\"#c{0}\" aria-label=\"claim without a source\"></a>",
                          claim + 1);
  }

  /// The first claim that begins in `span`, -1 if none.
  int claim_in(ByteSpan span) {
    while (claim_ < claims_.size() && claims_[claim_].first.begin < span.begin) ++claim_;
    const bool inside = claim_ < claims_.size() && claims_[claim_].first.begin < span.end;
    return inside ? static_cast<int>(claims_[claim_].second) : -1;
  }

  /// Passes over text that is in no block (blank lines), keeping track of the marks.
  void skip_to(BytePos end) {
    while (edge_ < edges_.size() && edges_[edge_].at < end) turn(edges_[edge_++]);
    at_ = end;
  }

  void write_until(BytePos end) {
    while (at_ < end) {
      while (edge_ < edges_.size() && edges_[edge_].at <= at_) turn(edges_[edge_++]);
      const BytePos next = edge_ < edges_.size() ? std::min(edges_[edge_].at, end) : end;
      write_stretch({at_, next});
      at_ = next;
    }
    // Ends are told before the sentence or block is closed, so that their numbers stand beside them.
    while (edge_ < edges_.size() && edges_[edge_].at <= end && !edges_[edge_].begins) turn(edges_[edge_++]);
  }

  void turn(const Edge& edge) {
    if (edge.begins) {
      open_.begin(edge.mark);
      return;
    }
    open_.end(edge.mark);
    const Mark& mark = marks_[edge.mark];
    if (mark.kind == MarkKind::kFinding && !flagged_[static_cast<std::size_t>(mark.owner)]) flag(mark.owner);
  }

  /// The number of a finding behind its words, once.
  void flag(int finding) {
    const auto index = static_cast<std::size_t>(finding);
    flagged_[index] = true;
    out_ += fmt::format("<a class=\"fm fm-{0}\" id=\"m{1}\" data-f=\"{1}\" href=\"#f{1}\" "
                        "aria-label=\"{0} {1}\"><span>{1}</span></a>", name_of(analysis_.findings[index].severity), numbers_[index]);
  }

  void write_stretch(ByteSpan span) {
    if (open_.empty()) return append_html(out_, analysis_.article.view(span));
    const Mark* source = open_.innermost(MarkKind::kSource);
    const Mark* cue = open_.innermost(MarkKind::kCue);
    const Mark* content = open_.innermost(MarkKind::kContent);
    const Mark* role = cue != nullptr ? cue : source != nullptr ? source : content;
    const bool anchor = role != nullptr && is_anchor(*role);
    out_ += anchor ? "<a" : "<span";
    out_ += fmt::format(" class=\"{}\"", classes(source, cue, content));
    if (role != nullptr) out_ += fmt::format(" data-a=\"{}\"", role->owner + 1);
    if (const Mark* f = open_.innermost(MarkKind::kFinding)) 
      out_ += fmt::format(" data-f=\"{}\"", numbers_[static_cast<std::size_t>(f->owner)]);
    if (anchor) out_ += fmt::format(" id=\"t{0}\" href=\"#a{0}\"", role->owner + 1);
    if (const Mark* link = open_.innermost(MarkKind::kLink)) {
      out_ += " title=\"links to ";
      append_html(out_, analysis_.article.links[static_cast<std::size_t>(link->owner)].href);
      out_ += '"';
    }
    out_ += '>';
    append_html(out_, analysis_.article.view(span));
    out_ += anchor ? "</a>" : "</span>";
  }

  /// The stretch by which an attribution is reached from the keyboard: its cue; else its source; else its content.
  bool is_anchor(const Mark& role) {
    const auto owner = static_cast<std::size_t>(role.owner);
    const Attribution& a = analysis_.attributions[owner];
    const MarkKind wanted = !a.cue.empty()      ? MarkKind::kCue
                            : !a.source.empty() ? MarkKind::kSource
                                                : MarkKind::kContent;
    if (role.kind != wanted || anchored_[owner]) return false;
    return anchored_[owner] = true;
  }

  std::string classes(const Mark* source, const Mark* cue, const Mark* content) const {
    std::string out;
    const auto add = [&](std::string_view name) { out += (out.empty() ? "" : " ") + std::string(name); };
    if (source != nullptr) add("src");
    if (cue != nullptr) add("cue");
    if (content != nullptr) add("con");
    if (const Mark* q = open_.innermost(MarkKind::kQuotation))
      add(analysis_.quotations[static_cast<std::size_t>(q->owner)].use == QuoteUse::kStatement ? "q" : "qt");
    if (open_.innermost(MarkKind::kLink) != nullptr) add("lnk");
    Severity worst = Severity::kNote;
    bool found = false;
    open_.for_each(MarkKind::kFinding, [&](const Mark& mark) {
      worst = std::min(worst, analysis_.findings[static_cast<std::size_t>(mark.owner)].severity);
      found = true;
    });
    if (found) add(fmt::format("f f-{}", name_of(worst)));
    return out;
  }

  const Analysis& analysis_;
  const std::vector<Mark> marks_;
  OpenMarks open_;
  std::vector<Edge> edges_;
  std::vector<std::pair<ByteSpan, std::size_t>> claims_;
  std::vector<bool> anchored_, flagged_;
  std::vector<std::size_t> numbers_;  ///< of findings, as shown
  std::size_t edge_ = 0, sentence_ = 0, claim_ = 0;
  BytePos at_{0};
  std::string out_;
};

}  // namespace

void append_html(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      case '\n': case '\t': out += c; break;
      case '\r': break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) out += "\ufffd";
        else out += c;
    }
  }
}

std::string html_escaped(std::string_view text) {
  std::string out;
  append_html(out, text);
  return out;
}

std::string article_html(const Analysis& analysis) { return ArticleText(analysis).write(); }

}  // namespace onrecord

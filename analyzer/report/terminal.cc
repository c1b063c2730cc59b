#include "report/terminal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <vector>

#include "report/cells.h"
#include "report/links.h"
#include "report/place.h"

namespace onrecord {
namespace {

enum class Ink { kError, kWarning, kNote, kFrame, kBold, kDim, kGood };

std::string_view code_of(Ink ink) {
  switch (ink) {
    case Ink::kError: return "\x1b[1;31m";
    case Ink::kWarning: return "\x1b[1;33m";
    case Ink::kNote: return "\x1b[1;36m";
    case Ink::kFrame: return "\x1b[34m";
    case Ink::kBold: return "\x1b[1m";
    case Ink::kDim: return "\x1b[2m";
    case Ink::kGood: return "\x1b[32m";
  }
  return "";
}

Ink ink_of(Severity s) {
  return s == Severity::kError ? Ink::kError : s == Severity::kWarning ? Ink::kWarning : Ink::kNote;
}

std::string plural(std::size_t n, std::string_view one) { return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s"); }

/// A line cut to the terminal's width around what it is shown for.
struct Excerpt {
  std::string text, carets;
};

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

class Report {
 public:
  Report(const Analysis& analysis, const TerminalOptions& options)
      : analysis_(analysis),
        options_(options),
        name_(printable(options.name.empty() ? analysis.article.path : options.name)),
        text_places_(analysis.article.text),
        origin_places_(options.original) {}

  std::string write() {
    for (std::size_t i : findings_in_text_order(analysis_)) write(analysis_.findings[i]);
    write_summary();
    write_score();
    return std::move(out_);
  }

 private:
  std::string in(Ink ink, std::string_view text) const {
    return options_.color ? fmt::format("{}{}\x1b[0m", code_of(ink), text) : std::string(text);
  }

  void write(const Finding& f) {
    const std::string head = fmt::format("{}[{}] ", name_of(f.severity), f.rule);
    out_ += in(ink_of(f.severity), std::string_view(head).substr(0, head.size() - 1));
    out_ += ' ' + in(Ink::kBold, wrapped(f.message, options_.width, 2)) + '\n';
    const int gutter = gutter_of(f);
    const std::string sure = f.certainty == Certainty::kCertain ? "" : fmt::format(" ({})", name_of(f.certainty));
    out_ += fmt::format("{:{}}{} {}{}\n", "", gutter, in(Ink::kFrame, "-->"), where(f), in(Ink::kDim, sure));
    if (!f.spans.empty()) write_excerpts(f, gutter);
    if (!f.why.empty()) write_remark(gutter, "why", f.why);
    for (const std::string& e : f.evidence) write_remark(gutter, "saw", e);
    if (!f.help.empty()) write_remark(gutter, "help", f.help);
    out_ += '\n';
  }

  std::string where(const Finding& f) const {
    if (f.spans.empty()) return name_;
    const Place p = shown_place(f.spans.front().begin);
    return fmt::format("{}:{}:{}", name_, p.line, p.column);
  }

  /// In the original bytes, where they are known.
  Place shown_place(BytePos at) const {
    if (options_.original.empty()) return text_places_.at(at);
    return origin_places_.at(BytePos{analysis_.article.origin.origin(at).value});
  }

  int gutter_of(const Finding& f) const {
    int widest = 1;
    for (ByteSpan s : f.spans)
      widest = std::max(widest, static_cast<int>(fmt::formatted_size("{}", shown_place(s.begin).line)));
    return widest + 1;
  }

  void write_remark(int gutter, std::string_view label, std::string_view text) {
    const int indent = gutter + 4 + static_cast<int>(label.size());
    out_ += fmt::format("{:{}}{} {}: {}\n", "", gutter, in(Ink::kFrame, "="), in(Ink::kBold, label),
                        wrapped(text, options_.width, indent));
  }

  void write_excerpts(const Finding& f, int gutter) {
    std::map<int, std::vector<ByteSpan>> by_line;  // lines of Article::text
    for (ByteSpan s : f.spans) by_line[text_places_.at(s.begin).line].push_back(s);
    constexpr std::size_t kMostLines = 3;
    std::size_t shown = 0;
    out_ += fmt::format("{:{}}{}\n", "", gutter, in(Ink::kFrame, "|"));
    for (const auto& [line, spans] : by_line) {
      if (shown++ == kMostLines) break;
      const Excerpt e = excerpt(text_places_.line(line), spans, options_.width - gutter - 2);
      const std::string number = fmt::format("{:>{}} |", shown_place(spans.front().begin).line, gutter - 1);
      out_ += fmt::format("{} {}\n", in(Ink::kFrame, number), e.text);
      out_ += fmt::format("{:{}}{} {}\n", "", gutter, in(Ink::kFrame, "|"), in(ink_of(f.severity), e.carets));
    }
    if (by_line.size() > kMostLines)
      out_ += fmt::format("{:{}}{} and {}\n", "", gutter, in(Ink::kFrame, "|"),
                          plural(by_line.size() - kMostLines, "more line"));
  }

  /// The part of `line` around its spans that fits into `width` columns. Looks at a bounded piece of a line of any
  /// length.
  Excerpt excerpt(ByteSpan line, const std::vector<ByteSpan>& spans, int width) const {
    const std::string& text = analysis_.article.text;
    const auto reach = static_cast<std::uint32_t>(4 * width);
    BytePos begin = line.begin, end = line.end;
    if (spans.front().begin - line.begin > static_cast<std::ptrdiff_t>(reach)) begin = spans.front().begin - reach;
    if (line.end - spans.front().begin > static_cast<std::ptrdiff_t>(reach)) end = spans.front().begin + reach;
    while (begin > line.begin && is_continuation(text[begin.value])) --begin;
    while (end < line.end && is_continuation(text[end.value])) ++end;
    const std::vector<Cell> cells = cells_of(analysis_.article.view({begin, end}), begin);
    const auto [first, last] = window(cells, spans.front(), width);
    return draw(cells, first, last, spans, begin > line.begin || first > 0, end < line.end || last < cells.size());
  }

  /// Cells [first, last) that fit, with some room before the span, beginning and ending at words where possible.
  static std::pair<std::size_t, std::size_t> window(const std::vector<Cell>& cells, ByteSpan span, int width) {
    int all = 0;
    for (const Cell& c : cells) all += c.width;
    if (all <= width) return {0, cells.size()};
    const auto at = static_cast<std::size_t>(
        std::find_if(cells.begin(), cells.end(), [&](const Cell& c) { return c.at >= span.begin; }) - cells.begin());
    // From the end of the line backwards, unless that is too far from the span: a third of the width stands before it.
    std::size_t first = cells.size();
    for (int room = width - 1; first > 0 && room >= cells[first - 1].width; --first) room -= cells[first - 1].width;
    std::size_t before = at;
    for (int room = width / 3; before > 0 && room > 0; --before) room -= cells[before - 1].width;
    first = std::min(first, before);
    while (first > 0 && first < at && cells[first - 1].text != " ") ++first;
    std::size_t last = first;
    for (int room = width - 2; last < cells.size() && room >= cells[last].width; ++last) room -= cells[last].width;
    std::size_t word = last;
    while (word > at + 1 && word < cells.size() && cells[word].text != " ") --word;
    return {first, word > at + 1 ? word : last};
  }

  static Excerpt draw(const std::vector<Cell>& cells, std::size_t first, std::size_t last,
                      const std::vector<ByteSpan>& spans, bool cut_before, bool cut_after) {
    Excerpt e;
    if (cut_before) e.text = "…", e.carets = " ";
    std::size_t marked = 0;
    for (std::size_t i = first; i < last; ++i) {
      const bool inside =
          std::any_of(spans.begin(), spans.end(), [&](ByteSpan s) { return s.contains(cells[i].at); });
      e.text += cells[i].text;
      e.carets.append(static_cast<std::size_t>(cells[i].width), inside ? '^' : ' ');
      if (inside) marked = e.carets.size();
    }
    if (cut_after) e.text += "…";
    e.carets.resize(marked);
    return e;
  }

  void write_summary() {
    std::array<std::size_t, 3> count{};
    for (const Finding& f : analysis_.findings) ++count[static_cast<std::size_t>(f.severity)];
    const auto unsourced = static_cast<std::size_t>(
        std::count_if(analysis_.claims.begin(), analysis_.claims.end(),
                      [](const Claim& c) { return c.sourced == Sourced::kNone; }));
    out_ += fmt::format("{}: {}, {}, {}; {} by {}; {}, {} without a source\n", in(Ink::kBold, name_),
                        tally(Severity::kError, count[0]), tally(Severity::kWarning, count[1]),
                        tally(Severity::kNote, count[2]), plural(analysis_.attributions.size(), "attribution"),
                        plural(analysis_.sources.size(), "source"), plural(analysis_.claims.size(), "claim"),
                        unsourced);
  }

  std::string tally(Severity severity, std::size_t n) const {
    const std::string text = plural(n, name_of(severity));
    return n > 0 ? in(ink_of(severity), text) : text;
  }

  void write_score() {
    const Score& s = analysis_.score;
    if (!s.value) {
      out_ += fmt::format("not enough to score{}\n", s.reason.empty() ? "" : ": " + printable(s.reason));
      return;
    }
    out_ += fmt::format("{} (90% interval {} to {}): visible sourcing, not truth\n",
                        in(Ink::kBold, fmt::format("score {} of 100", *s.value)), s.low, s.high);
    std::size_t widest = 0;
    for (const ScorePart& p : s.parts) widest = std::max(widest, p.name.size());
    for (const ScorePart& p : s.parts) write(p, static_cast<int>(widest));
    for (const ScoreCap& c : s.caps)
      out_ += fmt::format("  at most {}: {} {}\n", c.at_most, printable(c.why), in(Ink::kDim, "[" + c.rule + "]"));
  }

  void write(const ScorePart& p, int widest) {
    if (!p.value) {
      out_ += fmt::format("  {:{}}  {}\n", printable(spoken(p.name)), widest, in(Ink::kDim, "does not apply"));
      return;
    }
    const int full = std::clamp(static_cast<int>(std::lround(*p.value * 10)), 0, 10);
    std::string bar, rest;
    for (int i = 0; i < 10; ++i) (i < full ? bar : rest) += i < full ? "█" : "░";
    out_ += fmt::format("  {:{}}  {}{} {:4.0f}%  weight {:g}, {:g} of {:g} {}\n", printable(spoken(p.name)), widest,
                        in(Ink::kGood, bar), in(Ink::kDim, rest), *p.value * 100, p.weight,
                        std::round(p.numerator * 100) / 100, std::round(p.denominator * 100) / 100, printable(in_short(p.what)));
    if (!p.raise.empty() && *p.value < 1)
      out_ += fmt::format("  {:{}}  {}\n", "", widest,
                          in(Ink::kDim, wrapped("raise it: " + p.raise.front(), options_.width, widest + 4)));
  }

  const Analysis& analysis_;
  const TerminalOptions& options_;
  const std::string name_;
  const Places text_places_, origin_places_;
  std::string out_;
};

}  // namespace

std::string terminal_report(const Analysis& analysis, const TerminalOptions& options) {
  return Report(analysis, options).write();
}

}  // namespace onrecord

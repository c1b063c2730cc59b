#include "attribution/link.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace onrecord {
namespace {

constexpr std::ptrdiff_t kFarContent = 150;  // tokens between a content and its cue
constexpr std::ptrdiff_t kFarSource = 60;    // tokens between a cue and its source

std::uint64_t mix(std::uint64_t h, std::uint64_t v) {
  h = (h ^ v) * 0x9E3779B97F4A7C15ull;
  return h ^ (h >> 29);
}

struct Sink {
  std::vector<std::uint64_t>& out;
  void add(std::uint64_t id, std::initializer_list<std::int64_t> values) {
    std::uint64_t h = (id + 301) * 0xD6E8FEB86659FD93ull;
    for (auto v : values) h = mix(h, static_cast<std::uint64_t>(v) + 1);
    out.push_back(h);
  }
};

std::int64_t as_value(std::uint64_t hash) { return static_cast<std::int64_t>(hash); }

/// Tokens between two spans; 0 or less when they touch or overlap.
std::ptrdiff_t gap(TokenSpan x, TokenSpan y) { return std::max(x.begin - y.end, y.begin - x.end); }

int gap_class(std::ptrdiff_t g) {
  return g <= 0 ? 0 : g < 4 ? static_cast<int>(g) : g < 7 ? 4 : g < 12 ? 5 : g < 20 ? 6 : g < 40 ? 7 : 8;
}

std::size_t common(const TokenRuns& runs, TokenSpan span) {
  std::size_t n = 0;
  for (TokenSpan r : runs)
    if (r.overlaps(span)) n += static_cast<std::size_t>(std::min(r.end, span.end) - std::max(r.begin, span.begin));
  return n;
}

double jaccard(const TokenRuns& runs, TokenSpan span) {
  const std::size_t both = common(runs, span);
  return static_cast<double>(both) / static_cast<double>(runs.size() + span.size() - both);
}

/// The token of `span` whose head is outside it: the top of the phrase.
TokenIndex top_of(const Annotated& a, TokenSpan span) {
  for (TokenIndex i = span.begin; i < span.end; ++i)
    if (a[i].is_word && (a[i].head == kNoToken || !span.contains(a[i].head))) return i;
  return span.begin;
}

/// How two phrases hang together: relation of the one governed by the other, signed by direction; 0 if not directly.
int attachment(const Annotated& a, TokenSpan x, TokenSpan y) {
  for (TokenIndex i = x.begin; i < x.end; ++i)
    if (a[i].head != kNoToken && y.contains(a[i].head)) return 1 + static_cast<int>(a[i].relation);
  for (TokenIndex i = y.begin; i < y.end; ++i)
    if (a[i].head != kNoToken && x.contains(a[i].head)) return -1 - static_cast<int>(a[i].relation);
  return 0;
}

int quoted_class(const Annotated& a, TokenSpan span) {
  std::size_t n = 0;
  for (TokenIndex i = span.begin; i < span.end; ++i) n += a[i].quotation >= 0;
  return n == 0 ? 0 : n * 10 > span.size() * 9 ? 2 : 1;
}

}  // namespace

RoleSpans spans_of(const Annotated& text, const std::vector<RoleLabel>& labels) {
  RoleSpans out;
  for (std::size_t i = 0; i < labels.size();) {
    const RoleLabel l = labels[i];
    std::size_t j = i + 1;
    if (l == RoleLabel::kOutside) {
      i = j;
      continue;
    }
    const auto block = text.sentence_of(TokenIndex{i}).block;
    while (j < labels.size() && labels[j] != RoleLabel::kOutside && !begins(labels[j]) &&
           text.sentence_of(TokenIndex{j}).block == block)
      ++j;
    auto& list = is_source(l) ? out.sources : is_cue(l) ? out.cues : out.contents;
    list.push_back({TokenIndex{i}, TokenIndex{j}});
    i = j;
  }
  return out;
}

LinkContext::LinkContext(const FeatureInput& in, const std::vector<Proposal>& all, RoleSpans spans)
    : in_(in), a_(in.spans.text), all_(all), spans_(std::move(spans)) {}

std::pair<std::size_t, std::size_t> LinkContext::proposals_of(std::size_t cue) const {
  const TokenSpan q = spans_.cues[cue];
  const auto first = std::partition_point(all_.begin(), all_.end(), [&](const Proposal& p) { return p.cue < q.begin; });
  auto last = first;
  while (last != all_.end() && last->cue < q.end) ++last;
  return {static_cast<std::size_t>(first - all_.begin()), static_cast<std::size_t>(last - all_.begin())};
}

int LinkContext::between(const std::vector<TokenSpan>& spans, TokenSpan x, TokenSpan y) const {
  const TokenIndex from = std::min(x.end, y.end), to = std::max(x.begin, y.begin);
  auto it = std::partition_point(spans.begin(), spans.end(), [&](TokenSpan s) { return s.begin < from; });
  int n = 0;
  for (; it != spans.end() && it->begin < to && n < 3; ++it) ++n;
  return n;
}

namespace {

/// Indices of the spans that may lie within `far` tokens of `of`; spans are in order and hardly overlap.
std::pair<std::size_t, std::size_t> window(const std::vector<TokenSpan>& spans, TokenSpan of, std::ptrdiff_t far) {
  const auto first = std::partition_point(spans.begin(), spans.end(), [&](TokenSpan s) { return of.begin - s.end >= far; });
  const auto last = std::partition_point(first, spans.end(), [&](TokenSpan s) { return s.begin - of.end < far; });
  return {static_cast<std::size_t>(first - spans.begin()), static_cast<std::size_t>(last - spans.begin())};
}

}  // namespace

std::vector<std::size_t> LinkContext::cues_near(std::size_t content) const {
  std::vector<std::size_t> out;
  const auto [first, last] = window(spans_.cues, spans_.contents[content], kFarContent);
  for (std::size_t q = first; q < last; ++q) {
    const auto blocks = a_.sentence_of(spans_.contents[content].begin).block - a_.sentence_of(spans_.cues[q].begin).block;
    if (blocks >= -1 && blocks <= 2) out.push_back(q);
  }
  return out;
}

std::vector<std::size_t> LinkContext::sources_near(std::size_t cue) const {
  std::vector<std::size_t> out;
  const auto [first, last] = window(spans_.sources, spans_.cues[cue], kFarSource);
  for (std::size_t s = first; s < last; ++s) {
    const auto blocks = a_.sentence_of(spans_.sources[s].begin).block - a_.sentence_of(spans_.cues[cue].begin).block;
    if (blocks >= -1 && blocks <= 1) out.push_back(s);
  }
  return out;
}

void LinkContext::content_features(std::size_t content, std::size_t cue, std::vector<std::uint64_t>& out) const {
  const TokenSpan c = spans_.contents[content], q = spans_.cues[cue];
  Sink s{out};
  const int side = c.begin < q.begin, g = gap_class(gap(c, q));
  const int cues = between(spans_.cues, c, q), sources = between(spans_.sources, c, q), contents = between(spans_.contents, c, q);
  const int blocks = static_cast<int>(a_.sentence_of(c.begin).block - a_.sentence_of(q.begin).block);
  const auto sentence_of = [&](TokenIndex i) { return a_[i].sentence.value; };
  const int from_first = std::clamp(sentence_of(c.begin) - sentence_of(q.begin), -3, 3);
  const int from_last = std::clamp(sentence_of(c.end - 1) - sentence_of(q.begin), -3, 3);
  const int quoted = quoted_class(a_, c), attached = attachment(a_, c, q);
  const TokenIndex main = top_of(a_, q);
  const bool colon = a_[q.end - 1].lower == ":" || (q.end < a_.size() && a_[q.end].lower == ":");
  double overlap = 0, strength = 0;
  std::uint64_t rule = 0;
  const auto [first, last] = proposals_of(cue);
  for (std::size_t i = first; i < last; ++i) {
    const double j = jaccard(all_[i].content, c) * (static_cast<double>(all_[i].score) + .1);
    if (common(all_[i].content, c) == 0) continue;
    strength = std::max(strength, static_cast<double>(all_[i].score));
    if (j > overlap) overlap = j, rule = all_[i].rule_hash;
  }
  const int o = static_cast<int>(std::lround(overlap * 8)), st = static_cast<int>(std::lround(strength * 5));
  s.add(0, {side, g});
  s.add(1, {cues, sources, contents});
  s.add(2, {side, cues, contents});
  s.add(3, {blocks, from_first, from_last});
  s.add(4, {quoted, side, from_first});
  s.add(5, {o});
  s.add(6, {st});
  s.add(7, {o, cues});
  s.add(8, {attached, side});
  s.add(9, {as_value(a_[main].lemma_hash), side, g > 5});
  s.add(10, {as_value(rule), o > 2});
  s.add(11, {colon, side, blocks});
  s.add(12, {quoted, side, cues, contents, sources});
  s.add(13, {quoted, blocks, cues});
  s.add(14, {o, g, side});
  s.add(15, {as_value(a_[c.begin].lower_hash), side});
  s.add(16, {static_cast<int>(a_[main].tag), side, attached != 0});
  s.add(17, {side, g, cues, from_first});
  s.add(18, {st, attached != 0, cues});
}

void LinkContext::source_features(std::size_t cue, std::size_t source, std::vector<std::uint64_t>& out) const {
  const TokenSpan q = spans_.cues[cue], x = spans_.sources[source];
  Sink s{out};
  const int side = x.begin < q.begin, g = gap_class(gap(x, q));
  const int cues = between(spans_.cues, x, q), sources = between(spans_.sources, x, q), contents = between(spans_.contents, x, q);
  const int sentences = std::clamp(a_[x.begin].sentence.value - a_[q.begin].sentence.value, -2, 2);
  const int attached = attachment(a_, x, q);
  const TokenIndex main = top_of(a_, q), head = top_of(a_, x);
  int place = -1, how = -1;
  float score = 0;
  const auto [first, last] = proposals_of(cue);
  for (std::size_t i = first; i < last; ++i) {
    const Proposal& p = all_[i];
    const bool named = p.fixed_source && common(p.source, x) > 0;
    if (named && p.score >= score) place = 8, how = 20, score = p.score;
    for (std::size_t k = 0; k < p.sources.size(); ++k)
      if (x.contains(p.sources[k].head) && (place < 0 || p.score > score)) {
        place = static_cast<int>(k);
        how = static_cast<int>(p.sources[k].how) * 4 + std::min<int>(p.sources[k].steps, 3);
        score = p.score;
      }
  }
  const int sc = static_cast<int>(std::lround(score * 5));
  s.add(40, {side, g});
  s.add(41, {cues, sources, contents});
  s.add(42, {side, cues, sources, contents});
  s.add(43, {sentences, side});
  s.add(44, {attached, side});
  s.add(45, {place, how});
  s.add(46, {place, sc});
  s.add(47, {place, cues, sources});
  s.add(48, {as_value(a_[main].lemma_hash), side});
  s.add(49, {static_cast<int>(a_[head].tag), side, g});
  s.add(50, {as_value(a_[head].lower_hash), side});
  s.add(51, {static_cast<int>(a_[main].tag), side, attached != 0});
  s.add(52, {is_passive(a_, main), side, attached});
  s.add(53, {side, g, cues, sources, place >= 0});
  s.add(54, {sentences, cues, sources, place});
  s.add(55, {how, attached});
  s.add(56, {sentences, static_cast<int>(a_[head].tag)});
}

int LinkContext::best_proposal(std::size_t cue, const TokenRuns& content) const {
  int best = -1;
  double most = 0;
  const auto [first, last] = proposals_of(cue);
  for (std::size_t i = first; i < last; ++i) {
    double shared = 0;
    for (TokenSpan r : content) shared += static_cast<double>(common(all_[i].content, r));
    shared = shared / static_cast<double>(all_[i].content.size() + content.size()) *
             (static_cast<double>(all_[i].score) + .1);
    if (shared > most) most = shared, best = static_cast<int>(i);
  }
  return best;
}

int LinkContext::top_proposal(std::size_t cue) const {
  int best = -1;
  const auto [first, last] = proposals_of(cue);
  for (std::size_t i = first; i < last; ++i)
    if (best < 0 || all_[i].score > all_[static_cast<std::size_t>(best)].score) best = static_cast<int>(i);
  return best;
}

}  // namespace onrecord

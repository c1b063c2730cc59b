#include "report/links.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

namespace onrecord {
namespace {

struct Edge {
  BytePos at;
  bool begins;
  std::size_t size;  ///< of the whole content
  int attribution;
};

std::vector<Edge> edges_of(const std::vector<Attribution>& attributions) {
  std::vector<Edge> edges;
  for (std::size_t i = 0; i < attributions.size(); ++i) {
    std::size_t size = 0;
    for (ByteSpan s : attributions[i].content.spans) size += s.size();
    for (ByteSpan s : attributions[i].content.spans) {
      if (s.empty()) continue;
      edges.push_back({s.begin, true, size, static_cast<int>(i)});
      edges.push_back({s.end, false, size, static_cast<int>(i)});
    }
  }
  std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) {
    return std::tuple(a.at, a.begins, a.attribution) < std::tuple(b.at, b.begins, b.attribution);
  });
  return edges;
}

/// Bytes of `span` in each attribution; `first` is the first stretch that may meet it.
void add_overlaps(const std::vector<ContentStretch>& stretches, ByteSpan span, std::map<int, std::size_t>& bytes) {
  auto at = std::partition_point(stretches.begin(), stretches.end(),
                                 [&](const ContentStretch& s) { return s.span.end <= span.begin; });
  for (; at != stretches.end() && at->span.begin < span.end; ++at) {
    const BytePos begin = std::max(at->span.begin, span.begin), end = std::min(at->span.end, span.end);
    bytes[at->attribution] += static_cast<std::size_t>(end - begin);
  }
}

}  // namespace

std::vector<ContentStretch> innermost_contents(const std::vector<Attribution>& attributions) {
  std::vector<ContentStretch> out;
  std::set<std::pair<std::size_t, int>> open;  // shortest first, later first
  BytePos since{0};
  for (const Edge& edge : edges_of(attributions)) {
    if (!open.empty() && since < edge.at) out.push_back({{since, edge.at}, -open.begin()->second});
    since = edge.at;
    if (edge.begins) open.emplace(edge.size, -edge.attribution);
    else open.erase({edge.size, -edge.attribution});
  }
  return out;
}

std::vector<int> quotation_attributions(const Analysis& analysis) {
  const std::vector<ContentStretch> stretches = innermost_contents(analysis.attributions);
  std::vector<int> out;
  out.reserve(analysis.quotations.size());
  for (const Quotation& q : analysis.quotations) {
    std::map<int, std::size_t> bytes;
    std::size_t size = 0, most = 0;
    int best = -1;
    for (ByteSpan s : q.inner) {
      add_overlaps(stretches, s, bytes);
      size += s.size();
    }
    for (auto [attribution, count] : bytes)
      if (count > most) best = attribution, most = count;
    out.push_back(2 * most >= size ? best : -1);
  }
  return out;
}

std::vector<std::size_t> findings_in_text_order(const Analysis& analysis) {
  std::vector<std::size_t> order(analysis.findings.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
    const auto &a = analysis.findings[i].spans, &b = analysis.findings[j].spans;
    if (a.empty() || b.empty()) return !a.empty() && b.empty();
    return a.front() < b.front();
  });
  return order;
}

std::string in_short(std::string_view what) {
  what = what.substr(0, what.find_first_of(":;(,"));
  while (what.ends_with(' ')) what.remove_suffix(1);
  return std::string(what);
}

std::string spoken(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

}  // namespace onrecord

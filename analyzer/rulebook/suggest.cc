#include "rulebook/suggest.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace onrecord {
namespace {

constexpr std::size_t kLongest = 64;  // longer names are not compared: hostile input

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before, last(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    before = last;
    last = now;
  }
  return last[b.size()];
}

}  // namespace

std::string nearest(std::string_view name, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t least = std::max<std::size_t>(1, name.size() / 3) + 1;
  if (name.size() > kLongest) return best;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLongest) continue;
    const std::size_t d = distance(name, candidate);
    if (d < least) least = d, best = candidate;
  }
  return best;
}

std::string suggestion(std::string_view name, const std::vector<std::string>& candidates) {
  if (const std::string near = nearest(name, candidates); !near.empty()) return fmt::format("did you mean '{}'?", near);
  if (candidates.empty()) return {};
  std::vector<std::string> shown(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(
                                                                              std::min<std::size_t>(12, candidates.size())));
  return fmt::format("known: {}{}", fmt::join(shown, ", "), candidates.size() > 12 ? ", ..." : "");
}

}  // namespace onrecord

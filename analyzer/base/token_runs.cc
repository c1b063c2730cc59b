#include "base/token_runs.h"

#include <algorithm>

namespace onrecord {

void TokenRuns::add(TokenSpan span) {
  if (span.empty()) return;
  auto first = std::find_if(runs_.begin(), runs_.end(), [&](const TokenSpan& r) { return r.end >= span.begin; });
  auto last = first;
  for (; last != runs_.end() && last->begin <= span.end; ++last) {
    span.begin = std::min(span.begin, last->begin);
    span.end = std::max(span.end, last->end);
  }
  if (first == last) {
    runs_.insert(first, span);
  } else {
    *first = span;
    runs_.erase(first + 1, last);
  }
}

void TokenRuns::add(const TokenRuns& other) {
  for (TokenSpan span : other) add(span);
}

void TokenRuns::remove(TokenSpan span) {
  if (span.empty()) return;
  const auto first = std::find_if(runs_.begin(), runs_.end(), [&](const TokenSpan& r) { return r.overlaps(span); });
  if (first == runs_.end()) return;
  if (first->begin < span.begin && span.end < first->end) {  // out of the middle of one
    const TokenSpan right{span.end, first->end};
    first->end = span.begin;
    runs_.insert(first + 1, right);
    return;
  }
  const auto keep = first->begin < span.begin ? first + 1 : first;
  if (keep != first) first->end = span.begin;
  auto last = keep;
  while (last != runs_.end() && last->end <= span.end) ++last;
  if (last != runs_.end()) last->begin = std::max(last->begin, span.end);
  runs_.erase(keep, last);
}

void TokenRuns::remove(const TokenRuns& other) {
  for (TokenSpan span : other) remove(span);
}

void TokenRuns::keep_run_of(TokenIndex i) {
  for (TokenSpan r : runs_)
    if (r.contains(i)) {
      runs_.clear();
      runs_.push_back(r);
      return;
    }
  runs_.clear();
}

std::size_t TokenRuns::size() const {
  std::size_t n = 0;
  for (TokenSpan r : runs_) n += r.size();
  return n;
}

bool TokenRuns::overlaps(TokenSpan span) const {
  return std::any_of(runs_.begin(), runs_.end(), [&](const TokenSpan& r) { return r.overlaps(span); });
}

bool TokenRuns::overlaps(const TokenRuns& other) const {
  return std::any_of(other.begin(), other.end(), [&](const TokenSpan& r) { return overlaps(r); });
}

}  // namespace onrecord

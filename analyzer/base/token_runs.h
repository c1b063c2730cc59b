// A set of tokens as runs: what a role of an attribution covers before it becomes text.
//
//   TokenRuns runs;
//   runs.add({TokenIndex{3}, TokenIndex{9}});
//   runs.remove({TokenIndex{5}, TokenIndex{6}});
//   runs.size();                    // 5: tokens 3 4 6 7 8
//   runs.contains(TokenIndex{5});   // false
//
// Invariant: runs are in order, not empty, and neither overlap nor touch.
#pragma once

#include "base/position.h"
#include "base/short_vector.h"

namespace onrecord {

class TokenRuns {
 public:
  TokenRuns() = default;
  explicit TokenRuns(TokenSpan span) { add(span); }

  void add(TokenSpan span);
  void add(const TokenRuns& other);
  void remove(TokenSpan span);
  void remove(const TokenRuns& other);
  /// Keeps only the run that holds `i`; nothing when no run does.
  void keep_run_of(TokenIndex i);
  void clear() { runs_.clear(); }

  bool empty() const { return runs_.empty(); }
  std::size_t size() const;  ///< number of tokens
  bool contains(TokenIndex i) const {
    for (const TokenSpan& r : runs_)
      if (r.contains(i)) return true;
    return false;
  }
  bool overlaps(TokenSpan span) const;
  bool overlaps(const TokenRuns& other) const;
  /// REQUIRES of both: not empty.
  TokenIndex first() const { return runs_.front().begin; }
  TokenIndex last() const { return runs_.back().end - 1; }
  /// From the first token to the last, gaps included. REQUIRES: not empty.
  TokenSpan hull() const { return {runs_.front().begin, runs_.back().end}; }

  const TokenSpan* begin() const { return runs_.begin(); }
  const TokenSpan* end() const { return runs_.end(); }

  friend bool operator==(const TokenRuns&, const TokenRuns&) = default;

 private:
  ShortVector<TokenSpan, 2> runs_;
};

}  // namespace onrecord

// Which tokens of a text are taken, as one mark a token: asked and set in constant time.
//
//   TokenMarks taken(text.tokens.size());
//   taken.add(runs);
//   if (!taken.overlaps(other)) use(other);
//
// REQUIRES of every call: tokens below the size given.
#pragma once

#include <algorithm>
#include <vector>

#include "base/token_runs.h"

namespace onrecord {

class TokenMarks {
 public:
  explicit TokenMarks(std::size_t tokens) : marks_(tokens) {}

  void add(TokenSpan span) { std::fill(at(span.begin), at(span.end), char{1}); }
  void add(const TokenRuns& runs) {
    for (TokenSpan r : runs) add(r);
  }
  bool has(TokenIndex i) const { return marks_[static_cast<std::size_t>(i.value)] != 0; }
  bool overlaps(TokenSpan span) const {
    for (TokenIndex i = span.begin; i < span.end; ++i)
      if (has(i)) return true;
    return false;
  }
  bool overlaps(const TokenRuns& runs) const {
    return std::any_of(runs.begin(), runs.end(), [&](TokenSpan r) { return overlaps(r); });
  }
  /// `runs` without the tokens marked here.
  TokenRuns without(const TokenRuns& runs) const {
    TokenRuns out = runs;
    for (TokenSpan r : runs)
      for (TokenIndex i = r.begin; i < r.end; ++i)
        if (has(i)) out.remove({i, i + 1});
    return out;
  }

 private:
  std::vector<char>::iterator at(TokenIndex i) { return marks_.begin() + i.value; }
  std::vector<char> marks_;  ///< not bool: a whole byte is written at once
};

}  // namespace onrecord

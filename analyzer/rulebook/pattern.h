// Patterns, compiled, and the matcher that finds them in annotated text.
//
//   PatternMatcher matcher(book.patterns(), "attribution");   // once; borrows the patterns
//   Matches found;
//   matcher.match({text, quotations}, found);                 // clears what it held
//   for (const Match& m : found.all)
//     propose(m.pattern->id, m.anchor, m.head, m.content, found.sources(m));
//
// Two kinds of patterns: those with an anchor are tried on every token whose tag, relation and words allow it (an
// index leads from a tag or a word to them) and follow the tree from there; those with `match` and no anchor look for
// a regular expression in sentences, paragraphs or headlines, its groups named after roles.
//
// A matcher is immutable and shared by threads. Its time is bounded: each token gives at most kMostBindings
// bindings a pattern, and paths look a bounded way.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/token_runs.h"
#include "rulebook/spans.h"

namespace onrecord {

/// What a pattern does; private to the matcher.
struct PatternCode;

struct Pattern {
  std::string id;
  std::uint64_t hash = 0;   ///< hash_of(id)
  std::string yields;       ///< "attribution"
  std::string type;         ///< "statement"
  std::string stance;       ///< as the rule fixes it; empty: as the words say
  double weight = 1;
  bool names_source = false;  ///< it has a source clause: the source is where the pattern says, or nowhere
  bool names_cue = false;
  std::shared_ptr<const PatternCode> code;
};

struct Match {
  const Pattern* pattern = nullptr;
  TokenIndex anchor = kNoToken;  ///< main word of the cue
  TokenIndex head = kNoToken;    ///< main word of the content; its first word where the pattern names none
  TokenRuns source, cue, content, medium, via, span;  ///< empty where the pattern gives none
  std::uint32_t first_source = 0, sources = 0;        ///< into Matches::candidates
};

struct Matches {
  std::vector<Match> all;  ///< by anchor, then in the order of the patterns
  std::vector<SourceCandidate> candidates;

  /// Sources that syntax offers for the anchor; only where the pattern names none.
  std::span<const SourceCandidate> sources(const Match& m) const {
    return std::span(candidates).subspan(m.first_source, m.sources);
  }
  void clear() { all.clear(), candidates.clear(); }
};

class PatternMatcher {
 public:
  static constexpr int kMostBindings = 24;

  /// The patterns that yield `what`. `patterns` must outlive the matcher.
  PatternMatcher(std::span<const Pattern> patterns, std::string_view what);
  PatternMatcher(PatternMatcher&&) noexcept;
  PatternMatcher& operator=(PatternMatcher&&) noexcept;
  ~PatternMatcher();

  void match(const SpanInput& in, Matches& out) const;

 private:
  struct Index;
  std::unique_ptr<const Index> index_;
};

}  // namespace onrecord

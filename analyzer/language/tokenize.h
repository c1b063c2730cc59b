// Sentences and tokens, in one pass and without models.
//
// Tokens follow the English Web Treebank and GUM, on which the models are trained: contractions are split
// ("do|n't", "Ines|'s"), hyphens and slashes between words are tokens ("so|-|called"), signs stand alone
// ("$|5", "40|%"), abbreviations and initials keep their full stop ("U.S.", "J."), web addresses and handles stay whole.
//
// Sentences end at . ! ? and their closing marks and brackets; not after abbreviations that want a name or number to
// follow, not before lower case, never across blocks, and after 400 tokens whatever follows (hostile text, tables). Only body blocks, titles and headings are tokenized.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "article/article.h"
#include "language/annotated.h"

namespace onrecord {

struct TokenizeOptions {
  /// Abbreviations with their full stop, lower case ("mr.", "sen.", "vs."): never the end of a sentence before a
  /// capital.
  std::vector<std::string> titles;
  /// Abbreviations that may also end a sentence ("inc.", "a.m.", "u.s."): they keep their stop, and end the sentence
  /// before a capitalised word of `starters`.
  std::vector<std::string> abbreviations;
  std::vector<std::string> starters;  ///< words that begin a sentence after an abbreviation ("the", "he")
};

/// TokenizeOptions, sorted for look-up. Immutable, shared by threads.
class Tokenizer {
 public:
  explicit Tokenizer(const TokenizeOptions& options);
  /// Replaces what `out` held. Tokens have span, lower, lower_hash, is_word, space_before and sentence set.
  void tokenize(const Article& article, Annotated& out) const;

 private:
  std::vector<std::uint64_t> titles_, abbreviations_, starters_;  ///< hashes, sorted
};

}  // namespace onrecord

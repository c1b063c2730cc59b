// Quotations: text between quotation marks, paired, nested, continued over paragraphs and repaired.
//
// Invariants
//   - quotations are in order of their opening; nested ones follow the one that holds them (`parent`).
//   - `spans` holds one span per paragraph the quotation runs through, marks included; `inner` the same without marks.
//   - every mark of the text belongs to exactly one quotation or to one MarkProblem, or was judged to be no quotation
//     mark (apostrophe, inches).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/enum_names.h"
#include "base/position.h"

namespace onrecord {

enum class QuoteUse {
  kStatement,  ///< somebody's words
  kTerm,       ///< a term, a scare quote, a word as word
  kTitle,      ///< of a book, song, film
  kNickname,   ///< "Robert \"Bob\" Hale"
};
template <>
struct EnumNames<QuoteUse> {
  static constexpr std::string_view names[] = {"statement", "term", "title", "nickname"};
};

struct Quotation {
  std::vector<ByteSpan> spans;  ///< with marks, one per paragraph
  std::vector<ByteSpan> inner;  ///< without marks
  TokenSpan tokens;             ///< all tokens from opening mark to closing mark (of all paragraphs)
  std::int32_t parent = -1;     ///< index of the quotation around this one, -1 at the outside
  QuoteUse use = QuoteUse::kStatement;
  bool closed = true;           ///< false: the closing mark was missing and the end was set by repair
  bool displayed = false;       ///< a blockquote without marks
  int words = 0;
  std::string evidence;         ///< why it was classed so, and how it was repaired
};

/// A mark that fits nothing.
struct MarkProblem {
  enum class Kind { kUnclosed, kOrphanClose, kMixedPair } kind = Kind::kUnclosed;
  ByteSpan span;
  std::string evidence;
};

struct Quotations {
  std::vector<Quotation> all;
  std::vector<MarkProblem> problems;
};

}  // namespace onrecord

// The quotation engine: pairs quotation marks and never gives up.
//
// Per block, from left to right: each mark is judged by its neighbours (can it open, can it close, is it an apostrophe
// or a measure), then paired on a stack in which single marks nest in double ones. What stays open at the end of a
// paragraph goes on in the next one where that reopens with the same mark (the convention of long quotations), and is
// repaired inside its paragraph otherwise. A closing mark without a partner opens its sentence. Every repair is told in
// Quotation::evidence and listed as a MarkProblem.
//
// Handles curly, straight, single (British) against apostrophes, guillemets, low-high, mixed pairs, `` and ''.
// Time is linear in the number of marks: the stack is at most kDeepest high.
#pragma once

#include <string>
#include <vector>

#include "article/article.h"
#include "language/annotated.h"
#include "quotation/quotation.h"

namespace onrecord {

struct QuotationOptions {
  std::vector<std::string> title_nouns;  ///< "book", "song": a quotation right behind one is a title
  std::vector<std::string> term_cues;    ///< "so-called", "dubbed": a quotation right behind one is a term
  int term_words = 4;                    ///< up to this many words without a verb, a quotation is a term
};

/// Finds all quotations of `article` and sets Token::quotation of `text` (innermost). Tags are used where they are
/// set. REQUIRES: `text` is the tokenized `article`.
Quotations find_quotations(const Article& article, Annotated& text, const QuotationOptions& options);

}  // namespace onrecord

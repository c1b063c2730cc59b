// Findings for a person at a terminal: where, which rule, the words under carets, why, and what to do; then the score.
//
//   std::string page = terminal_report(analysis, {.color = true});
//
//   warning[source/vague-quantifier] “Many residents” could be anyone: say who, or how you know
//     --> harbour.txt:15:1
//      |
//   15 | Many residents feel the council is hiding something. …
//      | ^^^^^^^^^^^^^^
//      = help: name one of them
#pragma once

#include <string>
#include <string_view>

#include "editorial/analysis.h"

namespace onrecord {

struct TerminalOptions {
  bool color = false;
  int width = 100;                ///< columns
  std::string name = {};          ///< shown for the input; Article::path if empty
  std::string_view original = {}; ///< the bytes that were read, where lines and columns are to be counted in them
                                  ///< (web pages); empty: they are counted in Article::text
};

/// Everything found, in text order; findings about the whole article last.
std::string terminal_report(const Analysis& analysis, const TerminalOptions& options);

}  // namespace onrecord

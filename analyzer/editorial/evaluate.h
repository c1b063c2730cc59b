// How good extraction is: attributions found against attributions marked by people.
//
// The measures are those of sequence labelling on PolNeAR (Newell, Margolin and Ruths, LREC 2018) and of pairing
// contents by Dice's coefficient:
//   token.ROLE   words in that role in any attribution;  token.micro  the three roles together
//   span.ROLE    whole roles that agree to the word
//   attr.content attributions paired one to one whose contents share at least half of their words (Dice >= 0.5)
//   attr.source  of these, the sources share half as well (or both name none);  attr.full  and the cues share a word
//   attr.source.FORM  the same for contents of one form (direct, mixed, indirect)
// Words are tokens that hold a letter or a digit; a token belongs to a role when a span of it touches the token.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attribution/attribution.h"
#include "base/position.h"
#include "base/result.h"
#include "editorial/analysis.h"

namespace onrecord {

/// One attribution as the measures see it: spans in code points.
struct MarkedAttribution {
  std::vector<CharSpan> source, cue, content;
  std::string rule;  ///< empty in gold
};

struct MarkedArticle {
  std::string id, publisher, text;
  std::vector<CharSpan> tokens;  ///< empty: words and marks of `text` are tokens
  std::vector<MarkedAttribution> attributions;
};

/// Reads a line of gold or of predictions; `text`, `tokens` and `publisher` may be missing in the latter.
Result<MarkedArticle> read_marked(std::string_view json_line);
/// What `analysis` found, in the same form.
MarkedArticle marked(const Analysis& analysis);

struct Tally {
  std::size_t right = 0, predicted = 0, gold = 0;
  double precision() const { return predicted == 0 ? 0 : static_cast<double>(right) / static_cast<double>(predicted); }
  double recall() const { return gold == 0 ? 0 : static_cast<double>(right) / static_cast<double>(gold); }
  double f1() const;
};

/// What is wrong with an attribution. All but the last are of gold ones that were missed.
enum class ErrorClass {
  kNothingFound,   ///< no content found has a word of it
  kContentApart,   ///< contents meet, but share less than half
  kSourceLeftOut,  ///< found without a source
  kSourceAdded,    ///< found with a source where people marked none
  kSourceEnds,     ///< sources meet, but share less than half
  kOtherSource,
  kNothingMarked,  ///< of a predicted one: people marked no content there
};

/// A gold attribution that was missed, or a predicted one that is not in gold (by attr.source).
struct Miss {
  enum class Kind { kMissed, kSpurious } kind = Kind::kMissed;
  std::string article, source, cue, content, rule;
};

struct Evaluation {
  std::map<std::string, Tally> figures;       ///< "attr.source" and its like, in name order
  std::map<std::string, Tally> by_rule;       ///< attr.source; gold counts are 0: a rule has precision only
  std::map<std::string, Tally> by_publisher;  ///< attr.source
  std::vector<Miss> misses;                   ///< in article order, missed before spurious
  /// How often each error was made in contents of each form. A predicted attribution that meets a missed one is told
  /// there, not again.
  std::map<std::pair<ErrorClass, Form>, std::size_t> errors;
  /// Keys of the gold attributions found with their source, "article\tindex": what two runs are compared by.
  std::vector<std::string> found;
};

/// Adds one article's figures to `evaluation`.
void evaluate(const MarkedArticle& gold, const MarkedArticle& predicted, Evaluation& evaluation);

}  // namespace onrecord

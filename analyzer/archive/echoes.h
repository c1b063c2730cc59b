// The same quotation in different articles: word for word, in other words, or from another mouth.
//
// Near wordings are found by winnowing (Schleimer, Wilkerson, Aiken 2003): of each three runs of three words one is
// looked up, so that quotations with five words in a row in common always meet. What meets is compared in full: every
// pair reported was really compared. Where very many different wordings share their words, the later ones are compared
// with the first 24 only. Time is linear in the quotations but for wordings that meet; memory is 16 bytes for every other
// word of each wording.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace onrecord {

struct QuotedText {
  std::int64_t id = 0, article = 0;
  std::string speaker_key;  ///< equal for one speaker
  std::string folded;       ///< words, lower case, one blank apart
};

/// Quotations that say the same, at least two, of at least two articles.
struct Echo {
  std::vector<std::size_t> members;  ///< indices into the input, ascending
  bool other_wording = false, other_speaker = false;
};

struct EchoOptions {
  std::size_t least_words = 5;   ///< shorter ones are the same by chance
  double resemblance = 0.5;      ///< shared runs of all runs ...
  double containment = 0.85;     ///< ... or of the shorter one's, for quotations that were cut
};

/// `text(i)` gives the i-th quotation, of `count`; it is asked several times.
std::vector<Echo> find_echoes(std::size_t count, const std::function<QuotedText(std::size_t)>& text,
                              const EchoOptions& options = {});

}  // namespace onrecord

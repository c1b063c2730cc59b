// Where attributions stand: the sentences each touches, and the attributions that touch a sentence.
//
//   AttributionPlaces places(text, attributions);
//   for (int a : places.in(sentence)) ...     // attributions[a], in their own order
//   places.source(a);                         // sentence of its source, kNoSentence where it names none
//
// Borrows nothing: indices only. Linear in the number of attributions; a content that runs over more than kReach
// sentences is known in the first kReach of them, so that a hostile article cannot make the index large.
#pragma once

#include <span>
#include <vector>

#include "attribution/attribution.h"
#include "language/annotated.h"

namespace onrecord {

/// The sentence at `at`, or the last one before it; kNoSentence before the first.
SentenceIndex sentence_at(const Annotated& text, BytePos at);
/// The sentence of the first word of `role`; kNoSentence where it is empty.
SentenceIndex sentence_of(const Annotated& text, const Role& role);

class AttributionPlaces {
 public:
  static constexpr std::int32_t kReach = 64;

  AttributionPlaces(const Annotated& text, const std::vector<Attribution>& attributions);

  std::span<const int> in(SentenceIndex s) const;
  SentenceIndex source(int attribution) const { return at(attribution).source; }
  SentenceIndex cue(int attribution) const { return at(attribution).cue; }
  /// Where the attribution is made: its cue's sentence, else its source's, else where its content begins.
  SentenceIndex home(int attribution) const { return at(attribution).home; }

 private:
  struct Place {
    SentenceIndex source = kNoSentence, cue = kNoSentence, home = kNoSentence;
  };
  const Place& at(int i) const { return places_[static_cast<std::size_t>(i)]; }

  std::vector<Place> places_;
  std::vector<std::int32_t> begin_;  ///< of each sentence in list_, one more than there are sentences
  std::vector<int> list_;
};

}  // namespace onrecord

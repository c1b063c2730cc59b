// What rules look at: the analysis so far, and where its parts stand. Env::more points to one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "editorial/analysis.h"
#include "editorial/places.h"

namespace onrecord {

struct EditorialView {
  const Analysis& found;
  const AttributionPlaces& places;
  std::vector<double> points;                       ///< of each source, 0 to 1: the sum of its grades
  std::vector<std::vector<int>> by_source;          ///< attributions of each source
  std::vector<int> claim_at;                        ///< claim of each sentence, -1 if none
  std::vector<int> speaker_of;                      ///< attribution whose content holds each quotation, -1 if none
  std::map<std::string, int, std::less<>> findings; ///< how many each rule made
};

/// A view of what is found so far. REQUIRES: analysis and places outlive it.
EditorialView make_view(const Annotated& text, const Quotations& quotations, const Analysis& found,
                        const AttributionPlaces& places);

}  // namespace onrecord

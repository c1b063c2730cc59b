// Which sentences need a source, of what type, and where their source stands.
//
//   auto finder = ClaimFinder::load(book);
//   std::vector<Claim> claims = finder->find(text, quotations, places, attributions);   // in text order
//
// A sentence of the text needs a source where a linear score over named signs (words/claim-need: a question, no verb, a
// figure ...) is above 0. Its type is the one whose words (words/claim-statistic, words/claim-cause ...) weigh most.
// Both are rules: nothing about words or weights stands here. The types follow Konstantinovskiy et al. 2018 (Full Fact)
// and Redi et al. 2019; that nearly every statement of fact in news needs a source is AP's rule.
//
// Where the source stands, in this order: an attribution that names its source in the sentence; one whose content holds
// the sentence and whose source stands next to it (neighbour) or further away (paragraph); a quotation that goes on
// (paragraph); a link (link); none. Linear in the length of the text.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "base/result.h"
#include "editorial/analysis.h"
#include "editorial/places.h"
#include "language/annotated.h"
#include "quotation/quotation.h"
#include "rulebook/rulebook.h"

namespace onrecord {

class ClaimFinder {
 public:
  /// Fails where a list is missing. Borrows lists of `book`.
  static Result<ClaimFinder> load(const Rulebook& book);
  ClaimFinder(ClaimFinder&&) noexcept;
  ClaimFinder& operator=(ClaimFinder&&) noexcept;
  ~ClaimFinder();

  std::vector<Claim> find(const Annotated& text, const Quotations& quotations, const AttributionPlaces& places,
                          const std::vector<Attribution>& attributions) const;

  struct Parts;  // of the implementation

 private:
  explicit ClaimFinder(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace onrecord

// What belongs to what in an Analysis, for writers: which attribution a stretch of text stands in.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "editorial/analysis.h"

namespace onrecord {

/// A stretch of text and the innermost attribution whose content covers it.
struct ContentStretch {
  ByteSpan span;
  int attribution = -1;
};

/// The contents of all attributions as stretches that do not overlap, in text order. Where contents nest, the shortest
/// wins; of two alike, the later. O(n log n) in their spans.
std::vector<ContentStretch> innermost_contents(const std::vector<Attribution>& attributions);

/// For each quotation the attribution that most of its words belong to, -1 for none.
std::vector<int> quotation_attributions(const Analysis& analysis);

/// Indices of the findings in text order; those about the whole article last. The n-th is shown as number n + 1.
std::vector<std::size_t> findings_in_text_order(const Analysis& analysis);

/// What a part of the score counts, in a few words: `what` up to its first ',', ':', ';' or '('.
std::string in_short(std::string_view what);
/// "first hand" for "first_hand".
std::string spoken(std::string_view name);

}  // namespace onrecord

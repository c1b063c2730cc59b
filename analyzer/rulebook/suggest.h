// "Did you mean ...?": the nearest of a list of names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace onrecord {

/// The candidate that takes the fewest insertions, deletions, changes and swaps (Damerau 1964) to become `name`, where
/// it takes no more than a third of its letters; empty where none is that near.
std::string nearest(std::string_view name, const std::vector<std::string>& candidates);

/// "did you mean 'x'?", or "known: a, b, c" where none is near (at most 12 shown).
std::string suggestion(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace onrecord

// Internal to editorial/: the words that make a sentence a claim of a type. One look-up per word for all lists.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <string>
#include <vector>

#include "editorial/analysis.h"
#include "rulebook/rulebook.h"

namespace onrecord {

inline constexpr std::size_t kClaimTypes = std::size(EnumNames<ClaimType>::names);

/// What speaks for each type in one sentence.
struct TypeSigns {
  std::array<double, kClaimTypes> weight{};
  std::array<std::string_view, kClaimTypes> word{};  ///< the weightiest; into the text
};

class ClaimWords {
 public:
  /// Reads words/claim-<type> for every type that has such a list.
  static ClaimWords load(const Rulebook& book);
  /// Adds up what the words of a sentence say. Words are met by lemma or as they stand, phrases of up to four words as
  /// they stand.
  TypeSigns read(const Annotated& text, TokenSpan sentence) const;

 private:
  struct Row {
    ClaimType type;
    double weight;
  };
  void add(ClaimType type, std::string_view words, double weight);
  void take(std::uint64_t hash, std::string_view word, TypeSigns& out) const;

  boost::unordered_flat_map<std::uint64_t, std::vector<Row>> rows_;
  boost::unordered_flat_map<std::uint64_t, int> starts_;  ///< first words of phrases, with the longest phrase's words
};

}  // namespace onrecord

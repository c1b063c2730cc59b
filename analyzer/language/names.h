// Names of people, organizations, places and others, left to right: an averaged perceptron over hashed features with
// begin-inside labels, of which only well-formed sequences are allowed (Ratinov and Roth 2009, "Design Challenges and
// Misconceptions in Named Entity Recognition", with their memory of what a word was earlier in the same text).
// Words without capital or digit and outside a name are not scored. Internal to the layer.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "language/feature_rows.h"
#include "language/words.h"

namespace onrecord {

inline constexpr int kNameBits = 18;
inline constexpr std::size_t kNameWidth = 16;  ///< labels, padded
using NameRows = FeatureRows<40>;

/// 0 outside; 1 + kind begins, 5 + kind goes on.
using NameLabel = std::uint8_t;
inline constexpr NameLabel kOutside = 0;
inline constexpr std::size_t kNameKinds = std::size(EnumNames<NameKind>::names);
inline constexpr std::size_t kNameLabels = 1 + 2 * kNameKinds;
constexpr NameLabel begins(NameKind kind) { return static_cast<NameLabel>(1 + static_cast<int>(kind)); }
constexpr NameLabel goes_on(NameKind kind) { return static_cast<NameLabel>(1 + kNameKinds + static_cast<std::size_t>(kind)); }
constexpr NameKind kind_of(NameLabel label) { return static_cast<NameKind>((label - 1) % kNameKinds); }
constexpr bool is_inside(NameLabel label) { return label > kNameKinds; }
/// A name goes on only where one of its kind stands before.
constexpr bool may_follow(NameLabel before, NameLabel label) {
  return !is_inside(label) || (before != kOutside && kind_of(before) == kind_of(label));
}

/// What words were when they last occurred in the text: a small cache, later words push out earlier ones.
class NameMemory {
 public:
  void clear() { slots_.fill({}); }
  NameLabel find(std::uint64_t form) const {
    const Slot& slot = slots_[form >> 54];
    return slot.check == static_cast<std::uint32_t>(form) ? slot.label : kOutside;
  }
  void keep(std::uint64_t form, NameLabel label) { slots_[form >> 54] = {static_cast<std::uint32_t>(form), label}; }

 private:
  struct Slot {
    std::uint32_t check = 0;
    NameLabel label = kOutside;
  };
  std::array<Slot, 1024> slots_{};
};

/// False: the word is outside, no need to score it.
bool may_be_name(const WordFeatures& word, NameLabel before);
void name_features(const SentenceWords& words, std::span<const Token> tokens, int i, NameLabel before, NameLabel before2,
                   const NameMemory& memory, NameRows& rows);

class NameFinder {
 public:
  NameFinder() = default;
  /// `titles`: sorted hashes of words that stand before people's names ("sen.", "president").
  NameFinder(std::span<const std::int8_t> rows, std::span<const std::uint64_t> titles)
      : rows_(rows.data()), titles_(titles) {}
  /// Adds the names of a sentence and sets Token::name. REQUIRES: tagged.
  void find(const SentenceWords& words, const Sentence& sentence, NameMemory& memory, Annotated& text) const;

 private:
  void add_name(const Sentence& sentence, TokenIndex begin, TokenIndex end, NameKind kind, Annotated& text) const;
  TokenSpan title_before(const Annotated& text, TokenIndex first, TokenIndex name) const;
  bool is_title(const Token& token) const;

  const std::int8_t* rows_ = nullptr;
  std::span<const std::uint64_t> titles_;
};

}  // namespace onrecord

// Part-of-speech tags, left to right: an averaged perceptron over hashed features (Collins 2002), with a lexicon that
// tells which tags known words take (as in Giménez and Màrquez 2004, SVMTool), so that the words to the right, not yet
// tagged, help as well. Words that take one tag only are not scored. Internal to the layer.
#pragma once

#include <cstdint>
#include <span>

#include "language/feature_rows.h"
#include "language/words.h"

namespace onrecord {

inline constexpr int kTagBits = 16;
inline constexpr std::size_t kTagLabels = 64;  ///< padded: a row is one cache line
inline constexpr std::size_t kTags = std::size(EnumNames<Tag>::names);
static_assert(kTags <= kTagLabels);
using TagRows = FeatureRows<48>;

/// The features of word `i`; `t1` is the tag before it, `t2` the one before that (kNone at the start).
void tag_features(const SentenceWords& words, int i, Tag t1, Tag t2, TagRows& rows);

class Tagger {
 public:
  Tagger() = default;
  explicit Tagger(std::span<const std::int8_t> rows) : rows_(rows.data()) {}
  void tag(const SentenceWords& words, std::span<Token> tokens) const;

 private:
  const std::int8_t* rows_ = nullptr;
};

}  // namespace onrecord

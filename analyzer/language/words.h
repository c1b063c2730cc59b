// What the models see of a word: its form, its ends, its shape, the tags it is known to take.
// Internal to the layer.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "language/annotated.h"
#include "language/model_file.h"

namespace onrecord {

/// A row of the lexicon of known words; a hash table with open addressing, slots a power of two.
struct LexiconEntry {
  std::uint32_t check = 0;    ///< lower half of the mixed hash; 0: free slot
  std::uint16_t classes = 0;  ///< names the ranked list of tags the word takes; 0: not known well enough
  std::uint8_t known = 0;     ///< 1: its form has an embedding of its own
  std::uint8_t spare = 0;
};

class Lexicon {
 public:
  Lexicon() = default;
  /// REQUIRES: size is a power of two.
  explicit Lexicon(std::span<const LexiconEntry> slots);
  /// Starts to load what find() will read: the table is larger than the fast caches.
  void prefetch(std::uint64_t lower_hash) const;
  /// All zero where the word is not listed.
  const LexiconEntry& find(std::uint64_t lower_hash) const;

  /// A table of twice as many slots as `words`, for the generator.
  static std::vector<LexiconEntry> build(std::span<const std::pair<std::uint64_t, LexiconEntry>> words);

 private:
  std::span<const LexiconEntry> slots_;
  int shift_ = 63;
};

/// Bits of WordFeatures::shape.
enum ShapeBit : std::uint8_t {
  kShapeCapital = 1, kShapeAllCapitals = 2, kShapeDigit = 4, kShapeLower = 8, kShapeMark = 16, kShapeFirst = 32,
  kShapeHeadline = 64, kShapeLater = 128,  ///< a capital behind the first letter and a small letter
};

/// Mixed 64-bit values, ready to be summed into features (feature_rows.h).
struct WordFeatures {
  std::uint64_t form = 0;  ///< lower case, digits as 0
  std::uint64_t prefix = 0, suffix2 = 0, suffix3 = 0, suffix4 = 0;
  std::uint64_t classes = 0;
  std::uint8_t shape = 0;
  bool known = false;
};

/// The words of one sentence, with kPad empty ones at each end so that a window needs no checks.
class SentenceWords {
 public:
  static constexpr int kPad = 3;
  void fill(const Annotated& text, const Sentence& sentence, const Lexicon& lexicon);
  /// REQUIRES: -kPad <= i < size() + kPad.
  const WordFeatures& operator[](int i) const { return words_[static_cast<std::size_t>(i + kPad)]; }
  int size() const { return size_; }
  /// Makes word `i` one never met before, whose form is `form`: for training.
  void hide(int i, std::uint64_t form);

 private:
  std::vector<WordFeatures> words_;
  int size_ = 0;
};

}  // namespace onrecord

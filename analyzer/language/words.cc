#include "language/words.h"

#include <algorithm>
#include <array>
#include <bit>

#include "language/feature_rows.h"

namespace onrecord {
namespace {

constexpr LexiconEntry kUnknown;
constexpr int kMaxProbes = 64;

/// The first and the last bytes of a word, at most 4.
class Ends {
 public:
  explicit Ends(std::string_view word) : size_(word.size()) {
    const std::size_t n = std::min<std::size_t>(size_, 4);
    for (std::size_t i = 0; i < n; ++i) {
      first_ |= std::uint64_t{static_cast<unsigned char>(word[i])} << 8 * i;
      last_ |= std::uint64_t{static_cast<unsigned char>(word[size_ - n + i])} << 8 * i;
    }
  }
  /// The last `n` bytes, as many as there are, as a mixed value.
  std::uint64_t last(std::size_t n) const {
    const std::size_t there = std::min<std::size_t>(size_, 4), size = std::min(n, there);
    return mixed(last_ >> 8 * (there - size) | std::uint64_t{size} << 32 | std::uint64_t{n} << 40);
  }
  std::uint64_t first(std::size_t n) const {
    const std::size_t size = std::min(n, size_);
    return mixed((first_ & ((std::uint64_t{1} << 8 * size) - 1)) | std::uint64_t{size} << 32 | std::uint64_t{n} << 48);
  }

 private:
  std::size_t size_;
  std::uint64_t first_ = 0, last_ = 0;
};

/// What a byte adds to the shape of its word; a table, for branches on letters are guessed wrong.
constexpr std::array<std::uint8_t, 256> kShapeOfByte = [] {
  std::array<std::uint8_t, 256> table{};
  for (std::size_t c = 0; c < table.size(); ++c)
    table[c] = c >= 'A' && c <= 'Z'                  ? kShapeCapital
               : (c >= 'a' && c <= 'z') || c >= 0x80 ? kShapeLower
               : c >= '0' && c <= '9'                ? kShapeDigit
                                                     : kShapeMark;
  return table;
}();

/// kShapeCapital is of the first letter alone.
std::uint8_t shape_of(std::string_view form) {
  if (form.empty()) return 0;
  const auto of = [](char c) { return kShapeOfByte[static_cast<unsigned char>(c)]; };
  const unsigned first = of(form[0]);
  unsigned rest = 0;
  for (const char c : form.substr(1)) rest |= of(c);
  const bool lower = ((first | rest) & kShapeLower) != 0, later = (rest & kShapeCapital) != 0;
  unsigned shape = first | (rest & ~static_cast<unsigned>(kShapeCapital));
  if ((first & kShapeCapital) != 0 && !lower && form.size() > 1) shape |= kShapeAllCapitals;
  if (later && lower) shape |= kShapeLater;
  return static_cast<std::uint8_t>(shape);
}

std::uint64_t without_digits(std::string_view lower) {
  std::uint64_t h = hash_of("");
  for (const char c : lower) {
    const char plain = c >= '0' && c <= '9' ? '0' : c;
    h = (h ^ static_cast<unsigned char>(plain)) * 1099511628211ull;
  }
  return h;
}

WordFeatures features_of(std::string_view form, const Token& token, const Lexicon& lexicon) {
  WordFeatures out;
  out.shape = shape_of(form);
  out.form = mixed((out.shape & kShapeDigit) != 0 ? without_digits(token.lower) : token.lower_hash);
  const Ends ends(token.lower);
  out.prefix = ends.first(3);
  out.suffix2 = ends.last(2);
  out.suffix3 = ends.last(3);
  out.suffix4 = ends.last(4);
  const LexiconEntry& known = lexicon.find(token.lower_hash);
  out.classes = mixed(known.classes);
  out.known = known.known != 0;
  return out;
}

}  // namespace

Lexicon::Lexicon(std::span<const LexiconEntry> slots)
    : slots_(slots), shift_(64 - std::countr_zero(std::max<std::size_t>(slots.size(), 2))) {}

void Lexicon::prefetch(std::uint64_t lower_hash) const {
  if (slots_.size() >= 2) __builtin_prefetch(&slots_[mixed(lower_hash) >> shift_]);
}

const LexiconEntry& Lexicon::find(std::uint64_t lower_hash) const {
  if (slots_.size() < 2) return kUnknown;
  const std::uint64_t h = mixed(lower_hash);
  const auto check = static_cast<std::uint32_t>(h);
  std::size_t slot = h >> shift_;
  for (int probe = 0; probe < kMaxProbes; ++probe, slot = (slot + 1) & (slots_.size() - 1)) {
    if (slots_[slot].check == check) return slots_[slot];
    if (slots_[slot].check == 0) break;
  }
  return kUnknown;
}

std::vector<LexiconEntry> Lexicon::build(std::span<const std::pair<std::uint64_t, LexiconEntry>> words) {
  std::vector<LexiconEntry> slots(std::bit_ceil(std::max<std::size_t>(words.size() * 3 / 2, 2)));
  const int shift = 64 - std::countr_zero(slots.size());
  for (const auto& [hash, entry] : words) {
    const std::uint64_t h = mixed(hash);
    std::size_t slot = h >> shift;
    while (slots[slot].check != 0) slot = (slot + 1) & (slots.size() - 1);
    slots[slot] = entry;
    slots[slot].check = static_cast<std::uint32_t>(h);
  }
  return slots;
}

void SentenceWords::hide(int i, std::uint64_t form) {
  WordFeatures& word = words_[static_cast<std::size_t>(i + kPad)];
  word.form = form;
  word.classes = mixed(kUnknown.classes);
  word.known = false;
}

void SentenceWords::fill(const Annotated& text, const Sentence& sentence, const Lexicon& lexicon) {
  size_ = static_cast<int>(sentence.tokens.size());
  words_.resize(static_cast<std::size_t>(size_) + 2 * kPad);
  std::fill_n(words_.begin(), kPad, WordFeatures{});
  std::fill_n(words_.end() - kPad, kPad, WordFeatures{});
  int letters = 0, capitals = 0;
  for (int i = 0; i < size_; ++i) {
    const TokenIndex at = sentence.tokens.begin + i;
    WordFeatures& word = words_[static_cast<std::size_t>(i + kPad)];
    word = features_of(text.form(at), text[at], lexicon);
    letters += (word.shape & (kShapeCapital | kShapeLower)) != 0;
    capitals += (word.shape & kShapeCapital) != 0;
  }
  // Headlines capitalise most words: there a capital says little.
  const bool headline = letters >= 4 && capitals * 4 >= letters * 3;
  for (int i = 0; i < size_; ++i) {
    std::uint8_t& shape = words_[static_cast<std::size_t>(i + kPad)].shape;
    if (i == 0) shape |= kShapeFirst;
    if (headline) shape |= kShapeHeadline;
  }
}

}  // namespace onrecord

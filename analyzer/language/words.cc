#include "language/words.h"

#include <algorithm>
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

std::uint8_t shape_of(std::string_view form) {
  bool capital = false, later = false, lower = false, digit = false, mark = false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const auto c = static_cast<unsigned char>(form[i]);
    if (c >= 'A' && c <= 'Z') {
      (i == 0 ? capital : later) = true;
    } else if ((c >= 'a' && c <= 'z') || c >= 0x80) {
      lower = true;
    } else if (c >= '0' && c <= '9') {
      digit = true;
    } else {
      mark = true;
    }
  }
  return static_cast<std::uint8_t>((capital ? kShapeCapital : 0) | (capital && !lower && form.size() > 1 ? kShapeAllCapitals : 0) |
                                   (digit ? kShapeDigit : 0) | (lower ? kShapeLower : 0) | (mark ? kShapeMark : 0) |
                                   (later && lower ? kShapeLater : 0));
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
  for (TokenIndex i = sentence.tokens.begin; i < sentence.tokens.end; ++i) lexicon.prefetch(text[i].lower_hash);
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

// Lemmas: a table of words that follow no rule, then the rule of the longest known ending ("-pped" of a VBD: take 3
// bytes off), both learnt per tag from treebanks (a decision list, as in Plisson et al. 2004, "A Rule based Approach to
// Word Lemmatization"). Words without a rule are their own lemma. Internal to the layer.
#pragma once

#include <array>
#include <cstdint>
#include <memory_resource>
#include <span>
#include <string_view>

#include "language/annotated.h"
#include "language/feature_rows.h"

namespace onrecord {

/// Takes `strip` bytes off and adds `add_size` bytes.
struct LemmaRule {
  std::uint8_t strip = 0, add_size = 0;
  std::array<char, 6> add{};
};
/// Slot of a hash table with open addressing: an ending with a tag, and its rule.
struct LemmaSuffix {
  std::uint32_t check = 0;  ///< 0: free
  std::uint16_t rule = 0;
  std::uint8_t tag = 0, size = 0;
};
/// Slot of a hash table with open addressing: a word with a tag, and its lemma.
struct LemmaWord {
  std::uint32_t check = 0;  ///< 0: free
  std::uint32_t text = 0;   ///< offset << 8 | size, into the lemmas' text
};

inline constexpr std::size_t kMaxLemmaSuffix = 6;

constexpr std::uint64_t lemma_word_hash(std::uint64_t lower_hash, Tag tag) {
  return mixed(lower_hash + std::rotl(value_of(tag), 9));
}
constexpr std::uint64_t lemma_suffix_hash(std::string_view suffix, Tag tag) {
  return mixed(hash_of(suffix) + std::rotl(value_of(tag), 27));
}

class Lemmatizer {
 public:
  Lemmatizer() = default;
  /// REQUIRES: `suffixes` and `words` have a power of two slots.
  Lemmatizer(std::span<const LemmaRule> rules, std::span<const LemmaSuffix> suffixes, std::span<const LemmaWord> words,
             std::span<const char> text);
  /// Sets lemma and lemma_hash from lower and tag. What is no part of `lower` goes to `arena`.
  void lemmatize(Token& token, std::pmr::memory_resource& arena) const;
  /// Starts to load what lemmatize() will read of a tagged token: the tables are larger than the fast caches.
  void prefetch(const Token& token) const;

 private:
  const LemmaWord* find_word(std::uint64_t hash) const;
  const LemmaRule* find_rule(std::string_view lower, Tag tag) const;

  std::span<const LemmaRule> rules_;
  std::span<const LemmaSuffix> suffixes_;
  std::span<const LemmaWord> words_;
  std::span<const char> text_;
  std::uint64_t inflected_ = 0;  ///< bit t: tag t has rules
};

}  // namespace onrecord

#include "language/lemmatizer.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace onrecord {
namespace {

constexpr int kMaxProbes = 64;

template <class Slot>
std::size_t place_of(std::span<const Slot> slots, std::uint64_t hash) {
  return hash >> (64 - std::countr_zero(slots.size()));
}

template <class Slot>
const Slot* find_slot(std::span<const Slot> slots, std::uint64_t hash) {
  const auto check = static_cast<std::uint32_t>(hash) | 1u;
  std::size_t at = place_of(slots, hash);
  for (int probe = 0; probe < kMaxProbes; ++probe, at = (at + 1) & (slots.size() - 1)) {
    if (slots[at].check == check) return &slots[at];
    if (slots[at].check == 0) break;
  }
  return nullptr;
}

}  // namespace

Lemmatizer::Lemmatizer(std::span<const LemmaRule> rules, std::span<const LemmaSuffix> suffixes,
                       std::span<const LemmaWord> words, std::span<const char> text)
    : rules_(rules), suffixes_(suffixes), words_(words), text_(text) {
  for (const LemmaSuffix& suffix : suffixes_)
    if (suffix.check != 0) inflected_ |= std::uint64_t{1} << (suffix.tag & 63);
}

const LemmaWord* Lemmatizer::find_word(std::uint64_t hash) const {
  return words_.size() < 2 ? nullptr : find_slot(words_, hash);
}

void Lemmatizer::prefetch(const Token& token) const {
  if (words_.size() >= 2) __builtin_prefetch(&words_[place_of(words_, lemma_word_hash(token.lower_hash, token.tag))]);
}

const LemmaRule* Lemmatizer::find_rule(std::string_view lower, Tag tag) const {
  if ((inflected_ >> static_cast<int>(tag) & 1) == 0 || suffixes_.size() < 2) return nullptr;
  for (std::size_t size = std::min(kMaxLemmaSuffix, lower.size()) + 1; size-- > 0;) {
    const LemmaSuffix* found = find_slot(suffixes_, lemma_suffix_hash(lower.substr(lower.size() - size), tag));
    if (found && found->rule < rules_.size()) return &rules_[found->rule];
  }
  return nullptr;
}

void Lemmatizer::lemmatize(Token& token, std::pmr::memory_resource& arena) const {
  token.lemma = token.lower;
  token.lemma_hash = token.lower_hash;
  std::string_view stem, ending;
  if (const LemmaWord* word = find_word(lemma_word_hash(token.lower_hash, token.tag))) {
    const std::size_t offset = word->text >> 8, size = word->text & 255;
    if (offset + size > text_.size()) return;
    ending = {text_.data() + offset, size};
  } else if (const LemmaRule* rule = find_rule(token.lower, token.tag)) {
    if (rule->strip >= token.lower.size() || rule->add_size > rule->add.size()) return;
    stem = token.lower.substr(0, token.lower.size() - rule->strip);
    ending = {rule->add.data(), rule->add_size};
  } else {
    return;
  }
  if (ending.empty()) {
    token.lemma = stem;
  } else {
    const std::size_t size = stem.size() + ending.size();
    char* out = static_cast<char*>(arena.allocate(size, 1));
    std::copy(stem.begin(), stem.end(), out);
    std::copy(ending.begin(), ending.end(), out + stem.size());
    token.lemma = {out, size};
  }
  token.lemma_hash = hash_of(token.lemma);
}

}  // namespace onrecord

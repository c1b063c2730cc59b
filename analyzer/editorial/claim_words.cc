#include "editorial/claim_words.h"

#include <fmt/format.h>

#include <algorithm>

namespace onrecord {
namespace {

constexpr std::uint64_t kStart = hash_of("");

std::uint64_t extended(std::uint64_t hash, std::string_view s) {
  for (unsigned char c : s) hash = (hash ^ c) * 1099511628211ull;
  return hash;
}

}  // namespace

ClaimWords ClaimWords::load(const Rulebook& book) {
  ClaimWords out;
  for (std::size_t t = 0; t < kClaimTypes; ++t)
    if (const WordList* list = book.words(fmt::format("words/claim-{}", EnumNames<ClaimType>::names[t])))
      for (const WordRow& row : list->rows()) out.add(static_cast<ClaimType>(t), row.text, row.weight);
  return out;
}

void ClaimWords::add(ClaimType type, std::string_view words, double weight) {
  rows_[hash_of(words)].push_back({type, weight});
  const std::size_t blank = words.find(' ');
  if (blank == std::string_view::npos) return;
  int& longest = starts_[hash_of(words.substr(0, blank))];
  longest = std::max(longest, static_cast<int>(std::count(words.begin(), words.end(), ' ')) + 1);
}

void ClaimWords::take(std::uint64_t hash, std::string_view word, TypeSigns& out) const {
  const auto it = rows_.find(hash);
  if (it == rows_.end()) return;
  for (const Row& row : it->second) {
    const auto t = static_cast<std::size_t>(row.type);
    if (out.word[t].empty()) out.word[t] = word;
    out.weight[t] += row.weight;
  }
}

TypeSigns ClaimWords::read(const Annotated& text, TokenSpan sentence) const {
  TypeSigns out;
  for (TokenIndex i = sentence.begin; i < sentence.end; ++i) {
    const Token& t = text[i];
    if (t.name >= 0) continue;  // "Will Smith" is no prediction
    take(t.lower_hash, text.form(i), out);
    if (t.lemma_hash != t.lower_hash && t.lemma_hash != 0) take(t.lemma_hash, text.form(i), out);
    const auto start = starts_.find(t.lower_hash);
    if (start == starts_.end()) continue;
    std::uint64_t hash = extended(kStart, t.lower);
    for (TokenIndex k = i + 1; k < sentence.end && k - i < start->second; ++k) {
      if (text[k].space_before) hash = extended(hash, " ");
      hash = extended(hash, text[k].lower);
      take(hash, text.text({i, k + 1}), out);
    }
  }
  return out;
}

}  // namespace onrecord

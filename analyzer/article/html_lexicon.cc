#include "article/html_lexicon.h"

#include <algorithm>

namespace onrecord {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_word(char c) {
  return is_upper(c) || is_lower(c) || (c >= '0' && c <= '9') || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
}

// Words of a class or id value: split at everything but letters, and where aB turns.
std::vector<std::string> name_words(std::string_view value) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    const bool turn = is_upper(c) && i > 0 && is_lower(value[i - 1]);
    if ((turn || !(is_upper(c) || is_lower(c))) && !words.back().empty()) words.emplace_back();
    if (is_upper(c)) words.back() += static_cast<char>(c + 32);
    else if (is_lower(c)) words.back() += c;
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

}  // namespace

void HtmlLexicon::add_hint(std::string_view name, float weight) { hints_.insert_or_assign(std::string(name), weight); }

void HtmlLexicon::add_phrase(std::string_view phrase, float weight) {
  const std::vector<std::string_view> words = split_words(phrase);
  if (words.empty()) return;
  Phrase entry{{words.begin() + 1, words.end()}, weight};
  phrases_[std::string(words.front())].push_back(std::move(entry));
}

HintWeights HtmlLexicon::hint(std::string_view value) const {
  HintWeights out;
  const auto take = [&](const std::string& name) {
    const auto found = hints_.find(name);
    if (found == hints_.end()) return;
    out.body = std::max(out.body, found->second);
    out.junk = std::max(out.junk, -found->second);
  };
  const std::vector<std::string> words = name_words(value);
  for (std::size_t i = 0; i < words.size(); ++i) {
    take(words[i]);
    if (i + 1 < words.size()) take(words[i] + "-" + words[i + 1]);
  }
  return out;
}

float HtmlLexicon::phrase_weight(const std::vector<std::string_view>& words) const {
  float sum = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto found = phrases_.find(words[i]);
    if (found == phrases_.end()) continue;
    for (const Phrase& phrase : found->second) {
      const bool fits = phrase.rest.size() < words.size() - i &&
                        std::equal(phrase.rest.begin(), phrase.rest.end(), words.begin() + static_cast<long>(i) + 1);
      if (fits) sum += phrase.weight;
    }
  }
  return sum;
}

int HtmlLexicon::month(std::string_view name) const {
  const auto found = months_.find(name);
  return found == months_.end() ? 0 : found->second;
}

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && is_word(text[i])) continue;
    if (i > begin) words.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  return words;
}

}  // namespace onrecord

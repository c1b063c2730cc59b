// Word lists that tell an article from the page around it. They come from rule files (rules/words/html-*.rule);
// nothing here knows a word of any language.
//
//   HtmlLexicon lexicon;
//   lexicon.add_hint("sidebar", -2);          // junk: weights below 0, text: above
//   lexicon.add_hint("read-more", -1);        // two neighbouring words of a class or id
//   lexicon.add_phrase("share this article", 1);
//   lexicon.hint("post__sidebar-left");       // {body 0, junk 2}
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace onrecord {

/// What names of classes and ids say about an element: how much for text, how much for junk. Both >= 0.
struct HintWeights {
  float body = 0;
  float junk = 0;
};

/// Hash for maps that are asked with string_view.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const noexcept { return std::hash<std::string_view>{}(s); }
};
template <class T>
using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

class HtmlLexicon {
 public:
  /// `name`: a word of class, id or role values in lower case, or two joined by '-'.
  void add_hint(std::string_view name, float weight);
  /// `phrase`: words in lower case that mark page remains in short blocks.
  void add_phrase(std::string_view phrase, float weight);
  /// `prefix`: what stands before an author's name ("by", "von"), lower case.
  void add_byline_prefix(std::string_view prefix) { byline_prefixes_.emplace_back(prefix); }
  /// `month`: 1 to 12.
  void add_month(std::string_view name, int month) { months_.insert_or_assign(std::string(name), month); }

  /// The strongest hint of each kind among the words of a class or id value.
  HintWeights hint(std::string_view value) const;
  /// Sum of the weights of the phrases that `words` (lower case, as split by split_words) contains.
  float phrase_weight(const std::vector<std::string_view>& words) const;
  /// Month number, 0 if `name` (lower case) is none.
  int month(std::string_view name) const;
  const std::vector<std::string>& byline_prefixes() const { return byline_prefixes_; }

 private:
  struct Phrase {
    std::vector<std::string> rest;  // words after the first
    float weight;
  };

  TextMap<float> hints_;
  TextMap<std::vector<Phrase>> phrases_;  // by first word
  TextMap<int> months_;
  std::vector<std::string> byline_prefixes_;
};

/// Words of lower-cased text: runs of letters, digits, apostrophes and everything beyond ASCII.
std::vector<std::string_view> split_words(std::string_view text);

}  // namespace onrecord

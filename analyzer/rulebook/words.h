// Word lists: words and phrases with weights, looked up by hash.
//
//   const WordList* cues = book.words("words/cue-verb");
//   cues->weight(token.lemma_hash);            // 0.85; 0 where the word is not listed
//   cues->contains("according to");            // phrases are listed with one space between their words
//   for (const WordRow& row : cues->rows())    // in the order of the file
//     use(row.text, row.weight, row.column(0));
//
// Rows come from the rule's `items` or from a table beside it (`from "cue-verb.tsv"`): word TAB weight TAB more columns.
// Invariant: no word stands twice. Listed words are lower case where they are to meet lemmas and lower-cased tokens.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "language/annotated.h"

namespace onrecord {

struct WordRow {
  std::string_view text;  ///< into the list's own storage
  double weight = 1;
  std::string_view rest;  ///< what follows the weight in its row, columns apart by TAB

  /// Column `i` after the weight; empty where there is none.
  std::string_view column(std::size_t i) const;
  /// The same as a number; 0 where there is none.
  double number(std::size_t i) const;
};

class WordList {
 public:
  bool contains(std::uint64_t hash) const { return index_.contains(hash); }
  bool contains(std::string_view word) const { return contains(hash_of(word)); }
  /// 0 where the word is not listed.
  double weight(std::uint64_t hash) const {
    const WordRow* row = find(hash);
    return row ? row->weight : 0;
  }
  double weight(std::string_view word) const { return weight(hash_of(word)); }
  /// nullptr where the word is not listed. Stays valid as long as the list.
  const WordRow* find(std::uint64_t hash) const {
    const auto it = index_.find(hash);
    return it == index_.end() ? nullptr : &rows_[it->second];
  }
  const WordRow* find(std::string_view word) const { return find(hash_of(word)); }
  /// False: no phrase of several tokens ("state-run", "according to") begins with this token. Most tokens begin none,
  /// which spares looking further.
  bool may_begin_phrase(std::uint64_t first_token) const { return phrase_starts_.contains(first_token); }
  /// The words themselves and the tokens that phrases of several may begin with, by hash.
  std::vector<std::uint64_t> first_words() const;
  /// In the order of the file.
  const std::vector<WordRow>& rows() const { return rows_; }
  std::size_t size() const { return rows_.size(); }

  // ---- for the loader ----
  /// Adds a row whose text is copied. False: the word is listed already.
  bool add(std::string_view text, double weight);
  /// Sets the weight of a word, listed or not.
  void set(std::string_view text, double weight);
  /// Takes a word off the list; nothing happens where it is not listed.
  void remove(std::string_view text);
  /// Adds all rows of a table. The error names the line.
  Result<void> add_table(std::string table, const std::string& path);

 private:
  bool insert(const WordRow& row);
  std::string_view keep(std::string text);
  std::vector<WordRow> rows_;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> index_;
  boost::unordered_flat_set<std::uint64_t> phrase_starts_;
  std::deque<std::string> storage_;
};

}  // namespace onrecord

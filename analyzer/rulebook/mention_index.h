// Where words of many lists may stand, for rules that look for them in places: one look-up a word tells of all lists.
//
//   MentionIndex index;                                  // of a rulebook, made while it is loaded
//   const std::uint64_t bit = index.add(list);           // 0: there is no room for more lists
//   index.begins(token) & bit                            // 0: no word or phrase of the list begins at the token
//
// Borrows nothing: the lists must not change after they were added. Internal to rulebook/.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <vector>

#include "language/annotated.h"
#include "rulebook/words.h"

namespace onrecord {

/// A list in an index, for those who ask it.
struct ListMark {
  const class MentionIndex* index = nullptr;
  std::uint64_t bit = 0;  ///< 0: nothing is known of the list
};

class MentionIndex {
 public:
  /// The bit of the list; the same when it is added again. 0 after 64 lists: nothing is known of it then.
  std::uint64_t add(const WordList& list) {
    for (std::size_t i = 0; i < lists_.size(); ++i)
      if (lists_[i] == &list) return std::uint64_t{1} << i;
    if (lists_.size() == 64) return 0;
    const std::uint64_t bit = std::uint64_t{1} << lists_.size();
    lists_.push_back(&list);
    for (std::uint64_t hash : list.first_words()) bits_[hash] |= bit;
    return bit;
  }

  /// Bits of the lists of which a word or phrase may begin at `t`.
  std::uint64_t begins(const Token& t) const { return of(t.lemma_hash) | of(t.lower_hash); }

 private:
  std::uint64_t of(std::uint64_t hash) const {
    const auto it = bits_.find(hash);
    return it == bits_.end() ? 0 : it->second;
  }

  std::vector<const WordList*> lists_;
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> bits_;
};

}  // namespace onrecord

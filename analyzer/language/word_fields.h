// What WordNet 3.0 (Fellbaum 1998) knows of a word: the field of its first sense as noun and verb ("noun.person",
// "verb.communication"), a class (an ancestor synset) and what its frames allow. It lets a model say of a rare verb
// what it learnt of frequent ones: "excoriate" is in the field of "criticize".
//
//   auto fields = WordFields::load("data/models/word_fields.bin");
//   const WordField f = fields->find(token.lemma_hash);
//   f.verb == 4;          // verb.communication
//   f.is_person();        // one of its first two noun senses is a person
//
// File: 8 bytes "ORFIELD1", u32 rows, u32 zero, then rows of 16 bytes in order of their hash; little endian. Made by
// data/generators/word_fields.py.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "base/mapped_file.h"
#include "base/result.h"

namespace onrecord {

struct WordField {
  std::uint8_t noun = 0;        ///< 0: no noun; else lexicographer file noun.* (1 Tops ... 26 time)
  std::uint8_t verb = 0;        ///< 0: no verb; else 1 body, 2 change, 3 cognition, 4 communication ... 15 weather
  std::uint8_t noun_flags = 0;  ///< of the first two senses: 1 person, 2 social group, 4 communication, 8 document, ...
  std::uint8_t verb_flags = 0;  ///< of the first three senses, see below
  std::uint16_t noun_class = 0, verb_class = 0;

  bool is_person() const { return (noun_flags & 1) != 0; }
  bool is_social_group() const { return (noun_flags & 2) != 0; }
  bool is_communication() const { return (noun_flags & 4) != 0; }
  bool is_document() const { return (noun_flags & 8) != 0; }
  bool is_place() const { return (noun_flags & 32) != 0; }
  bool may_communicate() const { return (verb_flags & 1) != 0; }  ///< a verb.communication sense
  bool may_think() const { return (verb_flags & 2) != 0; }
  bool may_feel() const { return (verb_flags & 4) != 0; }
  bool takes_that() const { return (verb_flags & 8) != 0; }        ///< "Somebody ----s that CLAUSE"
  bool takes_whether() const { return (verb_flags & 16) != 0; }
  bool takes_infinitive() const { return (verb_flags & 32) != 0; }
  bool may_act_socially() const { return (verb_flags & 64) != 0; }
};

class WordFields {
 public:
  /// Fails where the file is missing, of another version or not in order.
  static Result<WordFields> load(const std::filesystem::path& file);
  /// Start to load what find() will read, of tables larger than the fast caches: first far(), a few words later near().
  void far(std::uint64_t lemma_hash) const;
  void near(std::uint64_t lemma_hash) const;
  /// All zero where the lemma (by hash_of) is not listed.
  WordField find(std::uint64_t lemma_hash) const;
  std::size_t size() const { return rows_.size(); }

 private:
  static constexpr int kBucketBits = 15;
  struct Row {
    std::uint64_t hash;
    WordField field;
  };
  bool index();
  MappedFile file_;
  std::span<const Row> rows_;          ///< in order of their hash
  std::vector<std::uint32_t> starts_;  ///< first row of each value of the upper bits
};

}  // namespace onrecord

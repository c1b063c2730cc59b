// Names as the archive compares them across articles.
//
//   folded("José  O'Neill, Jr.");             // "jose o neill jr"
//   NameForm form = name_form(source, lexicon);
//   form.block;                               // "person suchkov": only names of one block are ever compared
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "attribution/attribution.h"
#include "rulebook/rulebook.h"

namespace onrecord {

/// Words by which names are compared and officials are known; from rules/words/archive-*.rule.
struct NameLexicon {
  std::unordered_map<std::string, double> suffixes, articles, small, official;

  static NameLexicon from(const Rulebook& book);
};

/// Lower case, accents dropped, letters and digits only, one blank between words: what is equal for the archive.
std::string folded(std::string_view text);
std::vector<std::string> words_of(std::string_view folded_text);

/// How an article names one of its sources. Forms are the atoms of merging: equal forms are one, wherever they stand.
struct NameForm {
  std::int64_t id = 0;      ///< a hash of the other fields
  std::string block;        ///< "person suchkov", "body csto": where to look for the same; follows from `folded`
  std::string name;         ///< "Maxim Suchkov"
  std::string folded;       ///< "maxim suchkov", without suffixes and leading articles
  std::string role, affiliation;
};

/// The folded name without suffixes and leading articles; at least one word stays.
std::string core_of(std::string_view name, const NameLexicon& lexicon);

/// Nothing for sources that nobody can tell apart by name: anonymous, vague, the author.
std::optional<NameForm> name_form(const Source& source, const NameLexicon& lexicon);

/// "csto" for "collective security treaty organization": of all words but the small ones, whatever their case. Empty
/// where fewer than two remain.
std::string initials_of(std::string_view folded_name, const NameLexicon& lexicon);
/// True for "CSTO": two to eight capitals and nothing else.
bool is_acronym(std::string_view name);

/// True where role, affiliation or the body's name speak for a state.
bool is_official(const Source& source, const NameLexicon& lexicon);

}  // namespace onrecord

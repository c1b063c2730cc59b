// People and bodies across articles: which names mean the same, by rules that look at all of the archive.
//
// A pure function of what the archive holds: the same articles give the same entities, in whatever order they came.
// Only names of one block (names.h) are compared: persons with one surname, bodies with one name or one acronym.
//
//   full names       equal given name, initial and surname                     "Maxim Suchkov", "Maxim A. Suchkov"
//   surname alone    a word of role or affiliation shared with one full name    "Suchkov" (of MGIMO)
//                    or nearly all who bear it in the archive are one person    "Trump"
//   acronyms         an article itself shortens the name so                     "CSTO"
//
// Each decision is a row of `form` with its reason; a ruling (table `ruling`) made by people goes before every rule,
// and is taken back by deleting it.
//
// Record linkage by blocking and rules goes back to Fellegi and Sunter (1969); the rules here never merge on a surname
// without evidence, since a wrong merge puts words into somebody's mouth.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace SQLite {
class Database;
}

namespace onrecord {

struct EntityOptions {
  double dominance = 0.9;   ///< share of a surname's articles that one person must have, to be meant by it alone
  int least_articles = 3;   ///< and at least so many articles
};

/// Decides the blocks in `unsettled` anew. Throws what SQLite throws; for Store.
void settle_names(SQLite::Database& database, const EntityOptions& options = {});

/// Rules that a name ("Suchkov", or "Suchkov, director of the institute") is, or is not, the person called `other`,
/// and settles what depends on it.
enum class RulingVerdict { kSame, kDifferent };
Result<void> add_ruling(const std::filesystem::path& file, std::string_view name, std::string_view other,
                        RulingVerdict verdict);
/// Takes a ruling back by its number. False: there is none of that number.
Result<bool> drop_ruling(const std::filesystem::path& file, std::int64_t id);

}  // namespace onrecord

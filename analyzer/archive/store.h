// The archive: a SQLite file with everything that audits found (tables in schema.cc, views with plain names).
//
//   Result<Store> store = Store::open("archive.db");
//   store->begin_run("audit", inputs, key);
//   for (const ArticleRows& rows : found) store->put(rows);   // one open transaction
//   store->commit();                                          // now it is safe
//   store->finish_run(counts);                                // names settled, log written back
//
// One writer at a time; any number of readers beside it. Killed at any moment, the file holds what was committed.
//
// Content does not depend on the order of articles, on the number of jobs or on how often an audit was interrupted.
// Where one run sees two articles of one name, the later date wins, then the greater hash; a later run replaces what
// an earlier one stored. digest() is what "the same content" means.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/rows.h"
#include "base/result.h"
#include "editorial/analysis.h"

namespace onrecord {

/// By what an article was analysed. Articles stored under another key are analysed again.
struct AnalysisKey {
  RulesetId ruleset;
  std::string program;     ///< version and settings
  std::int64_t id() const; ///< a hash of all, and of pack_shape()
};

struct RunCounts {
  std::uint64_t read = 0, stored = 0, unchanged = 0, skipped = 0;
};

/// A record that is not in the archive, and why.
struct Skip {
  std::string name, place;
  std::string reason;   ///< one of few: "damaged", "before --since", "same name" ...
  std::string message;
};

class Store {
 public:
  /// Makes the file where there is none.
  static Result<Store> open(const std::filesystem::path& file);
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  Result<void> begin_run(std::string_view verb, const std::vector<std::string>& inputs, const AnalysisKey& key);

  /// What to do with an article, asked before it is stored.
  enum class Verdict {
    kStore,      ///< new, or other than what is stored
    kUnchanged,  ///< stored already, and now marked as seen
    kLoses,      ///< this run has seen another of the same name, which is kept
  };
  Result<Verdict> judge(const std::string& name, const std::string& published, const std::string& hash);
  /// Adds the article or replaces what is stored under its name. REQUIRES: judge() said kStore.
  Result<void> put(const ArticleRows& rows);
  Result<void> skip(const Skip& skip);
  Result<void> commit();

  /// Adds all of another archive, by the same rule as one run. Commits as it goes; may be repeated.
  Result<RunCounts> merge(const std::filesystem::path& shard, const std::function<void(const RunCounts&)>& progress);

  /// Commits, settles names (entities.h), and writes the log back into the file.
  Result<void> finish_run(const RunCounts& counts);

  const std::filesystem::path& file() const;

 private:
  struct Parts;
  explicit Store(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

/// Asks whether articles are stored already, beside the writer. One for each thread.
class Known {
 public:
  static Result<Known> open(const std::filesystem::path& file);
  Known(Known&&) noexcept;
  ~Known();
  /// True where exactly this was analysed under this key. False where it cannot tell.
  bool has(const std::string& name, const std::string& hash, std::int64_t key);

 private:
  struct Parts;
  explicit Known(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

/// 32 hexadecimal digits that are equal where two archives hold the same: articles and all that was found in them,
/// people, decisions and rulings. Row numbers, paths, runs and what was skipped do not count.
Result<std::string> digest(const std::filesystem::path& file);
/// The same as lines, for comparing two archives that differ.
Result<void> dump(const std::filesystem::path& file, const std::function<void(std::string_view)>& line);

}  // namespace onrecord

// Articles into the archive: analysed on all cores, written by one.
//
//   AuditSummary done = audit(records, {.analyze = ..., .lexicon = ..., .key = key}, options, progress);
//
// Three stages (oneTBB's parallel_pipeline): one thread takes records in order, all cores read, analyse and make rows,
// one at a time writes them, in order. Only a few batches are under way at once, so memory does not grow with the
// input. Articles that are stored already under the same key are not analysed again: an interrupted audit goes on
// where it was, and a second one does only what is new.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "archive/store.h"
#include "article/article.h"
#include "base/result.h"
#include "editorial/analysis.h"

namespace onrecord {

/// A record of the input, not yet understood.
struct AuditRecord {
  std::string name;                          ///< id where the record gives none
  std::string place;                         ///< "news.jsonl, record 17 at byte 4032"
  std::size_t bytes = 0;                     ///< of the record
  std::uint64_t bytes_read = 0;              ///< of all inputs so far, as packed: for progress
  std::function<Result<Article>()> article;  ///< called on any thread, once
};

/// The next record; an Error for a damaged one; nothing at the end. Called by one thread at a time.
using NextRecord = std::function<std::optional<Result<AuditRecord>>()>;

/// What the archive needs of the analysis.
struct AuditEngine {
  std::function<Analysis(Article)> analyze;  ///< called on any thread
  NameLexicon lexicon;
  AnalysisKey key;
};

struct AuditOptions {
  unsigned jobs = 0;        ///< 0: all cores
  std::string since = {};   ///< YYYY-MM-DD: articles known to be older are skipped; empty: all are taken
  bool again = false;       ///< analyse what is stored already, too
  std::size_t batch = 500;  ///< articles in a transaction
  std::vector<std::string> inputs = {};  ///< for the log
};

/// The state of an audit, given about ten times a second and at the end.
struct AuditProgress {
  RunCounts counts;
  std::uint64_t errors = 0;      ///< records that could not be read, of `counts.skipped`
  std::uint64_t bytes_read = 0;  ///< of the inputs, as packed
  std::uint64_t text_bytes = 0;  ///< of the articles that were analysed
  double seconds = 0;
};

struct AuditSummary {
  AuditProgress total;
  std::map<std::string, std::uint64_t> skipped;  ///< reason: how many
  std::vector<Skip> examples;                    ///< the first few that were skipped
};

/// Fails where the archive cannot be written; what was committed stays. Damaged records do not fail it: they are
/// skipped, counted, and listed in the archive's table `skipped`.
Result<AuditSummary> audit(const NextRecord& next, const AuditEngine& engine, const std::filesystem::path& archive,
                           const AuditOptions& options, const std::function<void(const AuditProgress&)>& progress);

}  // namespace onrecord

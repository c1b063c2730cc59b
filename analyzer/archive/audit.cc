#include "archive/audit.h"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_pipeline.h>

#include <atomic>
#include <chrono>
#include <memory>

namespace onrecord {
namespace {

constexpr std::size_t kBatchRecords = 16;          ///< records a worker takes at once ...
constexpr std::size_t kBatchBytes = 128 << 10;     ///< ... or fewer, once they hold this many bytes
constexpr std::size_t kBatchesPerJob = 3;          ///< under way at once
constexpr std::size_t kMostExamples = 20;
constexpr double kProgressSeconds = 0.1;
constexpr double kCommitSeconds = 5;               ///< no more work than this is lost by a crash

/// A record on its way; exactly one of article, rows and skip is set once a worker had it.
struct Item {
  std::optional<AuditRecord> record;
  std::optional<Article> unchanged;
  std::string hash;
  std::optional<ArticleRows> rows;
  std::optional<Skip> skip;
};

struct Batch {
  std::vector<Item> items;
  std::uint64_t bytes_read = 0;
};

class Audit {
 public:
  Audit(const NextRecord& next, const AuditEngine& engine, Store& store, const AuditOptions& options,
        const std::function<void(const AuditProgress&)>& progress)
      : next_(next), engine_(engine), store_(store), options_(options), progress_(progress), key_(engine.key.id()) {}

  Result<AuditSummary> run() {
    if (auto begun = store_.begin_run("audit", options_.inputs, engine_.key); !begun) return unexpected(begun.error());
    pump();
    if (failure_) return unexpected(*failure_);
    if (auto done = store_.finish_run(summary_.total.counts); !done) return unexpected(done.error());
    tell(true);
    return std::move(summary_);
  }

 private:
  using BatchPtr = std::shared_ptr<Batch>;

  void pump() {
    const std::size_t jobs = options_.jobs > 0 ? options_.jobs : static_cast<std::size_t>(tbb::info::default_concurrency());
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, jobs);
    tbb::parallel_pipeline(
        jobs * kBatchesPerJob,
        tbb::make_filter<void, BatchPtr>(tbb::filter_mode::serial_in_order,
                                         [this](tbb::flow_control& flow) { return take(flow); }) &
            tbb::make_filter<BatchPtr, BatchPtr>(tbb::filter_mode::parallel,
                                                 [this](BatchPtr batch) { return work(std::move(batch)); }) &
            tbb::make_filter<BatchPtr, void>(tbb::filter_mode::serial_in_order,
                                             [this](const BatchPtr& batch) { write(*batch); }));
  }

  // ---- first stage: one thread ----
  BatchPtr take(tbb::flow_control& flow) {
    auto batch = std::make_shared<Batch>();
    std::size_t bytes = 0;
    while (!failed_ && batch->items.size() < kBatchRecords && bytes < kBatchBytes) {
      std::optional<Result<AuditRecord>> record = next_();
      if (!record) break;
      Item& item = batch->items.emplace_back();
      if (!*record) {
        item.skip = damaged({}, record->error().path, record->error());
        continue;
      }
      bytes += (*record)->bytes;
      batch->bytes_read = (*record)->bytes_read;
      item.record = std::move(**record);
    }
    if (batch->items.empty()) flow.stop();
    return batch;
  }

  // ---- second stage: all cores ----
  BatchPtr work(BatchPtr batch) {
    for (Item& item : batch->items)
      if (item.record && !failed_) work_on(item);
    return batch;
  }

  void work_on(Item& item) {
    Result<Article> article = item.record->article();
    item.record->article = nullptr;  // frees the record's bytes
    if (!article) return void(item.skip = damaged(item.record->name, item.record->place, article.error()));
    if (article->id.empty()) article->id = item.record->name;
    if (is_too_old(*article)) {
      item.skip = Skip{article->id, item.record->place, "before --since", "published " + article->published};
      return;
    }
    if (article->text.find_first_not_of(" \t\r\n") == std::string::npos) {
      item.skip = Skip{article->id, item.record->place, "no text", "nothing to analyse"};
      return;
    }
    item.hash = content_hash(*article);
    if (!options_.again && is_known(article->id, item.hash)) item.unchanged = std::move(*article);
    else item.rows = rows_of(std::move(*article), item.hash);
  }

  /// Rows carry the hash of the article as it was read, whatever the analysis made of it.
  ArticleRows rows_of(Article article, const std::string& hash) const {
    ArticleRows rows = make_rows(engine_.analyze(std::move(article)), engine_.lexicon);
    rows.hash = hash;
    return rows;
  }

  static Skip damaged(const std::string& name, const std::string& place, const Error& error) {
    return {name, place, "damaged", error.message};
  }

  bool is_too_old(const Article& article) const {
    return !options_.since.empty() && !article.published.empty() && article.published < options_.since;
  }

  bool is_known(const std::string& name, const std::string& hash) {
    std::optional<Known>& known = known_.local();
    if (!known)
      if (auto opened = Known::open(store_.file())) known.emplace(std::move(*opened));
    return known && known->has(name, hash, key_);
  }

  // ---- third stage: one at a time ----
  void write(const Batch& batch) {
    for (const Item& item : batch.items) {
      if (failed_) return;
      if (auto done = write_item(item); !done) return fail(done.error());
    }
    summary_.total.bytes_read = std::max(summary_.total.bytes_read, batch.bytes_read);
    if (uncommitted_ >= options_.batch || seconds() > committed_ + kCommitSeconds) {
      uncommitted_ = 0, committed_ = seconds();
      if (auto done = store_.commit(); !done) return fail(done.error());
    }
    tell(false);
  }

  Result<void> write_item(const Item& item) {
    RunCounts& counts = summary_.total.counts;
    ++counts.read;
    if (item.skip) return skip(*item.skip);
    if (item.unchanged) return write_unchanged(item);
    if (item.rows) return write_rows(*item.rows, item);
    return {};
  }

  /// A worker saw it stored; another article of the same name may have come in between.
  Result<void> write_unchanged(const Item& item) {
    const Article& article = *item.unchanged;
    auto verdict = store_.judge(article.id, plain_date(article.published), item.hash);
    if (!verdict) return unexpected(verdict.error());
    if (*verdict == Store::Verdict::kUnchanged) return ++summary_.total.counts.unchanged, Result<void>{};
    if (*verdict == Store::Verdict::kLoses) return lost(article.id, item);
    return store(rows_of(article, item.hash));
  }

  Result<void> write_rows(const ArticleRows& rows, const Item& item) {
    auto verdict = store_.judge(rows.name, rows.published, rows.hash);
    if (!verdict) return unexpected(verdict.error());
    if (*verdict == Store::Verdict::kLoses) return lost(rows.name, item);
    if (*verdict == Store::Verdict::kUnchanged && !options_.again)
      return ++summary_.total.counts.unchanged, Result<void>{};
    return store(rows);
  }

  Result<void> store(const ArticleRows& rows) {
    ++uncommitted_;
    ++summary_.total.counts.stored;
    summary_.total.text_bytes += rows.text.size();
    return store_.put(rows);
  }

  Result<void> lost(const std::string& name, const Item& item) {
    return skip({name, item.record->place, "same name", "another article of this name is kept"});
  }

  Result<void> skip(const Skip& skip) {
    ++uncommitted_;
    ++summary_.total.counts.skipped;
    ++summary_.skipped[skip.reason];
    summary_.total.errors += skip.reason == "damaged";
    if (summary_.examples.size() < kMostExamples) summary_.examples.push_back(skip);
    return store_.skip(skip);
  }

  void fail(const Error& error) {
    failure_ = error;
    failed_ = true;  // the other stages stop at their next record
  }

  void tell(bool last) {
    summary_.total.seconds = seconds();
    if (!progress_ || (!last && seconds() < told_ + kProgressSeconds)) return;
    told_ = seconds();
    progress_(summary_.total);
  }

  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

  const NextRecord& next_;
  const AuditEngine& engine_;
  Store& store_;
  const AuditOptions& options_;
  const std::function<void(const AuditProgress&)>& progress_;
  const std::int64_t key_;
  tbb::enumerable_thread_specific<std::optional<Known>> known_;
  AuditSummary summary_;
  std::size_t uncommitted_ = 0;
  std::optional<Error> failure_;
  std::atomic<bool> failed_ = false;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  double told_ = 0, committed_ = 0;
};

}  // namespace

Result<AuditSummary> audit(const NextRecord& next, const AuditEngine& engine, const std::filesystem::path& archive,
                           const AuditOptions& options, const std::function<void(const AuditProgress&)>& progress) {
  Result<Store> store = Store::open(archive);
  if (!store) return unexpected(store.error());
  return Audit(next, engine, *store, options, progress).run();
}

}  // namespace onrecord

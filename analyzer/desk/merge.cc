// `onrecord merge SHARD.db... --db all.db`: archives of parts into one, with the content of one run over everything.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "archive/store.h"
#include "desk/program.h"
#include "desk/progress.h"

namespace onrecord {
namespace {

struct MergeOptions {
  std::vector<std::string> shards;
  std::string database, progress = "auto";
  bool quiet = false;
};

ProgressState state_of(const RunCounts& counts, double seconds, double part) {
  return {.done = counts.read, .stored = counts.stored, .unchanged = counts.unchanged, .skipped = counts.skipped,
          .part = part, .seconds = seconds};
}

RunCounts sum(RunCounts a, const RunCounts& b) {
  a.read += b.read, a.stored += b.stored, a.unchanged += b.unchanged, a.skipped += b.skipped;
  return a;
}

ExitStatus merge(const MergeOptions& options) {
  const auto style = ProgressTeller::style(options.progress, options.quiet);
  if (!style) return failed(style.error());
  ProgressTeller tell(*style, "merge");
  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  auto store = Store::open(options.database);
  if (!store) return failed(store.error());
  if (auto begun = store->begin_run("merge", options.shards, {}); !begun) return failed(begun.error());
  RunCounts total;
  for (std::size_t i = 0; i < options.shards.size(); ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(options.shards.size());
    auto done = store->merge(options.shards[i],
                             [&](const RunCounts& counts) { tell(state_of(sum(total, counts), seconds(), part)); });
    if (!done) return failed(done.error());
    total = sum(total, *done);
  }
  if (auto done = store->finish_run(total); !done) return failed(done.error());
  tell.end(state_of(total, seconds(), 1));
  if (!options.quiet)
    fmt::print(stderr, "{} articles of {} archives: {} stored, {} unchanged, {} of a name that another one has\n",
               total.read, options.shards.size(), total.stored, total.unchanged, total.skipped);
  return ExitStatus::kClean;
}

}  // namespace

void add_merge(CLI::App& program, ExitStatus& status) {
  auto options = std::make_shared<MergeOptions>();
  CLI::App* verb = program.add_subcommand("merge", "Joins archives of parts into one");
  verb->add_option("shards", options->shards, "Archives to add")->required()->type_name("SHARD.db");
  verb->add_option("--db", options->database, "The archive to add them to; made where there is none")
      ->required()
      ->type_name("FILE");
  verb->add_option("--progress", options->progress, "auto (default), bar, json or none")->type_name("HOW");
  verb->add_flag("-q,--quiet", options->quiet, "Say nothing but errors");
  verb->callback([options, &status] { status = merge(*options); });
}

}  // namespace onrecord

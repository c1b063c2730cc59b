// `onrecord audit INPUT... --db archive.db`: articles of all formats into an archive, on all cores; goes on where an
// earlier audit stopped.
#include "archive/audit.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "archive/hash.h"
#include "article/input.h"
#include "base/mapped_file.h"
#include "desk/program.h"
#include "desk/progress.h"
#include "desk/setup.h"
#include "editorial/analyzer.h"

namespace onrecord {
namespace {

constexpr std::size_t kLargestRecord = std::size_t{64} << 20;  ///< bytes: bounds memory, with the records under way

struct AuditCommand {
  std::vector<std::string> inputs;
  std::string database, progress = "auto";
  bool quiet = false, resume = false;
  ReadingOptions reading;
  SetupOptions setup;
  AuditOptions audit;
};

/// Records of the inputs, each to be read and understood by whoever takes it.
NextRecord records_of(std::shared_ptr<RecordStream> stream) {
  return [stream]() -> std::optional<Result<AuditRecord>> {
    auto record = stream->next();
    if (!record) return unexpected(record.error());
    if (!*record) return std::nullopt;
    auto shared = std::make_shared<InputRecord>(std::move(**record));
    AuditRecord out;
    out.name = shared->id;
    out.place = fmt::format("{}, record {} at byte {}", shared->place.path, shared->place.record, shared->place.offset);
    out.bytes = shared->bytes.size();
    out.bytes_read = stream->bytes_read();
    out.article = [shared, stream] { return read_record(*shared, stream->options()); };
    return out;
  };
}

/// By what an article is analysed, beside the rules: an archive holds it as unchanged while this stays the same.
Result<std::string> program_and_settings(const SetupOptions& setup) {
  std::string out = fmt::format("{} {}", program_version(), setup.setting);
  for (const std::string& path : setup.registries) {
    auto file = MappedFile::open(path);
    if (!file) return unexpected(file.error());
    const auto bytes = file->bytes();
    out += " " + ContentHash().add({reinterpret_cast<const char*>(bytes.data()), bytes.size()}).hex();
  }
  return out;
}

Result<AuditEngine> engine_of(const Analyzer& analyzer, const SetupOptions& setup) {
  auto program = program_and_settings(setup);
  if (!program) return unexpected(program.error());
  const RulebookId& id = analyzer.rulebook().id();
  AuditEngine engine;
  engine.analyze = [&analyzer](Article article) { return analyzer.analyze(std::move(article)); };
  engine.lexicon = NameLexicon::from(analyzer.rulebook());
  engine.key = {.ruleset = {id.name, id.version, id.hash}, .program = std::move(*program)};
  return engine;
}

ProgressState state_of(const AuditProgress& p, std::uint64_t all_bytes) {
  const double part = all_bytes > 0 ? static_cast<double>(p.bytes_read) / static_cast<double>(all_bytes) : -1;
  return {.done = p.counts.read, .stored = p.counts.stored, .unchanged = p.counts.unchanged,
          .skipped = p.counts.skipped, .errors = p.errors, .part = part, .seconds = p.seconds, .bytes = p.text_bytes};
}

void summarize(const AuditSummary& done, const std::string& database) {
  const AuditProgress& t = done.total;
  const double seconds = std::max(t.seconds, 1e-9);
  fmt::print(stderr, "{} articles in {:.1f} s: {} analysed ({:.0f} articles/s, {:.2f} MB/s), {} unchanged, {} skipped\n",
             t.counts.read, t.seconds, t.counts.stored, static_cast<double>(t.counts.stored) / seconds,
             static_cast<double>(t.text_bytes) / 1e6 / seconds, t.counts.unchanged, t.counts.skipped);
  for (const auto& [reason, count] : done.skipped) fmt::print(stderr, "  skipped, {}: {}\n", reason, count);
  for (const Skip& skip : done.examples)
    if (skip.reason == "damaged") fmt::print(stderr, "    {}: {}\n", skip.place, skip.message);
  if (t.counts.skipped > done.examples.size())
    fmt::print(stderr, "    all of them: onrecord query skipped --db {}\n", database);
}

ExitStatus run_audit(const AuditCommand& command) {
  const auto style = ProgressTeller::style(command.progress, command.quiet);
  if (!style) return failed(style.error());
  auto analyzer = Analyzer::load(analyzer_options(command.setup));
  if (!analyzer) return failed(analyzer.error());
  const auto engine = engine_of(*analyzer, command.setup);
  if (!engine) return failed(engine.error());
  auto reading = input_options(command.reading, analyzer->rulebook());
  if (!reading) return failed(reading.error());
  reading->max_record = kLargestRecord;
  const std::uint64_t all_bytes = input_size(command.inputs);
  auto stream = std::make_shared<RecordStream>(command.inputs, std::move(*reading));

  AuditOptions options = command.audit;
  options.inputs = command.inputs;
  options.jobs = static_cast<unsigned>(jobs_of(command.setup));
  ProgressTeller tell(*style, "audit");
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on the size of files is an error of write(), told like any other
  auto done = audit(records_of(stream), *engine, command.database, options,
                    [&](const AuditProgress& p) { tell(state_of(p, all_bytes)); });
  if (!done) return failed(done.error());
  tell.end(state_of(done->total, all_bytes));
  if (!command.quiet) summarize(*done, command.database);
  return ExitStatus::kClean;
}

}  // namespace

void add_audit(CLI::App& program, ExitStatus& status) {
  auto command = std::make_shared<AuditCommand>();
  CLI::App* verb = program.add_subcommand("audit", "Articles into an archive, on all cores");
  verb->footer("Articles that the archive holds unchanged are not analysed again, so an audit that was interrupted goes\n"
               "on where it was. Inputs: files, folders, globs, - for standard input; text, HTML, Markdown, JSON, JSON\n"
               "Lines, CSV, RSS, WARC, DOCX, packed with gzip, zstd, tar or zip.");
  verb->add_option("inputs", command->inputs, "What to read")->required()->type_name("INPUT");
  verb->add_option("--db", command->database, "The archive; made where there is none")->required()->type_name("FILE");
  verb->add_option("--since", command->audit.since, "Skip articles published before this day")->type_name("YYYY-MM-DD");
  verb->add_option("--batch", command->audit.batch, "Articles that are committed together (500)")->type_name("N");
  verb->add_flag("--again", command->audit.again, "Analyse what is stored already, too");
  verb->add_flag("--resume", command->resume, "Go on where an earlier audit stopped: always so");
  verb->add_option("--progress", command->progress, "auto (default), bar, json or none")->type_name("HOW");
  verb->add_flag("-q,--quiet", command->quiet, "Say nothing but errors");
  add_reading(*verb, command->reading);
  add_setup(*verb, command->setup);
  verb->callback([command, &status] { status = run_audit(*command); });
}

}  // namespace onrecord

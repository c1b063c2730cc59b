#include "desk/check.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <tbb/global_control.h>
#include <tbb/parallel_pipeline.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <optional>
#include <variant>

#include "article/input.h"
#include "base/share.h"
#include "desk/output.h"
#include "desk/sink.h"
#include "editorial/analyzer.h"
#include "report/html.h"
#include "report/json.h"
#include "report/terminal.h"

namespace onrecord {
namespace {

using Item = std::variant<InputRecord, Error>;

/// Records that are analysed together: few enough for short waits, many enough that handing them on costs nothing.
struct Batch {
  std::vector<Item> items;
  std::size_t bytes = 0;
  bool full() const {
    constexpr std::size_t kBytes = 128 * 1024, kItems = 64;
    return bytes >= kBytes || items.size() >= kItems;
  }
};

struct Outcome {
  Rendered rendered;
  std::optional<Error> error;
};
using Results = std::vector<Outcome>;

/// What the terminal can show.
struct Screen {
  bool color = false;
  int width = 100;
};

Screen screen_of(const Output& output, const std::string& color) {
  const char *no_color = std::getenv("NO_COLOR"), *term = std::getenv("TERM");
  const bool plain = (no_color != nullptr && *no_color != '\0') || (term != nullptr && std::string_view(term) == "dumb");
  Screen screen;
  screen.color = color == "always" || (color == "auto" && output.is_terminal() && !plain);
  winsize size{};
  if (output.is_terminal() && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    screen.width = std::clamp<int>(size.ws_col, 60, 120);
  return screen;
}

bool fails(const Analysis& analysis, FailOn from) {
  if (from == FailOn::kNever) return false;
  return std::any_of(analysis.findings.begin(), analysis.findings.end(), [&](const Finding& f) {
    return static_cast<int>(f.severity) <= static_cast<int>(from);
  });
}

/// One article to one result in the format asked for. Immutable, shared by threads.
class Writer {
 public:
  static Result<Writer> make(OutputFormat format, Screen screen) {
    Writer writer(format, screen);
    if (format != OutputFormat::kHtml) return writer;
    auto pages = HtmlReport::load(share_directory() / "reports");
    if (!pages) return unexpected(pages.error());
    writer.pages_ = std::move(*pages);
    return writer;
  }

  std::string write(const Analysis& analysis, const InputRecord& record) const {
    std::string out;
    switch (format_) {
      case OutputFormat::kPlain: return text(analysis, record);
      case OutputFormat::kJson: append_json(analysis, JsonLayout::kPage, out); break;
      case OutputFormat::kJsonLines: append_json(analysis, JsonLayout::kLine, out); break;
      case OutputFormat::kHtml: return pages_->write(analysis);
    }
    return out;
  }

  /// What stands in the place of an article that could not be read.
  std::string write(const Error& error) const {
    std::string out;
    if (format_ == OutputFormat::kJson || format_ == OutputFormat::kJsonLines) append_json_error(error, out);
    return out;
  }

 private:
  Writer(OutputFormat format, Screen screen) : format_(format), screen_(screen) {}

  std::string text(const Analysis& analysis, const InputRecord& record) const {
    TerminalOptions options{.color = screen_.color, .width = screen_.width};
    options.name = record.place.path;
    if (record.place.record > 0) options.name += fmt::format("#{}", record.place.record);
    const bool marked_up = record.format == InputFormat::kHtml || record.format == InputFormat::kMarkdown;
    if (marked_up) options.original = record.bytes;
    return terminal_report(analysis, options) + '\n';
  }

  OutputFormat format_;
  Screen screen_;
  std::optional<HtmlReport> pages_;
};

/// The journey of all records: read in order, understood and analysed on all cores, written in order.
class Journey {
 public:
  Journey(const Analyzer& analyzer, const Writer& writer, RecordStream& records, Sink& sink, FailOn fail_on)
      : analyzer_(analyzer), writer_(writer), records_(records), sink_(sink), fail_on_(fail_on) {}

  ExitStatus run(int jobs) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(jobs));
    constexpr auto kInOrder = tbb::filter_mode::serial_in_order;
    // Twice as many batches as threads are under way: none waits for the reader, and memory stays bounded.
    tbb::parallel_pipeline(
        static_cast<std::size_t>(2 * jobs),
        tbb::make_filter<void, std::shared_ptr<Batch>>(kInOrder, [this](tbb::flow_control& flow) { return read(flow); }) &
            tbb::make_filter<std::shared_ptr<Batch>, std::shared_ptr<Results>>(
                tbb::filter_mode::parallel, [this](const std::shared_ptr<Batch>& batch) { return work(*batch); }) &
            tbb::make_filter<std::shared_ptr<Results>, void>(
                kInOrder, [this](const std::shared_ptr<Results>& results) { put(*results); }));
    if (!stopped_) {
      if (auto done = sink_.close(); !done) stop(done.error());
    }
    return damaged_ ? ExitStatus::kFailed : findings_ ? ExitStatus::kFindings : ExitStatus::kClean;
  }

 private:
  std::shared_ptr<Batch> read(tbb::flow_control& flow) {
    auto batch = std::make_shared<Batch>();
    while (!ended_ && !stopped_ && !batch->full()) {
      auto record = records_.next();
      if (!record) {
        batch->items.emplace_back(record.error());
      } else if (!*record) {
        ended_ = true;
      } else {
        batch->bytes += (*record)->bytes.size();
        batch->items.emplace_back(std::move(**record));
      }
    }
    if (batch->items.empty() || stopped_) flow.stop();
    return batch;
  }

  std::shared_ptr<Results> work(const Batch& batch) {
    auto out = std::make_shared<Results>();
    for (const Item& item : batch.items) out->push_back(work(item));
    return out;
  }

  Outcome work(const Item& item) {
    if (const Error* error = std::get_if<Error>(&item)) return refused(*error);
    const InputRecord& record = std::get<InputRecord>(item);
    auto article = read_record(record, records_.options());
    if (!article) return refused(with_line(article.error(), record));
    const Analysis analysis = analyzer_.analyze(std::move(*article));
    if (fails(analysis, fail_on_)) findings_ = true;
    return {{analysis.article.id, writer_.write(analysis, record)}, std::nullopt};
  }

  /// A record of JSON Lines is a line.
  static Error with_line(Error error, const InputRecord& record) {
    if (error.line == 0 && record.format == InputFormat::kJsonLines) error.line = static_cast<int>(record.place.record);
    return error;
  }

  Outcome refused(const Error& error) {
    damaged_ = true;
    return {{"", writer_.write(error)}, error};
  }

  void put(const Results& results) {
    for (const Outcome& result : results) {
      if (stopped_) return;
      if (result.error) complain(*result.error);
      if (result.rendered.text.empty()) continue;
      if (auto done = sink_.put(result.rendered); !done) stop(done.error());
    }
  }

  void stop(const Error& error) {
    complain(error);
    stopped_ = damaged_ = true;
  }

  const Analyzer& analyzer_;
  const Writer& writer_;
  RecordStream& records_;
  Sink& sink_;
  const FailOn fail_on_;
  bool ended_ = false;
  std::atomic<bool> stopped_{false}, damaged_{false}, findings_{false};
};

std::unique_ptr<Sink> sink_for(OutputFormat format, Output output) {
  return format == OutputFormat::kHtml ? page_sink(std::move(output)) : stream_sink(std::move(output));
}

bool names_folder(const std::string& path) {
  std::error_code none;
  return path.ends_with('/') || std::filesystem::is_directory(path, none);
}

}  // namespace

ExitStatus check(const CheckOptions& options) {
  const OutputFormat format = *enum_from_name<OutputFormat>(options.format);
  auto& analyzer = kept(Analyzer::load(analyzer_options(options.setup)));
  if (!analyzer) return failed(analyzer.error());
  auto reading = input_options(options.reading, analyzer->rulebook());
  if (!reading) return failed(reading.error());
  const std::vector<std::string> standard_input{"-"};
  RecordStream records(options.inputs.empty() ? standard_input : options.inputs, std::move(*reading));

  const bool folder = format == OutputFormat::kHtml && names_folder(options.output);
  auto output = Output::open(folder ? "" : options.output);
  if (!output) return failed(output.error());
  const auto writer = Writer::make(format, screen_of(*output, options.color));
  if (!writer) return failed(writer.error());
  const std::unique_ptr<Sink> sink = folder ? folder_sink(options.output) : sink_for(format, std::move(*output));
  return Journey(*analyzer, *writer, records, *sink, *enum_from_name<FailOn>(options.fail_on)).run(jobs_of(options.setup));
}

void add_check(CLI::App& program, ExitStatus& status) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* verb = program.add_subcommand("check", "Findings for the desk: who says what, what has no source");
  verb->add_option("inputs", options->inputs, "Files, folders, patterns; - or nothing: standard input")
      ->type_name("FILE");
  verb->add_option("-f,--format", options->format, "text: for people; json, jsonl: for programs; html: a page")
      ->check(CLI::IsMember({"text", "json", "jsonl", "html"}))
      ->capture_default_str();
  verb->add_option("-o,--output", options->output, "Write to this file (for html also a folder, FOLDER/)")
      ->type_name("PATH");
  verb->add_option("--fail-on", options->fail_on, "Exit status 1 from this severity on")
      ->check(CLI::IsMember({"error", "warning", "note", "never"}))
      ->capture_default_str();
  verb->add_option("--color", options->color, "Colours in text: auto is for a terminal only, and NO_COLOR wins")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  add_reading(*verb, options->reading);
  add_setup(*verb, options->setup);
  verb->callback([options, &status] { status = check(*options); });
}

}  // namespace onrecord

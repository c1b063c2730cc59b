// `onrecord report --db archive.db -o DIR`: an archive as a folder of static pages.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "archive/site.h"
#include "base/share.h"
#include "desk/program.h"
#include "desk/progress.h"

namespace onrecord {
namespace {

struct ReportOptions {
  std::string database, folder, progress = "auto";
  bool quiet = false;
  SiteOptions site;
};

ExitStatus report(const ReportOptions& options) {
  const auto style = ProgressTeller::style(options.progress, options.quiet);
  if (!style) return failed(style.error());
  ProgressTeller tell(*style, "report");
  const auto start = std::chrono::steady_clock::now();
  const auto state = [&](const SiteProgress& p) {
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    return ProgressState{.done = p.pages, .stored = p.pages,
                         .part = p.of > 0 ? static_cast<double>(p.pages) / static_cast<double>(p.of) : 1,
                         .seconds = seconds.count()};
  };
  SiteOptions site = options.site;
  site.templates = share_directory() / "reports";
  auto done = write_site(options.database, options.folder, site, [&](const SiteProgress& p) { tell(state(p)); });
  if (!done) return failed(done.error());
  tell.end(state(*done));
  if (!options.quiet)
    fmt::print(stderr, "{} article{}: open {}/index.html\n", done->pages, done->pages == 1 ? "" : "s", options.folder);
  return ExitStatus::kClean;
}

}  // namespace

void add_report(CLI::App& program, ExitStatus& status) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* verb = program.add_subcommand("report", "An archive as a folder of static pages");
  verb->add_option("--db", options->database, "The archive")->required()->type_name("FILE");
  verb->add_option("-o,--output", options->folder, "The folder; an earlier report in it is replaced")
      ->required()
      ->type_name("DIR");
  verb->add_option("--title", options->site.title, "What stands above every page")->type_name("TEXT");
  verb->add_option("--jobs,-j", options->site.jobs, "Cores to use; all by default")->type_name("N");
  verb->add_option("--progress", options->progress, "auto (default), bar, json or none")->type_name("HOW");
  verb->add_flag("-q,--quiet", options->quiet, "Say nothing but errors");
  verb->callback([options, &status] { status = report(*options); });
}

}  // namespace onrecord

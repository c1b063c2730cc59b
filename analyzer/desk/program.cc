#include "desk/program.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>

#include "base/share.h"
#include "editorial/analyzer.h"

namespace onrecord {
namespace {

constexpr const char* kAbout =
    "Reads news articles: who says what, which claims have no source, how well an article is sourced.";
constexpr const char* kFooter =
    "Exit status: 0 nothing to report, 1 findings, 2 could not do the job.\n"
    "Nothing leaves this machine. `onrecord VERB --help` says more.";

std::string version() {
  const Schema none;  // rules are read and parsed, which is all their hash needs
  const auto& book = kept(Rulebook::load(share_directory() / "rules", none));
  const std::string program = "onrecord " + program_version();
  if (!book) return program + "\n" + book.error().to_string();
  return fmt::format("{}\nrules {} {}, {}", program, book->id().name, book->id().version, book->id().hash);
}

void describe(CLI::App& program, ExitStatus& status) {
  program.require_subcommand(1);
  program.footer(kFooter);
  program.set_version_flag("--version", version, "Version of the program and its rules");
  add_check(program, status);
  add_rules(program, status);
  add_audit(program, status);
  add_merge(program, status);
  add_report(program, status);
  add_query(program, status);
  add_names(program, status);
  add_eval(program, status);
}

int parse_and_run(CLI::App& program, int argc, char** argv, const ExitStatus& status) {
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    // Help and version are asked for by exception; anything else is a use that cannot work.
    return program.exit(e) == 0 ? 0 : static_cast<int>(ExitStatus::kFailed);
  }
  return static_cast<int>(status);
}

}  // namespace

int run(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of write(), told like any other
  try {
    CLI::App program{kAbout, "onrecord"};
    ExitStatus status = ExitStatus::kClean;
    describe(program, status);
    return parse_and_run(program, argc, argv, status);
  } catch (const std::exception& e) {  // out of memory, and what a library may throw
    complain({.message = e.what()});
    return static_cast<int>(ExitStatus::kFailed);
  }
}

void complain(const Error& error) { fmt::print(stderr, "onrecord: {}\n", error.to_string()); }

ExitStatus failed(const Error& error) {
  complain(error);
  return ExitStatus::kFailed;
}

}  // namespace onrecord

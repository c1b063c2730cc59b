// The program: verbs over the library. A verb is one file with one add_... function, called in program.cc:
//
//   void add_check(CLI::App& program, ExitStatus& status) {
//     auto options = std::make_shared<CheckOptions>();
//     CLI::App* verb = program.add_subcommand("check", "Findings for the desk");
//     verb->add_option("inputs", options->inputs, "...");
//     verb->callback([options, &status] { status = check(*options); });
//   }
//
// Results go to standard output or -o, everything else to standard error. Exit status: 0 nothing at or above
// --fail-on, 1 findings (or failing examples), 2 could not do the job.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace CLI {
class App;
}

namespace onrecord {

enum class ExitStatus { kClean = 0, kFindings = 1, kFailed = 2 };

/// Runs the program. Never throws.
int run(int argc, char** argv);

void add_check(CLI::App& program, ExitStatus& status);
void add_rules(CLI::App& program, ExitStatus& status);
void add_audit(CLI::App& program, ExitStatus& status);
void add_eval(CLI::App& program, ExitStatus& status);
void add_merge(CLI::App& program, ExitStatus& status);
void add_names(CLI::App& program, ExitStatus& status);
void add_report(CLI::App& program, ExitStatus& status);
void add_query(CLI::App& program, ExitStatus& status);

/// Keeps what was loaded until the process ends, which then goes at once: taking it apart would cost milliseconds.
/// Called once for a type.
template <class T>
T& kept(T loaded) {
  static T* const out = new T(std::move(loaded));
  return *out;
}

/// Says on standard error what could not be done, where, and what to do about it.
void complain(const Error& error);
/// The same, and gives kFailed.
ExitStatus failed(const Error& error);

}  // namespace onrecord

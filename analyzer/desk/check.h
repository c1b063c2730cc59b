// `onrecord check`: articles in, findings out.
#pragma once

#include <string>
#include <vector>

#include "base/enum_names.h"
#include "desk/program.h"
#include "desk/setup.h"

namespace onrecord {

enum class OutputFormat { kPlain, kJson, kJsonLines, kHtml };
template <>
struct EnumNames<OutputFormat> {
  static constexpr std::string_view names[] = {"text", "json", "jsonl", "html"};
};

/// From which severity on findings make the exit status 1.
enum class FailOn { kError, kWarning, kNote, kNever };
template <>
struct EnumNames<FailOn> {
  static constexpr std::string_view names[] = {"error", "warning", "note", "never"};
};

struct CheckOptions {
  std::vector<std::string> inputs;  ///< files, folders, globs, "-"; none: standard input
  std::string format = "text", fail_on = "error", color = "auto";
  std::string output;
  ReadingOptions reading;
  SetupOptions setup;
};

/// Reads all inputs with bounded memory, analyses on all cores, writes results in the order of the input. A record that
/// cannot be read is told on standard error, leaves an error object in JSON, and makes the exit status 2 at the end;
/// the rest is read.
ExitStatus check(const CheckOptions& options);

}  // namespace onrecord

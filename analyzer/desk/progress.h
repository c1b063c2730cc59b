// Progress on standard error: a bar for people, JSON lines for programs, or nothing.
//
//   ProgressTeller tell("bar", "articles");
//   tell({.done = 120, .errors = 1, .part = 0.25, .seconds = 3.1});
//   tell.end();
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace onrecord {

struct ProgressState {
  std::uint64_t done = 0, stored = 0, unchanged = 0, skipped = 0, errors = 0;
  double part = -1;     ///< 0 to 1; negative: not known
  double seconds = 0;
  std::uint64_t bytes = 0;
};

class ProgressTeller {
 public:
  enum class Style { kQuiet, kBar, kJson };
  /// "auto": a bar where standard error is a terminal, else nothing.
  static Result<Style> style(const std::string& name, bool quiet);

  ProgressTeller(Style style, std::string verb) : style_(style), verb_(std::move(verb)) {}
  void operator()(const ProgressState& state);
  /// The last state, and the end of the line.
  void end(const ProgressState& state);

 private:
  void show(const ProgressState& state, bool last) const;

  Style style_;
  std::string verb_;
  double told_ = -1;
};

}  // namespace onrecord

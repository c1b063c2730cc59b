#include "desk/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "report/json_writer.h"

namespace onrecord {
namespace {

constexpr double kJsonSeconds = 1.0;
constexpr int kBarWidth = 24;

double rate(const ProgressState& s) { return s.seconds > 0 ? static_cast<double>(s.done) / s.seconds : 0; }

double remaining(const ProgressState& s) {
  return s.part > 0 && s.part < 1 ? s.seconds * (1 - s.part) / s.part : 0;
}

std::string clock(double seconds) {
  const auto s = static_cast<long>(seconds + 0.5);
  return s >= 3600 ? fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60) : fmt::format("{}:{:02}", s / 60, s % 60);
}

std::string bar(double part) {
  const int full = static_cast<int>(std::clamp(part, 0.0, 1.0) * kBarWidth);
  std::string out;
  for (int i = 0; i < kBarWidth; ++i) out += i < full ? "█" : "░";
  return out;
}

std::string as_line(const ProgressState& s) {
  std::string out = "\r\x1b[K";
  if (s.part >= 0) out += fmt::format("{} {:3.0f}%  ", bar(s.part), 100 * std::clamp(s.part, 0.0, 1.0));
  out += fmt::format("{} articles  {:.0f}/s", s.done, rate(s));
  if (remaining(s) > 0) out += fmt::format("  {} left", clock(remaining(s)));
  if (s.errors > 0) out += fmt::format("  {} damaged", s.errors);
  return out;
}

std::string as_json(const ProgressState& s, const std::string& verb, bool last) {
  std::string out;
  JsonWriter json(out);
  const auto count = [&](const char* name, std::uint64_t n) { json.member(name).number(static_cast<std::int64_t>(n)); };
  json.begin_object().member("progress").text(verb);
  json.member("finished").boolean(last);
  count("read", s.done), count("stored", s.stored), count("unchanged", s.unchanged);
  count("skipped", s.skipped), count("errors", s.errors), count("bytes", s.bytes);
  json.member("part");
  s.part < 0 ? json.null() : json.decimal(s.part);
  json.member("seconds").decimal(s.seconds);
  json.member("per_second").decimal(rate(s));
  json.member("remaining");
  remaining(s) > 0 ? json.decimal(remaining(s)) : json.null();
  json.end_object();
  return out + "\n";
}

}  // namespace

Result<ProgressTeller::Style> ProgressTeller::style(const std::string& name, bool quiet) {
  if (quiet) return Style::kQuiet;
  if (name == "bar") return Style::kBar;
  if (name == "json") return Style::kJson;
  if (name == "none") return Style::kQuiet;
  if (name == "auto") return isatty(STDERR_FILENO) ? Style::kBar : Style::kQuiet;
  return unexpected({.message = fmt::format("--progress {}?", name), .help = "auto, bar, json or none"});
}

void ProgressTeller::operator()(const ProgressState& state) {
  if (style_ == Style::kQuiet) return;
  if (style_ == Style::kJson && told_ >= 0 && state.seconds < told_ + kJsonSeconds) return;
  told_ = state.seconds;
  show(state, false);
}

void ProgressTeller::end(const ProgressState& state) {
  if (style_ == Style::kQuiet) return;
  show(state, true);
  if (style_ == Style::kBar) fmt::print(stderr, "\n");
}

void ProgressTeller::show(const ProgressState& state, bool last) const {
  fmt::print(stderr, "{}", style_ == Style::kBar ? as_line(state) : as_json(state, verb_, last));
  std::fflush(stderr);
}

}  // namespace onrecord

#include <fmt/format.h>
#include <re2/re2.h>

#include "rulebook/compile_expression.h"

namespace onrecord {

std::shared_ptr<const re2::RE2> compile_regex(const RuleSource& source, const ast::Regex& regex) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(4 << 20);
  options.set_never_capture(false);
  auto compiled = std::make_shared<RE2>(regex.text, options);
  if (compiled->ok()) return compiled;
  std::uint32_t at = regex.begin;
  const std::size_t inside = regex.text.find(compiled->error_arg());
  if (!compiled->error_arg().empty() && inside != std::string::npos) at += 1 + static_cast<std::uint32_t>(inside);
  fail_at(source, at, fmt::format("the regular expression is faulty: {}", compiled->error()),
          "RE2 syntax: no look-around, no back references; (?i) at the start ignores case");
}

}  // namespace onrecord

#include <fmt/format.h>

#include "rulebook/compile_expression.h"

namespace onrecord {

std::shared_ptr<const TextPattern> compile_regex(const RuleSource& source, const ast::Regex& regex) {
  auto pattern = std::make_shared<const TextPattern>(regex.text);
  const auto fault = pattern->fault();
  if (!fault) return pattern;
  const std::uint32_t at = regex.begin + (fault->at ? 1 + static_cast<std::uint32_t>(*fault->at) : 0);
  fail_at(source, at, fmt::format("the regular expression is faulty: {}", fault->message),
          "RE2 syntax: no look-around, no back references; (?i) at the start ignores case");
}

}  // namespace onrecord

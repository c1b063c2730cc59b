#include "base/result.h"

#include <fmt/format.h>

namespace onrecord {

std::string Error::to_string() const {
  std::string out;
  if (!path.empty()) out += path;
  if (line > 0) out += fmt::format(":{}", line);
  if (line > 0 && column > 0) out += fmt::format(":{}", column);
  if (!out.empty()) out += ": ";
  out += message;
  if (!excerpt.empty()) {
    out += fmt::format("\n  {}\n", excerpt);
    out += fmt::format("  {:>{}}", "^", column > 0 ? column : 1);
  }
  if (!help.empty()) out += fmt::format("\n  help: {}", help);
  return out;
}

}  // namespace onrecord

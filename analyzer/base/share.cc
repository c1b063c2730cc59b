#include "base/share.h"

#include <cstdlib>
#include <system_error>

namespace onrecord {

std::filesystem::path share_directory() {
  if (const char* home = std::getenv("ONRECORD_HOME"); home != nullptr && *home != '\0') return home;
  std::error_code none;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", none);
  const auto installed = program.parent_path().parent_path() / "share" / "onrecord";
  if (!program.empty() && std::filesystem::exists(installed / "rules", none)) return installed;
  return ONRECORD_SOURCE_DIR;
}

std::filesystem::path models_directory(const std::filesystem::path& data) {
  std::error_code none;
  const std::filesystem::path installed = data / "models";
  return std::filesystem::exists(installed / "reader.bin", none) ? installed : std::filesystem::path(ONRECORD_BUILD_DIR) / "models";
}

}  // namespace onrecord

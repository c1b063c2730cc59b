// Where the program's own data are: rules/, data/ and reports/ side by side.
//
//   share_directory() / "rules"
#pragma once

#include <filesystem>

namespace onrecord {

/// The directory named by the environment's ONRECORD_HOME; else ../share/onrecord beside the program where it is
/// installed; else the source tree it was built from.
std::filesystem::path share_directory();

/// Where the models of `data` are, expanded: beside its tables where it is installed, else in the build directory.
std::filesystem::path models_directory(const std::filesystem::path& data);

}  // namespace onrecord

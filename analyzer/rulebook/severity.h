// How grave a finding is, and how sure the program is of it.
#pragma once

#include "base/enum_names.h"

namespace onrecord {

enum class Severity { kError, kWarning, kNote };
template <>
struct EnumNames<Severity> {
  static constexpr std::string_view names[] = {"error", "warning", "note"};
};

enum class Certainty { kCertain, kLikely, kPossible };
template <>
struct EnumNames<Certainty> {
  static constexpr std::string_view names[] = {"certain", "likely", "possible"};
};

}  // namespace onrecord

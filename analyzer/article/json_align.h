// From a JSON string's value back to the bytes of the document. Internal to the readers.
#pragma once

#include <string_view>
#include <vector>

#include "article/article.h"

namespace onrecord {

/// Runs from the decoded value of the string member `name` of the object `json` to the bytes of `json`. The last one
/// counts where the name stands twice. REQUIRES: `json` is a valid JSON object. Empty if there is no such string.
std::vector<OriginRun> align_json_member(std::string_view json, std::string_view name);

}  // namespace onrecord

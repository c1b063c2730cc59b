// Analysis to JSON, as reports/onrecord.schema.json describes it. Offsets are code points into "text".
//
//   std::string line;
//   append_json(analysis, JsonLayout::kLine, line);    // one line with its newline: JSON Lines
//
// The same analysis gives the same bytes. Whatever the analysis holds, the output is valid UTF-8 and valid JSON.
// Ids are positions: attribution 0 is "a1", source 0 is "s1".
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "editorial/analysis.h"

namespace onrecord {

enum class JsonLayout {
  kLine,  ///< one line
  kPage,  ///< one line for each attribution, source, claim ...: for people and for diff
};

/// Appends the object and a newline to `out`.
void append_json(const Analysis& analysis, JsonLayout layout, std::string& out);

/// What stands in the place of a record that could not be read: {"onrecord", "error": {"message", "path", "line", ...}}.
void append_json_error(const Error& error, std::string& out);

}  // namespace onrecord

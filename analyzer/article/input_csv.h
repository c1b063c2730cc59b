// CSV (RFC 4180) and TSV: rows of fields, with the way back to their bytes. Internal to the readers.
//
// Our own parser and no library's: none that Debian keeps tells where the bytes of a field stand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "article/input.h"

namespace onrecord {

/// The fields of one row, unquoted.
std::vector<std::string> csv_fields(std::string_view row, char delimiter);

/// A row as an article; columns are named by the record's context. Fails where the number of fields is not that of the
/// columns, or where there is no column of text.
Result<Article> read_csv_row(const InputRecord& record, const InputOptions& options);

}  // namespace onrecord

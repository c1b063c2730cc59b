// Answers as a table for a terminal, as CSV (RFC 4180) or as JSON.
#pragma once

#include <string>

#include "archive/questions.h"
#include "base/enum_names.h"

namespace onrecord {

enum class AnswerFormat { kTable, kCsv, kJson };
template <>
struct EnumNames<AnswerFormat> {
  static constexpr std::string_view names[] = {"table", "csv", "json"};
};

/// `width`: columns of the terminal; the widest column is cut to fit, 0: nothing is cut. Only for kTable.
std::string write_answer(const Answer& answer, AnswerFormat format, int width = 0);

}  // namespace onrecord

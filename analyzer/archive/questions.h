// Questions to an archive, for people who do not write SQL.
//
//   Result<Answer> answer = ask("archive.db", "people", {.by = "month", .publisher = "Selwyn Courier"});
//   for (const auto& row : answer->rows) ...
//
// Every question takes every filter that makes sense for it; one it cannot use is refused, never ignored.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace onrecord {

using AnswerValue = std::variant<std::monostate, std::int64_t, double, std::string>;  ///< monostate: not known

struct Answer {
  std::vector<std::string> columns;
  std::vector<std::vector<AnswerValue>> rows;
};

struct Filter {
  std::string by = {};          ///< "desk", "author", "publisher", "month": one answer for each
  std::string publisher = {}, author = {}, desk = {};
  std::string from = {}, until = {};  ///< dates, both included; a month or a year will do
  std::string person = {};      ///< by any name the archive knows; of echoes, who said one of them
  std::string words = {};       ///< full text: all words, "a phrase", a prefix*
  std::string rule = {};
  std::optional<int> below = {};  ///< score
  std::optional<std::int64_t> limit = {};  ///< rows (in groups: rows of each); each question has its own default
};

struct Question {
  std::string_view name;
  std::string_view what;     ///< one line for --help
  std::string_view filters;  ///< besides publisher, author, desk, from, until and limit
};
std::span<const Question> questions();

/// REQUIRES nothing: unknown questions and filters are Errors that say what there is.
Result<Answer> ask(const std::filesystem::path& archive, std::string_view question, const Filter& filter);

}  // namespace onrecord

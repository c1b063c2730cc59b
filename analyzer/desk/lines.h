// A file or standard input, line by line, in bounded memory.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace onrecord {

class LineReader {
 public:
  /// "-": standard input.
  static Result<LineReader> open(const std::string& path);
  LineReader(LineReader&& other) noexcept;
  LineReader& operator=(LineReader&&) = delete;
  ~LineReader();

  /// False at the end. `line` is without its line break and lives until the next call.
  Result<bool> next(std::string_view& line);
  int number() const { return number_; }  ///< of the last line, from 1
  const std::string& path() const { return path_; }

 private:
  LineReader(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  Result<bool> fill();

  int descriptor_ = -1;
  std::string path_;
  std::string buffer_;
  std::size_t at_ = 0, looked_ = 0;  ///< start of the next line; up to where no line break was found
  bool ended_ = false;
  int number_ = 0;
};

}  // namespace onrecord

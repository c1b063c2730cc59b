// Where results go: standard output, or a file that appears whole or not at all.
//
//   auto output = Output::open(path);             // "" or "-": standard output
//   if (!output) return failed(output.error());
//   if (auto done = output->write(page); !done) return failed(done.error());
//   if (auto done = output->close(); !done) return failed(done.error());   // the file is there now
//
// A file is written beside its place under another name and renamed by close(); without close() it is removed.
// Pipes, devices and the like are written directly.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace onrecord {

class Output {
 public:
  static Result<Output> open(const std::string& path);
  Output(Output&& other) noexcept;
  Output& operator=(Output&&) = delete;
  ~Output();

  /// Fails where the disk is full or the reader of a pipe has gone.
  Result<void> write(std::string_view bytes);
  Result<void> close();
  /// Does it end in a terminal?
  bool is_terminal() const;

 private:
  Output(int descriptor, std::string name) : descriptor_(descriptor), name_(std::move(name)) {}
  tl::unexpected<Error> fault(std::string_view doing) const;

  int descriptor_ = -1;
  std::string name_;                  ///< for messages
  std::filesystem::path place_ = {};  ///< to rename to; empty: written directly
  std::filesystem::path draft_ = {};
};

}  // namespace onrecord

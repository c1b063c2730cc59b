// A file mapped read-only into memory: opening costs microseconds whatever its size, pages are shared by processes.
//
//   Result<MappedFile> file = MappedFile::open("data/models/language-en.bin");
//   if (!file) return unexpected(file.error());
//   file->bytes();   // valid while *file lives, also after it is moved
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "base/result.h"

namespace onrecord {

class MappedFile {
 public:
  /// Fails where the file cannot be opened or is empty.
  static Result<MappedFile> open(const std::filesystem::path& path);

  MappedFile() = default;
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  /// Lets all pages be at hand at once, where the system can: touching them one by one costs an interrupt each. For a
  /// thread that has time.
  void fetch() const;

  std::span<const std::byte> bytes() const { return {static_cast<const std::byte*>(data_), size_}; }

 private:
  void* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace onrecord

#include "base/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace onrecord {

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
  const auto failed = [&](const char* what, int error) {
    return unexpected({.message = std::string(what) + ": " + std::strerror(error), .path = path.string()});
  };
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return failed("cannot be opened", errno);
  struct stat about{};
  MappedFile out;
  int error = ::fstat(fd, &about) == 0 ? 0 : errno;
  if (error == 0 && (!S_ISREG(about.st_mode) || about.st_size == 0)) error = ENODATA;
  if (error == 0) {
    out.size_ = static_cast<std::size_t>(about.st_size);
    out.data_ = ::mmap(nullptr, out.size_, PROT_READ, MAP_SHARED, fd, 0);
    if (out.data_ == MAP_FAILED) {
      error = errno;
      out.data_ = nullptr;
      out.size_ = 0;
    }
  }
  ::close(fd);
  if (error != 0) return failed("cannot be mapped", error);
  return out;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

void MappedFile::fetch() const {
#ifdef MADV_POPULATE_READ
  if (data_) ::madvise(data_, size_, MADV_POPULATE_READ);
#endif
}

MappedFile::~MappedFile() {
  if (data_) ::munmap(data_, size_);
}

}  // namespace onrecord

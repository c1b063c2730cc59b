#include "article/input_bytes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace onrecord {
namespace {

constexpr std::size_t kChunk = 64u << 10;

class FileSource : public ByteSource {
 public:
  FileSource(int fd, std::string path, ByteCounter counter)
      : fd_(fd), path_(std::move(path)), counter_(std::move(counter)) {}
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  ~FileSource() override {
    if (fd_ != STDIN_FILENO) close(fd_);
  }

  Result<std::size_t> read(char* to, std::size_t size) override {
    if (failed_) return 0;
    for (;;) {
      const ssize_t n = ::read(fd_, to, size);
      if (n >= 0) {
        *counter_ += static_cast<std::uint64_t>(n);
        return static_cast<std::size_t>(n);
      }
      if (errno == EINTR) continue;
      failed_ = true;
      return unexpected({.message = fmt::format("cannot be read: {}", std::strerror(errno)), .path = path_});
    }
  }

 private:
  int fd_;
  std::string path_;
  ByteCounter counter_;
  bool failed_ = false;
};

class MemorySource : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  Result<std::size_t> read(char* to, std::size_t size) override {
    const std::size_t n = std::min(size, bytes_.size());
    bytes_.copy(to, n);
    bytes_.remove_prefix(n);
    return n;
  }

 private:
  std::string_view bytes_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_file(const std::string& path, ByteCounter counter) {
  const int fd = path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return unexpected({.message = fmt::format("cannot be opened: {}", std::strerror(errno)), .path = path});
  return std::make_unique<FileSource>(fd, path, std::move(counter));
}

std::unique_ptr<ByteSource> memory_source(std::string_view bytes) { return std::make_unique<MemorySource>(bytes); }

Result<void> ByteWindow::need(std::size_t size) {
  if (postponed_ && view().size() < size) {
    const Error error = *std::move(postponed_);
    postponed_.reset();
    return unexpected(error);
  }
  while (!ended_ && buffer_.size() - begin_ < size) {
    if (begin_ > 0) {
      buffer_.erase(0, begin_);
      begin_ = 0;
    }
    const std::size_t held = buffer_.size();
    buffer_.resize(held + std::max(kChunk, held));  // grows with what is there, not with what was asked for
    Result<std::size_t> n = source_->read(buffer_.data() + held, buffer_.size() - held);
    buffer_.resize(held + n.value_or(0));
    if (!n) return unexpected(n.error());
    ended_ = *n == 0;
  }
  return {};
}

std::optional<Error> ByteWindow::peek(std::size_t size) {
  std::optional<Error> before;
  for (;;) {
    auto done = need(size);
    if (done) return before;
    if (!view().empty()) {
      postponed_ = done.error();
      return before;
    }
    if (!before) before = done.error();
  }
}

void ByteWindow::consume(std::size_t n) {
  begin_ += n;
  offset_ += n;
  if (begin_ == buffer_.size()) {
    buffer_.clear();
    begin_ = 0;
  }
}

}  // namespace onrecord

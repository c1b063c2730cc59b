#include "desk/lines.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace onrecord {

Result<LineReader> LineReader::open(const std::string& path) {
  if (path == "-") return LineReader(STDIN_FILENO, path);
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor >= 0) return LineReader(descriptor, path);
  return unexpected({.message = "cannot read: " + std::generic_category().message(errno),
                     .path = path,
                     .help = "check the name, or use - for standard input"});
}

LineReader::LineReader(LineReader&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::move(other.path_)),
      buffer_(std::move(other.buffer_)),
      at_(other.at_),
      looked_(other.looked_),
      ended_(other.ended_),
      number_(other.number_) {}

LineReader::~LineReader() {
  if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

Result<bool> LineReader::next(std::string_view& line) {
  for (;;) {
    const std::size_t end = buffer_.find('\n', looked_);
    if (end == std::string::npos && !ended_) {
      looked_ = buffer_.size();
      if (auto more = fill(); !more) return more;
      continue;
    }
    if (end == std::string::npos && at_ == buffer_.size()) return false;
    line = std::string_view(buffer_).substr(at_, (end == std::string::npos ? buffer_.size() : end) - at_);
    at_ = looked_ = end == std::string::npos ? buffer_.size() : end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number_;
    return true;
  }
}

Result<bool> LineReader::fill() {
  constexpr std::size_t kChunk = 256 * 1024;
  buffer_.erase(0, at_);
  looked_ -= at_;
  at_ = 0;
  const std::size_t size = buffer_.size();
  buffer_.resize(size + kChunk);
  ssize_t n = 0;
  do n = ::read(descriptor_, buffer_.data() + size, kChunk);
  while (n < 0 && errno == EINTR);
  const int code = errno;
  buffer_.resize(size + static_cast<std::size_t>(n > 0 ? n : 0));
  if (n < 0)
    return unexpected({.message = "cannot read: " + std::generic_category().message(code), .path = path_});
  ended_ = n == 0;
  return !ended_;
}

}  // namespace onrecord

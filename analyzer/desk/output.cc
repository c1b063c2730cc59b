#include "desk/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace onrecord {
namespace {

std::string help_for(int code) {
  switch (code) {
    case ENOSPC:
    case EDQUOT: return "make room, or write elsewhere with -o";
    case EPIPE: return "the program that reads the results ended before they did";
    case ENOENT: return "make the folder first";
    case EACCES:
    case EROFS: return "choose a place you may write to with -o";
    default: return "";
  }
}

Error system_error(std::string_view doing, const std::string& name, int code) {
  return {.message = fmt::format("cannot {}: {}", doing, std::generic_category().message(code)),
          .path = name,
          .help = help_for(code)};
}

}  // namespace

Result<Output> Output::open(const std::string& path) {
  if (path.empty() || path == "-") return Output(STDOUT_FILENO, "standard output");
  std::error_code none;
  const auto status = std::filesystem::status(path, none);
  const bool direct = std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
  const std::string draft = direct ? path : fmt::format("{}.{}.part", path, getpid());
  const int descriptor = ::open(draft.c_str(), O_WRONLY | O_CREAT | (direct ? 0 : O_TRUNC) | O_CLOEXEC, 0666);
  if (descriptor < 0) return unexpected(system_error("write", path, errno));
  Output out(descriptor, path);
  if (!direct) out.place_ = path, out.draft_ = draft;
  return out;
}

Output::Output(Output&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      name_(std::move(other.name_)),
      place_(std::exchange(other.place_, {})),
      draft_(std::exchange(other.draft_, {})) {}

Output::~Output() {
  if (descriptor_ > STDOUT_FILENO) ::close(descriptor_);
  if (!draft_.empty()) ::unlink(draft_.c_str());
}

Result<void> Output::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(descriptor_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fault("write");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Result<void> Output::close() {
  if (descriptor_ > STDOUT_FILENO && ::close(std::exchange(descriptor_, -1)) != 0) return fault("write");
  if (draft_.empty()) return {};
  if (::rename(draft_.c_str(), place_.c_str()) != 0) return fault("put the finished file in its place");
  draft_.clear();
  return {};
}

bool Output::is_terminal() const { return ::isatty(descriptor_) == 1; }

tl::unexpected<Error> Output::fault(std::string_view doing) const {
  return unexpected(system_error(doing, name_, errno));
}

}  // namespace onrecord

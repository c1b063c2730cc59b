// Any bytes as a file of many records. The first byte chooses how: a format to cut, in one piece and in small ones; or a
// packed file, unpacked and read to its end. See scripts/fuzz.sh.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "article/input.h"
#include "damaged/check_reading.h"
#include "damaged/check_splitting.h"

namespace {

using namespace onrecord;

void stop_at(const std::string& fault) {
  if (fault.empty()) return;
  std::fprintf(stderr, "%s\n", fault.c_str());
  std::abort();
}

/// A file in memory, whose path names the process's own descriptor.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : fd_(memfd_create("records", MFD_CLOEXEC)) {
    if (fd_ < 0 || write(fd_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) std::abort();
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { close(fd_); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  int fd_;
};

std::string fault_in_stream(std::string_view bytes, const InputOptions& options) {
  const MemoryFile file(bytes);
  ArticleStream stream({file.path()}, options);
  for (std::size_t calls = 0; calls < 100'000; ++calls) {
    const auto article = stream.next();
    if (!article) continue;
    if (!*article) return {};
    if (std::string fault = testing_damage::fault_in(**article); !fault.empty()) return fault;
  }
  return "the stream does not end";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr InputFormat kFormats[] = {InputFormat::kJsonLines, InputFormat::kJson, InputFormat::kCsv,
                                             InputFormat::kTsv,       InputFormat::kFeed, InputFormat::kWarc};
  static const InputOptions options{.max_record = 1u << 20, .max_expansion = 100};
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t how = data[0] % (std::size(kFormats) + 1);
  stop_at(how < std::size(kFormats) ? testing_damage::fault_in_splitting(bytes, kFormats[how], options)
                                    : fault_in_stream(bytes, options));
  return 0;
}

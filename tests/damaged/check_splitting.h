// What must hold of the records a file is cut into: they lie in the file, they come to an end, and they are the same
// however few bytes the source gives at a time (a pipe gives what it has, a packed file what a block unpacks to).
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "article/input_split.h"

namespace onrecord::testing_damage {

/// Gives 1, 2, ... `most` bytes at a time, and again.
class SlowSource : public ByteSource {
 public:
  SlowSource(std::string_view bytes, std::size_t most) : bytes_(bytes), most_(most) {}
  Result<std::size_t> read(char* to, std::size_t size) override {
    given_ = given_ % most_ + 1;
    const std::size_t n = std::min({size, bytes_.size(), given_});
    bytes_.copy(to, n);
    bytes_.remove_prefix(n);
    return n;
  }

 private:
  std::string_view bytes_;
  std::size_t most_, given_ = 0;
};

/// All records and errors, one after another, as text.
inline std::string records_of(std::unique_ptr<ByteSource> source, std::size_t size, InputFormat format,
                              const InputOptions& options, std::string& fault) {
  const std::unique_ptr<Splitter> splitter =
      make_splitter(ByteWindow(std::move(source)), {.path = "in", .format = format, .options = &options});
  std::string out;
  for (std::size_t calls = 0; calls <= 2 * size + 8; ++calls) {
    const Result<std::optional<InputRecord>> record = splitter->next();
    if (!record) {
      if (record.error().message.empty()) fault = "an error says nothing";
      out += "! " + record.error().message + "\n";
      continue;
    }
    if (!*record) return out;
    const InputRecord& r = **record;
    if (r.place.offset > size || r.bytes.size() > size) fault = "a record leaves its file";
    out += std::to_string(r.place.record) + " at " + std::to_string(r.place.offset) + " " + r.id + " " + r.url + " " + r.date + ": " + r.bytes + "\n";
  }
  fault = "the records do not end";
  return out;
}

/// Empty if all holds.
inline std::string fault_in_splitting(std::string_view bytes, InputFormat format, const InputOptions& options) {
  std::string fault;
  const std::string whole = records_of(memory_source(bytes), bytes.size(), format, options, fault);
  for (const std::size_t most : {1u, 3u, 61u}) {
    if (!fault.empty()) return fault;
    const std::string slow = records_of(std::make_unique<SlowSource>(bytes, most), bytes.size(), format, options, fault);
    if (slow != whole) return "other records from a slow source (" + std::to_string(most) + "):\n" + slow + "instead of\n" + whole;
  }
  return fault;
}

}  // namespace onrecord::testing_damage

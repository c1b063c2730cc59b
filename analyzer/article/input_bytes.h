// Bytes that come one after another: from files, standard input, archives. Internal to the readers.
//
//   ByteWindow window(std::move(source));
//   if (auto done = window.need(8); !done) return unexpected(done.error());
//   window.view();        // at least 8 bytes, fewer only at the end
//   window.consume(8);
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace onrecord {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Up to `size` bytes into `to`; 0 at the end. After an error, reading again goes on behind the damage, or gives 0.
  virtual Result<std::size_t> read(char* to, std::size_t size) = 0;
};

/// Bytes read so far from files, shared by all sources of a stream.
using ByteCounter = std::shared_ptr<std::uint64_t>;

/// A file, or standard input for "-". Fails where it cannot be opened.
Result<std::unique_ptr<ByteSource>> open_file(const std::string& path, ByteCounter counter);
/// Bytes held elsewhere, which must outlive the source.
std::unique_ptr<ByteSource> memory_source(std::string_view bytes);

/// A growing view of what comes next in a source.
class ByteWindow {
 public:
  explicit ByteWindow(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  /// Makes view() hold at least `size` bytes; fewer only at the end. An error leaves what came before it in view.
  Result<void> need(std::size_t size);
  /// The same for a first look: damage behind the first bytes is told by the need() that reaches it; damage before any
  /// byte is passed over and returned.
  std::optional<Error> peek(std::size_t size);
  std::string_view view() const { return std::string_view(buffer_).substr(begin_); }
  /// Nothing comes behind view().
  bool ended() const { return ended_; }
  void consume(std::size_t n);
  /// Forgets what is in view: behind damage, the rest of a record is worth nothing.
  void drop() { consume(buffer_.size() - begin_); }
  /// Position of view() in the source.
  std::uint64_t offset() const { return offset_; }

 private:
  std::unique_ptr<ByteSource> source_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::uint64_t offset_ = 0;
  bool ended_ = false;
  std::optional<Error> postponed_;
};

}  // namespace onrecord

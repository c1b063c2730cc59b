#include "article/input_unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace onrecord {
namespace {

constexpr std::size_t kChunk = 128u << 10;

Error explosion(std::uint64_t times) {
  return {.message = fmt::format("unpacks to more than {} times its size", times),
          .help = "a file made to fill the machine; unpack it by hand if it is what it should be"};
}

/// Watches how much comes out for what went in.
class Expansion {
 public:
  explicit Expansion(const UnpackLimits& limits) : limits_(limits) {}
  void in(std::uint64_t n) { in_ += n; }
  void out(std::uint64_t n) { out_ += n; }
  bool exceeded() const { return out_ > limits_.expansion_from && out_ / limits_.max_expansion > in_; }
  Error error() const { return explosion(limits_.max_expansion); }

 private:
  UnpackLimits limits_;
  std::uint64_t in_ = 0, out_ = 0;
};

// ---- gzip ---------------------------------------------------------------------------------------------------------

class GzipSource : public ByteSource {
 public:
  GzipSource(std::unique_ptr<ByteSource> packed, const UnpackLimits& limits)
      : packed_(std::move(packed)), expansion_(limits) {
    inflateInit2(&zlib_, 15 + 16);  // 32 KiB window, gzip header
  }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;
  ~GzipSource() override { inflateEnd(&zlib_); }

  Result<std::size_t> read(char* to, std::size_t size) override {
    while (!finished_) {
      if (auto filled = fill(); !filled) return unexpected(filled.error());
      if (available() == 0 && !inside_) return finish();  // inside, output may still be pending
      if (searching_ && !find_member()) continue;
      Result<std::size_t> n = inflate_some(to, size);
      if (!n || *n > 0) return n;
    }
    return 0;
  }

 private:
  std::size_t available() const { return end_ - begin_; }

  // Keeps at least the three bytes that begin a member together.
  Result<void> fill() {
    if (available() >= 3 || packed_ended_) return {};
    std::memmove(buffer_.data(), buffer_.data() + begin_, available());
    end_ -= begin_;
    begin_ = 0;
    Result<std::size_t> n = packed_->read(buffer_.data() + end_, buffer_.size() - end_);
    if (!n) {
      finished_ = true;
      return unexpected(n.error());
    }
    packed_ended_ = *n == 0;
    expansion_.in(*n);
    end_ += *n;
    return available() < 3 && !packed_ended_ ? fill() : Result<void>{};
  }

  Result<std::size_t> finish() {
    finished_ = true;
    if (inside_) return unexpected({.message = "ends inside a compressed part", .help = "the file was cut off"});
    return 0;
  }

  // Moves to the next place that looks like the begin of a member; false: look further.
  bool find_member() {
    const std::string_view rest(buffer_.data() + begin_, available());
    const std::size_t at = rest.find("\x1f\x8b\x08");
    begin_ += at != std::string_view::npos ? at : packed_ended_ ? rest.size() : rest.size() - std::min<std::size_t>(rest.size(), 2);
    searching_ = at == std::string_view::npos;
    return !searching_;
  }

  Result<std::size_t> inflate_some(char* to, std::size_t size) {
    zlib_.next_in = reinterpret_cast<Bytef*>(buffer_.data() + begin_);
    zlib_.avail_in = static_cast<uInt>(available());
    zlib_.next_out = reinterpret_cast<Bytef*>(to);
    zlib_.avail_out = static_cast<uInt>(std::min<std::size_t>(size, 1u << 30));
    const uInt room = zlib_.avail_out;
    inside_ = true;
    const int status = inflate(&zlib_, Z_NO_FLUSH);
    begin_ = end_ - zlib_.avail_in;
    const std::size_t written = room - zlib_.avail_out;
    expansion_.out(written);
    if (expansion_.exceeded()) {
      finished_ = true;
      return unexpected(expansion_.error());
    }
    if (status == Z_STREAM_END) return end_member(written);
    if (status != Z_OK && status != Z_BUF_ERROR) return damaged();
    // A few bytes that inflate cannot use yet are all that is left: the file was cut.
    if (written == 0 && packed_ended_ && status == Z_BUF_ERROR) return finish();
    return written;
  }

  Result<std::size_t> end_member(std::size_t written) {
    inside_ = false;
    inflateReset(&zlib_);
    searching_ = true;  // padding between members is no damage
    if (written == 0 && available() == 0 && packed_ended_) finished_ = true;
    return written;
  }

  Result<std::size_t> damaged() {
    const std::string why = zlib_.msg != nullptr ? zlib_.msg : "bad data";
    inside_ = false;
    inflateReset(&zlib_);
    searching_ = true;
    return unexpected({.message = fmt::format("compressed data is damaged ({})", why)});
  }

  std::unique_ptr<ByteSource> packed_;
  Expansion expansion_;
  z_stream zlib_{};
  std::array<char, kChunk> buffer_;
  std::size_t begin_ = 0, end_ = 0;
  bool packed_ended_ = false, finished_ = false;
  bool inside_ = false;      ///< of a member
  bool searching_ = false;   ///< for the begin of a member
};

// ---- libarchive ---------------------------------------------------------------------------------------------------

/// A libarchive reader over a ByteSource.
class Archive {
 public:
  Archive(std::unique_ptr<ByteSource> packed, const UnpackLimits& limits)
      : packed_(std::move(packed)), expansion_(limits), archive_(archive_read_new()) {}
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;
  ~Archive() { archive_read_free(archive_); }

  archive* get() { return archive_; }
  int open() { return archive_read_open(archive_, this, nullptr, &Archive::feed, nullptr); }

  Error error() const {
    if (source_error_) return *source_error_;
    const char* text = archive_error_string(archive_);
    return {.message = fmt::format("cannot be unpacked: {}", text != nullptr ? text : "damaged")};
  }

  Result<std::size_t> read(char* to, std::size_t size) {
    const la_ssize_t n = archive_read_data(archive_, to, size);
    if (n < 0) return unexpected(error());
    expansion_.out(static_cast<std::uint64_t>(n));
    if (expansion_.exceeded()) return unexpected(expansion_.error());
    return static_cast<std::size_t>(n);
  }

 private:
  static la_ssize_t feed(archive* a, void* self, const void** bytes) {
    Archive& me = *static_cast<Archive*>(self);
    *bytes = me.buffer_.data();
    Result<std::size_t> n = me.packed_->read(me.buffer_.data(), me.buffer_.size());
    if (n) {
      me.expansion_.in(*n);
      return static_cast<la_ssize_t>(*n);
    }
    me.source_error_ = n.error();
    archive_set_error(a, EIO, "%s", n.error().message.c_str());
    return ARCHIVE_FATAL;
  }

  std::unique_ptr<ByteSource> packed_;
  Expansion expansion_;
  archive* archive_;
  std::optional<Error> source_error_;
  std::array<char, kChunk> buffer_;
};

class FilterSource : public ByteSource {
 public:
  FilterSource(std::unique_ptr<ByteSource> packed, const UnpackLimits& limits) : archive_(std::move(packed), limits) {
    archive_read_support_filter_all(archive_.get());
    archive_read_support_format_raw(archive_.get());
  }

  Result<std::size_t> read(char* to, std::size_t size) override {
    if (finished_) return 0;
    archive_entry* entry = nullptr;
    if (!opened_ && (archive_.open() != ARCHIVE_OK || archive_read_next_header(archive_.get(), &entry) != ARCHIVE_OK)) {
      finished_ = true;
      return unexpected(archive_.error());
    }
    opened_ = true;
    Result<std::size_t> n = archive_.read(to, size);
    finished_ = !n || *n == 0;
    return n;
  }

 private:
  Archive archive_;
  bool opened_ = false, finished_ = false;
};

}  // namespace

Packing packing_of(std::string_view head) {
  using namespace std::string_view_literals;
  if (head.starts_with("\x1f\x8b\x08"sv)) return Packing::kGzip;
  for (const std::string_view magic : {"\x28\xb5\x2f\xfd"sv, "BZh"sv, "\xfd" "7zXZ\0"sv, "\x04\x22\x4d\x18"sv})
    if (head.starts_with(magic)) return Packing::kFilter;
  if (head.starts_with("PK\x03\x04"sv)) return Packing::kZip;
  if (head.size() >= 262 && head.substr(257, 5) == "ustar") return Packing::kTar;
  return Packing::kNone;
}

std::unique_ptr<ByteSource> gunzip(std::unique_ptr<ByteSource> packed, const UnpackLimits& limits) {
  return std::make_unique<GzipSource>(std::move(packed), limits);
}

std::unique_ptr<ByteSource> unfilter(std::unique_ptr<ByteSource> packed, const UnpackLimits& limits) {
  return std::make_unique<FilterSource>(std::move(packed), limits);
}

struct MemberList::Reader : Archive {
  using Archive::Archive;
  bool opened = false, ended = false;
};

MemberList::MemberList(std::unique_ptr<ByteSource> packed, Packing packing, const UnpackLimits& limits)
    : reader_(std::make_unique<Reader>(std::move(packed), limits)), limits_(limits) {
  archive_read_support_filter_none(reader_->get());
  if (packing == Packing::kZip) archive_read_support_format_zip_streamable(reader_->get());
  else archive_read_support_format_tar(reader_->get());
}

MemberList::~MemberList() = default;

Result<std::optional<std::string>> MemberList::next() {
  Reader& reader = *reader_;
  while (!reader.ended) {
    if (!reader.opened && reader.open() != ARCHIVE_OK) break;
    reader.opened = true;
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(reader.get(), &entry);
    reader.ended = status == ARCHIVE_EOF;
    if (reader.ended) break;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
      reader.ended = true;
      return unexpected(reader.error());
    }
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    const char* name = archive_entry_pathname_utf8(entry);
    if (name == nullptr) name = archive_entry_pathname(entry);
    return std::optional<std::string>(name != nullptr ? name : "?");
  }
  if (!reader.opened) {
    reader.opened = reader.ended = true;
    return unexpected(reader.error());
  }
  return std::optional<std::string>();
}

std::unique_ptr<ByteSource> MemberList::open() {
  class Member : public ByteSource {
   public:
    explicit Member(Reader& reader) : reader_(reader) {}
    Result<std::size_t> read(char* to, std::size_t size) override {
      if (failed_) return 0;
      Result<std::size_t> n = reader_.read(to, size);
      failed_ = !n;
      return n;
    }

   private:
    Reader& reader_;
    bool failed_ = false;
  };
  return std::make_unique<Member>(*reader_);
}

Result<std::optional<std::string>> zip_member(std::string_view zip, std::string_view name, std::size_t limit) {
  MemberList members(memory_source(zip), Packing::kZip, {});
  for (;;) {
    auto found = members.next();
    if (!found) return unexpected(found.error());
    if (!*found) return std::optional<std::string>();
    if (**found != name) continue;
    ByteWindow window(members.open());
    if (auto done = window.need(limit + 1); !done) return unexpected(done.error());
    if (window.view().size() > limit) return unexpected({.message = fmt::format("{} is too large", name)});
    return std::optional<std::string>(std::string(window.view()));
  }
}

}  // namespace onrecord

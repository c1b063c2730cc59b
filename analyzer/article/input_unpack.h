// Packed inputs: gzip, zstd, bzip2 and xz as streams; tar and zip as lists of members. Internal to the readers.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "article/input_bytes.h"
#include "base/result.h"

namespace onrecord {

enum class Packing { kNone, kGzip, kFilter, kTar, kZip };

/// What the first bytes (512 are enough) say. kFilter: a compression that libarchive undoes.
Packing packing_of(std::string_view head);

struct UnpackLimits {
  std::uint64_t max_expansion = 400;                ///< times the packed size ...
  std::uint64_t expansion_from = std::uint64_t{64} << 20;  ///< ... once this many bytes came out
};

/// Undoes gzip, member by member (RFC 1952): a WARC file has one member for each record. A damaged member is an error;
/// reading on continues with the next member that can be found.
std::unique_ptr<ByteSource> gunzip(std::unique_ptr<ByteSource> packed, const UnpackLimits& limits);
/// Undoes zstd, bzip2, xz, lz4.
std::unique_ptr<ByteSource> unfilter(std::unique_ptr<ByteSource> packed, const UnpackLimits& limits);

/// Members of a tar or zip in the order in which they are stored.
class MemberList {
 public:
  MemberList(std::unique_ptr<ByteSource> packed, Packing packing, const UnpackLimits& limits);
  MemberList(const MemberList&) = delete;
  MemberList& operator=(const MemberList&) = delete;
  ~MemberList();

  /// Name of the next regular file; nullopt at the end. An error is final: the next call gives nullopt.
  Result<std::optional<std::string>> next();
  /// Bytes of the member that next() named; valid until next() is called again.
  std::unique_ptr<ByteSource> open();

 private:
  struct Reader;
  std::unique_ptr<Reader> reader_;
  UnpackLimits limits_;
};

/// The bytes of one member of a zip held in memory; nullopt if there is none, an error where it is damaged or larger
/// than `limit`.
Result<std::optional<std::string>> zip_member(std::string_view zip, std::string_view name, std::size_t limit);

}  // namespace onrecord

#include "language/word_fields.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>
#include <string_view>

namespace onrecord {
namespace {

constexpr std::string_view kMagic = "ORFIELD1";
constexpr std::size_t kHeader = 16;
static_assert(sizeof(WordField) == 8 && std::endian::native == std::endian::little);

Error damaged(const std::filesystem::path& file, std::string what) {
  return {.message = std::move(what), .path = file.string(), .help = "make it again with data/generators/word_fields.py"};
}

}  // namespace

Result<WordFields> WordFields::load(const std::filesystem::path& file) {
  static_assert(sizeof(Row) == 16);
  auto mapped = MappedFile::open(file);
  if (!mapped) return unexpected(damaged(file, mapped.error().message));
  const std::span<const std::byte> bytes = mapped->bytes();
  if (bytes.size() < kHeader || std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) != 0)
    return unexpected(damaged(file, "is no table of word fields"));
  std::uint32_t rows = 0;
  std::memcpy(&rows, bytes.data() + 8, sizeof rows);
  if (bytes.size() != kHeader + std::size_t{rows} * sizeof(Row)) return unexpected(damaged(file, "is cut off"));
  WordFields out;
  out.file_ = std::move(*mapped);
  out.rows_ = {reinterpret_cast<const Row*>(bytes.data() + kHeader), rows};
  if (!out.index()) return unexpected(damaged(file, "is not in order"));
  return out;
}

void WordFields::far(std::uint64_t lemma_hash) const {
  if (!rows_.empty()) __builtin_prefetch(starts_.data() + (lemma_hash >> (64 - kBucketBits)));
}

void WordFields::near(std::uint64_t lemma_hash) const {
  if (!rows_.empty()) __builtin_prefetch(rows_.data() + starts_[lemma_hash >> (64 - kBucketBits)]);
}

WordField WordFields::find(std::uint64_t lemma_hash) const {
  if (rows_.empty()) return {};
  const std::size_t bucket = lemma_hash >> (64 - kBucketBits);
  const auto end = rows_.begin() + starts_[bucket + 1];
  const auto it = std::find_if(rows_.begin() + starts_[bucket], end, [&](const Row& r) { return r.hash >= lemma_hash; });
  return it != end && it->hash == lemma_hash ? it->field : WordField{};
}

/// False: the rows are not in order.
bool WordFields::index() {
  starts_.assign((std::size_t{1} << kBucketBits) + 1, static_cast<std::uint32_t>(rows_.size()));
  std::size_t next = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (i > 0 && rows_[i].hash < rows_[i - 1].hash) return false;
    for (const std::size_t bucket = rows_[i].hash >> (64 - kBucketBits); next <= bucket; ++next)
      starts_[next] = static_cast<std::uint32_t>(i);
  }
  return true;
}

}  // namespace onrecord

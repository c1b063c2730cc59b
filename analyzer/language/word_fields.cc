#include "language/word_fields.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <string>

namespace onrecord {
namespace {

constexpr std::string_view kMagic = "ORFIELD1";
constexpr std::size_t kHeader = 16, kRow = 16;
static_assert(sizeof(WordField) == 8);

Error damaged(const std::filesystem::path& file, std::string what) {
  return {.message = std::move(what), .path = file.string(), .help = "make it again with data/generators/word_fields.py"};
}

}  // namespace

Result<WordFields> WordFields::load(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in.good() && bytes.empty()) return unexpected(damaged(file, "cannot be read"));
  if (bytes.size() < kHeader || !bytes.starts_with(kMagic)) return unexpected(damaged(file, "is no table of word fields"));
  std::uint32_t rows = 0;
  std::memcpy(&rows, bytes.data() + 8, sizeof rows);
  if (bytes.size() != kHeader + std::size_t{rows} * kRow) return unexpected(damaged(file, "is cut off"));
  WordFields out;
  out.hashes_.resize(rows);
  out.fields_.resize(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    const char* row = bytes.data() + kHeader + i * kRow;
    std::memcpy(&out.hashes_[i], row, 8);
    std::memcpy(&out.fields_[i], row + 8, 8);
  }
  if (!std::is_sorted(out.hashes_.begin(), out.hashes_.end())) return unexpected(damaged(file, "is not in order"));
  out.index();
  return out;
}

WordField WordFields::find(std::uint64_t lemma_hash) const {
  if (hashes_.empty()) return {};
  const std::size_t bucket = lemma_hash >> (64 - kBucketBits);
  const auto begin = hashes_.begin() + starts_[bucket], end = hashes_.begin() + starts_[bucket + 1];
  const auto it = std::lower_bound(begin, end, lemma_hash);
  return it != end && *it == lemma_hash ? fields_[static_cast<std::size_t>(it - hashes_.begin())] : WordField{};
}

void WordFields::index() {
  starts_.assign((std::size_t{1} << kBucketBits) + 1, static_cast<std::uint32_t>(hashes_.size()));
  std::size_t next = 0;
  for (std::size_t i = 0; i < hashes_.size(); ++i)
    for (const std::size_t bucket = hashes_[i] >> (64 - kBucketBits); next <= bucket; ++next)
      starts_[next] = static_cast<std::uint32_t>(i);
}

}  // namespace onrecord

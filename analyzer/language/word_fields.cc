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
  return out;
}

WordField WordFields::find(std::uint64_t lemma_hash) const {
  if (hashes_.empty()) return {};
  const auto n = static_cast<double>(hashes_.size());
  const auto guess = static_cast<std::ptrdiff_t>(static_cast<double>(lemma_hash) * 0x1p-64 * n);
  const auto size = static_cast<std::ptrdiff_t>(hashes_.size());
  std::ptrdiff_t at = std::clamp<std::ptrdiff_t>(guess, 0, size - 1);
  while (at > 0 && hashes_[static_cast<std::size_t>(at)] > lemma_hash) --at;
  while (at + 1 < size && hashes_[static_cast<std::size_t>(at)] < lemma_hash) ++at;
  const auto i = static_cast<std::size_t>(at);
  return hashes_[i] == lemma_hash ? fields_[i] : WordField{};
}

}  // namespace onrecord

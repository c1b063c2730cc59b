#include "article/article.h"

#include <algorithm>

namespace onrecord {
namespace {

constexpr std::uint32_t kStride = 256;

bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

}  // namespace

OriginPos OriginMap::origin(BytePos pos) const {
  auto after = std::upper_bound(runs_.begin(), runs_.end(), pos,
                                [](BytePos p, const OriginRun& run) { return p < run.text_begin; });
  if (after == runs_.begin()) return OriginPos{pos.value};
  const OriginRun& run = *std::prev(after);
  const auto inside = static_cast<std::uint32_t>(pos - run.text_begin);
  if (run.text_size == run.origin_size) return run.origin_begin + std::min(inside, run.origin_size);
  return inside < run.text_size ? run.origin_begin : run.origin_begin + run.origin_size;
}

CharIndexer::CharIndexer(std::string_view text) : text_(text) {
  checkpoints_.reserve(text.size() / kStride + 2);
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % kStride == 0) checkpoints_.push_back(count);
    count += starts_code_point(text[i]);
  }
  checkpoints_.push_back(count);
  total_ = CharPos{count};
}

CharPos CharIndexer::chars(BytePos pos) const {
  const std::size_t at = std::min<std::size_t>(pos.value, text_.size());
  const std::size_t block = at / kStride;
  if (at == text_.size()) return total_;
  std::uint32_t count = checkpoints_[block];
  for (std::size_t i = block * kStride; i < at; ++i) count += starts_code_point(text_[i]);
  return CharPos{count};
}

BytePos CharIndexer::bytes(CharPos pos) const {
  if (pos >= total_) return BytePos{text_.size()};
  const auto after = std::upper_bound(checkpoints_.begin(), checkpoints_.end() - 1, pos.value);
  const auto block = static_cast<std::size_t>(std::prev(after) - checkpoints_.begin());
  std::uint32_t count = checkpoints_[block];
  for (std::size_t i = block * kStride; i < text_.size(); ++i) {
    if (!starts_code_point(text_[i])) continue;
    if (count == pos.value) return BytePos{i};
    ++count;
  }
  return BytePos{text_.size()};
}

}  // namespace onrecord

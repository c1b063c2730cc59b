// Text cut into the pieces the reader was trained on, and packed into windows. Internal to attribution/.
//
// As BERT cuts it (Devlin et al. 2019): lower case, accents off, punctuation apart, longest known piece first.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/position.h"
#include "language/annotated.h"

namespace onrecord {

struct Piece {
  std::uint32_t id = 0;  ///< row of the reader's vocabulary
  std::uint8_t shape = 0;  ///< 0 lower case, 1 capitalised, 2 capitals, 3 with a digit
  bool in_text = false;  ///< false: [CLS] or [SEP]
  ByteSpan word;         ///< the whole word, in Article::text
};

using Window = std::vector<Piece>;

/// Pieces by hash: sorted hashes with the id of each. "##" goes before a piece that continues a word. Borrowed.
class PieceTable {
 public:
  PieceTable() = default;
  PieceTable(std::span<const std::uint64_t> hashes, std::span<const std::uint32_t> ids);
  /// Nothing known: `unknown`.
  void cut(std::string_view plain_word, std::vector<std::uint32_t>& out) const;
  std::uint32_t cls = 0, sep = 0, unknown = 0, stop = 0;  ///< stop: the id of "."

 private:
  static constexpr int kBucketBits = 14;
  std::int64_t find(std::uint64_t hash) const;
  std::span<const std::uint64_t> hashes_;
  std::span<const std::uint32_t> ids_;
  std::vector<std::uint32_t> starts_;
};

/// The analysed blocks of `text` as windows of at most `longest` pieces: paragraphs packed, [CLS] first, [SEP] after
/// each paragraph.
std::vector<Window> make_windows(const Annotated& text, const PieceTable& table, std::size_t longest);

}  // namespace onrecord

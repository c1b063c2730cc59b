// An article as the rest of the program sees it: clean UTF-8 text, its blocks, what is known about it, and a
// map back to the bytes it was read from.
//
// Invariants
//   - `text` is valid UTF-8, no byte order mark. Broken bytes became U+FFFD and are listed in `repairs`.
//   - `blocks` are in text order, do not overlap, and cover every character that is not white space.
//   - For plain text and JSON Lines `text` is otherwise the input as given (CRLF, no-break spaces, marks as they
//     are), so that offsets fit the input.
//   - `origin` maps every BytePos of `text` to a byte of the input.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/enum_names.h"
#include "base/position.h"

namespace onrecord {

/// What a piece of the page is. Only body kinds (see is_body) are analysed for attributions and claims.
enum class BlockKind {
  kTitle,       ///< the headline
  kDate,        ///< a line that is only a date
  kByline,      ///< "By Ines Calder"
  kHeading,     ///< a subheading inside the text
  kParagraph,   ///< running text; a dateline ("PORTO, May 3 (Agency) -") stays in it, see Article::dateline
  kListItem,
  kBlockquote,  ///< a displayed quotation, marks or not
  kPullQuote,   ///< a sentence of the text repeated large: not analysed again
  kCaption,
  kRemains,     ///< page remains: share bars, "No comments:", teasers of other articles
};
template <>
struct EnumNames<BlockKind> {
  static constexpr std::string_view names[] = {"title", "date", "byline", "heading", "paragraph",
                                               "list item", "blockquote", "pull quote", "caption", "remains"};
};

struct Block {
  BlockKind kind = BlockKind::kParagraph;
  ByteSpan span;  ///< without surrounding white space
};

/// True for blocks whose sentences are analysed as body text (paragraph, list item, blockquote).
constexpr bool is_body(BlockKind kind) {
  return kind == BlockKind::kParagraph || kind == BlockKind::kListItem || kind == BlockKind::kBlockquote;
}

struct Link {
  ByteSpan span;     ///< the anchor in Article::text
  std::string href;  ///< as it stands; untrusted
};

/// A run of `text` and the input bytes it came from. Runs are in order and cover `text`.
/// Where text_size == origin_size the map is byte for byte; else the run maps as a whole.
struct OriginRun {
  BytePos text_begin;
  OriginPos origin_begin;
  std::uint32_t text_size = 0;
  std::uint32_t origin_size = 0;
};

/// Leads from text back to the input's bytes.
class OriginMap {
 public:
  void add(OriginRun run) { runs_.push_back(run); }
  /// The input byte that `pos` came from; inside a run of unequal sizes, the start of the run.
  OriginPos origin(BytePos pos) const;
  const std::vector<OriginRun>& runs() const { return runs_; }

 private:
  std::vector<OriginRun> runs_;
};

struct Article {
  std::string id;         ///< unique in its input; a file's path where the input gives none
  std::string path;       ///< file it was read from, "-" for standard input
  std::string title;
  std::string byline;     ///< author as given, without "By"
  std::string published;  ///< ISO 8601 date (YYYY-MM-DD), empty if unknown
  std::string publisher;
  std::string section;    ///< desk or part of the paper as given ("politics"), empty if unknown
  std::string url;
  std::string language = "en";  ///< BCP 47
  std::string dateline;   ///< "PORTO, May 3 (Agency)" where the text opens with one
  std::string text;
  std::vector<Block> blocks;
  std::vector<Link> links;
  std::vector<ByteSpan> repairs;  ///< places where broken bytes were replaced
  OriginMap origin;

  std::string_view view(ByteSpan s) const {
    return std::string_view(text).substr(s.begin.value, s.size());
  }
};

/// Turns byte positions of one text into code point positions, and back. Constant time near the last question,
/// logarithmic elsewhere; holds a checkpoint each 256 bytes. Keeps a view: `text` must outlive it.
class CharIndexer {
 public:
  explicit CharIndexer(std::string_view text);
  CharPos chars(BytePos pos) const;
  CharSpan chars(ByteSpan span) const { return {chars(span.begin), chars(span.end)}; }
  BytePos bytes(CharPos pos) const;
  CharPos size() const { return total_; }

 private:
  std::string_view text_;
  std::vector<std::uint32_t> checkpoints_;  ///< code points before byte 256 * i
  CharPos total_;
};

}  // namespace onrecord

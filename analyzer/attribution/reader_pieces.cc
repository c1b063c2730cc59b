#include "attribution/reader_pieces.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <string>

#include "base/utf8.h"

namespace onrecord {
namespace {

constexpr std::size_t kLongestWord = 100;  // bytes; longer ones are unknown, as in training
constexpr std::uint64_t kPrime = 1099511628211ull;

bool is_mark(char32_t c) {
  if (c < 128) return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126);
  return u_ispunct(static_cast<UChar32>(c)) != 0;
}
/// Marks as treebanks write them, which the reader was not taught.
struct Written {
  std::string_view as, means;
};
Written written_at(std::string_view text) {
  static constexpr Written kMarks[] = {{"``", "\""}, {"''", "\""}, {"-LRB-", "("}, {"-RRB-", ")"}, {"-LSB-", "["}, {"-RSB-", "]"}};
  if (text[0] != '`' && text[0] != '\'' && text[0] != '-') return {};
  for (const Written& m : kMarks)
    if (text.starts_with(m.as)) return m;
  return {};
}
bool is_gap(char32_t c) { return c <= 32 || c == 0xA0 || (c > 127 && u_isUWhiteSpace(static_cast<UChar32>(c)) != 0); }

bool is_ascii(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 128; });
}

/// Lower case without accents.
void make_plain(std::string_view word, std::string& out) {
  out.clear();
  if (is_ascii(word)) {
    for (char c : word) out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return;
  }
  icu::UnicodeString u = icu::UnicodeString::fromUTF8(icu::StringPiece(word.data(), static_cast<std::int32_t>(word.size())));
  u.toLower(icu::Locale::getRoot());
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
  if (U_SUCCESS(status)) u = nfd->normalize(u, status);
  icu::UnicodeString kept;
  for (std::int32_t i = 0; i < u.length(); i = u.moveIndex32(i, 1))
    if (u_charType(u.char32At(i)) != U_NON_SPACING_MARK) kept.append(u.char32At(i));
  kept.toUTF8String(out);
}

std::uint8_t shape_of(std::string_view word) {
  bool upper = false, lower = false, digit = false, first_upper = false;
  std::size_t letters = 0;
  for (std::size_t at = 0, n = 0; at < word.size(); ++n) {
    const auto c = static_cast<UChar32>(decode_utf8(word, at));
    const bool up = u_isUUppercase(c) != 0;
    upper |= up;
    lower |= u_isULowercase(c) != 0;
    digit |= u_isdigit(c) != 0;
    first_upper |= up && n == 0;
    letters = n + 1;
  }
  if (upper && !lower && letters > 1) return 2;
  if (first_upper) return 1;
  return digit ? 3 : 0;
}

class Cutter {
 public:
  Cutter(const Annotated& text, const PieceTable& table) : article_(*text.article), table_(table) {}

  /// Adds the pieces of the words in `span`.
  void cut(ByteSpan span, Window& out) {
    const std::string_view text = article_.view(span);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t begin = at;
      const char32_t c = decode_utf8(text, at);
      if (is_gap(c)) continue;
      if (is_mark(c)) {
        const Written mark = written_at(text.substr(begin));
        at = begin + std::max(mark.as.size(), at - begin);
        word(mark.as.empty() ? text.substr(begin, at - begin) : mark.means, {span.begin + begin, span.begin + at}, out);
        continue;
      }
      at = end_of_word(text, at);
      word(text.substr(begin, at - begin), {span.begin + begin, span.begin + at}, out);
    }
  }

 private:
  static std::size_t end_of_word(std::string_view text, std::size_t at) {
    while (at < text.size()) {
      std::size_t next = at;
      const char32_t c = decode_utf8(text, next);
      if (is_gap(c) || is_mark(c)) break;
      at = next;
    }
    return at;
  }
  void word(std::string_view form, ByteSpan span, Window& out) {
    ids_.clear();
    if (form.size() > 4 * kLongestWord) ids_.push_back(table_.unknown);
    else make_plain(form, plain_), table_.cut(plain_, ids_);
    const std::uint8_t shape = shape_of(form.substr(0, 4 * kLongestWord));
    for (std::uint32_t id : ids_) out.push_back({id, shape, true, span});
  }

  const Article& article_;
  const PieceTable& table_;
  std::string plain_;
  std::vector<std::uint32_t> ids_;
};

/// Where to cut a paragraph that is too long: after the last full stop in the second half, else at a word.
std::size_t cut_at(std::span<const Piece> row, std::size_t longest, std::uint32_t stop) {
  const auto starts_word = [&](std::size_t k) { return !(row[k].word == row[k - 1].word); };
  for (std::size_t k = longest; k > longest / 2; --k)
    if (row[k - 1].id == stop && starts_word(k)) return k;
  for (std::size_t k = longest; k > longest / 2; --k)
    if (starts_word(k)) return k;
  return longest;
}

}  // namespace

PieceTable::PieceTable(std::span<const std::uint64_t> hashes, std::span<const std::uint32_t> ids)
    : hashes_(hashes), ids_(ids), starts_((std::size_t{1} << kBucketBits) + 1, static_cast<std::uint32_t>(hashes.size())) {
  std::size_t next = 0;
  for (std::size_t i = 0; i < hashes.size(); ++i)
    for (const std::size_t bucket = hashes[i] >> (64 - kBucketBits); next <= bucket; ++next)
      starts_[next] = static_cast<std::uint32_t>(i);
}

std::int64_t PieceTable::find(std::uint64_t hash) const {
  const std::size_t bucket = hash >> (64 - kBucketBits);
  const auto begin = hashes_.begin() + starts_[bucket], end = hashes_.begin() + starts_[bucket + 1];
  const auto it = std::lower_bound(begin, end, hash);
  return it != end && *it == hash ? static_cast<std::int64_t>(ids_[static_cast<std::size_t>(it - hashes_.begin())]) : -1;
}

void PieceTable::cut(std::string_view word, std::vector<std::uint32_t>& out) const {
  const std::size_t before = out.size();
  if (word.size() > kLongestWord || hashes_.empty()) return out.push_back(unknown);
  for (std::size_t i = 0; i < word.size();) {
    std::uint64_t hash = i == 0 ? hash_of("") : hash_of("##");
    std::int64_t best = -1;
    std::size_t end = i;
    for (std::size_t j = i; j < word.size(); ++j) {
      hash = (hash ^ static_cast<unsigned char>(word[j])) * kPrime;
      if (const std::int64_t id = find(hash); id >= 0) best = id, end = j + 1;
    }
    if (best < 0) {
      out.resize(before);
      return out.push_back(unknown);
    }
    out.push_back(static_cast<std::uint32_t>(best));
    i = end;
  }
}

std::vector<Window> make_windows(const Annotated& text, const PieceTable& table, std::size_t longest) {
  std::vector<Window> out;
  Window current, row;
  Cutter cutter(text, table);
  const Piece cls{table.cls, 0, false, {}}, sep{table.sep, 0, false, {}};
  const auto flush = [&] {
    if (current.size() > 1) out.push_back(std::move(current));
    current = {cls};
  };
  const auto pack = [&](std::span<const Piece> part) {
    if (part.empty()) return;
    if (current.size() + part.size() + 1 > longest) flush();
    current.insert(current.end(), part.begin(), part.end());
    current.push_back(sep);
  };
  /// Packs what is longer than a window; what is left stays in `row`.
  const auto pack_full = [&] {
    std::size_t from = 0;
    while (row.size() - from > longest - 2) {
      const std::span<const Piece> rest = std::span<const Piece>(row).subspan(from);
      const std::size_t cut = cut_at(rest, longest - 2, table.stop);
      pack(rest.first(cut));
      from += cut;
    }
    row.erase(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(from));
  };
  flush();
  for (std::size_t s = 0; s < text.sentences.size();) {
    const auto block = text.sentences[s].block;
    row.clear();
    // Sentence by sentence, so that a block of a hundred megabytes is never held as pieces.
    for (; s < text.sentences.size() && text.sentences[s].block == block; ++s) {
      const TokenSpan span = text.sentences[s].tokens;
      if (span.begin == span.end) continue;
      cutter.cut(text.bytes(span), row);
      pack_full();
    }
    pack(row);
  }
  flush();
  return out;
}

}  // namespace onrecord

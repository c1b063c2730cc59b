#include "article/read.h"

#include <fmt/format.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>

#include "article/encoding.h"
#include "article/json_align.h"
#include "base/utf8.h"

namespace onrecord {
namespace json = boost::json;
namespace {

constexpr std::size_t kLongestFurniture = 120;  ///< bytes; a longer block is text whatever it begins with
constexpr std::size_t kLongestTitle = 220;

// ---- text with repairs ------------------------------------------------------------------------------------------

enum class ByteOrderMark { kDrop, kKeep };

void take_text(std::string_view bytes, ByteOrderMark mark, Article& article) {
  std::uint64_t skipped = 0;
  if (mark == ByteOrderMark::kDrop && bytes.starts_with("\xef\xbb\xbf")) {
    bytes.remove_prefix(3);
    skipped = 3;
  }
  std::size_t kept = 0;
  const auto keep = [&](std::size_t until) {
    if (until == kept) return;
    const auto size = static_cast<std::uint32_t>(until - kept);
    article.origin.add({BytePos{article.text.size()}, OriginPos{kept + skipped}, size, size});
    article.text.append(bytes, kept, until - kept);
  };
  for (std::size_t i = 0; i < bytes.size();) {
    if (static_cast<unsigned char>(bytes[i]) < 0x80) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    bool valid = true;
    decode_utf8(bytes, i, valid);
    if (valid) continue;
    keep(begin);
    const BytePos at{article.text.size()};
    article.origin.add({at, OriginPos{begin + skipped}, 3, static_cast<std::uint32_t>(i - begin)});
    append_utf8(article.text, U'\ufffd');
    article.repairs.push_back({at, at + 3});
    kept = i;
  }
  keep(bytes.size());
}

/// UTF-8, even if damaged: more characters beyond ASCII are whole than broken.
bool is_utf8(std::string_view bytes) {
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) return false;  // UTF-16
  std::size_t whole = 0, broken = 0;
  for (std::size_t i = 0; i < bytes.size();) {
    if (static_cast<unsigned char>(bytes[i]) < 0x80) {
      ++i;
      continue;
    }
    bool valid = true;
    decode_utf8(bytes, i, valid);
    ++(valid ? whole : broken);
  }
  return broken <= whole;
}

void take_decoded(std::string_view bytes, Article& article) {
  const DecodedText decoded = decode_text(bytes, {});
  article.text = decoded.text();
  for (const OriginRun& run : decoded.map) article.origin.add(run);
  article.repairs = decoded.repairs;
}

// ---- blocks -----------------------------------------------------------------------------------------------------

/// Bytes of white space at the start of `s`; no-break and zero-width blanks count.
std::size_t blank_prefix(std::string_view s) {
  std::size_t i = 0;
  while (i < s.size()) {
    std::size_t next = i;
    const auto c = static_cast<UChar32>(decode_utf8(s, next));
    if (c != 0 && !u_isUWhiteSpace(c) && c != 0x200b && c != 0xfeff && c >= 0x20) break;
    i = next;
  }
  return i;
}

std::size_t blank_suffix(std::string_view s) {
  std::size_t end = s.size();
  while (end > 0) {
    std::size_t begin = end - 1;
    while (begin > 0 && (static_cast<unsigned char>(s[begin]) & 0xC0) == 0x80) --begin;
    if (blank_prefix(s.substr(begin, end - begin)) != end - begin) break;
    end = begin;
  }
  return s.size() - end;
}

std::string_view trimmed(std::string_view s) {
  s.remove_prefix(blank_prefix(s));
  s.remove_suffix(blank_suffix(s));
  return s;
}

struct Lines {
  std::vector<ByteSpan> spans;     ///< without surrounding blanks, empty lines left out
  std::vector<bool> after_empty;   ///< an empty line stands before it
};

Lines split_lines(const std::string& text) {
  Lines out;
  bool empty = true;
  for (std::size_t begin = 0; begin <= text.size();) {
    std::size_t end = text.find_first_of("\n\r", begin);
    if (end == std::string::npos) end = text.size();
    const std::string_view line = std::string_view(text).substr(begin, end - begin);
    const std::size_t lead = blank_prefix(line);
    if (lead == line.size()) {
      empty = empty || begin == 0 || text[begin - 1] != '\r' || end == text.size() || text[end] != '\n' || lead > 0;
    } else {
      const std::size_t tail = blank_suffix(line);
      out.spans.push_back({BytePos{begin + lead}, BytePos{end - tail}});
      out.after_empty.push_back(empty);
      empty = false;
    }
    if (end + 1 < text.size() && text[end] == '\r' && text[end + 1] == '\n') ++end;
    begin = end + 1;
  }
  return out;
}

constexpr std::size_t kLongLine = 40;  // bytes; shorter ones are headings, items of lists, verse

/// True where lines are wrapped at a width (as in mail), so that only an empty line ends a paragraph.
bool is_wrapped(const Article& article, const Lines& lines) {
  std::size_t joined = 0, broken = 0, longest = 0;
  for (std::size_t i = 1; i < lines.spans.size(); ++i) {
    longest = std::max(longest, lines.spans[i - 1].size());
    if (lines.after_empty[i]) continue;
    ++joined;
    const char last = article.text[lines.spans[i - 1].end.value - 1];
    broken += last != '.' && last != '!' && last != '?' && last != '"' && last != ':' &&
              static_cast<unsigned char>(last) < 0x80 && lines.spans[i - 1].size() > kLongLine;
  }
  return joined >= 3 && longest <= 100 && broken * 2 > joined;
}

/// True where the sentence of line `i - 1` goes on in line `i`: it is long, ends with a letter or comma, and small letters follow.
bool goes_on(const Article& article, const Lines& lines, std::size_t i) {
  const std::string_view before = article.view(lines.spans[i - 1]), after = article.view(lines.spans[i]);
  const char last = before.back(), first = after.front();
  const bool open = (last >= 'a' && last <= 'z') || last == ',' || last == ';';
  return open && before.size() > kLongLine && first >= 'a' && first <= 'z';
}

/// Behind the last letter or mark of `line` that is neither blank nor a closing quotation mark.
std::size_t end_of_words(std::string_view line) {
  while (!line.empty()) {
    const std::size_t before = line.size();
    line.remove_suffix(blank_suffix(line));
    for (std::string_view mark : {"\"", "'", "\xe2\x80\x9d", "\xe2\x80\x99", ")"})
      if (line.ends_with(mark)) line.remove_suffix(mark.size());
    if (line.size() == before) break;
  }
  return line.size();
}
bool is_stop(char c) { return c == '.' || c == '!' || c == '?'; }
bool ends_with_stop(std::string_view line) {
  const std::size_t end = end_of_words(line);
  return end > 0 && is_stop(line[end - 1]);
}

/// Where the first sentence of running text ends and the next begins. Sees no end behind what may be an abbreviation.
class SentenceSeeker {
 public:
  explicit SentenceSeeker(std::string_view text) : text_(text) {}
  /// The first byte of the second sentence; npos where there is one sentence.
  std::size_t second() {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (is_stop(text_[i]) && ends_word()) {
        const std::size_t next = begins(behind_marks(i + 1));
        if (next != std::string_view::npos) return next;
      }
      take(text_[i]);
    }
    return std::string_view::npos;
  }

 private:
  static constexpr int kLetters = 3, kAfterCapital = 6;  // "vs.", "Calif." and "Messrs." are shorter

  void take(char c) {
    if (c == ' ') {
      gap_ = true;  // of "ended ." in a text whose tokens stand apart, or between words
      return;
    }
    if (gap_) letters_ = digits_ = 0, capital_ = gap_ = false;
    inside_ = inside_ != (c == '"');
    const bool small = c >= 'a' && c <= 'z', digit = c >= '0' && c <= '9';
    digits_ = digit ? digits_ + 1 : 0;
    if (!small) letters_ = 0, capital_ = c >= 'A' && c <= 'Z';
    else ++letters_;
  }
  bool ends_word() const { return letters_ >= (capital_ ? kAfterCapital : kLetters) || digits_ >= 2; }
  /// Behind the closing quotation marks at `i`.
  std::size_t behind_marks(std::size_t i) const {
    while (i < text_.size() && (text_[i] == '"' || text_[i] == '\'' || text_[i] == ')')) ++i;
    const std::string_view rest = text_.substr(i);
    for (std::string_view mark : {"\xe2\x80\x9d", " \xe2\x80\x9d", " ''"})
      if (rest.starts_with(mark)) return i + mark.size();
    return rest.starts_with(" \" ") && inside_ ? i + 2 : i;
  }
  /// Where the sentence behind the blank at `i` begins; npos where none does.
  std::size_t begins(std::size_t i) const {
    if (i >= text_.size() || text_[i] != ' ') return std::string_view::npos;
    const std::size_t begin = text_.find_first_not_of(' ', i);
    if (begin == std::string_view::npos) return begin;
    std::size_t word = begin;
    for (std::string_view mark : {"``", "\"", "\xe2\x80\x9c"})
      if (text_.substr(begin).starts_with(mark)) word = begin + mark.size();
    word = text_.find_first_not_of(' ', word);
    return word != std::string_view::npos && text_[word] >= 'A' && text_[word] <= 'Z' ? begin : std::string_view::npos;
  }

  std::string_view text_;
  int letters_ = 0, digits_ = 0;  ///< right before: small letters of a word, digits
  bool capital_ = false;          ///< and a capital before them
  bool gap_ = false;              ///< a blank behind them
  bool inside_ = false;           ///< an odd number of straight marks stands before
};

/// True where each line is one sentence, as corpora and programs write them: lines do not end paragraphs then.
bool is_sentence_lines(const Article& article, const Lines& lines) {
  constexpr std::size_t kFewest = 8;  // lines from which one can tell
  const std::size_t all = lines.spans.size();
  if (all < kFewest) return false;
  std::size_t stops = 0, two = 0;
  for (ByteSpan span : lines.spans) {
    stops += ends_with_stop(article.view(span));
    two += SentenceSeeker(article.view(span)).second() != std::string_view::npos;
    if (two * 20 > all) return false;  // as most articles do, soon
  }
  return stops * 5 >= all * 4;
}

/// Double quotation marks that `text` opens and does not close.
bool leaves_open(std::string_view text) {
  int open = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (text[i] == '"') open += open > 0 ? -1 : 1;
    else if (rest.starts_with("``") || rest.starts_with("\xe2\x80\x9c")) ++open, ++i;
    else if (open > 0 && (rest.starts_with("''") || rest.starts_with("\xe2\x80\x9d"))) --open, ++i;
  }
  return open > 0;
}
bool opens(std::string_view line) {
  return line.starts_with('"') || line.starts_with("``") || line.starts_with("\xe2\x80\x9c");
}

/// Nothing but a quotation.
bool is_quotation(std::string_view line) {
  return opens(line) && !leaves_open(line) && leaves_open(line.substr(0, end_of_words(line)));
}
bool holds_mark(std::string_view text) {
  return text.find('"') != std::string_view::npos || text.find("``") != std::string_view::npos || text.find("\xe2\x80\x9c") != std::string_view::npos;
}

/// Joins lines to paragraphs. Where lines are sentences and nothing marks paragraphs, those belong together between
/// which a quotation stays open.
class LineJoiner {
 public:
  LineJoiner(const Article& article, const Lines& lines) : article_(article), lines_(lines) {
    const auto breaks = std::count(lines.after_empty.begin(), lines.after_empty.end(), true);
    const auto joined = static_cast<std::ptrdiff_t>(lines.spans.size()) - breaks;
    wrapped_ = is_wrapped(article, lines);
    const bool sentences = is_sentence_lines(article, lines);
    in_paragraphs_ = sentences && breaks > 2 && joined * 10 > breaks;
    alone_ = sentences && breaks <= 2;
  }
  /// Does line `i` go on with `block`, the paragraph before it?
  bool joins(std::size_t i, ByteSpan block) const {
    if (lines_.after_empty[i]) return false;
    if (wrapped_ || in_paragraphs_ || goes_on(article_, lines_, i)) return true;
    if (!alone_ || block.size() >= kLongestTurn) return false;
    const std::string_view line = article_.view(lines_.spans[i]), before = article_.view(block);
    return opens(line) ? is_quotation(line) && holds_mark(before) && !leaves_open(before) : leaves_open(before);
  }

 private:
  static constexpr std::size_t kLongestTurn = 2000;  // bytes; a quotation that is longer was never closed
  const Article& article_;
  const Lines& lines_;
  bool wrapped_ = false;        ///< only an empty line ends a paragraph
  bool in_paragraphs_ = false;  ///< likewise: lines are sentences
  bool alone_ = false;          ///< lines are sentences, and no empty lines tell paragraphs
};

/// A long text without any lines is cut at its sentences.
void cut_running_text(const Article& article, Lines& lines) {
  constexpr std::size_t kLong = 1500;  // bytes; shorter ones are single paragraphs
  if (lines.spans.size() > 2) return;
  Lines out;
  for (std::size_t i = 0; i < lines.spans.size(); ++i) {
    ByteSpan rest = lines.spans[i];
    bool empty = lines.after_empty[i];
    while (rest.size() > 0) {
      const std::size_t next = lines.spans[i].size() > kLong ? SentenceSeeker(article.view(rest)).second() : std::string_view::npos;
      const BytePos end = next == std::string_view::npos ? rest.end : rest.begin + next;
      ByteSpan line{rest.begin, end};
      line.end = end - blank_suffix(article.view(line));
      out.spans.push_back(line);
      out.after_empty.push_back(empty);
      empty = false;
      rest.begin = end;
    }
  }
  lines = std::move(out);
}

void take_blocks(Article& article) {
  Lines lines = split_lines(article.text);
  cut_running_text(article, lines);
  const LineJoiner joiner(article, lines);
  for (std::size_t i = 0; i < lines.spans.size(); ++i) {
    if (i > 0 && joiner.joins(i, article.blocks.back().span)) article.blocks.back().span.end = lines.spans[i].end;
    else article.blocks.push_back({BlockKind::kParagraph, lines.spans[i]});
  }
}

// ---- what a block is --------------------------------------------------------------------------------------------

std::string lower_ascii(std::string_view s) {
  std::string out(s);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return out;
}

bool begins_with_any(std::string_view lower, const std::vector<std::string>& phrases) {
  return std::any_of(phrases.begin(), phrases.end(), [&](const std::string& p) {
    if (!lower.starts_with(p)) return false;
    return lower.size() == p.size() || !u_isalnum(static_cast<unsigned char>(lower[p.size()]));
  });
}

std::string without_final_stop(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size();) {
    const char32_t c = decode_utf8(s, i);
    if (u_isalnum(static_cast<UChar32>(c))) append_utf8(out, c);
  }
  return out;
}

/// Reads what stands before the first paragraph and what the page left behind.
class BlockReader {
 public:
  BlockReader(Article& article, const PageLexicon& lexicon) : article_(article), lexicon_(lexicon) {}

  void run() {
    head();
    furniture();
    dateline();
  }

 private:
  std::string_view text(const Block& b) const { return article_.view(b.span); }

  void head() {
    bool titled = !article_.title.empty() && !title_stands_in_text();
    for (std::size_t i = 0; i < article_.blocks.size() && i < 6; ++i) {
      Block& block = article_.blocks[i];
      if (date(block) || byline(block)) continue;
      if (titled || !title(block, i)) return;
      titled = true;
    }
  }

  bool title_stands_in_text() const {
    const std::string wanted = without_final_stop(article_.title);
    for (std::size_t i = 0; i < article_.blocks.size() && i < 4; ++i)
      if (without_final_stop(text(article_.blocks[i])) == wanted) return true;
    return false;
  }

  bool date(Block& block) {
    const std::string date = parse_date(text(block), lexicon_);
    if (date.empty()) return false;
    block.kind = BlockKind::kDate;
    if (article_.published.empty()) article_.published = date;
    return true;
  }

  bool byline(Block& block) {
    const std::string_view line = text(block);
    if (line.size() > kLongestFurniture) return false;
    for (const std::string& word : lexicon_.byline) {
      if (!lower_ascii(line).starts_with(word + " ")) continue;
      const std::string_view rest = trimmed(line.substr(word.size()));
      if (rest.empty() || !u_isupper(static_cast<unsigned char>(rest[0])) || rest.back() == '.') return false;
      block.kind = BlockKind::kByline;
      if (article_.byline.empty()) article_.byline = std::string(rest);
      return true;
    }
    return false;
  }

  bool title(Block& block, std::size_t at) {
    const std::string_view line = text(block);
    const bool given = !article_.title.empty();
    if (given && without_final_stop(line) != without_final_stop(article_.title)) return false;
    if (!given && (line.size() > kLongestTitle || at + 1 >= article_.blocks.size() || reads_as_sentence(line)))
      return false;
    block.kind = BlockKind::kTitle;
    if (!given) article_.title = std::string(line);
    return true;
  }

  static bool reads_as_sentence(std::string_view line) {
    return line.ends_with(':') || (end_of_words(line) > 0 && line[end_of_words(line) - 1] == '.');
  }

  void furniture() {
    bool ended = false, begun = false;
    for (Block& block : article_.blocks) {
      if (block.kind != BlockKind::kParagraph) continue;
      const std::string line = block.span.size() <= kLongestFurniture ? lower_ascii(text(block)) : std::string();
      ended = ended || (begun && !line.empty() && begins_with_any(line, lexicon_.remains_from));
      if (ended || (!line.empty() && begins_with_any(line, lexicon_.remains))) block.kind = BlockKind::kRemains;
      else begun = true;
    }
  }

  /// "PORTO, May 3 (Agency) - " at the start of the first paragraph.
  void dateline() {
    for (const Block& block : article_.blocks) {
      if (block.kind != BlockKind::kParagraph) continue;
      const std::string_view line = text(block);
      for (std::string_view dash : {" - ", " \xe2\x80\x93 ", " \xe2\x80\x94 ", " -- "}) {
        const std::size_t at = line.find(dash);
        if (at == std::string_view::npos || at > 80 || at < 3) continue;
        const std::size_t capitals = static_cast<std::size_t>(std::count_if(
            line.begin(), line.begin() + static_cast<std::ptrdiff_t>(at), [](char c) { return c >= 'A' && c <= 'Z'; }));
        if (capitals >= 3 && line[0] >= 'A' && line[0] <= 'Z' && line[1] >= 'A' && line[1] <= 'Z')
          article_.dateline = std::string(line.substr(0, at));
        return;
      }
      return;
    }
  }

  Article& article_;
  const PageLexicon& lexicon_;
};

std::string take_string(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr) return {};
  if (const json::string* s = value->if_string()) return std::string(*s);
  if (value->is_int64() || value->is_uint64()) return json::serialize(*value);
  return {};
}

// ---- dates ------------------------------------------------------------------------------------------------------

struct DateParts {
  std::optional<int> day, month, year;
  bool spoilt = false;
};

std::vector<std::string> pieces(std::string_view text) {
  std::vector<std::string> out;
  std::string piece;
  for (std::size_t i = 0; i <= text.size();) {
    if (i == text.size()) {
      if (!piece.empty()) out.push_back(piece);
      break;
    }
    const auto c = static_cast<UChar32>(decode_utf8(text, i));
    if (u_isalnum(c)) {
      append_utf8(piece, static_cast<char32_t>(u_tolower(c)));
    } else if (!piece.empty()) {
      out.push_back(std::move(piece));
      piece.clear();
    }
  }
  return out;
}

std::optional<int> month_of(const PageLexicon& lexicon, const std::string& word) {
  for (const auto& [name, number] : lexicon.months)
    if (name == word) return number;
  return std::nullopt;
}

bool is_weekday(const PageLexicon& lexicon, const std::string& word) {
  return std::find(lexicon.weekdays.begin(), lexicon.weekdays.end(), word) != lexicon.weekdays.end();
}

void take_piece(const std::string& piece, const PageLexicon& lexicon, DateParts& date) {
  if (const auto month = month_of(lexicon, piece)) {
    date.spoilt = date.spoilt || date.month;
    date.month = *month;
  } else if (std::all_of(piece.begin(), piece.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    const int n = piece.size() <= 4 ? std::stoi(piece) : 0;
    if (n >= 1000 && !date.year) date.year = n;
    else if (n >= 1 && n <= 31 && !date.day) date.day = n;
    else date.spoilt = true;
  } else if (piece.size() > 2 && piece[0] >= '0' && piece[0] <= '9') {
    take_piece(piece.substr(0, piece.size() - 2), lexicon, date);  // "9th"
  } else if (!is_weekday(lexicon, piece)) {
    date.spoilt = true;
  }
}

std::string iso_date(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return {};
  for (int i : {0, 1, 2, 3, 5, 6, 8, 9})
    if (text[static_cast<std::size_t>(i)] < '0' || text[static_cast<std::size_t>(i)] > '9') return {};
  if (text.size() > 10 && text[10] != 'T' && text[10] != ' ') return {};
  return std::string(text.substr(0, 10));
}

}  // namespace

std::string parse_date(std::string_view raw, const PageLexicon& lexicon) {
  const std::string_view text = trimmed(raw);
  if (text.size() < 6 || text.size() > 48) return {};
  if (std::string iso = iso_date(text); !iso.empty()) return iso;
  DateParts date;
  for (const std::string& piece : pieces(text)) take_piece(piece, lexicon, date);
  if (date.spoilt || !date.day || !date.month || !date.year) return {};
  return fmt::format("{:04}-{:02}-{:02}", *date.year, *date.month, *date.day);
}

void rebase_origin(Article& article, const std::vector<OriginRun>& outer) {
  RunCursor cursor(outer);
  std::vector<OriginRun> runs;
  for (const OriginRun& run : article.origin.runs()) {
    const std::uint64_t first = run.origin_begin.value;
    if (run.text_size != run.origin_size) {
      const std::uint64_t begin = cursor.begin_of(first), end = cursor.end_of(first + run.origin_size);
      append_run(runs, run.text_begin.value, begin, run.text_size, std::max(begin, end) - begin);
      continue;
    }
    for (std::uint32_t done = 0; done < run.text_size;) {
      const OriginRun& step = cursor.seek(first + done);
      const std::uint64_t within = first + done - step.text_begin.value;
      const std::uint64_t here = within < step.text_size ? step.text_size - within : run.text_size;
      const auto n = static_cast<std::uint32_t>(std::min<std::uint64_t>(here, run.text_size - done));
      const bool exact = step.text_size == step.origin_size;
      append_run(runs, run.text_begin.value + done, step.origin_begin.value + (exact ? within : 0), n,
                 exact ? n : step.origin_size);
      done += n;
    }
  }
  article.origin = OriginMap();
  for (const OriginRun& run : runs) article.origin.add(run);
}

Article read_text(std::string_view bytes, const ReadOptions& options) {
  Article article;
  article.id = options.id.empty() ? options.path : options.id;
  article.path = options.path;
  if (is_utf8(bytes)) take_text(bytes, ByteOrderMark::kDrop, article);
  else take_decoded(bytes, article);
  take_blocks(article);
  BlockReader(article, options.lexicon).run();
  return article;
}

void name_head(Article& article, const PageLexicon& lexicon) {
  for (const Block& block : article.blocks) {
    if (block.kind != BlockKind::kTitle) continue;
    article.title = std::string(article.view(block.span));
    break;
  }
  BlockReader(article, lexicon).run();
}

Article read_given(std::string_view text, GivenFields given, const ReadOptions& options) {
  Article article;
  article.id = given.id.empty() ? options.id : std::move(given.id);
  article.path = options.path;
  article.title = std::move(given.title);
  article.byline = std::move(given.byline);
  article.url = std::move(given.url);
  article.publisher = std::move(given.publisher);
  article.section = std::move(given.section);
  if (!given.language.empty()) article.language = std::move(given.language);
  std::string date = parse_date(given.date, options.lexicon);
  article.published = date.empty() ? std::move(given.date) : std::move(date);
  take_text(text, ByteOrderMark::kKeep, article);
  take_blocks(article);
  BlockReader(article, options.lexicon).run();
  return article;
}

Result<Article> read_json(std::string_view line, const ReadOptions& options) {
  boost::system::error_code error;
  json::parse_options parsing;
  parsing.max_depth = 256;
  parsing.allow_invalid_utf8 = true;  // repaired like any other text
  const json::value parsed = json::parse(json::string_view(line.data(), line.size()), error, {}, parsing);
  const json::object* record = error ? nullptr : parsed.if_object();
  if (record == nullptr)
    return unexpected({.message = error ? "is not JSON: " + error.message() : "is not a JSON object",
                       .help = "each line is an object with \"id\" and \"text\""});
  const FieldNames& names = options.fields;
  const json::value* text = record->if_contains(names.text);
  if (text == nullptr || !text->is_string())
    return unexpected({.message = "has no \"" + names.text + "\"",
                       .help = "each record is an object with \"id\" and \"text\"; other names can be configured"});
  const json::string& string = text->get_string();
  Article article = read_given({string.data(), string.size()},
                               {.id = take_string(*record, names.id),
                                .title = take_string(*record, names.title),
                                .byline = take_string(*record, names.author),
                                .date = take_string(*record, names.date),
                                .url = take_string(*record, names.url),
                                .publisher = take_string(*record, names.publisher),
                                .language = take_string(*record, names.language),
                                .section = take_string(*record, names.section)},
                               options);
  rebase_origin(article, align_json_member(line, names.text));
  return article;
}

}  // namespace onrecord

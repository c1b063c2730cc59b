#include "language/tokenize.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/utf8.h"

namespace onrecord {
namespace {

enum class Class : std::uint8_t { kSpace, kLetter, kDigit, kApostrophe, kStop, kHyphen, kOther, kMark };

/// One character with its place.
struct Char {
  UChar32 code = 0;
  std::uint32_t begin = 0, end = 0;
  Class klass = Class::kOther;
};

Class class_of(UChar32 c) {
  if (c < 0x80) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return Class::kLetter;
    if (c >= '0' && c <= '9') return Class::kDigit;
    if (c == ' ' || (c >= 9 && c <= 13)) return Class::kSpace;
    if (c == '\'') return Class::kApostrophe;
    if (c == '.') return Class::kStop;
    if (c == '-') return Class::kHyphen;
    return c < 0x20 ? Class::kSpace : Class::kOther;
  }
  if (c == 0x2019 || c == 0x2bc) return Class::kApostrophe;
  if (c == 0x2010 || c == 0x2011) return Class::kHyphen;
  if (u_isUWhiteSpace(c)) return Class::kSpace;
  const auto mask = U_MASK(u_charType(c));
  if ((mask & U_GC_M_MASK) != 0 || c == 0x200c || c == 0x200d || c == 0xad) return Class::kMark;
  if ((mask & U_GC_CF_MASK) != 0) return Class::kSpace;  // marks of writing direction, zero-width blanks
  if ((mask & U_GC_L_MASK) != 0) return Class::kLetter;
  if ((mask & U_GC_ND_MASK) != 0) return Class::kDigit;
  return Class::kOther;
}

/// What a byte of a token says about it.
enum ByteFact : unsigned char { kWordByte = 1, kCapitalByte = 2, kBeyondAscii = 4 };
constexpr std::array<unsigned char, 256> kByteFacts = [] {
  std::array<unsigned char, 256> facts{};
  for (std::size_t c = 0; c < 256; ++c) {
    const bool capital = c >= 'A' && c <= 'Z', word = capital || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    facts[c] = static_cast<unsigned char>((word ? kWordByte : 0) | (capital ? kCapitalByte : 0) | (c >= 0x80 ? kBeyondAscii : 0));
  }
  return facts;
}();

bool wordy(Class c) { return c == Class::kLetter || c == Class::kDigit || c == Class::kMark; }

constexpr std::uint32_t kBracketName = 5;  // bytes

/// The bracket that treebanks write as `name`; empty if it is none.
std::string_view written_bracket(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"-LRB-", "("}, {"-RRB-", ")"}, {"-LSB-", "["}, {"-RSB-", "]"}, {"-LCB-", "{"}, {"-RCB-", "}"}};
  for (const auto& [written, bracket] : kNames)
    if (name == written) return bracket;
  return {};
}

/// Cuts one block into tokens.
class Cutter {
 public:
  Cutter(std::string_view text, ByteSpan span, const std::vector<std::uint64_t>& titles,
         const std::vector<std::uint64_t>& abbreviations, Annotated& out)
      : text_(text), end_(span.end.value), titles_(titles), abbreviations_(abbreviations), out_(out) {
    load(span.begin.value);
  }

  void run() {
    bool space = true;
    while (here_.begin < end_) {
      if (here_.klass == Class::kSpace) {
        space = true;
        advance();
        continue;
      }
      token(space);
      space = false;
    }
  }

 private:
  void load(std::uint32_t at) {
    here_.begin = at;
    if (at >= end_) {
      here_ = {0, at, at, Class::kSpace};
      return;
    }
    const auto first = static_cast<unsigned char>(text_[at]);
    if (first < 0x80) {
      here_ = {first, at, at + 1, class_of(first)};
      return;
    }
    std::size_t next = at;
    const auto c = static_cast<UChar32>(decode_utf8(text_.substr(0, end_), next));
    here_ = {c, at, static_cast<std::uint32_t>(next), class_of(c)};
  }
  void advance() { load(here_.end); }
  /// Moves behind this character and the ASCII letters and digits after it.
  void pass_letters() {
    std::uint32_t at = here_.end;
    while (at < end_ && (kByteFacts[static_cast<unsigned char>(text_[at])] & kWordByte)) ++at;
    load(at);
  }
  /// The character at byte `at`, without moving.
  Char peek(std::uint32_t at) {
    const Char kept = here_;
    load(at);
    const Char there = here_;
    here_ = kept;
    return there;
  }

  void emit(std::uint32_t begin, std::uint32_t end, bool space) {
    Token t;
    t.span = {BytePos{begin}, BytePos{end}};
    t.space_before = space;
    out_.tokens.push_back(t);
  }

  void token(bool space) {
    const std::uint32_t begin = here_.begin;
    if (address(begin, space)) return;
    switch (here_.klass) {
      case Class::kLetter: case Class::kMark: return word(begin, space);
      case Class::kDigit: return number(begin, space);
      case Class::kApostrophe: return apostrophe(begin, space);
      case Class::kStop: return run_of('.', begin, space);
      case Class::kHyphen:
        if (bracket(begin, space)) return;
        return run_of(here_.code, begin, space);
      default: break;
    }
    if (here_.code == '`' || here_.code == '!' || here_.code == '?' || here_.code == '_' || here_.code == '*')
      return run_of(here_.code, begin, space);
    if ((here_.code == '@' || here_.code == '#') && handle(begin, space)) return;
    advance();
    emit(begin, here_.begin, space);
  }

  /// "-LRB-": a bracket as treebanks write it.
  bool bracket(std::uint32_t begin, bool space) {
    const std::string_view name = text_.substr(begin, std::min(kBracketName, end_ - begin));
    if (written_bracket(name).empty()) return false;
    emit(begin, begin + kBracketName, space);
    load(begin + kBracketName);
    return true;
  }

  void run_of(UChar32 c, std::uint32_t begin, bool space) {
    while (here_.code == c && here_.begin < end_) advance();
    emit(begin, here_.begin, space);
  }

  bool handle(std::uint32_t begin, bool space) {
    if (!wordy(peek(here_.end).klass)) return false;
    advance();
    while (here_.begin < end_ && (wordy(here_.klass) || here_.code == '_')) advance();
    emit(begin, here_.begin, space);
    return true;
  }

  /// "http://...", "www...", "name@host": up to white space, less closing punctuation.
  bool address(std::uint32_t begin, bool space) {
    if (here_.code != 'h' && here_.code != 'w') return false;
    const std::string_view rest = text_.substr(begin, end_ - begin);
    if (!rest.starts_with("http://") && !rest.starts_with("https://") && !rest.starts_with("www.")) return false;
    std::size_t n = 0;
    while (n < rest.size() && static_cast<unsigned char>(rest[n]) > 0x20 && std::strchr("<>\"", rest[n]) == nullptr) ++n;
    while (n > 0 && std::strchr(".,;:!?)]}'", rest[n - 1]) != nullptr) --n;
    emit(begin, begin + static_cast<std::uint32_t>(n), space);
    load(begin + static_cast<std::uint32_t>(n));
    return true;
  }

  void number(std::uint32_t begin, bool space) {
    while (here_.begin < end_) {
      if (here_.klass == Class::kDigit) {
        advance();
        continue;
      }
      const bool joins = here_.code == ',' || here_.code == '.' || here_.code == ':' || here_.code == '/';  // 9/11
      if (!joins || peek(here_.end).klass != Class::kDigit) break;
      advance();
    }
    if (here_.klass == Class::kLetter) ordinal();
    emit(begin, here_.begin, space);
  }

  /// "1st", "90s", "4x4", "3G": letters right behind digits stay with them.
  void ordinal() {
    while (here_.begin < end_ && wordy(here_.klass)) advance();
  }

  void word(std::uint32_t begin, bool space) {
    while (here_.begin < end_) {
      if (wordy(here_.klass)) {
        pass_letters();
      } else if (here_.klass == Class::kApostrophe && inner_apostrophe(begin)) {
        advance();
      } else if (here_.klass == Class::kStop && inner_stop(begin)) {
        advance();
      } else if ((here_.code == '@' || here_.code == '&' || here_.code == '_') && wordy(peek(here_.end).klass)) {
        advance();
      } else {
        break;
      }
    }
    split_contraction(begin, here_.begin, space);
  }

  /// In "O'Neil", "rock'n'roll" the mark is a letter; in "it's", "don't", "Ines'" it starts a token of its own.
  bool inner_apostrophe(std::uint32_t begin) {
    const Char next = peek(here_.end);
    if (next.klass != Class::kLetter) return false;
    const std::uint32_t letters = here_.begin - begin;
    const std::string_view tail = text_.substr(here_.end, end_ - here_.end);
    if (clitic_at(here_.end) > 0) return false;
    if ((tail[0] == 't' || tail[0] == 'T') && letters > 0 && (text_[here_.begin - 1] | 0x20) == 'n') return true;
    return letters <= 3 || tail.size() > 2;
  }
  /// Letters of the "s" of "it's", "ll" of "she'll" at `at`, where no letter follows; 0 if there is none.
  std::uint32_t clitic_at(std::uint32_t at) {
    static constexpr std::string_view kClitics[] = {"s", "S", "re", "RE", "ve", "VE", "ll", "LL", "d", "D", "m", "M"};
    for (std::string_view clitic : kClitics) {
      const auto end = at + static_cast<std::uint32_t>(clitic.size());
      if (text_.substr(at, end_ - at).starts_with(clitic) && !letter_at(end)) return static_cast<std::uint32_t>(clitic.size());
    }
    return 0;
  }
  bool letter_at(std::uint32_t at) { return at < end_ && peek(at).klass == Class::kLetter; }

  /// The stop of "U.S.", "J.", "Mr.", "e.g.", "example.com".
  bool inner_stop(std::uint32_t begin) {
    const Char next = peek(here_.end);
    if (next.klass == Class::kLetter || next.klass == Class::kDigit) return !sentence_glue(begin, next);
    const std::string_view word = text_.substr(begin, here_.end - begin);
    if (here_.begin - begin == 1 && here_.begin < end_) return word[0] != 'I' || next.klass != Class::kSpace;
    if (word.find('.') < word.size() - 1) return word.size() <= 8;
    return known(word);
  }
  /// "end.The": a missing blank, not an inner stop.
  bool sentence_glue(std::uint32_t begin, const Char& next) {
    const std::uint32_t length = here_.begin - begin;
    return length > 3 && next.code >= 'A' && next.code <= 'Z' && text_[here_.begin - 1] >= 'a';
  }
  bool known(std::string_view word) {
    std::array<char, 16> lower{};
    if (word.size() > lower.size()) return false;
    std::transform(word.begin(), word.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    const std::uint64_t hash = hash_of({lower.data(), word.size()});
    return std::binary_search(titles_.begin(), titles_.end(), hash) ||
           std::binary_search(abbreviations_.begin(), abbreviations_.end(), hash);
  }

  void split_contraction(std::uint32_t begin, std::uint32_t end, bool space) {
    const std::string_view word = text_.substr(begin, end - begin);
    const auto cut = [&](std::size_t from_end) {
      const std::uint32_t at = end - static_cast<std::uint32_t>(from_end);
      emit(begin, at, space);
      emit(at, end, false);
    };
    const auto ends = [&](std::string_view tail) {
      return word.size() > tail.size() &&
             std::equal(tail.begin(), tail.end(), word.end() - static_cast<std::ptrdiff_t>(tail.size()),
                        [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b | 0x20 : b); });
    };
    if (ends("n't")) return cut(3);
    if (ends("n\xe2\x80\x99t")) return cut(5);
    if (word == "cannot" || word == "Cannot" || word == "CANNOT") return cut(3);
    if (word == "gonna" || word == "gotta" || word == "wanna" || word == "Gonna") return cut(2);
    emit(begin, end, space);
  }

  /// "'s", "'re", "'80s", "''" or a mark by itself.
  void apostrophe(std::uint32_t begin, bool space) {
    const UChar32 mark = here_.code;
    advance();
    if (here_.code == mark && mark == '\'') {
      if (!space && peek(here_.end).code == mark) return emit(begin, here_.begin, space);  // one inside two
      advance();
      return emit(begin, here_.begin, space);
    }
    const std::uint32_t clitic = space && here_.klass == Class::kLetter ? clitic_at(here_.begin) : 0;
    const bool apart = clitic > 0 && peek(here_.begin + clitic).klass == Class::kSpace;  // "the port 's"
    if ((!space || apart) && here_.klass == Class::kLetter) {
      while (here_.begin < end_ && here_.klass == Class::kLetter) advance();
      return emit(begin, here_.begin, space);
    }
    if (here_.klass == Class::kDigit && peek(here_.end).klass == Class::kDigit) {
      while (here_.begin < end_ && wordy(here_.klass)) advance();
      return emit(begin, here_.begin, space);
    }
    emit(begin, here_.begin, space);
  }

  std::string_view text_;
  std::uint32_t end_;
  const std::vector<std::uint64_t>& titles_;
  const std::vector<std::uint64_t>& abbreviations_;
  Annotated& out_;
  Char here_;
};

bool is_open_mark(std::string_view form) {
  return form == "``" || form == "\xe2\x80\x9c" || form == "\xe2\x80\x98" || form == "(" || form == "[" ||
         form == "\xc2\xab" || form == "\xe2\x80\x9e";
}
bool is_close_mark(std::string_view form) {
  return form == "''" || form == "\xe2\x80\x9d" || form == "\xe2\x80\x99" || form == "'" || form == "\"" ||
         form == ")" || form == "]" || form == "\xc2\xbb";
}
bool ends_sentence(std::string_view form) {
  return !form.empty() && (form.find_first_not_of(".!?") == std::string_view::npos || form == "\xe2\x80\xa6");
}

std::string_view keep(std::string_view s, std::pmr::memory_resource& arena) {
  auto* kept = static_cast<char*>(arena.allocate(s.empty() ? 1 : s.size(), 1));
  std::copy(s.begin(), s.end(), kept);
  return {kept, s.size()};
}

/// Straight apostrophes, lower case.
std::string lowered(std::string_view form) {
  std::string out;
  for (std::size_t i = 0; i < form.size();) {
    const char32_t c = decode_utf8(form, i);
    const bool apostrophe = c == 0x2019 || c == 0x2018 || c == 0x2bc;
    append_utf8(out, apostrophe ? U'\'' : static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
  }
  return out;
}

UChar32 first_char(std::string_view form) {
  std::size_t i = 0;
  return static_cast<UChar32>(decode_utf8(form, i));
}

/// Fills lower, lower_hash and is_word. ASCII is looked at once; without capitals `lower` is a view into the text.
void describe(Token& t, std::string_view form, std::pmr::memory_resource& arena) {
  unsigned facts = 0;
  for (const char c : form) facts |= kByteFacts[static_cast<unsigned char>(c)];
  t.is_word = (facts & kWordByte) != 0;
  t.lower = form;
  if (form.size() == kBracketName && form[0] == '-' && !written_bracket(form).empty()) {
    t.is_word = false;
    t.lower = written_bracket(form);
  } else if (facts & kBeyondAscii) {
    t.is_word = t.is_word || wordy(class_of(first_char(form)));
    t.lower = keep(lowered(form), arena);
  } else if (facts & kCapitalByte) {
    auto* kept = static_cast<char*>(arena.allocate(form.size(), 1));
    std::transform(form.begin(), form.end(), kept, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    t.lower = {kept, form.size()};
  }
  t.lower_hash = hash_of(t.lower);
}

/// Tokens. What is longer is cut: later work may take the square of a sentence's length.
constexpr std::size_t kLongestSentence = 400;

/// Groups the tokens of one block into sentences.
class SentenceSplitter {
 public:
  SentenceSplitter(Annotated& out, const std::vector<std::uint64_t>& titles,
                   const std::vector<std::uint64_t>& starters)
      : out_(out), titles_(titles), starters_(starters) {}

  void run(std::size_t begin, std::int32_t block) {
    const std::size_t n = out_.tokens.size();
    std::size_t start = begin;
    std::size_t counted = begin;
    inside_ = false;
    for (std::size_t i = begin; i < n; ++i) {
      for (; counted <= i; ++counted) inside_ = inside_ != is_straight_mark(counted);
      if (i - start == kLongestSentence) {
        add(start, i, block);
        start = i;
      }
      if (!ends(i)) continue;
      std::size_t after = i + 1;
      while (after < n && closes(after)) ++after;
      if (after < n && goes_on(i, after)) continue;
      for (; after - start > kLongestSentence; start += kLongestSentence) add(start, start + kLongestSentence, block);
      add(start, after, block);
      start = after;
      i = after - 1;
    }
    if (start < n) add(start, n, block);
  }

 private:
  std::string_view form(std::size_t i) const { return out_.article->view(out_.tokens[i].span); }

  bool ends(std::size_t i) const {
    if (out_.tokens[i].is_word && out_.tokens[i].span.size() > 4 && form(i).back() != '.') return false;  // most of them
    const std::string_view f = form(i);
    if (ends_sentence(f)) return true;
    if (f.size() < 2 || f.back() != '.') return false;
    // An abbreviation: ends the sentence only where what follows looks like a start, and no title is meant.
    return !std::binary_search(titles_.begin(), titles_.end(), out_.tokens[i].lower_hash) && f.size() > 2;
  }

  /// A closing mark right behind the end; behind a blank only where it cannot open anything: `it failed . ''`.
  bool closes(std::size_t i) const {
    const std::string_view f = form(i);
    if (!out_.tokens[i].space_before) return is_close_mark(f);
    const bool apart = i + 1 == out_.tokens.size() || out_.tokens[i + 1].space_before;
    return apart && (f == "''" || f == "\xe2\x80\x9d" || (f == "\"" && inside_));
  }
  bool is_straight_mark(std::size_t i) const {
    const Token& t = out_.tokens[i];
    return !t.is_word && t.span.size() == 1 && form(i) == "\"";
  }

  bool goes_on(std::size_t end, std::size_t after) const {
    std::size_t next = after;
    while (next < out_.tokens.size() && (is_open_mark(form(next)) || form(next) == "\"" || form(next) == "'")) ++next;
    if (next >= out_.tokens.size()) return false;
    const UChar32 c = first_char(form(next));
    if (u_islower(c)) return true;
    if (!out_.tokens[after].space_before && next == after && out_.tokens[next].is_word) return form(end) == ".";
    const bool abbreviation = form(end).size() > 1 && !ends_sentence(form(end));
    if (!out_.tokens[next].is_word) return abbreviation || form(next) == "," || form(next) == ";";
    return abbreviation && !std::binary_search(starters_.begin(), starters_.end(), out_.tokens[next].lower_hash);
  }

  void add(std::size_t begin, std::size_t end, std::int32_t block) {
    const SentenceIndex index{out_.sentences.size()};
    out_.sentences.push_back({{TokenIndex{begin}, TokenIndex{end}}, block});
    for (std::size_t i = begin; i < end; ++i) out_.tokens[i].sentence = index;
  }

  Annotated& out_;
  const std::vector<std::uint64_t>& titles_;
  const std::vector<std::uint64_t>& starters_;
  bool inside_ = false;  ///< an odd number of straight double marks of the block stands before
};

std::vector<std::uint64_t> hashes(const std::vector<std::string>& words) {
  std::vector<std::uint64_t> out;
  for (const std::string& w : words) out.push_back(hash_of(w));
  std::sort(out.begin(), out.end());
  return out;
}

bool tokenized(BlockKind kind) {
  return is_body(kind) || kind == BlockKind::kTitle || kind == BlockKind::kHeading;
}

}  // namespace

Tokenizer::Tokenizer(const TokenizeOptions& options)
    : titles_(hashes(options.titles)), abbreviations_(hashes(options.abbreviations)), starters_(hashes(options.starters)) {}

void Tokenizer::tokenize(const Article& article, Annotated& out) const {
  std::vector<Token> tokens = std::move(out.tokens);  // its memory is used again
  tokens.clear();
  out = Annotated{};
  out.tokens = std::move(tokens);
  out.article = &article;
  out.arena = std::make_unique<std::pmr::monotonic_buffer_resource>();
  out.tokens.reserve(article.text.size() / 5 + 16);
  for (std::size_t b = 0; b < article.blocks.size(); ++b) {
    const Block& block = article.blocks[b];
    if (!tokenized(block.kind)) continue;
    const std::size_t begin = out.tokens.size();
    Cutter(article.text, block.span, titles_, abbreviations_, out).run();
    for (std::size_t i = begin; i < out.tokens.size(); ++i) {
      Token& t = out.tokens[i];
      describe(t, article.view(t.span), *out.arena);
    }
    SentenceSplitter(out, titles_, starters_).run(begin, static_cast<std::int32_t>(b));
  }
}

}  // namespace onrecord

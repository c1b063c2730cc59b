#include "archive/names.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "archive/hash.h"
#include "base/utf8.h"

namespace onrecord {
namespace {

constexpr std::size_t kLongestPhrase = 4;  ///< words; the longest phrase of a word list that is looked up

std::unordered_map<std::string, double> take(const Rulebook& book, std::string_view id) {
  std::unordered_map<std::string, double> out;
  if (const WordList* list = book.words(id))
    for (const WordRow& row : list->rows()) out.emplace(folded(row.text), row.weight);
  return out;
}

bool is_plain_ascii(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Compatibility decomposition: accents become marks of their own, ligatures their letters (UAX 15).
std::string decomposed(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfkd = icu::Normalizer2::getNFKDInstance(status);
  if (U_FAILURE(status)) return std::string(text);
  const auto size = static_cast<std::int32_t>(std::min<std::size_t>(text.size(), 1u << 30));
  const icu::UnicodeString in = icu::UnicodeString::fromUTF8({text.data(), size});
  std::string out;
  nfkd->normalize(in, status).foldCase().toUTF8String(out);
  return U_FAILURE(status) ? std::string(text) : out;
}

void append_folded(std::string& out, char32_t c, bool& gap) {
  const auto code = static_cast<UChar32>(c);
  if (u_charType(code) == U_NON_SPACING_MARK) return;
  if (!u_isalnum(code)) {
    gap = !out.empty();
    return;
  }
  if (gap) out += ' ';
  gap = false;
  append_utf8(out, static_cast<char32_t>(u_tolower(code)));
}

bool is_named(SourceKind kind) {
  return kind != SourceKind::kAnonymous && kind != SourceKind::kVague && kind != SourceKind::kAuthor;
}

std::string joined(const std::vector<std::string>& words, std::size_t begin, std::size_t end) {
  std::string out;
  for (std::size_t i = begin; i < end; ++i) {
    if (i > begin) out += ' ';
    out += words[i];
  }
  return out;
}

/// Names of one core are in one block: nothing but the core decides.
std::string block_of(const Source& source, const std::string& core, const NameLexicon& lexicon) {
  if (source.kind == SourceKind::kPerson) {
    const std::size_t blank = core.rfind(' ');
    return "person " + (blank == std::string::npos ? core : core.substr(blank + 1));
  }
  const std::string initials = initials_of(core, lexicon);
  return "body " + (initials.empty() ? core : initials);
}

/// The sum of the weights of the words and phrases of `text`; a longer phrase hides the shorter ones in it.
double weight_of(std::string_view text, const std::unordered_map<std::string, double>& list) {
  const std::vector<std::string> words = words_of(folded(text));
  double sum = 0;
  for (std::size_t i = 0; i < words.size();) {
    std::size_t taken = 0;
    for (std::size_t n = std::min(kLongestPhrase, words.size() - i); n > 0 && taken == 0; --n)
      if (const auto hit = list.find(joined(words, i, i + n)); hit != list.end()) sum += hit->second, taken = n;
    i += std::max<std::size_t>(taken, 1);
  }
  return sum;
}

}  // namespace

NameLexicon NameLexicon::from(const Rulebook& book) {
  return {take(book, "words/archive-name-suffix"), take(book, "words/archive-name-article"),
          take(book, "words/archive-name-small"), take(book, "words/archive-official")};
}

std::string folded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool gap = false;
  if (is_plain_ascii(text)) {
    for (char c : text) {
      const bool upper = c >= 'A' && c <= 'Z';
      const bool word = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!word) {
        gap = !out.empty();
        continue;
      }
      if (gap) out += ' ';
      gap = false;
      out += upper ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
  }
  const std::string plain = decomposed(text);
  for (std::size_t at = 0; at < plain.size();) append_folded(out, decode_utf8(plain, at), gap);
  return out;
}

std::vector<std::string> words_of(std::string_view folded_text) {
  std::vector<std::string> out;
  for (std::size_t begin = 0; begin < folded_text.size();) {
    const std::size_t end = std::min(folded_text.find(' ', begin), folded_text.size());
    if (end > begin) out.emplace_back(folded_text.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

bool is_acronym(std::string_view name) {
  return name.size() >= 2 && name.size() <= 8 &&
         std::all_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string initials_of(std::string_view folded_name, const NameLexicon& lexicon) {
  std::string out;
  int taken = 0;
  for (const std::string& word : words_of(folded_name)) {
    if (lexicon.small.contains(word)) continue;
    std::size_t at = 0;
    append_utf8(out, decode_utf8(word, at));
    ++taken;
  }
  return taken < 2 ? std::string() : out;
}

std::string core_of(std::string_view name, const NameLexicon& lexicon) {
  const std::vector<std::string> words = words_of(folded(name));
  std::size_t begin = 0, end = words.size();
  while (begin + 1 < end && lexicon.articles.contains(words[begin])) ++begin;
  while (begin + 1 < end && lexicon.suffixes.contains(words[end - 1])) --end;
  return joined(words, begin, end);
}

std::optional<NameForm> name_form(const Source& source, const NameLexicon& lexicon) {
  if (!is_named(source.kind)) return std::nullopt;
  const std::string core = core_of(source.name, lexicon);
  if (core.empty()) return std::nullopt;
  NameForm form{.block = block_of(source, core, lexicon),
                .name = source.name,
                .folded = core,
                .role = source.role,
                .affiliation = source.affiliation};
  std::string key;
  for (const std::string* part : {&form.block, &form.name, &form.role, &form.affiliation}) (key += *part) += '\n';
  form.id = row_hash(key);
  return form;
}

bool is_official(const Source& source, const NameLexicon& lexicon) {
  if (source.kind == SourceKind::kAuthor || source.kind == SourceKind::kDocument) return false;
  double sum = weight_of(source.role, lexicon.official) + weight_of(source.affiliation, lexicon.official);
  if (source.kind != SourceKind::kPerson) sum += weight_of(source.name, lexicon.official);
  return sum > 0;
}

}  // namespace onrecord

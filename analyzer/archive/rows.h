// An Analysis as rows of the archive's tables. Made by the workers, so that the one writer only hands them to SQLite.
//
//   ArticleRows rows = make_rows(std::move(analysis), lexicon, key);
//   store.put(rows);
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "archive/names.h"
#include "editorial/analysis.h"

namespace onrecord {

/// Of one kind (attributions, say) no more rows of one article are kept: row ids leave 20 bits for them.
inline constexpr std::size_t kMostRows = std::size_t{1} << 20;

struct SourceRow {
  std::string name, role, affiliation, reason, flags, acronym;
  std::string_view kind;
  std::optional<NameForm> form;
  bool identified = false, official = false;
  char grade = '?', gender = '?';
  int mentions = 0, attributions = 0, quotations = 0;
};

/// Offsets are code points into the article's text: the first span's begin and the last one's end.
struct AttributionRow {
  std::string_view type, form, stance;
  int source = -1;  ///< into ArticleRows::sources
  std::string speaker, cue, content, medium, via, rule;
  double confidence = 0;
  std::uint32_t begin = 0, end = 0;
};

struct QuotationRow {
  std::string text, speaker;
  std::string_view use;
  int words = 0, attribution = -1, source = -1;
  std::uint32_t begin = 0, end = 0;
  std::int64_t wording = 0;  ///< hash of the folded text: equal where the words are
};

struct ClaimRow {
  std::string text, by, rule;
  std::string_view type, sourced;
  int attribution = -1;
  double weight = 0;
  std::uint32_t begin = 0, end = 0;
};

struct FindingRow {
  std::string rule, text, message, help;
  std::string_view severity, certainty;
  std::uint32_t begin = 0, end = 0;
};

/// What the tables say of an article as a whole.
struct ArticleCounts {
  int attributions = 0, quotations = 0, sources = 0, identified = 0, anonymous = 0, vague = 0, officials = 0,
      voices = 0, claims = 0, unsourced = 0, errors = 0, warnings = 0, notes = 0;
};

struct ArticleRows {
  std::string name;       ///< the article's id in its input
  std::string path, title, author, publisher, section, published, url, language, text;
  std::string hash;       ///< of text and metadata
  int words = 0;
  std::optional<int> score;
  int score_low = 0, score_high = 0;
  std::string score_reason;
  ArticleCounts counts;
  std::string packed;     ///< the whole Analysis, see pack.h
  std::vector<SourceRow> sources;
  std::vector<AttributionRow> attributions;
  std::vector<QuotationRow> quotations;
  std::vector<ClaimRow> claims;
  std::vector<FindingRow> findings;
  std::vector<ScorePart> parts;
  std::vector<ScoreCap> caps;
};

/// "2024-03-14" of a date that begins so, else nothing: what months and trends are counted by.
std::string plain_date(const std::string& date);

/// A hash of everything an analysis depends on: text, title, byline, date, publisher, section, address, language.
std::string content_hash(const Article& article);

ArticleRows make_rows(const Analysis& analysis, const NameLexicon& lexicon);

}  // namespace onrecord

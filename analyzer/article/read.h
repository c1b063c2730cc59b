// Readers: bytes in, Article out. Plain text files and JSON Lines records; web pages are in html.h.
//
//   Article a = read_text(bytes, {.path = "a.txt", .id = "a.txt", .lexicon = phrases});
//   a.title; a.published;   // "Putin is taking a risk ...", "2022-01-09"
//
// The text is the input as UTF-8: a byte order mark is dropped, broken bytes become U+FFFD and are listed in
// Article::repairs, nothing else changes, so that offsets fit the input.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "article/article.h"
#include "base/result.h"

namespace onrecord {

/// What tells page furniture from text: phrases of a language and of the systems newsrooms publish with, lower case.
/// Filled from word lists in rules/words/page-*.rule.
struct PageLexicon {
  std::vector<std::string> remains;       ///< a short block that begins so is no text ("share this")
  std::vector<std::string> remains_from;  ///< from a short block that begins so, the rest of the page is no text
  std::vector<std::string> byline;        ///< words before an author ("by")
  std::vector<std::pair<std::string, int>> months;  ///< names and short forms with their number, 1 to 12
  std::vector<std::string> weekdays;
};

struct ReadOptions {
  std::string path;  ///< for messages and Article::path
  std::string id;    ///< Article::id where the input has none
  PageLexicon lexicon;
};

/// A whole file is one article. Never fails: any bytes are some text.
Article read_text(std::string_view bytes, const ReadOptions& options);

/// One JSON Lines record: id, text and where known title, date, author, url, publisher. The text is taken exactly as
/// given. Fails where the line is no JSON object or has no text.
Result<Article> read_json(std::string_view line, const ReadOptions& options);

/// The date in "Sunday, January 9, 2022", "9 January 2022", "Jan. 9, 2022", "2022-01-09T10:00" as YYYY-MM-DD; empty
/// where `text` is more or other than a date.
std::string parse_date(std::string_view text, const PageLexicon& lexicon);

}  // namespace onrecord

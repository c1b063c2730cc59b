// Readers: bytes in, Article out. Plain text files and JSON Lines records; web pages are in html.h.
//
//   Article a = read_text(bytes, {.path = "a.txt", .id = "a.txt", .lexicon = phrases});
//   a.title; a.published;   // "Putin is taking a risk ...", "2022-01-09"
//
// The text is the input as UTF-8: a byte order mark is dropped, broken bytes become U+FFFD and are listed in
// Article::repairs, nothing else changes, so that offsets fit the input. A file that is hardly UTF-8 at all is decoded
// (encoding.h), and Article::origin leads back to its bytes.
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

/// What the members of a record are called.
struct FieldNames {
  std::string id = "id", text = "text", title = "title", date = "date", author = "author", url = "url",
              publisher = "publisher", language = "language", section = "section";
  std::string records = "articles";  ///< an outer object's array of records: {"articles": [{"id": ...
};

struct ReadOptions {
  std::string path;  ///< for messages and Article::path
  std::string id;    ///< Article::id where the input has none
  PageLexicon lexicon;
  FieldNames fields = {};
};

/// A whole file is one article. Never fails: any bytes are some text.
Article read_text(std::string_view bytes, const ReadOptions& options);

/// One JSON Lines record: id, text and where known title, date, author, url, publisher, language. The text is taken
/// exactly as given; Article::origin leads through the escapes to the bytes of `line`. Fails where the line is no JSON
/// object or has no text.
Result<Article> read_json(std::string_view line, const ReadOptions& options);

/// What a record says beside its text. `date` in any form that parse_date reads; others are kept as they are.
struct GivenFields {
  std::string id, title, byline, date, url, publisher, language, section;
};
/// An article whose text is taken exactly as given, with what else is known.
Article read_given(std::string_view text, GivenFields given, const ReadOptions& options);

/// Recognises headline, date and byline among the first blocks, the dateline, and page remains, in an article whose
/// blocks another reader laid out. A block that is a title already gives the article its title.
void name_head(Article& article, const PageLexicon& lexicon);

/// Where `article`'s text came from one step further: its origin led to positions of something that `outer` leads on
/// from (the text of a JSON string to the bytes of the line).
void rebase_origin(Article& article, const std::vector<OriginRun>& outer);

/// The date in "Sunday, January 9, 2022", "9 January 2022", "Jan. 9, 2022", "2022-01-09T10:00" as YYYY-MM-DD; empty
/// where `text` is more or other than a date.
std::string parse_date(std::string_view text, const PageLexicon& lexicon);

}  // namespace onrecord

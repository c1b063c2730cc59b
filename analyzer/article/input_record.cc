// From a record to an article: which reader reads it.
#include <fmt/format.h>

#include <algorithm>

#include "article/html.h"
#include "article/input.h"
#include "article/input_csv.h"
#include "article/input_docx.h"
#include "article/input_feed.h"
#include "article/input_markdown.h"

namespace onrecord {
namespace {

constexpr std::size_t kLargestArticle = std::size_t{1} << 31;  ///< positions are 32 bits wide

Result<Article> read_page(const InputRecord& record, const InputOptions& options) {
  HtmlOptions reading;
  reading.path = record.place.path;
  reading.id = record.id;
  reading.url = record.url;
  reading.charset = record.charset;
  reading.lexicon = options.html_lexicon;
  reading.model = options.html_model;
  return read_html(record.bytes, reading);
}

constexpr std::ptrdiff_t kStrayControls = 16;  ///< control characters that a damaged text may hold

/// False for pictures and the like, which any name can hold: text in whatever encoding has next to no control characters.
bool is_text(std::string_view bytes) {
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) return true;  // UTF-16
  const std::string_view head = bytes.substr(0, 4096);
  const auto is_control = [](char c) { return (c >= 0 && c < '\t') || (c > '\r' && c < ' ' && c != '\x1b'); };
  const std::ptrdiff_t controls = std::count_if(head.begin(), head.end(), is_control);
  return controls <= kStrayControls || controls * 32 <= static_cast<std::ptrdiff_t>(head.size());
}

Result<Article> read_plain(const InputRecord& record, const InputOptions& options, const ReadOptions& reading) {
  if (options.format == InputFormat::kAuto && !is_text(record.bytes))
    return unexpected({.message = "is no text", .help = "--input text reads it all the same"});
  return read_text(record.bytes, reading);
}

Result<Article> read_any(const InputRecord& record, const InputOptions& options) {
  const ReadOptions reading{.path = record.place.path, .id = record.id, .lexicon = options.lexicon, .fields = options.fields};
  switch (record.format) {
    case InputFormat::kHtml: return read_page(record, options);
    case InputFormat::kMarkdown: return read_markdown(record, options);
    case InputFormat::kJson:
    case InputFormat::kJsonLines: return read_json(record.bytes, reading);
    case InputFormat::kCsv:
    case InputFormat::kTsv: return read_csv_row(record, options);
    case InputFormat::kFeed: return read_feed_item(record, options);
    case InputFormat::kDocx: return read_docx(record, options);
    default: return read_plain(record, options, reading);
  }
}

}  // namespace

Result<Article> read_record(const InputRecord& record, const InputOptions& options) {
  if (record.bytes.size() >= kLargestArticle)
    return unexpected(at_place({.message = "is larger than 2 GiB"}, record.place));
  Result<Article> article = read_any(record, options);
  if (!article) return unexpected(at_place(article.error(), record.place));
  if (article->url.empty()) article->url = record.url;
  return article;
}

Error at_place(Error error, const InputPlace& place) {
  if (error.path.empty()) error.path = place.path;
  if (place.record > 0) error.message = fmt::format("record {} at byte {}: {}", place.record, place.offset, error.message);
  return error;
}

}  // namespace onrecord

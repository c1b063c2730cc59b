// One front door for whatever newsrooms keep their articles in.
//
//   Result<InputOptions> options = input_options(rulebook, "data");   // editorial/reading.h: word lists and model
//   ArticleStream stream({"archive/", "news-2024-*.warc.gz", "-"}, *options);
//   for (;;) {
//     Result<std::optional<Article>> article = stream.next();
//     if (!article) { report(article.error()); continue; }            // a damaged record; the rest is read
//     if (!*article) break;                                           // the end
//     use(**article, stream.place());
//   }
//
// Inputs are files, folders (all below, in the order of their paths), globs ("**" for any number of folders), and "-"
// for standard input. Formats are recognised by name and content: text, HTML, Markdown, JSON, JSON Lines, CSV and TSV
// (RFC 4180), RSS and Atom, WARC, DOCX; gzip, zstd, bzip2 and xz around any of them; tar and zip of any of them.
//
// Memory is bounded: one record at a time, none larger than InputOptions::max_record.
//
// To read on several threads, take records from one RecordStream and turn them into articles with read_record(),
// which may be called from any thread.
//
// What Article::origin leads back to: the bytes of the file, for text, HTML and Markdown files; the bytes of the
// record (InputRecord::bytes: the line of JSON Lines, the row of CSV, the payload of a WARC record, the item of a feed)
// for the rest; the bytes of word/document.xml for DOCX, whose file is packed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "article/article.h"
#include "article/html_lexicon.h"
#include "article/html_score.h"
#include "article/read.h"
#include "base/enum_names.h"
#include "base/result.h"

namespace onrecord {

enum class InputFormat { kAuto, kPlain, kHtml, kMarkdown, kJson, kJsonLines, kCsv, kTsv, kFeed, kWarc, kDocx };
template <>
struct EnumNames<InputFormat> {
  static constexpr std::string_view names[] = {"auto", "text", "html", "markdown", "json", "jsonl",
                                               "csv",  "tsv",  "feed", "warc",     "docx"};
};

struct InputOptions {
  InputFormat format = InputFormat::kAuto;  ///< of every input; packing is always recognised
  PageLexicon lexicon;
  std::shared_ptr<const HtmlLexicon> html_lexicon;  ///< may be null
  std::shared_ptr<const HtmlModel> html_model;      ///< may be null
  FieldNames fields;                                ///< of JSON objects and CSV columns
  std::size_t max_record = std::size_t{256} << 20;  ///< bytes; a larger record is refused
  /// A packed file that unpacks to more than this many times its size is refused once it has given 64 MiB.
  std::uint64_t max_expansion = 400;
};

/// Where a record stands.
struct InputPlace {
  std::string path;          ///< file; a member of an archive is "news.tar.zst!2024/a.html"
  std::uint64_t record = 0;  ///< 1-based number in the file; 0: the file is one record
  std::uint64_t offset = 0;  ///< first byte of the record in the file as unpacked
};

/// What all records of a file share.
struct RecordContext {
  std::vector<std::string> columns;  ///< CSV: the header
  char delimiter = ',';              ///< CSV
  std::string publisher;             ///< feeds: the channel's title
  std::string language;              ///< feeds
  std::string charset;               ///< feeds
};

/// A record as it was read, not yet understood.
struct InputRecord {
  InputFormat format = InputFormat::kPlain;
  InputPlace place;
  std::string id;       ///< for articles that give none: the path, and "#" and the number where a file has many
  std::string bytes;
  std::string url;      ///< WARC: the target
  std::string charset;  ///< WARC: what the server said
  std::string date;     ///< WARC: when it was fetched, ISO 8601
  std::shared_ptr<const RecordContext> context;  ///< may be null
};

/// What a record says. Fails where it is damaged; the error says where it stands. Safe to call from any thread.
Result<Article> read_record(const InputRecord& record, const InputOptions& options);

/// Records of all inputs, in order. Not for several threads at once.
class RecordStream {
 public:
  RecordStream(std::vector<std::string> inputs, InputOptions options);
  RecordStream(RecordStream&&) noexcept;
  RecordStream& operator=(RecordStream&&) noexcept;
  ~RecordStream();

  /// The next record; nullopt at the end. After an error the stream goes on with what follows the damage.
  Result<std::optional<InputRecord>> next();
  /// Bytes read from files and standard input so far, as packed: for progress.
  std::uint64_t bytes_read() const;
  /// Files in folders and archives that were passed over because nothing says that they hold text.
  std::uint64_t ignored_files() const;
  const InputOptions& options() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Articles of all inputs, in order: RecordStream and read_record() in one.
class ArticleStream {
 public:
  ArticleStream(std::vector<std::string> inputs, InputOptions options)
      : records_(std::move(inputs), std::move(options)) {}

  Result<std::optional<Article>> next();
  /// Of the last article or error.
  const InputPlace& place() const { return place_; }
  std::uint64_t bytes_read() const { return records_.bytes_read(); }

 private:
  RecordStream records_;
  InputPlace place_;
};

/// Bytes of all files that `inputs` name, as packed; standard input counts nothing. For progress.
std::uint64_t input_size(const std::vector<std::string>& inputs);

/// The error of a record: its path, line where that is known, and "record 17 at byte 4032: ...".
Error at_place(Error error, const InputPlace& place);

}  // namespace onrecord

#include "article/input_csv.h"

#include <fmt/format.h>

#include <algorithm>

#include "article/encoding.h"

namespace onrecord {
namespace {

struct Field {
  std::string text;
  std::vector<OriginRun> runs;  ///< from text to the row
};

class RowParser {
 public:
  RowParser(std::string_view row, char delimiter) : row_(row), delimiter_(delimiter) {}

  std::vector<Field> run() {
    std::vector<Field> out;
    do {
      out.emplace_back();
      field(out.back());
    } while (at_ < row_.size() && row_[at_++] == delimiter_);
    return out;
  }

 private:
  void field(Field& out) {
    if (at_ < row_.size() && row_[at_] == '"') quoted(out);
    take(out, std::min(row_.find(delimiter_, at_), row_.size()));
  }

  void quoted(Field& out) {
    ++at_;
    for (;;) {
      const std::size_t mark = std::min(row_.find('"', at_), row_.size());
      const bool doubled = mark + 1 < row_.size() && row_[mark + 1] == '"';
      take(out, mark + doubled);
      at_ = std::min(mark + 1 + doubled, row_.size());
      if (!doubled) return;
    }
  }

  void take(Field& out, std::size_t end) {
    if (end > at_) append_run(out.runs, out.text.size(), at_, end - at_, end - at_);
    out.text.append(row_.substr(at_, end - at_));
    at_ = end;
  }

  std::string_view row_;
  char delimiter_;
  std::size_t at_ = 0;
};

std::string value_of(const std::vector<Field>& fields, const std::vector<std::string>& columns, std::string_view name) {
  const auto it = std::find(columns.begin(), columns.end(), name);
  return it == columns.end() ? std::string() : fields[static_cast<std::size_t>(it - columns.begin())].text;
}

}  // namespace

std::vector<std::string> csv_fields(std::string_view row, char delimiter) {
  std::vector<std::string> out;
  for (Field& field : RowParser(row, delimiter).run()) out.push_back(std::move(field.text));
  return out;
}

Result<Article> read_csv_row(const InputRecord& record, const InputOptions& options) {
  static const RecordContext kNone;
  const RecordContext& context = record.context ? *record.context : kNone;
  const std::vector<std::string>& columns = context.columns;
  const FieldNames& names = options.fields;
  const auto text = std::find(columns.begin(), columns.end(), names.text);
  if (text == columns.end())
    return unexpected({.message = fmt::format("there is no column \"{}\"", names.text),
                       .help = fmt::format("the columns are {}; names can be configured", fmt::join(columns, ", "))});
  const std::vector<Field> fields = RowParser(record.bytes, context.delimiter).run();
  if (fields.size() != columns.size())
    return unexpected({.message = fmt::format("has {} fields, the header has {}", fields.size(), columns.size())});
  const auto value = [&](const std::string& name) { return value_of(fields, columns, name); };
  const Field& body = fields[static_cast<std::size_t>(text - columns.begin())];
  Article article = read_given(body.text,
                               {.id = value(names.id),
                                .title = value(names.title),
                                .byline = value(names.author),
                                .date = value(names.date),
                                .url = value(names.url),
                                .publisher = value(names.publisher),
                                .language = value(names.language),
                                .section = value(names.section)},
                               {.path = record.place.path, .id = record.id, .lexicon = options.lexicon});
  rebase_origin(article, body.runs);
  return article;
}

}  // namespace onrecord

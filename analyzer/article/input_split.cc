#include "article/input_split.h"

#include <algorithm>
#include <array>

#include "article/html.h"
#include "article/input_csv.h"
#include "article/input_feed.h"
#include "article/input_warc.h"

namespace onrecord {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
/// Records that never end are looked for at most so often, so that hostile files cost linear time.
constexpr int kMaxUnclosed = 8;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string_view without_mark(std::string_view s) {
  if (s.starts_with("\xef\xbb\xbf")) s.remove_prefix(3);
  return s;
}

/// What all splitters share: numbering, places and errors.
class BaseSplitter : public Splitter {
 public:
  BaseSplitter(ByteWindow window, const SplitJob& job) : window_(std::move(window)), job_(job) {}

 protected:
  InputPlace place(std::uint64_t record) const { return {job_.path, record, window_.offset()}; }

  InputRecord record(InputFormat format, std::size_t size) {
    ++count_;
    InputRecord out;
    out.format = format;
    out.place = place(count_);
    out.id = job_.path + "#" + std::to_string(count_);
    out.bytes = std::string(window_.view().substr(0, size));
    return out;
  }

  /// The error of the record that begins here.
  tl::unexpected<Error> fault(Error error) { return unexpected(at_place(std::move(error), place(++count_))); }
  std::size_t limit() const { return job_.options->max_record; }

  ByteWindow window_;
  SplitJob job_;
  std::uint64_t count_ = 0;
};

// ---- one file, one record -----------------------------------------------------------------------------------------

class WholeSplitter : public BaseSplitter {
 public:
  using BaseSplitter::BaseSplitter;

  Result<std::optional<InputRecord>> next() override {
    if (done_) return std::optional<InputRecord>();
    done_ = true;
    auto end = find_record_end(window_, limit(), [](std::string_view, std::size_t) { return kNowhere; });
    if (!end) return unexpected(at_place(end.error(), place(0)));
    InputRecord out = record(job_.format, window_.view().size());
    out.place.record = 0;
    out.id = job_.path;
    return std::optional<InputRecord>(std::move(out));
  }

 private:
  bool done_ = false;
};

// ---- JSON Lines ---------------------------------------------------------------------------------------------------

class LineSplitter : public BaseSplitter {
 public:
  using BaseSplitter::BaseSplitter;

  Result<std::optional<InputRecord>> next() override {
    for (;;) {
      auto end = find_record_end(window_, limit(), [](std::string_view v, std::size_t from) { return v.find('\n', from); });
      if (!end) return skip_line(end.error());
      const bool last = *end == kNowhere;
      const std::size_t size = last ? window_.view().size() : *end;
      if (last && size == 0) return std::optional<InputRecord>();
      InputRecord out = record(InputFormat::kJsonLines, size);
      window_.consume(size + !last);
      if (out.place.offset == 0) out.bytes.erase(0, out.bytes.size() - without_mark(out.bytes).size());
      if (!std::all_of(out.bytes.begin(), out.bytes.end(), is_space)) return std::optional<InputRecord>(std::move(out));
    }
  }

 private:
  Result<std::optional<InputRecord>> skip_line(const Error& error) {
    auto out = fault(error);
    window_.drop();
    skip_behind(window_, "\n");
    return out;
  }
};

// ---- JSON ---------------------------------------------------------------------------------------------------------

/// Finds the end of an object, fed piece by piece. A line break inside a string, which JSON forbids, ends the scan:
/// the mark that should have closed the string is missing.
class ObjectScan {
 public:
  bool broken() const { return broken_; }
  std::size_t operator()(std::string_view view, std::size_t from) {
    for (std::size_t i = from; i < view.size(); ++i) {
      const char c = view[i];
      broken_ = in_string_ && c == '\n';
      if (broken_) return i;
      if (escaped_) escaped_ = false;
      else if (in_string_) take_in_string(c);
      else if (c == '"') in_string_ = true;
      else if (c == '{') ++depth_;
      else if (c == '}' && --depth_ == 0) return i + 1;
    }
    return kNowhere;
  }

 private:
  void take_in_string(char c) {
    escaped_ = c == '\\';
    in_string_ = c != '"';
  }
  int depth_ = 0;
  bool in_string_ = false, escaped_ = false, broken_ = false;
};

/// Objects in arrays or one after another; also those of a named array in one outer object: {"articles": [{...}]}.
class JsonSplitter : public BaseSplitter {
 public:
  JsonSplitter(ByteWindow window, const SplitJob& job) : BaseSplitter(std::move(window), job) {}

  Result<std::optional<InputRecord>> next() override {
    for (;;) {
      if (auto skipped = skip_to_object(); !skipped) return unexpected(skipped.error());
      if (window_.view().empty()) return std::optional<InputRecord>();
      if (count_ == 0 && enter_envelope()) continue;
      ObjectScan scan;
      auto end = find_record_end(window_, limit(), [&](std::string_view v, std::size_t from) { return scan(v, from); });
      if (end && scan.broken()) {
        auto out = fault({.message = "a string is not closed on its line"});
        window_.consume(*end);
        return out;
      }
      if (!end || *end == kNowhere) return unclosed(end ? Error{.message = "object is not closed"} : end.error());
      InputRecord out = record(InputFormat::kJson, *end);
      window_.consume(*end);
      return std::optional<InputRecord>(std::move(out));
    }
  }

 private:
  Result<void> skip_to_object() {
    for (;;) {
      if (auto done = window_.need(1); !done) {
        auto out = fault(done.error());
        window_.drop();
        return out;
      }
      const std::string_view view = window_.view();
      const std::size_t at = view.find('{');
      const std::string_view before = view.substr(0, at);
      const std::size_t odd = before.find_first_not_of(" \t\r\n,[]}\xef\xbb\xbf");
      if (odd != kNowhere && !complained_) {
        complained_ = true;
        window_.consume(odd);
        return fault({.message = "expected a JSON object", .help = "a file of articles is an array of objects"});
      }
      window_.consume(before.size());
      if (at != kNowhere || window_.ended()) return {};
    }
  }

  /// Goes into the array of records of an outer object, where the file begins with such.
  bool enter_envelope() {
    if (!window_.need(4096)) return false;
    const std::string_view head = window_.view().substr(0, 4096);
    const std::string name = "\"" + job_.options->fields.records + "\"";
    std::size_t at = head.find(name);
    if (at == kNowhere || head.substr(0, at).find('[') != kNowhere || head.substr(1, at).find('{') != kNowhere) return false;
    at += name.size();
    while (at < head.size() && (is_space(head[at]) || head[at] == ':')) ++at;
    if (at >= head.size() || head[at] != '[') return false;
    window_.consume(at + 1);
    return true;
  }

  /// Tells it and goes on at the next line that begins an object.
  Result<std::optional<InputRecord>> unclosed(Error error) {
    auto out = fault(std::move(error));
    if (++unclosed_ > kMaxUnclosed) {
      while (!window_.view().empty()) {
        window_.drop();
        if (!window_.need(1)) break;
      }
      return out;
    }
    const std::size_t next = window_.view().find("\n{", 1);
    if (next == kNowhere) window_.drop();
    else window_.consume(next + 1);
    return out;
  }

  bool complained_ = false;
  int unclosed_ = 0;
};

// ---- CSV ----------------------------------------------------------------------------------------------------------

/// Finds the end of a row: a line break outside quotation marks (RFC 4180).
class RowScan {
 public:
  std::size_t operator()(std::string_view view, std::size_t from) {
    for (std::size_t i = from; i < view.size(); ++i) {
      if (view[i] == '"') quoted_ = !quoted_;
      else if (view[i] == '\n' && !quoted_) return i;
    }
    return kNowhere;
  }
  bool quoted() const { return quoted_; }

 private:
  bool quoted_ = false;
};

char delimiter_of(std::string_view header, InputFormat format) {
  if (format == InputFormat::kTsv) return '\t';
  const auto times = [&](char c) { return std::count(header.begin(), header.end(), c); };
  char best = ',';
  for (const char c : {';', '\t'})
    if (times(c) > times(best)) best = c;
  return best;
}

class CsvSplitter : public BaseSplitter {
 public:
  using BaseSplitter::BaseSplitter;

  Result<std::optional<InputRecord>> next() override {
    for (;;) {
      RowScan scan;
      auto end = find_record_end(window_, limit(), [&](std::string_view v, std::size_t from) { return scan(v, from); });
      if (!end) return unclosed(end.error());
      const bool last = *end == kNowhere;
      if (last && window_.view().empty()) return std::optional<InputRecord>();
      if (last && scan.quoted()) return unclosed({.message = "a quotation mark is not closed"});
      const std::size_t size = last ? window_.view().size() : *end;
      InputRecord out = record(InputFormat::kCsv, size);
      window_.consume(size + !last);
      if (out.bytes.ends_with('\r')) out.bytes.pop_back();
      if (out.bytes.empty()) continue;
      if (context_ == nullptr) {
        take_header(out.bytes);
        continue;
      }
      out.context = context_;
      return std::optional<InputRecord>(std::move(out));
    }
  }

 private:
  void take_header(std::string_view row) {
    auto context = std::make_shared<RecordContext>();
    row = without_mark(row);
    context->delimiter = delimiter_of(row, job_.format);
    context->columns = csv_fields(row, context->delimiter);
    context_ = std::move(context);
  }

  /// Tells it and goes on in the next line.
  Result<std::optional<InputRecord>> unclosed(Error error) {
    auto out = fault(std::move(error));
    const std::size_t next = ++unclosed_ > kMaxUnclosed ? kNowhere : window_.view().find('\n');
    if (next == kNowhere) window_.drop();
    else window_.consume(next + 1);
    return out;
  }

  std::shared_ptr<const RecordContext> context_;
  int unclosed_ = 0;
};

// ---- feeds --------------------------------------------------------------------------------------------------------

class FeedSplitter : public BaseSplitter {
 public:
  using BaseSplitter::BaseSplitter;

  Result<std::optional<InputRecord>> next() override {
    FeedItemScan to_item(FeedItemScan::Wanted::kBegin);
    auto begin = find_record_end(window_, limit(), [&](std::string_view v, std::size_t f) { return to_item(v, f); });
    if (!begin) return fail(begin.error());
    if (context_ == nullptr) context_ = feed_context(window_.view().substr(0, std::min(*begin, window_.view().size())));
    if (*begin == kNowhere) {
      window_.drop();
      return std::optional<InputRecord>();
    }
    window_.consume(*begin);
    FeedItemScan to_end(FeedItemScan::Wanted::kEnd);
    auto end = find_record_end(window_, limit(), [&](std::string_view v, std::size_t f) { return to_end(v, f); });
    if (!end) return fail(end.error());
    if (*end == kNowhere) return fail({.message = "item is not closed", .help = "the feed was cut off"});
    InputRecord out = record(InputFormat::kFeed, *end);
    window_.consume(*end);
    out.context = context_;
    out.charset = context_->charset;
    return std::optional<InputRecord>(std::move(out));
  }

 private:
  Result<std::optional<InputRecord>> fail(Error error) {
    auto out = fault(std::move(error));
    window_.drop();
    return out;
  }

  std::shared_ptr<const RecordContext> context_;
};

// ---- WARC ---------------------------------------------------------------------------------------------------------

class WarcSplitter : public BaseSplitter {
 public:
  using BaseSplitter::BaseSplitter;

  Result<std::optional<InputRecord>> next() override {
    for (;;) {
      auto more = skip_to_record();
      if (!more) return unexpected(more.error());
      if (!*more) return std::optional<InputRecord>();
      Result<WarcHead> head = read_head();
      if (!head) return unexpected(head.error());
      if (!head->may_be_page) {
        skip(head->size);
        continue;
      }
      auto taken = take(*head);
      if (!taken || *taken) return taken;
    }
  }

 private:
  /// Moves over line ends to the next record; false at the end. Anything else there is damage.
  Result<bool> skip_to_record() {
    for (;;) {
      if (auto done = window_.need(kWarcMark.size()); !done) return stop(done.error());
      const std::string_view view = window_.view();
      const std::size_t blank = std::min(view.find_first_not_of("\r\n"), view.size());
      if (view.empty() || (blank == 0 && view.starts_with(kWarcMark))) return !view.empty();
      if (blank > 0) {
        window_.consume(blank);
        continue;
      }
      auto out = fault({.message = "expected a WARC record"});
      window_.consume(1);
      resync();
      return out;
    }
  }

  /// After damage: to the next record, without a word for each line between.
  void resync() {
    for (;;) {
      const std::size_t at = window_.view().find(kWarcMark);
      if (at != kNowhere) return window_.consume(at);
      if (window_.ended()) return window_.drop();
      const std::size_t held = window_.view().size();
      if (held > kWarcMark.size()) window_.consume(held - kWarcMark.size());
      if (!window_.need(window_.view().size() + 1)) return window_.drop();
    }
  }

  Result<WarcHead> read_head() {
    const auto blank_line = [](std::string_view v, std::size_t from) {
      const std::size_t at = v.find("\r\n\r\n", from < 3 ? 0 : from - 3);
      return at == kNowhere ? at : at + 4;
    };
    auto end = find_record_end(window_, kMaxWarcHead, blank_line);
    if (!end) return stop(end.error());
    if (*end == kNowhere) return stop({.message = "WARC header is cut off"});
    auto head = parse_warc_head(window_.view().substr(0, *end));
    if (head) {
      start_ = window_.offset();
      window_.consume(*end);
      return head;
    }
    auto out = fault(head.error());
    window_.consume(kWarcMark.size());
    resync();
    return out;
  }

  tl::unexpected<Error> stop(const Error& error) {
    auto out = fault(error);
    window_.drop();
    return out;
  }

  void skip(std::uint64_t size) {
    while (size > 0) {
      if (!window_.need(1) || window_.view().empty()) return;
      const std::size_t n = static_cast<std::size_t>(std::min<std::uint64_t>(size, window_.view().size()));
      window_.consume(n);
      size -= n;
    }
  }

  Result<std::optional<InputRecord>> take(const WarcHead& head) {
    if (head.size > limit()) {
      auto out = fault({.message = "record is larger than the limit of " + std::to_string(limit() >> 20) + " MiB"});
      skip(head.size);
      return out;
    }
    const std::size_t size = static_cast<std::size_t>(head.size);
    if (auto done = window_.need(size); !done) return stop(done.error());
    if (window_.view().size() < size) return stop({.message = "record is cut off"});
    std::optional<InputRecord> out = warc_page(head, window_.view().substr(0, size));
    if (out) {
      out->place = {job_.path, ++count_, start_};
      if (out->id.empty()) out->id = job_.path + "#" + std::to_string(count_);
    }
    window_.consume(size);
    return out;
  }

  std::uint64_t start_ = 0;
};

// ---- formats ------------------------------------------------------------------------------------------------------

constexpr std::array kEndings = {
    std::pair{std::string_view("txt"), InputFormat::kPlain},       std::pair{std::string_view("text"), InputFormat::kPlain},
    std::pair{std::string_view("html"), InputFormat::kHtml},      std::pair{std::string_view("htm"), InputFormat::kHtml},
    std::pair{std::string_view("xhtml"), InputFormat::kHtml},     std::pair{std::string_view("md"), InputFormat::kMarkdown},
    std::pair{std::string_view("markdown"), InputFormat::kMarkdown}, std::pair{std::string_view("jsonl"), InputFormat::kJsonLines},
    std::pair{std::string_view("ndjson"), InputFormat::kJsonLines},  std::pair{std::string_view("json"), InputFormat::kJson},
    std::pair{std::string_view("csv"), InputFormat::kCsv},        std::pair{std::string_view("tsv"), InputFormat::kTsv},
    std::pair{std::string_view("rss"), InputFormat::kFeed},       std::pair{std::string_view("atom"), InputFormat::kFeed},
    std::pair{std::string_view("warc"), InputFormat::kWarc},      std::pair{std::string_view("wet"), InputFormat::kWarc},
    std::pair{std::string_view("docx"), InputFormat::kDocx},
};

/// Formats whose content cannot be mistaken, whatever the file is called.
InputFormat format_by_content(std::string_view head) {
  const std::string_view start = without_mark(head).substr(0, 2048);
  if (start.starts_with("WARC/")) return InputFormat::kWarc;
  const std::size_t first = start.find_first_not_of(" \t\r\n");
  const std::string_view text = first == kNowhere ? std::string_view() : start.substr(first);
  if (text.starts_with('<') && is_feed(text)) return InputFormat::kFeed;
  if (looks_like_html(text)) return InputFormat::kHtml;
  if (text.starts_with('[') && text.substr(1).find_first_not_of(" \t\r\n") != kNowhere &&
      text[1 + text.substr(1).find_first_not_of(" \t\r\n")] == '{')
    return InputFormat::kJson;
  if (text.starts_with('{')) {
    const std::size_t second = text.substr(1).find_first_not_of(" \t\r\n");
    if (second != kNowhere && text[1 + second] == '"')
      return text.substr(0, 1 + second).find('\n') == kNowhere ? InputFormat::kJsonLines : InputFormat::kJson;
  }
  return InputFormat::kPlain;
}

}  // namespace

std::string ending_of(std::string_view name) {
  const std::size_t slash = name.find_last_of("/!");
  if (slash != kNowhere) name.remove_prefix(slash + 1);
  const std::size_t dot = name.rfind('.');
  std::string out(dot == kNowhere ? std::string_view() : name.substr(dot + 1));
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return out;
}

InputFormat detect_format(std::string_view name, std::string_view head) {
  const std::string ending = ending_of(name);
  for (const auto& [known, format] : kEndings)
    if (ending == known) return format;
  return format_by_content(head);
}

bool holds_articles(std::string_view name, std::string_view head) {
  const std::string ending = ending_of(name);
  for (const auto& entry : kEndings)
    if (ending == entry.first) return true;
  if (ending == "xml") return is_feed(head);
  const bool bare = ending.empty() || ending.find_first_not_of("0123456789") == std::string::npos;
  return bare && !head.empty() && head.find('\0') == kNowhere;
}

void skip_behind(ByteWindow& window, std::string_view mark) {
  for (;;) {
    const std::size_t at = window.view().find(mark);
    if (at != kNowhere) return window.consume(at + mark.size());
    if (window.ended()) return window.drop();
    const std::size_t held = window.view().size();
    if (held >= mark.size()) window.consume(held - mark.size() + 1);
    if (!window.need(window.view().size() + 1)) return window.drop();
  }
}

std::unique_ptr<Splitter> make_splitter(ByteWindow window, const SplitJob& job) {
  switch (job.format) {
    case InputFormat::kJsonLines: return std::make_unique<LineSplitter>(std::move(window), job);
    case InputFormat::kJson: return std::make_unique<JsonSplitter>(std::move(window), job);
    case InputFormat::kCsv:
    case InputFormat::kTsv: return std::make_unique<CsvSplitter>(std::move(window), job);
    case InputFormat::kFeed: return std::make_unique<FeedSplitter>(std::move(window), job);
    case InputFormat::kWarc: return std::make_unique<WarcSplitter>(std::move(window), job);
    default: return std::make_unique<WholeSplitter>(std::move(window), job);
  }
}

}  // namespace onrecord

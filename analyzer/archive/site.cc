#include "archive/site.h"

#include <fmt/format.h>
#include <kainjow/mustache.hpp>
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_pipeline.h>

#include <atomic>
#include <fstream>
#include <memory>
#include <sstream>
#include <vector>

#include "archive/database.h"
#include "archive/pack.h"
#include "archive/site_pages.h"
#include "editorial/analyzer.h"
#include "report/html.h"
#include "report/html_text.h"
#include "report/json_writer.h"

namespace onrecord {
namespace {

using SQLite::Statement;
namespace fs = std::filesystem;

constexpr const char* kMark = "assets/onrecord-archive";  ///< by which an earlier site is known
constexpr std::size_t kPagesAtOnce = 32;                  ///< for each job
constexpr std::uint64_t kTellEvery = 250;                 ///< pages

struct Link {
  std::string_view name, file, label;
};
constexpr Link kPages[] = {{"overview", "index.html", "Overview"}, {"articles", "articles.html", "Articles"},
                           {"people", "people.html", "People and bodies"}, {"findings", "findings.html", "Findings"},
                           {"sources", "sources.html", "Sources"}};

tl::unexpected<Error> cannot(std::string_view doing, const fs::path& path, const std::error_code& why = {}) {
  return unexpected({.message = why ? fmt::format("cannot {}: {}", doing, why.message()) : fmt::format("cannot {}", doing),
                     .path = path.string(), .help = "is there room on the disk, and may you write there?"});
}

Result<void> write_file(const fs::path& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return cannot("be written", path);
  return {};
}

Result<std::string> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  if (!in) return cannot("be read", path);
  return std::move(out).str();
}

/// An article on its way to its page.
struct Job {
  std::string name, path, text, packed;
};

class Site {
 public:
  Site(SQLite::Database& db, fs::path folder, const SiteOptions& options, HtmlReport pages, std::string shell,
       const std::function<void(const SiteProgress&)>& progress)
      : db_(db), folder_(std::move(folder)), options_(options), pages_(std::move(pages)), shell_(std::move(shell)),
        progress_(progress) {}

  Result<SiteProgress> write() {
    articles_ = static_cast<std::size_t>(db_.execAndGet("SELECT count(*) FROM article").getInt64());
    done_.of = articles_;
    for (const auto step : {&Site::make_folders, &Site::write_data, &Site::write_pages, &Site::write_articles})
      if (auto done = (this->*step)(); !done) return unexpected(done.error());
    return done_;
  }

 private:
  // ---- folders and assets ----
  Result<void> make_folders() {
    std::error_code why;
    if (fs::exists(folder_) && !fs::is_empty(folder_, why) && !fs::exists(folder_ / kMark))
      return unexpected({.message = "is not empty, and no report of an archive", .path = folder_.string(),
                         .help = "give a new folder"});
    for (const char* part : {"a", "data"}) fs::remove_all(folder_ / part, why);
    fs::create_directories(folder_ / "assets", why);
    fs::create_directories(folder_ / "data", why);
    for (int i = 0; i < 256 && !why; ++i) fs::create_directories(folder_ / "a" / fmt::format("{:02x}", i), why);
    if (why) return cannot("be made", folder_, why);
    if (auto marked = write_file(folder_ / kMark, ""); !marked) return marked;
    for (const char* name : {"page.css", "page.js", "archive.css", "archive.js"}) {
      auto bytes = read_file(options_.templates / name);
      if (!bytes) return unexpected(bytes.error());
      if (auto done = write_file(folder_ / "assets" / name, *bytes); !done) return done;
    }
    return {};
  }

  // ---- rows that the pages load ----
  Result<void> write_data() {
    Statement articles(db_, "SELECT name, CASE title WHEN '' THEN name ELSE title END, published, author, publisher, section, "
                            "score, words, sources, unsourced, errors + warnings + notes FROM article ORDER BY published "
                            "DESC, name");
    if (auto done = write_rows("articles", articles, true); !done) return done;
    Statement people(db_, "SELECT e.name, e.kind, (SELECT form.role FROM form JOIN source ON source.form = form.id WHERE entity = e.id "
                          "AND form.role <> '' GROUP BY form.role ORDER BY count(*) DESC, length(form.role), form.role LIMIT 1), "
                          "sum(s.quotations) AS q, sum(s.attributions) AS t, count(DISTINCT s.article), "
                          "min(nullif(a.published, '')), max(nullif(a.published, '')) FROM entity e JOIN form f ON f.entity = e.id "
                          "JOIN source s ON s.form = f.id JOIN article a ON a.id = s.article GROUP BY e.id HAVING t > 0 ORDER BY "
                          "q DESC, t DESC, e.name, e.key");
    return write_rows("people", people, false);
  }

  /// Scripts of `chunk` rows each: onrecordRows(3,[[...],...]). The first column of articles becomes the page's address.
  Result<void> write_rows(std::string_view name, Statement& rows, bool first_is_page) {
    std::size_t count = 0;
    std::string out;
    std::unique_ptr<JsonWriter> json;
    const auto flush = [&]() -> Result<void> {
      if (!json) return {};
      json->end_array();
      json.reset();
      return write_file(folder_ / "data" / fmt::format("{}-{:04}.js", name, (count - 1) / options_.chunk), out + ");\n");
    };
    for (; rows.executeStep(); ++count) {
      if (count % options_.chunk == 0) {
        if (auto done = flush(); !done) return done;
        out = fmt::format("onrecordRows({},", count / options_.chunk);
        json = std::make_unique<JsonWriter>(out);
        json->begin_array();
      }
      json->line_break("").begin_array();
      for (int i = 0; i < rows.getColumnCount(); ++i) put(*json, rows.getColumn(i), first_is_page && i == 0);
      json->end_array();
    }
    if (!first_is_page) people_ = count;
    return flush();
  }

  static void put(JsonWriter& json, const SQLite::Column& column, bool is_page) {
    if (is_page) json.text(archive::page_of(column.getString()));
    else if (column.isNull()) json.null();
    else if (column.isInteger()) json.number(column.getInt64());
    else json.text(column.getString());
  }

  // ---- pages ----
  Result<void> write_pages() {
    for (const Link& page : kPages)
      if (auto done = write_file(folder_ / page.file, in_shell(page, body_of(page.name))); !done) return done;
    return {};
  }

  std::string body_of(std::string_view name) {
    if (name == "articles") return archive::articles_page(db_, articles_, options_.chunk);
    if (name == "people") return archive::people_page(people_, options_.chunk);
    if (name == "findings") return archive::findings_page(db_);
    return name == "sources" ? archive::sources_page(db_) : archive::overview_page(db_);
  }

  std::string in_shell(const Link& here, const std::string& body) {
    using kainjow::mustache::data;
    data page, nav(data::type::list);
    for (const Link& link : kPages) {
      data item;
      item.set("href", std::string(link.file)), item.set("label", std::string(link.label));
      item.set("here", link.name == here.name);
      nav.push_back(item);
    }
    Statement facts(db_, "SELECT coalesce(min(nullif(published, '')), ''), coalesce(max(published), ''), coalesce((SELECT "
                         "group_concat(version, ', ') FROM (SELECT DISTINCT version FROM ruleset WHERE id IN (SELECT ruleset "
                         "FROM article) ORDER BY 1)), '') FROM article");
    facts.executeStep();
    if (const std::string from = facts.getColumn(0).getString(); !from.empty()) page.set("from", from);
    page.set("until", facts.getColumn(1).getString()), page.set("ruleset", facts.getColumn(2).getString());
    page.set("nav", nav), page.set("program", program_version());
    page.set("title", options_.title), page.set("page", std::string(here.label)), page.set("name", std::string(here.name));
    page.set("articles", std::to_string(articles_)), page.set("chunk", std::to_string(options_.chunk));
    page.set("body", body);
    kainjow::mustache::mustache parsed(shell_);
    parsed.set_custom_escape([](const std::string& s) { return html_escaped(s); });
    return parsed.render(page);
  }

  // ---- one page for each article ----
  Result<void> write_articles() {
    const std::size_t jobs = options_.jobs > 0 ? options_.jobs : static_cast<std::size_t>(tbb::info::default_concurrency());
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, jobs);
    Statement rows(db_, "SELECT a.name, a.path, c.text, c.packed FROM article a JOIN content c ON c.article = a.id ORDER BY a.id");
    std::optional<Error> failure;
    std::atomic<bool> failed = false;
    const auto take = [&](tbb::flow_control& flow) {
      auto job = std::make_shared<Job>();
      if (failed || !rows.executeStep()) return flow.stop(), job;
      const SQLite::Column packed = rows.getColumn(3);
      *job = {rows.getColumn(0).getString(), rows.getColumn(1).getString(), rows.getColumn(2).getString(),
              std::string(static_cast<const char*>(packed.getBlob()), static_cast<std::size_t>(packed.getBytes()))};
      return job;
    };
    const auto draw = [&](const std::shared_ptr<Job>& job) { return std::make_shared<Result<void>>(write_article(*job)); };
    const auto count = [&](const std::shared_ptr<Result<void>>& done) {
      if (!*done && !failed) failure = done->error(), failed = true;
      if (++done_.pages % kTellEvery == 0 && progress_) progress_(done_);
    };
    tbb::parallel_pipeline(
        jobs * kPagesAtOnce,
        tbb::make_filter<void, std::shared_ptr<Job>>(tbb::filter_mode::serial_in_order, take) &
            tbb::make_filter<std::shared_ptr<Job>, std::shared_ptr<Result<void>>>(tbb::filter_mode::parallel, draw) &
            tbb::make_filter<std::shared_ptr<Result<void>>, void>(tbb::filter_mode::serial_out_of_order, count));
    if (failure) return unexpected(*failure);
    return {};
  }

  Result<void> write_article(Job& job) const {
    auto analysis = unpack(job.packed);
    if (!analysis) {
      Error error = analysis.error();
      error.path = job.name;
      return unexpected(error);
    }
    analysis->article.text = std::move(job.text), analysis->article.path = std::move(job.path);
    return write_file(folder_ / archive::page_of(job.name),
                      pages_.write(*analysis, {.home = "../../articles.html", .assets = "../../assets"}));
  }

  SQLite::Database& db_;
  fs::path folder_;
  const SiteOptions& options_;
  HtmlReport pages_;
  std::string shell_;
  const std::function<void(const SiteProgress&)>& progress_;
  SiteProgress done_;
  std::size_t articles_ = 0, people_ = 0;
};

}  // namespace

Result<SiteProgress> write_site(const fs::path& file, const fs::path& folder, const SiteOptions& options,
                                const std::function<void(const SiteProgress&)>& progress) {
  auto pages = HtmlReport::load(options.templates);
  if (!pages) return unexpected(pages.error());
  auto shell = read_file(options.templates / "archive.html");
  if (!shell) return unexpected(shell.error());
  return archive::guarded(file, [&]() -> Result<SiteProgress> {
    SQLite::Database db = archive::open_database(file, archive::Access::kRead);
    if (auto fits = archive::check_version(db, file); !fits) return unexpected(fits.error());
    SQLite::Transaction one_moment(db);  // an audit may be writing
    return Site(db, folder, options, std::move(*pages), std::move(*shell), progress).write();
  });
}

}  // namespace onrecord

#include "archive/store.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <map>
#include <set>

#include "archive/database.h"
#include "archive/entities.h"
#include "archive/hash.h"
#include "archive/pack.h"
#include "archive/schema.h"
#include "report/json_writer.h"

namespace onrecord {
namespace {

using archive::Access;
using archive::guarded;
using archive::run;
using archive::with;
using Statement = SQLite::Statement;

constexpr int kMergeBatch = 1000;  ///< articles in one transaction

std::string now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(
                                                  std::chrono::system_clock::now())));
}

std::string as_json_list(const std::vector<std::string>& items) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const std::string& item : items) json.text(item);
  json.end_array();
  return out;
}

std::vector<std::string> split_columns(std::string_view columns) {
  std::vector<std::string> out;
  for (std::size_t begin = 0; begin < columns.size();) {
    const std::size_t end = std::min(columns.find(", ", begin), columns.size());
    out.emplace_back(columns.substr(begin, end - begin));
    begin = end + 2;
  }
  return out;
}

/// "?1, ?2, ?3"
std::string places(std::size_t n) {
  std::string out;
  for (std::size_t i = 1; i <= n; ++i) out += fmt::format("{}?{}", i > 1 ? ", " : "", i);
  return out;
}

std::string insert_sql(const ArticleTable& table) {
  return fmt::format("INSERT INTO {}(id, article, {}) VALUES ({})", table.name, table.columns,
                     places(split_columns(table.columns).size() + 2));
}

/// `values`: "VALUES (...)" or a SELECT of id, path, run and article_columns().
std::string insert_article_sql(std::string_view values) {
  return fmt::format("INSERT INTO article(id, path, run, {}) {}", article_columns(), values);
}

std::int64_t first_row(std::int64_t article) { return article << kRowBits; }

std::optional<std::int64_t> row_of(std::int64_t article, int n) {
  if (n < 0) return std::nullopt;
  return first_row(article) + n;
}

/// The statements of a writer, compiled once.
struct Statements {
  explicit Statements(SQLite::Database& db)
      : find(db, "SELECT id, published, hash, ruleset, run FROM article WHERE name = ?1"),
        touch(db, "UPDATE article SET run = ?2 WHERE id = ?1"),
        article(db, insert_article_sql("VALUES (" + places(split_columns(article_columns()).size() + 3) + ")")),
        content(db, "INSERT INTO content(article, text, packed) VALUES (?1, ?2, ?3)"),
        form(db, "INSERT OR IGNORE INTO form(id, block, name, folded, role, affiliation) VALUES (?1, ?2, ?3, ?4, ?5, "
                 "?6)"),
        unsettled(db, "INSERT OR IGNORE INTO unsettled(block) VALUES (?1)"),
        unsettle_article(db, "INSERT OR IGNORE INTO unsettled SELECT block FROM source JOIN form ON form.id = "
                             "source.form WHERE article = ?1"),
        skip(db, "INSERT INTO skipped(run, name, place, reason, message) VALUES (?1, ?2, ?3, ?4, ?5)"),
        newest(db, "SELECT coalesce(max(id), 0) FROM article") {
    for (const SearchTable& s : search_tables()) {
      index.emplace(s.table, Statement(db, fmt::format("INSERT INTO {}(rowid, {}) VALUES (?1, ?2, ?3)", s.name, s.columns)));
      clear.emplace_back(db, fmt::format("INSERT INTO {0}({0}, rowid, {1}) SELECT 'delete', id, {1} FROM {2} WHERE article = ?1",
                                         s.name, s.columns, s.table));
    }
    const auto tables = article_tables();
    for (auto table = tables.rbegin(); table != tables.rend(); ++table) {
      insert.emplace(table->name, Statement(db, insert_sql(*table)));
      clear.emplace_back(db, fmt::format("DELETE FROM {} WHERE article = ?1", table->name));
    }
    clear.emplace_back(db, "DELETE FROM content WHERE article = ?1");
    clear.emplace_back(db, "DELETE FROM article WHERE id = ?1");
  }

  Statement find, touch, article, content, form, unsettled, unsettle_article, skip, newest;
  std::map<std::string_view, Statement> insert, index;  ///< by the table's name
  std::vector<Statement> clear;                         ///< to be run in this order
};

}  // namespace

std::int64_t AnalysisKey::id() const {
  return row_hash(fmt::format("{}\n{}\n{}\n{}\n{}", ruleset.name, ruleset.version, ruleset.hash, program, pack_shape()));
}

struct Store::Parts {
  Parts(std::filesystem::path path, SQLite::Database opened)
      : file(std::move(path)), db(std::move(opened)), sql(db) {}
  ~Parts() {
    try {
      if (open) db.exec("ROLLBACK");
    } catch (const SQLite::Exception&) {  // SQLite had rolled back by itself
    }
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  std::filesystem::path file;
  SQLite::Database db;
  Statements sql;
  std::int64_t run_id = 0, key = 0, last_article = 0;
  std::set<std::string> unsettled;
  bool open = false;

  void begin();
  void commit();
  Verdict judge(const std::string& name, const std::string& published, const std::string& hash, std::int64_t ruleset);
  std::int64_t place_for(const std::string& name);
  void put(const ArticleRows& rows);
  void put_article(std::int64_t id, const ArticleRows& rows);
  void put_sources(std::int64_t id, const ArticleRows& rows);
  void put_found(std::int64_t id, const ArticleRows& rows);
  void put_score(std::int64_t id, const ArticleRows& rows);
  void add_ruleset(const AnalysisKey& of);

  bool merge_batch(std::int64_t& after, RunCounts& counts);
  void merge_rows();
};

// ---- transactions -----------------------------------------------------------------------------------------------

void Store::Parts::begin() {
  if (open) return;
  db.exec("BEGIN IMMEDIATE");
  open = true;
  with(sql.newest).executeStep();
  last_article = sql.newest.getColumn(0).getInt64();
  sql.newest.reset();
}

void Store::Parts::commit() {
  if (!open) return;
  for (const std::string& block : unsettled) run(sql.unsettled, block);
  unsettled.clear();
  db.exec("COMMIT");
  open = false;
}

// ---- one article ------------------------------------------------------------------------------------------------

Store::Verdict Store::Parts::judge(const std::string& name, const std::string& published, const std::string& hash,
                                   std::int64_t ruleset) {
  begin();
  Statement& found = with(sql.find, name);
  if (!found.executeStep()) return found.reset(), Verdict::kStore;
  const std::int64_t id = found.getColumn(0).getInt64(), stored_ruleset = found.getColumn(3).getInt64();
  const std::string stored_date = found.getColumn(1).getString(), stored_hash = found.getColumn(2).getString();
  const bool same_run = found.getColumn(4).getInt64() == run_id;
  found.reset();
  if (stored_hash == hash && stored_ruleset == ruleset) return run(sql.touch, id, run_id), Verdict::kUnchanged;
  const bool loses = std::tie(published, hash, ruleset) < std::tie(stored_date, stored_hash, stored_ruleset);
  return same_run && loses ? Verdict::kLoses : Verdict::kStore;
}

/// The id for the article called `name`: what was stored under it is gone.
///
/// Rows are deleted and inserted, never replaced: a statement that may write twice opens a savepoint, and the full-text
/// index is written out for each of these.
std::int64_t Store::Parts::place_for(const std::string& name) {
  Statement& found = with(sql.find, name);
  const bool there = found.executeStep();
  const std::int64_t id = there ? found.getColumn(0).getInt64() : ++last_article;
  found.reset();
  if (!there) return id;
  run(sql.unsettle_article, id);
  for (Statement& clear : sql.clear) run(clear, id);
  return id;
}

void Store::Parts::put(const ArticleRows& rows) {
  begin();
  const std::int64_t id = place_for(rows.name);
  put_article(id, rows);
  put_sources(id, rows);
  put_found(id, rows);
  put_score(id, rows);
}

void Store::Parts::put_article(std::int64_t id, const ArticleRows& r) {
  const ArticleCounts& n = r.counts;
  std::optional<int> low, high;
  if (r.score) low = r.score_low, high = r.score_high;
  run(sql.article, id, r.path, run_id, r.name, r.title, r.author, r.publisher, r.section, r.published, r.url,
      r.language, r.words, r.score, low, high, r.score_reason, n.attributions, n.quotations, n.sources, n.identified,
      n.anonymous, n.vague, n.officials, n.voices, n.claims, n.unsourced, n.errors, n.warnings, n.notes, r.hash, key);
  with(sql.content, id, r.text);
  sql.content.bindNoCopy(3, r.packed.data(), static_cast<int>(r.packed.size()));
  sql.content.exec();
}

void Store::Parts::put_sources(std::int64_t id, const ArticleRows& rows) {
  Statement& insert = sql.insert.at("source");
  std::int64_t row = first_row(id);
  for (const SourceRow& s : rows.sources) {
    std::optional<std::int64_t> form;
    if (s.form) {
      form = s.form->id;
      run(sql.form, s.form->id, s.form->block, s.form->name, s.form->folded, s.form->role, s.form->affiliation);
      unsettled.insert(s.form->block);
    }
    run(insert, row++, id, s.name, s.kind, s.role, s.affiliation, s.identified, s.official, s.grade, s.gender, s.reason,
        s.flags, s.acronym, s.mentions, s.attributions, s.quotations, form);
  }
}

void Store::Parts::put_found(std::int64_t id, const ArticleRows& rows) {
  std::int64_t row = first_row(id);
  for (const AttributionRow& a : rows.attributions)
    run(sql.insert.at("attribution"), row++, id, a.type, a.form, a.stance, row_of(id, a.source), a.speaker, a.cue,
        a.content, a.medium, a.via, a.rule, a.confidence, a.begin, a.end);
  row = first_row(id);
  for (const QuotationRow& q : rows.quotations) {
    run(sql.index.at("quotation"), row, q.text, q.speaker);
    run(sql.insert.at("quotation"), row++, id, q.text, q.speaker, q.use, q.words, row_of(id, q.attribution),
        row_of(id, q.source), q.begin, q.end, q.wording);
  }
  row = first_row(id);
  for (const ClaimRow& c : rows.claims) {
    run(sql.index.at("claim"), row, c.text, c.by);
    run(sql.insert.at("claim"), row++, id, c.text, c.by, c.type, c.sourced, row_of(id, c.attribution), c.rule, c.weight,
        c.begin, c.end);
  }
  row = first_row(id);
  for (const FindingRow& f : rows.findings)
    run(sql.insert.at("finding"), row++, id, f.rule, f.severity, f.certainty, f.text, f.message, f.help, f.begin, f.end);
}

void Store::Parts::put_score(std::int64_t id, const ArticleRows& rows) {
  std::int64_t row = first_row(id);
  for (const ScorePart& p : rows.parts)
    run(sql.insert.at("score_part"), row++, id, p.name, p.weight, p.value, p.numerator, p.denominator);
  row = first_row(id);
  for (const ScoreCap& c : rows.caps) run(sql.insert.at("score_cap"), row++, id, c.rule, c.at_most, c.why);
}

void Store::Parts::add_ruleset(const AnalysisKey& of) {
  Statement insert(db, "INSERT OR IGNORE INTO ruleset(id, name, version, hash, program) VALUES (?1, ?2, ?3, ?4, ?5)");
  run(insert, of.id(), of.ruleset.name, of.ruleset.version, of.ruleset.hash, of.program);
}

// ---- merging ----------------------------------------------------------------------------------------------------

/// Takes the next articles of `shard` whose id is greater than `after`. False: there were none.
bool Store::Parts::merge_batch(std::int64_t& after, RunCounts& counts) {
  begin();
  db.exec("DELETE FROM temp.joining");
  Statement next(db, "SELECT id, name, published, hash, ruleset FROM shard.article WHERE id > ?1 ORDER BY id LIMIT ?2");
  Statement joining(db, "INSERT INTO temp.joining(old, new) VALUES (?1, ?2)");
  Statement copy(db, insert_article_sql(fmt::format("SELECT ?2, path, ?3, {} FROM shard.article WHERE id = ?1",
                                                    article_columns())));
  bool any = false;
  for (with(next, after, kMergeBatch); next.executeStep(); any = true) {
    after = next.getColumn(0).getInt64();
    const std::string name = next.getColumn(1).getString();
    ++counts.read;
    const Verdict verdict =
        judge(name, next.getColumn(2).getString(), next.getColumn(3).getString(), next.getColumn(4).getInt64());
    if (verdict == Verdict::kUnchanged) ++counts.unchanged;
    if (verdict == Verdict::kLoses) ++counts.skipped;
    if (verdict != Verdict::kStore) continue;
    const std::int64_t id = place_for(name);
    run(copy, after, id, run_id);
    run(joining, after, id);
    ++counts.stored;
  }
  merge_rows();
  next.reset();
  commit();
  return any;
}

/// The rows of all articles in temp.joining, with their new numbers.
void Store::Parts::merge_rows() {
  db.exec("INSERT OR IGNORE INTO form(id, block, name, folded, role, affiliation) SELECT DISTINCT f.id, f.block, f.name, "
          "f.folded, f.role, f.affiliation FROM temp.joining j JOIN shard.source s ON s.article = j.old JOIN shard.form "
          "f ON f.id = s.form");
  db.exec("INSERT OR IGNORE INTO unsettled SELECT DISTINCT f.block FROM temp.joining j JOIN shard.source s ON s.article "
          "= j.old JOIN shard.form f ON f.id = s.form");
  db.exec("INSERT INTO content(article, text, packed) SELECT j.new, c.text, c.packed FROM temp.joining j JOIN "
          "shard.content c ON c.article = j.old ORDER BY j.new");
  for (const ArticleTable& table : article_tables()) {
    std::string columns;
    for (const std::string& column : split_columns(table.columns)) {
      const bool link = (" " + std::string(table.links) + " ").find(" " + column + " ") != std::string::npos;
      columns += link ? fmt::format(", (j.new << {0}) + (t.{1} & {2})", kRowBits, column, kMostRows - 1)
                      : ", t." + column;
    }
    db.exec(fmt::format("INSERT INTO {0}(id, article, {1}) SELECT (j.new << {2}) + (t.id & {3}), j.new{4} FROM "
                        "temp.joining j JOIN shard.{0} t ON t.article = j.old ORDER BY j.new, t.id",
                        table.name, table.columns, kRowBits, kMostRows - 1, columns));
  }
  for (const SearchTable& s : search_tables())
    db.exec(fmt::format("INSERT INTO {0}(rowid, {1}) SELECT id, {1} FROM temp.joining JOIN {2} ON article = new ORDER BY id",
                        s.name, s.columns, s.table));
}

// ---- the face ---------------------------------------------------------------------------------------------------

Store::Store(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

const std::filesystem::path& Store::file() const { return parts_->file; }

Result<Store> Store::open(const std::filesystem::path& file) {
  return guarded(file, [&]() -> Result<Store> {
    SQLite::Database db = archive::open_database(file, Access::kWrite);
    if (auto fits = archive::check_version(db, file); !fits) return unexpected(fits.error());
    return Store(std::make_unique<Parts>(file, std::move(db)));
  });
}

Result<void> Store::begin_run(std::string_view verb, const std::vector<std::string>& inputs, const AnalysisKey& key) {
  return guarded(parts_->file, [&]() -> Result<void> {
    parts_->begin();
    Statement insert(parts_->db, "INSERT INTO run(verb, started, inputs) VALUES (?1, ?2, ?3)");
    const std::string started = now(), list = as_json_list(inputs);
    run(insert, verb, started, list);
    parts_->run_id = parts_->db.getLastInsertRowid();
    parts_->key = key.id();
    if (verb == "audit") parts_->add_ruleset(key);
    parts_->commit();
    return {};
  });
}

Result<Store::Verdict> Store::judge(const std::string& name, const std::string& published, const std::string& hash) {
  return guarded(parts_->file,
                 [&]() -> Result<Verdict> { return parts_->judge(name, published, hash, parts_->key); });
}

Result<void> Store::put(const ArticleRows& rows) {
  return guarded(parts_->file, [&]() -> Result<void> { return parts_->put(rows), Result<void>{}; });
}

Result<void> Store::skip(const Skip& s) {
  return guarded(parts_->file, [&]() -> Result<void> {
    parts_->begin();
    run(parts_->sql.skip, parts_->run_id, s.name, s.place, s.reason, s.message);
    return {};
  });
}

Result<void> Store::commit() {
  return guarded(parts_->file, [&]() -> Result<void> { return parts_->commit(), Result<void>{}; });
}

Result<RunCounts> Store::merge(const std::filesystem::path& shard,
                               const std::function<void(const RunCounts&)>& progress) {
  return guarded(shard, [&]() -> Result<RunCounts> {
    if (std::error_code none; std::filesystem::equivalent(shard, parts_->file, none))
      return unexpected({.message = "cannot be merged into itself", .path = shard.string()});
    SQLite::Database check = archive::open_database(shard, Access::kRead);
    if (auto fits = archive::check_version(check, shard); !fits) return unexpected(fits.error());
    SQLite::Database& db = parts_->db;
    parts_->commit();
    Statement attach(db, "ATTACH ?1 AS shard");
    const std::string path = shard.string();
    run(attach, path);
    db.exec("CREATE TEMP TABLE IF NOT EXISTS joining(old INTEGER PRIMARY KEY, new INTEGER NOT NULL)");
    parts_->begin();
    db.exec("INSERT OR IGNORE INTO ruleset SELECT * FROM shard.ruleset");
    db.exec("INSERT OR IGNORE INTO ruling(block, name, other, verdict, made) SELECT block, name, other, verdict, made "
            "FROM shard.ruling ORDER BY id");
    db.exec("INSERT OR IGNORE INTO unsettled SELECT block FROM ruling");
    db.exec(fmt::format("INSERT INTO skipped(run, name, place, reason, message) SELECT {}, name, place, reason, message "
                        "FROM shard.skipped ORDER BY id", parts_->run_id));
    parts_->commit();
    RunCounts counts;
    std::int64_t after = 0;
    while (parts_->merge_batch(after, counts)) progress(counts);
    db.exec("DETACH shard");
    return counts;
  });
}

Result<void> Store::finish_run(const RunCounts& counts) {
  return guarded(parts_->file, [&]() -> Result<void> {
    SQLite::Database& db = parts_->db;
    parts_->commit();
    settle_names(db);
    Statement done(db, "UPDATE run SET finished = ?2, read = ?3, stored = ?4, unchanged = ?5, skipped = ?6 WHERE id = ?1");
    const std::string finished = now();
    run(done, parts_->run_id, finished, static_cast<std::int64_t>(counts.read), static_cast<std::int64_t>(counts.stored),
        static_cast<std::int64_t>(counts.unchanged), static_cast<std::int64_t>(counts.skipped));
    db.exec("PRAGMA optimize");
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    return {};
  });
}

// ---- asking -----------------------------------------------------------------------------------------------------

struct Known::Parts {
  explicit Parts(SQLite::Database opened)
      : db(std::move(opened)), find(db, "SELECT 1 FROM article WHERE name = ?1 AND hash = ?2 AND ruleset = ?3") {
    db.exec("PRAGMA cache_size = -4096");  // KiB: there are as many as threads
  }
  SQLite::Database db;
  Statement find;
};

Known::Known(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Known::Known(Known&&) noexcept = default;
Known::~Known() = default;

Result<Known> Known::open(const std::filesystem::path& file) {
  return guarded(file, [&]() -> Result<Known> {
    return Known(std::make_unique<Parts>(archive::open_database(file, Access::kRead)));
  });
}

bool Known::has(const std::string& name, const std::string& hash, std::int64_t key) {
  try {
    const bool found = with(parts_->find, name, hash, key).executeStep();
    parts_->find.reset();
    return found;
  } catch (const SQLite::Exception&) {
    return false;  // the writer asks again
  }
}

}  // namespace onrecord

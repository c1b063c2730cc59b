#include "archive/questions.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "archive/database.h"
#include "archive/echoes.h"
#include "archive/names.h"
#include "archive/store.h"

namespace onrecord {
namespace {

using SQLite::Statement;

constexpr std::int64_t kAll = -1;  // SQLite: LIMIT -1 is no limit

constexpr Question kQuestions[] = {
    {"people", "who is quoted most", "by person"},
    {"quotations", "what a person said, in the order of dates", "person"},
    {"timeline", "how often a person is quoted, month by month", "person"},
    {"search", "quotations with these words, with speaker and date", "words person"},
    {"claims", "claims with these words, with their source", "words"},
    {"shares", "shares of identified, anonymous and vague sources", "by"},
    {"officials", "officials against all others: sources and what is attributed to them", "by"},
    {"single-source", "articles in which only one source speaks", ""},
    {"anonymous", "anonymous sources and the reasons given for it", ""},
    {"gender", "pronouns used for people who are sources; names prove nothing", "by"},
    {"echoes", "the same quotation in different articles, in other words or from another mouth", "person"},
    {"rules", "findings by rule", "by rule"},
    {"findings", "findings one by one", "rule"},
    {"scores", "mean score and how many are below 50", "by"},
    {"articles", "articles, lowest score first", "below"},
    {"aliases", "the decision log: how people are named, and why it is them", "person"},
    {"rulings", "what people decided about names", ""},
    {"skipped", "what was not read, and why", ""},
    {"runs", "audits and merges of this archive", ""},
    {"digest", "a hash of the archive's content", ""},
};

// ---- filters ----------------------------------------------------------------------------------------------------

/// A query under construction: text with ?N places and what stands for them.
struct Query {
  std::string sql;
  std::vector<AnswerValue> values;

  std::string place(AnswerValue value) {
    values.push_back(std::move(value));
    return fmt::format("?{}", values.size());
  }
};

/// What --by groups by.
const std::map<std::string_view, std::string_view> kGroups = {
    {"desk", "a.section"}, {"author", "a.author"}, {"publisher", "a.publisher"}, {"month", "a.month"}};

/// The day after all days that begin with `date`: "2024-03" includes March.
std::string until_end(const std::string& date) { return date + "~"; }

std::string quoted_words(const std::string& words) {
  std::string out, word;
  bool phrase = false;
  const auto flush = [&] {
    if (word.empty()) return;
    const bool prefix = !phrase && word.back() == '*';
    if (prefix) word.pop_back();
    if (!word.empty()) out += fmt::format("{}\"{}\"{}", out.empty() ? "" : " ", word, prefix ? "*" : "");
    word.clear();
  };
  for (char c : words) {
    if (c == '"') flush(), phrase = !phrase;
    else if (c == ' ' && !phrase) flush();
    else if (c != '\0') word += c;
  }
  flush();
  return out;
}

class Asker {
 public:
  Asker(SQLite::Database& db, const Filter& filter) : db_(db), filter_(filter) {}

  /// "WHERE ..." for the article `a`, from the filters that all questions take.
  std::string where(Query& q, std::string_view also = "1") {
    std::string out = fmt::format(" WHERE {}", also);
    const auto equals = [&](std::string_view column, const std::string& value) {
      if (!value.empty()) out += fmt::format(" AND {} = {} COLLATE NOCASE", column, q.place(value));
    };
    equals("a.publisher", filter_.publisher);
    equals("a.author", filter_.author);
    equals("a.section", filter_.desk);
    if (!filter_.from.empty()) out += fmt::format(" AND a.published >= {}", q.place(filter_.from));
    if (!filter_.until.empty())
      out += fmt::format(" AND a.published <> '' AND a.published <= {}", q.place(until_end(filter_.until)));
    if (filter_.below) out += fmt::format(" AND a.score < {}", q.place(std::int64_t{*filter_.below}));
    if (!filter_.rule.empty()) out += fmt::format(" AND n.rule = {}", q.place(filter_.rule));
    return out;
  }

  /// Entities called `person`, by any alias; nothing where no filter is set.
  Result<std::string> person(Query& q, std::string_view column) {
    if (filter_.person.empty()) return std::string();
    std::string list;
    const std::string wanted = folded(filter_.person);
    Statement names(db_, "SELECT entity, name FROM form WHERE entity IS NOT NULL UNION SELECT id, name FROM entity");
    while (names.executeStep())
      if (folded(names.getColumn(1).getString()) == wanted)
        list += fmt::format("{}{}", list.empty() ? "" : ",", q.place(names.getColumn(0).getInt64()));
    if (list.empty())
      return unexpected({.message = fmt::format("nobody is called “{}” here", filter_.person),
                         .help = "see: onrecord query --db FILE people, or: aliases"});
    return fmt::format(" AND {} IN ({})", column, list);
  }

  std::int64_t limit(std::int64_t usual) const { return filter_.limit.value_or(usual); }
  std::string group() const { return filter_.by.empty() ? "" : std::string(kGroups.at(filter_.by)); }
  /// "a.month AS month, " or nothing.
  std::string group_column() const {
    return filter_.by.empty() ? "" : fmt::format("{} AS \"{}\", ", group(), filter_.by);
  }
  /// GROUP BY the group and `more`.
  std::string grouped(std::string_view more = "") const {
    const std::string by = group();
    if (by.empty() && more.empty()) return "";
    return fmt::format(" GROUP BY {}{}{}", by, !by.empty() && !more.empty() ? ", " : "", more);
  }
  const Filter& filter() const { return filter_; }

  Answer run(const Query& q) {
    Statement rows(db_, q.sql);
    for (std::size_t i = 0; i < q.values.size(); ++i) bind_value(rows, static_cast<int>(i) + 1, q.values[i]);
    Answer out;
    for (int i = 0; i < rows.getColumnCount(); ++i) out.columns.emplace_back(rows.getColumnName(i));
    while (rows.executeStep()) {
      std::vector<AnswerValue>& row = out.rows.emplace_back();
      for (int i = 0; i < rows.getColumnCount(); ++i) row.push_back(value_of(rows.getColumn(i)));
    }
    return out;
  }

 private:
  static void bind_value(Statement& s, int i, const AnswerValue& value) {
    if (const auto* n = std::get_if<std::int64_t>(&value)) s.bind(i, *n);
    else if (const auto* d = std::get_if<double>(&value)) s.bind(i, *d);
    else if (const auto* t = std::get_if<std::string>(&value)) s.bind(i, *t);
  }
  static AnswerValue value_of(const SQLite::Column& column) {
    if (column.isInteger()) return column.getInt64();
    if (column.isFloat()) return column.getDouble();
    if (column.isNull()) return {};
    return column.getString();
  }

  SQLite::Database& db_;
  const Filter& filter_;
};

// ---- the questions ----------------------------------------------------------------------------------------------

constexpr std::string_view kSourceOf = " FROM source s JOIN article a ON a.id = s.article";
constexpr std::string_view kPersonOf = " JOIN form f ON f.id = s.form JOIN entity e ON e.id = f.entity";
constexpr std::string_view kMaybePerson = " LEFT JOIN form f ON f.id = s.form LEFT JOIN entity e ON e.id = f.entity";

Result<Answer> ask_people(Asker& asker) {
  Query q;
  const std::string where = asker.where(q, "s.attributions > 0");
  auto person = asker.person(q, "e.id");
  if (!person) return unexpected(person.error());
  const std::string by = asker.group();
  const std::string inner = fmt::format(
      "SELECT {}e.name AS person, e.kind AS kind, sum(s.quotations) AS quotations, sum(s.attributions) AS attributions, "
      "count(DISTINCT s.article) AS articles{}{}{}{}{}",
      asker.group_column(), kSourceOf, kPersonOf, where, *person, asker.grouped("e.id"));
  const std::string order = "quotations DESC, attributions DESC, person";
  if (by.empty()) {
    q.sql = fmt::format("{} ORDER BY {} LIMIT {}", inner, order, q.place(asker.limit(50)));
  } else {
    const std::string group = asker.filter().by;
    q.sql = fmt::format("SELECT \"{0}\", person, kind, quotations, attributions, articles FROM (SELECT *, row_number() "
                        "OVER (PARTITION BY \"{0}\" ORDER BY {1}) AS place FROM ({2})) WHERE place <= {3} ORDER BY "
                        "\"{0}\", place", group, order, inner, q.place(asker.limit(10)));
  }
  return asker.run(q);
}

Result<Answer> ask_timeline(Asker& asker) {
  Query q;
  const std::string where = asker.where(q);
  auto person = asker.person(q, "e.id");
  if (!person) return unexpected(person.error());
  if (person->empty()) return unexpected({.message = "whose? give --person NAME"});
  q.sql = fmt::format("SELECT a.month AS month, sum(s.quotations) AS quotations, sum(s.attributions) AS attributions, "
                      "count(DISTINCT s.article) AS articles{}{}{}{} GROUP BY a.month ORDER BY a.month LIMIT {}",
                      kSourceOf, kPersonOf, where, *person, q.place(asker.limit(kAll)));
  return asker.run(q);
}

Result<Answer> ask_quotations(Asker& asker, bool search) {
  Query q;
  std::string from = "quotation q", condition = "q.use = 'statement'";
  if (search) {
    const std::string words = quoted_words(asker.filter().words);
    if (words.empty()) return unexpected({.message = "which words? give --words"});
    from = "quotation_search t JOIN quotation q ON q.id = t.rowid";
    condition = fmt::format("quotation_search MATCH {}", q.place("text : (" + words + ")"));
  }
  const std::string where = asker.where(q, condition);
  auto person = asker.person(q, "e.id");
  if (!person) return unexpected(person.error());
  if (!search && person->empty()) return unexpected({.message = "whose? give --person NAME"});
  q.sql = fmt::format("SELECT a.published AS date, coalesce(e.name, q.speaker) AS speaker, q.text AS quotation, "
                      "a.publisher AS publisher, a.name AS article FROM {} JOIN article a ON a.id = q.article LEFT JOIN "
                      "source s ON s.id = q.source{}{}{} ORDER BY a.published, a.name, q.id LIMIT {}",
                      from, kMaybePerson, where, *person, q.place(asker.limit(1000)));
  return asker.run(q);
}

Result<Answer> ask_claims(Asker& asker) {
  Query q;
  const std::string words = quoted_words(asker.filter().words);
  if (words.empty()) return unexpected({.message = "which words? give --words"});
  const std::string match = q.place("text : (" + words + ")");
  q.sql = "SELECT a.published AS date, c.text AS claim, c.type AS type, c.sourced AS sourced, c.who AS source, a.name AS "
          "article FROM claim_search t JOIN claim c ON c.id = t.rowid JOIN article a ON a.id = c.article" +
          asker.where(q, "claim_search MATCH " + match);
  q.sql += fmt::format(" ORDER BY a.published, a.name, c.id LIMIT {}", q.place(asker.limit(1000)));
  return asker.run(q);
}

Result<Answer> ask_shares(Asker& asker) {
  Query q;
  const std::string where = asker.where(q);
  q.sql = fmt::format("SELECT {0}count(*) AS articles, sum(a.sources) AS sources, "
                      "round(1.0 * sum(a.identified) / sum(a.sources), 4) AS identified, "
                      "round(1.0 * sum(a.anonymous) / sum(a.sources), 4) AS anonymous, "
                      "round(1.0 * sum(a.vague) / sum(a.sources), 4) AS vague "
                      "FROM article a{1}{2} ORDER BY 1 LIMIT {3}",
                      asker.group_column(), where, asker.grouped(), q.place(asker.limit(kAll)));
  return asker.run(q);
}

Result<Answer> ask_officials(Asker& asker) {
  Query q;
  const std::string where = asker.where(q, "s.kind <> 'author'");
  q.sql = fmt::format("SELECT {0}CASE s.official WHEN 1 THEN 'officials' ELSE 'others' END AS who, count(*) AS sources, "
                      "sum(s.attributions) AS attributions, sum(s.quotations) AS quotations, "
                      "count(DISTINCT s.article) AS articles{1}{2}{3} ORDER BY {4}who LIMIT {5}",
                      asker.group_column(), kSourceOf, where, asker.grouped("s.official"),
                      asker.group().empty() ? "" : "1, ", q.place(asker.limit(kAll)));
  return asker.run(q);
}

Result<Answer> ask_gender(Asker& asker) {
  Query q;
  const std::string where = asker.where(q, "s.kind = 'person'");
  q.sql = fmt::format("SELECT {0}CASE s.gender WHEN 'f' THEN 'she' WHEN 'm' THEN 'he' WHEN 'p' THEN 'they' WHEN 'n' THEN "
                      "'it' ELSE 'unknown' END AS pronoun, count(*) AS sources, sum(s.attributions) AS attributions, "
                      "sum(s.quotations) AS quotations{1}{2}{3} ORDER BY {4}sources DESC, pronoun LIMIT {5}",
                      asker.group_column(), kSourceOf, where, asker.grouped("s.gender"),
                      asker.group().empty() ? "" : "1, ", q.place(asker.limit(kAll)));
  return asker.run(q);
}

Result<Answer> ask_single_source(Asker& asker) {
  Query q;
  const std::string where = asker.where(q, "a.voices = 1");
  q.sql = fmt::format("SELECT a.published AS date, a.title AS title, (SELECT name FROM source s WHERE s.article = a.id AND "
                      "s.attributions > 0 AND s.kind <> 'author' LIMIT 1) AS source, a.attributions AS attributions, "
                      "a.words AS words, a.score AS score, a.publisher AS publisher, a.name AS article FROM article a{} "
                      "ORDER BY a.published DESC, a.name LIMIT {}", where, q.place(asker.limit(1000)));
  return asker.run(q);
}

Result<Answer> ask_anonymous(Asker& asker) {
  Query q;
  const std::string where = asker.where(q, "s.kind = 'anonymous'");
  q.sql = fmt::format("SELECT a.published AS date, s.name AS source, s.reason AS reason, s.attributions AS attributions, "
                      "a.publisher AS publisher, a.name AS article{}{} ORDER BY a.published, a.name, s.id LIMIT {}",
                      kSourceOf, where, q.place(asker.limit(1000)));
  return asker.run(q);
}

Result<Answer> ask_rules(Asker& asker) {
  Query q;
  const std::string where = asker.where(q);
  q.sql = fmt::format("SELECT {0}n.rule AS rule, n.severity AS severity, count(*) AS findings, count(DISTINCT n.article) AS "
                      "articles FROM finding n JOIN article a ON a.id = n.article{1}{2} ORDER BY {3}findings DESC, rule "
                      "LIMIT {4}", asker.group_column(), where, asker.grouped("n.rule, n.severity"),
                      asker.group().empty() ? "" : "1, ", q.place(asker.limit(kAll)));
  return asker.run(q);
}

Result<Answer> ask_findings(Asker& asker) {
  Query q;
  const std::string where = asker.where(q);
  q.sql = fmt::format("SELECT a.published AS date, n.rule AS rule, n.severity AS severity, n.message AS message, n.text AS "
                      "text, a.name AS article FROM finding n JOIN article a ON a.id = n.article{} ORDER BY a.published, "
                      "a.name, n.id LIMIT {}", where, q.place(asker.limit(1000)));
  return asker.run(q);
}

Result<Answer> ask_scores(Asker& asker) {
  Query q;
  const std::string where = asker.where(q);
  q.sql = fmt::format("SELECT {0}count(*) AS articles, count(a.score) AS scored, round(avg(a.score), 1) AS mean, min(a.score) "
                      "AS lowest, max(a.score) AS highest, coalesce(sum(a.score < 50), 0) AS below_50 FROM article a{1}{2} "
                      "ORDER BY 1 LIMIT {3}", asker.group_column(), where, asker.grouped(), q.place(asker.limit(kAll)));
  return asker.run(q);
}

Result<Answer> ask_articles(Asker& asker) {
  Query q;
  const std::string where = asker.where(q);
  q.sql = fmt::format("SELECT a.score AS score, a.published AS date, a.title AS title, a.author AS author, a.publisher AS "
                      "publisher, a.words AS words, a.errors AS errors, a.warnings AS warnings, a.name AS article FROM "
                      "article a{} ORDER BY a.score IS NULL, a.score, a.name LIMIT {}", where, q.place(asker.limit(1000)));
  return asker.run(q);
}

Result<Answer> ask_aliases(Asker& asker) {
  Query q;
  auto person = asker.person(q, "e.id");
  if (!person) return unexpected(person.error());
  q.sql = fmt::format("SELECT e.name AS person, e.kind AS kind, f.name AS alias, f.role AS role, f.affiliation AS affiliation, "
                      "f.reason AS reason FROM form f JOIN entity e ON e.id = f.entity WHERE 1{} ORDER BY e.name, e.key, "
                      "f.name, f.role, f.id LIMIT {}", *person, q.place(asker.limit(kAll)));
  return asker.run(q);
}

Result<Answer> ask_plain(Asker& asker, std::string_view sql) {
  Query q;
  q.sql = fmt::format("{} LIMIT {}", sql, q.place(asker.limit(kAll)));
  return asker.run(q);
}

// ---- echoes -----------------------------------------------------------------------------------------------------

Result<Answer> ask_echoes(SQLite::Database& db, Asker& asker) {
  Query q;
  const std::string where = asker.where(q, "q.use = 'statement' AND q.words >= 5");
  auto person = asker.person(q, "e.id");
  if (!person) return unexpected(person.error());
  q.sql = fmt::format("SELECT q.id, coalesce((1{}), 0) FROM quotation q JOIN article a ON a.id = q.article LEFT JOIN source s "
                      "ON s.id = q.source{}{} ORDER BY a.name, q.id", *person, kMaybePerson, where);
  std::vector<std::int64_t> ids;
  std::vector<bool> wanted;  // said by --person; an echo may be in another mouth
  for (const auto& row : asker.run(q).rows) {
    ids.push_back(std::get<std::int64_t>(row[0]));
    wanted.push_back(std::get<std::int64_t>(row[1]) != 0);
  }
  Statement one(db, fmt::format("SELECT q.article, coalesce(e.key, q.speaker), q.text, a.published, coalesce(e.name, "
                                "q.speaker), a.publisher, a.name FROM quotation q JOIN article a ON a.id = q.article "
                                "LEFT JOIN source s ON s.id = q.source{} WHERE q.id = ?1", kMaybePerson));
  const auto text = [&](std::size_t i) {
    archive::with(one, ids[i]).executeStep();
    return QuotedText{ids[i], one.getColumn(0).getInt64(), folded(one.getColumn(1).getString()),
                      folded(one.getColumn(2).getString())};
  };
  std::vector<Echo> echoes = find_echoes(ids.size(), text);
  std::erase_if(echoes, [&](const Echo& echo) {
    return std::none_of(echo.members.begin(), echo.members.end(), [&](std::size_t i) { return wanted[i]; });
  });
  std::stable_sort(echoes.begin(), echoes.end(), [](const Echo& a, const Echo& b) {
    return std::make_tuple(!a.other_speaker, -static_cast<std::ptrdiff_t>(a.members.size())) <
           std::make_tuple(!b.other_speaker, -static_cast<std::ptrdiff_t>(b.members.size()));
  });
  if (const std::int64_t most = asker.limit(100); most >= 0 && static_cast<std::int64_t>(echoes.size()) > most)
    echoes.resize(static_cast<std::size_t>(most));
  Answer out{.columns = {"echo", "differs in", "date", "speaker", "quotation", "publisher", "article"}, .rows = {}};
  std::int64_t number = 0;
  for (const Echo& echo : echoes) {
    ++number;
    const std::string differs = echo.other_speaker ? echo.other_wording ? "speaker, wording" : "speaker"
                                                   : echo.other_wording ? "wording" : "nothing";
    for (std::size_t i : echo.members) {
      archive::with(one, ids[i]).executeStep();
      const auto column = [&](int c) { return AnswerValue(one.getColumn(c).getString()); };
      out.rows.push_back({number, differs, column(3), column(4), column(2), column(5), column(6)});
    }
  }
  return out;
}

// ---- which question ---------------------------------------------------------------------------------------------

Result<Answer> dispatch(SQLite::Database& db, Asker& asker, std::string_view name, const std::filesystem::path& file) {
  if (name == "people") return ask_people(asker);
  if (name == "timeline") return ask_timeline(asker);
  if (name == "quotations") return ask_quotations(asker, false);
  if (name == "search") return ask_quotations(asker, true);
  if (name == "claims") return ask_claims(asker);
  if (name == "shares") return ask_shares(asker);
  if (name == "officials") return ask_officials(asker);
  if (name == "gender") return ask_gender(asker);
  if (name == "single-source") return ask_single_source(asker);
  if (name == "anonymous") return ask_anonymous(asker);
  if (name == "echoes") return ask_echoes(db, asker);
  if (name == "rules") return ask_rules(asker);
  if (name == "findings") return ask_findings(asker);
  if (name == "scores") return ask_scores(asker);
  if (name == "articles") return ask_articles(asker);
  if (name == "aliases") return ask_aliases(asker);
  if (name == "rulings")
    return ask_plain(asker, "SELECT id AS ruling, name, verdict, other, made FROM ruling ORDER BY id");
  if (name == "skipped")
    return ask_plain(asker, "SELECT k.reason, k.name, k.place, k.message, r.started AS run FROM skipped k JOIN run r ON "
                            "r.id = k.run WHERE k.run = (SELECT max(id) FROM run) ORDER BY k.id");
  if (name == "runs")
    return ask_plain(asker, "SELECT id AS run, verb, started, coalesce(finished, 'interrupted') AS finished, inputs, read, "
                            "stored, unchanged, skipped FROM run ORDER BY id");
  auto hash = digest(file);
  if (!hash) return unexpected(hash.error());
  return Answer{.columns = {"digest"}, .rows = {{*hash}}};
}

const Question* question_called(std::string_view name) {
  for (const Question& q : kQuestions)
    if (q.name == name) return &q;
  return nullptr;
}

std::string question_names() {
  std::string out;
  for (const Question& q : kQuestions) out += fmt::format("{}{}", out.empty() ? "" : ", ", q.name);
  return out;
}

Result<void> check_filters(const Question& question, const Filter& f) {
  const std::pair<std::string_view, bool> set[] = {{"by", !f.by.empty()}, {"person", !f.person.empty()},
                                                   {"words", !f.words.empty()}, {"rule", !f.rule.empty()},
                                                   {"below", f.below.has_value()}};
  for (const auto& [name, is_set] : set) {
    const std::string known = fmt::format(" {} ", question.filters);
    if (is_set && known.find(fmt::format(" {} ", name)) == std::string::npos)
      return unexpected({.message = fmt::format("“{}” takes no --{}", question.name, name)});
  }
  if (!f.by.empty() && !kGroups.contains(f.by))
    return unexpected({.message = fmt::format("--by {}?", f.by), .help = "desk, author, publisher or month"});
  return {};
}

}  // namespace

std::span<const Question> questions() { return kQuestions; }

Result<Answer> ask(const std::filesystem::path& file, std::string_view name, const Filter& filter) {
  const Question* question = question_called(name);
  if (question == nullptr)
    return unexpected({.message = fmt::format("no question is called “{}”", name), .help = "ask " + question_names()});
  if (auto fits = check_filters(*question, filter); !fits) return unexpected(fits.error());
  return archive::guarded(file, [&]() -> Result<Answer> {
    SQLite::Database db = archive::open_database(file, archive::Access::kRead);
    if (auto fits = archive::check_version(db, file); !fits) return unexpected(fits.error());
    Asker asker(db, filter);
    return dispatch(db, asker, name, file);
  });
}

}  // namespace onrecord

#include "archive/site_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "archive/charts.h"
#include "archive/database.h"
#include "archive/hash.h"
#include "report/html_text.h"

namespace onrecord::archive {
namespace {

using SQLite::Statement;

constexpr int kGroupsShown = 15;
constexpr int kExamples = 5;
constexpr int kReasonsShown = 200;

std::string text(const SQLite::Column& column) { return html_escaped(column.getString()); }

std::string section(std::string_view title, const std::string& body) {
  return body.empty() ? "" : fmt::format("<section><h2>{}</h2>{}</section>\n", title, body);
}

/// A table of what a query gives; columns whose names begin with '#' are numbers.
std::string table(SQLite::Database& db, const std::string& sql) {
  Statement rows(db, sql);
  std::string head, body;
  const int n = rows.getColumnCount();
  const auto is_number = [&](int i) { return rows.getColumnName(i)[0] == '#'; };
  while (rows.executeStep()) {
    body += "<tr>";
    for (int i = 0; i < n; ++i)
      body += fmt::format("<td{}>{}</td>", is_number(i) ? " class=\"n\"" : "",
                          rows.getColumn(i).isNull() ? "–" : text(rows.getColumn(i)));
    body += "</tr>";
  }
  if (body.empty()) return {};
  for (int i = 0; i < n; ++i)
    head += fmt::format("<th scope=\"col\"{}>{}</th>", is_number(i) ? " class=\"n\"" : "",
                        html_escaped(rows.getColumnName(i) + (is_number(i) ? 1 : 0)));
  return fmt::format("<div class=\"scroll\"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>", head, body);
}

std::string with_table(const std::string& chart, const std::string& as_table) {
  if (chart.empty()) return {};
  return chart + "<details><summary>The same as a table</summary>" + as_table + "</details>";
}

std::string figure(std::string_view name, const SQLite::Column& value, std::string_view unit = "") {
  return fmt::format("<div><dt>{}</dt><dd>{}{}</dd></div>", name, value.isNull() ? "–" : text(value),
                     value.isNull() ? "" : unit);
}

// ---- overview ---------------------------------------------------------------------------------------------------

std::string figures(SQLite::Database& db) {
  Statement row(db, "SELECT count(*), CAST(round(avg(score)) AS INTEGER), sum(sources), round(100.0 * sum(identified) / sum(sources), 1), "
                    "round(100.0 * sum(anonymous) / sum(sources), 1), round(100.0 * sum(vague) / sum(sources), 1), "
                    "round(100.0 * sum(unsourced) / sum(claims), 1), sum(voices = 1), count(*) - count(score) FROM article");
  row.executeStep();
  std::string out = "<dl class=\"figures\">";
  out += figure("articles", row.getColumn(0)) + figure("mean score", row.getColumn(1));
  out += figure("sources", row.getColumn(2)) + figure("identified", row.getColumn(3), "%");
  out += figure("anonymous", row.getColumn(4), "%") + figure("vague", row.getColumn(5), "%");
  out += figure("claims without source", row.getColumn(6), "%") + figure("with a single source", row.getColumn(7));
  return out + figure("not enough to score", row.getColumn(8)) + "</dl>";
}

std::optional<double> number(const SQLite::Column& column) {
  if (column.isNull()) return std::nullopt;
  return column.getDouble();
}

std::string trends(SQLite::Database& db) {
  const std::string sql =
      "SELECT month, count(*) AS \"#articles\", round(avg(score), 1) AS \"#mean score\", "
      "round(100.0 * sum(unsourced) / sum(claims), 1) AS \"#claims without source, %\", "
      "round(100.0 * sum(anonymous) / sum(sources), 1) AS \"#anonymous sources, %\" FROM article WHERE month <> '' GROUP BY "
      "month ORDER BY month";
  ChartSeries score{"mean score", "c1", {}}, bare{"claims without source, %", "c2", {}}, hidden{"anonymous sources, %", "c3", {}};
  std::vector<ChartPoint> counts;
  Statement rows(db, sql);
  while (rows.executeStep()) {
    const std::string month = rows.getColumn(0).getString();
    counts.push_back({month, rows.getColumn(1).getDouble()});
    score.points.push_back({month, number(rows.getColumn(2))});
    bare.points.push_back({month, number(rows.getColumn(3))});
    hidden.points.push_back({month, number(rows.getColumn(4))});
  }
  if (counts.empty()) return {};
  return "<div class=\"two\"><div><h3>Score, claims and anonymity</h3>" +
         line_chart("Mean score, claims without source and anonymous sources by month", {score, bare, hidden}, 100, "") +
         "</div><div><h3>Articles</h3>" + bar_chart("Articles by month", counts) + "</div></div><details><summary>The same as "
         "a table</summary>" + table(db, sql) + "</details>";
}

std::string histogram(SQLite::Database& db) {
  const std::string sql = "SELECT min(score, 99) / 10 AS tenth, count(*) FROM article WHERE score IS NOT NULL GROUP BY tenth";
  std::map<int, double> counts;
  Statement rows(db, sql);
  while (rows.executeStep()) counts[rows.getColumn(0).getInt()] = rows.getColumn(1).getDouble();
  if (counts.empty()) return {};
  std::vector<ChartPoint> bars;
  for (int i = 0; i < 10; ++i) bars.push_back({fmt::format("{}–{}", i * 10, i == 9 ? 100 : i * 10 + 9), counts[i]});
  return with_table(bar_chart("How many articles have which score", bars),
                    table(db, "SELECT min(score, 99) / 10 * 10 AS \"score from\", count(*) AS \"#articles\" FROM article WHERE "
                              "score IS NOT NULL GROUP BY 1 ORDER BY 1"));
}

/// The spread of scores for the groups with most articles.
std::string spreads(SQLite::Database& db, std::string_view column, std::string_view label) {
  std::vector<std::pair<std::string, int>> groups;
  Statement largest(db, fmt::format("SELECT {0}, count(*) AS n FROM article WHERE {0} <> '' AND score IS NOT NULL GROUP BY {0} "
                                    "ORDER BY n DESC, {0} LIMIT {1}", column, kGroupsShown));
  while (largest.executeStep()) groups.emplace_back(largest.getColumn(0).getString(), largest.getColumn(1).getInt());
  if (groups.empty()) return {};
  std::string out = fmt::format("<h3>By {0}</h3><div class=\"scroll\"><table><thead><tr><th scope=\"col\">{0}</th><th "
                                "scope=\"col\" class=\"n\">articles</th><th scope=\"col\" class=\"n\">median</th><th "
                                "scope=\"col\">most lie between</th></tr></thead><tbody>", label);
  Statement scores(db, fmt::format("SELECT score FROM article WHERE {} = ?1 AND score IS NOT NULL ORDER BY score", column));
  for (const auto& [name, count] : groups) {
    std::vector<int> sorted;
    for (with(scores, name); scores.executeStep();) sorted.push_back(scores.getColumn(0).getInt());
    const Spread s = spread_of(sorted);
    out += fmt::format("<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{:g}</td><td>{}</td></tr>", html_escaped(name),
                       count, s.median, spread_bar(s));
  }
  return out + "</tbody></table></div>";
}

// ---- findings ---------------------------------------------------------------------------------------------------

std::string examples(Statement& rows, const std::string& rule) {
  std::string out;
  for (with(rows, rule, kExamples); rows.executeStep();) {
    const std::string quoted = rows.getColumn(1).getString();
    out += fmt::format("<li>{}{} <a href=\"{}\">{}</a></li>", text(rows.getColumn(0)),
                       quoted.empty() ? "" : fmt::format(" <q>{}</q>", html_escaped(quoted.substr(0, quoted.find('\n')))),
                       page_of(rows.getColumn(2).getString()), text(rows.getColumn(3)));
  }
  return out;
}

}  // namespace

std::string page_of(const std::string& article_name) {
  const std::string hash = fmt::format("{:016x}", row_hash(article_name));
  return fmt::format("a/{}/{}.html", hash.substr(14), hash);
}

std::string overview_page(SQLite::Database& db) {
  return section("At a glance", figures(db)) + section("Month by month", trends(db)) +
         section("Scores", histogram(db) + "<div class=\"two\"><div>" + spreads(db, "publisher", "publisher") +
                               "</div><div>" + spreads(db, "section", "desk") + spreads(db, "author", "author") +
                               "</div></div>") +
         section("Found most often",
                 table(db, fmt::format("SELECT rule, severity, count(*) AS \"#findings\", count(DISTINCT article) AS \"#articles\" "
                                       "FROM finding GROUP BY rule, severity ORDER BY 3 DESC, 1 LIMIT {}", kGroupsShown)) +
                     "<p class=\"small\"><a href=\"findings.html\">All rules, with examples</a></p>") +
         section("Quoted most", table(db, fmt::format("SELECT person, kind, quotations AS \"#quotations\", attributions AS "
                                                      "\"#attributions\", articles AS \"#articles\" FROM people ORDER BY 3 DESC, "
                                                      "4 DESC, 1 LIMIT {}", kGroupsShown)) +
                                    "<p class=\"small\"><a href=\"people.html\">All people and bodies</a></p>");
}

std::string findings_page(SQLite::Database& db) {
  Statement rules(db, "SELECT rule, severity, count(*) AS n, count(DISTINCT article), max(help) FROM finding GROUP BY rule, "
                      "severity ORDER BY n DESC, rule, severity");
  Statement some(db, "SELECT n.message, substr(n.text, 1, 240), a.name, CASE a.title WHEN '' THEN a.name ELSE a.title END FROM "
                     "finding n JOIN article a ON a.id = n.article WHERE n.rule = ?1 GROUP BY n.article ORDER BY n.article LIMIT ?2");
  std::string out;
  while (rules.executeStep()) {
    const std::string rule = rules.getColumn(0).getString();
    out += fmt::format("<div class=\"rule\"><h3><code>{}</code> <span class=\"count\">{}, {} in {} articles</span></h3>"
                       "<p class=\"small\">{}</p><ul>{}</ul></div>",
                       html_escaped(rule), text(rules.getColumn(1)), rules.getColumn(2).getInt64(),
                       rules.getColumn(3).getInt64(), text(rules.getColumn(4)), examples(some, rule));
  }
  return section("Findings by rule", out.empty() ? "<p>Nothing was found.</p>" : out);
}

std::string sources_page(SQLite::Database& db) {
  const auto shares = [&](const std::string& sql) {
    std::vector<ChartPoint> parts;
    Statement rows(db, sql);
    while (rows.executeStep()) parts.push_back({rows.getColumn(0).getString(), rows.getColumn(1).getDouble()});
    return parts;
  };
  const std::string kinds = "SELECT kind, count(*) AS \"#sources\", sum(attributions) AS \"#attributions\" FROM source GROUP BY "
                            "kind ORDER BY 2 DESC, 1";
  const std::string who = "SELECT CASE official WHEN 1 THEN 'officials' ELSE 'others' END AS who, sum(attributions) AS "
                          "\"#attributions\", count(*) AS \"#sources\" FROM source WHERE kind <> 'author' GROUP BY official "
                          "ORDER BY 1";
  const std::string gender = "SELECT CASE gender WHEN 'f' THEN 'she' WHEN 'm' THEN 'he' WHEN 'p' THEN 'they' WHEN 'n' THEN 'it' "
                             "ELSE 'unknown' END AS pronoun, count(*) AS \"#sources\", sum(quotations) AS \"#quotations\" FROM "
                             "source WHERE kind = 'person' GROUP BY gender ORDER BY 2 DESC";
  std::string anonymous = table(
      db, fmt::format("SELECT reason AS \"stated reason\", count(*) AS \"#sources\", min(name) AS \"for instance\" FROM source "
                      "WHERE kind = 'anonymous' AND reason <> '' GROUP BY reason ORDER BY 2 DESC, 1 LIMIT {}", kReasonsShown));
  Statement reasons(db, "SELECT count(*), coalesce(sum(reason <> ''), 0) FROM source WHERE kind = 'anonymous'");
  reasons.executeStep();
  anonymous = fmt::format("<p>{} anonymous sources; a reason is given for {}.</p>", reasons.getColumn(0).getInt64(),
                          reasons.getColumn(1).getInt64()) + anonymous;
  return section("Kinds", share_bar("Sources by kind", shares(kinds)) + table(db, kinds)) +
         section("Officials and others", share_bar("Attributions to officials and others", shares(who)) + table(db, who)) +
         section("Anonymous sources", anonymous) +
         section("Unnamed most often", table(db, fmt::format("SELECT lower(name) AS source, count(*) AS \"#articles\" FROM source "
                                                "WHERE kind IN ('anonymous', 'vague') GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {}", 30))) +
         section("Pronouns", share_bar("Pronouns used for sources who are people", shares(gender)) + table(db, gender) +
                             "<p class=\"small\">By the pronouns that the articles use. Names do not give gender.</p>");
}

namespace {

struct Column {
  std::string_view label, kind;  ///< kinds as in archive.js; "page" is not shown
};

/// The shell of a table that archive.js fills.
std::string scripted_table(std::string_view source, const std::vector<Column>& columns, std::size_t rows, std::size_t chunk) {
  std::string head, kinds;
  for (const Column& c : columns) {
    kinds += fmt::format("{}&quot;{}&quot;", kinds.empty() ? "" : ",", c.kind);
    if (c.kind == "page") continue;
    const bool right = c.kind == "number" || c.kind == "score";
    head += fmt::format("<th scope=\"col\"{}>{}</th>", right ? " class=\"n\"" : "", c.label);
  }
  return fmt::format("<p class=\"sorting\" data-script hidden><label>Sort by <select id=\"sorting\"></select></label></p>"
                     "<noscript><p>The list needs the script that comes with this report.</p></noscript><div class=\"scroll\">"
                     "<table class=\"rows\" data-source=\"{}\" data-rows=\"{}\" data-size=\"{}\" data-chunks=\"{}\" "
                     "data-kinds=\"[{}]\"><thead><tr>{}</tr></thead><tbody></tbody></table></div><p class=\"pager\" "
                     "data-script hidden><button type=\"button\" id=\"previous\">Previous</button><button type=\"button\" "
                     "id=\"next\">Next</button><span id=\"status\" role=\"status\"></span></p>",
                     source, rows, chunk, (rows + chunk - 1) / chunk, kinds, head);
}

std::string choice(SQLite::Database& db, std::string_view label, std::string_view name, std::string_view column, int index) {
  std::string out;
  Statement rows(db, fmt::format("SELECT {0} FROM article WHERE {0} <> '' GROUP BY {0} ORDER BY count(*) DESC, {0} LIMIT 500",
                                 column));
  while (rows.executeStep()) out += fmt::format("<option>{}</option>", text(rows.getColumn(0)));
  if (out.empty()) return {};
  return fmt::format("<label>{}<select name=\"{}\" data-filter=\"{}\" data-how=\"is\"><option value=\"\">all</option>{}</select>"
                     "</label>", label, name, index, out);
}

}  // namespace

std::string articles_page(SQLite::Database& db, std::size_t rows, std::size_t chunk) {
  const std::string filters =
      "<form class=\"filters\" data-script hidden role=\"search\"><label>Title or author<input type=\"search\" name=\"q\" "
      "data-filter=\"1,3\" autocomplete=\"off\"></label>" +
      choice(db, "Publisher", "publisher", "publisher", 4) + choice(db, "Desk", "desk", "section", 5) +
      "<label>Score below<input type=\"number\" name=\"below\" data-filter=\"6\" data-how=\"below\" min=\"0\" max=\"101\"></label>"
      "<label>Date begins with<input type=\"text\" name=\"date\" data-filter=\"2\" placeholder=\"2024-03\" size=\"10\"></label></form>";
  return section("Articles", filters + scripted_table("articles", {{"", "page"}, {"title", "link"}, {"date", "date"},
                                                                   {"author", "text"}, {"publisher", "text"}, {"desk", "text"},
                                                                   {"score", "score"}, {"words", "number"}, {"sources", "number"},
                                                                   {"unsourced claims", "number"}, {"findings", "number"}},
                                                      rows, chunk));
}

std::string people_page(std::size_t rows, std::size_t chunk) {
  const std::string filters = "<form class=\"filters\" data-script hidden role=\"search\"><label>Name or role<input "
                              "type=\"search\" name=\"q\" data-filter=\"0,2\" autocomplete=\"off\"></label></form>";
  return section("People and bodies", filters + scripted_table("people", {{"name", "link"}, {"kind", "text"}, {"role", "text"},
                                                                          {"quotations", "number"}, {"attributions", "number"},
                                                                          {"articles", "number"}, {"first", "date"}, {"last", "date"}},
                                                               rows, chunk));
}

}  // namespace onrecord::archive

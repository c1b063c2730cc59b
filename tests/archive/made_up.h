// Invented articles and a reader of them that needs no models: each line of the text is one attribution,
//   NAME | KIND | ROLE | QUOTATION
// so that a test says in its text what the archive is to hold.
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "archive/audit.h"
#include "editorial/analysis.h"

namespace onrecord::made_up {

inline ByteSpan span_at(std::size_t begin, std::size_t size) { return {BytePos{begin}, BytePos{begin + size}}; }

inline std::vector<std::pair<std::size_t, std::string>> split(const std::string& s, std::size_t offset, char by) {
  std::vector<std::pair<std::size_t, std::string>> out;
  for (std::size_t begin = 0; begin <= s.size();) {
    const std::size_t end = std::min(s.find(by, begin), s.size());
    std::size_t b = begin, e = end;
    while (b < e && s[b] == ' ') ++b;
    while (e > b && s[e - 1] == ' ') --e;
    out.emplace_back(offset + b, s.substr(b, e - b));
    begin = end + 1;
  }
  return out;
}

inline void read_line(const std::string& line, std::size_t offset, std::map<std::string, int>& known, Analysis& out) {
  const auto parts = split(line, offset, '|');
  if (parts.size() < 4) return;
  const auto& [name_at, name] = parts[0];
  const auto& [quote_at, quote] = parts[3];
  const auto [it, fresh] = known.emplace(name, static_cast<int>(out.sources.size()));
  if (fresh) {
    Source s;
    s.id = it->second, s.name = name, s.role = parts[2].second;
    s.kind = enum_from_name<SourceKind>(parts[1].second).value_or(SourceKind::kVague);
    s.identified = s.kind == SourceKind::kPerson;
    s.credibility.grade = s.identified ? 'B' : 'D';
    out.sources.push_back(s);
  }
  out.sources[static_cast<std::size_t>(it->second)].mentions.push_back(span_at(name_at, name.size()));
  Attribution a;
  a.id = static_cast<int>(out.attributions.size()), a.source_id = it->second;
  a.form = Form::kDirect;
  a.source.spans = {span_at(name_at, name.size())}, a.source.text = name;
  a.content.spans = {span_at(quote_at, quote.size())}, a.content.text = quote;
  a.cue.text = "said", a.rule = "attribution/made-up", a.evidence = {{"made up", 0.5}};
  out.attributions.push_back(a);
  Quotation q;
  q.spans = {span_at(quote_at, quote.size())};
  q.inner = q.spans;
  q.words = static_cast<int>(split(quote, 0, ' ').size());
  out.quotations.push_back(q);
  Claim c;
  c.spans = q.spans, c.attribution = a.id, c.sourced = Sourced::kSentence, c.by = name;
  out.claims.push_back(c);
}

inline Analysis analyze(Article article) {
  Analysis out;
  out.ruleset = {"made-up", "1", "0123"};
  out.article = std::move(article);
  std::map<std::string, int> known;
  for (const auto& [offset, line] : split(out.article.text, 0, '\n')) read_line(line, offset, known, out);
  out.words = static_cast<int>(split(out.article.text, 0, ' ').size());
  Finding f;
  f.rule = "source/made-up", f.severity = Severity::kWarning, f.message = "a finding in " + out.article.title;
  f.spans = {span_at(0, std::min<std::size_t>(8, out.article.text.size()))};
  f.why = "it was made up", f.evidence = {"one", "two"}, f.help = "make another";
  out.findings.push_back(f);
  if (!out.attributions.empty()) out.score.value = static_cast<int>(out.article.text.size() % 101);
  out.score.low = 1, out.score.high = 99;
  out.score.parts = {{"coverage", 25, 0.5, 1, 2, "claims", {"name a source"}}, {"cases", 5, std::nullopt, 0, 0, "", {}}};
  out.score.caps = {{"source/made-up", 90, "made up"}};
  return out;
}

inline Article article(std::string id, std::string text, std::string published = "2024-03-14") {
  Article a;
  a.id = std::move(id), a.title = "About " + a.id, a.text = std::move(text), a.published = std::move(published);
  a.publisher = "Selwyn Courier", a.byline = "Tamsin Okoro", a.section = "harbour";
  return a;
}

/// `n` articles in which some people recur under their full name, some by surname.
inline std::vector<Article> articles(int n, unsigned seed = 1) {
  static const char* const people[] = {"Ines Calder | person | chief engineer at the Harbour Institute",
                                       "Calder | person | engineer of the Institute",
                                       "Rolf Brandt | person | mayor",
                                       "Brandt | person |",
                                       "Odile Marsh | person | secretary of the fishers' union",
                                       "Harbour Institute | organization |",
                                       "a senior official | anonymous | official",
                                       "critics | vague |"};
  static const char* const quotes[] = {"the wall may fail within a year", "it has stood for ninety years",
                                       "we were never told", "we will block the northern quay by May",
                                       "that is not what we agreed"};
  std::mt19937 random(seed);
  std::vector<Article> out;
  for (int i = 0; i < n; ++i) {
    std::string text;
    for (unsigned k = 0; k < 1 + random() % 6; ++k)
      text += fmt::format("{} | {} in {}\n", people[random() % 8], quotes[random() % 5], 2000 + random() % 30);
    Article a = article(fmt::format("a{:05}", i), text, fmt::format("2024-{:02}-{:02}", 1 + random() % 12, 1 + i % 28));
    a.publisher = i % 3 == 0 ? "Selwyn Courier" : "Marlane Post";
    a.section = i % 2 == 0 ? "harbour" : "politics";
    out.push_back(std::move(a));
  }
  return out;
}

inline NextRecord feed(std::vector<Article> list) {
  auto at = std::make_shared<std::size_t>(0);
  auto shared = std::make_shared<std::vector<Article>>(std::move(list));
  return [at, shared]() -> std::optional<Result<AuditRecord>> {
    if (*at == shared->size()) return std::nullopt;
    const std::size_t i = (*at)++;
    AuditRecord record;
    record.name = (*shared)[i].id, record.place = fmt::format("record {}", i + 1);
    record.bytes = (*shared)[i].text.size();
    record.article = [shared, i]() -> Result<Article> { return (*shared)[i]; };
    return record;
  };
}

inline AuditEngine engine(std::string rules = "0123") {
  AuditEngine e;
  e.analyze = analyze;
  e.lexicon.articles = {{"the", 1.0}};
  e.lexicon.small = {{"of", 1.0}, {"the", 1.0}};
  e.lexicon.official = {{"mayor", 1.0}, {"official", 1.0}};
  e.key = {{"made-up", "1", std::move(rules)}, "test"};
  return e;
}

/// A folder that is removed at the end of the test.
struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "onrecord-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) name = ".";
    path = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::filesystem::path operator/(const char* name) const { return path / name; }
};

inline Result<AuditSummary> audit_into(const std::filesystem::path& file, std::vector<Article> list,
                                       AuditOptions options = {}, std::string rules = "0123") {
  return audit(feed(std::move(list)), engine(std::move(rules)), file, options, {});
}

}  // namespace onrecord::made_up

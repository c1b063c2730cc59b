#include "archive/schema.h"

namespace onrecord {
namespace {

constexpr std::string_view kFirst = R"sql(
-- What was done when.
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  verb TEXT NOT NULL,                   -- audit or merge
  started TEXT NOT NULL,                -- UTC, ISO 8601
  finished TEXT,                        -- NULL: under way, or interrupted
  inputs TEXT NOT NULL,                 -- JSON list
  read INTEGER NOT NULL DEFAULT 0,
  stored INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Rules, program and settings by which an article was analysed.
CREATE TABLE ruleset (
  id INTEGER PRIMARY KEY,               -- a hash of the other columns
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  hash TEXT NOT NULL,
  program TEXT NOT NULL
) STRICT;

CREATE TABLE article (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,            -- its id in the input, or its path
  path TEXT NOT NULL,
  title TEXT NOT NULL, author TEXT NOT NULL, publisher TEXT NOT NULL, section TEXT NOT NULL,
  published TEXT NOT NULL,              -- YYYY-MM-DD, empty if unknown
  month TEXT GENERATED ALWAYS AS (substr(published, 1, 7)) VIRTUAL,
  url TEXT NOT NULL, language TEXT NOT NULL,
  words INTEGER NOT NULL,
  score INTEGER, score_low INTEGER, score_high INTEGER,   -- NULL: not enough to score
  score_reason TEXT NOT NULL,
  attributions INTEGER NOT NULL, quotations INTEGER NOT NULL,
  sources INTEGER NOT NULL, identified INTEGER NOT NULL, anonymous INTEGER NOT NULL, vague INTEGER NOT NULL,
  officials INTEGER NOT NULL,
  voices INTEGER NOT NULL,              -- different sources that something is attributed to
  claims INTEGER NOT NULL, unsourced INTEGER NOT NULL,
  errors INTEGER NOT NULL, warnings INTEGER NOT NULL, notes INTEGER NOT NULL,
  hash TEXT NOT NULL,                   -- of text and metadata
  ruleset INTEGER NOT NULL REFERENCES ruleset,
  run INTEGER NOT NULL                  -- the last that saw it
) STRICT;
CREATE INDEX article_published ON article(published);

-- The text, and the whole analysis packed (analyzer/archive/pack.h) for the article's own page.
CREATE TABLE content (
  article INTEGER PRIMARY KEY REFERENCES article,
  text TEXT NOT NULL,
  packed BLOB NOT NULL
) STRICT;

-- People and bodies across articles.
CREATE TABLE entity (
  id INTEGER PRIMARY KEY,               -- a hash of key
  key TEXT NOT NULL,
  block TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL
) STRICT;
CREATE INDEX entity_block ON entity(block);

-- The decision log: how articles name somebody, whom that was taken to be, and why.
CREATE TABLE form (
  id INTEGER PRIMARY KEY,               -- a hash of block, name, role, affiliation
  block TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL, role TEXT NOT NULL, affiliation TEXT NOT NULL,
  entity INTEGER REFERENCES entity,     -- NULL: not decided yet
  reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX form_block ON form(block);
CREATE INDEX form_entity ON form(entity);

-- What people decided against the rules or beside them. Deleting a row takes the decision back.
CREATE TABLE ruling (
  id INTEGER PRIMARY KEY,
  block TEXT NOT NULL,
  name TEXT NOT NULL,                   -- as in form.name, or "name, role"
  other TEXT NOT NULL,                  -- the entity's name
  verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different')),
  made TEXT NOT NULL,
  UNIQUE (name, other)
) STRICT;

-- Names to be looked at again before the archive is complete.
CREATE TABLE unsettled (block TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article,
  name TEXT NOT NULL, kind TEXT NOT NULL, role TEXT NOT NULL, affiliation TEXT NOT NULL,
  identified INTEGER NOT NULL, official INTEGER NOT NULL,
  grade TEXT NOT NULL, gender TEXT NOT NULL,  -- gender: by pronouns in the text only; ? unknown
  reason TEXT NOT NULL,                 -- of anonymity, as stated
  flags TEXT NOT NULL,                  -- JSON list
  acronym TEXT NOT NULL,
  mentions INTEGER NOT NULL, attributions INTEGER NOT NULL, quotations INTEGER NOT NULL,
  form INTEGER REFERENCES form          -- NULL: cannot be told apart by name
) STRICT;
CREATE INDEX source_article ON source(article);
CREATE INDEX source_form ON source(form);

CREATE TABLE attribution (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article,
  type TEXT NOT NULL, form TEXT NOT NULL, stance TEXT NOT NULL,
  source INTEGER REFERENCES source,
  speaker TEXT NOT NULL,                -- source as it stands in the text
  cue TEXT NOT NULL, content TEXT NOT NULL,
  medium TEXT NOT NULL, via TEXT NOT NULL, rule TEXT NOT NULL,
  confidence REAL NOT NULL,
  "begin" INTEGER NOT NULL, "end" INTEGER NOT NULL   -- code points into content.text
) STRICT;
CREATE INDEX attribution_article ON attribution(article);
CREATE INDEX attribution_source ON attribution(source);

CREATE TABLE quotation (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article,
  text TEXT NOT NULL,
  speaker TEXT NOT NULL,                -- the source's fullest name in the article
  use TEXT NOT NULL, words INTEGER NOT NULL,
  attribution INTEGER REFERENCES attribution,
  source INTEGER REFERENCES source,
  "begin" INTEGER NOT NULL, "end" INTEGER NOT NULL,
  wording INTEGER NOT NULL              -- equal where the words are, whatever their marks and case
) STRICT;
CREATE INDEX quotation_article ON quotation(article);
CREATE INDEX quotation_source ON quotation(source);

CREATE TABLE claim (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article,
  text TEXT NOT NULL,
  who TEXT NOT NULL,                    -- the source as it stands in the text
  type TEXT NOT NULL, sourced TEXT NOT NULL,
  attribution INTEGER REFERENCES attribution,
  rule TEXT NOT NULL, weight REAL NOT NULL,
  "begin" INTEGER NOT NULL, "end" INTEGER NOT NULL
) STRICT;
CREATE INDEX claim_article ON claim(article);

CREATE TABLE finding (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article,
  rule TEXT NOT NULL, severity TEXT NOT NULL, certainty TEXT NOT NULL,
  text TEXT NOT NULL, message TEXT NOT NULL, help TEXT NOT NULL,
  "begin" INTEGER NOT NULL, "end" INTEGER NOT NULL
) STRICT;
CREATE INDEX finding_article ON finding(article);

CREATE TABLE score_part (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article,
  name TEXT NOT NULL, weight REAL NOT NULL,
  value REAL, numerator REAL NOT NULL, denominator REAL NOT NULL
) STRICT;
CREATE INDEX score_part_article ON score_part(article);

CREATE TABLE score_cap (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article,
  rule TEXT NOT NULL, at_most INTEGER NOT NULL, why TEXT NOT NULL
) STRICT;
CREATE INDEX score_cap_article ON score_cap(article);

-- What could not be read, or was not wanted.
CREATE TABLE skipped (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run,
  name TEXT NOT NULL, place TEXT NOT NULL, reason TEXT NOT NULL, message TEXT NOT NULL
) STRICT;
CREATE INDEX skipped_run ON skipped(run);

-- Full text, kept by the program and not by triggers: these would write the index anew for every row.
-- SELECT rowid FROM quotation_search WHERE quotation_search MATCH 'text: harbour AND speaker: calder'
CREATE VIRTUAL TABLE quotation_search USING fts5(
  text, speaker, content='quotation', content_rowid='id', columnsize=0, tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE claim_search USING fts5(
  text, who, content='claim', content_rowid='id', columnsize=0, tokenize="unicode61 remove_diacritics 2");
-- Larger pieces, merged less often.
INSERT INTO quotation_search(quotation_search, rank) VALUES ('hashsize', 4194304), ('automerge', 8);
INSERT INTO claim_search(claim_search, rank) VALUES ('hashsize', 4194304), ('automerge', 8);

-- Plain names, for people who write SQL or use pandas.
CREATE VIEW articles AS
  SELECT a.name AS article, title, author, publisher, section AS desk, published, month, url, language, words, score,
         attributions, quotations, sources, identified, anonymous, vague, officials, voices, claims,
         unsourced AS unsourced_claims, errors, warnings, notes, r.version AS ruleset
  FROM article a JOIN ruleset r ON r.id = a.ruleset;
CREATE VIEW people AS
  SELECT e.name AS person, e.kind, count(DISTINCT s.article) AS articles, sum(s.attributions) AS attributions,
         sum(s.quotations) AS quotations
  FROM entity e JOIN form f ON f.entity = e.id JOIN source s ON s.form = f.id GROUP BY e.id;
CREATE VIEW aliases AS
  SELECT e.name AS person, f.name AS alias, f.role, f.affiliation, f.reason
  FROM form f JOIN entity e ON e.id = f.entity;
CREATE VIEW sources AS
  SELECT a.name AS article, a.published, s.name AS source, coalesce(e.name, '') AS person, s.kind, s.role,
         s.affiliation, s.identified, s.official, s.grade, s.gender, s.reason, s.flags, s.attributions, s.quotations
  FROM source s JOIN article a ON a.id = s.article
  LEFT JOIN form f ON f.id = s.form LEFT JOIN entity e ON e.id = f.entity;
CREATE VIEW attributions AS
  SELECT a.name AS article, a.published, coalesce(s.name, t.speaker) AS source, t.cue, t.content, t.type, t.form,
         t.stance, t.medium, t.via, t.rule, t.confidence
  FROM attribution t JOIN article a ON a.id = t.article LEFT JOIN source s ON s.id = t.source;
CREATE VIEW quotations AS
  SELECT a.name AS article, a.published, q.speaker, coalesce(e.name, '') AS person, q.text, q.use, q.words
  FROM quotation q JOIN article a ON a.id = q.article LEFT JOIN source s ON s.id = q.source
  LEFT JOIN form f ON f.id = s.form LEFT JOIN entity e ON e.id = f.entity;
CREATE VIEW claims AS
  SELECT a.name AS article, a.published, c.text, c.type, c.sourced, c.who AS source
  FROM claim c JOIN article a ON a.id = c.article;
CREATE VIEW findings AS
  SELECT a.name AS article, a.published, n.rule, n.severity, n.certainty, n.text, n.message, n.help
  FROM finding n JOIN article a ON a.id = n.article;
CREATE VIEW scores AS
  SELECT a.name AS article, a.published, a.score, a.score_low, a.score_high, a.score_reason, p.name AS part, p.weight,
         p.value, p.numerator, p.denominator
  FROM article a JOIN score_part p ON p.article = a.id;
)sql";

constexpr std::string_view kMigrations[] = {kFirst};

constexpr SearchTable kSearchTables[] = {{"quotation_search", "quotation", "text, speaker"},
                                         {"claim_search", "claim", "text, who"}};

constexpr ArticleTable kArticleTables[] = {
    {"source",
     "name, kind, role, affiliation, identified, official, grade, gender, reason, flags, acronym, mentions, "
     "attributions, quotations, form",
     ""},
    {"attribution",
     "type, form, stance, source, speaker, cue, content, medium, via, rule, confidence, \"begin\", \"end\"", "source"},
    {"quotation", "text, speaker, use, words, attribution, source, \"begin\", \"end\", wording", "attribution source"},
    {"claim", "text, who, type, sourced, attribution, rule, weight, \"begin\", \"end\"", "attribution"},
    {"finding", "rule, severity, certainty, text, message, help, \"begin\", \"end\"", ""},
    {"score_part", "name, weight, value, numerator, denominator", ""},
    {"score_cap", "rule, at_most, why", ""},
};

}  // namespace

std::span<const std::string_view> migrations() { return kMigrations; }
std::span<const ArticleTable> article_tables() { return kArticleTables; }
std::span<const SearchTable> search_tables() { return kSearchTables; }

std::string_view article_columns() {
  return "name, title, author, publisher, section, published, url, language, words, score, score_low, score_high, "
         "score_reason, attributions, quotations, sources, identified, anonymous, vague, officials, voices, claims, "
         "unsourced, errors, warnings, notes, hash, ruleset";
}

}  // namespace onrecord

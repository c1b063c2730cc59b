#include "archive/rows.h"

#include <algorithm>
#include <set>
#include <span>

#include "archive/hash.h"
#include "archive/pack.h"
#include "report/json_writer.h"
#include "report/links.h"

namespace onrecord {
namespace {

std::string text_of(const Article& article, const std::vector<ByteSpan>& spans) {
  std::string out;
  for (ByteSpan s : spans) {
    if (!out.empty()) out += ' ';
    out += article.view(s);
  }
  return out;
}

std::string as_json_list(const std::vector<std::string>& items) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const std::string& item : items) json.text(item);
  json.end_array();
  return out;
}

class RowMaker {
 public:
  RowMaker(const Analysis& analysis, const NameLexicon& lexicon)
      : in_(analysis), lexicon_(lexicon), index_(analysis.article.text) {}

  ArticleRows run() {
    take_article();
    take_sources();
    take_attributions();
    take_quotations();
    take_claims();
    take_findings();
    take_score();
    out_.packed = pack(in_);
    return std::move(out_);
  }

 private:
  void take_article() {
    const Article& a = in_.article;
    out_.name = a.id.empty() ? a.path : a.id;
    out_.path = a.path, out_.title = a.title, out_.author = a.byline, out_.publisher = a.publisher;
    out_.section = a.section, out_.published = plain_date(a.published), out_.url = a.url, out_.language = a.language;
    out_.text = a.text;
    out_.hash = content_hash(a);
    out_.words = in_.words;
  }

  void take_sources() {
    for (const Source& s : head(in_.sources)) {
      SourceRow& row = out_.sources.emplace_back();
      row.name = s.name, row.role = s.role, row.affiliation = s.affiliation, row.reason = s.reason;
      row.flags = as_json_list(s.flags);
      row.kind = name_of(s.kind);
      row.form = name_form(s, lexicon_);
      row.acronym = acronym_of(s);
      row.identified = s.identified;
      row.official = is_official(s, lexicon_);
      row.grade = s.credibility.grade, row.gender = s.gender;
      row.mentions = static_cast<int>(s.mentions.size());
      count(s, row.official);
    }
  }

  void count(const Source& s, bool official) {
    ArticleCounts& n = out_.counts;
    if (s.kind == SourceKind::kAuthor) return;
    ++n.sources;
    n.identified += s.identified;
    n.anonymous += s.kind == SourceKind::kAnonymous;
    n.vague += s.kind == SourceKind::kVague;
    n.officials += official;
  }

  /// The acronym by which the article itself shortens the name, lower case.
  std::string acronym_of(const Source& s) const {
    const std::string initials = initials_of(core_of(s.name, lexicon_), lexicon_);
    if (initials.empty()) return {};
    for (ByteSpan mention : s.mentions) {
      std::string_view text = in_.article.view(mention);
      const std::size_t blank = text.rfind(' ');
      const bool article = blank != std::string_view::npos && lexicon_.articles.contains(folded(text.substr(0, blank)));
      if (article) text.remove_prefix(blank + 1);
      if (is_acronym(text) && folded(text) == initials) return initials;
    }
    return {};
  }

  void take_attributions() {
    std::set<int> voices;
    for (const Attribution& a : head(in_.attributions)) {
      AttributionRow& row = out_.attributions.emplace_back();
      row.type = name_of(a.type), row.form = name_of(a.form), row.stance = name_of(a.stance);
      row.source = known(a.source_id, out_.sources.size());
      row.speaker = a.source.text, row.cue = a.cue.text, row.content = a.content.text;
      row.medium = a.medium, row.via = a.via, row.rule = a.rule, row.confidence = a.confidence;
      place(a.content.spans, row);
      if (row.source < 0) continue;
      ++out_.sources[static_cast<std::size_t>(row.source)].attributions;
      if (in_.sources[static_cast<std::size_t>(row.source)].kind != SourceKind::kAuthor) voices.insert(row.source);
    }
    out_.counts.attributions = static_cast<int>(in_.attributions.size());
    out_.counts.voices = static_cast<int>(voices.size());
  }

  void take_quotations() {
    const std::vector<int> speakers = quotation_attributions(in_);
    for (std::size_t i = 0; i < head(in_.quotations).size(); ++i) {
      const Quotation& q = in_.quotations[i];
      QuotationRow& row = out_.quotations.emplace_back();
      row.text = text_of(in_.article, q.inner);
      row.use = name_of(q.use), row.words = q.words;
      row.wording = row_hash(folded(row.text));
      row.attribution = i < speakers.size() ? known(speakers[i], out_.attributions.size()) : -1;
      place(q.spans, row);
      if (q.use == QuoteUse::kStatement) ++out_.counts.quotations;
      if (row.attribution < 0) continue;
      row.source = out_.attributions[static_cast<std::size_t>(row.attribution)].source;
      if (row.source < 0) continue;
      SourceRow& speaker = out_.sources[static_cast<std::size_t>(row.source)];
      row.speaker = speaker.name;
      speaker.quotations += q.use == QuoteUse::kStatement;
    }
  }

  void take_claims() {
    for (const Claim& c : head(in_.claims)) {
      ClaimRow& row = out_.claims.emplace_back();
      row.text = text_of(in_.article, c.spans), row.by = c.by, row.rule = c.rule;
      row.type = name_of(c.type), row.sourced = name_of(c.sourced);
      row.attribution = known(c.attribution, out_.attributions.size());
      row.weight = c.weight;
      place(c.spans, row);
      out_.counts.unsourced += c.sourced == Sourced::kNone;
    }
    out_.counts.claims = static_cast<int>(in_.claims.size());
  }

  void take_findings() {
    for (const Finding& f : head(in_.findings)) {
      FindingRow& row = out_.findings.emplace_back();
      row.rule = f.rule, row.message = f.message, row.help = f.help;
      row.text = text_of(in_.article, f.spans);
      row.severity = name_of(f.severity), row.certainty = name_of(f.certainty);
      place(f.spans, row);
      out_.counts.errors += f.severity == Severity::kError;
      out_.counts.warnings += f.severity == Severity::kWarning;
      out_.counts.notes += f.severity == Severity::kNote;
    }
  }

  void take_score() {
    out_.score = in_.score.value, out_.score_reason = in_.score.reason;
    if (out_.score) out_.score_low = in_.score.low, out_.score_high = in_.score.high;
    out_.parts = in_.score.parts, out_.caps = in_.score.caps;
  }

  template <class Row>
  void place(const std::vector<ByteSpan>& spans, Row& row) const {
    if (spans.empty()) return;
    row.begin = index_.chars(spans.front().begin).value;
    row.end = index_.chars(spans.back().end).value;
  }

  static int known(int index, std::size_t size) {
    return index >= 0 && static_cast<std::size_t>(index) < size ? index : -1;
  }
  template <class T>
  static std::span<const T> head(const std::vector<T>& list) {
    return {list.data(), std::min(list.size(), kMostRows)};
  }

  const Analysis& in_;
  const NameLexicon& lexicon_;
  CharIndexer index_;
  ArticleRows out_;
};

}  // namespace

std::string plain_date(const std::string& date) {
  if (date.size() < 10) return {};
  for (std::size_t i = 0; i < 10; ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? date[i] != '-' : date[i] < '0' || date[i] > '9') return {};
  }
  return date.substr(0, 10);
}

std::string content_hash(const Article& a) {
  ContentHash hash;
  for (const std::string* part :
       {&a.title, &a.byline, &a.published, &a.publisher, &a.section, &a.url, &a.language, &a.dateline, &a.text})
    hash.add(*part);
  for (const Link& link : a.links) hash.add(link.href);
  return hash.hex();
}

ArticleRows make_rows(const Analysis& analysis, const NameLexicon& lexicon) {
  return RowMaker(analysis, lexicon).run();
}

}  // namespace onrecord

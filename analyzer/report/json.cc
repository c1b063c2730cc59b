#include "report/json.h"

#include <fmt/format.h>

#include <optional>

#include "editorial/analyzer.h"
#include "report/json_writer.h"
#include "report/links.h"

namespace onrecord {
namespace {

/// Writes one analysis. Members are in the order of the schema.
class AnalysisWriter {
 public:
  AnalysisWriter(const Analysis& analysis, JsonLayout layout, std::string& out)
      : analysis_(analysis), chars_(analysis.article.text), json_(out), page_(layout == JsonLayout::kPage) {}

  void write() {
    json_.begin_object();
    top("onrecord").text(program_version());
    write_ruleset();
    top("id").text(analysis_.article.id);
    top("text").text(analysis_.article.text);
    write_article();
    list("attributions", analysis_.attributions, [this](const Attribution& a) { write(a); });
    list("sources", analysis_.sources, [this](const Source& s) { write(s); });
    write_quotations();
    list("claims", analysis_.claims, [this](const Claim& c) { write(c); });
    list("findings", analysis_.findings, [this](const Finding& f) { write(f); });
    list("sentences", analysis_.sentences, [this](const SentenceView& s) { write(s); });
    write_score();
    if (page_) json_.line_break("");
    json_.end_object();
  }

 private:
  JsonWriter& top(std::string_view name) {
    if (page_) json_.line_break("  ");
    return json_.member(name);
  }

  template <class List, class Write>
  void list(std::string_view name, const List& values, Write write_one) {
    top(name).begin_array();
    for (const auto& value : values) {
      if (page_) json_.line_break("    ");
      write_one(value);
    }
    if (page_ && !values.empty()) json_.line_break("  ");
    json_.end_array();
  }

  void spans(const std::vector<ByteSpan>& list) {
    json_.begin_array();
    for (ByteSpan s : list) pair(chars_.chars(s.begin).value, chars_.chars(s.end).value);
    json_.end_array();
  }

  void pair(std::int64_t a, std::int64_t b) { json_.begin_array().number(a).number(b).end_array(); }

  void texts(std::string_view name, const std::vector<std::string>& list) {
    json_.member(name).begin_array();
    for (const std::string& s : list) json_.text(s);
    json_.end_array();
  }

  /// "a3" for index 2; null for -1.
  JsonWriter& reference(char kind, int index) {
    if (index < 0) return json_.null();
    const fmt::format_int digits(index + 1);
    reference_.assign(1, kind).append(digits.data(), digits.size());
    return json_.text(reference_);
  }

  void evidence(const std::vector<Evidence>& list) {
    json_.member("evidence").begin_array();
    for (const Evidence& e : list) {
      json_.begin_object().member("what").text(e.what);
      json_.member("weight").decimal(e.weight).end_object();
    }
    json_.end_array();
  }

  void role(std::string_view name, const Role& r) {
    json_.member(name).begin_object().member("spans");
    spans(r.spans);
    json_.member("text").text(r.text).end_object();
  }

  void write_ruleset() {
    top("ruleset").begin_object().member("name").text(analysis_.ruleset.name);
    json_.member("version").text(analysis_.ruleset.version).member("hash").text(analysis_.ruleset.hash).end_object();
  }

  void write_article() {
    const Article& a = analysis_.article;
    top("article").begin_object().member("path").text_or_null(a.path);
    json_.member("title").text_or_null(a.title).member("byline").text_or_null(a.byline);
    json_.member("published").text_or_null(a.published).member("publisher").text_or_null(a.publisher);
    json_.member("url").text_or_null(a.url).member("language").text(a.language);
    json_.member("dateline").text_or_null(a.dateline).member("words").number(analysis_.words);
    json_.member("blocks").begin_array();
    for (const Block& b : a.blocks) {
      json_.begin_object().member("kind").text(name_of(b.kind)).member("spans");
      spans({b.span});
      json_.end_object();
    }
    json_.end_array().end_object();
  }

  void write(const Attribution& a) {
    json_.begin_object().member("id");
    reference('a', a.id).member("type").text(name_of(a.type)).member("form").text(name_of(a.form));
    json_.member("stance").text(name_of(a.stance));
    role("source", a.source);
    role("cue", a.cue);
    role("content", a.content);
    json_.member("source_id");
    reference('s', a.source_id).member("medium").text_or_null(a.medium).member("via").text_or_null(a.via);
    json_.member("rule").text(a.rule).member("confidence").decimal(a.confidence);
    evidence(a.evidence);
    json_.member("parent");
    reference('a', a.parent).end_object();
  }

  void write(const Source& s) {
    json_.begin_object().member("id");
    reference('s', s.id).member("name").text_or_null(s.name).member("kind").text(name_of(s.kind));
    json_.member("role").text_or_null(s.role).member("affiliation").text_or_null(s.affiliation);
    json_.member("identified").boolean(s.identified).member("credibility").begin_object().member("grade");
    if (s.credibility.grade == '?') json_.null();
    else json_.text({&s.credibility.grade, 1});
    texts("why", s.credibility.why);
    json_.end_object();
    texts("flags", s.flags);
    json_.member("mentions");
    spans(s.mentions);
    write_registry(s.registry);
    json_.member("reason").text_or_null(s.reason).member("pronoun");
    if (s.gender == '?') json_.null();
    else json_.text({&s.gender, 1});
    json_.end_object();
  }

  void write_registry(const std::vector<RegistryEntry>& entries) {
    json_.member("registry").begin_array();
    for (const RegistryEntry& e : entries) {
      json_.begin_object().member("name").text(e.name).member("type").text_or_null(e.type);
      json_.member("country").text_or_null(e.country).member("ownership").text_or_null(e.ownership);
      json_.member("perennial").text_or_null(e.perennial).member("origin").text_or_null(e.origin).end_object();
    }
    json_.end_array();
  }

  void write_quotations() {
    const std::vector<int> speakers = quotation_attributions(analysis_);
    auto speaker = speakers.begin();
    list("quotations", analysis_.quotations, [&](const Quotation& q) { write(q, *speaker++); });
  }

  void write(const Quotation& q, int attribution) {
    json_.begin_object().member("spans");
    spans(q.spans);
    json_.member("use").text(name_of(q.use)).member("attribution");
    reference('a', attribution).member("words").number(q.words).member("closed").boolean(q.closed);
    json_.member("displayed").boolean(q.displayed).member("evidence").text(q.evidence).end_object();
  }

  void write(const Claim& c) {
    json_.begin_object().member("spans");
    spans(c.spans);
    json_.member("type").text(name_of(c.type)).member("sourced").text(name_of(c.sourced));
    json_.member("by").text_or_null(c.by).member("attribution");
    reference('a', c.attribution).member("weight").decimal(c.weight).member("rule").text_or_null(c.rule);
    evidence(c.evidence);
    json_.end_object();
  }

  void write(const Finding& f) {
    json_.begin_object().member("rule").text(f.rule).member("severity").text(name_of(f.severity));
    json_.member("certainty").text(name_of(f.certainty)).member("spans");
    spans(f.spans);
    json_.member("origin").begin_array();
    for (ByteSpan s : f.spans) {
      const OriginMap& map = analysis_.article.origin;
      pair(static_cast<std::int64_t>(map.origin(s.begin).value), static_cast<std::int64_t>(map.origin(s.end).value));
    }
    json_.end_array().member("message").text(f.message).member("why").text(f.why);
    texts("evidence", f.evidence);
    json_.member("help").text_or_null(f.help).end_object();
  }

  void write(const SentenceView& s) {
    json_.begin_object().member("spans");
    spans({s.span});
    json_.member("standing").text(name_of(s.standing)).end_object();
  }

  void write_score() {
    const Score& s = analysis_.score;
    top("score").begin_object().member("value");
    if (s.value) json_.number(*s.value);
    else json_.null();
    json_.member("interval");
    if (s.value) pair(s.low, s.high);
    else json_.null();
    json_.member("parts").begin_array();
    for (const ScorePart& p : s.parts) write(p);
    json_.end_array().member("caps").begin_array();
    for (const ScoreCap& c : s.caps)
      json_.begin_object().member("rule").text(c.rule).member("at_most").number(c.at_most).member("why").text(c.why)
          .end_object();
    json_.end_array().member("reason").text_or_null(s.reason).end_object();
  }

  void write(const ScorePart& p) {
    json_.begin_object().member("name").text(p.name).member("weight").decimal(p.weight).member("value");
    if (p.value) json_.decimal(*p.value);
    else json_.null();
    json_.member("numerator").decimal(p.numerator).member("denominator").decimal(p.denominator);
    json_.member("what").text_or_null(p.what);
    texts("raise", p.raise);
    json_.end_object();
  }

  const Analysis& analysis_;
  const CharIndexer chars_;
  JsonWriter json_;
  std::string reference_;  ///< being written
  const bool page_;
};

}  // namespace

void append_json(const Analysis& analysis, JsonLayout layout, std::string& out) {
  AnalysisWriter(analysis, layout, out).write();
  out += '\n';
}

void append_json_error(const Error& error, std::string& out) {
  JsonWriter json(out);
  json.begin_object().member("onrecord").text(program_version()).member("error").begin_object();
  json.member("message").text(error.message).member("path").text_or_null(error.path).member("line");
  if (error.line > 0) json.number(error.line);
  else json.null();
  json.member("help").text_or_null(error.help).end_object().end_object();
  out += '\n';
}

}  // namespace onrecord

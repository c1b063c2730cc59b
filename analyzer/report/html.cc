#include "report/html.h"

#include <fmt/format.h>
#include <sha2.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iterator>
#include <kainjow/mustache.hpp>
#include <vector>

#include "editorial/analyzer.h"
#include "report/html_text.h"
#include "report/links.h"

namespace onrecord {
namespace {
using kainjow::mustache::data;
using kainjow::mustache::list;

Result<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return unexpected({.message = "cannot read the template of the page",
                       .path = path.string(),
                       .help = "install OnRecord again, or set ONRECORD_HOME to the folder that holds reports/"});
  return std::string(std::istreambuf_iterator<char>(in), {});
}

/// RFC 4648, with padding.
std::string base64(const std::array<std::uint8_t, SHA256_DIGEST_LENGTH>& bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = i; j < i + 3; ++j) group = group << 8 | (j < bytes.size() ? bytes[j] : 0u);
    for (int shift = 18; shift >= 0; shift -= 6) out += kAlphabet[group >> shift & 63];
  }
  for (std::size_t i = bytes.size() % 3; i != 0 && i < 3; ++i) out[out.size() - (3 - i)] = '=';
  return out;
}

std::string sha256(const std::string& text) {
  SHA2_CTX context;
  SHA256Init(&context);
  SHA256Update(&context, reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  SHA256Final(digest.data(), &context);
  return "'sha256-" + base64(digest) + "'";
}

/// Controls have no place in a page; the template engine escapes what HTML gives a meaning.
std::string clean(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto c = static_cast<unsigned char>(out[i]);
    if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f) out[i] = ' ';
  }
  return out;
}

/// Sets a text and, as `has_NAME`, whether there is one.
void set(data& object, const std::string& name, std::string_view text) {
  object.set(name, clean(text));
  object.set("has_" + name, !text.empty());
}

data texts(const std::vector<std::string>& lines) {
  data out(data::type::list);
  for (const std::string& line : lines) {
    data item;
    item.set("text", clean(line));
    out.push_back(item);
  }
  return out;
}

void set_list(data& object, const std::string& name, const data& items) {
  object.set(name, items);
  object.set("has_" + name, items.is_non_empty_list());
}

std::string number(double value) { return fmt::format("{:g}", std::round(value * 100) / 100); }

std::string clipped(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return std::string(text.substr(0, most)) + "…";
}

std::string count(std::size_t n, std::string_view one) { return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s"); }

data evidence_of(const std::vector<Evidence>& evidence) {
  constexpr std::size_t kMost = 6;
  data out(data::type::list);
  for (std::size_t i = 0; i < std::min(evidence.size(), kMost); ++i) {
    data item;
    item.set("text", clean(evidence[i].what));
    item.set("has_weight", evidence[i].weight != 0);
    item.set("weight", fmt::format("{:+.2f}", evidence[i].weight));
    out.push_back(item);
  }
  return out;
}

/// Builds what the template is filled with.
class Page {
 public:
  explicit Page(const Analysis& analysis) : analysis_(analysis) {}

  data fill() {
    data page;
    fill_head(page);
    fill_tally(page);
    fill_score(page);
    page.set("article", article_html(analysis_));
    set_list(page, "findings", findings());
    set_list(page, "attributions", attributions());
    set_list(page, "sources", sources());
    set_list(page, "claims", claims());
    return page;
  }

 private:
  void fill_head(data& page) const {
    const Article& a = analysis_.article;
    page.set("language", clean(a.language.empty() ? "en" : a.language));
    set(page, "title", a.title.empty() ? a.id : a.title);
    set(page, "byline", a.byline);
    set(page, "published", a.published);
    set(page, "publisher", a.publisher);
    set(page, "path", a.path);
    page.set("words", count(static_cast<std::size_t>(std::max(analysis_.words, 0)), "word"));
    page.set("program", program_version());
    page.set("ruleset", clean(fmt::format("{} {}", analysis_.ruleset.name, analysis_.ruleset.version)));
    page.set("ruleset_hash", clean(analysis_.ruleset.hash));
  }

  void fill_tally(data& page) const {
    std::array<std::size_t, 3> by_severity{};
    for (const Finding& f : analysis_.findings) ++by_severity[static_cast<std::size_t>(f.severity)];
    page.set("errors", count(by_severity[0], "error"));
    page.set("warnings", count(by_severity[1], "warning"));
    page.set("notes", count(by_severity[2], "note"));
    std::array<std::size_t, 5> standing{};
    for (const SentenceView& s : analysis_.sentences) ++standing[static_cast<std::size_t>(s.standing)];
    page.set("sentences_ok", std::to_string(standing[static_cast<std::size_t>(SentenceStanding::kIdentified)]));
    page.set("sentences_weak", std::to_string(standing[static_cast<std::size_t>(SentenceStanding::kWeak)]));
    page.set("sentences_none", std::to_string(standing[static_cast<std::size_t>(SentenceStanding::kNone)]));
    page.set("sentences_free", std::to_string(standing[static_cast<std::size_t>(SentenceStanding::kNoClaim)]));
  }

  void fill_score(data& page) const {
    const Score& s = analysis_.score;
    page.set("scored", s.value.has_value());
    page.set("unscored", !s.value.has_value());
    page.set("score", std::to_string(s.value.value_or(0)));
    page.set("low", std::to_string(s.low));
    page.set("high", std::to_string(s.high));
    page.set("span", std::to_string(std::max(s.high - s.low, 1)));
    set(page, "reason", s.reason);
    data parts(data::type::list), caps(data::type::list);
    for (const ScorePart& p : s.parts) parts.push_back(part(p));
    for (const ScoreCap& c : s.caps) {
      data cap;
      cap.set("at_most", std::to_string(c.at_most));
      cap.set("why", clean(c.why));
      cap.set("rule", clean(c.rule));
      caps.push_back(cap);
    }
    set_list(page, "parts", parts);
    set_list(page, "caps", caps);
  }

  static data part(const ScorePart& p) {
    data out;
    out.set("name", clean(spoken(p.name)));
    out.set("weight", number(p.weight));
    out.set("applies", p.value.has_value());
    out.set("percent", number(std::round(p.value.value_or(0) * 100)));
    out.set("numerator", number(p.numerator));
    out.set("denominator", number(p.denominator));
    set(out, "what", p.what);
    out.set("short", clean(in_short(p.what)));
    set_list(out, "raise", texts(p.value.value_or(1) < 1 ? p.raise : std::vector<std::string>()));
    return out;
  }

  data findings() const {
    data out(data::type::list);
    std::size_t number = 0;
    for (std::size_t i : findings_in_text_order(analysis_)) out.push_back(finding(analysis_.findings[i], ++number));
    return out;
  }

  static data finding(const Finding& f, std::size_t number) {
    data out;
    out.set("number", std::to_string(number));
    out.set("placed", !f.spans.empty());
    out.set("severity", std::string(name_of(f.severity)));
    out.set("certainty", std::string(name_of(f.certainty)));
    out.set("rule", clean(f.rule));
    set(out, "message", f.message);
    set(out, "why", f.why);
    set(out, "help", f.help);
    set_list(out, "evidence", texts(f.evidence));
    return out;
  }

  data attributions() const {
    data out(data::type::list);
    for (const Attribution& a : analysis_.attributions) out.push_back(attribution(a));
    return out;
  }

  data attribution(const Attribution& a) const {
    constexpr std::size_t kClip = 400;
    data out;
    out.set("number", std::to_string(a.id + 1));
    const Source* s = source_of(a.source_id);
    out.set("who", clean(s == nullptr           ? "No source is named"
                         : s->name.empty()      ? std::string(name_of(s->kind))
                                                : s->name));
    set(out, "who_role", s == nullptr ? "" : s->role);
    set(out, "who_source", s == nullptr ? "" : std::to_string(s->id + 1));
    set_grade(out, s);
    out.set("type", std::string(name_of(a.type)));
    out.set("form", std::string(name_of(a.form)));
    set(out, "stance", a.stance == Stance::kAsserts ? "" : name_of(a.stance));
    set(out, "medium", a.medium);
    set(out, "via", a.via);
    set(out, "source", clipped(a.source.text, kClip));
    set(out, "cue", clipped(a.cue.text, kClip));
    set(out, "content", clipped(a.content.text, kClip));
    out.set("rule", clean(a.rule));
    out.set("percent", number(std::round(a.confidence * 100)));
    set_list(out, "evidence", evidence_of(a.evidence));
    set(out, "parent", a.parent < 0 ? "" : std::to_string(a.parent + 1));
    return out;
  }

  static void set_grade(data& out, const Source* s) {
    const bool graded = s != nullptr && s->credibility.grade != '?';
    set(out, "grade", graded ? std::string_view(&s->credibility.grade, 1) : std::string_view());
    set_list(out, "grade_why", texts(graded ? s->credibility.why : std::vector<std::string>()));
  }

  const Source* source_of(int id) const {
    const bool known = id >= 0 && static_cast<std::size_t>(id) < analysis_.sources.size();
    return known ? &analysis_.sources[static_cast<std::size_t>(id)] : nullptr;
  }

  data sources() const {
    std::vector<data> said(analysis_.sources.size(), data(data::type::list));
    for (const Attribution& a : analysis_.attributions) {
      if (source_of(a.source_id) == nullptr) continue;
      data link;
      link.set("number", std::to_string(a.id + 1));
      said[static_cast<std::size_t>(a.source_id)].push_back(link);
    }
    data out(data::type::list);
    for (std::size_t i = 0; i < analysis_.sources.size(); ++i) out.push_back(source(analysis_.sources[i], said[i]));
    return out;
  }

  data source(const Source& s, const data& said) const {
    data out;
    out.set("number", std::to_string(s.id + 1));
    out.set("name", clean(s.name.empty() ? "(nobody named)" : s.name));
    out.set("kind", std::string(name_of(s.kind)));
    set(out, "role", s.role);
    set(out, "affiliation", s.affiliation);
    out.set("identified", s.identified);
    set_grade(out, &s);
    set(out, "anonymous_reason", s.reason);
    set_list(out, "flags", texts(s.flags));
    set_list(out, "said", said);
    set_list(out, "registry", registry(s.registry));
    return out;
  }

  static data registry(const std::vector<RegistryEntry>& entries) {
    data out(data::type::list);
    for (const RegistryEntry& e : entries) {
      std::string line = e.name;
      for (const std::string* part : {&e.type, &e.country, &e.ownership})
        if (!part->empty()) line += ", " + *part;
      if (!e.perennial.empty()) line += ", Wikipedia: " + e.perennial;
      data item;
      item.set("text", clean(line));
      set(item, "origin", e.origin);
      out.push_back(item);
    }
    return out;
  }

  data claims() const {
    constexpr std::size_t kClip = 200;
    data out(data::type::list);
    for (std::size_t i = 0; i < analysis_.claims.size(); ++i) {
      const Claim& c = analysis_.claims[i];
      data item;
      item.set("number", std::to_string(i + 1));
      item.set("type", std::string(name_of(c.type)));
      item.set("unsourced", c.sourced == Sourced::kNone);
      item.set("sourced", std::string(name_of(c.sourced)));
      set(item, "by", c.by);
      set(item, "attribution", c.attribution < 0 ? "" : std::to_string(c.attribution + 1));
      item.set("text", clean(c.spans.empty() ? "" : clipped(analysis_.article.view(c.spans.front()), kClip)));
      set(item, "rule", c.rule);
      set_list(item, "evidence", evidence_of(c.evidence));
      out.push_back(item);
    }
    return out;
  }

  const Analysis& analysis_;
};

/// Of a page that is part of a folder of pages: what lies beside it may be loaded, also from a disk.
constexpr std::string_view kSitePolicy = "default-src 'none'; style-src 'self' file:; script-src 'self' file:; img-src "
                                         "data:; base-uri 'none'; form-action 'none'";

}  // namespace

Result<HtmlReport> HtmlReport::load(const std::filesystem::path& templates) {
  HtmlReport out;
  const std::pair<const char*, std::string*> files[] = {
      {"page.html", &out.template_}, {"page.css", &out.style_}, {"page.js", &out.script_}};
  for (auto [name, text] : files) {
    auto read = read_file(templates / name);
    if (!read) return unexpected(read.error());
    *text = std::move(*read);
  }
  kainjow::mustache::mustache parsed(out.template_);
  if (!parsed.is_valid())
    return unexpected({.message = parsed.error_message(), .path = (templates / "page.html").string()});
  out.policy_ = fmt::format("default-src 'none'; style-src {}; script-src {}; img-src data:; base-uri 'none'; "
                            "form-action 'none'", sha256(out.style_), sha256(out.script_));
  return out;
}

std::string HtmlReport::write(const Analysis& analysis, const HtmlPageOptions& options) const {
  data page = Page(analysis).fill();
  page.set("policy", options.assets.empty() ? policy_ : std::string(kSitePolicy));
  page.set("style", style_);
  page.set("script", script_);
  set(page, "assets", options.assets);
  set(page, "home", options.home);
  kainjow::mustache::mustache parsed(template_);
  parsed.set_custom_escape([](const std::string& text) { return html_escaped(text); });
  return parsed.render(page);
}

}  // namespace onrecord

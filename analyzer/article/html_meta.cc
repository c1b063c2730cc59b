#include "article/html_meta.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <optional>

namespace onrecord {
namespace {

namespace json = boost::json;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string lower_copy(std::string_view s) {
  std::string out(s);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

// White space squeezed, no-break spaces made plain.
std::string squeeze(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const bool no_break = s[i] == '\xC2' && i + 1 < s.size() && s[i + 1] == '\xA0';
    i += no_break;
    if (!no_break && !is_space(s[i])) out += s[i];
    else if (!out.empty() && out.back() != ' ') out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// Entities and tags inside JSON or attribute values, which many systems leave there: parsed as a small page.
std::string plain_text(std::string_view value) {
  if (value.find_first_of("&<") == std::string_view::npos) return squeeze(value);
  const std::string markup(value.substr(0, 1 << 20));
  Result<HtmlDom> dom = HtmlDom::parse(markup, 64u << 20);
  return dom && dom->size() > 0 ? squeeze(dom->inner_text(0, markup.size())) : squeeze(value);
}

// ---- JSON-LD ----

std::string string_of(const json::value& v) {
  if (v.is_string()) return std::string(v.as_string());
  if (v.is_array() && !v.as_array().empty()) return string_of(v.as_array().front());
  return {};
}

std::string field(const json::object& o, std::string_view name) {
  const json::value* v = o.if_contains(name);
  return v == nullptr ? std::string() : string_of(*v);
}

// Names in {"name": ..}, [..] or "..": joined by "; ".
std::string names_of(const json::value& v) {
  if (v.is_string()) return plain_text(std::string_view(v.as_string()));
  if (v.is_object()) return plain_text(field(v.as_object(), "name"));
  std::string all;
  if (!v.is_array()) return all;
  for (const json::value& one : v.as_array()) {
    const std::string name = one.is_array() ? std::string() : names_of(one);
    if (!name.empty() && all.find(name) == std::string::npos) all += (all.empty() ? "" : "; ") + name;
  }
  return all;
}

bool is_article_type(std::string_view type) {
  return type.ends_with("Article") || type.ends_with("Posting") || type == "Report" || type == "Review" ||
         type == "Recipe" || type == "BlogPost";
}

/// Reads the page's JSON-LD scripts.
class LinkedData {
 public:
  void read(const std::string& script) {
    std::string clean = script;  // raw line breaks inside strings are common and not JSON
    std::replace_if(clean.begin(), clean.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    json::parse_options options;
    options.allow_comments = true;
    options.allow_trailing_commas = true;
    json::error_code error;
    const json::value root = json::parse(clean, error, {}, options);
    if (!error) walk(root);
  }

  const HtmlMetadata& found() const { return found_; }

 private:
  // Breadth first over everything nested; what is found first stands.
  void walk(const json::value& root) {
    std::vector<const json::value*> queue = {&root};
    for (std::size_t i = 0; i < queue.size() && i < 10000; ++i) {
      if (queue[i]->is_array()) {
        for (const json::value& v : queue[i]->as_array()) queue.push_back(&v);
      } else if (queue[i]->is_object()) {
        take(queue[i]->as_object());
        for (const auto& member : queue[i]->as_object()) {
          if (!member.value().is_string()) queue.push_back(&member.value());
        }
      }
    }
  }

  void take(const json::object& o) {
    const std::string type = field(o, "@type");
    const bool article = is_article_type(type);
    const bool page = type.ends_with("Page");
    if (article || (page && o.contains("headline"))) {
      set(found_.title, plain_text(field(o, "headline")));
      set(found_.article_body, plain_text(field(o, "articleBody")));
      if (const json::value* author = o.if_contains("author")) set(found_.byline, names_of(*author));
      if (const json::value* publisher = o.if_contains("publisher")) set(found_.publisher, names_of(*publisher));
      set(found_.section, plain_text(field(o, "articleSection")));
      set(found_.url, field(o, "url"));
    }
    if (article || page) {
      set(found_.published, field(o, "datePublished"));
      set(found_.language, field(o, "inLanguage"));
    }
  }

  static void set(std::string& target, std::string value) {
    if (target.empty()) target = std::move(value);
  }

  HtmlMetadata found_;
};

// ---- dates ----

struct Date {
  int year = 0, month = 0, day = 0;
};

std::string iso(const Date& d) {
  const bool real = d.year >= 1970 && d.year <= 2100 && d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= 31;
  if (!real) return {};
  std::array<char, 16> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02d-%02d", d.year % 10000, d.month % 100, d.day % 100);
  return out.data();
}

/// A word, number or mark of a date.
struct DatePart {
  int number = -1;           // -1: not a number
  std::size_t digits = 0;
  int month = 0;
  char before = ' ';         // the character before it
};

std::vector<DatePart> date_parts(std::string_view text, const HtmlLexicon* lexicon) {
  std::vector<DatePart> parts;
  const std::string lowered = lower_copy(text.substr(0, 400));
  for (const std::string_view word : split_words(lowered)) {
    DatePart part;
    const std::size_t at = static_cast<std::size_t>(word.data() - lowered.data());
    part.before = at == 0 ? ' ' : lowered[at - 1];
    std::size_t digits = 0;
    while (digits < word.size() && is_digit(word[digits])) ++digits;
    if (digits > 0 && digits <= 8) {
      part.number = std::atoi(std::string(word.substr(0, digits)).c_str());
      part.digits = digits;
    }
    if (digits == 0 && lexicon != nullptr) part.month = lexicon->month(word);
    parts.push_back(part);
  }
  return parts;
}

bool is_year(const DatePart& p) { return p.digits == 4 && p.number >= 1970 && p.number <= 2100; }
bool is_day(const DatePart& p) { return p.digits > 0 && p.digits <= 2 && p.number >= 1 && p.number <= 31; }
bool is_month(const DatePart& p) { return p.digits > 0 && p.digits <= 2 && p.number >= 1 && p.number <= 12; }

std::optional<Date> named_date(const std::vector<DatePart>& p, std::size_t i) {
  if (p[i].month == 0) return std::nullopt;
  const auto part = [&](std::size_t k) { return k < p.size() ? p[k] : DatePart(); };
  if (is_day(part(i + 1)) && is_year(part(i + 2))) return Date{part(i + 2).number, p[i].month, part(i + 1).number};
  // "3 de mayo de 2026": up to one word between
  for (std::size_t gap = 1; gap <= 2 && gap <= i; ++gap) {
    for (std::size_t after = 1; after <= 2; ++after) {
      if (is_day(p[i - gap]) && is_year(part(i + after))) {
        return Date{part(i + after).number, p[i].month, p[i - gap].number};
      }
    }
  }
  return std::nullopt;
}

std::optional<Date> numeric_date(const std::vector<DatePart>& p, std::size_t i, bool day_first) {
  if (p[i].digits == 8) {
    const Date d{p[i].number / 10000, p[i].number / 100 % 100, p[i].number % 100};
    if (!iso(d).empty()) return d;
  }
  if (i + 2 >= p.size()) return std::nullopt;
  const DatePart &a = p[i], &b = p[i + 1], &c = p[i + 2];
  const bool joined = b.before == c.before && (b.before == '-' || b.before == '/' || b.before == '.' || b.before == ' ');
  if (!joined && !(b.before == '.' && c.before == ' ')) return std::nullopt;
  if (b.before == ' ') return std::nullopt;
  if (is_year(a) && is_month(b) && is_day(c)) return Date{a.number, b.number, c.number};
  if (!is_year(c)) return std::nullopt;
  if (is_day(a) && is_month(b) && (day_first || b.before == '.' || !is_month(a))) return Date{c.number, b.number, a.number};
  if (is_month(a) && is_day(b)) return Date{c.number, a.number, b.number};
  return std::nullopt;
}

// ---- titles ----

std::string title_key(std::string_view s) {
  std::string key;
  for (const char c : squeeze(s)) {
    const bool kept = is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ' ||
                      static_cast<unsigned char>(c) >= 0x80;
    if (kept) key += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return key;
}

// Share of the words of `a` that stand in `b`.
double contained(const std::string& a, const std::string& b) {
  const std::vector<std::string_view> words = split_words(a), others = split_words(b);
  if (words.empty()) return 0;
  const auto hits = std::count_if(words.begin(), words.end(), [&](std::string_view w) {
    return std::find(others.begin(), others.end(), w) != others.end();
  });
  return static_cast<double>(hits) / static_cast<double>(words.size());
}

// "Port reopens | The Harbour Post": the longer side of the last separator is the title.
std::string without_site(const std::string& title, const std::string& site) {
  static constexpr std::array<std::string_view, 8> kSeparators = {" | ", " - ", " \u2013 ", " \u2014 ",
                                                                  " :: ", " \u00bb ", " \u00b7 ", " // "};
  std::size_t at = std::string::npos, size = 0;
  for (const std::string_view separator : kSeparators) {
    const std::size_t found = title.rfind(separator);
    if (found == std::string::npos || (at != std::string::npos && found < at)) continue;
    at = found;
    size = separator.size();
  }
  if (at == std::string::npos) return title;
  const std::string left = title.substr(0, at), right = title.substr(at + size);
  if (!site.empty() && title_key(left) == title_key(site)) return right;
  if (!site.empty() && title_key(right) == title_key(site)) return left;
  const auto n_left = split_words(left).size(), n_right = split_words(right).size();
  if (n_right <= 4 && n_left >= n_right) return left;
  if (n_left <= 2 && n_right >= 4) return right;
  return title;
}

/// Collects from the document and decides.
class MetadataFinder {
 public:
  MetadataFinder(const HtmlDom& dom, const HtmlPage& page, const HtmlLexicon* lexicon)
      : dom_(dom), page_(page), lexicon_(lexicon) {}

  HtmlMetadata run(const std::vector<std::string>& scripts) {
    for (const std::string& script : scripts) linked_.read(script);
    for (int i = 0; i < dom_.size(); ++i) {
      if (!dom_.node(i).is_text) visit(i);
    }
    out_.article_body = linked_.found().article_body;
    out_.description = meta({"og:description", "description", "twitter:description"});
    choose_simple();
    choose_title();
    choose_date();
    choose_byline();
    return std::move(out_);
  }

 private:
  const HtmlNodeFacts& facts(int i) const { return page_.facts[static_cast<std::size_t>(i)]; }

  void visit(int i) {
    switch (dom_.node(i).tag) {
      case GUMBO_TAG_META: read_meta(i); break;
      case GUMBO_TAG_LINK: read_link(i); break;
      case GUMBO_TAG_HTML: html_language_ = attribute(i, "lang"); break;
      case GUMBO_TAG_TITLE:
        if (page_title_.empty()) page_title_ = squeeze(dom_.inner_text(i));
        break;
      case GUMBO_TAG_TIME: read_time(i); break;
      default: break;
    }
    read_item(i);
  }

  std::string attribute(int i, const char* name) const { return squeeze(dom_.attribute(i, name).substr(0, 8192)); }

  void read_meta(int i) {
    const std::string content = plain_text(dom_.attribute(i, "content"));
    if (content.empty()) return;
    for (const char* key : {"property", "name", "itemprop", "http-equiv"}) {
      const std::string name = lower_copy(attribute(i, key));
      if (!name.empty()) metas_.emplace_back(name, content);
    }
  }

  void read_link(int i) {
    if (lower_copy(attribute(i, "rel")) == "canonical" && out_.url.empty()) out_.url = attribute(i, "href");
  }

  void read_time(int i) {
    const std::string date = find_date(attribute(i, "datetime"), lexicon_, false);
    const bool aside = facts(i).inherited.junk >= 1 || (facts(i).places & (kInAside | kInFooter | kInNav));
    if (!date.empty() && !aside) times_.push_back(date);
  }

  // Microdata and rel="author".
  void read_item(int i) {
    const std::string prop = lower_copy(attribute(i, "itemprop"));
    const std::string rel = lower_copy(attribute(i, "rel"));
    if (dom_.node(i).tag != GUMBO_TAG_META && prop.find("datepublished") != std::string::npos) {
      const std::string stated = attribute(i, "datetime").empty() ? attribute(i, "content") : attribute(i, "datetime");
      metas_.emplace_back("datepublished", stated.empty() ? dom_.inner_text(i, 200) : stated);
    }
    if (facts(i).places & (kInHead | kInAside | kInFooter | kInNav)) return;
    if (rel == "author") authors_.emplace_back(3, i);
    if (prop.find("author") != std::string::npos) authors_.emplace_back(2, i);
  }

  std::string meta(std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names) {
      for (const auto& [key, content] : metas_) {
        if (key == name) return content;
      }
    }
    return {};
  }

  static void set(std::string& target, const std::string& value) {
    if (target.empty()) target = value;
  }

  void choose_simple() {
    set(out_.url, meta({"og:url", "twitter:url"}));
    set(out_.url, linked_.found().url);
    set(out_.publisher, meta({"og:site_name"}));
    set(out_.publisher, linked_.found().publisher);
    set(out_.publisher, meta({"publisher", "dc.publisher", "application-name", "citation_journal_title"}));
    set(out_.section, meta({"article:section", "og:article:section", "parsely-section", "section"}));
    set(out_.section, linked_.found().section);
    set(out_.language, html_language_);
    set(out_.language, meta({"content-language", "language", "dc.language", "og:locale"}));
    set(out_.language, linked_.found().language);
    std::replace(out_.language.begin(), out_.language.end(), '_', '-');
  }

  void choose_title() {
    const std::array<std::string, 4> stated = {meta({"og:title"}), linked_.found().title, meta({"twitter:title", "dc.title", "citation_title"}),
                                               page_title_};
    double best = 0;
    for (const HtmlBlock& block : page_.blocks) {
      const double score = headline_score(block, stated);
      if (score <= best) continue;
      best = score;
      out_.title = squeeze(block.text);
    }
    if (best >= 1) return;
    const auto first = std::find_if(stated.begin(), stated.end(), [](const std::string& s) { return !s.empty(); });
    if (first != stated.end()) out_.title = without_site(*first, out_.publisher);
  }

  // A heading of the page that says what the metadata say: 1 or more.
  double headline_score(const HtmlBlock& block, const std::array<std::string, 4>& stated) const {
    const GumboTag tag = dom_.node(block.element).tag;
    const bool heading = tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6;
    const bool headline = heading || facts(block.element).places & kInHeading;
    if (!headline || block.words.empty() || block.words.size() > 60) return 0;
    const std::string key = title_key(block.text);
    if (!out_.publisher.empty() && key == title_key(out_.publisher) && key != title_key(stated[0])) return 0;
    double agreement = 0;
    for (const std::string& title : stated) {
      if (title.empty()) continue;
      const std::string other = title_key(title);
      const double both = contained(key, other) * (0.4 + 0.6 * contained(other, key));
      agreement = std::max(agreement, both);
    }
    const double place = tag == GUMBO_TAG_H1 ? 0.55 : tag == GUMBO_TAG_H2 ? 0.15 : 0.05;
    const bool outside = facts(block.first).places & (kInAside | kInFooter | kInNav | kInHidden);
    const double length = block.words.size() >= 3 ? 0.1 : -0.1;
    return agreement + place + length - (outside ? 0.5 : 0) + (facts(block.first).places & (kInArticle | kInMain) ? 0.1 : 0);
  }

  bool day_first() const { return !out_.language.starts_with("en-US") && out_.language != "en"; }

  void choose_date() {
    const std::string stated[] = {
        linked_.found().published,
        meta({"article:published_time", "og:article:published_time", "datepublished", "article:published",
              "parsely-pub-date", "sailthru.date", "publishdate", "publish-date", "pubdate", "publication_date",
              "date.published", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "citation_date",
              "citation_publication_date", "citation_online_date", "originalpublicationdate", "rnews:datepublished",
              "article.published", "og:published_time", "og:pubdate", "published_time_telegram", "published-date",
              "date", "article_date_original", "cxenseparse:recs:publishtime", "datecreated"})};
    for (const std::string& s : stated) set(out_.published, find_date(s, lexicon_, day_first()));
    set(out_.published, date_of_url());
    if (!times_.empty()) set(out_.published, times_.front());
    set(out_.published, visible_date());
    for (const char* name : {"og:updated_time", "article:modified_time", "last-modified", "dcterms.modified"}) {
      set(out_.published, find_date(meta({name}), lexicon_, day_first()));
    }
  }

  // "/2026/01/24/" in the address.
  std::string date_of_url() const {
    const std::string& url = out_.url;
    for (std::size_t at = url.find('/'); at != std::string::npos; at = url.find('/', at + 1)) {
      const std::string_view tail = std::string_view(url).substr(at + 1, 11);
      if (tail.size() >= 10 && is_digit(tail[0]) && (tail[4] == '/' || tail[4] == '-')) {
        const std::string date = find_date(tail.substr(0, 10), nullptr, false);
        if (!date.empty()) return date;
      }
    }
    return {};
  }

  // A short block with a date, in or near the article: class names that say so first.
  std::string visible_date() const {
    std::string found;
    for (const HtmlBlock& block : page_.blocks) {
      if (block.text.size() > 160 || (facts(block.first).places & (kInAside | kInNav))) continue;
      std::string date = find_date(block.text, lexicon_, day_first());
      if (date.empty()) continue;
      if (named_like(block.first, "date") || named_like(block.first, "time") || named_like(block.first, "publish")) {
        return date;
      }
      if (found.empty() && block.words.size() < 14) found = std::move(date);
    }
    return found;
  }

  // True if the class or id of the node or one of the three elements above it contains `word`.
  bool named_like(int node, std::string_view word) const {
    for (int i = node, steps = 0; i >= 0 && steps < 4; i = dom_.node(i).parent, ++steps) {
      if (dom_.node(i).is_text) continue;
      for (const char* name : {"class", "id", "data-testid"}) {
        if (lower_copy(dom_.attribute(i, name)).find(word) != std::string::npos) return true;
      }
    }
    return false;
  }

  void choose_byline() {
    set(out_.byline, clean_name(linked_.found().byline));
    for (const char* name : {"author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
                             "citation_author", "byl", "article:author_name", "twitter:data1"}) {
      if (name == std::string_view("twitter:data1") && lower_copy(meta({"twitter:label1"})).find("writ") == std::string::npos) continue;
      set(out_.byline, clean_name(meta({name})));
    }
    std::stable_sort(authors_.begin(), authors_.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (const auto& [rank, node] : authors_) set(out_.byline, clean_name(dom_.inner_text(node, 200)));
    if (out_.byline.empty() || title_key(out_.byline) == title_key(out_.publisher)) {  // a person says more
      if (std::string visible = visible_byline(); !visible.empty()) out_.byline = std::move(visible);
    }
  }

  std::string visible_byline() const {
    for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
      const HtmlBlock& block = page_.blocks[i];
      if (block.words.empty() || block.words.size() > 16) continue;
      if (facts(block.first).places & (kInAside | kInNav | kInFooter)) continue;
      const bool named = named_like(block.first, "author") || named_like(block.first, "byline");
      std::string name;
      const bool dated = !find_date(block.text, lexicon_, false).empty();
      if (dated) name = clean_name(behind_prefix(block.text));  // "Posted on May 3, 2024 by Ines Calder"
      if (!name.empty()) return name;
      if (is_prefix(block.lowered)) {  // "By" apart from the name
        if (i + 1 < page_.blocks.size() && page_.blocks[i + 1].words.size() <= 6) name = clean_name(page_.blocks[i + 1].text);
      } else if (named || has_prefix(block.lowered)) {
        name = clean_name(block.text);
      }
      if (!name.empty()) return name;
    }
    return {};
  }

  bool is_prefix(std::string_view lowered) const {
    if (lexicon_ == nullptr) return false;
    while (lowered.ends_with(':') || lowered.ends_with(' ')) lowered.remove_suffix(1);
    const auto& prefixes = lexicon_->byline_prefixes();
    return std::find(prefixes.begin(), prefixes.end(), lowered) != prefixes.end();
  }

  // What follows the first such word inside `text`.
  std::string behind_prefix(const std::string& text) const {
    if (lexicon_ == nullptr) return {};
    const std::string lowered = lower_copy(text);
    for (const std::string& prefix : lexicon_->byline_prefixes()) {
      const std::size_t at = lowered.find(" " + prefix + " ");
      if (at != std::string::npos) return text.substr(at + prefix.size() + 2);
    }
    return {};
  }

  bool has_prefix(std::string_view lowered) const {
    if (lexicon_ == nullptr) return false;
    const auto& prefixes = lexicon_->byline_prefixes();
    return std::any_of(prefixes.begin(), prefixes.end(), [&](const std::string& p) { return lowered.starts_with(p + " "); });
  }

  // An author as a person or desk is called; empty if `text` is an address, the site, or too long for a name.
  std::string clean_name(std::string text) const {
    text = squeeze(text);
    strip_prefix(text);
    for (const std::string_view stop : {" | ", "\n", " \u2022 ", " \u00b7 ", " \u2013 ", " - ", "@", " ("}) {
      text = text.substr(0, text.find(stop));
    }
    text = squeeze(text);
    if (const std::size_t comma = text.find(','); comma != std::string::npos && !find_date(text, lexicon_, false).empty())
      text.resize(comma);  // "Ines Calder, May 3, 2024"
    while (!text.empty() && (text.back() == ',' || text.back() == ':' || ends_a_phrase(text))) text.pop_back();
    const bool address = text.find("://") != std::string::npos || text.find("www.") != std::string::npos;
    if (address || text.size() < 2 || text.size() > 120 || text.find('*') != std::string::npos) return {};
    if (split_words(text).size() > 12 || !find_date(text, lexicon_, false).empty()) return {};
    return is_prefix(lower_copy(text)) ? std::string() : text;
  }

  // A full stop that is not one of "Jr." or of an initial.
  static bool ends_a_phrase(std::string_view text) {
    if (!text.ends_with('.')) return false;
    const std::size_t space = text.rfind(' ');
    return space == std::string_view::npos || text.size() - space > 4;
  }

  void strip_prefix(std::string& text) const {
    if (lexicon_ == nullptr) return;
    const std::string lowered = lower_copy(text);
    std::size_t longest = 0;
    for (const std::string& prefix : lexicon_->byline_prefixes()) {
      const bool whole = lowered.starts_with(prefix) && lowered.size() > prefix.size() &&
                         (lowered[prefix.size()] == ' ' || lowered[prefix.size()] == ':');
      if (whole) longest = std::max(longest, prefix.size() + 1);
    }
    if (longest == 0) return;
    text = squeeze(std::string_view(text).substr(longest));
    strip_prefix(text);
  }

  const HtmlDom& dom_;
  const HtmlPage& page_;
  const HtmlLexicon* lexicon_;
  LinkedData linked_;
  HtmlMetadata out_;
  std::vector<std::pair<std::string, std::string>> metas_;
  std::vector<std::pair<int, int>> authors_;  // rank, node
  std::vector<std::string> times_;
  std::string page_title_, html_language_;
};

}  // namespace

std::string find_date(std::string_view text, const HtmlLexicon* lexicon, bool day_first) {
  const std::vector<DatePart> parts = date_parts(text, lexicon);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::optional<Date> date = named_date(parts, i);
    if (!date && parts[i].number >= 0) date = numeric_date(parts, i, day_first);
    if (date && !iso(*date).empty()) return iso(*date);
  }
  return {};
}

HtmlMetadata find_metadata(const HtmlDom& dom, const HtmlPage& page, const std::vector<std::string>& json_ld,
                           const HtmlLexicon* lexicon) {
  return MetadataFinder(dom, page, lexicon).run(json_ld);
}

}  // namespace onrecord

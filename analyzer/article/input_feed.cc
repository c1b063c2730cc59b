#include "article/input_feed.h"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>

#include "article/encoding.h"
#include "article/html.h"
#include "article/html_meta.h"
#include "article/html_text.h"

namespace onrecord {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
constexpr std::string_view kCdata = "<![CDATA[";

bool begins_tag(std::string_view s, std::string_view tag) {
  if (!s.starts_with(tag) || s.size() == tag.size()) return false;
  const char next = s[tag.size()];
  return next == '>' || next == '/' || next == ' ' || next == '\t' || next == '\n' || next == '\r';
}

std::string child_text(const pugi::xml_node& node, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    std::string text = node.child(name).child_value();
    if (!text.empty()) return text;
  }
  return {};
}

/// Text with tags taken out and entities decoded: titles are often HTML.
std::string plain(const std::string& html, const InputOptions& options) {
  if (html.find_first_of("<&") == std::string::npos) return html;
  HtmlOptions reading;
  reading.lexicon = options.html_lexicon;
  reading.whole = true;
  Result<Article> article = read_html(html, reading);
  return article ? article->text : html;
}

/// The element that holds most of the article.
pugi::xml_node fullest(const pugi::xml_node& item) {
  pugi::xml_node best;
  std::size_t most = 0;
  for (const char* name : {"content:encoded", "content", "description", "summary"}) {
    const pugi::xml_node node = item.child(name);
    std::size_t size = 0;
    for (const pugi::xml_node& part : node.children()) size += std::char_traits<char>::length(part.value()) + 1;
    if (size > most) {
      best = node;
      most = size;
    }
  }
  return best;
}

/// The content of an element as the item's bytes have it.
std::string_view raw_content(std::string_view item, const pugi::xml_node& node) {
  const auto name_at = static_cast<std::size_t>(node.offset_debug());
  const std::size_t begin = item.find('>', name_at);
  const std::size_t end = item.find("</" + std::string(node.name()), begin);
  if (begin == kNowhere || end == kNowhere) return {};
  return item.substr(begin + 1, end - begin - 1);
}

/// Markup of the content with the way back to the item.
struct Content {
  std::string markup;
  std::vector<OriginRun> runs;
};

Content content_of(std::string_view item, const pugi::xml_node& node) {
  Content out;
  const std::string_view raw = raw_content(item, node);
  const auto base = static_cast<std::uint64_t>(raw.data() - item.data());
  const bool xhtml = std::string_view(node.attribute("type").value()) == "xhtml";
  for (std::size_t at = 0; at < raw.size() && !raw.empty();) {
    const std::size_t cdata = xhtml ? kNowhere : raw.find(kCdata, at);
    const std::string_view before = raw.substr(at, cdata == kNowhere ? cdata : cdata - at);
    pugi::xml_document piece;
    std::string decoded(before);
    if (!xhtml && piece.load_buffer(("<x>" + decoded + "</x>").c_str(), decoded.size() + 7, pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8))
      decoded = piece.first_child().child_value();
    for (const OriginRun& run : align_entities(decoded, before))
      append_run(out.runs, out.markup.size() + run.text_begin.value, base + at + run.origin_begin.value, run.text_size,
                 run.origin_size);
    out.markup += decoded;
    if (cdata == kNowhere) break;
    const std::size_t begin = cdata + kCdata.size();
    const std::size_t end = std::min(raw.find("]]>", begin), raw.size());
    append_run(out.runs, out.markup.size(), base + begin, end - begin, end - begin);
    out.markup += raw.substr(begin, end - begin);
    at = std::min(end + 3, raw.size());
  }
  return out;
}

std::string link_of(const pugi::xml_node& item) {
  for (const pugi::xml_node& link : item.children("link")) {
    const std::string_view rel = link.attribute("rel").value();
    if (link.attribute("href") && (rel.empty() || rel == "alternate")) return link.attribute("href").value();
    if (*link.child_value() != '\0') return link.child_value();
  }
  return {};
}

/// RSS asks for an address and offers the name behind it: "desk@courier.example (Tamsin Okoro)".
std::string author_of(const pugi::xml_node& item) {
  if (const pugi::xml_node author = item.child("author"); author.child("name")) return author.child_value("name");
  const std::string given = child_text(item, {"dc:creator", "author"});
  const std::size_t open = given.find(" ("), at = given.find('@');
  const bool named = at < open && open != std::string::npos && given.ends_with(')');
  return named ? given.substr(open + 2, given.size() - open - 3) : given;
}

}  // namespace

bool is_feed(std::string_view head) {
  const std::string_view start = head.substr(0, 4096);
  for (const std::string_view root : {"<rss", "<feed", "<rdf:RDF"}) {
    const std::size_t at = start.find(root);
    if (at != kNowhere && begins_tag(start.substr(at), root)) return true;
  }
  return false;
}

FeedItemScan::Step FeedItemScan::pass(std::string_view view, std::string_view close) {
  const std::size_t end = view.find(close, inside_);
  if (end == kNowhere) {
    inside_ = std::max(inside_, view.size() - std::min(view.size(), close.size()));
    return Step::kWait;
  }
  at_ = end + close.size();
  inside_ = 0;
  return Step::kOn;
}

FeedItemScan::Step FeedItemScan::step(std::string_view view) {
  const std::string_view rest = view.substr(at_);
  if (rest.size() < kCdata.size()) return Step::kWait;
  const std::string_view close = rest.starts_with(kCdata) ? "]]>" : rest.starts_with("<!--") ? "-->" : "";
  if (!close.empty()) {
    inside_ = std::max(inside_, at_ + 4);
    return pass(view, close);
  }
  const bool begin = wanted_ == Wanted::kBegin;
  if (begin && (begins_tag(rest, "<item") || begins_tag(rest, "<entry"))) return Step::kFound;
  for (const std::string_view tag : {std::string_view("</item>"), std::string_view("</entry>")}) {
    if (begin || !rest.starts_with(tag)) continue;
    at_ += tag.size();
    return Step::kFound;
  }
  ++at_;
  return Step::kOn;
}

std::size_t FeedItemScan::operator()(std::string_view view, std::size_t) {
  // Tags may stand at the very end, where step() waits for more that does not come.
  for (;;) {
    at_ = std::min(view.find('<', at_), view.size());
    if (at_ == view.size()) return kNowhere;
    switch (step(view)) {
      case Step::kFound: return at_;
      case Step::kOn: continue;
      case Step::kWait:
        if (wanted_ == Wanted::kEnd && inside_ == 0)
          for (const std::string_view tag : {std::string_view("</item>"), std::string_view("</entry>")})
            if (view.substr(at_).starts_with(tag)) return at_ + tag.size();
        return kNowhere;
    }
  }
}

std::shared_ptr<const RecordContext> feed_context(std::string_view head) {
  auto out = std::make_shared<RecordContext>();
  out->charset = declared_in_markup(head);
  pugi::xml_document channel;
  const DecodedText text = decode_text(head, {.declared = out->charset});
  channel.load_buffer(text.text().data(), text.text().size(), pugi::parse_default, pugi::encoding_utf8);
  pugi::xml_node root = channel.document_element();
  if (root.child("channel")) root = root.child("channel");
  out->publisher = root.child_value("title");
  out->language = root.child_value("language");
  if (out->language.empty()) out->language = channel.document_element().attribute("xml:lang").value();
  return out;
}

Result<Article> read_feed_item(const InputRecord& record, const InputOptions& options) {
  const DecodedText decoded = decode_text(record.bytes, {.declared = record.charset});
  pugi::xml_document document;
  const pugi::xml_parse_result parsed =
      document.load_buffer(decoded.text().data(), decoded.text().size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed) return unexpected({.message = fmt::format("item is not well-formed ({} at its byte {})", parsed.description(), parsed.offset)});
  const pugi::xml_node item = document.document_element();
  const pugi::xml_node body = fullest(item);
  if (!body) return unexpected({.message = "item has no text"});
  const Content content = content_of(decoded.text(), body);
  HtmlOptions reading;
  reading.path = record.place.path;
  reading.lexicon = options.html_lexicon;
  reading.whole = true;
  Result<Article> article = read_html(content.markup, reading);
  if (!article) return article;
  rebase_origin(*article, content.runs);
  rebase_origin(*article, decoded.map);
  article->id = child_text(item, {"guid", "id"});
  article->url = link_of(item);
  if (article->id.empty()) article->id = article->url.empty() ? record.id : article->url;
  article->title = plain(child_text(item, {"title"}), options);
  article->byline = author_of(item);
  const pugi::xml_node category = item.child("category");
  article->section = *category.child_value() != '\0' ? category.child_value() : category.attribute("term").value();
  const std::string date = child_text(item, {"pubDate", "published", "dc:date", "updated"});
  article->published = find_date(date, options.html_lexicon.get(), true);
  if (record.context) article->publisher = record.context->publisher;
  if (record.context && !record.context->language.empty()) article->language = record.context->language;
  return article;
}

}  // namespace onrecord

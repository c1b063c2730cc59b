#include "article/input_docx.h"

#include <fmt/format.h>

#include <map>
#include <pugixml.hpp>

#include "article/encoding.h"
#include "article/html_text.h"
#include "article/input_unpack.h"

namespace onrecord {
namespace {

using Links = std::map<std::string, std::string, std::less<>>;

bool is(const pugi::xml_node& node, std::string_view name) { return node.name() == name; }

BlockKind kind_of(const pugi::xml_node& paragraph) {
  const pugi::xml_node properties = paragraph.child("w:pPr");
  const std::string_view style = properties.child("w:pStyle").attribute("w:val").value();
  if (style == "Title") return BlockKind::kTitle;
  if (style.starts_with("Heading")) return BlockKind::kHeading;
  if (style.find("Quote") != std::string_view::npos) return BlockKind::kBlockquote;
  if (style == "Caption") return BlockKind::kCaption;
  if (style.starts_with("List") || properties.child("w:numPr")) return BlockKind::kListItem;
  return BlockKind::kParagraph;
}

/// Lays the paragraphs out as text. A walk over siblings and parents: nesting costs no stack.
class DocumentReader {
 public:
  DocumentReader(std::string_view xml, const Links& links, Article& article) : xml_(xml), links_(links), article_(article) {}

  void run(const pugi::xml_node& body) {
    for (pugi::xml_node node = body.first_child(); node;) {
      enter(node);
      pugi::xml_node next = skipped(node) ? pugi::xml_node() : node.first_child();
      while (!next && node != body) {
        leave(node);
        next = node.next_sibling();
        if (!next) node = node.parent();
      }
      if (node == body) break;
      node = next;
    }
    article_.origin = OriginMap();
    for (const OriginRun& run : runs_) article_.origin.add(run);
  }

 private:
  // Text struck out in revision marks, and the fallback copies of drawings.
  static bool skipped(const pugi::xml_node& node) { return is(node, "w:del") || is(node, "mc:Fallback"); }

  void enter(const pugi::xml_node& node) {
    if (is(node, "w:p")) begin_ = article_.text.size();
    if (is(node, "w:t")) text(node);
    if (is(node, "w:tab")) put(" ", node);
    if (is(node, "w:br") || is(node, "w:cr")) put("\n", node);
    if (is(node, "w:noBreakHyphen")) put("-", node);
    if (is(node, "w:hyperlink")) link_begin_ = article_.text.size();
  }

  void leave(const pugi::xml_node& node) {
    if (is(node, "w:hyperlink")) link(node);
    if (!is(node, "w:p")) return;
    std::size_t begin = begin_, end = article_.text.size();
    while (begin < end && is_blank(article_.text[begin])) ++begin;
    while (begin < end && is_blank(article_.text[end - 1])) --end;
    if (begin == end) return;
    article_.blocks.push_back({kind_of(node), {BytePos{begin}, BytePos{end}}});
    begin_ = article_.text.size();
    put("\n\n", node);
  }

  static bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t'; }

  void text(const pugi::xml_node& node) {
    for (const pugi::xml_node& part : node.children()) {
      const std::string_view decoded = part.value();
      const auto at = static_cast<std::size_t>(part.offset_debug());
      const std::size_t end = std::min(xml_.find('<', at), xml_.size());
      for (const OriginRun& run : align_entities(decoded, xml_.substr(at, end - at)))
        append_run(runs_, article_.text.size() + run.text_begin.value, at + run.origin_begin.value, run.text_size,
                   run.origin_size);
      article_.text += decoded;
    }
  }

  void put(std::string_view text, const pugi::xml_node& node) {
    append_run(runs_, article_.text.size(), static_cast<std::uint64_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0)), text.size(), 0);
    article_.text += text;
  }

  void link(const pugi::xml_node& node) {
    const auto href = links_.find(std::string_view(node.attribute("r:id").value()));
    if (href != links_.end() && article_.text.size() > link_begin_)
      article_.links.push_back({{BytePos{link_begin_}, BytePos{article_.text.size()}}, href->second});
  }

  std::string_view xml_;
  const Links& links_;
  Article& article_;
  std::vector<OriginRun> runs_;
  std::size_t begin_ = 0, link_begin_ = 0;
};

Links links_of(const std::string& relations) {
  Links out;
  pugi::xml_document document;
  document.load_buffer(relations.data(), relations.size());
  for (const pugi::xml_node& node : document.document_element().children("Relationship"))
    if (std::string_view(node.attribute("Type").value()).ends_with("/hyperlink"))
      out.emplace(node.attribute("Id").value(), node.attribute("Target").value());
  return out;
}

void take_properties(const std::string& core, Article& article) {
  pugi::xml_document document;
  document.load_buffer(core.data(), core.size());
  const pugi::xml_node root = document.document_element();
  article.title = root.child_value("dc:title");
  article.byline = root.child_value("dc:creator");
  article.published = std::string(root.child_value("dcterms:created")).substr(0, 10);
  if (const std::string language = root.child_value("dc:language"); !language.empty()) article.language = language;
}

}  // namespace

Result<Article> read_docx(const InputRecord& record, const InputOptions& options) {
  const auto member = [&](std::string_view name) { return zip_member(record.bytes, name, options.max_record); };
  const auto xml = member("word/document.xml");
  if (!xml) return unexpected(xml.error());
  if (!*xml) return unexpected({.message = "is no DOCX: word/document.xml is missing"});
  pugi::xml_document document;
  const auto parsed = document.load_buffer((*xml)->data(), (*xml)->size(), pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8);
  if (!parsed)
    return unexpected({.message = fmt::format("word/document.xml is not well-formed ({} at its byte {})", parsed.description(), parsed.offset)});
  Article article;
  article.path = record.place.path;
  article.id = record.id;
  const auto core = member("docProps/core.xml");
  if (core && *core) take_properties(**core, article);
  const auto relations = member("word/_rels/document.xml.rels");
  const Links links = relations && *relations ? links_of(**relations) : Links();
  DocumentReader(**xml, links, article).run(document.document_element().child("w:body"));
  name_head(article, options.lexicon);
  return article;
}

}  // namespace onrecord

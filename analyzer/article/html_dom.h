// A page as a flat tree: nodes in document order, each with the index behind its last descendant.
//
// Built by gumbo (WHATWG HTML parsing), then flattened, so that all later work is loops over an array: no recursion
// whatever the page nests. The nodes point into an arena that the document owns; freeing it is one step.
//
//   Result<HtmlDom> dom = HtmlDom::parse(markup, budget);
//   for (int i = 0; i < dom->size(); i = dom->node(i).end) ...   // skip over subtrees
#pragma once

#include <gumbo.h>

#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace onrecord {

struct HtmlNode {
  GumboTag tag = GUMBO_TAG_UNKNOWN;  ///< of elements
  bool is_text = false;
  int parent = -1;
  int end = 0;                       ///< index of the first node that is not below this one
  const GumboNode* source = nullptr;
};

class HtmlDom {
 public:
  /// Parses UTF-8 markup, which must outlive the document. Fails when the tree would need more than
  /// `memory_budget` bytes (pages made to explode: the standard's rules can multiply elements).
  static Result<HtmlDom> parse(std::string_view markup, std::size_t memory_budget);

  HtmlDom(HtmlDom&&) noexcept;
  HtmlDom& operator=(HtmlDom&&) noexcept;
  ~HtmlDom();

  int size() const { return static_cast<int>(nodes_.size()); }
  const HtmlNode& node(int i) const { return nodes_[static_cast<std::size_t>(i)]; }
  const std::vector<HtmlNode>& nodes() const { return nodes_; }

  /// Decoded text of a text node.
  std::string_view text(int i) const { return node(i).source->v.text.text; }
  /// The markup a text node came from, with its entities.
  std::string_view raw_text(int i) const;
  /// Value of an attribute of an element; empty when there is none.
  std::string_view attribute(int i, const char* name) const;
  bool has_attribute(int i, const char* name) const;
  /// Name of an element as written, for those gumbo does not know ("amp-img").
  std::string_view unknown_name(int i) const;
  /// All text below a node, white space squeezed; at most `limit` bytes.
  std::string inner_text(int i, std::size_t limit = 4096) const;

 private:
  class Arena;
  HtmlDom();
  void flatten(const GumboNode* root);

  std::unique_ptr<Arena> arena_;
  std::vector<HtmlNode> nodes_;
};

}  // namespace onrecord

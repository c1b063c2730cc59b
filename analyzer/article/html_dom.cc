#include "article/html_dom.h"

#include <csetjmp>
#include <cstdlib>
#include <string>

namespace onrecord {

/// Memory of one parse, given back in one step: gumbo's own way to free a tree is recursive. When the budget is
/// spent it leaves gumbo by longjmp, the only way out of a C library that does not check its allocations; nothing
/// between has destructors.
class HtmlDom::Arena {
 public:
  explicit Arena(std::size_t budget) : left_(budget) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena() {
    for (void* chunk : chunks_) std::free(chunk);
  }

  void* allocate(std::size_t size) {
    size = (size + 15) & ~std::size_t{15};
    if (size > free_) refill(size);
    void* result = next_;
    next_ += size;
    free_ -= size;
    return result;
  }

  std::jmp_buf& exit() { return exit_; }

 private:
  static constexpr std::size_t kChunk = 256 * 1024;
  static constexpr std::size_t kMaxChunks = 1 << 16;

  void refill(std::size_t size) {
    const std::size_t chunk_size = size > kChunk ? size : kChunk;
    void* chunk = chunk_size <= left_ && chunks_.size() < chunks_.capacity() ? std::malloc(chunk_size) : nullptr;
    if (chunk == nullptr) std::longjmp(exit_, 1);
    chunks_.push_back(chunk);
    left_ -= chunk_size;
    next_ = static_cast<char*>(chunk);
    free_ = chunk_size;
  }

  static std::vector<void*> reserved() {
    std::vector<void*> chunks;
    chunks.reserve(kMaxChunks);  // never grows inside gumbo: nothing may throw there
    return chunks;
  }

  std::size_t left_;
  std::vector<void*> chunks_ = reserved();
  char* next_ = nullptr;
  std::size_t free_ = 0;
  std::jmp_buf exit_;
};

HtmlDom::HtmlDom() = default;
HtmlDom::HtmlDom(HtmlDom&&) noexcept = default;
HtmlDom& HtmlDom::operator=(HtmlDom&&) noexcept = default;
HtmlDom::~HtmlDom() = default;

namespace {

// Parses into the arena; nothing if the budget did not do. No object with a destructor may live in here.
template <class Arena>
GumboOutput* parse_guarded(Arena& arena, const char* data, std::size_t size) {
  GumboOptions options = kGumboDefaultOptions;
  options.userdata = &arena;
  options.allocator = [](void* user, std::size_t n) { return static_cast<Arena*>(user)->allocate(n); };
  options.deallocator = [](void*, void*) {};
  options.max_errors = 0;
  if (setjmp(arena.exit()) != 0) return nullptr;
  return gumbo_parse_with_options(&options, data, size);
}

const GumboVector* children_of(const GumboNode* node) {
  switch (node->type) {
    case GUMBO_NODE_DOCUMENT: return &node->v.document.children;
    case GUMBO_NODE_ELEMENT:
    case GUMBO_NODE_TEMPLATE: return &node->v.element.children;
    default: return nullptr;
  }
}

bool is_text_node(const GumboNode* node) {
  return node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA;
}

}  // namespace

Result<HtmlDom> HtmlDom::parse(std::string_view markup, std::size_t memory_budget) {
  HtmlDom dom;
  dom.arena_ = std::make_unique<Arena>(memory_budget);
  const GumboOutput* output = parse_guarded(*dom.arena_, markup.data(), markup.size());
  if (output == nullptr) {
    return unexpected({.message = "page is too large or nested in a way that explodes when parsed",
                       .help = "its text can still be checked as plain text"});
  }
  dom.flatten(output->root);
  return dom;
}

void HtmlDom::flatten(const GumboNode* root) {
  struct Open {
    const GumboVector* children;
    unsigned next;
    int index;
  };
  std::vector<Open> open;
  const auto enter = [&](const GumboNode* node) {
    HtmlNode flat;
    flat.is_text = is_text_node(node);
    flat.parent = open.empty() ? -1 : open.back().index;
    flat.source = node;
    const GumboVector* children = flat.is_text ? nullptr : children_of(node);
    if (!flat.is_text && children == nullptr) return;  // a comment
    if (!flat.is_text) flat.tag = node->v.element.tag;
    flat.end = size() + 1;
    nodes_.push_back(flat);
    if (children != nullptr) open.push_back({children, 0, size() - 1});
  };
  enter(root);
  while (!open.empty()) {
    Open& top = open.back();
    if (top.next == top.children->length) {
      nodes_[static_cast<std::size_t>(top.index)].end = size();
      open.pop_back();
    } else {
      enter(static_cast<const GumboNode*>(top.children->data[top.next++]));
    }
  }
}

std::string_view HtmlDom::raw_text(int i) const {
  const GumboStringPiece& piece = node(i).source->v.text.original_text;
  return {piece.data, piece.length};
}

std::string_view HtmlDom::attribute(int i, const char* name) const {
  if (node(i).is_text) return {};
  const GumboAttribute* found = gumbo_get_attribute(&node(i).source->v.element.attributes, name);
  return found == nullptr ? std::string_view() : std::string_view(found->value);
}

bool HtmlDom::has_attribute(int i, const char* name) const {
  return !node(i).is_text && gumbo_get_attribute(&node(i).source->v.element.attributes, name) != nullptr;
}

std::string_view HtmlDom::unknown_name(int i) const {
  if (node(i).is_text) return {};
  GumboStringPiece piece = node(i).source->v.element.original_tag;
  if (piece.data == nullptr || piece.length == 0) return {};
  gumbo_tag_from_original_text(&piece);
  return {piece.data, piece.length};
}

std::string HtmlDom::inner_text(int i, std::size_t limit) const {
  std::string out;
  for (int at = i; at < node(i).end && out.size() < limit; ++at) {
    if (!node(at).is_text) continue;
    for (const char c : text(at)) {
      const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
      if (!space) out += c;
      else if (!out.empty() && out.back() != ' ') out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace onrecord

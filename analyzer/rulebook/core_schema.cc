// What rules may say of annotated text, without any journalism.
#include <algorithm>

#include <utility>

#include "rulebook/schema.h"
#include "rulebook/spans.h"

namespace onrecord {
namespace {

constexpr RuleNeeds kTags{.tags = true};
constexpr RuleNeeds kLemmas{.tags = true, .lemmas = true};
constexpr RuleNeeds kNames{.tags = true, .names = true};
constexpr RuleNeeds kTree{.tags = true, .tree = true};

constexpr std::string_view kMarkKinds[] = {"unclosed", "orphan close", "mixed pair"};

Object object_at(std::ptrdiff_t i) { return Object{static_cast<std::int32_t>(i), nullptr}; }
template <class Rows>
bool has(const Rows& rows, const Object& o) {
  return o.index >= 0 && static_cast<std::size_t>(o.index) < rows.size();
}
template <class Rows>
auto& row(const Rows& rows, const Object& o) {
  return rows[static_cast<std::size_t>(o.index)];
}
Value neighbour(std::size_t size, const Object& o, int step) {
  const auto i = static_cast<std::ptrdiff_t>(o.index) + step;
  return Value::of(o && i >= 0 && i < static_cast<std::ptrdiff_t>(size) ? object_at(i) : Object{});
}
Value list_of_indices(Env& e, std::ptrdiff_t begin, std::ptrdiff_t end) {
  auto& out = e.new_list();
  for (std::ptrdiff_t i = begin; i < end; ++i) out.push_back(Value::of(object_at(i)));
  return Value::of_list(&out);
}

// ---- tokens -----------------------------------------------------------------------------------------------------

const Token* token_of(Env& e, const Object& o) { return has(e.text.tokens, o) ? &row(e.text.tokens, o) : nullptr; }
Value hashed(std::string_view text, std::uint64_t hash) { return {.text = text, .hash = hash}; }

void token_spans(Env& e, const Object& o, PlaceSpans& out) {
  if (const Token* t = token_of(e, o)) out.push_back(t->span);
}
Value token_text(Env& e, const Object& o) {
  const Token* t = token_of(e, o);
  return Value::of(t ? e.text.article->view(t->span) : std::string_view{});
}
Value token_children(Env& e, const Object& o) {
  auto& out = e.new_list();
  if (token_of(e, o) && e.text.child_begin.size() > e.text.tokens.size())
    for (TokenIndex k : e.text.children(TokenIndex{o.index})) out.push_back(Value::of(object_at(k.value)));
  return Value::of_list(&out);
}
Value token_name(Env& e, const Object& o) {
  const Token* t = token_of(e, o);
  return t && t->name >= 0 ? Value::symbol(e.text.names[static_cast<std::size_t>(t->name)].kind) : Value::nothing();
}

void add_token_fields(ObjectType& token, Type sentence, Type quotation, Type tag, Type relation, Type name) {
  token.text(token_text).spans(token_spans);
  token.field("text", kText, token_text, "as it stands")
      .field("lower", kText, [](Env& e, const Object& o) {
        const Token* t = token_of(e, o);
        return t ? hashed(t->lower, t->lower_hash) : Value{};
      }, "in small letters")
      .field("lemma", kText, [](Env& e, const Object& o) {
        const Token* t = token_of(e, o);
        return t ? hashed(t->lemma, t->lemma_hash) : Value{};
      }, "dictionary form, in small letters", kLemmas)
      .field("tag", tag, [](Env& e, const Object& o) {
        const Token* t = token_of(e, o);
        return t ? Value::symbol(t->tag) : Value::nothing();
      }, "Penn Treebank tag", kTags)
      .field("relation", relation, [](Env& e, const Object& o) {
        const Token* t = token_of(e, o);
        return t ? Value::symbol(t->relation) : Value::nothing();
      }, "to its head, Universal Dependencies v2", kTree)
      .field("head", token.type(), [](Env& e, const Object& o) {
        const Token* t = token_of(e, o);
        return Value::of(t ? object_at(t->head.value) : Object{});
      }, "the token it depends on; nothing at the root", kTree)
      .field("children", list_of(token.type()), token_children, "tokens that depend on it", kTree)
      .field("name", name, token_name, "kind of the name it belongs to; nothing outside names", kNames)
      .field("preposition", kText, [](Env& e, const Object& o) {
        return token_of(e, o) ? Value::of(e.keep(preposition(e.text, TokenIndex{o.index}))) : Value{};
      }, "the preposition before it, parts joined by _: according_to", kTree)
      .field("passive", kBool, [](Env& e, const Object& o) {
        return Value::of(token_of(e, o) && is_passive(e.text, TokenIndex{o.index}));
      }, "a passive verb, or a participle that modifies a noun", kTree)
      .field("is_word", kBool, [](Env& e, const Object& o) {
        const Token* t = token_of(e, o);
        return Value::of(t && t->is_word);
      }, "has a letter or digit")
      .field("space_before", kBool, [](Env& e, const Object& o) {
        const Token* t = token_of(e, o);
        return Value::of(t && t->space_before);
      }, "white space stands before it")
      .field("space_after", kBool, [](Env& e, const Object& o) {
        const Token* t = token_of(e, o) ? token_of(e, {o.index + 1, nullptr}) : nullptr;
        return Value::of(t && t->space_before);
      }, "white space stands behind it, inside its block")
      .field("quotation", quotation, [](Env& e, const Object& o) {
        const Token* t = token_of(e, o);
        return Value::of(t ? object_at(t->quotation) : Object{});
      }, "the innermost quotation around it, marks included")
      .field("sentence", sentence, [](Env& e, const Object& o) {
        const Token* t = token_of(e, o);
        return Value::of(t ? object_at(t->sentence.value) : Object{});
      }, "its sentence")
      .field("next", token.type(), [](Env& e, const Object& o) { return neighbour(e.text.tokens.size(), o, 1); }, "the token after it")
      .field("previous", token.type(), [](Env& e, const Object& o) { return neighbour(e.text.tokens.size(), o, -1); }, "the token before it");
}

// ---- sentences --------------------------------------------------------------------------------------------------

const Sentence* sentence_at(Env& e, const Object& o) {
  return has(e.text.sentences, o) ? &row(e.text.sentences, o) : nullptr;
}
void sentence_spans(Env& e, const Object& o, PlaceSpans& out) {
  const Sentence* s = sentence_at(e, o);
  if (s && !s->tokens.empty()) out.push_back(e.text.bytes(s->tokens));
}
Value sentence_text(Env& e, const Object& o) {
  const Sentence* s = sentence_at(e, o);
  return Value::of(s && !s->tokens.empty() ? e.text.text(s->tokens) : std::string_view{});
}
double words_in(const Annotated& text, TokenSpan span) {
  double n = 0;
  for (TokenIndex i = span.begin; i < span.end; ++i) n += text[i].is_word;
  return n;
}
Value sentence_tokens(Env& e, const Object& o) {
  const Sentence* s = sentence_at(e, o);
  return s ? list_of_indices(e, s->tokens.begin.value, s->tokens.end.value) : list_of_indices(e, 0, 0);
}

void add_sentence_fields(ObjectType& sentence, Type token, Type paragraph) {
  sentence.text(sentence_text).spans(sentence_spans);
  sentence.field("text", kText, sentence_text, "as it stands")
      .field("tokens", list_of(token), sentence_tokens, "its words and marks")
      .field("words", kNumber, [](Env& e, const Object& o) {
        const Sentence* s = sentence_at(e, o);
        return Value::of(s ? words_in(e.text, s->tokens) : 0.0);
      }, "how many words it has")
      .field("paragraph", paragraph, [](Env& e, const Object& o) {
        const Sentence* s = sentence_at(e, o);
        return Value::of(s ? object_at(s->block) : Object{});
      }, "its paragraph")
      .field("index", kNumber, [](Env&, const Object& o) { return Value::of(o.index); }, "its place in the article, from 0")
      .field("next", sentence.type(), [](Env& e, const Object& o) { return neighbour(e.text.sentences.size(), o, 1); }, "the sentence after it")
      .field("previous", sentence.type(), [](Env& e, const Object& o) { return neighbour(e.text.sentences.size(), o, -1); }, "the sentence before it");
}

// ---- paragraphs -------------------------------------------------------------------------------------------------

const Block* block_at(Env& e, const Object& o) {
  return has(e.text.article->blocks, o) ? &row(e.text.article->blocks, o) : nullptr;
}
void block_spans(Env& e, const Object& o, PlaceSpans& out) {
  if (const Block* b = block_at(e, o)) out.push_back(b->span);
}
Value block_text(Env& e, const Object& o) {
  const Block* b = block_at(e, o);
  return Value::of(b ? e.text.article->view(b->span) : std::string_view{});
}
/// Sentences of a block: they are in order, so they are found by halving.
std::pair<std::ptrdiff_t, std::ptrdiff_t> block_sentences(Env& e, const Object& o) {
  const auto& all = e.text.sentences;
  const auto lower = std::partition_point(all.begin(), all.end(), [&](const Sentence& s) { return s.block < o.index; });
  const auto upper = std::partition_point(lower, all.end(), [&](const Sentence& s) { return s.block <= o.index; });
  return {lower - all.begin(), upper - all.begin()};
}
Value block_words(Env& e, const Object& o) {
  const auto [begin, end] = block_sentences(e, o);
  double n = 0;
  for (auto i = begin; i < end; ++i) n += words_in(e.text, e.text.sentences[static_cast<std::size_t>(i)].tokens);
  return Value::of(n);
}
Value body_neighbour(Env& e, const Object& o, int step) {
  const auto& blocks = e.text.article->blocks;
  for (auto i = static_cast<std::ptrdiff_t>(o.index) + step;
       o && i >= 0 && i < static_cast<std::ptrdiff_t>(blocks.size()); i += step)
    if (is_body(blocks[static_cast<std::size_t>(i)].kind)) return Value::of(object_at(i));
  return Value::of(Object{});
}

void add_paragraph_fields(ObjectType& paragraph, Type sentence, Type kind) {
  paragraph.text(block_text).spans(block_spans);
  paragraph.field("text", kText, block_text, "as it stands")
      .field("kind", kind, [](Env& e, const Object& o) {
        const Block* b = block_at(e, o);
        return b ? Value::symbol(b->kind) : Value::nothing();
      }, "what it is on the page")
      .field("sentences", list_of(sentence), [](Env& e, const Object& o) {
        const auto [begin, end] = block_sentences(e, o);
        return list_of_indices(e, begin, end);
      }, "its sentences")
      .field("words", kNumber, block_words, "how many words it has")
      .field("next", paragraph.type(), [](Env& e, const Object& o) { return body_neighbour(e, o, 1); }, "the paragraph of text after it")
      .field("previous", paragraph.type(), [](Env& e, const Object& o) { return body_neighbour(e, o, -1); }, "the paragraph of text before it; nothing at the lead");
}

// ---- quotations and marks ---------------------------------------------------------------------------------------

const Quotation* quotation_at(Env& e, const Object& o) {
  return has(e.quotations.all, o) ? &row(e.quotations.all, o) : nullptr;
}
void quotation_spans(Env& e, const Object& o, PlaceSpans& out) {
  if (const Quotation* q = quotation_at(e, o)) out.append(q->spans.data(), q->spans.data() + q->spans.size());
}
std::string_view joined_text(Env& e, const std::vector<ByteSpan>& spans) {
  if (spans.empty()) return {};
  if (spans.size() == 1) return e.text.article->view(spans[0]);
  std::string out;
  for (ByteSpan s : spans) (out += out.empty() ? "" : " ") += e.text.article->view(s);
  return e.keep(std::move(out));
}
Value quotation_text(Env& e, const Object& o) {
  const Quotation* q = quotation_at(e, o);
  return Value::of(q ? joined_text(e, q->spans) : std::string_view{});
}
/// The sentence of its first word.
Value quotation_sentence(Env& e, const Object& o) {
  const Quotation* q = quotation_at(e, o);
  if (!q || q->tokens.empty()) return Value::of(Object{});
  return Value::of(object_at(e.text[q->tokens.begin].sentence.value));
}

void add_quotation_fields(ObjectType& quotation, Type sentence, Type use) {
  quotation.text(quotation_text).spans(quotation_spans);
  quotation.field("text", kText, quotation_text, "with its marks")
      .field("inner", kText, [](Env& e, const Object& o) {
        const Quotation* q = quotation_at(e, o);
        return Value::of(q ? joined_text(e, q->inner) : std::string_view{});
      }, "without its marks")
      .field("use", use, [](Env& e, const Object& o) {
        const Quotation* q = quotation_at(e, o);
        return q ? Value::symbol(q->use) : Value::nothing();
      }, "what the marks are for")
      .field("words", kNumber, [](Env& e, const Object& o) {
        const Quotation* q = quotation_at(e, o);
        return Value::of(q ? q->words : 0);
      }, "how many words it has")
      .field("closed", kBool, [](Env& e, const Object& o) {
        const Quotation* q = quotation_at(e, o);
        return Value::of(!q || q->closed);
      }, "false: its closing mark is missing")
      .field("displayed", kBool, [](Env& e, const Object& o) {
        const Quotation* q = quotation_at(e, o);
        return Value::of(q && q->displayed);
      }, "a block of its own without marks")
      .field("around", quotation.type(), [](Env& e, const Object& o) {
        const Quotation* q = quotation_at(e, o);
        return Value::of(q ? object_at(q->parent) : Object{});
      }, "the quotation it stands in")
      .field("sentence", sentence, quotation_sentence, "the sentence it opens in");
}

void mark_spans(Env& e, const Object& o, PlaceSpans& out) {
  if (has(e.quotations.problems, o)) out.push_back(row(e.quotations.problems, o).span);
}
Value mark_text(Env& e, const Object& o) {
  return Value::of(has(e.quotations.problems, o) ? e.text.article->view(row(e.quotations.problems, o).span)
                                                 : std::string_view{});
}

void add_mark_fields(ObjectType& mark, Type kind) {
  mark.text(mark_text).spans(mark_spans);
  mark.field("text", kText, mark_text, "as it stands")
      .field("kind", kind, [](Env& e, const Object& o) {
        return has(e.quotations.problems, o) ? Value::symbol(row(e.quotations.problems, o).kind) : Value::nothing();
      }, "what is wrong with it")
      .field("evidence", kText, [](Env& e, const Object& o) {
        return has(e.quotations.problems, o) ? Value::of(row(e.quotations.problems, o).evidence) : Value{};
      }, "what was looked for");
}

// ---- links ------------------------------------------------------------------------------------------------------

const Link* link_at(Env& e, const Object& o) {
  return has(e.text.article->links, o) ? &row(e.text.article->links, o) : nullptr;
}
void link_spans(Env& e, const Object& o, PlaceSpans& out) {
  if (const Link* l = link_at(e, o)) out.push_back(l->span);
}
Value link_text(Env& e, const Object& o) {
  const Link* l = link_at(e, o);
  return Value::of(l ? e.text.article->view(l->span) : std::string_view{});
}

std::string domain_of(std::string_view href) {
  const std::size_t slashes = href.find("//");
  if (slashes == std::string_view::npos || href.substr(0, slashes).find_first_of("/?#") != std::string_view::npos) return {};
  std::string_view host = href.substr(slashes + 2);
  host = host.substr(0, host.find_first_of("/?#"));
  if (const std::size_t user = host.rfind('@'); user != std::string_view::npos) host.remove_prefix(user + 1);
  host = host.substr(0, host.find(':'));
  std::string out(host);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return c < 0x80 ? std::tolower(c) : c; });
  return out.starts_with("www.") ? out.substr(4) : out;
}

void add_link_fields(ObjectType& link) {
  link.text(link_text).spans(link_spans);
  link.field("text", kText, link_text, "the words that are linked")
      .field("href", kText, [](Env& e, const Object& o) {
        const Link* l = link_at(e, o);
        return Value::of(l ? std::string_view(l->href) : std::string_view{});
      }, "where it leads, as it stands")
      .field("domain", kText, [](Env& e, const Object& o) {
        const Link* l = link_at(e, o);
        return Value::of(l ? e.keep(domain_of(l->href)) : std::string_view{});
      }, "the site it leads to, in small letters, without www.; nothing where it stays on the page's own site");
}

// ---- functions of patterns that lead from a token to a token, for all rules --------------------------------------

template <std::size_t kPlace>
Value call_node_function(Env& e, std::span<const Value> arguments) {
  const Object& o = arguments[0].object;
  if (!token_of(e, o)) return Value::of(Object{});
  return Value::of(object_at(node_functions()[kPlace].call({e.text, e.quotations}, TokenIndex{o.index}).value));
}

constexpr std::size_t kNodeFunctions = 11;

template <std::size_t... kPlaces>
void add_node_functions(Schema& schema, Type token, std::index_sequence<kPlaces...>) {
  (schema.add_function(std::string(node_functions()[kPlaces].name), {token}, token, call_node_function<kPlaces>,
                       std::string(node_functions()[kPlaces].what), kTree),
   ...);
}

// ---- lists of the article ---------------------------------------------------------------------------------------

bool in_body(Env& e, const Sentence& s) {
  return s.block >= 0 && is_body(e.text.article->blocks[static_cast<std::size_t>(s.block)].kind);
}
Value body_sentences(Env& e) {
  auto& out = e.new_list();
  for (std::size_t i = 0; i < e.text.sentences.size(); ++i)
    if (in_body(e, e.text.sentences[i])) out.push_back(Value::of(object_at(static_cast<std::ptrdiff_t>(i))));
  return Value::of_list(&out);
}
Value body_tokens(Env& e) {
  auto& out = e.new_list();
  for (const Sentence& s : e.text.sentences) {
    if (static_cast<std::int64_t>(out.size()) > e.budget) break;  // loops end there: no need to list more
    if (in_body(e, s))
      for (TokenIndex i = s.tokens.begin; i < s.tokens.end; ++i) out.push_back(Value::of(object_at(i.value)));
  }
  return Value::of_list(&out);
}
Value body_paragraphs(Env& e) {
  auto& out = e.new_list();
  const auto& blocks = e.text.article->blocks;
  for (std::size_t i = 0; i < blocks.size(); ++i)
    if (is_body(blocks[i].kind)) out.push_back(Value::of(object_at(static_cast<std::ptrdiff_t>(i))));
  return Value::of_list(&out);
}
Value body_words(Env& e) {
  double n = 0;
  for (const Sentence& s : e.text.sentences)
    if (in_body(e, s)) n += words_in(e.text, s.tokens);
  return Value::of(n);
}
Value lead(Env& e) {
  const auto& blocks = e.text.article->blocks;
  const auto it = std::find_if(blocks.begin(), blocks.end(), [](const Block& b) { return is_body(b.kind); });
  return Value::of(it == blocks.end() ? Object{} : object_at(it - blocks.begin()));
}
Value headline(Env& e) {
  const auto& blocks = e.text.article->blocks;
  const auto it = std::find_if(blocks.begin(), blocks.end(), [](const Block& b) { return b.kind == BlockKind::kTitle; });
  return Value::of(it == blocks.end() ? Object{} : object_at(it - blocks.begin()));
}

}  // namespace

Schema core_schema() {
  Schema schema;
  ObjectType& token = schema.add_type("token", "A word or mark");
  ObjectType& sentence = schema.add_type("sentence", "A sentence");
  ObjectType& paragraph = schema.add_type("paragraph", "A paragraph, or another block of the page");
  ObjectType& quotation = schema.add_type("quotation", "What stands between quotation marks");
  ObjectType& mark = schema.add_type("mark", "A quotation mark that fits nothing");
  ObjectType& link = schema.add_type("link", "A link of the page");
  const Type tag = schema.add_symbols<Tag>("tag"), relation = schema.add_symbols<Relation>("relation");
  add_token_fields(token, sentence.type(), quotation.type(), tag, relation, schema.add_symbols<NameKind>("kind of name"));
  add_sentence_fields(sentence, token.type(), paragraph.type());
  add_paragraph_fields(paragraph, sentence.type(), schema.add_symbols<BlockKind>("kind of block"));
  add_quotation_fields(quotation, sentence.type(), schema.add_symbols<QuoteUse>("use of a quotation"));
  add_mark_fields(mark, schema.add_symbols("kind of mark problem", kMarkKinds));
  add_link_fields(link);
  add_node_functions(schema, token.type(), std::make_index_sequence<kNodeFunctions>());
  schema.add_global("tokens", list_of(token.type()), body_tokens, "words and marks of the text");
  schema.add_global("sentences", list_of(sentence.type()), body_sentences, "sentences of the text");
  schema.add_global("paragraphs", list_of(paragraph.type()), body_paragraphs, "paragraphs of the text");
  schema.add_global("lead", paragraph.type(), lead, "the first paragraph of the text");
  schema.add_global("headline", paragraph.type(), headline, "the headline as it stands on the page");
  schema.add_global("quotations", list_of(quotation.type()), [](Env& e) {
    return list_of_indices(e, 0, static_cast<std::ptrdiff_t>(e.quotations.all.size()));
  }, "quotations, in order of their opening");
  schema.add_global("marks", list_of(mark.type()), [](Env& e) {
    return list_of_indices(e, 0, static_cast<std::ptrdiff_t>(e.quotations.problems.size()));
  }, "quotation marks that fit nothing");
  schema.add_global("links", list_of(link.type()), [](Env& e) {
    return list_of_indices(e, 0, static_cast<std::ptrdiff_t>(e.text.article->links.size()));
  }, "links of the page");
  schema.add_global("words", kNumber, body_words, "how many words the text has");
  schema.add_global("title", kText, [](Env& e) { return Value::of(e.text.article->title); }, "the headline");
  schema.add_global("byline", kText, [](Env& e) { return Value::of(e.text.article->byline); }, "the author as given");
  schema.add_global("published", kText, [](Env& e) { return Value::of(e.text.article->published); }, "date (YYYY-MM-DD)");
  schema.add_global("publisher", kText, [](Env& e) { return Value::of(e.text.article->publisher); }, "as given");
  schema.add_global("dateline", kText, [](Env& e) { return Value::of(e.text.article->dateline); }, "PORTO, May 3 (Agency)");
  return schema;
}

}  // namespace onrecord

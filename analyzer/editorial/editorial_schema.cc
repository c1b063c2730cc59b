#include "editorial/editorial_schema.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "base/utf8.h"
#include "editorial/view.h"
#include "rulebook/words.h"

namespace onrecord {
namespace {

const EditorialView* view_of(Env& e) { return static_cast<const EditorialView*>(e.more); }

Object object_at(std::ptrdiff_t i) { return Object{static_cast<std::int32_t>(i), nullptr}; }

template <class Row>
const Row* row(const std::vector<Row>& rows, const Object& o) {
  return o.index >= 0 && static_cast<std::size_t>(o.index) < rows.size() ? &rows[static_cast<std::size_t>(o.index)]
                                                                         : nullptr;
}
const Attribution* attribution_of(Env& e, const Object& o) {
  const EditorialView* v = view_of(e);
  return v ? row(v->found.attributions, o) : nullptr;
}
const Source* source_of(Env& e, const Object& o) {
  const EditorialView* v = view_of(e);
  return v ? row(v->found.sources, o) : nullptr;
}
const Claim* claim_of(Env& e, const Object& o) {
  const EditorialView* v = view_of(e);
  return v ? row(v->found.claims, o) : nullptr;
}
const Role* role_of(Env&, const Object& o) { return static_cast<const Role*>(o.at); }
const RegistryEntry* listing_of(Env&, const Object& o) { return static_cast<const RegistryEntry*>(o.at); }

template <class List>
Value indices(Env& e, const List& list) {
  auto& out = e.new_list();
  for (int i : list) out.push_back(Value::of(object_at(i)));
  return Value::of_list(&out);
}
Value all_of(Env& e, std::size_t size) {
  auto& out = e.new_list();
  for (std::size_t i = 0; i < size; ++i) out.push_back(Value::of(object_at(static_cast<std::ptrdiff_t>(i))));
  return Value::of_list(&out);
}
Value sentence_value(SentenceIndex s) { return Value::of(s.value < 0 ? Object{} : object_at(s.value)); }
Value role_value(const Role& role) { return Value::of(role.empty() ? Object{} : Object{0, &role}); }

// ---- roles ------------------------------------------------------------------------------------------------------

void add_role(ObjectType& role, Type token, Type sentence) {
  const auto text = [](Env& e, const Object& o) {
    const Role* r = role_of(e, o);
    return Value::of(r ? std::string_view(r->text) : std::string_view{});
  };
  role.text(text).spans([](Env& e, const Object& o, PlaceSpans& out) {
    if (const Role* r = role_of(e, o)) out.append(r->spans.data(), r->spans.data() + r->spans.size());
  });
  role.field("text", kText, text, "as it stands")
      .field("head", token, [](Env& e, const Object& o) {
        const Role* r = role_of(e, o);
        return Value::of(r && r->head.value >= 0 ? object_at(r->head.value) : Object{});
      }, "the word that governs it")
      .field("sentence", sentence, [](Env& e, const Object& o) {
        const Role* r = role_of(e, o);
        return r ? sentence_value(sentence_of(e.text, *r)) : Value::of(Object{});
      }, "the sentence it begins in");
}

// ---- attributions -----------------------------------------------------------------------------------------------

Value attribution_text(Env& e, const Object& o) {
  const Attribution* a = attribution_of(e, o);
  if (!a) return Value::of("");
  std::string out = a->source.text;
  for (const Role* r : {&a->cue, &a->content})
    if (!r->empty()) (out += out.empty() ? "" : " ") += r->text;
  return Value::of(e.keep(std::move(out)));
}
void attribution_spans(Env& e, const Object& o, PlaceSpans& out) {
  const Attribution* a = attribution_of(e, o);
  if (!a) return;
  for (const Role* r : {&a->source, &a->cue, &a->content}) out.append(r->spans.data(), r->spans.data() + r->spans.size());
}

/// A field of an attribution from a member function or lambda on Attribution.
template <auto get>
Value of_attribution(Env& e, const Object& o) {
  const Attribution* a = attribution_of(e, o);
  return a ? get(*a) : Value::nothing();
}
template <auto get>
Value of_source(Env& e, const Object& o) {
  const Source* s = source_of(e, o);
  return s ? get(*s) : Value::nothing();
}
template <auto get>
Value of_claim(Env& e, const Object& o) {
  const Claim* c = claim_of(e, o);
  return c ? get(*c) : Value::nothing();
}
template <auto get>
Value of_listing(Env& e, const Object& o) {
  const RegistryEntry* l = listing_of(e, o);
  return l ? Value::of(std::string_view(get(*l))) : Value{};
}

void add_attribution(ObjectType& attribution, Schema& schema, Type role, Type source, Type sentence) {
  attribution.text(attribution_text).spans(attribution_spans);
  attribution.field("type", schema.add_symbols<AttributionType>("type of attribution"),
                    of_attribution<[](const Attribution& a) { return Value::symbol(a.type); }>,
                    "statement, belief, intention, evaluation, credit")
      .field("form", schema.add_symbols<Form>("form"),
             of_attribution<[](const Attribution& a) { return Value::symbol(a.form); }>, "direct, mixed, indirect")
      .field("stance", schema.add_symbols<Stance>("stance"),
             of_attribution<[](const Attribution& a) { return Value::symbol(a.stance); }>,
             "asserts, denies, declines, questions, hypothetical, hedged")
      .field("by", role, of_attribution<[](const Attribution& a) { return role_value(a.source); }>,
             "the source as it stands here; nothing where none is named")
      .field("cue", role, of_attribution<[](const Attribution& a) { return role_value(a.cue); }>,
             "the words that attribute")
      .field("content", role, of_attribution<[](const Attribution& a) { return role_value(a.content); }>,
             "what is attributed")
      .field("source", source, of_attribution<[](const Attribution& a) {
               return Value::of(a.source_id < 0 ? Object{} : object_at(a.source_id));
             }>, "who is behind it, after resolution")
      .field("medium", kText, of_attribution<[](const Attribution& a) { return Value::of(a.medium); }>,
             "how or where it was said, as stated")
      .field("via", kText, of_attribution<[](const Attribution& a) { return Value::of(a.via); }>,
             "the outlet through which it came")
      .field("rule", kText, of_attribution<[](const Attribution& a) { return Value::of(a.rule); }>,
             "the pattern that found it")
      .field("confidence", kNumber, of_attribution<[](const Attribution& a) { return Value::of(a.confidence); }>,
             "0 to 1")
      .field("sentence", sentence, [](Env& e, const Object& o) {
        const EditorialView* v = view_of(e);
        return attribution_of(e, o) ? sentence_value(v->places.home(o.index)) : Value::of(Object{});
      }, "where it is made")
      .field("place", kNumber, of_attribution<[](const Attribution& a) { return Value::of(a.id); }>,
             "its number among all attributions");
  attribution.field("parent", attribution.type(), of_attribution<[](const Attribution& a) {
                      return Value::of(a.parent < 0 ? Object{} : object_at(a.parent));
                    }>, "the attribution in whose content it stands");
}

// ---- sources ----------------------------------------------------------------------------------------------------

Value source_flags(Env& e, const Object& o) {
  auto& out = e.new_list();
  if (const Source* s = source_of(e, o))
    for (const std::string& flag : s->flags) out.push_back(Value::of(flag));
  return Value::of_list(&out);
}
Value source_listings(Env& e, const Object& o) {
  auto& out = e.new_list();
  if (const Source* s = source_of(e, o))
    for (const RegistryEntry& entry : s->registry) out.push_back(Value::of(Object{0, &entry}));
  return Value::of_list(&out);
}
Value source_attributions(Env& e, const Object& o) {
  const EditorialView* v = view_of(e);
  static const std::vector<int> none;
  return indices(e, source_of(e, o) ? v->by_source[static_cast<std::size_t>(o.index)] : none);
}
Value source_points(Env& e, const Object& o) {
  const EditorialView* v = view_of(e);
  return Value::of(source_of(e, o) && static_cast<std::size_t>(o.index) < v->points.size()
                       ? std::clamp(v->points[static_cast<std::size_t>(o.index)], 0.0, 1.0)
                       : 0.0);
}

void add_source(ObjectType& source, Schema& schema, Type attribution, Type listing) {
  source.text(of_source<[](const Source& s) { return Value::of(s.name); }>);
  source.spans([](Env& e, const Object& o, PlaceSpans& out) {
    const Source* s = source_of(e, o);
    if (s && !s->mentions.empty()) out.push_back(s->mentions.front());
  });
  source.field("name", kText, of_source<[](const Source& s) { return Value::of(s.name); }>,
               "the fullest form in the article")
      .field("kind", schema.add_symbols<SourceKind>("kind of source"),
             of_source<[](const Source& s) { return Value::symbol(s.kind); }>,
             "person, office, organization, document, outlet, group, anonymous, vague, author")
      .field("role", kText, of_source<[](const Source& s) { return Value::of(s.role); }>, "post, profession, relation")
      .field("affiliation", kText, of_source<[](const Source& s) { return Value::of(s.affiliation); }>,
             "the body it belongs to")
      .field("identified", kBool, [](Env& e, const Object& o) {
        const Source* s = source_of(e, o);
        return Value::of(s && s->identified);
      }, "a reader could find out who it is")
      .field("flags", list_of(kText), source_flags, "state-media, platform, spokesperson ...")
      .field("reason", kText, of_source<[](const Source& s) { return Value::of(s.reason); }>,
             "of anonymity, as stated")
      .field("registry", list_of(listing), source_listings, "what the registry knows")
      .field("attributions", list_of(attribution), source_attributions, "all that is attributed to it")
      .field("mentions", kNumber, of_source<[](const Source& s) { return Value::of(s.mentions.size()); }>,
             "how often it is named")
      .field("points", kNumber, source_points, "the sum of its grades, 0 to 1")
      .field("grade", kText, of_source<[](const Source& s) {
               return Value::of(std::string_view(&s.credibility.grade, 1));
             }>, "A to E");
}

void add_listing(ObjectType& listing) {
  listing.text(of_listing<[](const RegistryEntry& l) -> const std::string& { return l.name; }>);
  listing.field("name", kText, of_listing<[](const RegistryEntry& l) -> const std::string& { return l.name; }>, "the entry's name")
      .field("type", kText, of_listing<[](const RegistryEntry& l) -> const std::string& { return l.type; }>, "outlet, agency, platform, state media")
      .field("country", kText, of_listing<[](const RegistryEntry& l) -> const std::string& { return l.country; }>, "where it belongs")
      .field("ownership", kText, of_listing<[](const RegistryEntry& l) -> const std::string& { return l.ownership; }>, "state controlled, independent public ...")
      .field("perennial", kText, of_listing<[](const RegistryEntry& l) -> const std::string& { return l.perennial; }>, "Wikipedia's perennial status: gr, nc, gu, d")
      .field("origin", kText, of_listing<[](const RegistryEntry& l) -> const std::string& { return l.origin; }>, "where the fact comes from");
}

// ---- claims -----------------------------------------------------------------------------------------------------

void claim_spans(Env& e, const Object& o, PlaceSpans& out) {
  if (const Claim* c = claim_of(e, o)) out.append(c->spans.data(), c->spans.data() + c->spans.size());
}
Value claim_text(Env& e, const Object& o) {
  const Claim* c = claim_of(e, o);
  if (!c || c->spans.empty()) return Value::of("");
  return Value::of(e.text.article->view({c->spans.front().begin, c->spans.back().end}));
}

void add_claim(ObjectType& claim, Schema& schema, Type attribution, Type source, Type sentence) {
  claim.text(claim_text).spans(claim_spans);
  claim.field("text", kText, claim_text, "as it stands")
      .field("type", schema.add_symbols<ClaimType>("type of claim"),
             of_claim<[](const Claim& c) { return Value::symbol(c.type); }>, "what it is about")
      .field("sourced", schema.add_symbols<Sourced>("place of a source"),
             of_claim<[](const Claim& c) { return Value::symbol(c.sourced); }>,
             "where its source stands: sentence, neighbour, paragraph, link, none")
      .field("by", kText, of_claim<[](const Claim& c) { return Value::of(c.by); }>, "the source as it stands")
      .field("weight", kNumber, of_claim<[](const Claim& c) { return Value::of(c.weight); }>, "in the score")
      .field("attribution", attribution, of_claim<[](const Claim& c) {
               return Value::of(c.attribution < 0 ? Object{} : object_at(c.attribution));
             }>, "that sources it")
      .field("source", source, [](Env& e, const Object& o) {
        const Claim* c = claim_of(e, o);
        const Attribution* a = c ? attribution_of(e, object_at(c->attribution)) : nullptr;
        return Value::of(a && a->source_id >= 0 ? object_at(a->source_id) : Object{});
      }, "who is behind it")
      .field("sentence", sentence, of_claim<[](const Claim& c) { return sentence_value(c.sentence); }>, "its sentence");
}

// ---- words of texts ---------------------------------------------------------------------------------------------

/// The words of `text` in small letters, one blank between them, marks left out.
std::string bare(std::string_view text) {
  std::string out;
  bool gap = false;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = decode_utf8(text, i);
    if (c == U'\'' || c == 0x2019) continue;  // an apostrophe joins
    if (!u_isalnum(static_cast<UChar32>(c))) {
      gap = true;
      continue;
    }
    if (gap && !out.empty()) out += ' ';
    gap = false;
    append_utf8(out, static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
  }
  return out;
}

/// A word or phrase of the list, of at most three words, stands in `text`.
bool holds_word(std::string_view text, const WordList& list) {
  const std::string words = bare(text);
  for (std::size_t begin = 0; begin < words.size();) {
    std::size_t end = begin;
    for (int n = 0; n < 3 && end != std::string::npos; ++n) {
      end = words.find(' ', n == 0 ? begin : end + 1);
      if (list.contains(std::string_view(words).substr(begin, end - begin))) return true;
    }
    begin = words.find(' ', begin);
    if (begin != std::string::npos) ++begin;
  }
  return false;
}

/// Bare words, each with a blank behind it, without the articles that a headline leaves out.
void append_shortened(std::string_view text, std::string& out) {
  const std::string words = bare(text);
  for (std::size_t begin = 0; begin < words.size();) {
    const std::size_t end = std::min(words.find(' ', begin), words.size());
    const std::string_view word = std::string_view(words).substr(begin, end - begin);
    if (word != "a" && word != "an" && word != "the") (out += word) += ' ';
    begin = end + 1;
  }
}

/// The same words stand in the body, whatever their case, marks and articles.
bool stands_in_body(const Annotated& text, std::string_view words) {
  std::string wanted = " ", body = " ";
  append_shortened(words, wanted);
  if (wanted.size() <= 1) return true;
  for (const Block& b : text.article->blocks)
    if (is_body(b.kind)) append_shortened(text.article->view(b.span), body);
  return body.find(wanted) != std::string::npos;
}

void add_text_functions(Schema& schema) {
  schema.add_function("bare", {kText}, kText, [](Env& e, std::span<const Value> v) {
    return Value::of(e.keep(bare(v[0].text)));
  }, "its words in small letters, without marks");
  schema.add_function("mentions_text", {kText, kWordsType}, kBool, [](Env&, std::span<const Value> v) {
    return Value::of(holds_word(v[0].text, *static_cast<const WordList*>(v[1].object.at)));
  }, "a word or phrase of the list stands in a text that is no place in the article");
  schema.add_function("body_holds", {kText}, kBool, [](Env& e, std::span<const Value> v) {
    return Value::of(stands_in_body(e.text, v[0].text));
  }, "the same words stand in the text, whatever their case, marks and articles");
}

// ---- lists and functions ----------------------------------------------------------------------------------------

void add_lists(Schema& schema, Type attribution, Type source, Type claim) {
  schema.add_global("attributions", list_of(attribution),
                    [](Env& e) { return all_of(e, view_of(e) ? view_of(e)->found.attributions.size() : 0); },
                    "attributions, in text order");
  schema.add_global("sources", list_of(source), [](Env& e) {
    return all_of(e, view_of(e) ? view_of(e)->found.sources.size() : 0);
  },
                    "sources, in the order in which the article first uses them");
  schema.add_global("claims", list_of(claim), [](Env& e) {
    return all_of(e, view_of(e) ? view_of(e)->found.claims.size() : 0);
  },
                    "sentences that need a source, in text order");
}

void add_functions(Schema& schema, Type attribution, Type source, Type claim, Type sentence, Type quotation) {
  schema.add_function("attributions_in", {sentence}, list_of(attribution), [](Env& e, std::span<const Value> v) {
    return view_of(e) ? indices(e, view_of(e)->places.in(SentenceIndex{v[0].object.index})) : all_of(e, 0);
  }, "attributions that touch the sentence");
  schema.add_function("claim_in", {sentence}, claim, [](Env& e, std::span<const Value> v) {
    const int* at = view_of(e) ? row(view_of(e)->claim_at, v[0].object) : nullptr;
    return Value::of(at ? object_at(*at) : Object{});
  }, "the claim of the sentence; nothing where it needs no source");
  schema.add_function("speech_around", {quotation}, attribution, [](Env& e, std::span<const Value> v) {
    const int* at = view_of(e) ? row(view_of(e)->speaker_of, v[0].object) : nullptr;
    return Value::of(at ? object_at(*at) : Object{});
  }, "the attribution whose content holds the quotation");
  schema.add_function("has_flag", {source, kText}, kBool, [](Env& e, std::span<const Value> v) {
    const Source* s = source_of(e, v[0].object);
    return Value::of(s && std::find(s->flags.begin(), s->flags.end(), v[1].text) != s->flags.end());
  }, "the source has that flag");
  schema.add_function("findings_of", {kText}, kNumber, [](Env& e, std::span<const Value> v) {
    if (!view_of(e)) return Value::of(0);
    const auto& made = view_of(e)->findings;
    const auto it = made.find(v[0].text);
    return Value::of(it == made.end() ? 0 : it->second);
  }, "how many findings the check made; known to the score only");
}

}  // namespace

Schema editorial_schema() {
  Schema schema = core_schema();
  schema.add_yield("attribution", {std::begin(EnumNames<AttributionType>::names), std::end(EnumNames<AttributionType>::names)});
  schema.add_yield("stance", {std::begin(EnumNames<Stance>::names), std::end(EnumNames<Stance>::names)});
  const Type token = schema.find_type("token")->type(), sentence = schema.find_type("sentence")->type();
  const Type quotation = schema.find_type("quotation")->type();
  ObjectType& role = schema.add_type("role", "Who, by which words, what: a part of an attribution");
  ObjectType& attribution = schema.add_type("attribution", "Somebody says, thinks or wants something");
  ObjectType& source = schema.add_type("source", "Who is behind attributions");
  ObjectType& listing = schema.add_type("listing", "What the registry says of an outlet, a platform or an agency");
  ObjectType& claim = schema.add_type("claim", "A sentence that needs a source");
  add_role(role, token, sentence);
  add_attribution(attribution, schema, role.type(), source.type(), sentence);
  add_source(source, schema, attribution.type(), listing.type());
  add_listing(listing);
  add_claim(claim, schema, attribution.type(), source.type(), sentence);
  add_text_functions(schema);
  add_lists(schema, attribution.type(), source.type(), claim.type());
  add_functions(schema, attribution.type(), source.type(), claim.type(), sentence, quotation);
  return schema;
}

}  // namespace onrecord

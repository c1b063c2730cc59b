#include "attribution/features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

namespace onrecord {
namespace {

using enum Relation;

/// One value of a feature: its hash always, its text only when names are asked for.
struct Value {
  std::uint64_t hash;
  std::string_view text = {};
  int number = 0;
  bool is_number = false;

  static Value lemma(const Token& t) { return {t.lemma_hash, t.lemma}; }
  static Value lower(const Token& t) { return {t.lower_hash, t.lower}; }
  Value(std::uint64_t h, std::string_view s) : hash(h), text(s) {}
  Value(int n) : hash(static_cast<std::uint64_t>(n) * 0x9E3779B97F4A7C15ull + 0x51ED27ull), number(n), is_number(true) {}
  Value(bool b) : Value(b ? 1 : 0) {}
  Value(Relation r) : hash(0xA0761D6478BD642Full * (static_cast<std::uint64_t>(r) + 3)), text(name_of(r)) {}
  Value(Tag t) : hash(0xE7037ED1A0B428DBull * (static_cast<std::uint64_t>(t) + 5)), text(name_of(t)) {}
  Value(SourceHow h) : hash(0x8EBC6AF09C88C6E3ull * (static_cast<std::uint64_t>(h) + 7)), text(name_of(h)) {}
};

std::uint64_t mix(std::uint64_t h, std::uint64_t v) {
  h = (h ^ v) * 0x9E3779B97F4A7C15ull;
  return h ^ (h >> 29);
}

struct HashSink {
  static constexpr bool kNames = false;
  std::vector<std::uint64_t>& out;
  /// One by one, not as a list: of values that nobody keeps only the hashes are made.
  template <class... Values>
  void add(std::uint64_t id, std::string_view, const Values&... values) {
    std::uint64_t h = (id + 1) * 0xD6E8FEB86659FD93ull;
    ((h = mix(h, Value(values).hash)), ...);
    out.push_back(h);
  }
};

/// Writes out the names of the wanted features only.
struct NameSink {
  static constexpr bool kNames = true;
  const std::vector<std::size_t>& wanted;
  std::vector<std::string> out{};
  std::size_t at = 0;
  template <class... Values>
  void add(std::uint64_t, std::string_view name, const Values&... values) {
    if (out.size() == wanted.size() || wanted[out.size()] != at++) return;
    out.push_back(written(name, {Value(values)...}));
  }
  static std::string written(std::string_view name, std::initializer_list<Value> values) {
    std::string text(name);
    std::string_view between = ": ";
    for (const Value& v : values) {
      text += between;
      if (v.is_number) text += std::to_string(v.number);
      else text += v.text;
      between = ", ";
    }
    return text;
  }
};

int weight_class(float w) {
  constexpr std::array<float, 7> kEdges = {.02f, .05f, .1f, .2f, .4f, .6f, .8f};
  return static_cast<int>(std::upper_bound(kEdges.begin(), kEdges.end(), w) - kEdges.begin());
}

int length_class(std::size_t n) { return n < 4 ? static_cast<int>(n) : n < 7 ? 4 : n < 12 ? 5 : n < 25 ? 6 : 7; }

Value word_class(Tag t) {
  if (is_verb(t)) return {1, "verb"};
  if (is_noun(t)) return {2, "noun"};
  if (is_adjective(t)) return {3, "adjective"};
  return Value(t);
}

Value source_class(const Annotated& a, TokenIndex head) {
  if (head == kNoToken) return {11, "none"};
  const Token& t = a[head];
  if (is_pronoun(t.tag)) return Value::lower(t);
  if (t.tag == Tag::kWP || t.tag == Tag::kWDT || t.tag == Tag::kWPS) return Value::lower(t);
  if (t.name >= 0) {
    const NameKind kind = a.names[static_cast<std::size_t>(t.name)].kind;
    return {0x20 + static_cast<std::uint64_t>(kind), name_of(kind)};
  }
  if (is_proper(t.tag)) return {12, "proper noun"};
  if (is_noun(t.tag)) return {13, "common noun"};
  return Value(t.tag);
}

Value name_class(const Annotated& a, const Token& t) {
  if (t.name < 0) return {21, "no name"};
  const NameKind kind = a.names[static_cast<std::size_t>(t.name)].kind;
  return {0x30 + static_cast<std::uint64_t>(kind), name_of(kind)};
}

/// The preposition before a phrase as a value; nothing allocated.
Value preposition_value(const Annotated& a, TokenIndex i) {
  if (i != kNoToken)
    for (TokenIndex k : a.children(i))
      if (a[k].relation == kCase && k < i) return Value::lower(a[k]);
  return {31, "-"};
}

Value mark_value(const Annotated& a, TokenIndex i) {
  if (i == kNoToken) return {32, "-"};
  Value found{33, "-"};
  for (TokenIndex k : a.children(i)) {
    if (a[k].relation == kMark) return Value::lower(a[k]);
    const Tag t = a[k].tag;
    if (k < i && (t == Tag::kWRB || t == Tag::kWP || t == Tag::kWDT)) found = {34, "wh"};
  }
  return found;
}

/// Facts about a proposal that many features share.
struct Facts {
  const Annotated& a;
  const Proposal& p;
  const Token& cue;
  const Token* head;
  Value lemma, cls, rule, relation_case, source;
  bool passive, quoted_cue, finite = false;
  int quoted = 0;  // 0 none, 1 some, 2 all of the content
  std::size_t length = 0;
  WordField cue_field, head_field, source_field;

  Facts(const FeatureInput& in, const Proposal& proposal)
      : a(in.spans.text), p(proposal), cue(a[p.cue]), head(p.head == kNoToken ? nullptr : &a[p.head]),
        lemma(Value::lemma(cue)), cls(word_class(cue.tag)), rule(p.rule_hash, p.rule),
        relation_case(preposition_value(a, p.head)), source(source_class(a, source_head())),
        passive(is_passive(a, p.cue)), quoted_cue(cue.quotation >= 0), cue_field(in.word(p.cue).field) {
    if (head) head_field = in.word(p.head).field;
    if (const TokenIndex s = source_head(); s != kNoToken) source_field = in.word(s).field;
    std::size_t in_marks = 0;
    for (TokenSpan run : p.content)
      for (TokenIndex i = run.begin; i < run.end; ++i) {
        ++length;
        in_marks += a[i].quotation >= 0;
        finite = finite || is_finite(a[i].tag);
      }
    quoted = in_marks == 0 ? 0 : in_marks * 20 > length * 19 ? 2 : 1;
  }
  TokenIndex source_head() const {
    return p.chosen < 0 ? kNoToken : p.sources[static_cast<std::size_t>(p.chosen)].head;
  }
};

template <class Sink>
void cue_word_features(const Facts& f, const FeatureInput& in, Sink& s) {
  const Token& c = f.cue;
  s.add(1, "cue", f.lemma, f.cls);
  s.add(2, "cue, rule, preposition", f.lemma, f.rule, f.relation_case);
  s.add(3, "cue, rule", f.lemma, f.rule);
  s.add(4, "rule, preposition", f.rule, f.relation_case, f.cls);
  s.add(5, "cue's tag, rule, preposition", c.tag, f.rule, f.relation_case);
  s.add(6, "cue weight, rule", weight_class(in.word(f.p.cue).weight), f.rule);
  s.add(7, "cue, tag", f.lemma, c.tag);
  s.add(8, "passive, rule", f.passive, f.rule);
  s.add(9, "cue, passive", f.lemma, f.passive);
  s.add(10, "cue's relation", c.relation, f.cls);
  const std::string_view w = c.lower;
  const std::string_view end = w.size() > 3 ? w.substr(w.size() - 3) : w;
  s.add(11, "cue ends in", Value{hash_of(end), end}, f.cls);
  s.add(12, "cue in quotation, rule", f.quoted_cue, f.rule);
  const WordField x = f.cue_field;
  const bool verb = is_verb(c.tag);
  const int field = verb ? x.verb : 64 + x.noun, flags = verb ? x.verb_flags : 256 + x.noun_flags;
  const int cls = verb ? x.verb_class : 65536 + x.noun_class;
  s.add(13, "cue's field, rule", field, f.rule, f.relation_case);
  s.add(14, "cue's frames, rule", flags, f.rule);
  s.add(15, "cue's class, rule", cls, f.rule);
  s.add(16, "cue's class", cls, f.passive);
  s.add(17, "cue's class, preposition", cls, f.rule, f.relation_case);
}

template <class Sink>
void content_features(const Facts& f, Sink& s) {
  const Annotated& a = f.a;
  const Value mark = mark_value(a, f.p.head);
  s.add(20, "clause opened by", mark, f.rule);
  s.add(21, "cue, clause opened by", f.lemma, mark);
  if (f.head) {
    s.add(22, "content's main word", Value::lemma(*f.head), f.rule);
    s.add(23, "content's main tag", f.head->tag, f.rule);
    s.add(25, "cue, content's name", f.lemma, name_class(a, *f.head));
    s.add(26, "cue, content's main word", f.lemma, Value::lemma(*f.head));
    s.add(27, "cue, content's main tag", f.lemma, f.head->tag);
    s.add(28, "content's relation", f.head->relation, f.rule);
  }
  s.add(29, "content quoted, rule", f.quoted, f.rule);
  s.add(30, "cue, content quoted", f.lemma, f.quoted);
  s.add(31, "content quoted, cue quoted", f.quoted, f.quoted_cue);
  s.add(32, "content quoted, source", f.quoted, f.source);
  const int n = length_class(f.length);
  s.add(33, "content length, rule", n, f.rule);
  s.add(34, "content length, rule, preposition", n, f.rule, f.relation_case);
  s.add(35, "content has a finite verb, rule", f.finite, f.rule);
  s.add(36, "cue, content has a finite verb", f.lemma, f.finite);
  if (!f.head) return;
  const int field = is_verb(f.head->tag) ? f.head_field.verb : 64 + f.head_field.noun;
  const int cue_field = is_verb(f.cue.tag) ? f.cue_field.verb : 64 + f.cue_field.noun;
  s.add(37, "content's field, rule", field, f.rule);
  s.add(38, "content's field, cue's field", field, cue_field, f.rule);
  s.add(39, "cue, content's field", f.lemma, field);
}

template <class Sink>
void edge_features(const Facts& f, Sink& s) {
  const Annotated& a = f.a;
  const TokenIndex first = f.p.content.first(), last = f.p.content.last(), cue = f.p.cue;
  const bool after_cue = first > cue;
  const int gap = after_cue ? static_cast<int>(first - cue) : 0;
  s.add(40, "content before the cue, rule", !after_cue, f.rule);
  s.add(41, "distance to the content", std::min(gap, 6), f.rule);
  if (after_cue && gap <= 4) {
    std::uint64_t between = 77;
    for (TokenIndex i = cue + 1; i < first; ++i) between = mix(between, a[i].lower_hash);
    const std::string_view text = Sink::kNames && gap > 1 ? a.text({cue + 1, first}) : std::string_view{};
    s.add(42, "words between cue and content", Value{between, text});
  }
  if (after_cue) s.add(43, "cue, next word", f.lemma, Value::lower(a[cue + 1]));
  s.add(44, "content's first word", Value::lower(a[first]));
  s.add(45, "cue, content's first tag", f.lemma, a[first].tag);
  const bool at_end = last + 1 >= a.size();
  s.add(46, "word after the content", at_end ? Value{1, "end"} : Value::lower(a[last + 1]), f.rule);
  s.add(47, "relation after the content", at_end ? kNone : a[last + 1].relation, f.rule);
  s.add(48, "word before the content", first.value == 0 ? Value{1, "begin"} : Value::lower(a[first - 1]), f.rule);
  s.add(49, "tags at the content's ends", a[first].tag, a[last].tag);
  s.add(50, "content ends its sentence", last + 2 >= a.sentence_of(last).tokens.end, f.rule);
  s.add(51, "cue ends its sentence", cue + 3 >= a.sentence_of(cue).tokens.end, f.rule);
}

template <class Sink>
void source_features(const Facts& f, Sink& s) {
  const TokenIndex head = f.source_head();
  s.add(62, "cue, source", f.lemma, f.source);
  s.add(63, "rule, source", f.rule, f.source);
  if (f.p.chosen >= 0) {
    const SourceCandidate& c = f.p.sources[static_cast<std::size_t>(f.p.chosen)];
    std::uint64_t way = static_cast<std::uint64_t>(c.how) + 1;
    for (Relation r : c.climb) way = way * 64 + static_cast<std::uint64_t>(r);
    s.add(64, "way to the source", Value{way, name_of(c.how)}, f.cls);
    s.add(65, "cue, way to the source", f.lemma, Value{way, name_of(c.how)});
    s.add(66, "source's main word", Value::lemma(f.a[head]));
    s.add(67, "cue, source's main word", f.lemma, Value::lemma(f.a[head]));
    const int flags = f.source_field.noun_flags, field = f.source_field.noun;
    const int cue_field = is_verb(f.cue.tag) ? f.cue_field.verb : 64 + f.cue_field.noun;
    s.add(68, "source's field", field, flags, f.source);
    s.add(69, "source's field, cue's field", f.source, flags & 15, cue_field);
    s.add(59, "source's field, cue", f.source, flags & 15, f.lemma);
  } else {
    s.add(64, "way to the source", Value{2, f.p.source.empty() ? "none" : "by rule"}, f.cls);
    s.add(65, "cue, way to the source", f.lemma, Value{2, f.p.source.empty() ? "none" : "by rule"});
  }
}

template <class Sink>
void neighbour_features(const Facts& f, Sink& s) {
  const Annotated& a = f.a;
  std::uint64_t kinds = 0;
  for (TokenIndex k : a.children(f.p.cue)) {
    const Token& t = a[k];
    const Relation r = t.relation;
    if (r == kAux) s.add(71, "cue, auxiliary", f.lemma, Value::lemma(t));
    const bool clausal = r == kCcomp || r == kXcomp || r == kObj || r == kCompoundPrt || r == kIobj;
    if (clausal || r == kObl || r == kNmod || r == kAdvcl || r == kParataxis)
      kinds |= std::uint64_t{1} << (static_cast<unsigned>(r) & 63u);
    if (clausal && k != f.p.head) {
      s.add(72, "cue also has", r, f.rule);
      s.add(73, "cue, also has", f.lemma, r, f.rule);
    }
    if (r == kMark || (r == kAdvmod && t.tag == Tag::kWRB)) s.add(74, "cue's clause opened by", Value::lower(t));
    if ((r == kNmod || r == kObl) && k != f.p.head)
      s.add(76, "other phrase of the cue", preposition_value(a, k), f.rule);
    if (r == kCompoundPrt) s.add(79, "cue, particle", f.lemma, Value::lemma(t));
  }
  s.add(78, "what the cue governs", Value{kinds, "set"}, f.rule);
}

template <class Sink>
void ancestor_features(const Facts& f, const FeatureInput& in, Sink& s) {
  const Annotated& a = f.a;
  if (f.cue.head != kNoToken) {
    const Token& g = a[f.cue.head];
    s.add(80, "governor of the cue", Value::lemma(g), f.cue.relation);
    s.add(81, "governor's cue weight", weight_class(in.word(f.cue.head).weight), f.cue.relation);
  }
  float best = 0;
  int depth = 0;
  for (TokenIndex x = f.cue.head; x != kNoToken && depth < 8; x = a[x].head, ++depth)
    best = std::max(best, in.word(x).weight);
  s.add(83, "best cue weight above", weight_class(best));
  s.add(84, "cue, best cue weight above", f.lemma, weight_class(best));
  s.add(85, "depth of the cue", std::min(depth, 6));
}

template <class Sink>
void place_features(const Facts& f, Sink& s) {
  const Annotated& a = f.a;
  const Sentence& sentence = a.sentence_of(f.p.cue);
  s.add(91, "block, rule", static_cast<int>(a.block_of(f.p.cue).kind), f.rule);
  const Token& first = a[sentence.tokens.begin];
  s.add(94, "sentence's first tag, rule", first.tag, f.rule);
}

template <class Sink>
void extract(const FeatureInput& in, const Proposal& p, Sink& s) {
  const Facts f(in, p);
  cue_word_features(f, in, s);
  content_features(f, s);
  edge_features(f, s);
  source_features(f, s);
  neighbour_features(f, s);
  ancestor_features(f, in, s);
  place_features(f, s);
}

int eighth(float probability) { return static_cast<int>(std::lround(probability * 8)); }

}  // namespace

std::vector<WordFacts> word_facts(const Annotated& text, const CueLexicon& lexicon, const WordFields& fields) {
  constexpr std::size_t kAhead = 8;
  std::vector<WordFacts> out(text.tokens.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i + 2 * kAhead < out.size()) fields.far(text.tokens[i + 2 * kAhead].lemma_hash);
    if (i + kAhead < out.size()) fields.near(text.tokens[i + kAhead].lemma_hash);
    out[i] = {fields.find(text.tokens[i].lemma_hash), lexicon.weight(text.tokens[i])};
  }
  return out;
}

void proposal_features(const FeatureInput& in, const Proposal& p, std::vector<std::uint64_t>& out) {
  HashSink sink{out};
  extract(in, p, sink);
}

std::vector<std::string> feature_names(const FeatureInput& in, const Proposal& p, const std::vector<std::size_t>& wanted) {
  NameSink sink{wanted};
  extract(in, p, sink);
  return std::move(sink.out);
}

/// The strongest rivals of one proposal: around it, inside it, with the same cue.
struct ContextFeatures::Rivals {
  float outer = 0, inner = 0, same = 0;
};

ContextFeatures::ContextFeatures(const std::vector<Proposal>& all) : all_(all) {
  rivals_.reserve(all.size());
  for (const Proposal& p : all) rivals_.push_back({p.first_score, p.cue, p.content.empty() ? TokenSpan{} : p.content.hull()});
}

ContextFeatures::Rivals ContextFeatures::rivals_of(std::size_t at) const {
  constexpr std::size_t kNear = 60;  // proposals are in order of their cues
  const Rival& p = rivals_[at];
  const auto holds = [&](std::size_t i, TokenIndex cue) {
    return rivals_[i].hull.begin <= cue && cue < rivals_[i].hull.end && all_[i].content.contains(cue);
  };
  Rivals r;
  for (std::size_t i = at > kNear ? at - kNear : 0; i < std::min(rivals_.size(), at + kNear); ++i) {
    const Rival& o = rivals_[i];
    if (i == at || o.first_score <= std::min({r.outer, r.inner, r.same})) continue;
    if (o.cue == p.cue) r.same = std::max(r.same, o.first_score);
    else if (holds(i, p.cue)) r.outer = std::max(r.outer, o.first_score);
    else if (holds(at, o.cue)) r.inner = std::max(r.inner, o.first_score);
  }
  return r;
}

void ContextFeatures::of(std::size_t at, std::vector<std::uint64_t>& out) const {
  const Proposal& p = all_[at];
  const Rivals r = rivals_of(at);
  const int own = eighth(p.first_score), outer = eighth(r.outer), inner = eighth(r.inner), same = eighth(r.same);
  const Value rule{p.rule_hash, p.rule};
  HashSink s{out};
  s.add(100, "own first score", static_cast<int>(std::lround(p.first_score * 20)));
  s.add(101, "score around", outer);
  s.add(102, "score inside", inner);
  s.add(103, "score of the same cue", same);
  s.add(104, "own, around", own, outer);
  s.add(105, "own, inside", own, inner);
  s.add(106, "own, same cue", own, same);
  s.add(107, "rule, around", rule, outer);
  s.add(108, "rule, inside", rule, inner);
  s.add(109, "rule, same cue", rule, same);
}

}  // namespace onrecord

#include "rulebook/spans.h"

#include <algorithm>
#include <string>

namespace onrecord {
namespace {

constexpr int kClimb = 6;         // steps up the tree in search of a subject
constexpr int kColonReach = 25;   // tokens between a cue and its colon
constexpr int kQuoteReach = 30;   // tokens between a quotation and its cue
constexpr int kLabelTokens = 9;   // longest "Minister Ines Calder:" label
constexpr int kSignTokens = 9;    // longest signature after a dash

using enum Relation;

bool one_of(Relation r, std::initializer_list<Relation> set) {
  return std::find(set.begin(), set.end(), r) != set.end();
}
TokenSpan reach(const Annotated& a, TokenIndex i) { return a.reach[static_cast<std::size_t>(i.value)]; }
bool same_block(const Annotated& a, TokenIndex i, TokenIndex j) {
  return a.sentence_of(i).block == a.sentence_of(j).block;
}
bool same_sentence(const Annotated& a, TokenIndex i, TokenIndex j) { return a[i].sentence == a[j].sentence; }

/// The outermost quotation around `i` that does not hold `not_in`.
const Quotation* quotation_without(const SpanInput& in, TokenIndex i, TokenIndex not_in) {
  const Quotation* found = nullptr;
  for (auto q = in.text[i].quotation; q >= 0; q = in.quotations.all[static_cast<std::size_t>(q)].parent) {
    const Quotation& candidate = in.quotations.all[static_cast<std::size_t>(q)];
    if (not_in != kNoToken && candidate.tokens.contains(not_in)) break;
    found = &candidate;
  }
  return found;
}

// ---- sources ------------------------------------------------------------------------------------------------

struct Climb {
  TokenIndex at;
  std::array<Relation, 4> via{};
  std::uint8_t steps = 0;
  void up(Relation r, TokenIndex to) {
    if (steps < via.size()) via[steps] = r;
    ++steps;
    at = to;
  }
};

void offer(SourceCandidates& out, TokenIndex head, SourceHow how, const Climb& c) {
  if (head == kNoToken || out.size() >= 8) return;
  for (const SourceCandidate& s : out)
    if (s.head == head) return;
  out.push_back({head, how, c.via, c.steps});
}

TokenIndex agent_of(const Annotated& a, TokenIndex verb) {
  for (TokenIndex k : a.children(verb)) {
    if (a[k].relation == kOblAgent) return k;
    if (a[k].relation == kObl && k > verb && preposition(a, k) == "by") return k;
  }
  return kNoToken;
}

TokenIndex noun_agent(const Annotated& a, TokenIndex noun) {
  for (TokenIndex k : a.children(noun)) {
    if (a[k].relation != kNmod || k < noun) continue;
    const std::string p = preposition(a, k);
    if (p == "by" || p == "from" || p == "among") return k;
  }
  return kNoToken;
}

bool has_subject(const Annotated& a, TokenIndex i) {
  const auto kids = a.children(i);
  return std::any_of(kids.begin(), kids.end(), [&](TokenIndex k) { return is_subject(a[k].relation); });
}

void offer_noun_sources(const Annotated& a, const Climb& at, SourceCandidates& out) {
  offer(out, a.child(at.at, kNmodPoss), SourceHow::kPossessor, at);
  offer(out, noun_agent(a, at.at), SourceHow::kNounBy, at);
}

/// Sources that stand at `at` itself. True: the search ends here, with or without one.
bool offer_local(const Annotated& a, const Climb& at, SourceCandidates& out) {
  const TokenIndex x = at.at;
  if (is_noun(a[x].tag) && (at.steps == 0 || !has_subject(a, x))) offer_noun_sources(a, at, out);
  offer(out, a.child(x, kNsubj), SourceHow::kSubject, at);
  offer(out, a.child(x, kCsubj), SourceHow::kClauseSubject, at);
  if (is_passive(a, x)) {
    if (a[x].tag != Tag::kVBG) offer(out, agent_of(a, x), SourceHow::kAgent, at);
    if (at.steps > 0) offer(out, a.child(x, kNsubjPass), SourceHow::kPassiveSubject, at);
    return true;
  }
  return !out.empty();
}

/// "…, adding that": a participle behind a comma tells more of what the clause before it tells, whatever noun stands
/// last there. The parser often hangs it on that noun.
bool goes_with_clause(const Annotated& a, TokenIndex participle) {
  const TokenIndex noun = a[participle].head;
  if (a[participle].tag != Tag::kVBG || participle < noun || a[noun].head == kNoToken || noun < a[noun].head) return false;
  TokenIndex before = participle - 1;
  while (noun < before && a[before].tag == Tag::kCloseQuote) --before;
  return a[before].lower == ",";
}

/// One step up from `c`; false at the end of the way. A participle that modifies a noun names its source.
bool climb_once(const Annotated& a, Climb& c, SourceCandidates& out) {
  const Token& t = a[c.at];
  if (t.head == kNoToken) return false;
  const Relation r = t.relation;
  if (r == kAclRelcl) return offer(out, t.head, SourceHow::kAntecedent, c), false;
  if (r == kAcl && !is_verb(a[t.head].tag) && (t.tag == Tag::kVBG || t.tag == Tag::kVBN) && !goes_with_clause(a, c.at))
    return offer(out, t.head, SourceHow::kParticiple, c), false;
  if (!one_of(r, {kConj, kXcomp, kAdvcl, kDep, kParataxis, kCcomp, kObj, kObl, kNmod, kNsubj, kAcl})) return false;
  c.up(r, t.head);
  return true;
}

void offer_antecedent(const Annotated& a, const Climb& at, SourceCandidates& out) {
  if (out.empty() || !is_relative(a[out.front().head].tag)) return;
  for (TokenIndex x = at.at; x != kNoToken; x = a[x].head) {
    if (a[x].relation == kAclRelcl) return offer(out, a[x].head, SourceHow::kAntecedent, at);
    if (a[x].relation != kConj) return;
  }
}

/// "..., said Ines Calder" where the parser saw no subject: the noun right after the verb.
void offer_inverted(const Annotated& a, TokenIndex cue, SourceCandidates& out) {
  if (!is_verb(a[cue].tag)) return;
  const TokenIndex end = a.sentence_of(cue).tokens.end;
  for (TokenIndex i = cue + 1; i < end && i < cue + 5; ++i) {
    const Tag t = a[i].tag;
    if (is_noun(t) || is_pronoun(t)) return offer(out, i, SourceHow::kInverted, Climb{cue});
    if (t != Tag::kDT && !is_adjective(t)) return;
  }
}

// ---- roles --------------------------------------------------------------------------------------------------

bool keeps_at_start(std::string_view w) {
  return !w.empty() && (w.find_first_of("\"'`$([#@") == 0 || static_cast<unsigned char>(w[0]) >= 0x80);
}
bool keeps_at_end(std::string_view w) {
  return !w.empty() && (w.find_first_of("\"')]%.!?") == 0 || w == "\xe2\x80\x9d" || w == "\xe2\x80\x99" ||
                        w == "\xc2\xbb" || w == "\xe2\x80\xa6");
}
bool is_dash(std::string_view w) {
  return w == "-" || w == "--" || w == "~" || w == "\xe2\x80\x93" || w == "\xe2\x80\x94" || w == "\xe2\x80\x95";
}

void drop_prepositions(const Annotated& a, TokenIndex head, TokenRuns& runs) {
  for (TokenIndex k : a.children(head)) {
    if (k > head || a[k].tag == Tag::kPOS) continue;
    if (a[k].relation == kCase) runs.remove(reach(a, k));
    if (a[k].relation == kMark && a[k].tag == Tag::kIN && a[k].lower != "that" && a[k].lower != "if" &&
        a[k].lower != "whether" && a[k].lower != "because")
      runs.remove(reach(a, k));
  }
}

TokenRuns phrase(const SpanInput& in, TokenIndex anchor, TokenIndex of) { return source_phrase(in, anchor, of); }

/// Everything below `of` without its preposition and without the anchor's own clause.
TokenRuns clause(const SpanInput& in, TokenIndex anchor, TokenIndex of) {
  const Annotated& a = in.text;
  if (of == kNoToken) return {};
  TokenRuns runs{reach(a, of)};
  drop_prepositions(a, of, runs);
  if (anchor != of && reach(a, of).contains(anchor)) runs.remove(reach(a, anchor));
  return trimmed(in, std::move(runs));
}

bool opens_rest(const Annotated& a, TokenIndex k) {
  return !one_of(a[k].relation, {kPunct, kCc, kConj, kCompoundPrt, kParataxis, kAdvmod, kAux, kAuxPass, kOblUnmarked,
                                 kDiscourse, kNsubj, kNsubjPass, kMark, kOblAgent});
}

/// From the first object-like dependent right of the anchor to the end of the anchor's clause, conjuncts left out.
TokenRuns rest_from(const SpanInput& in, TokenIndex anchor, TokenIndex first) {
  const Annotated& a = in.text;
  TokenRuns runs{TokenSpan{reach(a, first).begin, std::max(reach(a, anchor).end, reach(a, first).end)}};
  for (TokenIndex k : a.children(anchor))
    if (k > first && one_of(a[k].relation, {kConj, kCc})) runs.remove(reach(a, k));
  drop_prepositions(a, first, runs);
  return trimmed(in, std::move(runs));
}

TokenRuns rest_of_clause(const SpanInput& in, TokenIndex anchor, TokenIndex of) {
  if (of != kNoToken && of != anchor) return rest_from(in, anchor, of);
  TokenIndex first = kNoToken, last = kNoToken;
  for (TokenIndex k : in.text.children(anchor)) {
    if (k < anchor || !opens_rest(in.text, k)) continue;
    if (first == kNoToken) first = k;
    last = k;
  }
  return first == last ? TokenRuns{} : rest_from(in, anchor, first);
}

TokenRuns verb_group(const SpanInput& in, TokenIndex, TokenIndex of) {
  return of == kNoToken ? TokenRuns{} : cue_group(in, of, kNoToken, {}, {});
}

TokenRuns token(const SpanInput&, TokenIndex, TokenIndex of) {
  return of == kNoToken ? TokenRuns{} : TokenRuns{TokenSpan{of, of + 1}};
}

TokenRuns case_phrase(const SpanInput& in, TokenIndex, TokenIndex of) {
  TokenRuns runs;
  if (of == kNoToken) return runs;
  for (TokenIndex k : in.text.children(of))
    if (in.text[k].relation == kCase && k < of) runs.add(reach(in.text, k));
  return runs;
}

/// The clause that `of` stands in, without the phrase of `of`: what "according to S" vouches for.
TokenRuns clause_around(const SpanInput& in, TokenIndex, TokenIndex of) {
  const Annotated& a = in.text;
  TokenIndex x = of == kNoToken ? kNoToken : a[of].head;
  for (int n = 0; n < 5 && x != kNoToken && !is_verb(a[x].tag) && a[x].head != kNoToken; ++n) x = a[x].head;
  if (x == kNoToken) return {};
  TokenRuns runs{reach(a, x)};
  const TokenSpan phrase = reach(a, of);
  runs.remove(phrase);
  if (phrase.end < a.size() && a[phrase.end].lower == ",") runs.remove({phrase.end, phrase.end + 1});
  return trimmed(in, std::move(runs));
}

TokenRuns quotation(const SpanInput& in, TokenIndex anchor, TokenIndex of) {
  if (of == kNoToken) return {};
  const Quotation* q = quotation_without(in, of, anchor);
  return q ? TokenRuns{q->tokens} : TokenRuns{};
}

/// The anchor and its subject's phrase, where they stand close: what is between a quotation and its other half.
TokenSpan cue_with_subject(const SpanInput& in, TokenIndex anchor) {
  const Annotated& a = in.text;
  TokenSpan span{anchor, anchor + 1};
  const auto sources = source_candidates(in, anchor);
  if (sources.empty() || sources.front().steps > 1 || !same_sentence(a, sources.front().head, anchor)) return span;
  if (sources.front().how != SourceHow::kSubject && sources.front().how != SourceHow::kInverted) return span;
  const TokenRuns words = source_phrase(in, anchor, sources.front().head);
  if (words.empty()) return span;
  return {std::min(span.begin, words.first()), std::max(span.end, words.last() + 1)};
}

/// May cue and subject stretch over `i`? Not over another finite verb, and not into a quotation.
bool bridges(const Annotated& a, TokenIndex i, TokenIndex cue) {
  if (a[i].quotation >= 0 && a[i].quotation != a[cue].quotation) return false;
  return !is_finite(a[i].tag) || a[i].relation == kAux || a[i].relation == kAuxPass;
}

/// Nothing but the subject stands between the quotation and its cue; looks at words, so that a bad parse does not hurt.
TokenIndex quotation_before(const SpanInput& in, TokenIndex of) {
  const Annotated& a = in.text;
  TokenIndex k = of - 1;
  for (int n = 0; n < kQuoteReach && k.value >= 0 && bridges(a, k, of); ++n) --k;
  if (k.value < 0 || a[k].quotation < 0 || !same_block(a, k, of)) return kNoToken;
  if (of.value > 0 && a[of - 1].sentence != a[of].sentence && a[of - 1].quotation < 0) return kNoToken;
  const Quotation* q = quotation_without(in, k, of);
  const bool ends = q && q->tokens.end == k + 1;
  if (!ends || (k + 1 < of && !same_sentence(a, k + 1, of))) return kNoToken;
  return q->tokens.begin;
}

TokenIndex quotation_after(const SpanInput& in, TokenIndex of) {
  const Annotated& a = in.text;
  const TokenIndex end = a.sentence_of(of).tokens.end;
  TokenIndex k = of + 1;
  for (int n = 0; n < kQuoteReach && k < end && bridges(a, k, of); ++n) ++k;
  if (k >= end || a[k].quotation < 0) return kNoToken;
  const Quotation* q = quotation_without(in, k, of);
  return q && q->tokens.begin == k ? k : kNoToken;
}

/// "He was blunt. "We lost."": the next sentence of the paragraph opens with a quotation.
TokenIndex quotation_next(const SpanInput& in, TokenIndex of) {
  const Annotated& a = in.text;
  const TokenIndex next = a.sentence_of(of).tokens.end;
  if (next >= a.size() || !same_block(a, next, of) || a[next].quotation < 0) return kNoToken;
  const Quotation* q = quotation_without(in, next, of);
  return q && q->tokens.begin == next ? next : kNoToken;
}

TokenIndex colon_after(const SpanInput& in, TokenIndex of) {
  const Annotated& a = in.text;
  const TokenIndex end = std::min(a.sentence_of(of).tokens.end, of + kColonReach);
  for (TokenIndex j = of + 1; j < end && a[j].quotation == a[of].quotation; ++j)
    if (a[j].lower == ":") return j;
  return kNoToken;
}

/// What follows a colon: the quotation that opens there, else the rest of its sentence, else the next paragraph.
TokenRuns after_colon(const SpanInput& in, TokenIndex anchor, TokenIndex of) {
  const Annotated& a = in.text;
  if (of == kNoToken || of + 1 >= a.size()) return {};
  const TokenIndex next = of + 1;
  if (const Quotation* q = quotation_without(in, next, anchor); q && q->tokens.begin == next)
    return TokenRuns{q->tokens};
  if (same_sentence(a, next, of)) return trimmed(in, TokenRuns{TokenSpan{next, a.sentence_of(next).tokens.end}});
  if (!same_block(a, next, of)) return TokenRuns{a.block_tokens(next)};
  return TokenRuns{a.sentence_of(next).tokens};
}

/// "C, S said": the words of the sentence before the comma that stands before cue and subject.
TokenSpan head_of_sentence(const SpanInput& in, TokenIndex anchor, TokenSpan group) {
  const Annotated& a = in.text;
  const TokenIndex begin = a.sentence_of(anchor).tokens.begin;
  TokenIndex k = group.begin - 1;
  while (k > begin && (a[k].tag == Tag::kRB || a[k].tag == Tag::kCC)) --k;
  if (k <= begin + 1 || a[k].is_word) return {begin, begin};
  const std::string_view w = a[k].lower;
  const bool closes = w == "," || w == "\xe2\x80\x9d" || w == "\"" || w == "''" || is_dash(w);
  return closes ? TokenSpan{begin, w == "," || is_dash(w) ? k : k + 1} : TokenSpan{begin, begin};
}

TokenRuns before_cue(const SpanInput& in, TokenIndex anchor, TokenIndex) {
  return TokenRuns{head_of_sentence(in, anchor, cue_with_subject(in, anchor))};
}

TokenRuns around_cue(const SpanInput& in, TokenIndex anchor, TokenIndex) {
  const Annotated& a = in.text;
  const TokenSpan group = cue_with_subject(in, anchor);
  TokenRuns runs{head_of_sentence(in, anchor, group)};
  const TokenIndex end = a.sentence_of(anchor).tokens.end;
  if (runs.empty() || group.end + 3 >= end || a[group.end].lower != ",") return {};
  runs.add({group.end + 1, end});
  return trimmed(in, std::move(runs));
}

bool in_capitals(std::string_view w) { return std::none_of(w.begin(), w.end(), [](char c) { return c >= 'a' && c <= 'z'; }); }

/// "Ines Calder:" at the start of a block, up to the colon `of`. Inside the quotation that a transcript opens with,
/// '"CALDER: I do', only in capitals: '"Warning: it may fail"' has no speaker.
TokenRuns label(const SpanInput& in, TokenIndex, TokenIndex of) {
  const Annotated& a = in.text;
  if (of == kNoToken) return {};
  TokenIndex begin = a.block_tokens(of).begin;
  if (a[of].quotation >= 0) {
    if (a[begin].is_word || a[begin].quotation != a[of].quotation) return {};
    ++begin;  // the mark, which every paragraph of a long quotation may repeat
    for (TokenIndex i = begin; i < of; ++i)
      if (!in_capitals(a.form(i))) return {};
  }
  if (of - begin > kLabelTokens || of == begin) return {};
  for (TokenIndex i = begin; i < of; ++i) {
    if (is_finite(a[i].tag) && !in_capitals(a.form(i))) return {};  // "Calder opposed it: …" is a sentence
    if (!a[i].is_word && a[i].lower != "." && a[i].lower != "," && a[i].lower != "(" && a[i].lower != ")") return {};
  }
  return trimmed(in, TokenRuns{TokenSpan{begin, of}});
}

TokenRuns rest_of_block(const SpanInput& in, TokenIndex, TokenIndex of) {
  if (of == kNoToken) return {};
  const TokenSpan block = in.text.block_tokens(of);
  return of + 1 < block.end ? TokenRuns{TokenSpan{of + 1, block.end}} : TokenRuns{};
}

TokenRuns block_before(const SpanInput& in, TokenIndex, TokenIndex of) {
  return of == kNoToken ? TokenRuns{} : TokenRuns{TokenSpan{in.text.block_tokens(of).begin, of}};
}

/// The name after a dash that signs the quotation before it.
TokenRuns signature(const SpanInput& in, TokenIndex, TokenIndex of) {
  const Annotated& a = in.text;
  if (of == kNoToken || a[of].quotation >= 0 || of.value == 0 || a[of - 1].quotation < 0) return {};
  const TokenIndex end = a.block_tokens(of).end;
  TokenIndex j = of + 1;
  while (j < end && a[j].quotation < 0 && a[j].is_word) ++j;
  return j == of + 1 || j - of > kSignTokens ? TokenRuns{} : TokenRuns{TokenSpan{of + 1, j}};
}

TokenIndex previous_token(const SpanInput&, TokenIndex of) { return of.value > 0 ? of - 1 : kNoToken; }

TokenRuns sentence(const SpanInput& in, TokenIndex, TokenIndex of) {
  return of == kNoToken ? TokenRuns{} : TokenRuns{in.text.sentence_of(of).tokens};
}
TokenRuns rest_of_sentence(const SpanInput& in, TokenIndex, TokenIndex of) {
  if (of == kNoToken) return {};
  return trimmed(in, TokenRuns{TokenSpan{of + 1, in.text.sentence_of(of).tokens.end}});
}
TokenRuns previous_sentence(const SpanInput& in, TokenIndex, TokenIndex of) {
  if (of == kNoToken || in.text[of].sentence.value == 0) return {};
  const auto s = static_cast<std::size_t>(in.text[of].sentence.value) - 1;
  return TokenRuns{in.text.sentences[s].tokens};
}

TokenIndex subject(const SpanInput& in, TokenIndex of) {
  const auto found = source_candidates(in, of);
  return found.empty() ? kNoToken : found.front().head;
}
TokenIndex object(const SpanInput& in, TokenIndex of) { return in.text.child(of, kObj); }
TokenIndex agent(const SpanInput& in, TokenIndex of) { return agent_of(in.text, of); }
TokenIndex governor(const SpanInput& in, TokenIndex of) { return in.text[of].head; }
TokenIndex antecedent(const SpanInput& in, TokenIndex of) {
  const Token& t = in.text[of];
  return t.relation == kAclRelcl || t.relation == kAcl ? t.head : kNoToken;
}
/// The clause that a parenthetical ", S said," stands in, by parataxis or a like relation.
TokenIndex host_clause(const SpanInput& in, TokenIndex of) {
  const Annotated& a = in.text;
  const Relation r = a[of].relation;
  if (a[of].head == kNoToken || !one_of(r, {kParataxis, kDep, kAdvcl, kAclRelcl, kAcl, kCcomp, kConj, kDiscourse}))
    return kNoToken;
  if (one_of(r, {kAcl, kAclRelcl}) && a.child(of, kNsubj) == kNoToken) return kNoToken;
  return a[of].head < of || one_of(r, {kCcomp, kDep, kParataxis}) ? a[of].head : kNoToken;
}

constexpr NamedNodeFunction kNodeFunctions[] = {
    {"agent", agent, "the by-phrase of a passive"},
    {"antecedent", antecedent, "the noun that a relative clause or participle modifies"},
    {"colon_after", colon_after, "the colon that follows in the same sentence"},
    {"governor", governor, "the token it depends on"},
    {"host_clause", host_clause, "the clause that a parenthetical cue stands in"},
    {"object", object, "the direct object"},
    {"previous_token", previous_token, "the token before"},
    {"quotation_after", quotation_after, "opening of the quotation right after cue and subject"},
    {"quotation_before", quotation_before, "opening of the quotation right before cue and subject"},
    {"quotation_next", quotation_next, "opening of the quotation that opens the next sentence"},
    {"subject", subject, "who does it: own, shared, controlling or possessing subject, antecedent, or agent"},
};

constexpr NamedSpanFunction kSpanFunctions[] = {
    {"after_colon", after_colon, "the quotation, sentence or paragraph after a colon"},
    {"around_cue", around_cue, "the sentence before and after a parenthetical cue"},
    {"before_cue", before_cue, "the sentence up to the comma before cue and subject"},
    {"block_before", block_before, "the block up to a token"},
    {"case_phrase", case_phrase, "the preposition of a phrase"},
    {"clause", clause, "all that depends on a token, without its preposition and without the cue's clause"},
    {"clause_around", clause_around, "the clause a phrase stands in, without the phrase"},
    {"label", label, "a short label at the start of a block, up to its colon"},
    {"phrase", phrase, "the noun phrase of a source"},
    {"previous_sentence", previous_sentence, "the sentence before"},
    {"quotation", quotation, "the quotation around a token, with its marks"},
    {"rest_of_block", rest_of_block, "the block after a token"},
    {"rest_of_clause", rest_of_clause, "all dependents right of the cue, as one stretch"},
    {"rest_of_sentence", rest_of_sentence, "the sentence after a token"},
    {"sentence", sentence, "the sentence of a token"},
    {"signature", signature, "the name after a dash that signs a quotation"},
    {"token", token, "one token"},
    {"verb_group", verb_group, "a cue with its auxiliaries, particles, close adverbs and light verbs"},
};

template <class Table>
auto find_by_name(const Table& table, std::string_view name) {
  const auto it = std::lower_bound(std::begin(table), std::end(table), name,
                                   [](const auto& row, std::string_view n) { return row.name < n; });
  return it != std::end(table) && it->name == name ? &*it : nullptr;
}

}  // namespace

std::span<const NamedNodeFunction> node_functions() { return kNodeFunctions; }
std::span<const NamedSpanFunction> span_functions() { return kSpanFunctions; }
const NamedNodeFunction* find_node_function(std::string_view name) { return find_by_name(kNodeFunctions, name); }
const NamedSpanFunction* find_span_function(std::string_view name) { return find_by_name(kSpanFunctions, name); }

bool is_passive(const Annotated& a, TokenIndex i) {
  if (a[i].tag == Tag::kVBN && (a[i].relation == kAcl || a[i].relation == kAmod)) return true;
  const auto kids = a.children(i);
  return std::any_of(kids.begin(), kids.end(), [&](TokenIndex k) {
    return one_of(a[k].relation, {kAuxPass, kNsubjPass, kCsubjPass});
  });
}

std::string preposition(const Annotated& a, TokenIndex i) {
  std::string out;
  for (TokenIndex k : a.children(i)) {
    if (a[k].relation != kCase || k > i) continue;
    if (!out.empty()) out += '_';
    out += a[k].lower;
    for (TokenIndex part : a.children(k))
      if (a[part].relation == kFixed) (out += '_') += a[part].lower;
  }
  return out;
}

TokenRuns trimmed(const SpanInput& in, TokenRuns runs) {
  const Annotated& a = in.text;
  while (!runs.empty() && !a[runs.first()].is_word && !keeps_at_start(a[runs.first()].lower))
    runs.remove({runs.first(), runs.first() + 1});
  while (!runs.empty() && !a[runs.last()].is_word && !keeps_at_end(a[runs.last()].lower))
    runs.remove({runs.last(), runs.last() + 1});
  return runs;
}

SourceCandidates source_candidates(const SpanInput& in, TokenIndex cue) {
  const Annotated& a = in.text;
  SourceCandidates out;
  Climb at{cue};
  for (int n = 0; n < kClimb; ++n) {
    if (offer_local(a, at, out)) break;
    if (!climb_once(a, at, out)) break;
  }
  offer_antecedent(a, at, out);
  if (out.empty()) offer_inverted(a, cue, out);
  return out;
}

TokenRuns source_phrase(const SpanInput& in, TokenIndex cue, TokenIndex head) {
  const Annotated& a = in.text;
  if (head == kNoToken) return {};
  TokenRuns runs{reach(a, head)};
  for (TokenIndex k : a.children(head)) {
    const Relation r = a[k].relation;
    const bool preposition_or_mark = one_of(r, {kCase, kMark}) && a[k].tag != Tag::kPOS;
    const bool holds_cue = cue != kNoToken && reach(a, k).contains(cue);
    if (preposition_or_mark || (holds_cue && one_of(r, {kAclRelcl, kAcl, kDep, kParataxis, kConj, kAppos, kAdvcl})))
      runs.remove(reach(a, k));
  }
  if (cue != kNoToken && cue != head) runs.remove({cue, cue + 1});  // a credit's noun is both
  runs.keep_run_of(head);
  while (!runs.empty() && !a[runs.first()].is_word) runs.remove({runs.first(), runs.first() + 1});
  const auto keeps = [&](std::string_view w) { return w == ")" || (w == "." && cue != head); };
  while (!runs.empty() && !a[runs.last()].is_word && !keeps(a[runs.last()].lower))
    runs.remove({runs.last(), runs.last() + 1});
  return runs;
}

namespace {

using CueWords = ShortVector<TokenIndex, 16>;

/// Governing light verbs of a cue: "made the claim", "wants to stress", "is expected to say".
void add_governors(const Annotated& a, TokenIndex cue, const TokenRuns& source, const TokenRuns& content,
                   CueWords& words) {
  TokenIndex x = cue;
  for (int n = 0; n < 4; ++n) {
    const TokenIndex h = a[x].head;
    const Relation r = a[x].relation;
    if (h == kNoToken || h > x || content.contains(h) || source.contains(h)) return;
    if (has_subject(a, x) || a.child(x, kNmodPoss) != kNoToken) return;
    const auto gap = x - h;
    const bool verb = one_of(r, {kXcomp, kObj}) && is_verb(a[h].tag) && gap <= 5;
    const bool noun = one_of(r, {kObl, kNmod}) && is_noun(a[x].tag) && gap <= 4;
    const bool adjective = r == kXcomp && is_adjective(a[h].tag) && gap <= 3;
    if (!verb && !noun && !adjective) return;
    words.push_back(h);
    x = h;
  }
}

void add_helpers(const Annotated& a, TokenIndex verb, CueWords& words) {
  for (TokenIndex k : a.children(verb)) {
    const Relation r = a[k].relation;
    const bool close_adverb = r == kAdvmod && a[k].tag >= Tag::kRB && a[k].tag <= Tag::kRBS && k - verb >= -2 &&
                              k - verb <= 2 && a.children(k).empty();
    if ((one_of(r, {kAux, kAuxPass, kCop}) && k < verb) || r == kCompoundPrt || close_adverb) words.push_back(k);
  }
}

}  // namespace

TokenRuns cue_group(const SpanInput& in, TokenIndex cue, TokenIndex dependent, const TokenRuns& source,
                    const TokenRuns& content) {
  const Annotated& a = in.text;
  CueWords words;
  words.push_back(cue);
  add_governors(a, cue, source, content, words);
  for (std::size_t i = 0, n = words.size(); i < n; ++i) add_helpers(a, words[i], words);
  if (dependent != kNoToken)
    for (TokenIndex k : a.children(dependent))
      if (k > cue && k < dependent && (a[k].relation == kCase || (a[k].relation == kMark && a[k].tag == Tag::kIN &&
                                                                   a[k].lower != "that" && a[k].lower != "if")))
        words.push_back(k);
  const auto [low, high] = std::minmax_element(words.begin(), words.end());
  const auto free = [&](TokenIndex i) { return !content.contains(i) && !source.contains(i); };
  TokenSpan run{cue, cue + 1};
  while (run.begin > *low && free(run.begin - 1)) --run.begin;
  while (run.end <= *high && free(run.end)) ++run.end;
  while (run.begin < cue && !a[run.begin].is_word) ++run.begin;
  return TokenRuns{run};
}

}  // namespace onrecord

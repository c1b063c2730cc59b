// Stand-in for the rulebook's matcher while it is being written: the patterns of rules/attribution as code.
#include "attribution/propose.h"

namespace onrecord {
namespace {

class BuiltinPatterns {
 public:
  BuiltinPatterns(const SpanInput& in, const CueLexicon& lexicon) : in_(in), a_(in.text), lex_(lexicon) {}
  std::vector<Proposal> run() {
    for (TokenIndex c{0}; c < a_.size(); ++c) at(c);
    return std::move(out_);
  }

 private:
  TokenRuns call(std::string_view f, TokenIndex anchor, TokenIndex of) { return find_span_function(f)->call(in_, anchor, of); }
  TokenIndex node(std::string_view f, TokenIndex of) { return find_node_function(f)->call(in_, of); }

  void add(std::string_view rule, TokenIndex c, TokenIndex head, TokenRuns content, TokenRuns source = {}, TokenRuns cue = {}, bool fixed = false) {
    if (content.empty()) return;
    Proposal p;
    p.rule = rule;
    p.rule_hash = hash_of(rule);
    p.cue = c;
    p.head = head == kNoToken ? content.first() : head;
    p.content = std::move(content);
    p.fixed_source = fixed;
    if (fixed) {
      p.source = std::move(source);
      p.cue_words = std::move(cue);
    } else {
      p.sources = sources_;
      std::erase_if(p.sources, [&](const SourceCandidate& s) { return s.head == head; });
      if (!p.sources.empty()) { p.chosen = 0; p.source = source_phrase(in_, c, p.sources[0].head); }
    }
    if (finish(in_, p)) out_.push_back(std::move(p));
  }
  void at(TokenIndex c) {
    const Token& t = a_[c];
    using enum Relation;
    if (t.relation == kAux || t.relation == kAuxPass || t.relation == kCop) return;
    if (t.lower == "according") return according(c);
    if (t.lower == ":") return label(c);
    if (!t.is_word) return dash(c);
    if (is_verb(t.tag)) { sources_ = source_candidates(in_, c); verb(c); }
    else if (is_noun(t.tag) && lex_.nouns.get(t.lemma_hash) > 0) { sources_ = source_candidates(in_, c); noun(c); }
    else if (is_adjective(t.tag) && lex_.adjectives.get(t.lemma_hash) > 0) { sources_ = source_candidates(in_, c); adjective(c); }
  }
  void according(TokenIndex c) {
    TokenIndex s = a_[c].head;
    if (s == kNoToken) return;
    add("attribution/according-to", c, a_[s].head, call("clause_around", c, s), source_phrase(in_, kNoToken, s), call("case_phrase", c, s), true);
  }
  void label(TokenIndex c) {
    auto source = call("label", c, c);
    if (source.empty()) return;
    add(a_.block_of(c).kind == BlockKind::kTitle ? "attribution/title-label" : "attribution/label", c, kNoToken, call("rest_of_block", c, c), source, TokenRuns{{c, c + 1}}, true);
  }
  void dash(TokenIndex c) {
    const auto w = a_[c].lower;
    if (w != "-" && w != "--" && w != "~" && w != "\xe2\x80\x93" && w != "\xe2\x80\x94" && w != "\xe2\x80\x95") return;
    auto s = call("signature", c, c);
    if (s.empty()) return;
    add("attribution/signed", c, kNoToken, call("quotation", c, c - 1), s, TokenRuns{{c, c + 1}}, true);
  }
  void verb(TokenIndex c) {
    using enum Relation;
    for (TokenIndex k : a_.children(c)) {
      const char* rule = nullptr;
      switch (a_[k].relation) {
        case kCcomp: rule = "attribution/clause"; break;
        case kParataxis: rule = "attribution/loose-clause"; break;
        case kObj: rule = "attribution/object"; break;
        case kObl: rule = "attribution/preposition"; break;
        case kXcomp: rule = "attribution/intention"; break;
        case kAdvcl: rule = "attribution/adverbial"; break;
        case kNsubjPass: rule = "attribution/passive"; break;
        case kDep: rule = "attribution/dep"; break;
        default: break;
      }
      if (!rule || !a_[k].is_word) continue;
      if (a_[k].relation == kObl && is_passive(a_, c) && preposition(a_, k) == "by") continue;
      add(rule, c, k, call("clause", c, k));
    }
    if (auto h = node("host_clause", c); h != kNoToken) add("attribution/parenthesis", c, h, call("clause", c, h));
    add("attribution/object-and-more", c, kNoToken, call("rest_of_clause", c, kNoToken));
    TokenIndex first_clause = kNoToken, first = kNoToken;
    for (TokenIndex k : a_.children(c)) {
      if (k < c) continue;
      const auto r = a_[k].relation;
      if (first == kNoToken && (r == kObj || r == kIobj || r == kObl)) first = k;
      if (first_clause == kNoToken && (r == kCcomp || r == kXcomp || r == kAdvcl)) first_clause = k;
    }
    if (first != kNoToken && first_clause != kNoToken && first < first_clause)
      add("attribution/clause-and-more", c, first_clause, call("rest_of_clause", c, first_clause));
    if (a_[c].quotation < 0) quoted(c);
    if (lex_.weight(a_[c]) > .15f) {
      add("attribution/clause-before", c, kNoToken, call("before_cue", c, c));
      add("attribution/clause-around", c, kNoToken, call("around_cue", c, c));
    }
  }
  void quoted(TokenIndex c) {
    if (auto k = node("colon_after", c); k != kNoToken && lex_.weight(a_[c]) > 0) {
      auto con = call("after_colon", c, k);
      const bool quote = !con.empty() && a_[con.first()].quotation >= 0;
      add(quote ? "attribution/colon-quotation" : "attribution/colon", c, kNoToken, con);
    }
    if (auto q = node("quotation_before", c); q != kNoToken) add("attribution/quotation-cue", c, q, call("quotation", c, q));
    if (auto q = node("quotation_next", c); q != kNoToken && lex_.weight(a_[c]) > .05f) add("attribution/quotation-follows", c, q, call("quotation", c, q));
    if (auto q = node("quotation_after", c); q != kNoToken) add("attribution/cue-quotation", c, q, call("quotation", c, q));
  }
  void noun(TokenIndex c) {
    using enum Relation;
    for (TokenIndex k : a_.children(c)) {
      const auto r = a_[k].relation;
      if (r == kAcl || r == kCcomp || r == kXcomp || r == kAclRelcl || r == kDep) add("attribution/noun-clause", c, k, call("clause", c, k));
      if (r == kNmod) add("attribution/noun-about", c, k, call("clause", c, k));
    }
    const auto r = a_[c].relation;
    if ((r == kNsubj) && a_[c].head != kNoToken && a_.child(a_[c].head, kCop) != kNoToken) add("attribution/noun-is", c, a_[c].head, call("clause", c, a_[c].head));
    if (r == kObl) add("attribution/noun-says", c, a_[c].head, call("clause_around", c, c));
    if (a_[c].quotation < 0)
      if (auto q = node("quotation_after", c); q != kNoToken) add("attribution/noun-quotation", c, q, call("quotation", c, q));
  }
  void adjective(TokenIndex c) {
    using enum Relation;
    for (TokenIndex k : a_.children(c)) {
      const auto r = a_[k].relation;
      if (r == kCcomp || r == kXcomp || r == kAdvcl) add("attribution/adjective-clause", c, k, call("clause", c, k));
      if (r == kObl || r == kNmod) add("attribution/adjective-about", c, k, call("clause", c, k));
    }
  }

  SpanInput in_;
  const Annotated& a_;
  const CueLexicon& lex_;
  std::vector<SourceCandidate> sources_;
  std::vector<Proposal> out_;
};

}  // namespace

std::vector<Proposal> propose(const SpanInput& in, const CueLexicon& lexicon) { return BuiltinPatterns(in, lexicon).run(); }

}  // namespace onrecord

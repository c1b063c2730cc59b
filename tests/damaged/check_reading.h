// What must hold of every article that a reader gives, whatever it read; and what is made of it.
#pragma once


#include <string>

#include "article/article.h"
#include "base/utf8.h"
#include "language/tokenize.h"
#include "quotation/find.h"

namespace onrecord::testing_damage {

inline std::string fault_in_text(const std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    bool valid = true;
    decode_utf8(text, i, valid);
    if (!valid) return "text is not UTF-8";
  }
  return {};
}

inline std::string fault_in_blocks(const Article& a) {
  BytePos end{0};
  for (const Block& b : a.blocks) {
    if (b.span.begin < end || b.span.end < b.span.begin || b.span.end.value > a.text.size()) return "blocks overlap or leave the text";
    end = b.span.end;
  }
  for (const Link& l : a.links)
    if (l.span.end < l.span.begin || l.span.end.value > a.text.size()) return "a link leaves the text";
  for (ByteSpan r : a.repairs)
    if (r.end.value > a.text.size()) return "a repair leaves the text";
  return {};
}

inline std::string fault_in_origin(const Article& a) {
  std::size_t covered = 0;
  for (const OriginRun& run : a.origin.runs()) {
    if (run.text_begin.value != covered) return "origin has a gap at " + std::to_string(covered);
    covered += run.text_size;
  }
  return covered == a.text.size() ? "" : "origin ends at " + std::to_string(covered) + " of " + std::to_string(a.text.size());
}

inline std::string fault_in_tokens(const Annotated& t) {
  BytePos end{0};
  TokenIndex next{0};
  for (const Token& token : t.tokens) {
    if (token.span.begin < end || token.span.empty()) return "tokens overlap or are empty";
    end = token.span.end;
  }
  for (const Sentence& s : t.sentences) {
    if (s.tokens.begin != next || s.tokens.empty()) return "sentences leave tokens out";
    next = s.tokens.end;
  }
  return next == t.size() ? "" : "sentences end early";
}

inline std::string fault_in_quotations(const Article& a, const Quotations& found) {
  for (std::size_t i = 0; i < found.all.size(); ++i) {
    const Quotation& q = found.all[i];
    if (q.parent >= static_cast<std::int32_t>(i)) return "a quotation stands before the one around it";
    if (q.spans.empty() || q.spans.size() != q.inner.size()) return "spans and inner spans differ in number";
    for (std::size_t k = 0; k < q.spans.size(); ++k)
      if (q.spans[k].end.value > a.text.size() || !q.spans[k].contains(q.inner[k])) return "a quotation leaves its marks";
  }
  for (const MarkProblem& p : found.problems)
    if (p.span.end.value > a.text.size()) return "a problem leaves the text";
  return {};
}

/// Tokenizes, finds quotations, and says what does not hold; empty if all does.
inline std::string fault_in(const Article& article) {
  std::string fault = fault_in_text(article.text);
  if (fault.empty()) fault = fault_in_blocks(article);
  if (fault.empty()) fault = fault_in_origin(article);
  if (!fault.empty()) return fault;
  static const Tokenizer tokenizer({.titles = {"mr.", "sen."}, .abbreviations = {"inc.", "u.s."}, .starters = {"the"}});
  Annotated text;
  tokenizer.tokenize(article, text);
  fault = fault_in_tokens(text);
  if (fault.empty())
    fault = fault_in_quotations(article, find_quotations(article, text, {.title_nouns = {"book"}, .term_cues = {"so-called"}}));
  return fault;
}

}  // namespace onrecord::testing_damage

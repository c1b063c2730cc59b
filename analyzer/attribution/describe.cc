#include "attribution/describe.h"

#include <unicode/uchar.h>

#include <utility>
#include <vector>

#include "base/utf8.h"

namespace onrecord {
namespace {

using enum Relation;

/// The content as marks (open, close, either), words and the rest.
enum class Sign : char { kOpen, kClose, kEither, kWord, kOther };

Sign sign_of(char32_t c) {
  switch (c) {
    case U'\u201c': case U'\u00ab': case U'\u201e': case U'\u201f': return Sign::kOpen;
    case U'\u201d': case U'\u00bb': return Sign::kClose;
    case U'"': return Sign::kEither;
    default: break;
  }
  const char32_t folded = c | 0x20;
  if ((folded >= 'a' && folded <= 'z') || (c >= '0' && c <= '9') || c == '_') return Sign::kWord;
  return c >= 0x80 && u_isalnum(static_cast<UChar32>(c)) ? Sign::kWord : Sign::kOther;
}

bool is_mark(Sign s) { return s == Sign::kOpen || s == Sign::kClose || s == Sign::kEither; }

/// Signs of one kind behind each other are one, unless they are marks.
std::vector<Sign> signs_of(std::string_view text) {
  std::vector<Sign> out;
  for (std::size_t i = 0; i < text.size();) {
    const bool twice = (text[i] == '`' || text[i] == '\'') && i + 1 < text.size() && text[i + 1] == text[i];
    if (twice) i += 2;
    const Sign sign = twice ? Sign::kEither : sign_of(decode_utf8(text, i));
    if (is_mark(sign) || out.empty() || out.back() != sign) out.push_back(sign);
  }
  return out;
}

}  // namespace

Form form_of(std::string_view content) {
  const std::vector<Sign> signs = signs_of(content);
  bool marks = false, outside = false;
  for (std::size_t i = 0; i < signs.size(); ++i) {
    marks = marks || is_mark(signs[i]);
    outside = outside || signs[i] == Sign::kWord;
    if (signs[i] != Sign::kOpen && signs[i] != Sign::kEither) continue;
    std::size_t j = i + 1;
    while (j < signs.size() && !is_mark(signs[j])) ++j;
    if (j == signs.size()) return outside ? Form::kMixed : Form::kDirect;
    if (signs[j] != Sign::kOpen) i = j;
    // An opening mark behind an opening one: what stands between is not quoted by the first; look again from there.
  }
  return !marks ? Form::kIndirect : outside ? Form::kMixed : Form::kDirect;
}

Result<Describer> Describer::load(const Rulebook& book) {
  Describer d;
  const std::pair<std::string_view, const WordList**> lists[] = {
      {"words/belief-cue", &d.belief_}, {"words/intention-cue", &d.intention_},
      {"words/evaluation-cue", &d.evaluation_}, {"words/denying-cue", &d.denying_},
      {"words/declining-cue", &d.declining_}, {"words/declining-negated-cue", &d.declining_negated_},
      {"words/questioning-cue", &d.questioning_}, {"words/hedging-cue", &d.hedging_},
      {"words/hedging-adverb", &d.hedging_adverb_}, {"words/hypothetical-auxiliary", &d.auxiliary_},
      {"words/condition-mark", &d.condition_}, {"words/negation", &d.negation_}};
  for (const auto& [id, to] : lists) {
    *to = book.words(id);
    if (!*to)
      return unexpected({.message = "the word list '" + std::string(id) + "' is missing",
                         .help = "give --rules a pack that holds it, or leave --rules away"});
  }
  return d;
}

void Describer::describe(const Annotated& text, TokenIndex cue, AttributionType by_rule, Attribution& a) const {
  a.form = form_of(a.content.text);
  if (cue == kNoToken || by_rule == AttributionType::kCredit) {
    a.type = by_rule;
    return;
  }
  a.type = type_of(text[cue], by_rule);
  a.stance = stance_of(text, cue, a);
}

AttributionType Describer::type_of(const Token& cue, AttributionType by_rule) const {
  const std::uint64_t h = cue.lemma_hash;
  if (by_rule == AttributionType::kIntention) return by_rule;  // "plans to": the infinitive says so
  if (evaluation_->contains(h)) return AttributionType::kEvaluation;
  if (belief_->contains(h)) return AttributionType::kBelief;
  if (intention_->contains(h) && by_rule != AttributionType::kStatement) return AttributionType::kIntention;
  return by_rule;
}

Stance Describer::stance_of(const Annotated& text, TokenIndex cue, const Attribution& a) const {
  const std::uint64_t h = text[cue].lemma_hash;
  const bool no = negated(text, cue);
  if (declining_->contains(h) && !no) return Stance::kDeclines;
  if (declining_negated_->contains(h) && no) return Stance::kDeclines;
  if (conditional(text, cue)) return Stance::kHypothetical;
  if (no != denying_->contains(h)) return Stance::kDenies;
  const std::string_view content = a.content.text;
  const auto last = content.find_last_not_of("\"\x9d\x80\xe2 ");
  if (questioning_->contains(h) || (last != std::string_view::npos && content[last] == '?')) return Stance::kQuestions;
  if (has_child_in(text, cue, kAux, *auxiliary_)) return Stance::kHypothetical;
  if (hedging_->contains(h) || has_child_in(text, cue, kAdvmod, *hedging_adverb_)) return Stance::kHedged;
  return Stance::kAsserts;
}

bool Describer::has_child_in(const Annotated& text, TokenIndex of, Relation relation, const WordList& list) const {
  for (TokenIndex k : text.children(of))
    if (text[k].relation == relation && list.contains(text[k].lower_hash)) return true;
  return false;
}

bool Describer::negated(const Annotated& text, TokenIndex cue) const {
  for (TokenIndex k : text.children(cue)) {
    const Relation r = text[k].relation;
    if ((r == kAdvmod || r == kDet || r == kCc || r == kAux) && negation_->contains(text[k].lower_hash)) return true;
  }
  return false;
}

/// Does the cue, or a clause close above it, open with "if"? "whether" before the cue's own content is no condition.
bool Describer::conditional(const Annotated& text, TokenIndex cue) const {
  TokenIndex x = cue;
  for (int n = 0; n < 3 && x != kNoToken; ++n) {
    if (has_child_in(text, x, kMark, *condition_)) return true;
    const Relation r = text[x].relation;
    if (r != kConj && r != kXcomp) return false;
    x = text[x].head;
  }
  return false;
}

}  // namespace onrecord

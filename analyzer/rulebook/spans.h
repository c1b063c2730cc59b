// Functions that patterns call: from a token to another token ("whose words are these?") or to the tokens of a role.
//
// A pattern binds tokens and asks for roles:
//
//   anchor  c [tag ~ VB*]
//   find    k = c > {ccomp}
//   maybe   s = subject(c)        # a node function: token -> token
//   source  phrase(s)             # a span function: (anchor, token) -> tokens
//   cue     verb_group(c)
//   content clause(k)
//
// All functions are total: they answer kNoToken or an empty set where there is nothing, for every token of every
// text, parsed or not, and they look a bounded way. Trees are Universal Dependencies v2 (content words are heads).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/short_vector.h"
#include "base/token_runs.h"
#include "language/annotated.h"
#include "quotation/quotation.h"

namespace onrecord {

/// What the functions read. Borrowed.
struct SpanInput {
  const Annotated& text;
  const Quotations& quotations;
};

using NodeFunction = TokenIndex (*)(const SpanInput&, TokenIndex of);
using SpanFunction = TokenRuns (*)(const SpanInput&, TokenIndex anchor, TokenIndex of);

struct NamedNodeFunction {
  std::string_view name;
  NodeFunction call;
  std::string_view what;  ///< one line for `rules explain` and docs/rules.md
};
struct NamedSpanFunction {
  std::string_view name;
  SpanFunction call;
  std::string_view what;
};

/// All functions, sorted by name.
std::span<const NamedNodeFunction> node_functions();
std::span<const NamedSpanFunction> span_functions();
/// The function called `name`; nullptr when there is none.
const NamedNodeFunction* find_node_function(std::string_view name);
const NamedSpanFunction* find_span_function(std::string_view name);

/// How a source was found from its cue.
enum class SourceHow : std::uint8_t {
  kNone, kSubject, kClauseSubject, kAgent, kPassiveSubject, kPossessor, kNounBy, kAntecedent, kParticiple, kInverted,
};
template <>
struct EnumNames<SourceHow> {
  static constexpr std::string_view names[] = {"none", "subject", "clause subject", "agent", "passive subject",
                                               "possessor", "by or from", "antecedent", "participle", "inverted"};
};

/// One token that may head the source of a cue, with the way that led to it.
struct SourceCandidate {
  TokenIndex head = kNoToken;
  SourceHow how = SourceHow::kNone;
  std::array<Relation, 4> climb{};  ///< relations climbed from the cue before `how` applied, kNone-filled
  std::uint8_t steps = 0;
};

/// Hardly a cue has more than four.
using SourceCandidates = ShortVector<SourceCandidate, 4>;

/// Every source that syntax offers for `cue`, the likeliest first; empty where it offers none. At most 8.
/// Shared subjects (conj), control (xcomp, advcl), participles (acl), relative clauses (antecedent and pronoun),
/// agents of passives, possessors and by/from phrases of nouns are followed, at most six steps up.
SourceCandidates source_candidates(const SpanInput& in, TokenIndex cue);

/// True where `i` is a verb with a passive auxiliary or subject, or a participle that modifies a noun.
bool is_passive(const Annotated& text, TokenIndex i);
/// The preposition in front of `i` ("by", "according_to"); empty where there is none. `fixed` parts are joined by '_'.
std::string preposition(const Annotated& text, TokenIndex i);
/// Takes punctuation off both ends, except marks that open or close a quotation or bracket and a final full stop.
TokenRuns trimmed(const SpanInput& in, TokenRuns runs);
/// The words of the source around `head` for a cue at `cue`: its phrase without prepositions and without what holds
/// the cue.
TokenRuns source_phrase(const SpanInput& in, TokenIndex cue, TokenIndex head);
/// The contiguous words of the cue around `cue`: auxiliaries, particles, close adverbs, governing light verbs, and
/// the preposition before `dependent`. Never touches `content` or `source`.
TokenRuns cue_group(const SpanInput& in, TokenIndex cue, TokenIndex dependent, const TokenRuns& source,
                    const TokenRuns& content);

}  // namespace onrecord

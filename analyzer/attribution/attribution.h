// Attributions and sources: who says what, by which words.
//
// Source, cue and content are the roles of the Penn Attribution Relations Corpus (Pareti 2012) and of PolNeAR
// (Newell, Margolin and Ruths, LREC 2018): the source holds the attitude, the cue expresses it, the content is what
// is attributed. A role may be empty (agentless passive, credit line) and may have several spans (split quotation).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/enum_names.h"
#include "base/position.h"

namespace onrecord {

enum class AttributionType { kStatement, kBelief, kIntention, kEvaluation, kCredit };
template <>
struct EnumNames<AttributionType> {
  static constexpr std::string_view names[] = {"statement", "belief", "intention", "evaluation", "credit"};
};

/// direct: all words of the content stand in quotation marks; mixed: some; indirect: none.
enum class Form { kDirect, kMixed, kIndirect };
template <>
struct EnumNames<Form> {
  static constexpr std::string_view names[] = {"direct", "mixed", "indirect"};
};

enum class Stance { kAsserts, kDenies, kDeclines, kQuestions, kHypothetical, kHedged };
template <>
struct EnumNames<Stance> {
  static constexpr std::string_view names[] = {"asserts", "denies", "declines", "questions", "hypothetical", "hedged"};
};

enum class SourceKind {
  kPerson, kOffice, kOrganization, kDocument, kOutlet, kGroup, kAnonymous, kVague, kAuthor,
};
template <>
struct EnumNames<SourceKind> {
  static constexpr std::string_view names[] = {"person", "office", "organization", "document", "outlet",
                                               "group", "anonymous", "vague", "author"};
};

/// One role of an attribution. Empty spans: the role is not expressed.
struct Role {
  std::vector<ByteSpan> spans;      ///< in text order, not overlapping
  TokenIndex head = kNoToken;       ///< syntactic head, where known
  std::string text;                 ///< the spans joined by one space
  bool empty() const { return spans.empty(); }
};

/// A reason with its weight, as printed in `evidence`.
struct Evidence {
  std::string what;    ///< "cue lemma 'write': 291 of 344 times a cue"
  double weight = 0;   ///< contribution to the score; 0 for plain facts
};

struct Attribution {
  int id = 0;                       ///< position in Analysis::attributions
  AttributionType type = AttributionType::kStatement;
  Form form = Form::kIndirect;
  Stance stance = Stance::kAsserts;
  Role source, cue, content;
  int source_id = -1;               ///< into Analysis::sources; -1: no source is expressed
  std::string medium;               ///< "Twitter", "in a statement"; empty if not stated
  std::string via;                  ///< outlet through which it came; empty if none
  std::string rule;                 ///< id of the pattern that proposed it: "attribution/quote-then-speaker"
  double confidence = 1;            ///< 0 to 1, from the learnt score
  std::vector<Evidence> evidence;   ///< strongest first
  int parent = -1;                  ///< attribution in whose content this one stands, -1 if none
};

/// What a registry says of an outlet, a platform or an agency.
struct RegistryEntry {
  std::string name;
  std::string type;       ///< outlet, agency, platform, state media
  std::string country;
  std::string ownership;  ///< "state controlled", "independent public", ...
  std::string perennial;  ///< Wikipedia's perennial status: gr, nc, gu, d; empty if not listed
  std::string origin;     ///< where the fact comes from, with its date
};

struct Credibility {
  char grade = '?';               ///< A (well identified, can know) to E; '?' where there is no source
  std::vector<std::string> why;   ///< one reason each, with the rule that gave it
};

/// Who is behind attributions, after resolution.
struct Source {
  int id = 0;                      ///< position in Analysis::sources
  std::string name;                ///< fullest form in the article: "Maxim Suchkov"
  SourceKind kind = SourceKind::kVague;
  std::string role;                ///< "director of the Institute ..."; empty if none
  std::string affiliation;         ///< empty if none
  bool identified = false;         ///< a reader could find out who it is
  Credibility credibility;
  std::vector<std::string> flags;  ///< "state-media", "platform", "spokesperson", ...
  std::vector<ByteSpan> mentions;  ///< in text order
  std::vector<RegistryEntry> registry;
  std::string reason;              ///< for anonymous sources: the stated reason, verbatim
  char gender = '?';               ///< by pronoun use in the text only: 'f', 'm', 'p' (plural), 'n', '?'
};

}  // namespace onrecord

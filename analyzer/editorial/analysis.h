// Everything found in one article: a plain struct, in text order. Writers and the archive read this and nothing else.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "article/article.h"
#include "attribution/attribution.h"
#include "base/enum_names.h"
#include "base/position.h"
#include "quotation/quotation.h"
#include "rulebook/severity.h"

namespace onrecord {

enum class ClaimType {
  kStatistic, kEvent, kCause, kRanking, kPrediction, kAllegation, kCasualties, kLaw, kScience, kMind, kHistory,
  kOther,
};
template <>
struct EnumNames<ClaimType> {
  static constexpr std::string_view names[] = {"statistic", "event", "cause", "ranking", "prediction", "allegation",
                                               "casualties", "law", "science", "mind", "history", "other"};
};

/// Where the source of a claim stands.
enum class Sourced { kSentence, kNeighbour, kParagraph, kLink, kNone };
template <>
struct EnumNames<Sourced> {
  static constexpr std::string_view names[] = {"sentence", "neighbour", "paragraph", "link", "none"};
};

struct Claim {
  std::vector<ByteSpan> spans;
  ClaimType type = ClaimType::kOther;
  Sourced sourced = Sourced::kNone;
  std::string by;             ///< the source as it stands in the text; empty if none
  int attribution = -1;       ///< the attribution that sources it, -1 if none
  double weight = 1;          ///< in the score: quotations, allegations and casualties count more
  std::string rule;           ///< pattern or lexicon rule that made it a claim
  std::vector<Evidence> evidence;
  SentenceIndex sentence;
};

struct Finding {
  std::string rule;                ///< "source/vague-quantifier"
  Severity severity = Severity::kNote;
  Certainty certainty = Certainty::kLikely;
  std::vector<ByteSpan> spans;     ///< empty: about the whole article
  std::string message;             ///< one line, with the words it is about
  std::string why;                 ///< why a reader should care, and the standard that asks for it
  std::vector<std::string> evidence;  ///< what was looked for, where, and what was found
  std::string help;                ///< what to do about it
};

struct ScorePart {
  std::string name;                ///< "coverage"
  double weight = 0;
  std::optional<double> value;     ///< 0 to 1; nothing: not applicable
  double numerator = 0, denominator = 0;
  std::string what;                ///< what is counted
  std::vector<std::string> raise;  ///< what would raise it, concrete first
};

struct ScoreCap {
  std::string rule;                ///< finding or condition that caps
  int at_most = 100;
  std::string why;
};

struct Score {
  std::optional<int> value;        ///< 0 to 100; nothing: not enough to score
  int low = 0, high = 0;           ///< 90% interval, where there is a value
  std::vector<ScorePart> parts;
  std::vector<ScoreCap> caps;      ///< those that were applied
  std::string reason;              ///< why there is no value, or what limits it
};

struct RulesetId {
  std::string name, version, hash;
};

/// What the writers show sentence by sentence.
enum class SentenceStanding { kNoClaim, kIdentified, kWeak, kNone, kOutside };
template <>
struct EnumNames<SentenceStanding> {
  static constexpr std::string_view names[] = {"no claim", "identified", "weak", "none", "outside"};
};
struct SentenceView {
  ByteSpan span;
  SentenceStanding standing = SentenceStanding::kNoClaim;
};

struct Analysis {
  RulesetId ruleset;
  Article article;
  std::vector<Attribution> attributions;
  std::vector<Source> sources;
  std::vector<Quotation> quotations;
  std::vector<Claim> claims;
  std::vector<Finding> findings;
  std::vector<SentenceView> sentences;
  Score score;
  int words = 0;
};

}  // namespace onrecord

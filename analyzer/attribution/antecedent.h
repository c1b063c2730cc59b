// Antecedents: whom a pronoun stands for.
//
//   Antecedents antecedents(text, quotations, words, mentions, entities);
//   antecedents.settle(voices);                  // once: the sources and what they say
//   antecedents.of(TokenIndex{17});              // an entity, -1 where nobody fits
//
// A linear score ranks the mentions before the pronoun (at most 40, at most eight sentences back; subjects of the same
// sentence also behind it), as in mention-ranking coreference (Denis and Baldridge 2008), with features that a reader
// can follow; their weights are data (rules/words/antecedent.tsv). Who speaks is not whom the words name: in "Lorne is
// wrong," he said. Gender is known from titles, nouns such as "husband", first names, and which pronouns stand near a
// name. The latter is estimated over the whole article first and again after each round of resolution (two rounds of
// expectation maximisation, after Charniak and Elsner 2009).
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>
#include <vector>

#include "attribution/entities.h"
#include "attribution/mentions.h"
#include "base/token_runs.h"

namespace onrecord {

/// The head of a source and what it says.
struct Voice {
  TokenIndex head;
  TokenRuns content;
};

class Antecedents {
 public:
  Antecedents(const Annotated& text, const Quotations& quotations, const SourceWords& words,
              std::vector<Mention>& mentions, Entities& entities);

  /// Who tells for a noun that speaks ("the mayor said") whom the text names so; -1: nobody. Set before settle().
  void ask_for_nouns(std::function<std::int32_t(TokenIndex)> named) { named_ = std::move(named); }
  /// Resolves every "he" and "she", and every pronoun among the heads of `voices` (any order).
  void settle(std::vector<Voice> voices);
  /// The entity of a third-person pronoun; asks the model where settle() did not. -1: nobody fits.
  std::int32_t of(TokenIndex pronoun) { return of(pronoun, w_.pronoun_kind(a_[pronoun])); }
  /// The same for a word used like the pronoun: "each", "both".
  std::int32_t of(TokenIndex word, PronounKind kind);
  /// The entity of a mention; makes one for a noun that has none yet.
  std::int32_t entity_of(std::int32_t mention);
  /// "A and B" as one entity where `mention` opens such a pair, else -1.
  std::int32_t group_of(std::int32_t mention);
  /// The mention whose words hold `i`; -1 where there is none.
  std::int32_t mention_at(TokenIndex i) const { return at_[static_cast<std::size_t>(i.value)]; }
  /// The mentions before `i`: [0, answer).
  std::size_t mentions_before(TokenIndex i) const;
  /// True where what `voice` says names `entity`: he does not say so of himself.
  bool names_in_own_words(TokenIndex voice, std::int32_t entity);
  /// Who spoke last before `i`; -1: nobody yet.
  std::int32_t speaker_before(TokenIndex i) const;
  void note_speaker(TokenIndex at, std::int32_t entity);

  // ---- what the ranking sees; for resolve() and for the trainer ----
  enum Feature : std::uint8_t {
    kSameSentence, kSentenceBefore, kTwoBefore, kEachSentence, kOtherParagraph, kSubject, kPossessive, kModifier,
    kObject, kBetween, kQuoted, kHeading, kSpeaker, kPronoun, kFrequent, kGender, kNoun, kIndefinite, kPluralPerson,
    kPluralBody, kPluralThing, kBody, kDocument, kPlace, kSameVerb, kAfter, kSubjectSame, kLast, kNamedInQuote, kNamedInWords, kIntroduced, kReported, kFeatures,
  };
  static std::string_view feature_name(std::size_t feature);
  /// Somebody a pronoun may stand for: a mention, or a pronoun resolved before.
  struct Candidate {
    std::int32_t mention = -1;
    TokenIndex pronoun = kNoToken;
    std::int32_t entity = -1;  ///< of a pronoun
    bool group = false;
    std::array<float, kFeatures> features{};
  };
  /// Nearest first.
  void candidates(TokenIndex pronoun, PronounKind kind, std::vector<Candidate>& out);

 private:
  struct Turn {
    TokenIndex at;
    std::int32_t entity;
  };

  void index_mentions();
  TokenIndex before_place(TokenIndex i) const;
  TokenIndex before_apposition(TokenIndex i) const;
  TokenIndex before_brackets(TokenIndex i) const;
  std::vector<std::int32_t> joined_to(std::int32_t mention) const;
  std::int32_t listed_with(std::size_t mention) const;
  bool pairs_with(const Mention& first, const Mention& second) const;
  void vote_by_neighbours();
  void vote(TokenIndex pronoun, PronounKind kind);
  void count(std::int32_t entity, PronounKind kind, float weight);
  void settle_once();
  void read_quotations();
  void note_noun(TokenIndex head);
  void read_own_words(TokenIndex pronoun);
  std::int32_t quoted_speaker(TokenIndex i) const;
  std::int32_t resolve(TokenIndex pronoun, PronounKind kind);
  bool offer_mention(TokenIndex pronoun, PronounKind kind, std::size_t mention, int between, std::vector<Candidate>& out);
  void offer_pronouns(TokenIndex pronoun, PronounKind kind, std::vector<Candidate>& out) const;
  float score(const Candidate& candidate) const;
  bool introduces(const Mention& m) const;
  bool behind_article(const Mention& m) const;
  bool fits(const Mention& m, PronounKind kind, bool group) const;
  void see_place(TokenIndex pronoun, TokenIndex at, Candidate& c) const;
  void see_mention(TokenIndex pronoun, const Mention& m, int between, Candidate& c) const;
  bool is_reported_elsewhere(TokenIndex at, TokenIndex pronoun) const;
  void see_kind(const Mention& m, PronounKind kind, Candidate& c) const;
  void see_entity(TokenIndex pronoun, PronounKind kind, std::int32_t entity, Candidate& c) const;
  bool same_verb(TokenIndex pronoun, TokenIndex other) const;

  const Annotated& a_;
  const Quotations& q_;
  const SourceWords& w_;
  std::vector<Mention>& m_;
  Entities& e_;
  std::array<float, kFeatures> weight_{};
  std::array<float, 2> balance_{1, 1};  ///< weight of one "he" and of one "she" as votes
  std::vector<std::int32_t> at_;     ///< token -> mention
  std::vector<std::int32_t> pair_;   ///< mention -> the first mention joined to it by "and", -1
  std::function<std::int32_t(TokenIndex)> named_;
  std::vector<Voice> voices_;         ///< by head
  std::vector<TokenIndex> speakers_;  ///< of each quotation, kNoToken where not known: inside, "he" is somebody else
  struct Named {
    std::int32_t entity;
    bool quoted;
  };
  std::vector<std::int32_t> told_;    ///< token -> the voice whose content holds it, -1
  TokenIndex own_of_ = kNoToken;      ///< the voice whose words the next two are
  TokenRuns own_content_;
  std::vector<Named> own_words_;      ///< whom it names in what it says
  std::vector<Turn> turns_;          ///< sources so far
  std::vector<Candidate> offered_;   ///< reused
  std::vector<Turn> resolved_;       ///< pronouns outside quotations so far
  boost::unordered_flat_map<std::int32_t, std::int32_t> answers_, groups_;
};

}  // namespace onrecord

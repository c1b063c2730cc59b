#include "editorial/claims.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/unordered/unordered_flat_set.hpp>

#include "editorial/claim_words.h"
#include "rulebook/spans.h"

namespace onrecord {
namespace {

/// Signs of whether a sentence needs a source, as words/claim-need names them.
enum class Sign {
  kAnySentence, kQuestion, kNoVerb, kFewWords, kColon, kFigure, kName, kTypeWord, kAttributed, kUnnamed, kExclamation,
  kWish, kAuthor, kInQuotation, kStageDirection,
};
constexpr std::string_view kSignNames[] = {
    "any sentence", "question", "no verb", "few words", "ends with a colon", "figure", "name", "word of a type",
    "attributed", "attributed to nobody", "exclamation", "wish or order", "the writer speaks", "in a quotation",
    "stage direction"};
constexpr std::size_t kSigns = std::size(kSignNames);

Error missing(std::string_view list) {
  return {.message = fmt::format("the word list '{}' is missing", list),
          .help = "give --rules a pack that holds it, or leave --rules away"};
}

/// Where a sentence's source was found.
struct Standing {
  int attribution = -1;
  Sourced sourced = Sourced::kNone;
  ByteSpan label = {};  ///< of the speaker of a transcript, where no attribution tells
};

/// "WALLACE:" at the head of a sentence, behind a mark perhaps: the words before the colon, empty where there is none.
TokenSpan speaker_label(const Annotated& text, TokenSpan s) {
  constexpr std::ptrdiff_t kLongest = 5;
  TokenIndex begin = s.begin;
  while (begin < s.end && !text[begin].is_word && begin - s.begin < 2) ++begin;
  for (TokenIndex i = begin; i < s.end && i - begin <= kLongest; ++i) {
    const std::string_view form = text.form(i);
    if (form == ":") return {begin, i};
    const bool capitals = std::none_of(form.begin(), form.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (!capitals || (i == begin && form.size() < 2)) break;
  }
  return {begin, begin};
}

std::size_t shared_with(const Role& role, ByteSpan span) {
  std::size_t n = 0;
  for (ByteSpan s : role.spans)
    if (s.overlaps(span)) n += static_cast<std::size_t>(std::min(s.end, span.end) - std::max(s.begin, span.begin));
  return n;
}

std::string_view last_mark(const Annotated& text, TokenSpan s) {
  for (TokenIndex i = s.end - 1; i >= s.begin; --i) {
    const Tag tag = text[i].tag;
    const std::string_view form = text.form(i);
    if (text[i].is_word) return {};
    if (tag != Tag::kCloseQuote && tag != Tag::kOpenQuote && form != "\"" && form != "”" && form != "’" && form != "'" &&
        form != ")")
      return form;
  }
  return {};
}

}  // namespace

struct ClaimFinder::Parts {
  ClaimWords words;
  std::array<double, kSigns> need{};
  std::array<double, kClaimTypes> worth{};
  double quotation_worth = 1;
  double share_told = 0, sure_cue = 1;
  int few_words = 0, long_quotation = 0;
  const WordList* cues = nullptr;       ///< words/cue-verb; may be missing
  const WordList* documents = nullptr;  ///< words/claim-document; may be missing
};

namespace {

/// One article's claims, sentence by sentence.
class Search {
 public:
  Search(const ClaimFinder::Parts& parts, const Annotated& text, const Quotations& quotations,
         const AttributionPlaces& places, const std::vector<Attribution>& attributions)
      : parts_(parts), text_(text), quotations_(quotations), places_(places), attributions_(attributions) {}

  std::vector<Claim> run() {
    transcript_ = is_transcript();
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(text_.sentences.size()); ++i) {
      const Sentence& s = text_.sentences[static_cast<std::size_t>(i)];
      if (s.tokens.empty() || s.block < 0) continue;
      if (is_body(text_.article->blocks[static_cast<std::size_t>(s.block)].kind)) look_at(SentenceIndex{i}, s.tokens);
    }
    return std::move(out_);
  }

 private:
  struct Features {
    std::array<bool, kSigns> has{};
    bool& operator[](Sign s) { return has[static_cast<std::size_t>(s)]; }
  };

  /// Two speakers' labels or more: labels are then sources.
  bool is_transcript() const {
    int labels = 0;
    for (const Sentence& s : text_.sentences)
      if (!s.tokens.empty() && !speaker_label(text_, s.tokens).empty() && ++labels == 2) return true;
    return false;
  }

  void look_at(SentenceIndex index, TokenSpan tokens) {
    const ByteSpan span = text_.bytes(tokens);
    if (const TokenSpan label = speaker_label(text_, tokens); transcript_ && !label.empty()) {
      label_ = text_.bytes(label);
      labelled_ = index;
    }
    Standing standing = stand(index, tokens, span);
    if (standing.sourced == Sourced::kNone)
      if (const int a = told_next(index); a >= 0) standing = {a, Sourced::kNeighbour};
    const TypeSigns types = parts_.words.read(text_, tokens);
    Features features = read(index, tokens, types, standing);
    double score = 0;
    for (std::size_t f = 0; f < kSigns; ++f) score += features.has[f] ? parts_.need[f] : 0;
    remember(index, tokens, standing, features);
    if (score > 0) add(index, span, standing, types, features);
  }

  // ---- where the source stands ----

  Standing stand(SentenceIndex index, TokenSpan tokens, ByteSpan span) const {
    if (const int a = named_here(index, span); a >= 0) return {a, Sourced::kSentence};
    if (const int a = held_by(index, span); a >= 0) return {a, by_distance(index, places_.source(a))};
    if (const int a = goes_on(index, tokens); a >= 0) return {a, by_distance(index, places_.home(a))};
    if (labelled_ == index) return {-1, Sourced::kSentence, label_};
    if (labelled_ != kNoSentence) return {-1, by_distance(index, labelled_), label_};
    if (has_link(span)) return {-1, Sourced::kLink};
    if (const ByteSpan subject = document_subject(tokens); !subject.empty()) return {-1, Sourced::kSentence, subject};
    return {};
  }

  /// The first sentence, where the next one says from whom it is.
  int told_next(SentenceIndex index) const {
    const SentenceIndex next = index + 1;
    if (!out_.empty() || static_cast<std::size_t>(next.value) >= text_.sentences.size()) return -1;
    const TokenSpan tokens = text_.sentences[static_cast<std::size_t>(next.value)].tokens;
    return tokens.empty() ? -1 : named_here(next, text_.bytes(tokens));
  }

  static Sourced by_distance(SentenceIndex from, SentenceIndex to) {
    return std::abs(from - to) <= 1 ? Sourced::kNeighbour : Sourced::kParagraph;
  }

  /// The attribution with its source in the sentence, the one that accounts for most of it; -1 where all of them
  /// together account for too little.
  int named_here(SentenceIndex index, ByteSpan span) const {
    int best = -1;
    std::size_t most = 0, told = 0;
    for (int a : places_.in(index)) {
      const Attribution& attribution = attributions_[static_cast<std::size_t>(a)];
      const bool here = attribution.source.empty() ? is_sure(attribution) && places_.cue(a) == index
                                                   : places_.source(a) == index;
      if (!here) continue;
      const std::size_t shared = shared_with(attribution.content, span);
      told += shared;
      if (shared >= most) most = shared, best = a;
    }
    return static_cast<double>(told) < parts_.share_told * static_cast<double>(span.size()) ? -1 : best;
  }

  /// A verb of saying, not passive: its speaker stands there, though he was not found.
  bool is_sure(const Attribution& a) const {
    const TokenIndex head = a.cue.head;
    if (head == kNoToken || !is_finite(text_[head].tag) || !parts_.cues) return false;
    return parts_.cues->weight(text_[head].lemma_hash) >= parts_.sure_cue && !is_passive(text_, head);
  }

  /// The subject of the sentence where it is a document: "The study compared ...".
  ByteSpan document_subject(TokenSpan tokens) const {
    if (!parts_.documents) return {};
    for (TokenIndex i = tokens.begin; i < tokens.end; ++i) {
      const Token& t = text_[i];
      if (t.relation != Relation::kNsubj || t.head == kNoToken || text_[t.head].head != kNoToken) continue;
      if (!parts_.documents->contains(t.lemma_hash)) return {};
      TokenIndex begin = i;
      while (begin > tokens.begin && text_[begin - 1].head == i) --begin;
      return text_.bytes({begin, i + 1});
    }
    return {};
  }

  /// The attribution whose content holds a good part of the sentence and whose source stands elsewhere.
  int held_by(SentenceIndex index, ByteSpan span) const {
    int best = -1;
    std::size_t most = 3 * span.size() / 10;
    for (int a : places_.in(index)) {
      const Attribution& attribution = attributions_[static_cast<std::size_t>(a)];
      if (attribution.source.empty()) continue;
      const std::size_t shared = shared_with(attribution.content, span);
      if (shared > most) most = shared, best = a;
    }
    return best;
  }

  /// The speaker before, where his quotation goes on, or where the sentence before announced these words by a colon.
  int goes_on(SentenceIndex index, TokenSpan tokens) const {
    if (chain_ < 0) return -1;
    const std::int32_t quotation = outermost(tokens);
    if (announced_ && index - last_ == 1) return chain_;
    return quotation >= 0 && index - last_ == 1 && chain_open_ ? chain_ : -1;
  }

  std::int32_t outermost(TokenSpan tokens) const {
    for (TokenIndex i = tokens.begin; i < tokens.end; ++i)
      if (text_[i].is_word) {
        std::int32_t q = text_[i].quotation;
        while (q >= 0 && quotations_.all[static_cast<std::size_t>(q)].parent >= 0) q = quotations_.all[static_cast<std::size_t>(q)].parent;
        return q;
      }
    return -1;
  }

  bool has_link(ByteSpan span) const {
    const auto& links = text_.article->links;
    const auto it = std::partition_point(links.begin(), links.end(), [&](const Link& l) { return l.span.end <= span.begin; });
    return it != links.end() && it->span.begin < span.end;
  }

  void remember(SentenceIndex index, TokenSpan tokens, const Standing& standing, Features& features) {
    last_ = index;
    announced_ = features[Sign::kColon] && standing.attribution >= 0;
    chain_ = standing.attribution;
    // A quotation is open for the next sentence where this one ends inside it.
    chain_open_ = text_[tokens.end - 1].quotation >= 0 || outermost(tokens) >= 0;
  }

  // ---- whether it needs one ----

  Features read(SentenceIndex index, TokenSpan tokens, const TypeSigns& types, const Standing& standing) {
    Features f;
    int words = 0;
    bool verb = false, tagged = false;
    for (TokenIndex i = tokens.begin; i < tokens.end; ++i) {
      const Token& t = text_[i];
      words += t.is_word;
      verb = verb || is_finite(t.tag);
      tagged = tagged || t.tag != Tag::kNone;
      f[Sign::kFigure] = f[Sign::kFigure] || t.tag == Tag::kCD;
      f[Sign::kName] = f[Sign::kName] || t.name >= 0;
      f[Sign::kAuthor] = f[Sign::kAuthor] || (t.quotation < 0 && t.tag == Tag::kPRP && (t.lower == "i" || t.lower == "we"));
    }
    const std::string_view mark = last_mark(text_, tokens);
    f[Sign::kAnySentence] = true;
    f[Sign::kQuestion] = mark == "?";
    f[Sign::kExclamation] = mark == "!";
    f[Sign::kColon] = mark == ":";
    f[Sign::kNoVerb] = tagged && !verb;
    f[Sign::kFewWords] = words <= parts_.few_words;
    f[Sign::kTypeWord] = std::any_of(types.weight.begin(), types.weight.end(), [](double w) { return w > 0; });
    f[Sign::kAttributed] = standing.sourced == Sourced::kSentence;
    f[Sign::kUnnamed] = standing.attribution < 0 && standing.label.empty() && !places_.in(index).empty();
    f[Sign::kInQuotation] = outermost(tokens) >= 0;
    f[Sign::kWish] = tagged && text_[first_word(tokens)].tag == Tag::kVB;
    f[Sign::kStageDirection] = in_brackets(tokens);
    return f;
  }

  TokenIndex first_word(TokenSpan tokens) const {
    for (TokenIndex i = tokens.begin; i < tokens.end; ++i)
      if (text_[i].is_word) return i;
    return tokens.begin;
  }

  bool in_brackets(TokenSpan tokens) const {
    const TokenIndex first = first_word(tokens);
    if (first == tokens.begin || text_.form(first - 1) != "(") return false;
    int depth = 0;
    for (TokenIndex i = tokens.begin; i < tokens.end; ++i) {
      if (text_.form(i) == "(") ++depth;
      else if (text_.form(i) == ")") --depth;
      else if (depth == 0 && text_[i].is_word) return false;
    }
    return true;
  }

  // ---- the claim ----

  void add(SentenceIndex index, ByteSpan span, const Standing& standing, const TypeSigns& types, Features& features) {
    Claim c;
    c.spans = {span};
    c.sentence = index;
    c.sourced = standing.sourced;
    c.attribution = standing.attribution;
    if (c.attribution >= 0) c.by = attributions_[static_cast<std::size_t>(c.attribution)].source.text;
    else c.by = text_.article->view(standing.label);
    c.type = type_of(types, features);
    const auto t = static_cast<std::size_t>(c.type);
    c.rule = "words/claim-need";
    if (types.weight[t] > 0) {
      c.rule = fmt::format("words/claim-{}", name_of(c.type));
      c.evidence.push_back({fmt::format("\"{}\" speaks for {}", types.word[t], name_of(c.type)), types.weight[t]});
    }
    for (std::size_t f = 0; f < kSigns; ++f)
      if (features.has[f] && parts_.need[f] != 0) c.evidence.push_back({std::string(kSignNames[f]), parts_.need[f]});
    std::stable_sort(c.evidence.begin(), c.evidence.end(),
                     [](const Evidence& a, const Evidence& b) { return std::abs(a.weight) > std::abs(b.weight); });
    c.weight = std::max(parts_.worth[t], holds_statement(index) ? parts_.quotation_worth : 1.0);
    if (!seen_.insert(hash_of(text_.article->view(span))).second) c.weight = 0;  // said again, it counts once
    out_.push_back(std::move(c));
  }

  ClaimType type_of(const TypeSigns& types, Features& features) const {
    std::array<double, kClaimTypes> weight = types.weight;
    if (features[Sign::kFigure]) weight[static_cast<std::size_t>(ClaimType::kStatistic)] += types.weight[static_cast<std::size_t>(ClaimType::kStatistic)] > 0 ? 1 : 0;
    const auto best = std::max_element(weight.begin(), weight.end());
    return *best > 0 ? static_cast<ClaimType>(best - weight.begin()) : ClaimType::kEvent;
  }

  /// A quotation of some length, by words, begins or goes on in the sentence.
  bool holds_statement(SentenceIndex index) const {
    const TokenSpan tokens = text_.sentences[static_cast<std::size_t>(index.value)].tokens;
    for (TokenIndex i = tokens.begin; i < tokens.end; ++i)
      if (const std::int32_t q = text_[i].quotation; q >= 0) {
        const Quotation& found = quotations_.all[static_cast<std::size_t>(q)];
        if (found.words >= parts_.long_quotation && found.use == QuoteUse::kStatement) return true;
      }
    return false;
  }

  const ClaimFinder::Parts& parts_;
  const Annotated& text_;
  const Quotations& quotations_;
  const AttributionPlaces& places_;
  const std::vector<Attribution>& attributions_;
  std::vector<Claim> out_;
  boost::unordered_flat_set<std::uint64_t> seen_;  ///< hashes of the claims' texts
  SentenceIndex last_ = kNoSentence;
  int chain_ = -1;           ///< attribution that accounts for the sentence before
  bool chain_open_ = false;  ///< that sentence ends inside a quotation
  bool announced_ = false;   ///< it ends with a colon
  bool transcript_ = false;
  ByteSpan label_;           ///< of who speaks, in a transcript
  SentenceIndex labelled_ = kNoSentence;
};

Result<void> read_need(const Rulebook& book, std::array<double, kSigns>& out) {
  const WordList* list = book.words("words/claim-need");
  if (!list) return unexpected(missing("words/claim-need"));
  for (const WordRow& row : list->rows()) {
    const auto it = std::find(std::begin(kSignNames), std::end(kSignNames), row.text);
    if (it == std::end(kSignNames))
      return unexpected({.message = fmt::format("'words/claim-need' names '{}', which is no sign", row.text),
                         .help = fmt::format("known: {}", fmt::join(kSignNames, ", "))});
    out[static_cast<std::size_t>(it - std::begin(kSignNames))] = row.weight;
  }
  return {};
}

}  // namespace

ClaimFinder::ClaimFinder(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
ClaimFinder::ClaimFinder(ClaimFinder&&) noexcept = default;
ClaimFinder& ClaimFinder::operator=(ClaimFinder&&) noexcept = default;
ClaimFinder::~ClaimFinder() = default;

Result<ClaimFinder> ClaimFinder::load(const Rulebook& book) {
  auto parts = std::make_unique<Parts>();
  if (auto done = read_need(book, parts->need); !done) return unexpected(done.error());
  parts->words = ClaimWords::load(book);
  const WordList* worth = book.words("words/claim-worth");
  const WordList* limit = book.words("words/claim-limit");
  if (!worth) return unexpected(missing("words/claim-worth"));
  if (!limit) return unexpected(missing("words/claim-limit"));
  parts->share_told = limit->weight("share told");
  parts->sure_cue = limit->weight("sure cue");
  parts->few_words = static_cast<int>(limit->weight("few words"));
  parts->long_quotation = static_cast<int>(limit->weight("long quotation"));
  parts->cues = book.words("words/cue-verb");
  parts->documents = book.words("words/claim-document");
  const auto weigh = [&](std::string_view what) { return worth->contains(what) ? worth->weight(what) : 1.0; };
  for (std::size_t t = 0; t < kClaimTypes; ++t) parts->worth[t] = weigh(EnumNames<ClaimType>::names[t]);
  parts->quotation_worth = weigh("quotation");
  return ClaimFinder(std::move(parts));
}

std::vector<Claim> ClaimFinder::find(const Annotated& text, const Quotations& quotations,
                                     const AttributionPlaces& places,
                                     const std::vector<Attribution>& attributions) const {
  return Search(*parts_, text, quotations, places, attributions).run();
}

}  // namespace onrecord

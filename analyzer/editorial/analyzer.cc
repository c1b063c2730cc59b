#include "editorial/analyzer.h"

#include <fmt/format.h>
#include <tbb/task_group.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "attribution/registry.h"
#include "attribution/source_resolver.h"
#include "base/share.h"
#include "editorial/claims.h"
#include "editorial/editorial_schema.h"
#include "editorial/judgement.h"
#include "editorial/reading.h"
#include "editorial/view.h"
#include "language/language_model.h"
#include "language/tokenize.h"
#include "quotation/find.h"
#include "rulebook/pattern.h"

namespace onrecord {
namespace {

std::vector<std::string> texts(const Rulebook& book, std::string_view id) {
  std::vector<std::string> out;
  if (const WordList* list = book.words(id))
    for (const WordRow& row : list->rows()) out.emplace_back(row.text);
  return out;
}

TokenizeOptions tokenize_options(const Rulebook& book) {
  return {texts(book, "words/abbreviation-title"), texts(book, "words/abbreviation"), texts(book, "words/sentence-start")};
}

QuotationOptions quotation_options(const Rulebook& book) {
  QuotationOptions out;
  out.title_nouns = texts(book, "words/title-noun");
  out.term_cues = texts(book, "words/term-cue");
  return out;
}

std::vector<std::filesystem::path> packs_of(const AnalyzerOptions& options) {
  if (!options.rules.empty()) return options.rules;
  return {share_directory() / "rules"};
}

int count_words(const Annotated& text) {
  int n = 0;
  for (const Token& t : text.tokens)
    n += t.is_word && is_body(text.block_of(TokenIndex{&t - text.tokens.data()}).kind);
  return n;
}

SentenceStanding standing_of(const Analysis& found, const Claim& claim) {
  if (claim.sourced == Sourced::kNone) return SentenceStanding::kNone;
  if (claim.attribution < 0) return SentenceStanding::kIdentified;  // a document is linked
  const int source = found.attributions[static_cast<std::size_t>(claim.attribution)].source_id;
  const bool identified = source >= 0 && found.sources[static_cast<std::size_t>(source)].identified;
  return identified ? SentenceStanding::kIdentified : SentenceStanding::kWeak;
}

std::vector<SentenceView> sentence_views(const Annotated& text, const Analysis& found, const EditorialView& view) {
  std::vector<SentenceView> out;
  for (std::size_t i = 0; i < text.sentences.size(); ++i) {
    const Sentence& s = text.sentences[i];
    if (s.tokens.empty()) continue;
    SentenceView shown{text.bytes(s.tokens), SentenceStanding::kNoClaim};
    const int claim = view.claim_at[i];
    if (claim >= 0) shown.standing = standing_of(found, found.claims[static_cast<std::size_t>(claim)]);
    else if (!is_body(found.article.blocks[static_cast<std::size_t>(s.block)].kind)) shown.standing = SentenceStanding::kOutside;
    out.push_back(shown);
  }
  return out;
}

}  // namespace

/// In the order in which they need each other: what borrows stands behind what it borrows.
struct Analyzer::Parts {
  std::unique_ptr<const Schema> schema;
  std::unique_ptr<const Rulebook> book;
  std::unique_ptr<const Registry> registry;
  PageLexicon lexicon;
  std::unique_ptr<const Tokenizer> tokenizer;
  QuotationOptions quotation;
  std::unique_ptr<const LanguageModel> language;
  std::unique_ptr<const Extractor> extractor;
  std::unique_ptr<const SourceResolver> resolver;
  std::unique_ptr<const ClaimFinder> claims;

  Quotations annotate(const Article& article, Annotated& text) const {
    language->annotate(text);
    return find_quotations(article, text, quotation);
  }
};

Analyzer::Analyzer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Analyzer::Analyzer(Analyzer&&) noexcept = default;
Analyzer& Analyzer::operator=(Analyzer&&) noexcept = default;
Analyzer::~Analyzer() = default;

namespace {

/// Moves a loaded part to where it stays; its error otherwise.
template <class T>
Result<void> keep(Result<T> loaded, std::unique_ptr<const T>& to) {
  if (!loaded) return unexpected(std::move(loaded.error()));
  to = std::make_unique<const T>(std::move(*loaded));
  return {};
}

}  // namespace

Result<Analyzer> Analyzer::load(const AnalyzerOptions& options) {
  auto parts = std::make_unique<Parts>();
  const std::filesystem::path data = options.data.empty() ? share_directory() / "data" : options.data;
  const std::filesystem::path models = models_directory(data);
  parts->schema = std::make_unique<const Schema>(editorial_schema());
  std::optional<Result<LanguageModel>> language;
  tbb::task_group meanwhile;
  meanwhile.run([&] { language = LanguageModel::load(models); });
  Result<Rulebook> rules = Rulebook::load(packs_of(options), *parts->schema, RuleScope::kAll, options.choice);
  meanwhile.wait();
  if (auto done = keep(std::move(rules), parts->book); !done) return unexpected(done.error());
  const Rulebook& book = *parts->book;
  if (auto done = keep(Registry::open(registry_database(data), options.registries), parts->registry); !done)
    return unexpected(done.error());
  if (auto done = keep(std::move(*language), parts->language); !done) return unexpected(done.error());
  if (auto done = keep(Extractor::load(book, models, {options.setting}), parts->extractor); !done)
    return unexpected(done.error());
  if (auto done = keep(ClaimFinder::load(book), parts->claims); !done) return unexpected(done.error());
  parts->resolver = std::make_unique<const SourceResolver>(book, *parts->registry);
  parts->tokenizer = std::make_unique<const Tokenizer>(tokenize_options(book));
  parts->quotation = quotation_options(book);
  parts->lexicon = page_lexicon(book);
  return Analyzer(std::move(parts));
}

Analysis Analyzer::analyze(Article article) const {
  Analysis out;
  out.article = std::move(article);
  const RulebookId& id = parts_->book->id();
  out.ruleset = {id.name, id.version, id.hash};

  Annotated text;
  parts_->tokenizer->tokenize(out.article, text);
  auto ahead = parts_->extractor->read_ahead(text);
  Quotations quotations = parts_->annotate(out.article, text);
  out.words = count_words(text);
  out.attributions = parts_->extractor->extract(text, quotations, std::move(ahead));
  out.sources = parts_->resolver->resolve(text, quotations, out.attributions);

  const AttributionPlaces places(text, out.attributions);
  out.claims = parts_->claims->find(text, quotations, places, out.attributions);
  EditorialView view = make_view(text, quotations, out, places);
  Env env(text, quotations, &view);
  grade_sources(*parts_->book, env, view, out.sources);
  out.findings = find_findings(*parts_->book, env, view);
  out.score = score_article(*parts_->book, env);
  out.sentences = sentence_views(text, out, view);
  out.quotations = std::move(quotations.all);
  return out;
}

namespace {

std::string text_of(const Annotated& text, const TokenRuns& runs) {
  std::string out;
  for (TokenSpan r : runs) (out += out.empty() ? "" : " ") += text.text(r);
  return out;
}

Proposed proposed(const SpanInput& in, const Matches& found, const Match& m) {
  Proposed out{m.pattern->id, {}, {}, text_of(in.text, m.content), text_of(in.text, m.medium), text_of(in.text, m.via)};
  if (!m.source.empty()) out.sources.push_back(text_of(in.text, m.source));
  for (const SourceCandidate& c : found.sources(m))
    out.sources.push_back(text_of(in.text, source_phrase(in, m.anchor, c.head)));
  if (out.sources.empty()) out.sources.emplace_back();
  out.cue = text_of(in.text, !m.cue.empty() || m.anchor == kNoToken
                                 ? m.cue
                                 : cue_group(in, m.anchor, m.head, m.source, m.content));
  return out;
}

}  // namespace

std::vector<Proposed> Analyzer::proposals(const Article& article) const {
  Annotated text;
  parts_->tokenizer->tokenize(article, text);
  const Quotations quotations = parts_->annotate(article, text);
  const SpanInput in{text, quotations};
  Matches found;
  PatternMatcher(parts_->book->patterns(), "attribution").match(in, found);
  std::vector<Proposed> out;
  for (const Match& m : found.all) out.push_back(proposed(in, found, m));
  return out;
}

const Rulebook& Analyzer::rulebook() const { return *parts_->book; }

ReadOptions Analyzer::reading(std::string path, std::string id) const {
  return {.path = std::move(path), .id = std::move(id), .lexicon = parts_->lexicon};
}

}  // namespace onrecord

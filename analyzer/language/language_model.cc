#include "language/language_model.h"

#include <algorithm>
#include <span>
#include <utility>

#include "language/lemmatizer.h"
#include "language/model_file.h"
#include "language/names.h"
#include "language/network.h"
#include "language/words.h"

namespace onrecord {
namespace {

constexpr const char* kFileName = "language-en.bin";
constexpr std::size_t rows_of(int bits, std::size_t width) { return (std::size_t{1} << bits) * width; }

/// Longer sentences (a table, a page without a full stop) are read in pieces, so that buffers stay small.
constexpr int kLongestPiece = 1000;

bool power_of_two(std::size_t n) { return n >= 2 && (n & (n - 1)) == 0; }

/// Buffers that a thread keeps from article to article.
struct Workspace {
  SentenceWords words;
  NetworkWorkspace network;
  NameMemory memory;
};

void clear(Annotated& text) {
  text.names.clear();
  for (Token& token : text.tokens) {
    token.lemma = token.lower;
    token.lemma_hash = token.lower_hash;
    token.tag = Tag::kNone;
    token.relation = Relation::kNone;
    token.head = kNoToken;
    token.name = -1;
  }
}

/// Hangs the root of a later piece below the root of the first: still one root, still projective.
void join_piece(TokenSpan piece, Annotated& text, TokenIndex& root) {
  for (TokenIndex i = piece.begin; i < piece.end; ++i) {
    if (text[i].head != kNoToken) continue;
    if (root == kNoToken) {
      root = i;
    } else {
      text[i].head = root;
      text[i].relation = Relation::kParataxis;
    }
    return;
  }
}

}  // namespace

struct LanguageModel::Parts {
  ModelFile file;
  Lexicon lexicon;
  Lemmatizer lemmatizer;
  NameFinder names;
  Network network;

  Result<void> take_words();
  Result<void> take_lemmas();
  Result<void> take_names();
  Result<void> take_network();
  void prefetch(const Sentence& next, const Annotated& text) const;
  void annotate(const Sentence& piece, LanguageNeeds needs, Annotated& text, Workspace& work) const;
};

Result<void> LanguageModel::Parts::take_words() {
  const auto slots = file.section<LexiconEntry>(Section::kLexicon);
  if (!slots) return unexpected(slots.error());
  if (!power_of_two(slots->size())) return unexpected({.message = "has a lexicon of odd size"});
  lexicon = Lexicon(*slots);
  return {};
}

Result<void> LanguageModel::Parts::take_lemmas() {
  const auto rules = file.section<LemmaRule>(Section::kLemmaRules);
  const auto suffixes = file.section<LemmaSuffix>(Section::kLemmaSuffixes);
  const auto words = file.section<LemmaWord>(Section::kLemmaWords);
  const auto text = file.section<char>(Section::kLemmaText);
  if (!rules) return unexpected(rules.error());
  if (!suffixes) return unexpected(suffixes.error());
  if (!words) return unexpected(words.error());
  if (!text) return unexpected(text.error());
  if (!power_of_two(suffixes->size()) || !power_of_two(words->size()))
    return unexpected({.message = "has a table of lemmas of odd size"});
  lemmatizer = Lemmatizer(*rules, *suffixes, *words, *text);
  return {};
}

Result<void> LanguageModel::Parts::take_names() {
  const auto rows = file.section<std::int8_t>(Section::kNameRows, rows_of(kNameBits, kNameWidth));
  if (!rows) return unexpected(rows.error());
  const auto titles = file.section<std::uint64_t>(Section::kTitles);
  if (!titles) return unexpected(titles.error());
  names = NameFinder(*rows, *titles);
  return {};
}

Result<void> LanguageModel::Parts::take_network() {
  Result<Network> taken = Network::take(file);
  if (!taken) return unexpected(taken.error());
  network = *taken;
  return {};
}

/// Starts to load what the lexicon knows of the words of `next`, while the sentence before is worked on.
void LanguageModel::Parts::prefetch(const Sentence& next, const Annotated& text) const {
  for (TokenIndex i = next.tokens.begin; i < next.tokens.end; ++i) lexicon.prefetch(text[i].lower_hash);
}

/// Words, tags and what is asked for besides of one sentence, or of one piece of a very long one.
void LanguageModel::Parts::annotate(const Sentence& piece, LanguageNeeds needs, Annotated& text, Workspace& work) const {
  const TokenIndex first = piece.tokens.begin;
  const std::span<Token> tokens(text.tokens.data() + first.value, piece.tokens.size());
  work.words.fill(text, piece, lexicon);
  network.encode(work.words, work.network);
  network.tag(work.network, tokens);
  if (needs.lemmas) {
    for (const Token& token : tokens) lemmatizer.prefetch(token);
    for (Token& token : tokens) lemmatizer.lemmatize(token, *text.arena);
  }
  if (needs.names) names.find(work.words, piece, work.memory, text);
  if (needs.tree) network.parse(work.network, first, tokens);
}

LanguageModel::LanguageModel(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
LanguageModel::LanguageModel(LanguageModel&&) noexcept = default;
LanguageModel& LanguageModel::operator=(LanguageModel&&) noexcept = default;
LanguageModel::~LanguageModel() = default;

Result<LanguageModel> LanguageModel::load(const std::filesystem::path& directory) {
  const std::filesystem::path path = directory / kFileName;
  Result<ModelFile> file = ModelFile::open(path);
  if (!file) return unexpected(file.error());
  auto parts = std::make_unique<Parts>();
  parts->file = std::move(*file);
  for (const auto take : {&Parts::take_words, &Parts::take_lemmas, &Parts::take_names, &Parts::take_network}) {
    if (Result<void> taken = ((*parts).*take)(); !taken) {
      Error error = taken.error();
      error.path = path.string();
      return unexpected(std::move(error));
    }
  }
  return LanguageModel(std::move(parts));
}

void LanguageModel::annotate(Annotated& text, LanguageNeeds needs) const {
  thread_local Workspace work;
  clear(text);
  work.memory.clear();
  if (!text.arena) text.arena = std::make_unique<std::pmr::monotonic_buffer_resource>();
  if (!needs.tags && !needs.lemmas && !needs.names && !needs.tree) {
    text.index_children();
    return;
  }
  for (std::size_t s = 0; s < text.sentences.size(); ++s) {
    const Sentence& sentence = text.sentences[s];
    if (s + 1 < text.sentences.size()) parts_->prefetch(text.sentences[s + 1], text);
    TokenIndex root = kNoToken;
    for (TokenIndex at = sentence.tokens.begin; at < sentence.tokens.end; at = at + kLongestPiece) {
      const TokenIndex end = std::min(at + kLongestPiece, sentence.tokens.end);
      parts_->annotate({{at, end}, sentence.block}, needs, text, work);
      if (needs.tree) join_piece({at, end}, text, root);
    }
  }
  text.index_children();
}

}  // namespace onrecord

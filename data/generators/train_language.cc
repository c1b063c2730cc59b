// Trains the language models: lexicon, tags, lemmas, names, tree. One command makes data/models/language-en.bin:
//
//   train_language --ud DIR --polnear DIR --rules rules --out data/models
//
// DIR of --ud holds en_ewt-{train,dev}.conllu and en_gum-{train,dev}.conllu; DIR of --polnear holds {train,dev}.jsonl,
// whose names, and part of the lexicon and lemmas, are CoreNLP's (silver). Prints the figures on the dev parts.
#include <chrono>
#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>
#include <set>
#include <unordered_map>

#include "language/corpus.h"
#include "language/lemmatizer.h"
#include "language/model_file.h"
#include "language/perceptron.h"
#include "language/tagger.h"
#include "language/names.h"
#include "language/parser.h"
#include "language/words.h"

namespace onrecord {
namespace {

using corpus::Document;
using corpus::Documents;
using corpus::Gold;

struct Settings {
  std::filesystem::path ud, polnear, rules = "rules", out = "data/models";
  int tag_epochs = 8, name_epochs = 5, tree_epochs = 12, folds = 4;
};

struct Sentences {
  struct One {
    Document* doc;
    Sentence sentence;
    std::span<Token> tokens() const {
      return {doc->text.tokens.data() + sentence.tokens.begin.value, sentence.tokens.size()};
    }
    std::span<const Gold> gold() const {
      return {doc->gold.data() + sentence.tokens.begin.value, sentence.tokens.size()};
    }
  };
  std::vector<One> all;
};

Sentences sentences_of(const Documents& documents) {
  Sentences out;
  for (const auto& doc : documents)
    for (const Sentence& sentence : doc->text.sentences) out.all.push_back({doc.get(), sentence});
  return out;
}

void add(Sentences& to, const Sentences& more) { to.all.insert(to.all.end(), more.all.begin(), more.all.end()); }

// ---- lexicon -------------------------------------------------------------------------------------------------------

struct TagCounts {
  std::array<double, kTags> gold{}, silver{};
};
using WordCounts = std::map<std::uint64_t, TagCounts>;

void count_tags(const Documents& documents, bool silver, WordCounts& counts) {
  for (const auto& doc : documents)
    for (std::size_t i = 0; i < doc->gold.size(); ++i) {
      const Tag tag = doc->gold[i].tag;
      if (tag == Tag::kNone) continue;
      TagCounts& word = counts[doc->text.tokens[i].lower_hash];
      (silver ? word.silver : word.gold)[static_cast<std::size_t>(tag)] += 1;
    }
}

/// Names the list of the word's tags, most frequent first.
std::uint16_t classes_of(const TagCounts& word) {
  constexpr double kGoldWeight = 3, kLeastCount = 4, kLeastShare = 0.03;
  std::vector<std::pair<double, std::size_t>> ranked;
  double total = 0, seen = 0;
  for (std::size_t t = 0; t < kTags; ++t) {
    const double n = word.gold[t] * kGoldWeight + word.silver[t];
    seen += word.gold[t] + word.silver[t];
    total += n;
    if (n > 0) ranked.push_back({-n, t});
  }
  if (seen < kLeastCount) return 0;
  std::sort(ranked.begin(), ranked.end());
  std::uint64_t h = 1;
  for (std::size_t i = 0; i < ranked.size() && i < 4; ++i)
    if (-ranked[i].first >= kLeastShare * total) h = mixed(h + ranked[i].second);
  return static_cast<std::uint16_t>(h % 65535 + 1);
}

Tag sole_of(const TagCounts& word) {
  double total = 0;
  std::size_t best = 0;
  for (std::size_t t = 0; t < kTags; ++t) {
    total += word.gold[t];
    if (word.gold[t] > word.gold[best]) best = t;
  }
  return total >= 30 && word.gold[best] >= 0.998 * total ? static_cast<Tag>(best) : Tag::kNone;
}

std::vector<LexiconEntry> make_lexicon(const WordCounts& counts) {
  std::vector<std::pair<std::uint64_t, LexiconEntry>> words;
  for (const auto& [hash, word] : counts) {
    LexiconEntry entry;
    entry.classes = classes_of(word);
    entry.sole = sole_of(word);
    if (entry.classes != 0) words.push_back({hash, entry});
  }
  std::printf("lexicon: %zu words\n", words.size());
  return Lexicon::build(words);
}

// ---- tags ----------------------------------------------------------------------------------------------------------

std::vector<std::int8_t> train_tags(Sentences sentences, const Lexicon& lexicon, int epochs) {
  auto model = std::make_unique<Perceptron<kTagLabels>>(kTagBits);
  SentenceWords words;
  TagRows rows;
  float scores[kTagLabels];
  Dice dice(1);
  for (int epoch = 0; epoch < epochs; ++epoch) {
    dice.shuffle(sentences.all);
    for (const auto& one : sentences.all) {
      words.fill(one.doc->text, one.sentence, lexicon);
      const std::span<const Gold> gold = one.gold();
      Tag t1 = Tag::kNone, t2 = Tag::kNone;
      for (int i = 0; i < words.size(); ++i) {
        Tag tag = words[i].sole;
        if (tag == Tag::kNone) {
          const Tag right = gold[static_cast<std::size_t>(i)].tag;
          tag_features(words, i, t1, t2, rows);
          model->score(rows.all(), scores);
          tag = static_cast<Tag>(std::max_element(scores + 1, scores + kTags) - scores);
          model->tick();
          if (tag != right) model->update(rows.all(), static_cast<std::size_t>(right), static_cast<std::size_t>(tag));
        }
        t2 = t1;
        t1 = tag;
      }
    }
  }
  return model->finish();
}

void tag_all(const Sentences& sentences, const Lexicon& lexicon, const Tagger& tagger) {
  SentenceWords words;
  for (const auto& one : sentences.all) {
    words.fill(one.doc->text, one.sentence, lexicon);
    tagger.tag(words, one.tokens());
  }
}

/// Tags each fold with a model of the others, so that the parser learns from tags as wrong as it will meet.
void tag_by_folds(const Sentences& train, const Lexicon& lexicon, const Settings& settings) {
  for (int fold = 0; fold < settings.folds; ++fold) {
    Sentences in, out;
    for (std::size_t i = 0; i < train.all.size(); ++i)
      (static_cast<int>(i / 50) % settings.folds == fold ? out : in).all.push_back(train.all[i]);
    const std::vector<std::int8_t> rows = train_tags(in, lexicon, std::max(2, settings.tag_epochs - 3));
    tag_all(out, lexicon, Tagger(rows));
  }
}

double tag_accuracy(const Sentences& sentences) {
  double right = 0, all = 0;
  for (const auto& one : sentences.all)
    for (std::size_t i = 0; i < one.gold().size(); ++i) {
      right += one.tokens()[i].tag == one.gold()[i].tag;
      all += 1;
    }
  return right / all;
}

// ---- lemmas --------------------------------------------------------------------------------------------------------

struct LemmaTables {
  std::vector<LemmaRule> rules{LemmaRule{}};
  std::vector<LemmaSuffix> suffixes;
  std::vector<LemmaWord> words;
  std::string text;
};

using TaggedWord = std::pair<Tag, std::string>;
using LemmaCounts = std::map<TaggedWord, std::map<std::string, double>>;

void count_lemmas(const Documents& documents, double weight, LemmaCounts& counts) {
  for (const auto& doc : documents)
    for (std::size_t i = 0; i < doc->gold.size(); ++i) {
      const Gold& gold = doc->gold[i];
      const Token& token = doc->text.tokens[i];
      if (gold.tag == Tag::kNone || gold.lemma.empty() || is_proper(gold.tag)) continue;
      counts[{gold.tag, std::string(token.lower)}][gold.lemma] += weight;
    }
}

bool rule_for(const std::string& word, const std::string& lemma, LemmaRule& rule) {
  std::size_t same = 0;
  while (same < word.size() && same < lemma.size() && word[same] == lemma[same]) ++same;
  if (same == 0 || lemma.size() - same > rule.add.size() || word.size() - same > 6) return false;
  rule.strip = static_cast<std::uint8_t>(word.size() - same);
  rule.add_size = static_cast<std::uint8_t>(lemma.size() - same);
  std::copy(lemma.begin() + static_cast<std::ptrdiff_t>(same), lemma.end(), rule.add.begin());
  return true;
}

std::string best_lemma(const std::map<std::string, double>& lemmas) {
  return std::max_element(lemmas.begin(), lemmas.end(), [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

template <class Slot>
std::vector<Slot> hash_table(const std::vector<std::pair<std::uint64_t, Slot>>& entries) {
  std::vector<Slot> slots(std::bit_ceil(std::max<std::size_t>(entries.size() * 3 / 2, 2)));
  for (auto [hash, slot] : entries) {
    std::size_t at = hash >> (64 - std::countr_zero(slots.size()));
    while (slots[at].check != 0) at = (at + 1) & (slots.size() - 1);
    slot.check = static_cast<std::uint32_t>(hash) | 1u;
    slots[at] = slot;
  }
  return slots;
}

std::size_t rule_index(const LemmaRule& rule, std::vector<LemmaRule>& rules) {
  for (std::size_t i = 0; i < rules.size(); ++i)
    if (rules[i].strip == rule.strip && rules[i].add_size == rule.add_size && rules[i].add == rule.add) return i;
  rules.push_back(rule);
  return rules.size() - 1;
}

/// Keeps an ending where its majority rule differs from that of the shorter ending.
void learn_suffixes(const LemmaCounts& counts, LemmaTables& tables) {
  std::map<TaggedWord, std::map<std::size_t, double>> votes;
  for (const auto& [word, lemmas] : counts) {
    LemmaRule rule;
    if (!rule_for(word.second, best_lemma(lemmas), rule)) continue;
    const std::size_t index = rule_index(rule, tables.rules);
    for (std::size_t size = 0; size <= std::min(kMaxLemmaSuffix, word.second.size() - 1); ++size)
      votes[{word.first, word.second.substr(word.second.size() - size)}][index] += 1;
  }
  std::map<TaggedWord, std::size_t> chosen;  // short endings come first where we look up
  std::vector<std::pair<std::uint64_t, LemmaSuffix>> entries;
  for (std::size_t size = 0; size <= kMaxLemmaSuffix; ++size)
    for (const auto& [key, rules] : votes) {
      const auto& [tag, suffix] = key;
      if (suffix.size() != size) continue;
      double all = 0;
      std::pair<double, std::size_t> best{0, 0};
      for (const auto& [index, n] : rules) {
        all += n;
        best = std::max(best, {n, index});
      }
      std::size_t inherited = 0;
      if (size > 0) inherited = chosen[{tag, suffix.substr(1)}];
      const bool changes = best.second != inherited && (size == 0 || (all >= 2 && best.first >= 0.6 * all));
      chosen[key] = changes ? best.second : inherited;
      if (!changes) continue;
      entries.push_back({lemma_suffix_hash(suffix, tag),
                         {0, static_cast<std::uint16_t>(best.second), static_cast<std::uint8_t>(tag),
                          static_cast<std::uint8_t>(size)}});
    }
  tables.suffixes = hash_table(entries);
}

LemmaTables make_lemmas(const LemmaCounts& counts) {
  LemmaTables tables;
  learn_suffixes(counts, tables);
  const Lemmatizer by_rule(tables.rules, tables.suffixes, {}, {});
  std::vector<std::pair<std::uint64_t, LemmaWord>> entries;
  std::map<std::string, std::size_t> kept;
  std::pmr::monotonic_buffer_resource arena;
  for (const auto& [word, lemmas] : counts) {
    Token token;
    token.tag = word.first;
    token.lower = word.second;
    by_rule.lemmatize(token, arena);
    const std::string lemma = best_lemma(lemmas);
    if (token.lemma == lemma || lemma.size() > 255) continue;
    if (!kept.contains(lemma)) {
      kept[lemma] = tables.text.size();
      tables.text += lemma;
    }
    entries.push_back({lemma_word_hash(hash_of(word.second), word.first),
                       {0, static_cast<std::uint32_t>(kept[lemma] << 8 | lemma.size())}});
  }
  tables.words = hash_table(entries);
  std::printf("lemmas: %zu rules, %zu endings, %zu words of their own\n", tables.rules.size(), tables.suffixes.size(),
              entries.size());
  return tables;
}

double lemma_accuracy(const Sentences& sentences, const Lemmatizer& lemmatizer) {
  double right = 0, all = 0;
  std::pmr::monotonic_buffer_resource arena;
  for (const auto& one : sentences.all)
    for (std::size_t i = 0; i < one.gold().size(); ++i) {
      Token& token = one.tokens()[i];
      if (is_proper(one.gold()[i].tag)) continue;
      lemmatizer.lemmatize(token, arena);
      right += token.lemma == one.gold()[i].lemma;
      all += 1;
    }
  return right / all;
}

// ---- names ---------------------------------------------------------------------------------------------------------

std::vector<std::int8_t> train_names(const Documents& documents, const Lexicon& lexicon, int epochs) {
  auto model = std::make_unique<Perceptron<kNameWidth>>(kNameBits);
  auto memory = std::make_unique<NameMemory>();
  std::vector<Document*> order;
  for (const auto& doc : documents) order.push_back(doc.get());
  SentenceWords words;
  NameRows rows;
  float scores[kNameWidth];
  Dice dice(2);
  for (int epoch = 0; epoch < epochs; ++epoch) {
    dice.shuffle(order);
    for (Document* doc : order) {
      memory->clear();
      for (const Sentence& sentence : doc->text.sentences) {
        words.fill(doc->text, sentence, lexicon);
        const auto first = static_cast<std::size_t>(sentence.tokens.begin.value);
        const std::span<const Token> tokens(doc->text.tokens.data() + first, sentence.tokens.size());
        NameLabel before = kOutside, before2 = kOutside;
        for (int i = 0; i < words.size(); ++i) {
          NameLabel label = kOutside;
          NameLabel right = doc->gold[first + static_cast<std::size_t>(i)].name;
          if (may_be_name(words[i], before)) {
            if (!may_follow(before, right)) right = begins(kind_of(right));
            name_features(words, tokens, i, before, before2, *memory, rows);
            model->score(rows.all(), scores);
            for (NameLabel l = 1; l < kNameLabels; ++l)
              if (may_follow(before, l) && scores[l] > scores[label]) label = l;
            model->tick();
            if (label != right) model->update(rows.all(), right, label);
          }
          if (label != kOutside) memory->keep(words[i].form, begins(kind_of(label)));
          before2 = before;
          before = label;
        }
      }
    }
  }
  return model->finish();
}

/// Words that stand in capitals right before people's names more than now and then.
std::vector<std::uint64_t> learn_titles(const Documents& documents) {
  struct Count {
    double before = 0, all = 0;
    std::string text;
  };
  std::map<std::uint64_t, Count> counts;
  for (const auto& doc : documents)
    for (std::size_t i = 0; i + 1 < doc->gold.size(); ++i) {
      const Token &token = doc->text.tokens[i], &next = doc->text.tokens[i + 1];
      const bool starts = i == 0 || doc->text.tokens[i - 1].sentence != token.sentence;
      const std::string_view form = doc->article.view(token.span);
      if (form.empty() || !(form[0] >= 'A' && form[0] <= 'Z') || (starts && !form.ends_with('.'))) continue;
      Count& count = counts[token.lower_hash];
      count.text = token.lower;
      count.all += 1;
      count.before += doc->gold[i].name != begins(NameKind::kPerson) && doc->gold[i].name != goes_on(NameKind::kPerson) &&
                      next.sentence == token.sentence && doc->gold[i + 1].name == begins(NameKind::kPerson) &&
                      (is_proper(doc->gold[i].tag) || doc->gold[i].tag == Tag::kNN);
    }
  std::vector<std::uint64_t> out;
  std::printf("titles:");
  for (const auto& [hash, count] : counts)
    if (count.before >= 3 && count.before >= 0.2 * count.all) {
      out.push_back(hash);
      std::printf(" %s", count.text.c_str());
    }
  std::printf("\n");
  return out;
}

double name_f1(const Documents& documents, const Lexicon& lexicon, const NameFinder& finder) {
  double right = 0, found = 0, wanted = 0;
  auto memory = std::make_unique<NameMemory>();
  SentenceWords words;
  for (const auto& doc : documents) {
    memory->clear();
    doc->text.names.clear();
    for (const Sentence& sentence : doc->text.sentences) {
      words.fill(doc->text, sentence, lexicon);
      finder.find(words, sentence, *memory, doc->text);
    }
    std::set<std::tuple<int, int, NameKind>> gold;
    for (std::size_t i = 0; i < doc->gold.size();) {
      std::size_t j = i + 1;
      if (doc->gold[i].name == kOutside) {
        i = j;
        continue;
      }
      while (j < doc->gold.size() && is_inside(doc->gold[j].name)) ++j;
      gold.insert({static_cast<int>(i), static_cast<int>(j), kind_of(doc->gold[i].name)});
      i = j;
    }
    for (const Name& name : doc->text.names) right += gold.contains({name.tokens.begin.value, name.tokens.end.value, name.kind});
    found += static_cast<double>(doc->text.names.size());
    wanted += static_cast<double>(gold.size());
  }
  std::printf("names: precision %.4f recall %.4f F1 %.4f\n", right / found, right / wanted, 2 * right / (found + wanted));
  return 2 * right / (found + wanted);
}

// ---- tree ----------------------------------------------------------------------------------------------------------

/// How many gold arcs a move puts out of reach (Goldberg and Nivre 2013, arc-hybrid).
int cost_of(Move move, const ParseState& state, const std::vector<int>& head) {
  const int s0 = state.top(0), next = state.next();
  int cost = 0;
  if (move == Move::kShift) {
    for (std::size_t k = 0; k < state.depth(); ++k) {
      const int s = state.top(k);
      cost += head[static_cast<std::size_t>(s)] == next;
      cost += k > 0 && head[static_cast<std::size_t>(next)] == s;
    }
    return cost;
  }
  for (int b = next; b <= state.root(); ++b) {
    if (b <= state.words()) cost += head[static_cast<std::size_t>(b)] == s0;
    const bool governs = head[static_cast<std::size_t>(s0)] == b;
    cost += governs && !(move == Move::kLeft && b == next);
  }
  if (move == Move::kLeft) cost += state.depth() >= 2 && head[static_cast<std::size_t>(s0)] == state.top(1);
  return cost;
}

struct TreeRows {
  std::vector<std::int8_t> moves, relations;
};

class TreeTrainer {
 public:
  TreeTrainer() : moves_(kMoveBits), relations_(kRelationBits) {}
  void learn(const Sentences::One& one, const Lexicon& lexicon, bool explore);
  TreeRows finish() const { return {moves_.finish(), relations_.finish()}; }

 private:
  Move choose(bool explore);
  Relation relation(const std::vector<Relation>& gold, int child, int head);

  Perceptron<kMoveWidth> moves_;
  Perceptron<kRelationWidth> relations_;
  SentenceWords words_;
  ParseState state_;
  std::vector<int> head_;
  Dice dice_{3};
};

Move TreeTrainer::choose(bool explore) {
  MoveRows rows;
  float scores[kMoveWidth];
  int least = 1 << 20;
  int costs[kMoves];
  int possible = 0;
  for (std::size_t m = 0; m < kMoves; ++m) {
    const auto move = static_cast<Move>(m);
    costs[m] = state_.can(move) ? cost_of(move, state_, head_) : 1 << 20;
    least = std::min(least, costs[m]);
    possible += state_.can(move);
  }
  std::size_t best = kMoves, right = kMoves;
  if (possible > 1) {
    move_features(state_, rows);
    moves_.score(rows.all(), scores);
    moves_.tick();
  }
  for (std::size_t m = 0; m < kMoves; ++m) {
    if (!state_.can(static_cast<Move>(m))) continue;
    if (best == kMoves || (possible > 1 && scores[m] > scores[best])) best = m;
    if (costs[m] == least && (right == kMoves || (possible > 1 && scores[m] > scores[right]))) right = m;
  }
  if (costs[best] > least) {
    moves_.update(rows.all(), right, best);
    return static_cast<Move>(explore && dice_.unit() < 0.9 ? best : right);
  }
  return static_cast<Move>(best);
}

Relation TreeTrainer::relation(const std::vector<Relation>& gold, int child, int head) {
  if (head == state_.root()) return Relation::kRoot;
  RelationRows rows;
  float scores[kRelationWidth];
  relation_features(state_, child, head, rows);
  relations_.score(rows.all(), scores);
  constexpr int kFirst = static_cast<int>(Relation::kRoot) + 1;
  const auto best = static_cast<Relation>(std::max_element(scores + kFirst, scores + kRelations) - scores);
  const Relation right = gold[static_cast<std::size_t>(child)];
  if (head_[static_cast<std::size_t>(child)] == head && right != Relation::kRoot) {
    relations_.tick();
    if (best != right)
      relations_.update(rows.all(), static_cast<std::size_t>(right), static_cast<std::size_t>(best));
  }
  return best;
}

void TreeTrainer::learn(const Sentences::One& one, const Lexicon& lexicon, bool explore) {
  words_.fill(one.doc->text, one.sentence, lexicon);
  const std::span<const Gold> gold = one.gold();
  head_.assign(gold.size() + 2, 0);
  std::vector<Relation> relations(gold.size() + 2, Relation::kNone);
  for (std::size_t i = 0; i < gold.size(); ++i) {
    head_[i + 1] = gold[i].head == 0 ? static_cast<int>(gold.size()) + 1 : gold[i].head;
    relations[i + 1] = gold[i].relation;
  }
  state_.start(words_, one.tokens());
  while (!state_.done()) {
    const Move move = choose(explore);
    const auto [child, head] = state_.arc(move);
    state_.apply(move, move == Move::kShift ? Relation::kNone : relation(relations, child, head));
  }
}

void print_tree_figures(const char* name, const Sentences& sentences, const Lexicon& lexicon, const Parser& parser) {
  double heads = 0, both = 0, universal = 0, all = 0;
  SentenceWords words;
  ParseState state;
  const auto base = [](Relation r) { return name_of(r).substr(0, name_of(r).find(':')); };
  for (const auto& one : sentences.all) {
    words.fill(one.doc->text, one.sentence, lexicon);
    parser.parse(words, one.sentence.tokens.begin, one.tokens(), state);
    for (std::size_t i = 0; i < one.gold().size(); ++i) {
      const Token& token = one.tokens()[i];
      const Gold& gold = one.gold()[i];
      const int head = token.head == kNoToken ? 0 : static_cast<int>(token.head - one.sentence.tokens.begin) + 1;
      all += 1;
      if (head != gold.head) continue;
      heads += 1;
      both += token.relation == gold.relation;
      universal += base(token.relation) == base(gold.relation);
    }
  }
  std::printf("%s: UAS %.4f LAS %.4f LAS (universal) %.4f\n", name, heads / all, both / all, universal / all);
}

TreeRows train_tree(Sentences train, const Lexicon& lexicon, const Settings& settings,
                    const std::vector<std::pair<const char*, const Sentences*>>& dev) {
  auto trainer = std::make_unique<TreeTrainer>();
  Dice dice(4);
  for (int epoch = 0; epoch < settings.tree_epochs; ++epoch) {
    dice.shuffle(train.all);
    for (const auto& one : train.all) trainer->learn(one, lexicon, epoch > 0);
    if (epoch % 4 == 3 || epoch + 1 == settings.tree_epochs) {
      const TreeRows rows = trainer->finish();
      std::printf("after %d rounds\n", epoch + 1);
      for (const auto& [name, sentences] : dev) print_tree_figures(name, *sentences, lexicon, {rows.moves, rows.relations});
      std::fflush(stdout);
    }
  }
  return trainer->finish();
}

// ---- all -----------------------------------------------------------------------------------------------------------

class Clock {
 public:
  void lap(const char* what) {
    const auto now = std::chrono::steady_clock::now();
    std::printf("[%s: %.0f s]\n", what, std::chrono::duration<double>(now - last_).count());
    std::fflush(stdout);
    last_ = now;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

template <class T>
void put(ModelFileWriter& file, Section id, const std::vector<T>& values) {
  file.add<T>(id, std::span<const T>(values));
}

int run(const Settings& settings) {
  Clock clock;
  const Documents ewt = corpus::read_conllu(settings.ud / "en_ewt-train.conllu"),
                  gum = corpus::read_conllu(settings.ud / "en_gum-train.conllu"),
                  ewt_dev = corpus::read_conllu(settings.ud / "en_ewt-dev.conllu"),
                  gum_dev = corpus::read_conllu(settings.ud / "en_gum-dev.conllu");
  const Tokenizer tokenizer = corpus::make_tokenizer(settings.rules);
  const Documents news = corpus::read_polnear(settings.polnear / "train.jsonl", tokenizer),
                  news_dev = corpus::read_polnear(settings.polnear / "dev.jsonl", tokenizer);
  clock.lap("read");

  WordCounts counts;
  count_tags(ewt, false, counts);
  count_tags(gum, false, counts);
  count_tags(news, true, counts);
  const std::vector<LexiconEntry> slots = make_lexicon(counts);
  const Lexicon lexicon{slots};

  Sentences train = sentences_of(ewt);
  add(train, sentences_of(gum));
  const Sentences dev = sentences_of(ewt_dev), other_dev = sentences_of(gum_dev);
  const std::vector<std::int8_t> tag_rows = train_tags(train, lexicon, settings.tag_epochs);
  const Tagger tagger(tag_rows);
  for (const Sentences* part : {&dev, &other_dev}) {
    tag_all(*part, lexicon, tagger);
    std::printf("%s: XPOS %.4f\n", part == &dev ? "EWT dev" : "GUM dev", tag_accuracy(*part));
  }
  clock.lap("tags");

  LemmaCounts lemma_counts;
  count_lemmas(ewt, 10, lemma_counts);
  count_lemmas(gum, 10, lemma_counts);
  count_lemmas(news, 1, lemma_counts);
  const LemmaTables lemmas = make_lemmas(lemma_counts);
  const Lemmatizer lemmatizer(lemmas.rules, lemmas.suffixes, lemmas.words, lemmas.text);
  std::printf("EWT dev: lemmas %.4f, GUM dev: %.4f (names apart)\n", lemma_accuracy(dev, lemmatizer),
              lemma_accuracy(other_dev, lemmatizer));

  tag_all(sentences_of(news), lexicon, tagger);
  tag_all(sentences_of(news_dev), lexicon, tagger);
  const std::vector<std::int8_t> name_rows = train_names(news, lexicon, settings.name_epochs);
  const std::vector<std::uint64_t> titles = learn_titles(news);
  name_f1(news_dev, lexicon, NameFinder(name_rows, titles));
  clock.lap("names");

  tag_by_folds(train, lexicon, settings);
  std::printf("train, tagged by folds: XPOS %.4f\n", tag_accuracy(train));
  clock.lap("folds");
  const TreeRows tree = train_tree(train, lexicon, settings, {{"EWT dev", &dev}, {"GUM dev", &other_dev}});
  clock.lap("tree");

  ModelFileWriter file;
  put(file, Section::kLexicon, slots);
  put(file, Section::kTagRows, tag_rows);
  put(file, Section::kLemmaRules, lemmas.rules);
  put(file, Section::kLemmaSuffixes, lemmas.suffixes);
  put(file, Section::kLemmaWords, lemmas.words);
  file.add<char>(Section::kLemmaText, lemmas.text);
  put(file, Section::kNameRows, name_rows);
  put(file, Section::kTitles, titles);
  put(file, Section::kMoveRows, tree.moves);
  put(file, Section::kRelationRows, tree.relations);
  const std::filesystem::path out = settings.out / "language-en.bin";
  if (const Result<void> written = file.write(out); !written) {
    std::fprintf(stderr, "%s\n", written.error().to_string().c_str());
    return 1;
  }
  std::printf("%s: %.1f MB\n", out.c_str(), static_cast<double>(std::filesystem::file_size(out)) / 1e6);
  return 0;
}

}  // namespace
}  // namespace onrecord

int main(int argc, char** argv) {
  onrecord::Settings settings;
  CLI::App app{"Trains the models of tags, lemmas, names and trees"};
  app.add_option("--ud", settings.ud, "Folder of the Universal Dependencies treebanks")->required();
  app.add_option("--polnear", settings.polnear, "Folder of PolNeAR")->required();
  app.add_option("--rules", settings.rules, "Rules, for the tokenizer's word lists");
  app.add_option("--out", settings.out, "Folder of the models");
  app.add_option("--tag-epochs", settings.tag_epochs, "Rounds of training of the tagger");
  app.add_option("--name-epochs", settings.name_epochs, "Rounds of training of the names");
  app.add_option("--tree-epochs", settings.tree_epochs, "Rounds of training of the parser");
  CLI11_PARSE(app, argc, argv);
  return onrecord::run(settings);
}

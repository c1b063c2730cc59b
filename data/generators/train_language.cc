// Trains the language models: lexicon, tags, lemmas, names, tree. One command makes data/models/language-en.bin:
//
//   train_language --ud DIR --polnear DIR --rules rules --out build/release/models
//
// DIR of --ud holds en_ewt-{train,dev}.conllu and en_gum-{train,dev}.conllu; DIR of --polnear holds {train,dev}.jsonl,
// whose names, and part of the lexicon and lemmas, are CoreNLP's (silver). Prints the figures on the dev parts.
#include <chrono>
#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

#include "language/corpus.h"
#include "language/lemmatizer.h"
#include "language/model_file.h"
#include "language/network.h"
#include "language/network_trainer.h"
#include "language/perceptron.h"
#include "language/names.h"
#include "language/words.h"

namespace onrecord {
namespace {

using corpus::Document;
using corpus::Documents;
using corpus::Gold;

struct Settings {
  std::filesystem::path ud, polnear, rules = "rules", out = "build/release/models";
  std::filesystem::path network;  ///< a model to take the network from instead of training it
  int epochs = 9, name_epochs = 6;
  double rate = 0.002;
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

std::vector<LexiconEntry> make_lexicon(const WordCounts& counts) {
  std::vector<std::pair<std::uint64_t, LexiconEntry>> words;
  for (const auto& [hash, word] : counts) {
    LexiconEntry entry;
    entry.classes = classes_of(word);
    entry.known = std::accumulate(word.gold.begin(), word.gold.end(), 0.0) >= 2;
    if (entry.classes != 0 || entry.known) words.push_back({hash, entry});
  }
  std::printf("lexicon: %zu words\n", words.size());
  return Lexicon::build(words);
}

// ---- the network: tags and trees -----------------------------------------------------------------------------------

/// A sentence as the network's trainer wants it.
struct Example {
  Sentences::One place;
  std::vector<InputRows> rows;
  std::vector<float> rarity;  ///< how likely each word's form is hidden in training
  Lesson lesson;
};

std::vector<Example> examples_of(const Sentences& sentences, const Lexicon& lexicon, const WordCounts& counts) {
  constexpr double kHide = 0.25;
  std::vector<Example> out;
  SentenceWords words;
  for (const auto& one : sentences.all) {
    Example example{one, {}, {}, {}};
    words.fill(one.doc->text, one.sentence, lexicon);
    const std::span<const Gold> gold = one.gold();
    const int root = words.size() + 1;
    example.lesson.tags.resize(gold.size());
    example.lesson.head.assign(gold.size() + 2, -1);
    example.lesson.relation.assign(gold.size() + 2, Relation::kNone);
    for (int i = 0; i < words.size(); ++i) {
      const auto at = static_cast<std::size_t>(i);
      example.rows.push_back(input_rows(words[i]));
      const auto found = counts.find(one.tokens()[at].lower_hash);
      double n = 0;
      if (found != counts.end()) n = std::accumulate(found->second.gold.begin(), found->second.gold.end(), 0.0);
      example.rarity.push_back(static_cast<float>(kHide / (kHide + n)));
      example.lesson.tags[at] = gold[at].tag;
      example.lesson.head[at + 1] = gold[at].head == 0 ? root : gold[at].head;
      example.lesson.relation[at + 1] = gold[at].relation;
    }
    out.push_back(std::move(example));
  }
  return out;
}

void print_figures(const char* name, const std::vector<Example>& examples, NetworkTrainer& trainer) {
  double tags = 0, heads = 0, both = 0, universal = 0, all = 0;
  std::vector<Token> tokens;
  std::vector<int> found;
  const auto base = [](Relation r) { return name_of(r).substr(0, name_of(r).find(':')); };
  for (const Example& example : examples) {
    trainer.predict(example.rows, tokens, found);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      all += 1;
      tags += tokens[i].tag == example.lesson.tags[i];
      if (found[i] != example.lesson.head[i + 1]) continue;
      heads += 1;
      both += tokens[i].relation == example.lesson.relation[i + 1];
      universal += base(tokens[i].relation) == base(example.lesson.relation[i + 1]);
    }
  }
  std::printf("%s: XPOS %.4f UAS %.4f LAS %.4f LAS (universal) %.4f\n", name, tags / all, heads / all, both / all,
              universal / all);
}

void train_network(const std::vector<Example>& train, const Settings& settings,
                   const std::vector<std::pair<const char*, const std::vector<Example>*>>& dev, NetworkTrainer& trainer) {
  constexpr std::size_t kBatchWords = 150;
  std::vector<std::size_t> order(train.size());
  std::iota(order.begin(), order.end(), 0);
  Dice dice(5);
  std::vector<Token> tokens;
  std::vector<InputRows> rows;
  Clock clock;
  for (int epoch = 0; epoch < settings.epochs; ++epoch) {
    dice.shuffle(order);
    std::size_t words = 0, sentences = 0, done = 0;
    trainer.loss = 0;
    for (const std::size_t at : order) {
      const Example& example = train[at];
      rows = example.rows;
      for (std::size_t i = 0; i < rows.size(); ++i)
        if (dice.unit() < example.rarity[i]) rows[i][0] = kUnknownForm;
      trainer.learn(rows, example.lesson, epoch > 0, tokens);
      words += rows.size();
      sentences += 1;
      done += 1;
      if (words < kBatchWords && done < train.size()) continue;
      const double progress = (epoch + static_cast<double>(done) / static_cast<double>(train.size())) / settings.epochs;
      trainer.step(static_cast<float>(settings.rate * (1 - 0.97 * progress)), sentences);
      words = sentences = 0;
    }
    std::printf("round %d: loss %.0f\n", epoch + 1, trainer.loss);
    if (epoch % 3 == 2 || epoch + 1 == settings.epochs)
      for (const auto& [name, examples] : dev) print_figures(name, *examples, trainer);
    clock.lap("round");
  }
}

// The file holds whole numbers, see network.h.

std::int16_t whole(float v, int bits) {
  return static_cast<std::int16_t>(std::lround(std::clamp(v * static_cast<float>(1 << bits), -32768.0f, 32767.0f)));
}
std::vector<std::int16_t> whole_activations(const Weights& w) {
  std::vector<std::int16_t> out;
  for (const float v : w.value) out.push_back(whole(v, kActivationBits));
  return out;
}
/// [input][output] to [input / 2][output][2].
std::vector<std::int16_t> whole_weights(const Weights& w, std::size_t out_size) {
  std::vector<std::int16_t> out(w.value.size());
  for (std::size_t k = 0; k < w.value.size() / out_size; ++k)
    for (std::size_t j = 0; j < out_size; ++j)
      out[(k / 2 * out_size + j) * 2 + k % 2] = whole(w.value[k * out_size + j], kWeightBits);
  return out;
}

template <class T>
void put(ModelFileWriter& file, Section id, const std::vector<T>& values) {
  file.add<T>(id, std::span<const T>(values));
}

void put_network(ModelFileWriter& file, const NetworkTrainer& net) {
  std::vector<std::int8_t> embeddings;
  for (const float v : net.embeddings.value) {
    const int small = static_cast<int>(std::lround(v * static_cast<float>(1 << (kActivationBits - kEmbeddingShift))));
    embeddings.push_back(static_cast<std::int8_t>(std::clamp(small, -127, 127)));
  }
  put(file, Section::kEmbeddings, embeddings);
  for (std::uint32_t l = 0; l < kLayers; ++l) {
    put(file, static_cast<Section>(static_cast<std::uint32_t>(Section::kLayer) + l), whole_weights(net.layer[l], kDim));
    put(file, static_cast<Section>(static_cast<std::uint32_t>(Section::kLayerBias) + l), whole_activations(net.layer_bias[l]));
  }
  put(file, Section::kSpecial, whole_activations(net.special));
  put(file, Section::kTagOut, whole_weights(net.tag_out, kTagOutputs));
  put(file, Section::kTagBias, whole_activations(net.tag_bias));
  put(file, Section::kMoveIn, whole_weights(net.move_in, kMoveSlots * kHidden));
  put(file, Section::kMoveFacts, whole_activations(net.move_facts));
  put(file, Section::kMoveBias, whole_activations(net.move_bias));
  std::vector<std::int16_t> moves(kHidden * kMoveOutputs);
  for (std::size_t c = 0; c < kHidden; ++c)
    for (std::size_t m = 0; m < kMoveOutputs; ++m) moves[m * kHidden + c] = whole(net.move_out.value[c * kMoveOutputs + m], kWeightBits);
  put(file, Section::kMoveOut, moves);
  put(file, Section::kRelationIn, whole_weights(net.relation_in, kRelationSlots * kHidden));
  put(file, Section::kRelationFacts, whole_activations(net.relation_facts));
  put(file, Section::kRelationBias, whole_activations(net.relation_bias));
  put(file, Section::kRelationOut, whole_weights(net.relation_out, kRelationOutputs));
  put(file, Section::kRelationOutBias, whole_activations(net.relation_out_bias));
}

Result<void> copy_network(const std::filesystem::path& path, ModelFileWriter& to) {
  const Result<ModelFile> from = ModelFile::open(path);
  if (!from) return unexpected(from.error());
  const auto embeddings = from->section<std::int8_t>(Section::kEmbeddings);
  if (!embeddings) return unexpected(embeddings.error());
  to.add(Section::kEmbeddings, *embeddings);
  for (auto id = static_cast<std::uint32_t>(Section::kLayer); id <= static_cast<std::uint32_t>(Section::kRelationOutBias); ++id)
    if (const auto part = from->section<std::int16_t>(static_cast<Section>(id))) to.add(static_cast<Section>(id), *part);
  return {};
}

void tag_all(const Sentences& sentences, const Lexicon& lexicon, const Network& network) {
  SentenceWords words;
  NetworkWorkspace work;
  for (const auto& one : sentences.all) {
    words.fill(one.doc->text, one.sentence, lexicon);
    network.encode(words, work);
    network.tag(work, one.tokens());
  }
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
  constexpr double kHide = 0.12;  // so that shape and neighbours tell of names never met
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
        for (int i = 0; i < words.size(); ++i)
          if (dice.unit() < kHide) words.hide(i, dice.next());
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
    double before = 0, all = 0, within = 0;  ///< before a person's name; anywhere; inside one
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
      const bool within = doc->gold[i].name != kOutside && kind_of(doc->gold[i].name) == NameKind::kPerson;
      count.within += within;
      count.before += !within && next.sentence == token.sentence && doc->gold[i + 1].name == begins(NameKind::kPerson) &&
                      (is_proper(doc->gold[i].tag) || doc->gold[i].tag == Tag::kNN);
    }
  std::vector<std::uint64_t> out;
  std::printf("titles:");
  for (const auto& [hash, count] : counts)
    if (count.before >= 4 && count.before >= 0.2 * count.all && count.within < 0.5 * count.all) {
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

// ---- all -----------------------------------------------------------------------------------------------------------

int failed(const Error& error) {
  std::fprintf(stderr, "%s\n", error.to_string().c_str());
  return 1;
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
  const std::vector<Example> lessons = examples_of(train, lexicon, counts), exam = examples_of(dev, lexicon, counts),
                             other_exam = examples_of(other_dev, lexicon, counts);
  ModelFileWriter file;
  if (settings.network.empty()) {
    auto trainer = std::make_unique<NetworkTrainer>(6);
    train_network(lessons, settings, {{"EWT dev", &exam}, {"GUM dev", &other_exam}}, *trainer);
    put_network(file, *trainer);
  } else if (const Result<void> copied = copy_network(settings.network, file); !copied) {
    return failed(copied.error());
  }
  clock.lap("network");

  LemmaCounts lemma_counts;
  count_lemmas(ewt, 10, lemma_counts);
  count_lemmas(gum, 10, lemma_counts);
  count_lemmas(news, 1, lemma_counts);
  const LemmaTables lemmas = make_lemmas(lemma_counts);
  const Lemmatizer lemmatizer(lemmas.rules, lemmas.suffixes, lemmas.words, lemmas.text);

  const std::filesystem::path out = settings.out / "language-en.bin";
  if (const Result<void> written = file.write(out); !written) return failed(written.error());
  const Result<ModelFile> half = ModelFile::open(out);
  const Result<Network> network = half ? Network::take(*half) : unexpected(half.error());
  if (!network) return failed(network.error());
  for (const Sentences* part : {&dev, &other_dev}) tag_all(*part, lexicon, *network);
  std::printf("EWT dev: lemmas %.4f, GUM dev: %.4f (names apart)\n", lemma_accuracy(dev, lemmatizer),
              lemma_accuracy(other_dev, lemmatizer));
  tag_all(sentences_of(news), lexicon, *network);
  tag_all(sentences_of(news_dev), lexicon, *network);
  const std::vector<std::int8_t> name_rows = train_names(news, lexicon, settings.name_epochs);
  const std::vector<std::uint64_t> titles = learn_titles(news);
  name_f1(news_dev, lexicon, NameFinder(name_rows, titles));
  clock.lap("names");

  put(file, Section::kLexicon, slots);
  put(file, Section::kLemmaRules, lemmas.rules);
  put(file, Section::kLemmaSuffixes, lemmas.suffixes);
  put(file, Section::kLemmaWords, lemmas.words);
  file.add<char>(Section::kLemmaText, lemmas.text);
  put(file, Section::kNameRows, name_rows);
  put(file, Section::kTitles, titles);
  if (const Result<void> written = file.write(out); !written) return failed(written.error());
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
  app.add_option("--epochs", settings.epochs, "Rounds of training of the network");
  app.add_option("--network", settings.network, "Take the network from this model: only the rest is learnt");
  app.add_option("--rate", settings.rate, "Learning rate at the start");
  app.add_option("--name-epochs", settings.name_epochs, "Rounds of training of the names");
  CLI11_PARSE(app, argc, argv);
  return onrecord::run(settings);
}

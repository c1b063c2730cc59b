// Trains the language models: lexicon, tags, lemmas, names, tree. One command makes data/models/language-en.bin:
//
//   train_language --ud DIR --polnear DIR --plain ARTICLES.jsonl --rules rules --out build/release/models
//
// DIR of --ud holds en_ewt-{train,dev}.conllu and en_gum-{train,dev}.conllu; DIR of --polnear holds {train,dev}.jsonl,
// whose names, and part of the lexicon and lemmas, are CoreNLP's (silver). Tags and trees of PolNeAR train and of --plain
// are a teacher's (language/teacher.h). Prints the figures on the dev parts.
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
#include "language/teacher.h"
#include "language/names.h"
#include "language/words.h"

namespace onrecord {
namespace {

using corpus::Document;
using corpus::Documents;
using corpus::Gold;

struct Settings {
  std::filesystem::path ud, polnear, plain, rules = "rules", out = "build/release/models", reader = "build/release/models/reader.bin";
  std::filesystem::path silver;   ///< what the teacher says of text without gold: taken from there, or kept there
  std::filesystem::path network;  ///< a model to take the network from instead of training it
  int teacher_epochs = 7, epochs = 8, name_epochs = 6;
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

double total(const std::array<double, kTags>& counts) { return std::accumulate(counts.begin(), counts.end(), 0.0); }

/// Which of the counts a network learns words from.
enum class Lessons { kGold, kGoldAndSilver };

std::vector<LexiconEntry> make_lexicon(const WordCounts& counts, Lessons lessons) {
  constexpr double kLeastGold = 2, kLeastSilver = 4;
  std::vector<std::pair<std::uint64_t, LexiconEntry>> words;
  for (const auto& [hash, word] : counts) {
    LexiconEntry entry;
    entry.classes = classes_of(word);
    entry.known = total(word.gold) >= kLeastGold || (lessons == Lessons::kGoldAndSilver && total(word.silver) >= kLeastSilver);
    if (entry.classes != 0 || entry.known) words.push_back({hash, entry});
  }
  std::size_t known = 0;
  for (const auto& [hash, entry] : words) known += entry.known;
  std::printf("lexicon: %zu words, %zu of them known\n", words.size(), known);
  return Lexicon::build(words);
}

// ---- the network: tags and trees -----------------------------------------------------------------------------------

/// A sentence as the network's trainer wants it.
struct Example {
  Sentences::One place;
  std::vector<InputRows> rows;
  std::vector<std::int8_t> context;  ///< what the teacher knows besides
  std::vector<float> rarity;  ///< how likely each word's form is hidden in training
  Lesson lesson;
  NetworkInput input() const { return {rows, context}; }
};

std::vector<Example> examples_of(const Sentences& sentences, const Lexicon& lexicon, const WordCounts& counts,
                                 Lessons lessons) {
  constexpr double kHide = 0.25;
  std::vector<Example> out;
  SentenceWords words;
  for (const auto& one : sentences.all) {
    Example example{one, {}, {}, {}, {}};
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
      if (found != counts.end())
        n = total(found->second.gold) + (lessons == Lessons::kGold ? 0 : total(found->second.silver));
      example.rarity.push_back(static_cast<float>(kHide / (kHide + n)));
      example.lesson.tags[at] = gold[at].tag;
      example.lesson.head[at + 1] = gold[at].head == 0 ? root : gold[at].head;
      example.lesson.relation[at + 1] = gold[at].relation;
    }
    out.push_back(std::move(example));
  }
  return out;
}

/// What there is to learn from and to be examined on.
struct Places {
  Sentences gold, silver, ewt_dev, gum_dev;
};
/// The same as one network sees it.
struct Course {
  std::vector<Example> gold, silver, ewt_dev, gum_dev;
};

Course course_of(const Places& places, const Lexicon& lexicon, const WordCounts& counts, Lessons lessons) {
  return {examples_of(places.gold, lexicon, counts, lessons), examples_of(places.silver, lexicon, counts, lessons),
          examples_of(places.ewt_dev, lexicon, counts, lessons), examples_of(places.gum_dev, lexicon, counts, lessons)};
}

template <class Trainer>
void print_figures(const char* name, const std::vector<Example>& examples, Trainer& trainer) {
  double tags = 0, heads = 0, both = 0, universal = 0, all = 0;
  std::vector<Token> tokens;
  std::vector<int> found;
  const auto base = [](Relation r) { return name_of(r).substr(0, name_of(r).find(':')); };
  for (const Example& example : examples) {
    trainer.predict(example.input(), tokens, found);
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

template <class Trainer>
void train_network(const std::vector<Example>& train, const Course& course, int epochs, double rate, Trainer& trainer) {
  constexpr std::size_t kBatchWords = 150;
  std::vector<std::size_t> order(train.size());
  std::iota(order.begin(), order.end(), 0);
  Dice dice(5);
  std::vector<Token> tokens;
  std::vector<InputRows> rows;
  Clock clock;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    dice.shuffle(order);
    std::size_t words = 0, sentences = 0, done = 0;
    trainer.loss = 0;
    for (const std::size_t at : order) {
      const Example& example = train[at];
      rows = example.rows;
      for (std::size_t i = 0; i < rows.size(); ++i)
        if (dice.unit() < example.rarity[i]) rows[i][0] = kUnknownForm;
      trainer.learn({rows, example.context}, example.lesson, epoch > 0, tokens);
      words += rows.size();
      sentences += 1;
      done += 1;
      if (words < kBatchWords && done < train.size()) continue;
      const double progress = (epoch + static_cast<double>(done) / static_cast<double>(train.size())) / epochs;
      trainer.step(static_cast<float>(rate * (1 - 0.97 * progress)), sentences);
      words = sentences = 0;
    }
    std::printf("round %d: loss %.0f\n", epoch + 1, trainer.loss);
    if (epoch % 3 == 2 || epoch + 1 == epochs) {
      print_figures("EWT dev", course.ewt_dev, trainer);
      print_figures("GUM dev", course.gum_dev, trainer);
    }
    clock.lap("round");
  }
}

/// Calls `f` with each example and what the reader makes of its words. Examples of one document follow each other.
template <class F>
void with_contexts(std::vector<Example>& examples, const ReaderNet& reader, const F& f) {
  const Document* doc = nullptr;
  std::vector<std::int8_t> of_doc;
  for (Example& example : examples) {
    if (example.place.doc != doc) of_doc = context_of(*(doc = example.place.doc), reader);
    const std::size_t begin = static_cast<std::size_t>(example.place.sentence.tokens.begin.value) * kTeacher.context;
    f(example, std::span<const std::int8_t>(of_doc).subspan(begin, example.rows.size() * kTeacher.context));
  }
}

/// A teacher learns the gold and writes the lessons of the silver.
void teach(Course& course, const ReaderNet& reader, const Settings& settings) {
  for (std::vector<Example>* part : {&course.gold, &course.ewt_dev, &course.gum_dev})
    with_contexts(*part, reader, [](Example& example, auto context) { example.context.assign(context.begin(), context.end()); });
  auto teacher = std::make_unique<NetworkTrainer<kTeacher>>(6);
  train_network(course.gold, course, settings.teacher_epochs, settings.rate, *teacher);
  std::vector<Token> tokens;
  std::vector<int> heads;
  with_contexts(course.silver, reader, [&](Example& example, auto context) {
    teacher->predict({example.rows, context}, tokens, heads);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      example.lesson.tags[i] = tokens[i].tag;
      example.lesson.head[i + 1] = heads[i];
      example.lesson.relation[i + 1] = tokens[i].relation;
    }
  });
}

/// One word after the other: its tag, head and relation.
void keep_silver(const std::filesystem::path& path, const std::vector<Example>& silver) {
  std::ofstream out(path, std::ios::binary);
  for (const Example& e : silver)
    for (std::size_t i = 0; i < e.rows.size(); ++i) {
      const std::int16_t word[] = {static_cast<std::int16_t>(e.lesson.tags[i]), static_cast<std::int16_t>(e.lesson.head[i + 1]),
                                   static_cast<std::int16_t>(e.lesson.relation[i + 1])};
      out.write(reinterpret_cast<const char*>(word), sizeof word);
    }
}
bool take_silver(const std::filesystem::path& path, std::vector<Example>& silver) {
  std::ifstream in(path, std::ios::binary);
  for (Example& e : silver)
    for (std::size_t i = 0; i < e.rows.size(); ++i) {
      std::int16_t word[3] = {};
      if (!in.read(reinterpret_cast<char*>(word), sizeof word)) return false;
      e.lesson.tags[i] = static_cast<Tag>(word[0]);
      e.lesson.head[i + 1] = word[1];
      e.lesson.relation[i + 1] = static_cast<Relation>(word[2]);
    }
  return true;
}

// The file holds whole numbers, see network.h.

template <class Whole>
Whole whole(float v, int bits, std::int32_t limit) {
  return static_cast<Whole>(std::clamp(std::lround(v * static_cast<float>(1 << bits)), -long{limit}, long{limit}));
}
template <class T>
void put(ModelFileWriter& file, Section id, const std::vector<T>& values) {
  file.add<T>(id, std::span<const T>(values));
}

/// Matrices of one size as bytes, one after the other.
struct WholeLayers {
  std::vector<std::int8_t> packed;
  std::vector<OutputScale> outputs;

  /// `w`: [input][output]. `input_bits`: behind the point of its bytes, `zero`: the byte that means 0, `down`: how many
  /// bits of a sum are cut off.
  void add(const std::vector<float>& w, const std::vector<float>& bias, int input_bits, std::int32_t zero, int down) {
    const std::size_t outs = bias.size(), ins = w.size() / outs, begin = packed.size();
    packed.resize(begin + w.size());
    for (std::size_t o = 0; o < outs; ++o) {
      float most = 0;
      for (std::size_t i = 0; i < ins; ++i) most = std::max(most, std::abs(w[i * outs + o]));
      const std::int32_t scale = std::max(1, static_cast<std::int32_t>(std::ceil(most * (1 << kWeightBits) / 127)));
      std::int32_t sum = 0;
      for (std::size_t i = 0; i < ins; ++i) {
        const auto byte = static_cast<std::int8_t>(std::lround(w[i * outs + o] * (1 << kWeightBits) / static_cast<float>(scale)));
        packed[begin + ByteMatrix::at(ins, o, i)] = byte;
        sum += byte;
      }
      const std::int32_t half = down > 0 ? 1 << (down - 1) : 0;
      outputs.push_back({scale, whole<std::int32_t>(bias[o], input_bits + kWeightBits, 1 << 30) - zero * sum * scale + half});
    }
  }
  void put_into(ModelFileWriter& file, Section weights, Section scales) const {
    put(file, weights, packed);
    put(file, scales, outputs);
  }
};

template <class Whole>
void put_whole(ModelFileWriter& file, Section id, const std::vector<float>& values, int bits, std::int32_t limit) {
  std::vector<Whole> out;
  for (const float v : values) out.push_back(whole<Whole>(v, bits, limit));
  put(file, id, out);
}

/// The words' parts of both hidden layers side by side; a layer's bias is in its first slot.
WholeLayers parts_of(const NetworkTrainer<kStudent>& net) {
  constexpr std::size_t kMoves = kMoveSlots * kHidden, kRest = kRelationSlots * kHidden, kAll = kMoves + kRest;
  std::vector<float> w(kDim * kAll), bias(kAll);
  for (std::size_t i = 0; i < kDim; ++i) {
    std::copy_n(net.move_in.value.data() + i * kMoves, kMoves, w.data() + i * kAll);
    std::copy_n(net.relation_in.value.data() + i * kRest, kRest, w.data() + i * kAll + kMoves);
  }
  std::copy_n(net.move_bias.value.data(), kHidden, bias.data());
  std::copy_n(net.relation_bias.value.data(), kHidden, bias.data() + kMoves);
  WholeLayers out;
  out.add(w, bias, kByteBits, 128, kByteBits + kWeightBits - kPartBits);
  return out;
}

void put_network(ModelFileWriter& file, const NetworkTrainer<kStudent>& net) {
  put_whole<std::int8_t>(file, Section::kEmbeddings, net.embeddings.value, kEmbeddingBits, 127);
  std::vector<std::uint8_t> special;
  for (const float v : net.special.value) special.push_back(static_cast<std::uint8_t>(whole<int>(v, kByteBits, 127) + 128));
  put(file, Section::kSpecial, special);
  WholeLayers layers, tags, relations;
  for (std::size_t l = 0; l < kLayers; ++l)
    layers.add(net.layer[l].value, net.layer_bias[l].value, kByteBits, 128, kByteBits + kWeightBits - kActivationBits);
  layers.put_into(file, Section::kLayers, Section::kLayerOutputs);
  tags.add(net.tag_out.value, net.tag_bias.value, kByteBits, 128, 0);
  tags.put_into(file, Section::kTags, Section::kTagOutputs);
  parts_of(net).put_into(file, Section::kParts, Section::kPartOutputs);
  put_whole<std::int16_t>(file, Section::kMoveFacts, net.move_facts.value, kPartBits, kPartLimit);
  std::vector<float> moves(kMoves * kHidden);
  for (std::size_t c = 0; c < kHidden; ++c)
    for (std::size_t m = 0; m < kMoves; ++m) moves[m * kHidden + c] = net.move_out.value[c * kMoveOutputs + m];
  put_whole<std::int16_t>(file, Section::kMoveOut, moves, kWeightBits, 16383);
  put_whole<std::int16_t>(file, Section::kRelationFacts, net.relation_facts.value, kPartBits, kPartLimit);
  relations.add(net.relation_out.value, net.relation_out_bias.value, kHiddenByteBits, 0, 0);
  relations.put_into(file, Section::kRelations, Section::kRelationOutputs);
}

/// The network, from gold and from what a teacher says of text without gold.
Result<void> make_network(const Places& places, const Lexicon& lexicon, const WordCounts& counts, const Settings& settings,
                          ModelFileWriter& file) {
  constexpr int kGoldTimes = 2;
  Course course = course_of(places, lexicon, counts, Lessons::kGoldAndSilver);
  if (settings.silver.empty() || !take_silver(settings.silver, course.silver)) {
    const Result<ReaderNet> reader = ReaderNet::load(settings.reader);
    if (!reader) return unexpected(reader.error());
    if (reader->width() != kReaderWidth) return unexpected({.message = "is of another width", .path = settings.reader.string()});
    const std::vector<LexiconEntry> slots = make_lexicon(counts, Lessons::kGold);
    Course of_teacher = course_of(places, Lexicon(slots), counts, Lessons::kGold);
    teach(of_teacher, *reader, settings);
    for (std::size_t i = 0; i < course.silver.size(); ++i) course.silver[i].lesson = std::move(of_teacher.silver[i].lesson);
    if (!settings.silver.empty()) keep_silver(settings.silver, course.silver);
  }
  std::vector<Example> lessons = course.silver;
  for (int i = 0; i < kGoldTimes; ++i) lessons.insert(lessons.end(), course.gold.begin(), course.gold.end());
  auto trainer = std::make_unique<NetworkTrainer<kStudent>>(6);
  train_network(lessons, course, settings.epochs, settings.rate, *trainer);
  put_network(file, *trainer);
  return {};
}

Result<void> copy_network(const std::filesystem::path& path, ModelFileWriter& to) {
  const Result<ModelFile> from = ModelFile::open(path);
  if (!from) return unexpected(from.error());
  Result<void> state;
  const auto copy = [&]<class T>(T, std::initializer_list<Section> ids) {
    for (const Section id : ids)
      if (const auto part = from->section<T>(id)) to.add(id, *part);
      else state = unexpected(part.error());
  };
  copy(std::int8_t{}, {Section::kEmbeddings, Section::kSpecial, Section::kLayers, Section::kTags, Section::kParts, Section::kRelations});
  copy(OutputScale{}, {Section::kLayerOutputs, Section::kTagOutputs, Section::kPartOutputs, Section::kRelationOutputs});
  copy(std::int16_t{}, {Section::kMoveFacts, Section::kMoveOut, Section::kRelationFacts});
  return state;
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
                  news_dev = corpus::read_polnear(settings.polnear / "dev.jsonl", tokenizer),
                  plain = corpus::read_articles(settings.plain, tokenizer);
  clock.lap("read");

  WordCounts counts;
  count_tags(ewt, false, counts);
  count_tags(gum, false, counts);
  count_tags(news, true, counts);
  const std::vector<LexiconEntry> slots = make_lexicon(counts, Lessons::kGoldAndSilver);
  const Lexicon lexicon{slots};

  Places places{sentences_of(ewt), sentences_of(news), sentences_of(ewt_dev), sentences_of(gum_dev)};
  add(places.gold, sentences_of(gum));
  add(places.silver, sentences_of(plain));
  ModelFileWriter file;
  const Result<void> made = settings.network.empty() ? make_network(places, lexicon, counts, settings, file)
                                                     : copy_network(settings.network, file);
  if (!made) return failed(made.error());
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
  for (const Sentences* part : {&places.ewt_dev, &places.gum_dev}) tag_all(*part, lexicon, *network);
  std::printf("EWT dev: lemmas %.4f, GUM dev: %.4f (names apart)\n", lemma_accuracy(places.ewt_dev, lemmatizer),
              lemma_accuracy(places.gum_dev, lemmatizer));
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
  app.add_option("--plain", settings.plain, "Articles without annotation, JSON Lines")->required();
  app.add_option("--reader", settings.reader, "Model of the reader, which the teacher sees the words through");
  app.add_option("--silver", settings.silver, "Keep what the teacher says here; where it is kept already, teach nobody");
  app.add_option("--rules", settings.rules, "Rules, for the tokenizer's word lists");
  app.add_option("--out", settings.out, "Folder of the models");
  app.add_option("--epochs", settings.epochs, "Rounds of training of the network");
  app.add_option("--teacher-epochs", settings.teacher_epochs, "Rounds of training of its teacher");
  app.add_option("--network", settings.network, "Take the network from this model: only the rest is learnt");
  app.add_option("--rate", settings.rate, "Learning rate at the start");
  app.add_option("--name-epochs", settings.name_epochs, "Rounds of training of the names");
  CLI11_PARSE(app, argc, argv);
  return onrecord::run(settings);
}

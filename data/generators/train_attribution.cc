// Learns the extraction from PolNeAR: how often words are cues (rules/words/cue-*.tsv), the scores of proposals, the
// labeller and the linker (data/models/attribution.bin).
//
//   build/release/data/train_attribution --corpus ../shared/corpora/polnear
//
// Syntax and quotations are our own pipeline's, so that training sees what the program will see. Where a step reads
// the output of an earlier one, that output is made out of fold: by a model that has not seen the article.
#include <fmt/core.h>

#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>

#include "attribution/judge.h"
#include "attribution/link.h"
#include "attribution/propose.h"
#include "learn.h"
#include "polnear_impl.h"

using namespace onrecord;

namespace {

using polnear::Item;
using Items = std::vector<std::unique_ptr<Item>>;
using Hashes = std::vector<std::uint64_t>;
using Labels = std::vector<RoleLabel>;

constexpr int kFolds = 4;
constexpr unsigned kSmallBits = 14, kLinkBits = 15;

struct Options {
  std::string corpus = "../shared/corpora/polnear", predictions;
  std::string pipeline_root = ".";  ///< rules and models that exist
  std::string root = ".";           ///< where to write
  ExtractionLimits limits;
  FitOptions fit;
  int label_epochs = 10;
  float label_rate = .05f, label_l2 = 1e-5f;
  unsigned score_bits = 19, label_bits = 17;
  float label_from = .1f;           ///< like limits.likely, while learning: silent sentences teach too
  std::size_t articles = 10000;
  bool corpus_syntax = false, holdout = false, train = true;
};

int fold_of(std::size_t item) { return static_cast<int>(item % kFolds); }

// ---- cue words ----------------------------------------------------------------------------------------------

struct CueCount {
  int cue = 0, all = 0;
};
/// Verbs, nouns, adjectives.
using CueCounts = std::array<std::map<std::string, CueCount, std::less<>>, 3>;

int word_class(const Token& t) { return is_verb(t.tag) ? 0 : is_noun(t.tag) ? 1 : is_adjective(t.tag) ? 2 : -1; }

void count_cues(const Item& item, CueCounts& counts) {
  const auto at = [&](const Token& t) -> CueCount* {
    const int k = word_class(t);
    return k < 0 ? nullptr : &counts[static_cast<std::size_t>(k)][std::string(t.lemma)];
  };
  for (const Token& t : item.text.tokens)
    if (CueCount* c = at(t)) ++c->all;
  for (const auto& gold : item.gold)
    for (TokenSpan r : gold.cue)
      for (TokenIndex i = r.begin; i < r.end; ++i)
        if (CueCount* c = at(item.text[i])) ++c->cue;
}

/// Share of a lemma that is a cue, shrunk towards none; 0: not to be listed.
float cue_weight(std::size_t cls, const CueCount& n) {
  if (n.cue == 0) return 0;
  if (cls > 0 && (n.cue < 2 || n.cue * 50 < n.all)) return 0;
  return (static_cast<float>(n.cue) + .1f) / (static_cast<float>(n.all) + 2);
}

CueLexicon lexicon_of(const CueCounts& counts) {
  CueLexicon lexicon;
  LemmaWeights* lists[] = {&lexicon.verbs, &lexicon.nouns, &lexicon.adjectives};
  for (std::size_t k = 0; k < 3; ++k)
    for (const auto& [lemma, n] : counts[k])
      if (const float w = cue_weight(k, n); w > 0) lists[k]->set(lemma, std::round(w * 1000) / 1000);
  return lexicon;
}

void write_cues(const CueCounts& counts, const std::string& root) {
  const char* names[] = {"cue-verb", "cue-noun", "cue-adjective"};
  for (std::size_t k = 0; k < 3; ++k) {
    std::ofstream out(fmt::format("{}/rules/words/{}.tsv", root, names[k]));
    for (const auto& [lemma, n] : counts[k])
      if (const float w = cue_weight(k, n); w > 0 && lemma.find('\t') == std::string::npos)
        out << fmt::format("{}\t{:.3f}\t{}\t{}\n", lemma, w, n.cue, n.all);
  }
}

/// The words of the whole corpus, and for each fold those of the others: a rare cue must not give itself away.
struct Lexica {
  CueLexicon whole;
  std::array<CueLexicon, kFolds> without;
  CueCounts counts;

  explicit Lexica(const Items& items) {
    std::array<CueCounts, kFolds> others;
    for (std::size_t i = 0; i < items.size(); ++i) {
      count_cues(*items[i], counts);
      for (int k = 0; k < kFolds; ++k)
        if (k != fold_of(i)) count_cues(*items[i], others[static_cast<std::size_t>(k)]);
    }
    whole = lexicon_of(counts);
    for (std::size_t k = 0; k < kFolds; ++k) without[k] = lexicon_of(others[k]);
  }
};

// ---- gold ---------------------------------------------------------------------------------------------------

std::size_t words(const Annotated& a, const TokenRuns& r) {
  std::size_t n = 0;
  for (TokenSpan s : r)
    for (TokenIndex i = s.begin; i < s.end; ++i) n += a[i].is_word;
  return n;
}

double dice(const Annotated& a, const TokenRuns& x, const TokenRuns& y) {
  TokenRuns both = x, outside = x;
  outside.remove(y);
  both.remove(outside);
  const std::size_t n = words(a, x) + words(a, y);
  return n == 0 ? 1 : 2.0 * static_cast<double>(words(a, both)) / static_cast<double>(n);
}

/// An article with its proposals and which of them are right: 1, 0, or -1 where a better one is.
struct Work {
  const Item* item;
  std::vector<WordFacts> words;
  int fold = 0;
  std::vector<Proposal> all;
  std::vector<int> right;
  std::vector<TokenSpan> sequences;  // whose words are labelled
  Labels gold, labels;
};

void mark_right(Work& w) {
  w.right.assign(w.all.size(), 0);
  for (const auto& gold : w.item->gold) {
    if (gold.content.empty() || gold.cue.empty()) continue;
    int best = -1;
    double most = 0;
    for (std::size_t i = 0; i < w.all.size(); ++i) {
      if (!gold.cue.contains(w.all[i].cue)) continue;
      const double d = dice(w.item->text, w.all[i].content, gold.content);
      if (d < .4) continue;
      if (w.right[i] != 1) w.right[i] = -1;
      if (d > most + 1e-9) most = d, best = static_cast<int>(i);
    }
    if (best >= 0) w.right[static_cast<std::size_t>(best)] = 1;
  }
}

Labels gold_labels(const Item& item) {
  Labels out(item.text.tokens.size());
  const auto mark = [&](const TokenRuns& runs, RoleLabel begin, RoleLabel in) {
    for (TokenSpan r : runs)
      for (TokenIndex i = r.begin; i < r.end; ++i) {
        auto& l = out[static_cast<std::size_t>(i.value)];
        if (l == RoleLabel::kOutside) l = i == r.begin ? begin : in;
      }
  };
  for (const auto& g : item.gold) {
    mark(g.content, RoleLabel::kBeginContent, RoleLabel::kInContent);
    mark(g.source, RoleLabel::kBeginSource, RoleLabel::kInSource);
    mark(g.cue, RoleLabel::kBeginCue, RoleLabel::kInCue);
  }
  return out;
}

/// Overlaps and the ends of sequences may leave an inside without its begin.
void give_begins(const std::vector<TokenSpan>& sequences, Labels& labels) {
  for (TokenSpan span : sequences) {
    RoleLabel before = RoleLabel::kOutside;
    for (TokenIndex i = span.begin; i < span.end; ++i) {
      RoleLabel& l = labels[static_cast<std::size_t>(i.value)];
      if (!may_follow(before, l)) l = static_cast<RoleLabel>(static_cast<int>(l) - 1);
      before = l;
    }
  }
}

// ---- the scores ---------------------------------------------------------------------------------------------

class Trainer {
 public:
  Trainer(const Items& items, const PatternMatcher& patterns, const Options& o)
      : o_(o), lexica_(items), fields_(WordFields::load(o.pipeline_root + "/build/release/models/word_fields.bin").value()) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      Work w{items[i].get(), word_facts(items[i]->text, lexica_.without[static_cast<std::size_t>(fold_of(i))], fields_),
             fold_of(i), {}, {}, {}, {}, {}};
      w.all = propose(input(w).spans, patterns).all;
      mark_right(w);
      w.gold = gold_labels(*w.item);
      works_.push_back(std::move(w));
    }
  }

  AttributionModelWriter train() {
    AttributionModelWriter out;
    out.add("first", first());
    for (Work& w : works_) {
      drop_unlikely(w.all, o_.limits.weigh);
      mark_right(w);
    }
    out.add("context", context());
    labels(out);
    out.add("labelled", labelled());
    links(out);
    return out;
  }
  const Lexica& lexica() const { return lexica_; }

 private:
  FeatureInput input(const Work& w) const { return {{w.item->text, w.item->quotations}, w.words}; }

  Examples examples(unsigned bits, const std::function<void(const Work&, std::size_t, Hashes&)>& features) const {
    Examples e(bits);
    Hashes h;
    for (const Work& w : works_)
      for (std::size_t k = 0; k < w.all.size(); ++k) {
        h.clear();
        features(w, k, h);
        e.add(h, w.right[k], w.fold, w.all[k].logit);
      }
    return e;
  }
  /// Fits in folds, gives every proposal its log odds out of fold, and fits once more on everything.
  std::vector<float> pass(const Examples& e, float Proposal::*probability) {
    for (int k = 0; k < kFolds; ++k) {
      const auto w = fit(e, k, o_.fit);
      std::size_t at = 0;
      for (Work& work : works_)
        for (Proposal& p : work.all) {
          const auto& row = e.rows[at++];
          if (row.fold != k) continue;
          p.logit = raw(w, e, row);
          p.*probability = p.score = sigmoid(p.logit);
        }
    }
    return fit(e, -1, o_.fit);
  }
  std::vector<float> first() {
    return pass(examples(o_.score_bits, [&](const Work& w, std::size_t k, Hashes& h) { proposal_features(input(w), w.all[k], h); }),
                &Proposal::first_score);
  }
  std::vector<float> context() {
    return pass(examples(kSmallBits, [&](const Work& w, std::size_t k, Hashes& h) { ContextFeatures(w.all).of(k, h); }),
                &Proposal::score);
  }
  std::vector<float> labelled() {
    return pass(examples(kSmallBits, [&](const Work& w, std::size_t k, Hashes& h) { label_evidence(input(w), w.all[k], w.labels, h); }),
                &Proposal::score);
  }

  // ---- the labeller ----
  struct LabelModel {
    std::vector<float> w;  // 8 a row
    LabelTransitions transitions{};
  };
  using Slots = std::vector<std::uint32_t>;  // kLabelFeatures a token

  Slots label_slots(const Work& w) const {
    std::vector<Proposal> accepted;
    for (auto& l : accept(input(w).spans, w.all, o_.limits.accept)) accepted.push_back(std::move(l.roles));
    const FeatureInput in = input(w);
    LabelFeatures features(in, w.all, accepted);
    Slots out(w.gold.size() * kLabelFeatures);
    std::array<std::uint64_t, kLabelFeatures> h;
    const std::uint64_t mask = (std::uint64_t{1} << o_.label_bits) - 1;
    for (TokenSpan span : w.sequences) {
      features.look_at(span);
      for (TokenIndex i = span.begin; i < span.end; ++i) {
        features.of(i, h);
        const auto to = out.begin() + i.value * static_cast<std::ptrdiff_t>(kLabelFeatures);
        std::transform(h.begin(), h.end(), to, [&](std::uint64_t x) { return static_cast<std::uint32_t>(HashedWeights::fold(x) & mask); });
      }
    }
    return out;
  }

  void score(const LabelModel& m, const Slots& slots, TokenSpan span) {
    scores_.assign(span.size(), {});
    for (std::size_t t = 0; t < scores_.size(); ++t) {
      const std::uint32_t* f = &slots[(static_cast<std::size_t>(span.begin.value) + t) * kLabelFeatures];
      LabelScores s{};
      for (std::size_t k = 0; k < kLabelFeatures; ++k)
        for (std::size_t l = 0; l < 8; ++l) s[l] += m.w[std::size_t{f[k]} * 8 + l];
      scores_[t] = s;
    }
  }

  /// One step of AdaGrad on the likelihood of one sequence. `g` and `gt` hold the squares of earlier steps.
  void learn(LabelModel& m, LabelModel& g, float rate, const Slots& slots, const Work& w, TokenSpan span) {
    score(m, slots, span);
    chain_.run(scores_, m.transitions);
    const auto step = [&](float& weight, float& squares, float slope) {
      squares += slope * slope;
      weight -= rate * slope / std::sqrt(squares + 1e-2f);
    };
    for (std::size_t t = 0; t < scores_.size(); ++t) {
      const auto at = static_cast<std::size_t>(span.begin.value) + t;
      LabelScores d = chain_.at(t);
      const auto gold = static_cast<std::size_t>(w.gold[at]);
      if (d[gold] > .995f) continue;
      d[gold] -= 1;
      for (std::size_t k = 0; k < kLabelFeatures; ++k) {
        const std::size_t row = std::size_t{slots[at * kLabelFeatures + k]} * 8;
        for (std::size_t l = 0; l < kRoleLabels; ++l) step(m.w[row + l], g.w[row + l], d[l] + o_.label_l2 * m.w[row + l]);
      }
      if (t == 0) continue;
      const auto before = static_cast<std::size_t>(w.gold[at - 1]);
      for (std::size_t i = 0; i < kRoleLabels; ++i)
        for (std::size_t j = 0; j < kRoleLabels; ++j)
          step(m.transitions[i][j], g.transitions[i][j], chain_.pair(t, i, j) - (i == before && j == gold ? 1.f : 0.f));
    }
  }

  LabelModel fit_labels(const std::vector<Slots>& slots, int skip) {
    const std::size_t size = (std::size_t{1} << o_.label_bits) * 8;
    LabelModel m{std::vector<float>(size), {}}, squares = m;
    std::vector<std::pair<std::size_t, TokenSpan>> order;
    for (std::size_t i = 0; i < works_.size(); ++i)
      if (works_[i].fold != skip)
        for (TokenSpan s : works_[i].sequences) order.emplace_back(i, s);
    std::mt19937 random(1);
    LabelModel mean{std::vector<float>(size), {}};  // of the later epochs: single ones differ by chance
    const int from = o_.label_epochs / 2;
    const float share = 1 / static_cast<float>(o_.label_epochs - from);
    for (int epoch = 0; epoch < o_.label_epochs; ++epoch) {
      for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
      const float rate = o_.label_rate / (1 + .5f * static_cast<float>(epoch));
      for (const auto& [i, span] : order) learn(m, squares, rate, slots[i], works_[i], span);
      if (epoch >= from) add(m, share, mean);
    }
    return mean;
  }
  static void add(const LabelModel& m, float share, LabelModel& mean) {
    for (std::size_t i = 0; i < m.w.size(); ++i) mean.w[i] += share * m.w[i];
    for (std::size_t i = 0; i < kRoleLabels; ++i)
      for (std::size_t j = 0; j < m.transitions[i].size(); ++j) mean.transitions[i][j] += share * m.transitions[i][j];
  }

  void labels(AttributionModelWriter& out) {
    std::vector<Slots> slots;
    for (Work& w : works_) {
      w.sequences = label_sequences(w.item->text, w.all, o_.label_from);
      give_begins(w.sequences, w.gold);
      slots.push_back(label_slots(w));
      w.labels.resize(w.gold.size());
    }
    for (int k = 0; k < kFolds; ++k) {
      const LabelModel m = fit_labels(slots, k);
      for (std::size_t i = 0; i < works_.size(); ++i) {
        Work& w = works_[i];
        if (w.fold != k) continue;
        for (TokenSpan span : w.sequences) {
          score(m, slots[i], span);
          for (LabelScores& x : scores_) x[0] -= o_.limits.outside;
          const Labels l = decode_labels(scores_, m.transitions);
          std::copy(l.begin(), l.end(), w.labels.begin() + span.begin.value);
        }
      }
    }
    const LabelModel m = fit_labels(slots, -1);
    out.add_rows("labels", m.w);
    out.add_exact("transitions", {m.transitions[0].data(), kRoleLabels * 8});
  }

  // ---- the linker ----
  void links(AttributionModelWriter& out) const {
    Examples contents(kLinkBits), sources(kLinkBits);
    for (const Work& w : works_) {
      const FeatureInput in = input(w);
      const LinkContext links(in, w.all, spans_of(w.item->text, w.labels));
      for (std::size_t c = 0; c < links.contents().size(); ++c)
        for (std::size_t q : links.cues_near(c)) content_example(w, links, c, q, contents);
      for (std::size_t q = 0; q < links.cues().size(); ++q)
        for (std::size_t s : links.sources_near(q)) source_example(w, links, q, s, sources);
    }
    out.add("link content", fit(contents, -1, o_.fit));
    out.add("link source", fit(sources, -1, o_.fit));
  }
  static void content_example(const Work& w, const LinkContext& links, std::size_t c, std::size_t q, Examples& out) {
    bool right = false, known = false;
    for (const auto& g : w.item->gold) {
      const bool has = g.content.overlaps(links.contents()[c]);
      known = known || has;
      right = right || (has && g.cue.overlaps(links.cues()[q]));
    }
    if (!known) return;
    Hashes h;
    links.content_features(c, q, h);
    out.add(h, right, 0);
  }
  static void source_example(const Work& w, const LinkContext& links, std::size_t q, std::size_t s, Examples& out) {
    bool right = false, known = false;
    for (const auto& g : w.item->gold) {
      const bool has = g.cue.overlaps(links.cues()[q]);
      known = known || has;
      right = right || (has && g.source.overlaps(links.sources()[s]));
    }
    if (!known) return;
    Hashes h;
    links.source_features(q, s, h);
    out.add(h, right, 0);
  }

  const Options& o_;
  Lexica lexica_;
  WordFields fields_;
  std::vector<Work> works_;
  std::vector<LabelScores> scores_;
  LabelChain chain_;
};

// ---- measuring ----------------------------------------------------------------------------------------------

std::string json_spans(const Annotated& a, const CharIndexer& chars, const TokenRuns& r) {
  std::string out = "[";
  for (TokenSpan s : r) {
    const CharSpan c = chars.chars(a.bytes(s));
    out += fmt::format("{}[{},{}]", out.size() > 1 ? "," : "", c.begin.value, c.end.value);
  }
  return out + "]";
}

using Extract = std::function<std::vector<Linked>(const FeatureInput&, std::vector<Proposal>&)>;

void predict(const Items& items, const PatternMatcher& patterns, const CueLexicon& lexicon, const WordFields& fields, const std::string& path, const Extract& extract) {
  std::ofstream out(path);
  for (const auto& item : items) {
    const std::vector<WordFacts> words = word_facts(item->text, lexicon, fields);
    const FeatureInput in{{item->text, item->quotations}, words};
    Proposals proposals = propose(in.spans, patterns);
    std::vector<Proposal>& all = proposals.all;
    const CharIndexer chars(item->article.text);
    out << R"({"id":)" << boost::json::serialize(boost::json::value(item->article.id)) << R"(,"attributions":[)";
    std::string_view between;
    for (const Linked& l : extract(in, all)) {
      const auto spans = [&](const TokenRuns& r) { return json_spans(item->text, chars, r); };
      const std::string_view rule = l.from < 0 ? "none" : all[static_cast<std::size_t>(l.from)].rule;
      out << between << fmt::format(R"({{"source":{},"cue":{},"content":{},"rule":"{}","confidence":{:.3f}}})", spans(l.roles.source),
                                    spans(l.roles.cue_words), spans(l.roles.content), rule, l.roles.score);
      between = ",";
    }
    out << "]}\n";
  }
}

void measure(const Items& items, const PatternMatcher& patterns, const CueLexicon& lexicon, const WordFields& fields, const AttributionModel& m, const Options& o) {
  predict(items, patterns, lexicon, fields, o.predictions + ".score", [&](const FeatureInput& in, std::vector<Proposal>& all) {
    score_first(in, m, o.limits.weigh, all);
    score_in_context(m, all);
    return accept(in.spans, all, o.limits.accept);
  });
  predict(items, patterns, lexicon, fields, o.predictions, [&](const FeatureInput& in, std::vector<Proposal>& all) {
    score_first(in, m, o.limits.weigh, all);
    score_in_context(m, all);
    const Labels labels = label_words(in, m, all, o.limits);
    score_with_labels(in, m, labels, all);
    std::vector<Linked> found = link_roles(in, m, all, labels, o.limits);
    enforce_weights(in.spans, all, found);
    return found;
  });
  predict(items, patterns, lexicon, fields, o.predictions + ".rules", [&](const FeatureInput& in, std::vector<Proposal>& all) {
    score_first(in, m, o.limits.weigh, all);
    score_in_context(m, all);
    const Labels labels = label_words(in, m, all, o.limits);
    score_with_labels(in, m, labels, all);
    return accept(in.spans, all, o.limits.accept);
  });
}

Options parse(int argc, char** argv) {
  Options o;
  const std::map<std::string, std::function<void(const std::string&)>> values = {
      {"--corpus", [&](auto& v) { o.corpus = v; }},
      {"--root", [&](auto& v) { o.root = v; }},
      {"--predictions", [&](auto& v) { o.predictions = v; }},
      {"--articles", [&](auto& v) { o.articles = std::stoul(v); }},
      {"--epochs", [&](auto& v) { o.fit.epochs = std::stoi(v); }},
      {"--rate", [&](auto& v) { o.fit.rate = std::stof(v); }},
      {"--l2", [&](auto& v) { o.fit.l2 = std::stof(v); }},
      {"--label-epochs", [&](auto& v) { o.label_epochs = std::stoi(v); }},
      {"--label-rate", [&](auto& v) { o.label_rate = std::stof(v); }},
      {"--label-l2", [&](auto& v) { o.label_l2 = std::stof(v); }},
      {"--score-bits", [&](auto& v) { o.score_bits = static_cast<unsigned>(std::stoi(v)); }},
      {"--label-bits", [&](auto& v) { o.label_bits = static_cast<unsigned>(std::stoi(v)); }},
      {"--weigh", [&](auto& v) { o.limits.weigh = std::stof(v); }},
      {"--label-from", [&](auto& v) { o.label_from = std::stof(v); }},
      {"--likely", [&](auto& v) { o.limits.likely = std::stof(v); }},
      {"--accept", [&](auto& v) { o.limits.accept = std::stof(v); }},
      {"--link-content", [&](auto& v) { o.limits.link_content = std::stof(v); }},
      {"--link-source", [&](auto& v) { o.limits.link_source = std::stof(v); }},
      {"--alone", [&](auto& v) { o.limits.alone = std::stof(v); }},
      {"--outside", [&](auto& v) { o.limits.outside = std::stof(v); }},
      {"--fill", [&](auto& v) { o.limits.fill = std::stof(v); }}};
  for (int i = 1; i < argc; ++i) {
    const std::string a = argv[i];
    if (a == "--corpus-syntax") {
      o.corpus_syntax = true;
    } else if (a == "--holdout") {
      o.holdout = true;
    } else if (a == "--measure-only") {
      o.train = false;
    } else if (const auto it = values.find(a); it != values.end() && i + 1 < argc) {
      it->second(argv[++i]);
    } else {  // a slip would train, and write over the model
      std::fprintf(stderr, "train_attribution: '%s' is no option, or lacks its value\n", a.c_str());
      std::exit(2);
    }
  }
  return o;
}

}  // namespace

/// The lexicon as the program reads it.
CueLexicon read_lexicon(const std::string& root) {
  CueLexicon lexicon;
  const std::pair<const char*, LemmaWeights*> lists[] = {
      {"cue-verb", &lexicon.verbs}, {"cue-noun", &lexicon.nouns}, {"cue-adjective", &lexicon.adjectives}};
  for (const auto& [name, list] : lists) {
    std::ifstream in(fmt::format("{}/rules/words/{}.tsv", root, name));
    for (std::string line; std::getline(in, line);) {
      const auto tab = line.find('\t');
      list->set(line.substr(0, tab), std::stof(line.substr(tab + 1)));
    }
  }
  return lexicon;
}

/// A third of train for measuring, the rest for learning.
Items split_off(Items& train) {
  Items rest, test;
  for (std::size_t i = 0; i < train.size(); ++i) (i % 3 == 2 ? test : rest).push_back(std::move(train[i]));
  train = std::move(rest);
  return test;
}

int main(int argc, char** argv) {
  const Options o = parse(argc, argv);
  const GeneratorPipeline pipeline(o.pipeline_root);
  const GeneratorPipeline* own = o.corpus_syntax ? nullptr : &pipeline;
  const PatternMatcher patterns(pipeline.book().patterns(), "attribution");
  Items train, test;
  if (o.train || o.holdout) train = polnear::load(o.corpus + "/train.jsonl", o.articles, own);
  if (o.holdout) test = split_off(train);
  else if (!o.predictions.empty()) test = polnear::load(o.corpus + "/dev.jsonl", o.articles, own);
  if (o.train) {
    Trainer trainer(train, patterns, o);
    const std::string bytes = trainer.train().bytes();
    std::ofstream(o.root + "/build/release/models/attribution.bin", std::ios::binary) << bytes;
    write_cues(trainer.lexica().counts, o.root);
  }
  if (o.predictions.empty()) return 0;
  const auto model = AttributionModel::load(o.root + "/build/release/models/attribution.bin");
  const auto fields = WordFields::load(o.pipeline_root + "/build/release/models/word_fields.bin");
  measure(test, patterns, read_lexicon(o.root), *fields, *model, o);
}

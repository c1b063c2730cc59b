// Learns how attributions are accepted, from PolNeAR: cue weights, the score of proposals and the choice of sources.
#include <fmt/core.h>

#include <cmath>
#include <cstring>
#include <random>

#include "attribution/label.h"
#include "attribution/link.h"
#include "builtin_patterns.h"
#include "polnear_impl.h"

using namespace onrecord;

namespace {

constexpr std::uint32_t kBits = 21;

// A linear model over hashed features, trained as logistic regression by AdaGrad with decayed weights.
struct Linear {
  std::vector<float> w, g;
  std::uint64_t mask;
  explicit Linear(unsigned bits) : w(std::size_t{1} << bits), g(std::size_t{1} << bits, 1e-2f), mask((std::uint64_t{1} << bits) - 1) {}
  float raw(const std::uint32_t* f, std::size_t n) const {
    float s = 0;
    for (std::size_t i = 0; i < n; ++i) s += w[f[i]];
    return s;
  }
  static float sigmoid(float x) { return 1 / (1 + std::exp(-x)); }
};

struct Sample {
  std::uint32_t begin, size;
  std::int8_t y;
  std::uint8_t fold;
};

struct Data {
  std::vector<std::uint32_t> f;
  std::vector<Sample> s;
};

void fit(Linear& m, const Data& d, int skip_fold, int epochs, float rate, float l2) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < d.s.size(); ++i)
    if (d.s[i].fold != skip_fold && d.s[i].y >= 0) order.push_back(i);
  std::mt19937 rng(1);
  for (int e = 0; e < epochs; ++e) {
    std::shuffle(order.begin(), order.end(), rng);
    const float eta = rate / (1 + 0.5f * static_cast<float>(e));
    for (auto i : order) {
      const Sample& s = d.s[i];
      const std::uint32_t* f = &d.f[s.begin];
      const float grad = Linear::sigmoid(m.raw(f, s.size)) - static_cast<float>(s.y);
      for (std::uint32_t k = 0; k < s.size; ++k) {
        const float gk = grad + l2 * m.w[f[k]];
        m.g[f[k]] += gk * gk;
        m.w[f[k]] -= eta * gk / std::sqrt(m.g[f[k]]);
      }
    }
  }
}

CueLexicon make_lexicon(const std::vector<std::unique_ptr<polnear::Item>>& items) {
  struct N { int cue = 0, all = 0; };
  std::map<std::string, N> counts[3];
  for (const auto& it : items) {
    for (const Token& t : it->text.tokens) {
      const int k = is_verb(t.tag) ? 0 : is_noun(t.tag) ? 1 : is_adjective(t.tag) ? 2 : -1;
      if (k >= 0) counts[k][std::string(t.lemma)].all++;
    }
    for (const auto& g : it->gold)
      for (TokenSpan r : g.cue)
        for (TokenIndex i = r.begin; i < r.end; ++i) {
          const Token& t = it->text[i];
          const int k = is_verb(t.tag) ? 0 : is_noun(t.tag) ? 1 : is_adjective(t.tag) ? 2 : -1;
          if (k >= 0) counts[k][std::string(t.lemma)].cue++;
        }
  }
  CueLexicon lex;
  for (int k = 0; k < 3; ++k)
    for (const auto& [lemma, n] : counts[k]) {
      const float w = (static_cast<float>(n.cue) + .1f) / (static_cast<float>(n.all) + 2);
      if (k == 0) lex.verbs.set(lemma, w);
      else if (n.cue >= 2 && static_cast<float>(n.cue) / static_cast<float>(n.all) > .02f) (k == 1 ? lex.nouns : lex.adjectives).set(lemma, w);
    }
  return lex;
}

std::size_t words(const Annotated& a, const TokenRuns& r) {
  std::size_t n = 0;
  for (TokenSpan s : r)
    for (TokenIndex i = s.begin; i < s.end; ++i) n += a[i].is_word;
  return n;
}
double dice(const Annotated& a, const TokenRuns& x, const TokenRuns& y) {
  TokenRuns both = x;
  TokenRuns outside = x;
  outside.remove(y);
  both.remove(outside);
  const auto nx = words(a, x), ny = words(a, y);
  if (nx + ny == 0) return 1;
  return 2.0 * static_cast<double>(words(a, both)) / static_cast<double>(nx + ny);
}

struct Labelled {
  std::vector<Proposal> all;
  std::vector<int> y, gold;
};

void label(const polnear::Item& it, Labelled& l) {
  l.y.assign(l.all.size(), 0);
  l.gold.assign(l.all.size(), -1);
  for (std::size_t g = 0; g < it.gold.size(); ++g) {
    const auto& gold = it.gold[g];
    if (gold.content.empty() || gold.cue.empty()) continue;
    int best = -1;
    double bd = 0;
    for (std::size_t i = 0; i < l.all.size(); ++i) {
      if (!gold.cue.contains(l.all[i].cue)) continue;
      const double d = dice(it.text, l.all[i].content, gold.content);
      if (d < .4) continue;
      if (l.y[i] != 1) l.y[i] = -1;
      l.gold[i] = static_cast<int>(g);
      if (d > bd + 1e-9) { bd = d; best = static_cast<int>(i); }
    }
    if (best >= 0) l.y[static_cast<std::size_t>(best)] = 1;
  }
}

std::string json_spans(const Annotated& a, const TokenRuns& r, const std::vector<std::uint32_t>& chars) {
  std::string out = "[";
  for (TokenSpan s : r) {
    const ByteSpan b = a.bytes(s);
    out += fmt::format("{}[{},{}]", out.size() > 1 ? "," : "", chars[b.begin.value], chars[b.end.value]);
  }
  return out + "]";
}

void write_predictions(const std::string& path, const std::vector<std::unique_ptr<polnear::Item>>& items, const std::vector<std::vector<Proposal>>& accepted) {
  std::ofstream out(path);
  for (std::size_t n = 0; n < items.size(); ++n) {
    const auto& text = items[n]->article.text;
    std::vector<std::uint32_t> chars(text.size() + 1);
    std::uint32_t c = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
      chars[i] = c;
      if (i < text.size() && i + 1 <= text.size()) {
        const bool next_starts = i + 1 == text.size() || (static_cast<unsigned char>(text[i + 1]) & 0xC0) != 0x80;
        if (next_starts) ++c;
      }
    }
    out << R"({"id":)" << boost::json::serialize(boost::json::value(items[n]->article.id)) << R"(,"attributions":[)";
    bool first = true;
    for (const Proposal& p : accepted[n]) {
      out << (first ? "" : ",") << fmt::format(R"({{"source":{},"cue":{},"content":{},"rule":"{}","confidence":{:.3f}}})", json_spans(items[n]->text, p.source, chars), json_spans(items[n]->text, p.cue_words, chars), json_spans(items[n]->text, p.content, chars), p.rule, p.score);
      first = false;
    }
    out << "]}\n";
  }
}


using Items = std::vector<std::unique_ptr<polnear::Item>>;
using Hashes = std::vector<std::uint64_t>;

std::uint32_t squash(std::uint64_t h, unsigned bits) {
  return static_cast<std::uint32_t>((h ^ (h >> 32)) & ((std::uint64_t{1} << bits) - 1));
}

struct Options {
  std::string base = "../shared/corpora/polnear/", out = "/tmp/pred.jsonl";
  float threshold = .3f, link = .2f, link_source = .3f, fill = .35f, l2 = 1e-5f, rate = .1f, margin = .5f;
  int epochs = 6, label_epochs = 6;
  unsigned label_bits = 21;
  bool holdout = false, labels = true, train_report = false;
};

SpanInput spans_of(const polnear::Item& it) { return {it.text, it.quotations}; }

// ---- labeller ----
struct LabelModel {
  unsigned bits;
  std::vector<float> w;   // 8 a row
  LabelTransitions transitions{};
  explicit LabelModel(unsigned b) : bits(b), w((std::size_t{1} << b) * 8) {}
  void score(const std::uint32_t* f, LabelScores& s) const {
    s = {};
    for (std::size_t k = 0; k < kLabelFeatures; ++k)
      for (std::size_t l = 0; l < 8; ++l) s[l] += w[std::size_t{f[k]} * 8 + l];
  }
};

struct Sequence {
  std::size_t item;
  TokenSpan span;
};

struct LabelData {
  std::vector<std::vector<std::uint32_t>> rows;       // an item's features
  std::vector<std::vector<RoleLabel>> gold;           // an item's labels
  std::vector<Sequence> sequences;
};

std::vector<RoleLabel> gold_labels(const polnear::Item& it) {
  std::vector<RoleLabel> out(it.text.tokens.size());
  const auto mark = [&](const TokenRuns& runs, RoleLabel begin, RoleLabel in) {
    for (TokenSpan r : runs)
      for (TokenIndex i = r.begin; i < r.end; ++i) {
        auto& l = out[static_cast<std::size_t>(i.value)];
        if (l == RoleLabel::kOutside) l = i == r.begin ? begin : in;
      }
  };
  for (const auto& g : it.gold) {
    mark(g.content, RoleLabel::kBeginContent, RoleLabel::kInContent);
    mark(g.source, RoleLabel::kBeginSource, RoleLabel::kInSource);
    mark(g.cue, RoleLabel::kBeginCue, RoleLabel::kInCue);
  }
  for (std::size_t i = 0; i < out.size(); ++i)  // overlaps may leave an inside without its begin
    if (!may_follow(i ? out[i - 1] : RoleLabel::kOutside, out[i])) out[i] = static_cast<RoleLabel>(static_cast<int>(out[i]) - 1);
  return out;
}

LabelData label_data(const Items& items, const std::vector<Labelled>& all, const std::vector<std::vector<Proposal>>& accepted, const CueLexicon& lexicon, unsigned bits) {
  LabelData d;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto hashes = label_features({spans_of(*items[i]), lexicon}, all[i].all, accepted[i]);
    std::vector<std::uint32_t> rows(hashes.size());
    for (std::size_t k = 0; k < hashes.size(); ++k) rows[k] = squash(hashes[k], bits);
    d.rows.push_back(std::move(rows));
    d.gold.push_back(gold_labels(*items[i]));
    const auto& sentences = items[i]->text.sentences;
    for (std::size_t s = 0; s < sentences.size();) {
      TokenSpan span = sentences[s].tokens;
      std::size_t e = s + 1;
      for (; e < sentences.size() && sentences[e].block == sentences[s].block; ++e) span.end = sentences[e].tokens.end;
      d.sequences.push_back({i, span});
      s = e;
    }
  }
  return d;
}

std::vector<RoleLabel> label_sequence(const LabelModel& m, const LabelData& d, const Sequence& q, float margin, std::vector<LabelScores>& scores) {
  scores.resize(q.span.size());
  for (std::size_t t = 0; t < scores.size(); ++t) {
    const auto at = static_cast<std::size_t>(q.span.begin.value) + t;
    m.score(&d.rows[q.item][at * kLabelFeatures], scores[t]);
    if (margin > 0)
      for (std::size_t l = 0; l < kRoleLabels; ++l)
        if (l != static_cast<std::size_t>(d.gold[q.item][at])) scores[t][l] += margin;
  }
  return decode_labels(scores, m.transitions);
}

LabelModel fit_labels(const LabelData& d, int skip_fold, const Options& o) {
  LabelModel m(o.label_bits), sum(o.label_bits);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < d.sequences.size(); ++i)
    if (static_cast<int>(d.sequences[i].item % 3) != skip_fold) order.push_back(i);
  std::mt19937 rng(1);
  float c = 1;
  std::vector<LabelScores> scores;
  for (int e = 0; e < o.label_epochs; ++e) {
    std::shuffle(order.begin(), order.end(), rng);
    for (auto n : order) {
      const Sequence& q = d.sequences[n];
      const auto predicted = label_sequence(m, d, q, o.margin, scores);
      RoleLabel pg = RoleLabel::kOutside, pp = RoleLabel::kOutside;
      for (std::size_t t = 0; t < predicted.size(); ++t) {
        const auto at = static_cast<std::size_t>(q.span.begin.value) + t;
        const RoleLabel g = d.gold[q.item][at], p = predicted[t];
        if (g != p) {
          const std::uint32_t* f = &d.rows[q.item][at * kLabelFeatures];
          for (std::size_t k = 0; k < kLabelFeatures; ++k) {
            const std::size_t row = std::size_t{f[k]} * 8;
            m.w[row + static_cast<std::size_t>(g)] += 1;
            m.w[row + static_cast<std::size_t>(p)] -= 1;
            sum.w[row + static_cast<std::size_t>(g)] += c;
            sum.w[row + static_cast<std::size_t>(p)] -= c;
          }
        }
        if (t > 0 && (g != p || pg != pp)) {
          m.transitions[static_cast<std::size_t>(pg)][static_cast<std::size_t>(g)] += 1;
          m.transitions[static_cast<std::size_t>(pp)][static_cast<std::size_t>(p)] -= 1;
          sum.transitions[static_cast<std::size_t>(pg)][static_cast<std::size_t>(g)] += c;
          sum.transitions[static_cast<std::size_t>(pp)][static_cast<std::size_t>(p)] -= c;
        }
        pg = g;
        pp = p;
      }
      c += 1;
    }
  }
  for (std::size_t i = 0; i < m.w.size(); ++i) m.w[i] -= sum.w[i] / c;
  for (std::size_t i = 0; i < kRoleLabels; ++i)
    for (std::size_t j = 0; j < kRoleLabels; ++j) m.transitions[i][j] -= sum.transitions[i][j] / c;
  return m;
}

void run_labels(const LabelModel& m, const LabelData& d, int fold, std::vector<std::vector<RoleLabel>>& out) {
  out.resize(d.rows.size());
  std::vector<LabelScores> scores;
  for (const Sequence& q : d.sequences) {
    if (fold >= 0 && static_cast<int>(q.item % 3) != fold) continue;
    const auto labels = label_sequence(m, d, q, 0, scores);
    out[q.item].resize(d.gold[q.item].size());
    std::copy(labels.begin(), labels.end(), out[q.item].begin() + q.span.begin.value);
  }
}

// ---- score passes ----
using Extract = std::function<void(std::size_t item, std::size_t proposal, Hashes& out)>;

Data collect(const std::vector<Labelled>& all, const Extract& extract) {
  Data d;
  Hashes h;
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t k = 0; k < all[i].all.size(); ++k) {
      h.clear();
      extract(i, k, h);
      d.s.push_back({static_cast<std::uint32_t>(d.f.size()), static_cast<std::uint32_t>(h.size()), static_cast<std::int8_t>(all[i].y[k]), static_cast<std::uint8_t>(i % 3)});
      for (auto x : h) d.f.push_back(squash(x, kBits));
    }
  return d;
}

struct Pass {
  std::vector<Linear> folds;
  Linear all{kBits};
};

/// Trains on `train` in three folds and whole; sets `member` of every proposal, out of fold in train.
void pass(std::vector<Labelled>& train, std::vector<Labelled>& dev, const Data& td, const Data& dd, const Options& o, float Proposal::*member) {
  std::vector<float> values(td.s.size());
  for (int k = 0; k < 3; ++k) {
    Linear m(kBits);
    fit(m, td, k, o.epochs, o.rate, o.l2);
    for (std::size_t i = 0; i < td.s.size(); ++i)
      if (td.s[i].fold == k) values[i] = Linear::sigmoid(m.raw(&td.f[td.s[i].begin], td.s[i].size));
  }
  std::size_t at = 0;
  for (auto& l : train)
    for (auto& p : l.all) p.*member = values[at++];
  Linear m(kBits);
  fit(m, td, -1, o.epochs, o.rate, o.l2);
  at = 0;
  for (auto& l : dev)
    for (auto& p : l.all) {
      p.*member = Linear::sigmoid(m.raw(&dd.f[dd.s[at].begin], dd.s[at].size));
      ++at;
    }
}

std::vector<std::vector<Proposal>> dispose(const Items& items, const std::vector<Labelled>& all, float threshold) {
  std::vector<std::vector<Proposal>> accepted(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    std::vector<Proposal> copy = all[i].all;
    std::vector<Proposal*> chosen;
    for (auto k : select(copy, threshold)) chosen.push_back(&copy[k]);
    continue_quotations(spans_of(*items[i]), chosen);
    for (auto* p : chosen) accepted[i].push_back(*p);
  }
  return accepted;
}

// ---- linker ----
struct LinkModels {
  Linear content{16}, source{16};
};

void add_sample(Data& d, const Hashes& h, bool y) {
  d.s.push_back({static_cast<std::uint32_t>(d.f.size()), static_cast<std::uint32_t>(h.size()), static_cast<std::int8_t>(y), 9});
  for (auto x : h) d.f.push_back(squash(x, 16));
}

LinkModels fit_links(const Items& items, const std::vector<Labelled>& all, const std::vector<std::vector<RoleLabel>>& labels, const CueLexicon& lexicon) {
  Data cd, sd;
  Hashes h;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const FeatureInput in{spans_of(*items[i]), lexicon};
    const LinkContext links(in, all[i].all, labels[i]);
    const auto& gold = items[i]->gold;
    for (std::size_t c = 0; c < links.contents().size(); ++c)
      for (auto q : links.cues_near(c)) {
        bool y = false, known = false;
        for (const auto& g : gold) {
          const bool has = g.content.overlaps(links.contents()[c]);
          known = known || has;
          y = y || (has && g.cue.overlaps(links.cues()[q]));
        }
        if (!known) continue;
        h.clear();
        links.content_features(c, q, h);
        add_sample(cd, h, y);
      }
    for (std::size_t q = 0; q < links.cues().size(); ++q)
      for (auto s : links.sources_near(q)) {
        bool y = false, known = false;
        for (const auto& g : gold) {
          const bool has = g.cue.overlaps(links.cues()[q]);
          known = known || has;
          y = y || (has && g.source.overlaps(links.sources()[s]));
        }
        if (!known) continue;
        h.clear();
        links.source_features(q, s, h);
        add_sample(sd, h, y);
      }
  }
  LinkModels m;
  fit(m.content, cd, -1, 6, .1f, 1e-5f);
  fit(m.source, sd, -1, 6, .1f, 1e-5f);
  return m;
}

float apply(const Linear& m, unsigned bits, const Hashes& h) {
  float s = 0;
  for (auto x : h) s += m.w[squash(x, bits)];
  return Linear::sigmoid(s);
}

std::vector<Proposal> link(const FeatureInput& in, const std::vector<Proposal>& all, const std::vector<RoleLabel>& labels, const LinkModels& m, const Options& o) {
  const LinkContext links(in, all, labels);
  std::vector<Proposal> out(links.cues().size());
  Hashes h;
  for (std::size_t c = 0; c < links.contents().size(); ++c) {
    float best = o.link;
    std::size_t at = out.size();
    for (auto q : links.cues_near(c)) {
      h.clear();
      links.content_features(c, q, h);
      const float s = apply(m.content, 16, h);
      if (s > best) best = s, at = q;
    }
    if (at < out.size()) out[at].content.add(links.contents()[c]);
  }
  TokenRuns taken;
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i] != RoleLabel::kOutside) taken.add({TokenIndex{i}, TokenIndex{i + 1}});
  for (std::size_t q = 0; q < links.cues().size(); ++q) {
    Proposal& p = out[q];
    p.cue = links.cues()[q].begin;
    p.cue_words = TokenRuns{links.cues()[q]};
    const Proposal* top = links.top_proposal(q);
    if (p.content.empty() && top && top->score > o.fill && !top->content.overlaps(taken)) p.content = top->content;
    if (p.content.empty()) continue;
    const Proposal* from = links.best_proposal(q, p.content);
    p.rule = from ? from->rule : "attribution/labelled";
    p.score = from ? from->score : 0;
    float best = o.link_source;
    for (auto s : links.sources_near(q)) {
      h.clear();
      links.source_features(q, s, h);
      const float v = apply(m.source, 16, h);
      if (v > best) best = v, p.source = TokenRuns{links.sources()[s]};
    }
    if (p.source.empty() && from && from->score > o.fill && !from->source.overlaps(taken)) p.source = from->source;
  }
  std::erase_if(out, [](const Proposal& p) { return p.content.empty(); });
  return out;
}

void report_rules(const std::vector<Labelled>& all) {
  std::map<std::string, std::array<int, 3>> rows;
  for (const auto& l : all)
    for (std::size_t k = 0; k < l.all.size(); ++k) {
      auto& r = rows[std::string(l.all[k].rule)];
      ++r[0];
      r[1] += l.y[k] == 1;
      r[2] += l.y[k] == -1;
    }
  for (const auto& [rule, r] : rows) fmt::print("{:36} {:7} {:6} {:6}\n", rule, r[0], r[1], r[2]);
}

}  // namespace

int main(int argc, char** argv) {
  Options o;
  for (int i = 1; i < argc; ++i) {
    const std::string a = argv[i];
    if (a == "--threshold") o.threshold = std::stof(argv[++i]);
    if (a == "--l2") o.l2 = std::stof(argv[++i]);
    if (a == "--rate") o.rate = std::stof(argv[++i]);
    if (a == "--epochs") o.epochs = std::stoi(argv[++i]);
    if (a == "--label-epochs") o.label_epochs = std::stoi(argv[++i]);
    if (a == "--label-bits") o.label_bits = static_cast<unsigned>(std::stoi(argv[++i]));
    if (a == "--margin") o.margin = std::stof(argv[++i]);
    if (a == "--link") o.link = std::stof(argv[++i]);
    if (a == "--link-source") o.link_source = std::stof(argv[++i]);
    if (a == "--fill") o.fill = std::stof(argv[++i]);
    if (a == "--corpus") o.base = argv[++i];
    if (a == "--out") o.out = argv[++i];
    if (a == "--holdout") o.holdout = true;
    if (a == "--no-labels") o.labels = false;
    if (a == "--rules") o.train_report = true;
  }
  Items train = polnear::load(o.base + "train.jsonl", 2000, true);
  Items dev;
  if (!o.holdout) dev = polnear::load(o.base + "dev.jsonl", 2000, true);
  else {
    Items rest;
    for (std::size_t i = 0; i < train.size(); ++i) (i % 3 == 2 ? dev : rest).push_back(std::move(train[i]));
    train = std::move(rest);
  }
  const CueLexicon lexicon = make_lexicon(train);
  auto prepare = [&](const Items& items) {
    std::vector<Labelled> all(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      all[i].all = BuiltinPatterns(spans_of(*items[i]), lexicon).run();
      label(*items[i], all[i]);
    }
    return all;
  };
  auto L = prepare(train), D = prepare(dev);
  if (o.train_report) report_rules(L);
  const auto own = [&](const Items& items, std::vector<Labelled>& all) {
    return [&](std::size_t i, std::size_t k, Hashes& h) { proposal_features({spans_of(*items[i]), lexicon}, all[i].all[k], h); };
  };
  pass(L, D, collect(L, own(train, L)), collect(D, own(dev, D)), o, &Proposal::first_score);
  const auto second = [&](const Items& items, std::vector<Labelled>& all) {
    return [&](std::size_t i, std::size_t k, Hashes& h) {
      context_features(all[i].all, k, h);
      proposal_features({spans_of(*items[i]), lexicon}, all[i].all[k], h);
    };
  };
  pass(L, D, collect(L, second(train, L)), collect(D, second(dev, D)), o, &Proposal::score);
  if (o.labels) {
    const LabelData ld = label_data(train, L, dispose(train, L, o.threshold), lexicon, o.label_bits);
    const LabelData dd = label_data(dev, D, dispose(dev, D, o.threshold), lexicon, o.label_bits);
    std::vector<std::vector<RoleLabel>> tl, dl;
    for (int k = 0; k < 3; ++k) run_labels(fit_labels(ld, k, o), ld, k, tl);
    run_labels(fit_labels(ld, -1, o), dd, -1, dl);
    std::size_t right = 0, all = 0;
    for (std::size_t i = 0; i < dl.size(); ++i)
      for (std::size_t t = 0; t < dl[i].size(); ++t) ++all, right += dl[i][t] == dd.gold[i][t];
    fmt::print("labels right {:.4f}\n", static_cast<double>(right) / static_cast<double>(all));
    const auto role = [](RoleLabel l) { return (static_cast<int>(l) + 1) / 2; };
    double tp = 0, np = 0, ng = 0;
    for (std::size_t i = 0; i < dl.size(); ++i)
      for (std::size_t t = 0; t < dl[i].size(); ++t) {
        if (!dev[i]->text.tokens[t].is_word) continue;
        const int g = role(dd.gold[i][t]), p = role(dl[i][t]);
        tp += g && g == p; np += p != 0; ng += g != 0;
      }
    fmt::print("labels micro p {:.3f} r {:.3f} f1 {:.3f}\n", tp / np, tp / ng, 2 * tp / (np + ng));
    const auto third = [&](const Items& items, std::vector<Labelled>& a, const auto& labels) {
      return [&](std::size_t i, std::size_t k, Hashes& h) {
        const FeatureInput in{spans_of(*items[i]), lexicon};
        context_features(a[i].all, k, h);
        proposal_features(in, a[i].all[k], h);
        label_evidence(in, a[i].all[k], labels[i], h);
      };
    };
    pass(L, D, collect(L, third(train, L, tl)), collect(D, third(dev, D, dl)), o, &Proposal::score);
    write_predictions(o.out + ".rules", dev, dispose(dev, D, o.threshold));
    const LinkModels links = fit_links(train, L, tl, lexicon);
    std::vector<std::vector<Proposal>> found(dev.size());
    for (std::size_t i = 0; i < dev.size(); ++i)
      found[i] = link({spans_of(*dev[i]), lexicon}, D[i].all, dl[i], links, o);
    write_predictions(o.out, dev, found);
    return 0;
  }
  write_predictions(o.out, dev, dispose(dev, D, o.threshold));
}

#include "attribution/label.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace onrecord {
namespace {

std::uint64_t mix(std::uint64_t h, std::uint64_t v) {
  h = (h ^ v) * 0x9E3779B97F4A7C15ull;
  return h ^ (h >> 29);
}

int weight_class(float w) {
  constexpr std::array<float, 7> kEdges = {.02f, .05f, .1f, .2f, .4f, .6f, .8f};
  return static_cast<int>(std::upper_bound(kEdges.begin(), kEdges.end(), w) - kEdges.begin());
}

/// What is known of one token, as numbers to mix into features.
struct Column {
  std::uint64_t lower = 1, lemma = 2, tag = 3, name = 4, quote = 5, weight = 6, start = 7, title = 8, quoted_sentence = 9;
  std::uint64_t left_cue = 10, right_cue = 11;
  std::uint64_t relation = 12, head_tag = 14, head_weight = 15, near = 16, near_lemma = 17, top = 18, top_lemma = 19;
  std::uint64_t field = 25, frames = 26;
  std::uint64_t rule_label = 21, best_role = 23, best_score = 24;
};

}  // namespace

/// What the proposals say of a word: the role in an accepted one, and the role in the likeliest of all.
struct LabelFeatures::Mark {
  std::uint16_t rule_label = 21, best_role = 23, best_score = 24;
};

/// Columns of the words of one sequence.
class LabelFeatures::Columns {
 public:
  Columns(const FeatureInput& in, const std::vector<Mark>& marks) : in_(in), a_(in.spans.text), marks_(marks) {}

  void fill(TokenSpan sequence) {
    sequence_ = sequence;
    columns_.assign(sequence.size() + 2 * kPad, {});
    for (TokenIndex i = sequence.begin; i < sequence.end;) {
      const Sentence& s = a_.sentence_of(i);
      sentence(s);
      i = s.tokens.end;
    }
  }
  /// Column of the token `offset` away from `i`; the padding beyond the sequence's ends.
  const Column& at(TokenIndex i, int offset) const {
    return columns_[static_cast<std::size_t>(static_cast<std::ptrdiff_t>(place(i) + kPad) + offset)];
  }

 private:
  static constexpr std::size_t kPad = 2;
  std::size_t place(TokenIndex i) const { return static_cast<std::size_t>(i - sequence_.begin); }
  Column& column(TokenIndex i) { return columns_[place(i) + kPad]; }
  float weight(TokenIndex i) const { return in_.word(i).weight; }

  std::uint64_t quote_place(TokenIndex i) const {
    const auto q = a_[i].quotation;
    if (q < 0) return 100;
    const TokenSpan span = in_.spans.quotations.all[static_cast<std::size_t>(q)].tokens;
    return span.begin == i ? 101 : span.end == i + 1 ? 103 : 102;
  }

  void sentence(const Sentence& s) {
    bool quoted = false;
    for (TokenIndex i = s.tokens.begin; i < s.tokens.end; ++i) quoted = quoted || a_[i].quotation >= 0;
    const bool title = a_.article->blocks[static_cast<std::size_t>(s.block)].kind == BlockKind::kTitle;
    for (TokenIndex i = s.tokens.begin; i < s.tokens.end; ++i) {
      Column& c = column(i);
      words(i, c);
      c.start = 200 + (i == s.tokens.begin);
      c.title = 210 + title;
      c.quoted_sentence = 220 + quoted;
      tree(i, c);
      proposals(marks_[static_cast<std::size_t>(i.value)], c);
    }
    nearest_cues(s.tokens);
  }

  void words(TokenIndex i, Column& c) const {
    const Token& t = a_[i];
    c.lower = t.lower_hash;
    c.lemma = t.lemma_hash;
    c.tag = 300 + static_cast<std::uint64_t>(t.tag);
    c.name = t.name < 0 ? 400 : 401 + static_cast<std::uint64_t>(a_.names[static_cast<std::size_t>(t.name)].kind);
    c.quote = quote_place(i);
    const WordField& w = in_.word(i).field;
    const bool verb = is_verb(t.tag);
    c.field = 1400 + (verb ? w.verb : 64u + w.noun);
    c.frames = 1600 + (verb ? w.verb_flags : 256u + w.noun_flags);
    c.weight = 500 + static_cast<std::uint64_t>(weight_class(weight(i)));
  }

  void nearest_cues(TokenSpan s) {
    constexpr int kFar = 15;
    std::uint64_t lemma = 600;
    int age = kFar;
    const auto strong = [&](TokenIndex i) { return weight(i) > .3f; };
    for (TokenIndex i = s.begin; i < s.end; ++i) {
      column(i).left_cue = age < kFar ? lemma : 601;
      ++age;
      if (strong(i)) lemma = a_[i].lemma_hash, age = 0;
    }
    age = kFar;
    for (TokenIndex i = s.end; s.begin < i;) {
      --i;
      column(i).right_cue = age < kFar ? lemma : 602;
      ++age;
      if (strong(i)) lemma = a_[i].lemma_hash, age = 0;
    }
  }

  /// The relations by which the nearest and the topmost likely cue above a token govern it.
  void tree(TokenIndex i, Column& c) const {
    const Token& t = a_[i];
    c.relation = 700 + static_cast<std::uint64_t>(t.relation);
    if (t.head != kNoToken) {
      c.head_tag = 300 + static_cast<std::uint64_t>(a_[t.head].tag);
      c.head_weight = 500 + static_cast<std::uint64_t>(weight_class(weight(t.head)));
    }
    constexpr int kFarUp = 25;
    bool found = false;
    TokenIndex y = i;
    for (int up = 0; a_[y].head != kNoToken && up < kFarUp; y = a_[y].head, ++up) {
      const TokenIndex g = a_[y].head;
      if (weight(g) <= .25f) continue;
      const std::uint64_t way = 800 + static_cast<std::uint64_t>(a_[y].relation) * 2 + (y < g);
      if (!found) c.near = way, c.near_lemma = a_[g].lemma_hash;
      found = true;
      c.top = way;
      c.top_lemma = a_[g].lemma_hash;
    }
  }

  static void proposals(const Mark& mark, Column& c) {
    c.rule_label = mark.rule_label;
    c.best_role = mark.best_role;
    c.best_score = mark.best_score;
  }

  const FeatureInput& in_;
  const Annotated& a_;
  const std::vector<Mark>& marks_;
  TokenSpan sequence_;
  std::vector<Column> columns_;
};

namespace {

/// Writes the features of token `i`. The template's place is its name, so the order may not change.
template <class Columns>
class Writer {
 public:
  Writer(const Columns& columns, TokenIndex i, std::uint64_t* out) : columns_(columns), i_(i), out_(out) {}
  using Field = std::uint64_t Column::*;
  std::uint64_t v(int offset, Field f) const { return columns_.at(i_, offset).*f; }
  template <class... V>
  void add(V... values) {
    std::uint64_t h = (static_cast<std::uint64_t>(n_) + 1) * 0xD6E8FEB86659FD93ull;
    ((h = mix(h, values)), ...);
    out_[n_++] = h;
  }

  void words() {
    using C = Column;
    for (int o = -1; o <= 1; ++o) add(v(o, &C::lower));
    add(v(-1, &C::lemma));
    add(v(-1, &C::lemma), v(0, &C::tag));
    add(v(0, &C::lower), v(0, &C::quote));
    add(v(-1, &C::tag), v(0, &C::tag), v(1, &C::tag));
    add(v(-2, &C::tag), v(-1, &C::tag), v(0, &C::tag));
    add(v(-1, &C::weight), v(0, &C::tag), v(1, &C::weight));
    for (int o = -1; o <= 0; ++o) add(v(o, &C::name), v(o, &C::quote));
    add(v(-1, &C::quote), v(0, &C::quote), v(1, &C::quote));
    add(v(0, &C::weight), v(0, &C::quote));
    add(v(0, &C::start), v(0, &C::tag));
    add(v(0, &C::title), v(0, &C::tag));
    add(v(0, &C::quoted_sentence), v(0, &C::quote));
    add(v(0, &C::right_cue));
    add(v(0, &C::left_cue), v(0, &C::right_cue));
    add(v(0, &C::left_cue), v(0, &C::tag));
  }
  void tree() {
    using C = Column;
    add(v(0, &C::relation), v(0, &C::tag));
    add(v(0, &C::relation), v(0, &C::head_weight));
    add(v(0, &C::tag), v(0, &C::relation), v(0, &C::head_tag));
    add(v(0, &C::near), v(0, &C::near_lemma));
    add(v(0, &C::lemma), v(0, &C::relation));
    add(v(-1, &C::relation), v(0, &C::relation), v(1, &C::relation));
    add(v(0, &C::top), v(0, &C::quote));
    add(v(0, &C::top), v(0, &C::top_lemma), v(-1, &C::top));
    add(v(0, &C::weight), v(0, &C::relation));
    add(v(0, &C::near), v(0, &C::tag));
  }
  void proposals() {
    using C = Column;
    add(v(-1, &C::rule_label), v(0, &C::rule_label), v(1, &C::rule_label));
    add(v(-1, &C::best_role), v(0, &C::best_role), v(1, &C::best_role));
    add(v(0, &C::rule_label), v(0, &C::best_role), v(0, &C::best_score));
    add(v(0, &C::rule_label), v(0, &C::tag), v(-1, &C::tag));
    add(v(0, &C::rule_label), v(0, &C::relation));
    add(v(0, &C::rule_label), v(0, &C::quote));
    add(v(0, &C::best_role), v(0, &C::best_score), v(0, &C::tag));
    add(v(-1, &C::rule_label), v(0, &C::lemma));
  }
  void fields() {
    using C = Column;
    add(v(0, &C::field), v(0, &C::relation));
    add(v(-1, &C::field), v(0, &C::tag));
    add(v(1, &C::field), v(0, &C::tag));
    add(v(0, &C::frames), v(0, &C::tag));
    add(v(0, &C::field), v(0, &C::rule_label));
  }

 private:
  const Columns& columns_;
  TokenIndex i_;
  std::uint64_t* out_;
  std::size_t n_ = 0;
};

struct Shares {
  std::size_t all = 0, source = 0, cue = 0, content = 0;
};
Shares shares(const TokenRuns& runs, const std::vector<RoleLabel>& labels) {
  Shares s;
  for (TokenSpan r : runs)
    for (TokenIndex i = r.begin; i < r.end; ++i) {
      const RoleLabel l = labels[static_cast<std::size_t>(i.value)];
      ++s.all;
      s.source += is_source(l);
      s.cue += is_cue(l);
      s.content += is_content(l);
    }
  return s;
}
std::uint64_t share_class(std::size_t part, std::size_t whole) {
  return whole == 0 ? 9 : part == 0 ? 0 : part == whole ? 5 : 1 + part * 4 / (whole + 1);
}

}  // namespace

LabelFeatures::LabelFeatures(const FeatureInput& in, const std::vector<Proposal>& all,
                             const std::vector<Proposal>& accepted)
    : marks_(in.spans.text.tokens.size()), columns_(std::make_unique<Columns>(in, marks_)) {
  for (const Proposal& p : accepted) {
    mark(p.content, 3);
    mark(p.source, 1);
    mark(p.cue_words, 2);
  }
  std::vector<float> strongest(marks_.size());
  for (const Proposal& p : all) {
    if (p.score < .08f) continue;
    mark_best(p.content, 3, p.score, strongest);
    mark_best(p.source, 1, p.score, strongest);
    mark_best(p.cue_words, 2, p.score, strongest);
  }
}
LabelFeatures::~LabelFeatures() = default;

void LabelFeatures::mark(const TokenRuns& runs, int role) {
  for (TokenSpan r : runs)
    for (TokenIndex i = r.begin; i < r.end; ++i)
      marks_[static_cast<std::size_t>(i.value)].rule_label = static_cast<std::uint16_t>(1000 + role * 2 + (i == r.begin));
}

void LabelFeatures::mark_best(const TokenRuns& runs, int role, float score, std::vector<float>& strongest) {
  const auto shown = static_cast<std::uint16_t>(1300 + std::lround(score * 10));
  for (TokenSpan r : runs)
    for (TokenIndex i = r.begin; i < r.end; ++i) {
      const auto at = static_cast<std::size_t>(i.value);
      if (score <= strongest[at]) continue;
      strongest[at] = score;
      marks_[at].best_role = static_cast<std::uint16_t>(1200 + role);
      marks_[at].best_score = shown;
    }
}

void LabelFeatures::look_at(TokenSpan sequence) { columns_->fill(sequence); }

void LabelFeatures::of(TokenIndex token, std::array<std::uint64_t, kLabelFeatures>& out) const {
  Writer writer(*columns_, token, out.data());
  writer.words();
  writer.tree();
  writer.proposals();
  writer.fields();
}

namespace {

/// Transitions with minus infinity where a label may not follow, and in the last, which is none.
LabelTransitions possible(const LabelTransitions& transitions) {
  LabelTransitions out;
  for (std::size_t from = 0; from < out.size(); ++from) {
    out[from].fill(-std::numeric_limits<float>::infinity());
    for (std::size_t l = 0; l < kRoleLabels; ++l)
      if (may_follow(static_cast<RoleLabel>(from), static_cast<RoleLabel>(l))) out[from][l] = transitions[from][l];
  }
  return out;
}

}  // namespace

std::vector<RoleLabel> decode_labels(std::span<const LabelScores> scores, const LabelTransitions& transitions) {
  const std::size_t n = scores.size();
  std::vector<RoleLabel> out(n);
  if (n == 0) return out;
  constexpr float kNever = -1e9f;
  const LabelTransitions steps = possible(transitions);
  std::vector<std::array<std::uint8_t, std::tuple_size_v<LabelScores>>> back(n);
  LabelScores best{};
  for (std::size_t l = 0; l < kRoleLabels; ++l)
    best[l] = may_follow(RoleLabel::kOutside, static_cast<RoleLabel>(l)) ? scores[0][l] : kNever;
  for (std::size_t i = 1; i < n; ++i) {
    LabelScores top;
    top.fill(4 * kNever);
    std::array<std::int32_t, std::tuple_size_v<LabelScores>> origin{};
    for (std::size_t from = 0; from < kRoleLabels; ++from)
      for (std::size_t l = 0; l < top.size(); ++l) {  // all labels at once
        const float s = best[from] + steps[from][l];
        origin[l] = s > top[l] ? static_cast<std::int32_t>(from) : origin[l];
        top[l] = s > top[l] ? s : top[l];
      }
    for (std::size_t l = 0; l < top.size(); ++l) {
      back[i][l] = static_cast<std::uint8_t>(origin[l]);
      best[l] = top[l] + scores[i][l];
    }
  }
  auto at = static_cast<std::size_t>(std::max_element(best.begin(), best.begin() + kRoleLabels) - best.begin());
  for (std::size_t i = n; i-- > 0; at = back[i][at]) out[i] = static_cast<RoleLabel>(at);
  return out;
}

void LabelChain::run(std::span<const LabelScores> scores, const LabelTransitions& transitions) {
  const std::size_t n = scores.size();
  scores_.assign(n, {});
  forward_.assign(n, {});
  backward_.assign(n, {});
  scale_.assign(n, 1);
  for (std::size_t i = 0; i < kRoleLabels; ++i)
    for (std::size_t j = 0; j < kRoleLabels; ++j) {
      const bool may = may_follow(static_cast<RoleLabel>(i), static_cast<RoleLabel>(j));
      transitions_[i][j] = may ? std::exp(std::clamp(transitions[i][j], -30.f, 30.f)) : 0;
    }
  for (std::size_t t = 0; t < n; ++t) {
    const float top = *std::max_element(scores[t].begin(), scores[t].begin() + kRoleLabels);
    for (std::size_t l = 0; l < kRoleLabels; ++l) scores_[t][l] = std::exp(std::max(scores[t][l] - top, -60.f));
  }
  for (std::size_t t = 0; t < n; ++t) {
    float sum = 0;
    for (std::size_t l = 0; l < kRoleLabels; ++l) {
      float in = t == 0 ? static_cast<float>(may_follow(RoleLabel::kOutside, static_cast<RoleLabel>(l))) : 0;
      if (t > 0)
        for (std::size_t from = 0; from < kRoleLabels; ++from) in += forward_[t - 1][from] * transitions_[from][l];
      forward_[t][l] = in * scores_[t][l];
      sum += forward_[t][l];
    }
    scale_[t] = 1 / std::max(sum, 1e-30f);
    for (float& f : forward_[t]) f *= scale_[t];
  }
  if (n == 0) return;
  backward_[n - 1].fill(1);
  for (std::size_t t = n - 1; t > 0; --t)
    for (std::size_t from = 0; from < kRoleLabels; ++from) {
      float sum = 0;
      for (std::size_t l = 0; l < kRoleLabels; ++l) sum += transitions_[from][l] * scores_[t][l] * backward_[t][l];
      backward_[t - 1][from] = sum * scale_[t];
    }
}

LabelScores LabelChain::at(std::size_t t) const {
  LabelScores p{};
  float sum = 0;
  for (std::size_t l = 0; l < kRoleLabels; ++l) sum += p[l] = forward_[t][l] * backward_[t][l];
  for (float& x : p) x /= std::max(sum, 1e-30f);
  return p;
}

float LabelChain::pair(std::size_t t, std::size_t from, std::size_t to) const {
  return forward_[t - 1][from] * transitions_[from][to] * scores_[t][to] * backward_[t][to] * scale_[t];
}

void label_evidence(const FeatureInput& in, const Proposal& p, const std::vector<RoleLabel>& labels,
                    std::vector<std::uint64_t>& out) {
  const Annotated& a = in.spans.text;
  const auto add = [&](std::uint64_t id, std::initializer_list<std::uint64_t> values) {
    std::uint64_t h = (id + 201) * 0xD6E8FEB86659FD93ull;
    for (std::uint64_t v : values) h = mix(h, v + 1);
    out.push_back(h);
  };
  const auto label = [&](TokenIndex i) { return labels[static_cast<std::size_t>(i.value)]; };
  const Shares cue = shares(p.cue_words, labels), source = shares(p.source, labels), content = shares(p.content, labels);
  const auto at_cue = static_cast<std::uint64_t>(label(p.cue));
  const std::uint64_t c = share_class(content.content, content.all), s = share_class(source.source, source.all),
                      q = share_class(cue.cue, cue.all);
  std::size_t touched = 0;  // length of the labelled contents that the content touches
  for (TokenSpan r : p.content) {
    TokenIndex b = r.begin, e = r.end;
    constexpr int kFar = 400;
    for (int n = 0; n < kFar && b.value > 0 && is_content(label(b)) && !begins(label(b)); ++n) --b;
    for (int n = 0; n < kFar && e < a.size() && label(e) == RoleLabel::kInContent; ++n) ++e;
    for (TokenIndex i = b; i < e; ++i) touched += is_content(label(i));
  }
  const std::uint64_t recall = share_class(content.content, touched);
  const std::uint64_t first = static_cast<std::uint64_t>(label(p.content.first()));
  const TokenIndex next = p.content.last() + 1;
  const std::uint64_t ends = next < a.size() && label(next) == RoleLabel::kInContent;
  add(0, {at_cue});
  add(1, {q, at_cue});
  add(2, {c});
  add(3, {c, recall});
  add(4, {s});
  add(5, {c, s, q});
  add(6, {first, ends});
  add(7, {c, p.rule_hash});
  add(8, {at_cue, p.rule_hash});
  add(9, {s, p.rule_hash});
  add(10, {c, recall, at_cue});
  add(11, {at_cue, a[p.cue].lemma_hash});
  add(12, {c, recall, at_cue, s, first, ends});
  add(13, {share_class(cue.content, cue.all), at_cue});
  add(14, {share_class(source.content, source.all), s});
  add(15, {share_class(content.cue + content.source, content.all), c});
}

}  // namespace onrecord

#include "attribution/judge.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "attribution/link.h"
#include "attribution/propose.h"
#include "base/token_marks.h"

namespace onrecord {
namespace {

float probability(float logit) { return 1 / (1 + std::exp(-logit)); }

class Linker {
 public:
  Linker(const FeatureInput& in, const AttributionModel& model, const std::vector<Proposal>& all,
         const std::vector<RoleLabel>& labels, const ExtractionLimits& limits)
      : model_(model), all_(all), limits_(limits), links_(in, all, spans_of(in.spans.text, labels)), labels_(labels),
        found_(links_.cues().size()), sure_(links_.cues().size()) {}

  std::vector<Linked> run() {
    for (std::size_t c = 0; c < links_.contents().size(); ++c) give_content(c);
    for (std::size_t q = 0; q < found_.size(); ++q) complete(q);
    std::erase_if(found_, [](const Linked& l) { return l.roles.content.empty(); });
    return std::move(found_);
  }

 private:
  void give_content(std::size_t content) {
    float best = limits_.link_content;
    std::size_t at = found_.size();
    for (std::size_t q : links_.cues_near(content)) {
      hashes_.clear();
      links_.content_features(content, q, hashes_);
      const float p = probability(model_.link_content.sum(hashes_));
      if (p > best) best = p, at = q;
    }
    if (at == found_.size()) return;
    found_[at].roles.content.add(links_.contents()[content]);
    sure_[at] = std::max(sure_[at], best);
  }

  TokenRuns source_of(std::size_t cue) {
    TokenRuns source;
    float best = limits_.link_source;
    for (std::size_t s : links_.sources_near(cue)) {
      hashes_.clear();
      links_.source_features(cue, s, hashes_);
      const float p = probability(model_.link_source.sum(hashes_));
      if (p > best) best = p, source = TokenRuns{links_.sources()[s]};
    }
    return source;
  }

  bool unlabelled(const TokenRuns& runs) const {
    for (TokenSpan r : runs)
      for (TokenIndex i = r.begin; i < r.end; ++i)
        if (labels_[static_cast<std::size_t>(i.value)] != RoleLabel::kOutside) return false;
    return true;
  }

  void complete(std::size_t q) {
    Proposal& p = found_[q].roles;
    p.cue = links_.cues()[q].begin;
    p.cue_words = TokenRuns{links_.cues()[q]};
    const int top = links_.top_proposal(q);
    const auto may_fill = [&](int i) { return i >= 0 && all_[static_cast<std::size_t>(i)].score > limits_.fill; };
    if (p.content.empty() && may_fill(top)) {
      const Proposal& t = all_[static_cast<std::size_t>(top)];
      if (unlabelled(t.content)) p.content = t.content;
    }
    if (p.content.empty()) return;
    const int from = links_.best_proposal(q, p.content);
    found_[q].from = from >= 0 ? from : top;
    p.source = source_of(q);
    p.score = sure_[q];
    if (from < 0) return;
    const Proposal& f = all_[static_cast<std::size_t>(from)];
    p.score = f.score;
    if (p.source.empty() && may_fill(from) && unlabelled(f.source)) p.source = f.source;
  }

  const AttributionModel& model_;
  const std::vector<Proposal>& all_;
  const ExtractionLimits& limits_;
  LinkContext links_;
  const std::vector<RoleLabel>& labels_;
  std::vector<Linked> found_;
  std::vector<float> sure_;
  std::vector<std::uint64_t> hashes_;
};

/// Accepts the surest proposals where nothing was labelled.
void add_unlabelled(const SpanInput& in, const std::vector<Proposal>& all, float alone, std::vector<Linked>& found) {
  TokenMarks taken(in.text.tokens.size());
  for (const Linked& l : found)
    for (const TokenRuns* runs : {&l.roles.content, &l.roles.cue_words, &l.roles.source}) taken.add(*runs);
  for (const Chosen& c : select(in, all, [&](const Proposal& p) { return p.score >= alone; }))
    if (!taken.overlaps(all[c.at].content) && !taken.overlaps(c.cue_words))
      found.push_back({c.of(all), static_cast<int>(c.at)});
}

}  // namespace

void score_first(const FeatureInput& in, const AttributionModel& model, float weigh, std::vector<Proposal>& all) {
  std::vector<std::uint64_t> hashes[2];  // of the proposal being summed and of the next one, under way
  const auto start = [&](std::size_t i) {
    auto& next = hashes[i % 2];
    next.clear();
    proposal_features(in, all[i], next);
    model.first.prefetch(next);
  };
  if (!all.empty()) start(0);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i + 1 < all.size()) start(i + 1);
    Proposal& p = all[i];
    const double weight = std::clamp(p.pattern ? p.pattern->weight : 1.0, 1e-6, 1e6);
    p.logit = model.first.sum(hashes[i % 2]) + static_cast<float>(std::log(weight));
    p.first_score = p.score = probability(p.logit);
  }
  drop_unlikely(all, weigh);
}

void drop_unlikely(std::vector<Proposal>& all, float weigh) {
  std::erase_if(all, [&](const Proposal& p) { return p.first_score < weigh; });
}

void score_in_context(const AttributionModel& model, std::vector<Proposal>& all) {
  const ContextFeatures features(all);
  std::vector<std::uint64_t> hashes;
  for (std::size_t i = 0; i < all.size(); ++i) {
    hashes.clear();
    features.of(i, hashes);
    all[i].logit += model.context.sum(hashes);
  }
  for (Proposal& p : all) p.score = probability(p.logit);
}

std::vector<TokenSpan> label_sequences(const Annotated& text, const std::vector<Proposal>& all, float likely) {
  TokenMarks marks(text.tokens.size());
  for (const Proposal& p : all)
    if (p.score >= likely) {
      marks.add(p.content);
      marks.add(p.cue_words);
      marks.add(p.source);
    }
  std::vector<TokenSpan> out;
  for (std::size_t s = 0; s < text.sentences.size(); ++s) {
    const Sentence& sentence = text.sentences[s];
    if (!marks.overlaps(sentence.tokens)) continue;
    const bool goes_on = !out.empty() && out.back().end == sentence.tokens.begin && text.sentences[s - 1].block == sentence.block;
    if (goes_on) out.back().end = sentence.tokens.end;
    else out.push_back(sentence.tokens);
  }
  return out;
}

namespace {

/// Calls `take` with each sequence of words that are labelled, and their scores.
void score_words(const FeatureInput& in, const AttributionModel& model, const std::vector<Proposal>& all,
                 const ExtractionLimits& limits,
                 const std::function<void(TokenSpan, std::span<const LabelScores>)>& take) {
  std::vector<Proposal> accepted;
  for (Linked& l : accept(in.spans, all, limits.accept)) accepted.push_back(std::move(l.roles));
  LabelFeatures features(in, all, accepted);
  std::vector<LabelScores> scores;
  std::array<std::uint64_t, kLabelFeatures> hashes;
  std::array<std::uint32_t, kLabelFeatures> rows[2];  // of the token being summed and of the next one, under way
  const auto start = [&](TokenIndex i) {
    features.of(i, hashes);
    model.labels.find(hashes, rows[i.value % 2]);
  };
  for (TokenSpan span : label_sequences(in.spans.text, all, limits.likely)) {
    features.look_at(span);
    scores.resize(span.size());
    start(span.begin);
    for (std::size_t t = 0; t < scores.size(); ++t) {
      const TokenIndex i = span.begin + t;
      if (t + 1 < scores.size()) start(i + 1);
      scores[t] = model.labels.sum(rows[i.value % 2]);
      scores[t][0] -= limits.outside;
    }
    take(span, scores);
  }
}

}  // namespace

std::vector<RoleLabel> label_words(const FeatureInput& in, const AttributionModel& model,
                                   const std::vector<Proposal>& all, const ExtractionLimits& limits) {
  std::vector<RoleLabel> out(in.spans.text.tokens.size());
  score_words(in, model, all, limits, [&](TokenSpan span, std::span<const LabelScores> scores) {
    const auto labels = decode_labels(scores, model.transitions);
    std::copy(labels.begin(), labels.end(), out.begin() + span.begin.value);
  });
  return out;
}

std::vector<LabelScores> label_chances(const FeatureInput& in, const AttributionModel& model,
                                       const std::vector<Proposal>& all, const ExtractionLimits& limits) {
  std::vector<LabelScores> out(in.spans.text.tokens.size());
  LabelChain chain;
  score_words(in, model, all, limits, [&](TokenSpan span, std::span<const LabelScores> scores) {
    chain.run(scores, model.transitions);
    for (std::size_t t = 0; t < span.size(); ++t) out[static_cast<std::size_t>(span.begin.value) + t] = chain.at(t);
  });
  return out;
}

void score_with_labels(const FeatureInput& in, const AttributionModel& model, const std::vector<RoleLabel>& labels,
                       std::vector<Proposal>& all) {
  std::vector<std::uint64_t> hashes;
  for (Proposal& p : all) {
    hashes.clear();
    label_evidence(in, p, labels, hashes);
    p.logit += model.labelled.sum(hashes);
    p.score = probability(p.logit);
  }
}

std::vector<Linked> accept(const SpanInput& in, const std::vector<Proposal>& all, float threshold) {
  std::vector<Linked> out;
  for (const Chosen& c : select(in, all, [&](const Proposal& p) { return p.score >= threshold; }))
    out.push_back({c.of(all), static_cast<int>(c.at)});
  std::vector<Proposal*> chosen;
  for (Linked& l : out) chosen.push_back(&l.roles);
  continue_quotations(in, chosen);
  return out;
}

void enforce_weights(const SpanInput& in, const std::vector<Proposal>& all, std::vector<Linked>& found) {
  const std::vector<Chosen> chosen =
      select(in, all, [](const Proposal& p) { return p.pattern && p.pattern->weight > 1 && p.score >= .5f; });
  if (chosen.empty()) return;
  TokenMarks places(in.text.tokens.size());
  for (const Chosen& c : chosen) {
    places.add(all[c.at].content);
    places.add(c.cue_words);
  }
  std::erase_if(found, [&](const Linked& l) {
    return places.overlaps(l.roles.content) || places.overlaps(l.roles.cue_words);
  });
  for (const Chosen& c : chosen) found.push_back({c.of(all), static_cast<int>(c.at)});
}

std::vector<Linked> link_roles(const FeatureInput& in, const AttributionModel& model, const std::vector<Proposal>& all,
                               const std::vector<RoleLabel>& labels, const ExtractionLimits& limits) {
  std::vector<Linked> found = Linker(in, model, all, labels, limits).run();
  add_unlabelled(in.spans, all, limits.alone, found);
  return found;
}

}  // namespace onrecord

#include "editorial/judgement.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "rulebook/check.h"

namespace onrecord {
namespace {

constexpr std::size_t kMostAlike = 200;   // findings of one rule in one article
constexpr int kChecksBetweenClearing = 16;  // lists that checks share are made once, memory stays bounded
constexpr std::int64_t kSteps = 2'000'000;  // of the loops of one rule: what is beyond is not looked at

char letter_of(const WordList* letters, double points) {
  char best = 'E';
  double reached = -1;
  if (letters)
    for (const WordRow& row : letters->rows())
      if (row.weight <= points + 1e-9 && row.weight > reached && !row.text.empty()) best = row.text[0], reached = row.weight;
  return best;
}

Finding make_finding(const Check& check, const Rule* rule, CheckHit hit) {
  Finding f;
  f.rule = check.id;
  f.severity = check.severity;
  f.certainty = check.certainty;
  f.spans = std::move(hit.spans);
  f.message = std::move(hit.message);
  f.evidence = std::move(hit.evidence);
  if (hit.alike > 0) f.evidence.push_back(fmt::format("{} more like this in the article", hit.alike));
  if (rule) f.why = fmt::format("{} ({})", rule->why, rule->standard), f.help = rule->help;
  return f;
}

/// The same message at the same place is told once.
void drop_repeated(std::vector<CheckHit>& hits) {
  std::set<std::pair<std::vector<ByteSpan>, std::string>> seen;
  std::erase_if(hits, [&](const CheckHit& h) { return !seen.emplace(h.spans, h.message).second; });
}

std::uint32_t place_of(const Finding& f) { return f.spans.empty() ? ~std::uint32_t{0} : f.spans.front().begin.value; }

bool comes_before(const Finding& a, const Finding& b) {
  if (place_of(a) != place_of(b)) return place_of(a) < place_of(b);
  if (a.severity != b.severity) return a.severity < b.severity;
  return a.rule < b.rule;
}

}  // namespace

void grade_sources(const Rulebook& book, Env& env, EditorialView& view, std::vector<Source>& sources) {
  std::vector<std::vector<std::string>> why(sources.size());
  for (const Grade& grade : book.grades()) {
    env.budget = kSteps;
    for (GradeHit& hit : run_grade(grade, env)) {
      const auto s = static_cast<std::size_t>(hit.object.index);
      if (hit.object.index < 0 || s >= sources.size()) continue;
      view.points[s] += hit.points;
      why[s].push_back(fmt::format("{} ({}, {:+.2f})", hit.reason, grade.id, hit.points));
    }
    env.clear();
  }
  const WordList* letters = book.words("words/grade-letter");
  for (std::size_t s = 0; s < sources.size(); ++s)
    sources[s].credibility = {letter_of(letters, view.points[s]), std::move(why[s])};
}

std::vector<Finding> find_findings(const Rulebook& book, Env& env, EditorialView& view) {
  std::vector<Finding> out;
  int run = 0;
  for (const Check& check : book.checks()) {
    env.budget = kSteps;
    std::vector<CheckHit> hits = run_check(check, env);
    drop_repeated(hits);
    if (!hits.empty()) view.findings[check.id] = static_cast<int>(hits.size());
    if (hits.size() > kMostAlike) hits.front().alike = static_cast<int>(hits.size() - kMostAlike), hits.resize(kMostAlike);
    const Rule* rule = book.rule(check.id);
    for (CheckHit& hit : hits) out.push_back(make_finding(check, rule, std::move(hit)));
    if (++run % kChecksBetweenClearing == 0) env.clear();
  }
  env.clear();
  std::stable_sort(out.begin(), out.end(), comes_before);
  return out;
}

namespace {

constexpr int kResamples = 100;
constexpr std::size_t kMostResampled = 400;  // claims: of a longer article every n-th stands for its neighbours

/// What one claim adds to a part; beside each other, so that both are summed at once.
struct Contribution {
  double numerator = 0, denominator = 0;
};
/// Of each claim. Empty where the part is no sum over claims.
using Contributions = std::vector<Contribution>;

/// Is the part a sum over claims? Then its value for the first half and for the second add up to the whole, and it
/// is nothing for none.
bool sums_claims(const ScoreRule::Part& part, const ScoredPart& whole, const std::vector<Value>& claims, Env& env) {
  const auto middle = claims.begin() + static_cast<std::ptrdiff_t>(claims.size() / 2);
  const std::vector<Value> halves[] = {{claims.begin(), middle}, {middle, claims.end()}, {}};
  double numerator[3] = {}, denominator[3] = {};
  for (int h = 0; h < 3; ++h) {
    env.override_list("claims", &halves[h]);
    numerator[h] = part.value.numerator.number(env);
    denominator[h] = part.value.denominator.number(env);
  }
  const auto add_up = [](const double (&n)[3], double sum) {
    return n[2] == 0 && std::abs(n[0] + n[1] - sum) < 1e-6 * (1 + std::abs(sum));
  };
  return add_up(numerator, whole.numerator) && add_up(denominator, whole.denominator);
}

/// What each claim adds to the parts that are sums over claims.
std::vector<Contributions> contributions(const ScoreRule& score, const Scored& whole, const std::vector<Value>& all,
                                         const std::vector<Value>& claims, Env& env) {
  std::vector<Contributions> out(score.parts.size());
  std::vector<Value> one(1);
  for (std::size_t p = 0; p < score.parts.size(); ++p) {
    if (!whole.parts[p].value || !sums_claims(score.parts[p], whole.parts[p], all, env)) continue;
    env.override_list("claims", &one);
    for (const Value& claim : claims) {
      one[0] = claim;
      const Ratio& value = score.parts[p].value;
      out[p].push_back({value.numerator.number(env), value.denominator.number(env)});
    }
  }
  env.override_list("claims", nullptr);
  return out;
}

/// xorshift64* (Vigna 2016): the same draws on every machine.
class Draws {
 public:
  /// REQUIRES: n < 2^32.
  std::size_t below(std::size_t n) {
    state_ ^= state_ >> 12, state_ ^= state_ << 25, state_ ^= state_ >> 27;
    return static_cast<std::size_t>((((state_ * 2685821657736338717ull) >> 32) * n) >> 32);
  }

 private:
  std::uint64_t state_ = 0x9E3779B97F4A7C15ull;
};

double resampled(const Scored& whole, const std::vector<Contributions>& parts, const std::vector<std::size_t>& drawn) {
  double sum = 0, weights = 0;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    if (!whole.parts[p].value) continue;
    double value = *whole.parts[p].value;
    if (!parts[p].empty()) {
      Contribution all;
      for (std::size_t i : drawn) all.numerator += parts[p][i].numerator, all.denominator += parts[p][i].denominator;
      if (all.denominator <= 0) continue;
      value = std::clamp(all.numerator / all.denominator, 0.0, 1.0);
    }
    sum += whole.parts[p].weight * value, weights += whole.parts[p].weight;
  }
  const double cap = whole.caps.empty() ? 100 : whole.caps.front().at_most;
  return weights <= 0 ? 0 : std::min(cap, 100 * sum / weights);
}

void set_interval(const ScoreRule& score, const Scored& whole, const std::vector<Value>& all, Env& env, Score& out) {
  std::vector<Value> claims;
  const std::size_t step = 1 + all.size() / kMostResampled;
  for (std::size_t i = 0; i < all.size(); i += step) claims.push_back(all[i]);
  out.low = out.high = *out.value;
  if (claims.empty()) return;
  std::vector<Contributions> parts = contributions(score, whole, all, claims, env);
  Draws draws;
  std::vector<std::size_t> drawn(claims.size());
  std::vector<double> values;
  for (int r = 0; r < kResamples; ++r) {
    for (std::size_t& i : drawn) i = draws.below(claims.size());
    values.push_back(resampled(whole, parts, drawn));
  }
  std::sort(values.begin(), values.end());
  out.low = std::min(*out.value, static_cast<int>(std::lround(values[kResamples / 20])));
  out.high = std::max(*out.value, static_cast<int>(std::lround(values[kResamples - 1 - kResamples / 20])));
}

ScorePart part_of(ScoredPart part) {
  return {std::move(part.name), part.weight, part.value, part.numerator, part.denominator, std::move(part.what),
          std::move(part.raise)};
}

std::string joined(const std::vector<std::string>& reasons) {
  return fmt::format("{}", fmt::join(reasons, "; "));
}

}  // namespace

Score score_article(const Rulebook& book, Env& env) {
  Score out;
  if (book.scores().empty()) {
    out.reason = "the rules hold no score";
    return out;
  }
  const ScoreRule& score = book.scores().front();
  env.budget = 10 * kSteps;
  Scored whole = run_score(score, env);
  for (const ScoredCap& cap : whole.caps) out.caps.push_back({score.id, cap.at_most, cap.why});
  if (whole.value) {
    out.value = static_cast<int>(std::lround(*whole.value));
    std::vector<Value> claims;
    const auto& view = *static_cast<const EditorialView*>(env.more);
    for (std::size_t i = 0; i < view.found.claims.size(); ++i)
      claims.push_back(Value::of(Object{static_cast<std::int32_t>(i), nullptr}));
    set_interval(score, whole, claims, env, out);
    out.reason = whole.caps.empty() ? whole.band : fmt::format("{}; at most {}: {}", whole.band, whole.caps.front().at_most, whole.caps.front().why);
  } else {
    out.reason = whole.too_little.empty() ? "not enough to score" : "not enough to score: " + joined(whole.too_little);
  }
  for (ScoredPart& part : whole.parts) out.parts.push_back(part_of(std::move(part)));
  return out;
}

}  // namespace onrecord

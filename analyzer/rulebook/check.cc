#include "rulebook/check.h"

#include <algorithm>

namespace onrecord {
namespace {

std::vector<ByteSpan> in_order(PlaceSpans& spans) {
  std::sort(spans.begin(), spans.end());
  std::vector<ByteSpan> out;
  for (ByteSpan s : spans) {
    if (!out.empty() && s.begin <= out.back().end) out.back().end = std::max(out.back().end, s.end);
    else out.push_back(s);
  }
  return out;
}

CheckHit make_hit(const Check& check, Env& env, const Object& object) {
  CheckHit hit;
  hit.object = object;
  PlaceSpans spans;
  for (const MarkedPlace& place : check.at)
    if (const Object o = place.object.object(env)) place.spans(env, o, spans);
  hit.spans = in_order(spans);
  hit.message = check.message.fill(env);
  for (const TextTemplate& line : check.evidence) hit.evidence.push_back(line.fill(env));
  return hit;
}

/// Calls `visit` with each object that the selection holds for, its names bound; once with nothing where there is no
/// each.
template <class Visit>
void select(const Selection& selection, Env& env, Visit visit) {
  if (!selection.each) {
    if (selection.holds(env)) visit(Object{});
    return;
  }
  const auto* members = selection.each.eval(env).list;
  const std::uint64_t bit = selection.listed.bit;
  const std::span<const std::uint64_t> marks = bit != 0 ? env.mentions(*selection.listed.index) : std::span<const std::uint64_t>{};
  for (std::size_t i = 0; members && i < members->size() && env.spend(); ++i) {
    if (bit != 0 && (marks[static_cast<std::size_t>((*members)[i].object.index)] & bit) == 0) continue;
    env.slots[Selection::kEachSlot] = (*members)[i];
    if (selection.holds(env)) visit((*members)[i].object);
  }
}

struct Share {
  double numerator = 0, denominator = 0;
  std::optional<double> value;
};

Share share_of(const ScoreRule::Part& part, Env& env) {
  Share out;
  if (part.when && !part.when.truth(env)) return out;
  out.numerator = part.value.numerator.number(env);
  out.denominator = part.value.denominator.number(env);
  if (out.denominator > 0) out.value = std::clamp(out.numerator / out.denominator, 0.0, 1.0);
  return out;
}

void bind_names(const ScoreRule& score, Env& env) {
  for (const ScoreRule::Let& let : score.lets) env.slots[let.slot] = let.value.eval(env);
}

/// Adds up parts: 100 * sum(weight * value) / sum(weights of the parts that apply).
struct Mean {
  double sum = 0, weights = 0;
  void add(double weight, std::optional<double> value) {
    if (value) sum += weight * *value, weights += weight;
  }
  std::optional<double> value(double cap) const {
    if (weights <= 0) return std::nullopt;
    return std::min(cap, 100 * sum / weights);
  }
};

double cap_of(const ScoreRule& score, Env& env) {
  double cap = 100;
  for (const ScoreRule::Cap& c : score.caps)
    if (c.at_most < cap && c.when.truth(env)) cap = c.at_most;
  return cap;
}

ScoredPart scored(const ScoreRule::Part& part, Env& env) {
  const Share share = share_of(part, env);
  ScoredPart out{part.name, part.what, part.weight, share.numerator, share.denominator, share.value, {}};
  if (!out.value || *out.value >= 1) return out;
  for (const ScoreRule::Raise& r : part.raise)
    if (!r.when || r.when.truth(env)) out.raise.push_back(r.text.fill(env));
  return out;
}

}  // namespace

bool Selection::holds(Env& env) const {
  for (const Step& step : steps) {
    if (step.kind == Step::Kind::kLet) env.slots[step.slot] = step.value.eval(env);
    else if (step.value.truth(env) != (step.kind == Step::Kind::kWhere)) return false;
  }
  return true;
}

std::vector<CheckHit> run_check(const Check& check, Env& env) {
  std::vector<CheckHit> out;
  select(check.selection, env, [&](const Object& object) {
    if (check.once && !out.empty()) ++out.front().alike;
    else out.push_back(make_hit(check, env, object));
  });
  return out;
}

std::vector<GradeHit> run_grade(const Grade& grade, Env& env) {
  std::vector<GradeHit> out;
  select(grade.selection, env, [&](const Object& object) {
    out.push_back({object, grade.points.number(env), grade.reason.fill(env)});
  });
  return out;
}

std::optional<GradeHit> grade_object(const Grade& grade, Env& env, const Object& object) {
  env.slots[Selection::kEachSlot] = Value::of(object);
  if (!grade.selection.holds(env)) return std::nullopt;
  return GradeHit{object, grade.points.number(env), grade.reason.fill(env)};
}

Scored run_score(const ScoreRule& score, Env& env) {
  bind_names(score, env);
  Scored out;
  Mean mean;
  for (const ScoreRule::Part& part : score.parts) {
    out.parts.push_back(scored(part, env));
    mean.add(part.weight, out.parts.back().value);
  }
  for (const ScoreRule::Cap& cap : score.caps)
    if (cap.when.truth(env)) out.caps.push_back({cap.at_most, cap.why.fill(env)});
  std::stable_sort(out.caps.begin(), out.caps.end(),
                   [](const ScoredCap& a, const ScoredCap& b) { return a.at_most < b.at_most; });
  for (const ScoreRule::Minimum& minimum : score.minimums)
    if (minimum.when.truth(env)) out.too_little.push_back(minimum.why.fill(env));
  if (out.too_little.empty()) out.value = mean.value(out.caps.empty() ? 100 : out.caps.front().at_most);
  if (!out.value) return out;
  const auto band = std::find_if(score.bands.begin(), score.bands.end(),
                                 [&](const ScoreRule::Band& b) { return *out.value >= b.from; });
  if (band != score.bands.end()) out.band = band->name;
  return out;
}

std::optional<double> score_value(const ScoreRule& score, Env& env) {
  bind_names(score, env);
  Mean mean;
  for (const ScoreRule::Part& part : score.parts) mean.add(part.weight, share_of(part, env).value);
  return mean.value(cap_of(score, env));
}

}  // namespace onrecord

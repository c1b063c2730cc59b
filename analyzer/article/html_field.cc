#include "article/html_field.h"

#include <algorithm>
#include <cmath>

namespace onrecord {
namespace {

constexpr double kNever = -1e6;  // log of a probability that does not occur

double log_sum(double a, double b) {
  const double high = std::max(a, b), low = std::min(a, b);
  return high - low > 40 ? high : high + std::log1p(std::exp(low - high));
}

}  // namespace

void TreeField::run(bool use_labels) {
  pass_up(use_labels);
  pass_down();
}

void TreeField::pass_up(bool use_labels) {
  const std::size_t n = variables.size();
  up_.assign(n, {});
  message_.assign(n, {});
  for (std::size_t i = n; i-- > 0;) {
    const FieldVariable& v = variables[i];
    Pair& up = up_[i];
    up.in += v.gain;
    if (use_labels && v.label == 0) up.in += kNever;
    if (use_labels && v.label == 1) up.out += kNever;
    if (v.parent < 0) continue;
    message_[i] = {log_sum(up.out, up.in + v.enter), log_sum(up.out + v.leave, up.in)};
    Pair& above = up_[static_cast<std::size_t>(v.parent)];
    above.out += message_[i].out;
    above.in += message_[i].in;
  }
  log_partition_ = n == 0 ? 0 : up_[0].out;
}

void TreeField::pass_down() {
  const std::size_t n = variables.size();
  down_.assign(n, {});
  marginal_.assign(n, 0);
  enters_.assign(n, 0);
  leaves_.assign(n, 0);
  if (n > 0) down_[0] = {0, 2 * kNever};
  for (std::size_t i = 1; i < n; ++i) {
    const FieldVariable& v = variables[i];
    const auto p = static_cast<std::size_t>(v.parent);
    // What the parent believes without this child.
    const Pair rest = {down_[p].out + up_[p].out - message_[i].out, down_[p].in + up_[p].in - message_[i].in};
    down_[i] = {log_sum(rest.out, rest.in + v.leave), log_sum(rest.out + v.enter, rest.in)};
    marginal_[i] = std::exp(down_[i].in + up_[i].in - log_partition_);
    enters_[i] = std::exp(rest.out + v.enter + up_[i].in - log_partition_);
    leaves_[i] = std::exp(rest.in + v.leave + up_[i].out - log_partition_);
  }
}

}  // namespace onrecord

// A field of two labels (inside, outside) over a tree, and its exact marginals.
//
// Every variable prefers a label by `gain` (log-odds of inside) and pays for differing from its parent: `enter` when
// it is inside below an outside parent, `leave` the other way round (both are log factors, normally negative).
// The root is outside. Sum-product on a tree (Pearl 1982): one pass up, one pass down, linear time.
//
//   TreeField field;
//   field.variables = {{-1}, {0, 1.5, -6, -1}};   // a root and one child
//   field.run();
//   field.inside(1);                              // probability
#pragma once

#include <cstdint>
#include <vector>

namespace onrecord {

struct FieldVariable {
  int parent = -1;      ///< index of a variable before this one; -1 for the root only
  double gain = 0;
  double enter = 0;
  double leave = 0;
  std::int8_t label = -1;  ///< known label 0 or 1; -1: unknown. For training.
};

class TreeField {
 public:
  std::vector<FieldVariable> variables;  ///< parents before children; the first is the root

  /// Computes everything below. `use_labels`: respect known labels.
  void run(bool use_labels = false);

  double inside(int i) const { return marginal_[static_cast<std::size_t>(i)]; }
  /// Probability that the variable is inside and its parent outside, and the reverse.
  double enters(int i) const { return enters_[static_cast<std::size_t>(i)]; }
  double leaves(int i) const { return leaves_[static_cast<std::size_t>(i)]; }
  double log_partition() const { return log_partition_; }

 private:
  struct Pair {
    double out = 0, in = 0;
  };
  void pass_up(bool use_labels);
  void pass_down();

  std::vector<Pair> up_, message_, down_;
  std::vector<double> marginal_, enters_, leaves_;
  double log_partition_ = 0;
};

}  // namespace onrecord

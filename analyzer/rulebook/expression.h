// Expressions of rules, compiled: typed when they are loaded, total when they are evaluated.
//
//   ExpressionCompiler (compile_expression.h) makes them; checks, grades and the score hold them.
//   if (where.truth(env)) points += worth.number(env);
//
// An expression names its variables by slot (Env::slots): whoever evaluates it puts the bound objects there first.
// It borrows the schema, the word lists and nothing of the article.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rulebook/schema.h"

namespace onrecord {

/// One node of a compiled expression.
class Code {
 public:
  virtual ~Code() = default;
  virtual Value eval(Env& env) const = 0;
  // The same for those who need no more than this of the value: most nodes are asked for a truth alone.
  virtual bool truth(Env& env) const = 0;
  virtual double number(Env& env) const = 0;
  virtual std::string_view text(Env& env) const = 0;
  virtual Object object(Env& env) const = 0;
};

class Expression {
 public:
  Expression() = default;
  Expression(std::shared_ptr<const Code> code, Type type) : code_(std::move(code)), type_(type) {}

  explicit operator bool() const { return code_ != nullptr; }
  Type type() const { return type_; }
  /// About how long it takes, a field of an object being 1; 0: not measured. No condition changes anything: of those
  /// that decide together the cheap ones are asked first, the others in the order of the rule, which knows what is rare.
  int cost() const { return cost_; }
  static constexpr int kCheap = 8;
  void set_cost(int cost) { cost_ = cost; }
  /// REQUIRES of all that follow: *this.
  Value eval(Env& env) const { return code_->eval(env); }
  bool truth(Env& env) const { return code_->truth(env); }
  double number(Env& env) const { return code_->number(env); }
  std::string_view text(Env& env) const { return code_->text(env); }
  Object object(Env& env) const { return code_->object(env); }

 private:
  std::shared_ptr<const Code> code_;
  Type type_;
  int cost_ = 0;
};

/// A share kept as what it is a share of: sum(...) / sum(...), mean(...), share(...). Where an expression is none of
/// these its denominator is 1.
struct Ratio {
  Expression numerator, denominator;
};

/// A message with holes: "“{a.source}” could be anyone".
class TextTemplate {
 public:
  struct Piece {
    std::string words;  ///< as they stand
    Expression hole;    ///< of type text; none: the piece is `words`
  };
  TextTemplate() = default;
  explicit TextTemplate(std::vector<Piece> pieces) : pieces_(std::move(pieces)) {}
  bool empty() const { return pieces_.empty(); }
  /// The text with its holes filled, white space made single blanks, each hole cut at kLongestHole characters.
  std::string fill(Env& env) const;

  static constexpr std::size_t kLongestHole = 120;

 private:
  std::vector<Piece> pieces_;
};

}  // namespace onrecord

// From the flat chains of the grammar to typed expressions. Internal to rulebook/.
//
// Precedence, loosest first: or, and, not, comparisons (= != < <= > >= ~ in, not in, before, after), + -, * /, unary -.
// Comparisons do not chain. All member functions throw CompileFault at the place of the fault.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rulebook/compile.h"
#include "rulebook/expression.h"
#include "rulebook/text_pattern.h"

namespace onrecord {

std::shared_ptr<const TextPattern> compile_regex(const RuleSource& source, const ast::Regex& regex);

/// Does `text` follow `glob` (* any run, ? one character)?
bool glob_match(std::string_view glob, std::string_view text);

class ExpressionCompiler {
 public:
  ExpressionCompiler(const CompileContext& context, const RuleSource& source, RuleNeeds& needs)
      : context_(context), source_(&source), needs_(needs) {}

  /// Adjustments of packs stand in files of their own: faults are shown there from now on.
  void read_from(const RuleSource& source) { source_ = &source; }

  /// Fields of the object in this slot may stand bare: `tag` for `c.tag`. Nothing: no more.
  void set_subject(std::optional<std::size_t> slot) { subject_ = slot; }

  /// A variable from here on, in the slot returned.
  int bind(const ast::Name& name, Type type);

  /// The variable of a slot. REQUIRES: bound.
  Expression bound(std::size_t slot) const;

  Expression compile(const ast::Chain& chain);
  Expression condition(const ast::Chain& chain);
  Expression number(const ast::Chain& chain);
  Expression list(const ast::Chain& chain);
  Ratio ratio(const ast::Chain& chain);
  TextTemplate text(const std::vector<ast::Text>& parts);

  const WordList& word_list(const ast::WordsRef& ref) const;
  /// The slot of a variable; -1 where there is none of that name.
  int slot_of(std::string_view name) const;

  const CompileContext& context() const { return context_; }
  [[noreturn]] void fail(std::uint32_t at, std::string message, std::string help = {}) const {
    fail_at(*source_, at, std::move(message), std::move(help));
  }
  /// Anything as the text that a message shows.
  Expression as_text(Expression e) const;

 private:
  struct Variable {
    std::string name;
    Type type;
  };
  /// Where the compiler stands in a chain: at operand `at`, of whose prefixes `skip` were dealt with.
  struct Cursor {
    const ast::Chain& chain;
    std::size_t at = 0, skip = 0;
    const ast::Operand& operand() const { return at == 0 ? chain.first : chain.rest[at - 1].operand; }
    /// The operator after the operand; empty at the end.
    std::string_view op() const { return at < chain.rest.size() ? std::string_view(chain.rest[at].op) : ""; }
    void next() { ++at, skip = 0; }
  };
  friend struct PrimaryVisitor;

  /// Members joined by `word`, and or or.
  Expression joined(Cursor& c, std::string_view word, Expression (ExpressionCompiler::*member)(Cursor&));
  Expression any_of(Cursor& c);
  Expression all_of(Cursor& c);
  Expression negation(Cursor& c);
  Expression comparison(Cursor& c);
  Expression compared(std::string_view op, Expression left, Expression right, std::uint32_t at);
  Expression membership(Expression left, Cursor& c, bool negated);
  Expression likeness(Expression left, const ast::Operand& right);
  Expression sum(Cursor& c);
  Expression product(Cursor& c);
  Expression operand(Cursor& c);

  Expression named(const ast::Name& name);
  Expression field(Expression of, const ast::Name& name);
  Expression symbol(Type type, std::string_view word, std::uint32_t at);
  /// The operand's bare name or string as a symbol of `type`; none where it is anything else.
  Expression as_symbol(Type type, const ast::Operand& operand);
  Expression call(const ast::Call& call);
  Expression builtin_call(const struct BuiltinFunction& f, const ast::Call& call);
  template <class Run>
  Expression with_arguments(const ast::Call& call, Type result, const std::vector<Expression>& arguments, Run run);
  Expression argument(const ast::Chain& chain, Type wanted);
  Expression quantifier(const ast::Quantifier& q);
  Expression conditional(const ast::Conditional& c);
  Expression words(const ast::WordsRef& ref);
  Expression regex(const ast::Regex& regex);
  bool lone_quantifier(const ast::Chain& chain, const ast::Quantifier*& out) const;

  Expression as_condition(const Expression& e, std::uint32_t at) const;
  Expression wanted(Expression e, Type type, std::uint32_t at) const;
  std::string show(Type t) const { return context_.schema.name_of(t); }
  std::vector<std::string> visible_names() const;

  const CompileContext& context_;
  const RuleSource* source_;
  RuleNeeds& needs_;
  int cost_ = 0;  ///< of all that was compiled so far
  std::vector<Variable> scope_;
  std::optional<std::size_t> subject_;
};

}  // namespace onrecord

// Expressions.
#pragma once

#include "rulebook/grammar/grammar_def/literals.h"

namespace onrecord::grammar {

struct ExpressionId : Annotated {};
struct OperandId : Annotated {};
struct PrimaryId {};
struct StepId : Annotated {};
struct CallId : Annotated {};
struct GroupId : Annotated {};
struct ConditionalId : Annotated {};
struct QuantifierId : Annotated {};
struct PrefixId {};
struct FieldsId {};
struct GlobOperandId : Annotated {};
struct GlobPrimaryId {};

inline const x3::rule<ExpressionId, ast::Chain> expression = "an expression";
inline const x3::rule<OperandId, ast::Operand> operand = "an expression";
inline const x3::rule<PrimaryId, ast::Primary> primary = "a value, a name, a call or a parenthesis";
inline const x3::rule<StepId, ast::Step> step = "an operator";
inline const x3::rule<CallId, ast::Call> call = "a function call";
inline const x3::rule<GroupId, ast::Group> group = "a parenthesis";
inline const x3::rule<ConditionalId, ast::Conditional> conditional = "if ... then ... else ...";
inline const x3::rule<QuantifierId, ast::Quantifier> quantifier = "a quantifier";
inline const x3::rule<GlobOperandId, ast::Operand> glob_operand = "a pattern: VB*, {VBD, VBZ} or /.../";
inline const x3::rule<GlobPrimaryId, ast::Primary> glob_primary = "a pattern: VB*, {VBD, VBZ} or /.../";

inline const KeywordList quantifier_words{
    {"exists", "all", "none", "count", "sum", "mean", "max", "min", "share", "first"}, "a quantifier"};
inline const KeywordList word_operators{{"and", "or", "in", "before", "after"}, "an operator"};
struct SymbolOperators : x3::symbols<std::string> {
  SymbolOperators() : x3::symbols<std::string>(std::string("an operator")) {
    for (std::string op : {"=", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/"}) add(op, op);
  }
};
inline const SymbolOperators symbol_operators;

inline const auto not_in = x3::omit[lexeme["not" >> +x3::ascii::space >> "in" >> !id_part]] >> x3::attr(std::string("not in"));
inline const auto negation = word("not") >> x3::attr(std::string("not"));
inline const auto minus = lit('-') >> x3::attr(std::string("-"));
inline const x3::rule<PrefixId, std::vector<std::string>> prefixes = "not or -";
inline const auto prefixes_def = x3::repeat(0, 8)[negation | minus];
inline const auto glob = lit('~') >> x3::attr(std::string("~"));
inline const auto no_arrow = !lit("->");
inline const auto plain_operator = no_arrow >> (not_in | any_of(word_operators) | lexeme[symbol_operators]);
inline const x3::rule<FieldsId, std::vector<ast::Name>> fields = "a field";
inline const auto fields_def = *(lit('.') > name);
inline const auto no_prefixes = x3::attr(std::vector<std::string>{});
inline const auto no_fields = x3::attr(std::vector<ast::Name>{});

inline const auto expression_def = nested[operand >> *step];
inline const auto step_def = (glob > glob_operand) | (plain_operator > operand);
inline const auto operand_def = prefixes >> primary >> fields;
inline const auto glob_operand_def = no_prefixes >> glob_primary >> no_fields;
inline const auto glob_primary_def = set | regex | symbol | text;
inline const auto primary_def = number | text | words_ref | set | regex | quantifier | conditional | call | group | name;
inline const auto group_def = '(' > expression > ')';
inline const auto call_def = name >> '(' >> -(expression % ',') > ')';
inline const auto conditional_def = word("if") > expression > word("then") > expression > word("else") > expression;
inline const auto quantifier_def = any_of(quantifier_words) >> '(' >> name >> word("in") > expression >
                                   -(word("where") > expression) > -(':' > expression) > ')';

BOOST_SPIRIT_DEFINE(expression, operand, primary, step, call, group, conditional, quantifier, glob_operand,
                    glob_primary, prefixes, fields)

}  // namespace onrecord::grammar

// What a rule file says, as it stands: the tree that the grammar builds and the compiler reads.
//
// Every node knows where it stands (`begin`, bytes into the file), so that a fault found later, a wrong type or an
// unknown word list, can be shown at its place. Operators are a flat chain here (`a and b = c`): X3 would wrap each
// operand in one rule per level of precedence; compile.cc applies the precedence instead.
#pragma once

#include <boost/optional.hpp>
#include <boost/spirit/home/x3/support/ast/variant.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace onrecord::ast {

namespace x3 = boost::spirit::x3;

struct Place {
  std::uint32_t begin = 0;  ///< offset in bytes into the rule file
};

struct Name : Place {
  std::string text;
};
struct Text : Place {
  std::string text;
};

struct Call;
struct Quantifier;
struct Conditional;
struct Group;
struct Chain;

struct Number : Place {
  double value = 0;
  std::string unit;  ///< "words", "sentences", "paragraphs" or empty
};
struct Regex : Place {
  std::string text;
};
struct WordsRef : Place {  ///< words/cue-verb
  std::string text;
};
struct Item : Place {  ///< a member of a set: a symbol or a string
  std::string text;
};
struct Set : Place {
  std::vector<Item> items;
};

struct Primary : x3::variant<Number, Text, Regex, WordsRef, Set, x3::forward_ast<Quantifier>, x3::forward_ast<Call>,
                             x3::forward_ast<Conditional>, x3::forward_ast<Group>, Name> {
  using base_type::base_type;
  using base_type::operator=;
};

/// not - primary .field .field
struct Operand : Place {
  std::vector<std::string> prefixes;
  Primary primary;
  std::vector<Name> fields;
};
struct Step : Place {
  std::string op;
  Operand operand;
};
/// operand op operand op operand: precedence is not applied yet.
struct Chain : Place {
  Operand first;
  std::vector<Step> rest;
};
using Expression = Chain;

struct Call : Place {
  Name function;
  std::vector<Chain> arguments;
};
struct Conditional : Place {
  Chain condition, then, otherwise;
};
struct Group : Place {
  Chain inner;
};
/// count(x in list where condition: body)
struct Quantifier : Place {
  std::string word;
  Name variable;
  Chain list;
  boost::optional<Chain> where;
  boost::optional<Chain> body;
};

// ---- clauses ------------------------------------------------------------------------------------------------

struct TextClause : Place {
  std::string keyword;
  std::vector<Text> parts;
};
struct SymbolClause : Place {
  std::string keyword;
  Name value;
};
struct FlagClause : Place {
  std::string keyword;
};
struct NumberClause : Place {
  std::string keyword;
  double value = 0;
};
struct ExpressionClause : Place {
  std::string keyword;
  Chain value;
};
struct EachClause : Place {
  Name variable;
  Chain list;
};
struct AtClause : Place {
  std::vector<Chain> spans;
};
struct LetClause : Place {
  Name variable;
  Chain value;
};
struct WeightedItem : Place {
  std::vector<Text> words;
  boost::optional<double> weight;
};
struct ItemsClause : Place {
  std::vector<WeightedItem> items;
};

struct Expected : Place {
  std::string role;
  Text text;
};
struct ExampleClause : Place {
  std::string keyword;
  boost::optional<Text> title;
  std::vector<Text> text;
  std::vector<Expected> expected;
};

/// > {ccomp, parataxis} [not tag = UH]
struct PathStep : Place {
  std::string op;
  boost::optional<Set> relations;
  boost::optional<Chain> condition;
};
struct Path : Place {
  Name from;
  std::vector<PathStep> steps;
};
/// A builtin function of one token: subject(c)
struct SpanCall : Place {
  Name function;
  boost::optional<Name> argument;
};
struct AnchorClause : Place {
  Name variable;
  Chain condition;
};
struct FindClause : Place {
  std::string keyword;
  Name variable;
  x3::variant<SpanCall, Path> way;
  boost::optional<Chain> condition;
};
struct RoleStep : Place {
  std::string op;
  SpanCall call;
};
struct RoleClause : Place {
  std::string keyword;
  SpanCall first;
  std::vector<RoleStep> rest;
};
struct MatchClause : Place {
  std::string keyword;
  Regex regex;
};
struct YieldsClause : Place {
  Name what, type;
};
struct Raise : Place {
  std::vector<Text> text;
  boost::optional<Chain> when;
};
struct PartClause : Place {
  Name name;
  double weight = 0;
  boost::optional<Chain> value;  ///< none only where a pack adjusts the weight
  boost::optional<Chain> when;
  std::vector<Text> what;
  std::vector<Raise> raise;
};
struct CapClause : Place {
  double at_most = 0;
  Chain when;
  std::vector<Text> why;
};
struct MinimumClause : Place {
  Chain when;
  std::vector<Text> why;
};
struct BandClause : Place {
  double from = 0;
  std::vector<Text> name;
};

struct Clause : x3::variant<TextClause, SymbolClause, FlagClause, NumberClause, ExpressionClause, EachClause, AtClause,
                            LetClause, ItemsClause, ExampleClause, AnchorClause, FindClause, RoleClause, MatchClause,
                            YieldsClause, PartClause, CapClause, MinimumClause, BandClause> {
  using base_type::base_type;
  using base_type::operator=;
};

struct RuleFile : Place {
  Name kind;
  Name id;
  std::vector<Clause> clauses;
};

/// A file of several records: a newsroom's own, all in one place.
struct RuleSheet : Place {
  std::vector<RuleFile> records;
};

}  // namespace onrecord::ast

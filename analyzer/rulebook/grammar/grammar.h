// Parses rule files and expressions (Boost.Spirit X3; laid out as X3's rexpr example).
//
// The grammar is instantiated in grammar.cc alone: X3 costs compile time wherever it is seen, so no other file
// includes more than this header and ast.h.
#pragma once

#include <string>
#include <string_view>

#include "rulebook/grammar/ast.h"

namespace onrecord::grammar {

/// Where a parse stopped and what should have stood there.
struct Fault {
  std::uint32_t at = 0;  ///< offset in bytes
  std::string expected;  ///< "an expression", "\"in\""
};

struct ParsedFile {
  bool ok = false;
  ast::RuleFile file;
  Fault fault;
};
struct ParsedSheet {
  bool ok = false;
  ast::RuleSheet sheet;
  Fault fault;
};
struct ParsedExpression {
  bool ok = false;
  ast::Expression expression;
  Fault fault;
};

ParsedFile parse_rule_file(std::string_view source);
/// A file of one record or more.
ParsedSheet parse_rule_sheet(std::string_view source);
/// An expression inside a string; `base` is added to every offset.
ParsedExpression parse_expression(std::string_view source, std::uint32_t base);

}  // namespace onrecord::grammar

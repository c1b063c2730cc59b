#include "rulebook/grammar/grammar.h"

#include <functional>

#include "rulebook/grammar/grammar_def/clauses.h"

namespace onrecord::grammar {
namespace {

template <class Rule, class Node>
bool run(const Rule& rule, std::string_view source, std::uint32_t base, Node& node, Fault& fault) {
  ErrorHandler handler;
  handler.begin = source.data();
  handler.base = base;
  const char* first = source.data();
  const char* const last = first + source.size();
  const bool found = x3::phrase_parse(first, last, x3::with<ErrorHandlerTag>(std::ref(handler))[rule], skipper, node);
  if (found && !handler.failed) return true;
  fault.at = handler.offset(handler.where ? handler.where : first);
  // Parsers without a name of their own show their type.
  const bool unnamed = handler.expected.find("boost") != std::string::npos;
  fault.expected = unnamed ? "something else" : handler.expected;
  return false;
}

}  // namespace

ParsedFile parse_rule_file(std::string_view source) {
  ParsedFile out;
  out.ok = run(rule_file, source, 0, out.file, out.fault);
  return out;
}

ParsedSheet parse_rule_sheet(std::string_view source) {
  ParsedSheet out;
  out.ok = run(rule_sheet, source, 0, out.sheet, out.fault);
  return out;
}

ParsedExpression parse_expression(std::string_view source, std::uint32_t base) {
  ParsedExpression out;
  out.ok = run(lone_expression, source, base, out.expression, out.fault);
  return out;
}

}  // namespace onrecord::grammar

// Remembers where and what the grammar expected, and counts nesting, so that hostile files cannot exhaust the stack.
#pragma once

#include <boost/spirit/home/x3.hpp>
#include <cstdint>
#include <string>

namespace onrecord::grammar {

namespace x3 = boost::spirit::x3;

/// Expressions may nest this deep; people need four or five levels.
inline constexpr int kMaxNesting = 40;

struct ErrorHandler {
  const char* begin = nullptr;   ///< start of the source
  std::uint32_t base = 0;        ///< added to every offset
  int depth = 0;
  bool failed = false;
  const char* where = nullptr;
  std::string expected;

  std::uint32_t offset(const char* at) const { return base + static_cast<std::uint32_t>(at - begin); }
};

struct ErrorHandlerTag;

template <class Context>
ErrorHandler& handler_of(const Context& context) {
  return x3::get<ErrorHandlerTag>(context).get();
}

/// Base of rule ids: gives each node its place.
struct Annotated {
  template <class Iterator, class Node, class Context>
  void on_success(const Iterator& first, const Iterator&, Node& node, const Context& context) {
    if constexpr (requires { node.begin = 0u; }) node.begin = handler_of(context).offset(first);
  }
};

/// Base of the outermost rule ids: turns a failed expectation into a record.
struct Reporting {
  template <class Iterator, class Exception, class Context>
  x3::error_handler_result on_error(Iterator&, const Iterator&, const Exception& x, const Context& context) {
    ErrorHandler& handler = handler_of(context);
    handler.failed = true;
    handler.where = x.where();
    handler.expected = x.which();
    return x3::error_handler_result::fail;
  }
};

/// nested[p]: p, refused where it stands deeper than kMaxNesting inside itself.
template <class Subject>
struct NestedDirective : x3::unary_parser<Subject, NestedDirective<Subject>> {
  using base_type = x3::unary_parser<Subject, NestedDirective<Subject>>;
  static constexpr bool is_pass_through_unary = true;
  static constexpr bool handles_container = Subject::handles_container;
  explicit NestedDirective(const Subject& inner) : base_type(inner) {}

  template <class Iterator, class Context, class RContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const Context& context, RContext& rcontext,
             Attribute& attribute) const {
    ErrorHandler& handler = handler_of(context);
    if (handler.depth >= kMaxNesting)
      throw x3::expectation_failure<Iterator>(first, "at most " + std::to_string(kMaxNesting) + " levels of nesting");
    ++handler.depth;
    const bool found = this->subject.parse(first, last, context, rcontext, attribute);
    --handler.depth;  // an exception ends the parse: the count is not needed after it
    return found;
  }
};

struct NestedGenerator {
  template <class Subject>
  auto operator[](const Subject& inner) const {
    return NestedDirective<typename x3::extension::as_parser<Subject>::value_type>{x3::as_parser(inner)};
  }
};
inline constexpr NestedGenerator nested{};

}  // namespace onrecord::grammar

#include "rulebook/handbook.h"

#include <fmt/format.h>

#include "rulebook/builtins.h"
#include "rulebook/spans.h"

namespace onrecord {
namespace {

std::string parameter(char letter) {
  switch (letter) {
    case 'o': return "object";
    case 't': return "text";
    case 'n': return "number";
    case 'd': return "distance";
    case 'w': return "words/name";
    case 'r': return "/regex/";
    default: return "list or text";
  }
}

std::string type_name(const Schema& schema, Type type) {
  switch (type.kind) {
    case TypeKind::kBool: return "condition";
    case TypeKind::kNumber: return "number";
    case TypeKind::kText: return "text";
    case TypeKind::kSymbol: return schema.symbols(type).name;
    case TypeKind::kObject: return schema.object_type(type).name();
    case TypeKind::kList: return "list of " + type_name(schema, element_of(type));
    default: return schema.name_of(type);
  }
}

void add_types(const Schema& schema, std::string& out) {
  for (const ObjectType& type : schema.types()) {
    out += fmt::format("\n**{}**: {}\n\n| field | gives | |\n| --- | --- | --- |\n", type.name(), type.what());
    for (const Field& f : type.fields())
      out += fmt::format("| `{}` | {} | {} |\n", f.name, type_name(schema, f.type), f.what);
  }
}

void add_lists(const Schema& schema, std::string& out) {
  out += "\n### What an article has\n\n| name | is | |\n| --- | --- | --- |\n";
  for (const Global& g : schema.globals())
    out += fmt::format("| `{}` | {} | {} |\n", g.name, type_name(schema, g.type), g.what);
}

void add_functions(const Schema& schema, std::string& out) {
  out += "\n### Functions\n\n| function | gives | |\n| --- | --- | --- |\n";
  for (const BuiltinFunction& f : builtin_functions()) {
    std::string parameters;
    for (char letter : f.parameters) parameters += (parameters.empty() ? "" : ", ") + parameter(letter);
    out += fmt::format("| `{}({})` | {} | {} |\n", f.name, parameters, type_name(schema, f.result), f.what);
  }
  for (const Function& f : schema.functions()) {
    std::string parameters;
    for (Type type : f.parameters) parameters += (parameters.empty() ? "" : ", ") + type_name(schema, type);
    out += fmt::format("| `{}({})` | {} | {} |\n", f.name, parameters, type_name(schema, f.result), f.what);
  }
}

void add_symbols(const Schema& schema, std::string& out) {
  out += "\n### Symbols\n\n| kind | values |\n| --- | --- |\n";
  for (const SymbolType& s : schema.symbol_types()) {
    std::string names;
    for (std::string_view name : s.names) names += (names.empty() ? "`" : " `") + std::string(name) + "`";
    out += fmt::format("| {} | {} |\n", s.name, names);
  }
}

void add_roles(std::string& out) {
  out += "\n### Words of a role (patterns)\n\n| function | gives |\n| --- | --- |\n";
  for (const NamedSpanFunction& f : span_functions()) out += fmt::format("| `{}(x)` | {} |\n", f.name, f.what);
}

}  // namespace

std::string handbook(const Schema& schema) {
  std::string out;
  add_lists(schema, out);
  out += "\n### Types and their fields\n";
  add_types(schema, out);
  add_functions(schema, out);
  add_roles(out);
  add_symbols(schema, out);
  return out;
}

}  // namespace onrecord

#include "rulebook/compile_expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <boost/variant/apply_visitor.hpp>
#include <boost/variant/get.hpp>

#include "rulebook/builtins.h"
#include "rulebook/grammar/grammar.h"
#include "rulebook/suggest.h"

namespace onrecord {
namespace {

constexpr std::size_t kLongestChain = 64;   // operators in one expression
constexpr std::size_t kLongestFields = 12;  // a.b.c
constexpr std::size_t kListedInText = 5;    // members of a list that a message names
constexpr std::size_t kMostArguments = 3;   // of a function

// Costs, a field being 1. Only what is cheap matters: it is asked first.
constexpr int kListCost = 2;    // a word is looked up in a list
constexpr int kPlaceCost = 4;   // a function that looks where things stand
constexpr int kSearchCost = 50; // a regular expression, a loop, a function that looks through texts

template <class F>
struct Lambda final : Code {
  explicit Lambda(F f) : run(std::move(f)) {}
  Value eval(Env& env) const override { return run(env); }
  bool truth(Env& env) const override { return run(env).truth(); }
  double number(Env& env) const override { return run(env).number; }
  std::string_view text(Env& env) const override { return run(env).text; }
  Object object(Env& env) const override { return run(env).object; }
  F run;
};

template <class F>
Expression make(Type type, F f) {
  return {std::make_shared<Lambda<F>>(std::move(f)), type};
}

bool is_comparison(std::string_view op) {
  for (std::string_view known : {"=", "!=", "<", "<=", ">", ">=", "~", "in", "not in", "before", "after"})
    if (op == known) return true;
  return false;
}

/// Symbols with blanks ("list item") may be written with - or _.
bool same_symbol(std::string_view written, std::string_view name) {
  return written.size() == name.size() && std::equal(written.begin(), written.end(), name.begin(), [](char w, char n) {
           return w == n || (n == ' ' && (w == '-' || w == '_'));
         });
}

bool listed(const WordList& list, const Value& v) {
  if (v.hash != 0) return list.contains(v.hash);
  if (list.contains(v.text)) return true;
  std::uint64_t hash = 14695981039346656037ull;  // the same in small letters
  for (unsigned char c : v.text) hash = (hash ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * 1099511628211ull;
  return list.contains(hash);
}

/// `a` and `b` are equal, by the member of Value that counts for their kind.
bool same_value(TypeKind kind, const Value& a, const Value& b) {
  switch (kind) {
    case TypeKind::kText: return a.text == b.text;
    case TypeKind::kObject: return a.object == b.object;
    default: return a.number == b.number;
  }
}

std::vector<std::string> names_of(const SymbolType& symbols) { return {symbols.names.begin(), symbols.names.end()}; }

std::string written(double n) {
  if (std::fabs(n) < 1e15 && n == std::floor(n)) return fmt::format("{}", static_cast<long long>(n));
  std::string out = fmt::format("{:.2f}", n);
  while (out.ends_with('0')) out.pop_back();
  return out;
}

}  // namespace

bool glob_match(std::string_view glob, std::string_view text) {
  std::size_t g = 0, t = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (g < glob.size() && (glob[g] == '?' || glob[g] == text[t]) && glob[g] != '*') {
      ++g, ++t;
    } else if (g < glob.size() && glob[g] == '*') {
      star = g++, mark = t;
    } else if (star != std::string_view::npos) {
      g = star + 1, t = ++mark;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

int ExpressionCompiler::slot_of(std::string_view name) const {
  for (std::size_t i = scope_.size(); i-- > 0;)
    if (scope_[i].name == name) return static_cast<int>(i);
  return -1;
}

int ExpressionCompiler::bind(const ast::Name& name, Type type) {
  if (scope_.size() >= std::tuple_size_v<decltype(Env::slots)>) fail(name.begin, "a rule has room for 24 names");
  if (std::any_of(scope_.begin(), scope_.end(), [&](const Variable& v) { return v.name == name.text; }))
    fail(name.begin, fmt::format("the name '{}' is taken", name.text));
  scope_.push_back({name.text, type});
  return static_cast<int>(scope_.size()) - 1;
}

Expression ExpressionCompiler::bound(std::size_t slot) const {
  return make(scope_[slot].type, [slot](Env& e) { return e.slots[slot]; });
}

Expression ExpressionCompiler::compile(const ast::Chain& chain) {
  if (chain.rest.size() > kLongestChain)
    fail(chain.rest[kLongestChain].begin, fmt::format("an expression of over {} operators", kLongestChain),
         "give its parts names with let");
  Cursor cursor{chain};
  const int before = cost_;
  Expression out = any_of(cursor);
  out.set_cost(cost_ - before);
  if (!cursor.op().empty()) fail(chain.rest[cursor.at].begin, "comparisons do not chain", "join them with 'and'");
  return out;
}

Expression ExpressionCompiler::condition(const ast::Chain& chain) { return as_condition(compile(chain), chain.begin); }
Expression ExpressionCompiler::number(const ast::Chain& chain) {
  return wanted(compile(chain), kNumber, chain.begin);
}

Expression ExpressionCompiler::list(const ast::Chain& chain) {
  Expression out = compile(chain);
  if (out.type().kind != TypeKind::kList)
    fail(chain.begin, fmt::format("expected a list, found {}", show(out.type())));
  return out;
}

// ---- operators, by precedence ---------------------------------------------------------------------------------

Expression ExpressionCompiler::joined(Cursor& c, std::string_view word, Expression (ExpressionCompiler::*member)(Cursor&)) {
  const auto next = [&] {
    const int before = cost_;
    Expression out = (this->*member)(c);
    out.set_cost(cost_ - before);
    return out;
  };
  const Expression first = next();
  if (c.op() != word) return first;
  std::vector<Expression> all{as_condition(first, c.chain.begin)};
  while (c.op() == word) {
    c.next();
    const std::uint32_t at = c.operand().begin;
    all.push_back(as_condition(next(), at));
  }
  std::stable_partition(all.begin(), all.end(), [](const Expression& e) { return e.cost() <= Expression::kCheap; });
  return make(kBool, [all, decided = word == "or"](Env& e) {
    for (const Expression& one : all)
      if (one.truth(e) == decided) return Value::of(decided);
    return Value::of(!decided);
  });
}

Expression ExpressionCompiler::any_of(Cursor& c) { return joined(c, "or", &ExpressionCompiler::all_of); }
Expression ExpressionCompiler::all_of(Cursor& c) { return joined(c, "and", &ExpressionCompiler::negation); }

Expression ExpressionCompiler::negation(Cursor& c) {
  bool negated = false, any = false;
  const auto& prefixes = c.operand().prefixes;
  const std::uint32_t at = c.operand().begin;
  while (c.skip < prefixes.size() && prefixes[c.skip] == "not") ++c.skip, negated = !negated, any = true;
  Expression inner = comparison(c);
  if (!any) return inner;
  inner = as_condition(inner, at);
  if (!negated) return inner;
  return make(kBool, [inner](Env& e) { return Value::of(!inner.truth(e)); });
}

Expression ExpressionCompiler::comparison(Cursor& c) {
  const Expression left = sum(c);
  const std::string_view op = c.op();
  if (!is_comparison(op)) return left;
  const std::uint32_t at = c.chain.rest[c.at].begin;
  c.next();
  if (op == "~") return likeness(left, c.operand());
  if (op == "in" || op == "not in") return membership(left, c, op == "not in");
  if (left.type().kind == TypeKind::kSymbol && (c.op().empty() || c.op() == "and" || c.op() == "or"))
    if (Expression right = as_symbol(left.type(), c.operand())) return compared(op, left, right, at);
  return compared(op, left, sum(c), at);
}

namespace {

/// `wanted`: they must be equal. REQUIRES: of one type.
Expression equality(Expression l, Expression r, bool wanted) {
  switch (l.type().kind) {
    case TypeKind::kText: return make(kBool, [l, r, wanted](Env& e) { return Value::of((l.text(e) == r.text(e)) == wanted); });
    case TypeKind::kObject:
      return make(kBool, [l, r, wanted](Env& e) { return Value::of((l.object(e) == r.object(e)) == wanted); });
    default: return make(kBool, [l, r, wanted](Env& e) { return Value::of((l.number(e) == r.number(e)) == wanted); });
  }
}

}  // namespace

Expression ExpressionCompiler::compared(std::string_view op, Expression l, Expression r, std::uint32_t at) {
  if (op == "before" || op == "after") {
    const auto place = [&](const Expression& e) {
      const bool object = e.type().kind == TypeKind::kObject;
      const SpansFunction spans = object ? context_.schema.object_type(e.type()).spans() : nullptr;
      if (!spans) fail(at, fmt::format("{} has no place in the text", show(e.type())));
      return spans;
    };
    if (op == "after") std::swap(l, r);
    return make(kBool, [l, r, of_l = place(l), of_r = place(r)](Env& e) {
      ByteSpan x, y;
      const bool known = hull_of(e, of_l, l.object(e), x) && hull_of(e, of_r, r.object(e), y);
      return Value::of(known && x.begin < y.begin);
    });
  }
  const bool nothing = l.type().kind == TypeKind::kNothing || r.type().kind == TypeKind::kNothing;
  if (nothing && (op == "=" || op == "!=")) {
    const Expression is = as_condition(l.type().kind == TypeKind::kNothing ? r : l, at);
    return make(kBool, [is, want = op == "!="](Env& e) { return Value::of(is.truth(e) == want); });
  }
  if (!(l.type() == r.type()))
    fail(at, fmt::format("{} cannot be compared with {}", show(l.type()), show(r.type())));
  const TypeKind kind = l.type().kind;
  if (op == "=" || op == "!=") {
    if (kind == TypeKind::kList || kind >= TypeKind::kDistance) fail(at, fmt::format("{} has no equal", show(l.type())));
    return equality(l, r, op == "=");
  }
  if (kind != TypeKind::kNumber && !(kind == TypeKind::kText))
    fail(at, fmt::format("{} has no order", show(l.type())), "known: numbers, text; objects have before and after");
  if (op == ">" || op == ">=") std::swap(l, r);
  const bool or_equal = op.size() == 2;
  if (kind == TypeKind::kText)
    return make(kBool, [l, r, or_equal](Env& e) {
      const int order = l.text(e).compare(r.text(e));
      return Value::of(order < 0 || (or_equal && order == 0));
    });
  if (or_equal) return make(kBool, [l, r](Env& e) { return Value::of(l.number(e) <= r.number(e)); });
  return make(kBool, [l, r](Env& e) { return Value::of(l.number(e) < r.number(e)); });
}

namespace {

/// Words of a set that stand for texts, looked up by hash.
struct TextSet {
  std::vector<std::uint64_t> hashes;
  bool holds(const Value& v) const {
    return std::binary_search(hashes.begin(), hashes.end(), v.hash != 0 ? v.hash : hash_of(v.text));
  }
};

TextSet text_set(const ast::Set& set) {
  TextSet out;
  for (const ast::Item& item : set.items) out.hashes.push_back(hash_of(item.text));
  std::sort(out.hashes.begin(), out.hashes.end());
  return out;
}

}  // namespace

Expression ExpressionCompiler::membership(Expression left, Cursor& c, bool negated) {
  const ast::Operand& right = c.operand();
  const TypeKind kind = left.type().kind;
  cost_ += kListCost;
  if (const auto* set = boost::get<ast::Set>(&right.primary.get()); set && right.fields.empty() && right.prefixes.empty()) {
    if (kind == TypeKind::kText)
      return make(kBool, [left, s = text_set(*set), negated](Env& e) { return Value::of(s.holds(left.eval(e)) != negated); });
    if (kind != TypeKind::kSymbol) fail(set->begin, fmt::format("{} cannot stand in a set", show(left.type())));
    std::vector<bool> member(context_.schema.symbols(left.type()).names.size());
    for (const ast::Item& item : set->items) {
      const auto& names = context_.schema.symbols(left.type()).names;
      const auto it = std::find_if(names.begin(), names.end(), [&](std::string_view n) { return same_symbol(item.text, n); });
      if (it == names.end())
        fail(item.begin, fmt::format("'{}' is no {}", item.text, context_.schema.symbols(left.type()).name),
             suggestion(item.text, names_of(context_.schema.symbols(left.type()))));
      member[static_cast<std::size_t>(it - names.begin())] = true;
    }
    return make(kBool, [left, member, negated](Env& e) {
      const double n = left.number(e);
      const bool in = n >= 0 && n < static_cast<double>(member.size()) && member[static_cast<std::size_t>(n)];
      return Value::of(in != negated);
    });
  }
  if (const auto* ref = boost::get<ast::WordsRef>(&right.primary.get())) {
    if (kind != TypeKind::kText) fail(right.begin, fmt::format("{} cannot stand in a word list", show(left.type())));
    return make(kBool, [left, list = &word_list(*ref), negated](Env& e) {
      return Value::of(listed(*list, left.eval(e)) != negated);
    });
  }
  const Expression of = operand(c);
  if (of.type().kind != TypeKind::kList || !(element_of(of.type()) == left.type()))
    fail(right.begin, fmt::format("{} cannot stand in {}", show(left.type()), show(of.type())),
         "known: sets {a, b}, word lists, lists of the same type");
  return make(kBool, [left, of, kind, negated](Env& e) {
    const Value v = left.eval(e);
    const auto* members = of.eval(e).list;
    bool found = false;
    if (members)
      for (std::size_t i = 0; i < members->size() && !found && e.spend(); ++i) found = same_value(kind, v, (*members)[i]);
    return Value::of(found != negated);
  });
}

Expression ExpressionCompiler::likeness(Expression left, const ast::Operand& right) {
  const auto glob_of = [&]() -> std::vector<std::string> {
    if (const auto* name = boost::get<ast::Name>(&right.primary.get())) return {name->text};
    if (const auto* words = boost::get<ast::Text>(&right.primary.get())) return {words->text};
    std::vector<std::string> out;
    if (const auto* set = boost::get<ast::Set>(&right.primary.get()))
      for (const ast::Item& item : set->items) out.push_back(item.text);
    return out;
  };
  if (const auto* re = boost::get<ast::Regex>(&right.primary.get())) {
    if (left.type().kind != TypeKind::kText) fail(right.begin, fmt::format("expected text before ~, found {}", show(left.type())));
    cost_ += kSearchCost;
    return make(kBool, [left, compiled = compile_regex(*source_, *re)](Env& e) {
      return Value::of(compiled->found_in(left.text(e)));
    });
  }
  const std::vector<std::string> globs = glob_of();
  if (left.type().kind == TypeKind::kText)
    return make(kBool, [left, globs](Env& e) {
      const std::string_view t = left.text(e);
      return Value::of(std::any_of(globs.begin(), globs.end(), [&](const std::string& g) { return glob_match(g, t); }));
    });
  if (left.type().kind != TypeKind::kSymbol) fail(right.begin, fmt::format("expected text or a symbol before ~, found {}", show(left.type())));
  const SymbolType& symbols = context_.schema.symbols(left.type());
  std::vector<bool> member;
  for (std::string_view name : symbols.names)
    member.push_back(std::any_of(globs.begin(), globs.end(), [&](const std::string& g) { return glob_match(g, name); }));
  if (std::find(member.begin(), member.end(), true) == member.end())
    fail(right.begin, fmt::format("no {} is like that", symbols.name), suggestion(globs.front(), names_of(symbols)));
  return make(kBool, [left, member](Env& e) {
    const double n = left.number(e);
    return Value::of(n >= 0 && n < static_cast<double>(member.size()) && member[static_cast<std::size_t>(n)]);
  });
}

Expression ExpressionCompiler::sum(Cursor& c) {
  const std::uint32_t first = c.operand().begin;
  Expression left = product(c);
  while (c.op() == "+" || c.op() == "-") {
    const bool plus = c.op() == "+";
    left = wanted(left, kNumber, first);
    c.next();
    const std::uint32_t at = c.operand().begin;
    const Expression right = wanted(product(c), kNumber, at);
    if (plus) left = make(kNumber, [left, right](Env& e) { return Value::of(left.number(e) + right.number(e)); });
    else left = make(kNumber, [left, right](Env& e) { return Value::of(left.number(e) - right.number(e)); });
  }
  return left;
}

namespace {

Expression divided(const Expression& over, const Expression& under) {
  return make(kNumber, [over, under](Env& e) {
    const double n = under.number(e);
    return Value::of(n == 0 ? 0.0 : over.number(e) / n);
  });
}

}  // namespace

Expression ExpressionCompiler::product(Cursor& c) {
  const std::uint32_t first = c.operand().begin;
  Expression left = operand(c);
  while (c.op() == "*" || c.op() == "/") {
    const bool times = c.op() == "*";
    left = wanted(left, kNumber, first);
    c.next();
    const std::uint32_t at = c.operand().begin;
    const Expression right = wanted(operand(c), kNumber, at);
    if (times) left = make(kNumber, [left, right](Env& e) { return Value::of(left.number(e) * right.number(e)); });
    else left = divided(left, right);
  }
  return left;
}

// ---- operands -------------------------------------------------------------------------------------------------

struct PrimaryVisitor {
  using result_type = Expression;
  ExpressionCompiler& compiler;
  std::uint32_t at;

  template <class T>
  Expression operator()(const boost::spirit::x3::forward_ast<T>& inner) const { return (*this)(inner.get()); }
  Expression operator()(const ast::Number& n) const {
    if (n.unit.empty()) return make(kNumber, [v = n.value](Env&) { return Value::of(v); });
    const DistanceUnit unit = n.unit[0] == 'w' ? kWordsApart : n.unit[0] == 's' ? kSentencesApart : kParagraphsApart;
    return make(kDistance, [v = n.value, unit](Env&) { return Value{.hash = unit, .number = v}; });
  }
  Expression operator()(const ast::Text& t) const {
    return make(kText, [text = t.text](Env&) { return Value::of(text); });
  }
  Expression operator()(const ast::Regex& r) const { return compiler.regex(r); }
  Expression operator()(const ast::WordsRef& w) const { return compiler.words(w); }
  Expression operator()(const ast::Set& s) const { compiler.fail(s.begin, "a set stands only after 'in' or '~'"); }
  Expression operator()(const ast::Quantifier& q) const { return compiler.quantifier(q); }
  Expression operator()(const ast::Call& c) const { return compiler.call(c); }
  Expression operator()(const ast::Conditional& c) const { return compiler.conditional(c); }
  Expression operator()(const ast::Group& g) const { return compiler.compile(g.inner); }
  Expression operator()(const ast::Name& n) const { return compiler.named(n); }
};

Expression ExpressionCompiler::operand(Cursor& c) {
  const ast::Operand& o = c.operand();
  const std::size_t skipped = c.skip;
  Expression out = boost::apply_visitor(PrimaryVisitor{*this, o.begin}, o.primary.get());
  if (o.fields.size() > kLongestFields) fail(o.begin, "a way of over 12 fields");
  for (const ast::Name& name : o.fields) out = field(out, name);
  for (std::size_t i = o.prefixes.size(); i > skipped; --i) {
    if (o.prefixes[i - 1] == "not") {
      out = make(kBool, [inner = as_condition(out, o.begin)](Env& e) { return Value::of(!inner.truth(e)); });
    } else {
      out = make(kNumber, [inner = wanted(out, kNumber, o.begin)](Env& e) { return Value::of(-inner.number(e)); });
    }
  }
  c.skip = o.prefixes.size();
  return out;
}

std::vector<std::string> ExpressionCompiler::visible_names() const {
  std::vector<std::string> out;
  for (const Variable& v : scope_) out.push_back(v.name);
  if (subject_)
    for (const Field& f : context_.schema.object_type(scope_[*subject_].type).fields()) out.push_back(f.name);
  for (const Global& g : context_.schema.globals()) out.push_back(g.name);
  return out;
}

Expression ExpressionCompiler::named(const ast::Name& name) {
  if (const int slot = slot_of(name.text); slot >= 0) return bound(static_cast<std::size_t>(slot));
  if (subject_ && context_.schema.object_type(scope_[*subject_].type).find(name.text)) return field(bound(*subject_), name);
  if (const Global* g = context_.schema.find_global(name.text)) {
    ++cost_;
    if (g->type.kind != TypeKind::kList) return make(g->type, [g](Env& e) { return g->get(e); });
    return make(g->type, [g](Env& e) {
      if (const auto* instead = e.overridden(g->name)) return Value::of_list(instead);
      if (const auto it = e.global_cache.find(g); it != e.global_cache.end()) return it->second;
      const Value v = g->get(e);
      e.global_cache[g] = v;
      return v;
    });
  }
  if (name.text == "true" || name.text == "false")
    return make(kBool, [is = name.text == "true"](Env&) { return Value::of(is); });
  if (name.text == "nothing") return make(Type{}, [](Env&) { return Value::nothing(); });
  fail(name.begin, fmt::format("there is nothing called '{}' here", name.text), suggestion(name.text, visible_names()));
}

Expression ExpressionCompiler::field(Expression of, const ast::Name& name) {
  if (of.type().kind != TypeKind::kObject)
    fail(name.begin, fmt::format("{} has no fields", show(of.type())));
  const ObjectType& type = context_.schema.object_type(of.type());
  const Field* f = type.find(name.text);
  if (!f) {
    std::vector<std::string> known;
    for (const Field& field : type.fields()) known.push_back(field.name);
    fail(name.begin, fmt::format("a {} has no field '{}'", type.name(), name.text), suggestion(name.text, known));
  }
  needs_ |= f->needs;
  ++cost_;
  return make(f->type, [of, get = f->get](Env& e) { return get(e, of.object(e)); });
}

Expression ExpressionCompiler::symbol(Type type, std::string_view word, std::uint32_t at) {
  const SymbolType& symbols = context_.schema.symbols(type);
  for (std::size_t i = 0; i < symbols.names.size(); ++i)
    if (same_symbol(word, symbols.names[i])) return make(type, [i](Env&) { return Value::of(i); });
  fail(at, fmt::format("'{}' is no {}", word, symbols.name), suggestion(word, names_of(symbols)));
}

Expression ExpressionCompiler::as_symbol(Type type, const ast::Operand& operand) {
  if (!operand.prefixes.empty() || !operand.fields.empty()) return {};
  if (const auto* words = boost::get<ast::Text>(&operand.primary.get())) return symbol(type, words->text, words->begin);
  const auto* name = boost::get<ast::Name>(&operand.primary.get());
  if (!name || name->text == "nothing") return {};
  for (const Variable& v : scope_)
    if (v.name == name->text && v.type == type) return {};
  return symbol(type, name->text, name->begin);
}

const WordList& ExpressionCompiler::word_list(const ast::WordsRef& ref) const {
  const auto it = context_.book.words.find(ref.text);
  if (it == context_.book.words.end()) {
    std::vector<std::string> known;
    for (const auto& [id, _] : context_.book.words) known.push_back(id);
    fail(ref.begin, fmt::format("there is no word list '{}'", ref.text), suggestion(ref.text, known));
  }
  return *it->second;
}

Expression ExpressionCompiler::words(const ast::WordsRef& ref) {
  return make(kWordsType, [list = &word_list(ref)](Env&) { return Value::of(Object{0, list}); });
}

Expression ExpressionCompiler::regex(const ast::Regex& regex) {
  auto compiled = compile_regex(*source_, regex);
  cost_ += kSearchCost;
  return make(kRegexType, [compiled](Env&) { return Value::of(Object{0, compiled.get()}); });
}

// ---- calls ----------------------------------------------------------------------------------------------------

Expression ExpressionCompiler::argument(const ast::Chain& chain, Type type) {
  if (type.kind == TypeKind::kSymbol && chain.rest.empty())
    if (Expression s = as_symbol(type, chain.first)) return s;
  Expression e = compile(chain);
  return type.kind == TypeKind::kBool ? as_condition(e, chain.begin) : wanted(e, type, chain.begin);
}

namespace {

/// A call with N arguments: their number is known ahead, so that their values need no clearing before they are set.
template <class Run, std::size_t... kPlaces>
Expression make_call(Type result, const std::vector<Expression>& arguments, Run run, std::index_sequence<kPlaces...>) {
  return make(result, [run, all = std::array{arguments[kPlaces]...}](Env& e) {
    const std::array values{all[kPlaces].eval(e)...};
    return run(e, std::span<const Value>(values));
  });
}

}  // namespace

template <class Run>
Expression ExpressionCompiler::with_arguments(const ast::Call& call, Type result, const std::vector<Expression>& arguments,
                                              Run run) {
  switch (arguments.size()) {
    case 1: return make_call(result, arguments, run, std::make_index_sequence<1>());
    case 2: return make_call(result, arguments, run, std::make_index_sequence<2>());
    case kMostArguments: return make_call(result, arguments, run, std::make_index_sequence<kMostArguments>());
    default: fail(call.begin, fmt::format("a function takes 1 to {} arguments", kMostArguments));
  }
}

Expression ExpressionCompiler::call(const ast::Call& call) {
  if (const BuiltinFunction* f = find_builtin(call.function.text)) return builtin_call(*f, call);
  const Function* f = context_.schema.find_function(call.function.text);
  if (!f) {
    std::vector<std::string> known;
    for (const BuiltinFunction& b : builtin_functions()) known.emplace_back(b.name);
    for (const Function& other : context_.schema.functions()) known.push_back(other.name);
    fail(call.function.begin, fmt::format("there is no function '{}'", call.function.text),
         suggestion(call.function.text, known));
  }
  if (call.arguments.size() != f->parameters.size())
    fail(call.begin, fmt::format("{} takes {} arguments, not {}", f->name, f->parameters.size(), call.arguments.size()));
  needs_ |= f->needs;
  std::vector<Expression> arguments;
  for (std::size_t i = 0; i < call.arguments.size(); ++i)
    arguments.push_back(argument(call.arguments[i], f->parameters[i]));
  cost_ += kSearchCost;
  return with_arguments(call, f->result, std::move(arguments),
                        [run = f->call](Env& e, std::span<const Value> values) { return run(e, values); });
}

namespace {

bool fits(char wanted, Type type) {
  switch (wanted) {
    case 'o': return type.kind == TypeKind::kObject;
    case 't': return type.kind == TypeKind::kText;
    case 'n': return type.kind == TypeKind::kNumber;
    case 'd': return type.kind == TypeKind::kDistance;
    case 'w': return type.kind == TypeKind::kWords;
    case 'r': return type.kind == TypeKind::kRegex;
    default: return type.kind == TypeKind::kList || type.kind == TypeKind::kText;
  }
}

std::string_view parameter_name(char wanted) {
  switch (wanted) {
    case 'o': return "something with a place in the text";
    case 't': return "text";
    case 'n': return "a number";
    case 'd': return "a distance (2 paragraphs)";
    case 'w': return "a word list (words/name)";
    case 'r': return "a regular expression (/.../)";
    default: return "a list or text";
  }
}

}  // namespace

Expression ExpressionCompiler::builtin_call(const BuiltinFunction& f, const ast::Call& call) {
  if (call.arguments.size() != f.parameters.size())
    fail(call.begin, fmt::format("{} takes {} arguments, not {}", f.name, f.parameters.size(), call.arguments.size()));
  if (f.looks_in_places) needs_ |= RuleNeeds{.tags = true, .lemmas = true};
  cost_ += kPlaceCost;
  std::vector<Expression> arguments;
  std::vector<SpansFunction> places;
  ListMark mark;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    Expression e = compile(call.arguments[i]);
    const bool object = e.type().kind == TypeKind::kObject;
    places.push_back(object ? context_.schema.object_type(e.type()).spans() : nullptr);
    if (!fits(f.parameters[i], e.type()) || (object && !places.back()))
      fail(call.arguments[i].begin, fmt::format("expected {}, found {}", parameter_name(f.parameters[i]), show(e.type())));
    const auto* list = boost::get<ast::WordsRef>(&call.arguments[i].first.primary.get());
    if (list && f.looks_in_places)
      mark = {&context_.book.mentions, context_.book.mentions.add(word_list(*list))};
    arguments.push_back(std::move(e));
  }
  return with_arguments(call, f.result, std::move(arguments), [places, mark, run = f.call](Env& e, std::span<const Value> values) {
    return run({e, values, places, mark});
  });
}

Expression ExpressionCompiler::conditional(const ast::Conditional& c) {
  const Expression when = condition(c.condition), then = compile(c.then), otherwise = compile(c.otherwise);
  if (!(then.type() == otherwise.type()))
    fail(c.otherwise.begin, fmt::format("'then' gives {}, 'else' {}", show(then.type()), show(otherwise.type())));
  return make(then.type(), [when, then, otherwise](Env& e) { return when.truth(e) ? then.eval(e) : otherwise.eval(e); });
}

// ---- quantifiers ----------------------------------------------------------------------------------------------

namespace {

/// Goes over a list with its members bound to a slot.
struct Loop {
  std::size_t slot;
  Expression list, where;

  /// `visit` answers false to stop.
  template <class Visit>
  void run(Env& env, Visit visit) const {
    const auto* members = list.eval(env).list;
    if (!members) return;
    const Value before = env.slots[slot];
    for (std::size_t i = 0; i < members->size(); ++i) {
      if (!env.spend()) break;
      env.slots[slot] = (*members)[i];
      if (where && !where.truth(env)) continue;
      if (!visit((*members)[i])) break;
    }
    env.slots[slot] = before;
  }
  double count(Env& env, const Expression& body) const {
    double n = 0;
    run(env, [&](const Value&) { return n += !body || body.truth(env), true; });
    return n;
  }
  double sum(Env& env, const Expression& body) const {
    double n = 0;
    run(env, [&](const Value&) { return n += body.number(env), true; });
    return n;
  }
  bool exists(Env& env, const Expression& body, bool wanted) const {
    bool found = false;
    run(env, [&](const Value&) { return found = !body || body.truth(env) == wanted, !found; });
    return found;
  }
  double extreme(Env& env, const Expression& body, double sign) const {
    double best = 0;
    bool any = false;
    run(env, [&](const Value&) {
      const double n = body.number(env);
      if (!any || sign * n > sign * best) best = n;
      return any = true, true;
    });
    return best;
  }
  Value first(Env& env, const Expression& body, bool object) const {
    Value found = object ? Value::of(Object{}) : Value::nothing();
    run(env, [&](const Value& v) {
      if (body && !body.truth(env)) return true;
      found = v;
      return false;
    });
    return found;
  }
};

bool needs_number(std::string_view word) { return word == "sum" || word == "mean" || word == "max" || word == "min"; }

}  // namespace

Expression ExpressionCompiler::quantifier(const ast::Quantifier& q) {
  Loop loop;
  loop.list = list(q.list);
  const Type element = element_of(loop.list.type());
  loop.slot = static_cast<std::size_t>(bind(q.variable, element));
  if (q.where) loop.where = condition(*q.where);
  Expression body;
  const bool numeric = needs_number(q.word);
  if (q.body) body = numeric ? number(*q.body) : condition(*q.body);
  scope_.pop_back();
  cost_ += kSearchCost;
  if (!body && (numeric || q.word == "all" || q.word == "share"))
    fail(q.begin, fmt::format("{} needs ': {}' after its list", q.word, numeric ? "a number" : "a condition"));
  const std::string& w = q.word;
  if (w == "exists") return make(kBool, [loop, body](Env& e) { return Value::of(loop.exists(e, body, true)); });
  if (w == "none") return make(kBool, [loop, body](Env& e) { return Value::of(!loop.exists(e, body, true)); });
  if (w == "all") return make(kBool, [loop, body](Env& e) { return Value::of(!loop.exists(e, body, false)); });
  if (w == "count") return make(kNumber, [loop, body](Env& e) { return Value::of(loop.count(e, body)); });
  if (w == "sum") return make(kNumber, [loop, body](Env& e) { return Value::of(loop.sum(e, body)); });
  if (w == "max") return make(kNumber, [loop, body](Env& e) { return Value::of(loop.extreme(e, body, 1)); });
  if (w == "min") return make(kNumber, [loop, body](Env& e) { return Value::of(loop.extreme(e, body, -1)); });
  if (w == "first")
    return make(element, [loop, body, object = element.kind == TypeKind::kObject](Env& e) { return loop.first(e, body, object); });
  const Expression over = w == "mean" ? make(kNumber, [loop, body](Env& e) { return Value::of(loop.sum(e, body)); })
                                      : make(kNumber, [loop, body](Env& e) { return Value::of(loop.count(e, body)); });
  return divided(over, make(kNumber, [loop](Env& e) { return Value::of(loop.count(e, {})); }));
}

bool ExpressionCompiler::lone_quantifier(const ast::Chain& chain, const ast::Quantifier*& out) const {
  if (!chain.rest.empty() || !chain.first.prefixes.empty() || !chain.first.fields.empty()) return false;
  const auto* q = boost::get<boost::spirit::x3::forward_ast<ast::Quantifier>>(&chain.first.primary.get());
  if (q) out = &q->get();
  return q && (out->word == "mean" || out->word == "share");
}

Ratio ExpressionCompiler::ratio(const ast::Chain& chain) {
  const auto one = make(kNumber, [](Env&) { return Value::of(1); });
  if (const ast::Quantifier* q = nullptr; lone_quantifier(chain, q)) {
    ast::Quantifier over = *q, under = *q;
    over.word = q->word == "mean" ? "sum" : "count";
    under.word = "count";
    under.body = boost::none;
    return {quantifier(over), quantifier(under)};
  }
  if (chain.rest.size() == 1 && chain.rest[0].op == "/") {
    Cursor over{chain, 0, 0}, under{chain, 1, 0};
    const Expression n = wanted(operand(over), kNumber, chain.first.begin);
    return {n, wanted(operand(under), kNumber, chain.rest[0].operand.begin)};
  }
  const auto* group = boost::get<boost::spirit::x3::forward_ast<ast::Group>>(&chain.first.primary.get());
  if (group && chain.rest.empty() && chain.first.prefixes.empty()) return ratio(group->get().inner);
  return {number(chain), one};
}

// ---- types ----------------------------------------------------------------------------------------------------

Expression ExpressionCompiler::as_condition(const Expression& e, std::uint32_t at) const {
  const auto is = [&](auto test) {
    Expression out = make(kBool, [e, test](Env& env) { return Value::of(test(e, env)); });
    out.set_cost(e.cost());
    return out;
  };
  switch (e.type().kind) {
    case TypeKind::kBool: return e;
    case TypeKind::kObject: return is([](const Expression& x, Env& env) { return static_cast<bool>(x.object(env)); });
    case TypeKind::kText: return is([](const Expression& x, Env& env) { return !x.text(env).empty(); });
    case TypeKind::kSymbol: return is([](const Expression& x, Env& env) { return x.number(env) >= 0; });
    case TypeKind::kList:
      return is([](const Expression& x, Env& env) {
        const auto* list = x.eval(env).list;
        return list && !list->empty();
      });
    default: fail(at, fmt::format("expected a condition, found {}", show(e.type())));
  }
}

Expression ExpressionCompiler::wanted(Expression e, Type type, std::uint32_t at) const {
  if (e.type() == type) return e;
  const bool nothing = e.type().kind == TypeKind::kNothing;
  if (nothing && type.kind == TypeKind::kObject) return make(type, [](Env&) { return Value::of(Object{}); });
  fail(at, fmt::format("expected {}, found {}", show(type), show(e.type())));
}

Expression ExpressionCompiler::as_text(Expression e) const {
  const Type type = e.type();
  switch (type.kind) {
    case TypeKind::kText: return e;
    case TypeKind::kNumber: return make(kText, [e](Env& env) { return Value::of(env.keep(written(e.number(env)))); });
    case TypeKind::kBool: return make(kText, [e](Env& env) { return Value::of(e.truth(env) ? "yes" : "no"); });
    case TypeKind::kSymbol:
      return make(kText, [e, &names = context_.schema.symbols(type).names](Env& env) {
        const double n = e.number(env);
        return Value::of(n >= 0 && n < static_cast<double>(names.size()) ? names[static_cast<std::size_t>(n)] : std::string_view{});
      });
    case TypeKind::kObject:
      if (const FieldFunction shown = context_.schema.object_type(type).text())
        return make(kText, [e, shown](Env& env) { return shown(env, e.object(env)); });
      return make(kText, [name = context_.schema.object_type(type).name()](Env&) { return Value::of(name); });
    default: break;
  }
  if (type.kind != TypeKind::kList) return make(kText, [](Env&) { return Value::of(""); });
  const Type element = element_of(type);
  const FieldFunction shown = element.kind == TypeKind::kObject ? context_.schema.object_type(element).text() : nullptr;
  return make(kText, [e, element, shown](Env& env) {
    std::string out;
    const auto* members = e.eval(env).list;
    for (std::size_t i = 0; members && i < members->size(); ++i) {
      if (i == kListedInText) {
        out += fmt::format(" and {} more", members->size() - i);
        break;
      }
      const Value& v = (*members)[i];
      if (i > 0) out += ", ";
      if (shown) out += shown(env, v.object).text;
      else out += element.kind == TypeKind::kText ? std::string(v.text) : written(v.number);
    }
    return Value::of(env.keep(std::move(out)));
  });
}

// ---- templates ------------------------------------------------------------------------------------------------

TextTemplate ExpressionCompiler::text(const std::vector<ast::Text>& parts) {
  std::vector<TextTemplate::Piece> pieces;
  const auto add = [&](std::string_view run) {
    if (pieces.empty() || pieces.back().hole) pieces.push_back({});
    pieces.back().words += run;
  };
  for (const ast::Text& part : parts) {
    const std::string_view words = part.text;
    for (std::size_t i = 0; i < words.size();) {
      const std::size_t brace = words.find_first_of("{}", i);
      add(words.substr(i, brace - i));
      if (brace == std::string_view::npos) break;
      if (words.substr(brace, 2) == "{{" || words.substr(brace, 2) == "}}") {
        add(words.substr(brace, 1));
        i = brace + 2;
        continue;
      }
      const std::size_t end = words[brace] == '{' ? words.find('}', brace) : std::string_view::npos;
      const auto at = part.begin + 1 + static_cast<std::uint32_t>(brace);
      if (end == std::string_view::npos)
        fail(at, "a brace without its partner", "a brace that stands for itself is written twice: {{ or }}");
      const auto parsed = grammar::parse_expression(words.substr(brace + 1, end - brace - 1), at + 1);
      if (!parsed.ok) fail(parsed.fault.at, fmt::format("expected {} between braces", parsed.fault.expected));
      pieces.push_back({{}, as_text(compile(parsed.expression))});
      i = end + 1;
    }
  }
  return TextTemplate(std::move(pieces));
}

}  // namespace onrecord

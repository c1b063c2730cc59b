// What rules may talk about: types of objects with typed fields, lists of them, and functions.
//
// The rulebook knows annotated text (tokens, sentences, paragraphs: see core_schema()); the layers above register
// what they add (attributions, sources, claims). Expressions are checked against the schema when they are loaded, so
// that nothing can go wrong when they are evaluated.
//
//   Schema schema = core_schema();
//   ObjectType& source = schema.add_type("source", "Who is behind attributions");
//   source.field("name", kText, [](Env& e, const Object& o) { return Value::of(source_of(e, o).name); },
//                "fullest form in the article");
//   source.field("kind", schema.add_symbols<SourceKind>("source kind"),
//                [](Env& e, const Object& o) { return Value::symbol(source_of(e, o).kind); }, "what it is");
//   schema.add_global("sources", list_of(source.type()), [](Env& e) { ... return Value::list(e.new_list(...)); }, "...");
//
// Accessors are plain functions, total (they answer for every object, also for "nothing", Object{}), and return views
// that live as long as the Env (Env::keep).
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/enum_names.h"
#include "base/position.h"
#include "base/short_vector.h"
#include "language/annotated.h"
#include "quotation/quotation.h"
#include "rulebook/needs.h"

namespace onrecord {

enum class TypeKind : std::uint8_t { kNothing, kBool, kNumber, kText, kSymbol, kObject, kList, kDistance, kWords, kRegex };

/// The type of an expression. `id` says which enum or object type; lists say what they hold.
struct Type {
  TypeKind kind = TypeKind::kNothing;
  std::uint16_t id = 0;
  TypeKind element = TypeKind::kNothing;  ///< of a list; its `id` is the element's
  friend bool operator==(const Type&, const Type&) = default;
};
inline constexpr Type kBool{TypeKind::kBool};
inline constexpr Type kNumber{TypeKind::kNumber};
inline constexpr Type kText{TypeKind::kText};
inline constexpr Type kDistance{TypeKind::kDistance};
inline constexpr Type kWordsType{TypeKind::kWords};
inline constexpr Type kRegexType{TypeKind::kRegex};
constexpr Type list_of(Type element) { return {TypeKind::kList, element.id, element.kind}; }
constexpr Type element_of(Type list) { return {list.element, list.id}; }

/// One object of the text: an index, or a pointer to what holds it, as its type's accessors like. Default: nothing.
struct Object {
  std::int32_t index = -1;
  const void* at = nullptr;
  explicit operator bool() const { return index >= 0 || at != nullptr; }
  friend bool operator==(const Object&, const Object&) = default;
};

/// A value of any type. Which member counts is known from the type.
struct Value {
  std::string_view text = {};
  std::uint64_t hash = 0;  ///< of text, where the accessor has it at hand; 0: not computed
  double number = 0;       ///< numbers; booleans as 0 and 1; symbols as their place in the enum, -1: none
  Object object = {};
  const std::vector<Value>* list = nullptr;

  static Value of(bool b) { return {.number = b ? 1.0 : 0.0}; }
  static Value of(double n) { return {.number = n}; }
  static Value of(int n) { return {.number = static_cast<double>(n)}; }
  static Value of(std::size_t n) { return {.number = static_cast<double>(n)}; }
  static Value of(std::string_view s) { return {.text = s}; }
  static Value of(const std::string& s) { return {.text = s}; }
  static Value of(const char* s) { return {.text = s}; }
  static Value of(Object o) { return {.object = o}; }
  static Value nothing() { return {.number = -1}; }
  template <class E>
    requires std::is_enum_v<E>
  static Value symbol(E e) { return {.number = static_cast<double>(static_cast<int>(e))}; }
  static Value of_list(const std::vector<Value>* l) { return {.list = l}; }
  bool truth() const { return number != 0; }
};

/// Where something stands in the article.
struct TextPlace {
  std::int32_t block = -1;      ///< index into Article::blocks
  std::int32_t sentence = -1;   ///< index into Annotated::sentences
  std::uint32_t byte = 0;
};

class MentionIndex;

/// The world an expression is evaluated in, with room for what it makes on the way. One per thread and article.
class Env {
 public:
  Env(const Annotated& annotated, const Quotations& found, const void* more_ = nullptr)
      : text(annotated), quotations(found), more(more_) {}
  Env(const Env&) = delete;
  Env& operator=(const Env&) = delete;

  const Annotated& text;
  const Quotations& quotations;
  const void* more;  ///< what the layer above adds (Analysis); its accessors know the type
  std::array<Value, 24> slots{};

  /// A copy of `s` that lives until the Env ends or clear() is called.
  std::string_view keep(std::string s);
  std::vector<Value>& new_list();
  /// Frees what was kept. Values made before are no longer valid.
  void clear();
  TextPlace locate(BytePos at) const;

  /// Loops of expressions stop after this many steps: a hostile article must not cost minutes.
  std::int64_t budget = 20'000'000;
  bool spend() { return --budget > 0; }

  /// For resampling: the global list `name` is read as `objects` until the override is taken away.
  void override_list(std::string_view name, const std::vector<Value>* objects);
  const std::vector<Value>* overridden(std::string_view name) const;
  /// Which lists of `index` may be mentioned at each token. REQUIRES: one index for an Env.
  std::span<const std::uint64_t> mentions(const MentionIndex& index);

  /// Global lists are made once per Env.
  std::map<const void*, Value> global_cache;

 private:
  std::vector<std::uint64_t> mentions_;
  std::deque<std::string> strings_;
  std::deque<std::vector<Value>> lists_;
  std::map<std::string, const std::vector<Value>*, std::less<>> overrides_;
};

using FieldFunction = Value (*)(Env&, const Object&);
using GlobalFunction = Value (*)(Env&);
using CallFunction = Value (*)(Env&, std::span<const Value>);
using PlaceSpans = ShortVector<ByteSpan, 2>;
using SpansFunction = void (*)(Env&, const Object&, PlaceSpans&);

struct Field {
  std::string name;
  Type type;
  FieldFunction get = nullptr;
  std::string what;
  RuleNeeds needs;
};

class ObjectType {
 public:
  ObjectType(std::string name, std::string what, std::uint16_t id)
      : name_(std::move(name)), what_(std::move(what)), id_(id) {}
  const std::string& name() const { return name_; }
  const std::string& what() const { return what_; }
  Type type() const { return {TypeKind::kObject, id_}; }

  ObjectType& field(std::string name, Type type, FieldFunction get, std::string what, RuleNeeds needs = {});
  /// What stands in a message for {x}.
  ObjectType& text(FieldFunction get) { text_ = get; return *this; }
  /// Where it stands; needed for `at`, `near`, `before`, `after`.
  ObjectType& spans(SpansFunction get) { spans_ = get; return *this; }

  const Field* find(std::string_view name) const;
  const std::vector<Field>& fields() const { return fields_; }
  FieldFunction text() const { return text_; }
  SpansFunction spans() const { return spans_; }

 private:
  std::string name_, what_;
  std::uint16_t id_;
  std::vector<Field> fields_;
  FieldFunction text_ = nullptr;
  SpansFunction spans_ = nullptr;
};

struct Global {
  std::string name;
  Type type;
  GlobalFunction get = nullptr;
  std::string what;
};

struct Function {
  std::string name;
  std::vector<Type> parameters;
  Type result;
  CallFunction call = nullptr;
  std::string what;
  RuleNeeds needs;
};

struct SymbolType {
  std::string name;
  std::vector<std::string_view> names;
};

class Schema {
 public:
  /// References stay valid.
  ObjectType& add_type(std::string name, std::string what);
  void add_global(std::string name, Type type, GlobalFunction get, std::string what);
  void add_function(std::string name, std::vector<Type> parameters, Type result, CallFunction call, std::string what,
                    RuleNeeds needs = {});
  template <class E>
  Type add_symbols(std::string name) {
    return add_symbols(std::move(name), std::span<const std::string_view>(EnumNames<E>::names));
  }
  Type add_symbols(std::string name, std::span<const std::string_view> names);
  /// What patterns may yield: add_yield("attribution", {"statement", ...}).
  void add_yield(std::string what, std::vector<std::string> types);

  const ObjectType& object_type(Type t) const { return types_[t.id]; }
  const SymbolType& symbols(Type t) const { return symbols_[t.id]; }
  const ObjectType* find_type(std::string_view name) const;
  const Global* find_global(std::string_view name) const;
  const Function* find_function(std::string_view name) const;
  const std::vector<std::string>* find_yield(std::string_view what) const;
  std::vector<std::string> yields() const;
  const std::deque<ObjectType>& types() const { return types_; }
  const std::deque<SymbolType>& symbol_types() const { return symbols_; }
  const std::deque<Global>& globals() const { return globals_; }
  const std::deque<Function>& functions() const { return functions_; }
  /// "text", "a source kind", "a list of attributions": for error messages.
  std::string name_of(Type t) const;

 private:
  std::deque<ObjectType> types_;
  std::deque<Global> globals_;
  std::deque<Function> functions_;
  std::deque<SymbolType> symbols_;
  std::map<std::string, std::vector<std::string>, std::less<>> yields_;
};

/// Tokens, sentences, paragraphs and quotations, and the functions over text that need no journalism.
Schema core_schema();

}  // namespace onrecord

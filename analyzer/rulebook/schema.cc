#include "rulebook/schema.h"

#include <fmt/format.h>

#include <algorithm>

#include "rulebook/mention_index.h"

namespace onrecord {

std::string_view Env::keep(std::string s) { return strings_.emplace_back(std::move(s)); }
std::vector<Value>& Env::new_list() { return lists_.emplace_back(); }

void Env::clear() {
  strings_.clear();
  lists_.clear();
  global_cache.clear();
}

TextPlace Env::locate(BytePos at) const {
  TextPlace place;
  place.byte = at.value;
  const auto& blocks = text.article->blocks;
  const auto b = std::upper_bound(blocks.begin(), blocks.end(), at,
                                  [](BytePos p, const Block& block) { return p < block.span.begin; });
  place.block = static_cast<std::int32_t>(b - blocks.begin()) - 1;
  const auto begin_of = [&](const Sentence& s) { return text[s.tokens.begin].span.begin; };
  const auto s = std::upper_bound(text.sentences.begin(), text.sentences.end(), at,
                                  [&](BytePos p, const Sentence& sentence) { return p < begin_of(sentence); });
  place.sentence = static_cast<std::int32_t>(s - text.sentences.begin()) - 1;
  return place;
}

std::span<const std::uint64_t> Env::mentions(const MentionIndex& index) {
  if (mentions_.empty())
    for (const Token& t : text.tokens) mentions_.push_back(index.begins(t));
  return mentions_;
}

void Env::override_list(std::string_view name, const std::vector<Value>* objects) {
  if (objects) overrides_[std::string(name)] = objects;
  else if (const auto it = overrides_.find(name); it != overrides_.end()) overrides_.erase(it);
}

const std::vector<Value>* Env::overridden(std::string_view name) const {
  if (overrides_.empty()) return nullptr;
  const auto it = overrides_.find(name);
  return it == overrides_.end() ? nullptr : it->second;
}

ObjectType& ObjectType::field(std::string name, Type type, FieldFunction get, std::string what, RuleNeeds needs) {
  fields_.push_back({std::move(name), type, get, std::move(what), needs});
  return *this;
}

const Field* ObjectType::find(std::string_view name) const {
  const auto it = std::find_if(fields_.begin(), fields_.end(), [&](const Field& f) { return f.name == name; });
  return it == fields_.end() ? nullptr : &*it;
}

ObjectType& Schema::add_type(std::string name, std::string what) {
  return types_.emplace_back(std::move(name), std::move(what), static_cast<std::uint16_t>(types_.size()));
}

void Schema::add_global(std::string name, Type type, GlobalFunction get, std::string what) {
  globals_.push_back({std::move(name), type, get, std::move(what)});
}

void Schema::add_function(std::string name, std::vector<Type> parameters, Type result, CallFunction call,
                          std::string what, RuleNeeds needs) {
  functions_.push_back({std::move(name), std::move(parameters), result, call, std::move(what), needs});
}

Type Schema::add_symbols(std::string name, std::span<const std::string_view> names) {
  symbols_.push_back({std::move(name), {names.begin(), names.end()}});
  return {TypeKind::kSymbol, static_cast<std::uint16_t>(symbols_.size() - 1)};
}

void Schema::add_yield(std::string what, std::vector<std::string> types) { yields_[std::move(what)] = std::move(types); }

template <class Rows>
static auto* find_row(Rows& rows, std::string_view name) {
  const auto it = std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.name == name; });
  return it == rows.end() ? nullptr : &*it;
}

const ObjectType* Schema::find_type(std::string_view name) const {
  const auto it = std::find_if(types_.begin(), types_.end(), [&](const ObjectType& t) { return t.name() == name; });
  return it == types_.end() ? nullptr : &*it;
}
const Global* Schema::find_global(std::string_view name) const { return find_row(globals_, name); }
const Function* Schema::find_function(std::string_view name) const { return find_row(functions_, name); }

const std::vector<std::string>* Schema::find_yield(std::string_view what) const {
  const auto it = yields_.find(what);
  return it == yields_.end() ? nullptr : &it->second;
}

std::vector<std::string> Schema::yields() const {
  std::vector<std::string> out;
  for (const auto& [name, _] : yields_) out.push_back(name);
  return out;
}

std::string Schema::name_of(Type t) const {
  switch (t.kind) {
    case TypeKind::kNothing: return "nothing";
    case TypeKind::kBool: return "a condition";
    case TypeKind::kNumber: return "a number";
    case TypeKind::kText: return "text";
    case TypeKind::kSymbol: return "a symbol (" + symbols(t).name + ")";
    case TypeKind::kObject: return object_type(t).name();
    case TypeKind::kList: return "a list of " + name_of(element_of(t));
    case TypeKind::kDistance: return "a distance (2 paragraphs)";
    case TypeKind::kWords: return "a word list";
    case TypeKind::kRegex: return "a regular expression";
  }
  return "";
}

}  // namespace onrecord

// Functions of expressions that take objects of any type: where things stand, which words they hold. Internal to
// rulebook/, except that docs/rule-language.md is checked against builtin_functions().
#pragma once

#include <span>
#include <string_view>

#include "rulebook/mention_index.h"
#include "rulebook/schema.h"
#include "rulebook/words.h"

namespace onrecord {

/// Arguments of a call: values, for objects how to find where they stand (nullptr for other arguments), and what is
/// known of the word list among them.
struct BuiltinArguments {
  Env& env;
  std::span<const Value> values;
  std::span<const SpansFunction> places;
  ListMark mark;
};

struct BuiltinFunction {
  std::string_view name;
  /// One letter an argument: o object with a place, t text, n number, d distance, w word list, r regular expression,
  /// l list or text.
  std::string_view parameters;
  Type result;
  Value (*call)(const BuiltinArguments&);
  std::string_view what;
  bool looks_in_places = false;  ///< for words of a list, by their lemmas too
};

/// All of them, in the order of the handbook.
std::span<const BuiltinFunction> builtin_functions();
/// nullptr where there is none of that name with that many arguments.
const BuiltinFunction* find_builtin(std::string_view name);

/// The text from the first byte to the last of where `object` stands; false where it stands nowhere.
bool hull_of(Env& env, SpansFunction spans, const Object& object, ByteSpan& out);

/// Units of a distance, as Value::hash of a kDistance.
enum DistanceUnit : std::uint64_t { kWordsApart = 1, kSentencesApart = 2, kParagraphsApart = 3 };

}  // namespace onrecord

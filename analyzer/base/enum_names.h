// Names of enumerators, in one table per enum, for output, rules and tests.
//
//   template <> struct EnumNames<Form> {
//     static constexpr std::string_view names[] = {"direct", "mixed", "indirect"};
//   };
//   name_of(Form::kMixed);                  // "mixed"
//   enum_from_name<Form>("mixed").value();  // Form::kMixed
//
// REQUIRES: enumerators count from 0 in the order of the table.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

namespace onrecord {

template <class E>
struct EnumNames;

template <class E>
constexpr std::string_view name_of(E value) {
  return EnumNames<E>::names[static_cast<std::size_t>(value)];
}

/// The enumerator called `name`; nothing when there is none.
template <class E>
constexpr std::optional<E> enum_from_name(std::string_view name) {
  std::size_t i = 0;
  for (std::string_view candidate : EnumNames<E>::names) {
    if (candidate == name) return static_cast<E>(i);
    ++i;
  }
  return std::nullopt;
}

}  // namespace onrecord

// Positions and spans: one type per unit, so that bytes, characters and tokens cannot be mixed.
//
//   BytePos      offset in bytes into Article::text (valid UTF-8)
//   CharPos      offset in Unicode code points into Article::text; what the JSON output prints
//   OriginPos    offset in bytes into the file or record as it was read
//   TokenIndex   index into Annotated::tokens
//
// Spans are half open: [begin, end).
//
//   ByteSpan s{BytePos{3}, BytePos{8}};
//   s.size();                 // 5
//   s.contains(BytePos{8});   // false
//   BytePos{3} + CharPos{1};  // does not compile
#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace onrecord {

/// An integer with a unit. `Tag` names the unit and is never defined.
template <class Tag, class Int>
struct Position {
  Int value = 0;

  constexpr Position() = default;
  constexpr explicit Position(std::integral auto v) : value(static_cast<Int>(v)) {}

  friend constexpr auto operator<=>(Position, Position) = default;
  constexpr Position& operator++() { ++value; return *this; }
  constexpr Position& operator--() { --value; return *this; }
  friend constexpr Position operator+(Position p, std::integral auto n) {
    return Position(p.value + static_cast<Int>(n));
  }
  friend constexpr Position operator-(Position p, std::integral auto n) {
    return Position(p.value - static_cast<Int>(n));
  }
  friend constexpr std::ptrdiff_t operator-(Position a, Position b) {
    return static_cast<std::ptrdiff_t>(a.value) - static_cast<std::ptrdiff_t>(b.value);
  }
};

using BytePos = Position<struct ByteUnit, std::uint32_t>;
using CharPos = Position<struct CharUnit, std::uint32_t>;
using OriginPos = Position<struct OriginUnit, std::uint64_t>;
using TokenIndex = Position<struct TokenUnit, std::int32_t>;
using SentenceIndex = Position<struct SentenceUnit, std::int32_t>;

inline constexpr TokenIndex kNoToken{-1};
inline constexpr SentenceIndex kNoSentence{-1};

/// A half-open range of positions of one unit. Invariant kept by every maker: begin <= end.
template <class P>
struct Span {
  P begin;
  P end;

  friend constexpr auto operator<=>(const Span&, const Span&) = default;
  constexpr std::size_t size() const { return static_cast<std::size_t>(end - begin); }
  constexpr bool empty() const { return !(begin < end); }
  constexpr bool contains(P p) const { return begin <= p && p < end; }
  constexpr bool contains(Span s) const { return begin <= s.begin && s.end <= end; }
  constexpr bool overlaps(Span s) const { return begin < s.end && s.begin < end; }
};

using ByteSpan = Span<BytePos>;
using CharSpan = Span<CharPos>;
using OriginSpan = Span<OriginPos>;
using TokenSpan = Span<TokenIndex>;

}  // namespace onrecord

template <class Tag, class Int>
struct std::hash<onrecord::Position<Tag, Int>> {
  std::size_t operator()(onrecord::Position<Tag, Int> p) const noexcept {
    return std::hash<Int>{}(p.value);
  }
};

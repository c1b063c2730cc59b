// A vector of few small things: the first N live inside it, and only more than that ask for memory. Most sets of tokens
// hold one run or two, and asking costs more than what is done with them.
//
//   ShortVector<TokenSpan, 2> runs;
//   runs.push_back(span);
//   for (TokenSpan r : runs) use(r);
//
// Pointers into it are valid until its size changes or it is moved; what it was moved from is empty.
// REQUIRES: T is trivially copyable; fewer than 2^31 of them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <type_traits>

namespace onrecord {

template <class T, std::uint32_t N>
class ShortVector {
  static_assert(std::is_trivially_copyable_v<T> && N * sizeof(T) >= sizeof(T*));

 public:
  ShortVector() = default;
  ShortVector(const ShortVector& other) { append(other.begin(), other.end()); }
  ShortVector(ShortVector&& other) noexcept { take(other); }
  ShortVector& operator=(const ShortVector& other) {
    if (this == &other) return *this;
    clear();
    append(other.begin(), other.end());
    return *this;
  }
  ShortVector& operator=(ShortVector&& other) noexcept {
    if (this == &other) return *this;
    release();
    take(other);
    return *this;
  }
  ~ShortVector() { release(); }

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  T* begin() { return inside() ? reinterpret_cast<T*>(room_) : outside(); }
  const T* begin() const { return const_cast<ShortVector*>(this)->begin(); }
  T* end() { return begin() + size_; }
  const T* end() const { return begin() + size_; }
  /// REQUIRES of these: not empty, i < size().
  T& operator[](std::size_t i) { return begin()[i]; }
  const T& operator[](std::size_t i) const { return begin()[i]; }
  const T& front() const { return *begin(); }
  const T& back() const { return end()[-1]; }

  void push_back(T value) { append(&value, &value + 1); }
  /// REQUIRES: not its own members.
  void append(const T* first, const T* last) {
    const auto n = static_cast<std::size_t>(last - first);
    if (size_ + n > capacity_) grow(size_ + n);
    std::copy(first, last, end());
    size_ += static_cast<std::uint32_t>(n);
  }
  void insert(T* before, T value) {
    const std::ptrdiff_t at = before - begin();
    push_back(value);
    std::rotate(begin() + at, end() - 1, end());
  }
  void erase(T* first, T* last) {
    std::copy(last, end(), first);
    size_ -= static_cast<std::uint32_t>(last - first);
  }
  void clear() { size_ = 0; }

  friend bool operator==(const ShortVector& x, const ShortVector& y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end());
  }

 private:
  bool inside() const { return capacity_ == N; }
  T* outside() const {
    T* at;
    std::memcpy(&at, room_, sizeof at);
    return at;
  }
  void grow(std::size_t least) {
    const std::size_t room = std::max<std::size_t>(least, std::size_t{2} * capacity_);
    T* larger = std::allocator<T>().allocate(room);
    std::copy(begin(), end(), larger);
    release();
    std::memcpy(room_, &larger, sizeof larger);
    capacity_ = static_cast<std::uint32_t>(room);
  }
  void take(ShortVector& other) {
    std::memcpy(room_, other.room_, sizeof room_);
    size_ = other.size_, capacity_ = other.capacity_;
    other.size_ = 0, other.capacity_ = N;
  }
  void release() {
    if (!inside()) std::allocator<T>().deallocate(outside(), capacity_);
    capacity_ = N;
  }

  alignas(std::max(alignof(T), alignof(T*))) std::byte room_[N * sizeof(T)];  ///< N of T, or where more of them are
  std::uint32_t size_ = 0, capacity_ = N;
};

}  // namespace onrecord

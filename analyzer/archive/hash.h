// Hashes that stay: written into archives, the same on every machine. XXH3 (Collet 2019), of 128 or 63 bits.
//
//   ContentHash h;
//   h.add("title").add("text");      // lengths are hashed too: ("ab","c") is not ("a","bc")
//   h.hex();                         // 32 hexadecimal digits
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace onrecord {

class ContentHash {
 public:
  ContentHash();
  ContentHash(ContentHash&&) noexcept;
  ContentHash& operator=(ContentHash&&) noexcept;
  ~ContentHash();

  ContentHash& add(std::string_view part);
  std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// 63 bits, never negative: a key of rows that are the same wherever they are made.
std::int64_t row_hash(std::string_view text);

}  // namespace onrecord

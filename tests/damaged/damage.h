// Damages bytes the way disks, networks and hostile people do. Seeded: the same seed gives the same damage.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace onrecord::testing_damage {

class Damage {
 public:
  explicit Damage(std::uint64_t seed) : state_(seed * 2654435761u + 88172645463325252u) {}

  /// One to eight wounds.
  std::string operator()(std::string bytes) {
    for (std::size_t wounds = 1 + below(8); wounds-- > 0;) wound(bytes);
    return bytes;
  }

 private:
  /// xorshift64 (Marsaglia 2003).
  std::uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    return state_ ^= state_ << 17;
  }
  std::size_t below(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(next() % n); }
  std::size_t place(const std::string& bytes) { return below(bytes.size() + 1); }

  static const std::vector<std::string>& splinters() {
    using namespace std::string_literals;
    static const std::vector<std::string> kAll = {
        "\"", "'", "\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x98", "\xe2\x80\x99", "\xc2\xab", "\xc2\xbb", "\xe2\x80\x9e",
        "``", "''", "\0"s, "\xff"s, "\xc3", "\xe2\x80", "\xf0\x9f\x98", "\xed\xa0\x80", "\xef\xbb\xbf", "\xc0\x80",
        "\xe2\x80\xae", "\xe2\x80\x8b", "\r", "\n\n", "\r\n", "\t", "<div>", "</p>", "<b><i>", "<!--", "-->", "<![CDATA[", "]]>", "&#x110000;",
        "&amp", "<script>", "<q>", "{", "}", "[[", "\\u", "\\ud800", "\\", ",", ";", "6'2\"", "...", "(", ")", "http://", "@", "$$$",
        "WARC/1.0\r\n", "Content-Length: 99999999999\r\n", "<item>", "</item>", "PK\x03\x04", "\x1f\x8b\x08"};
    return kAll;
  }

  void wound(std::string& bytes) {
    const std::size_t at = place(bytes), size = 1 + below(40);
    switch (below(9)) {
      case 0: return bytes.resize(at);
      case 1: return flip(bytes, size);
      case 2: return void(bytes.erase(std::min(at, bytes.size()), size));
      case 3: return void(bytes.insert(at, bytes.substr(place(bytes), size)));
      case 4: return void(bytes.insert(at, std::string(size * 20, static_cast<char>(below(256)))));
      case 5: return repeat(bytes, at);
      case 6: return swap_ends(bytes, at);
      default: return void(bytes.insert(at, splinters()[below(splinters().size())]));
    }
  }

  void flip(std::string& bytes, std::size_t times) {
    while (times-- > 0 && !bytes.empty()) bytes[below(bytes.size())] ^= static_cast<char>(1u << below(8));
  }
  void repeat(std::string& bytes, std::size_t at) {
    const std::string& piece = splinters()[below(splinters().size())];
    std::string many;
    for (std::size_t n = below(400); n-- > 0;) many += piece;
    bytes.insert(at, many);
  }
  void swap_ends(std::string& bytes, std::size_t at) {
    std::rotate(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end());
  }

  std::uint64_t state_;
};

}  // namespace onrecord::testing_damage

// A regular expression over text (RE2: linear time, UTF-8, bounded memory, quiet), built when it is first asked: most
// articles ask few of a rulebook's expressions, and building one costs more than asking it.
//
//   const TextPattern pattern("(?i)\\bsources? close to\\b");
//   if (const auto fault = pattern.fault()) ...        // once, before it is asked
//   pattern.found_in("A source close to the club")     // true; any number of threads
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace onrecord {

class TextPattern {
 public:
  explicit TextPattern(std::string text);
  ~TextPattern();
  TextPattern(const TextPattern&) = delete;
  TextPattern& operator=(const TextPattern&) = delete;

  struct Fault {
    std::string message;
    std::optional<std::size_t> at;  ///< byte of the expression, where known
  };
  /// Why it can never be asked; nothing: it can.
  std::optional<Fault> fault() const;

  /// Precondition of these: no fault.
  bool found_in(std::string_view text) const;
  const re2::RE2& built() const;

 private:
  std::string text_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<const re2::RE2> built_;
};

}  // namespace onrecord

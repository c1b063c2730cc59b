// Expected failures are values. The library never prints, throws across its interface or aborts.
//
//   Result<Rulebook> book = Rulebook::load(dir, schema);
//   if (!book) return unexpected(book.error());   // hand it up
//   use(*book);
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace onrecord {

/// What could not be done, where, and what to do about it. Only `message` is always there.
struct Error {
  std::string message;    ///< what went wrong, a sentence without a final full stop
  std::string path = {};  ///< file (or "-" for standard input) it is about
  int line = 0;           ///< 1-based; 0: not about a line
  int column = 0;         ///< 1-based, in code points; 0: not about a column
  std::string excerpt = {};  ///< the line at fault, for the caret display
  std::string help = {};     ///< what the user can do

  /// "path:line:column: message", then the line and a caret where known, then the help.
  std::string to_string() const;
};

template <class T>
using Result = tl::expected<T, Error>;

/// Makes the failing side of a Result.
inline tl::unexpected<Error> unexpected(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace onrecord

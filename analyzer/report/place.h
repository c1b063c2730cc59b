// Lines and columns, as an editor counts them.
//
//   Places places(article.text);
//   places.at(BytePos{120});          // line 3, column 14
//   places.line(3);                   // its bytes, without the line break
#pragma once

#include <string_view>
#include <vector>

#include "article/article.h"
#include "base/position.h"

namespace onrecord {

struct Place {
  int line = 1;    ///< from 1
  int column = 1;  ///< from 1, in code points
};

/// Keeps a view of the text. Lines end with LF, CRLF or CR. Built in linear time, asked in logarithmic.
class Places {
 public:
  explicit Places(std::string_view text);
  Place at(BytePos pos) const;
  /// The bytes of a line. REQUIRES: 1 <= number <= lines().
  ByteSpan line(int number) const;
  int lines() const { return static_cast<int>(starts_.size()); }

 private:
  std::string_view text_;
  CharIndexer chars_;
  std::vector<BytePos> starts_;
};

}  // namespace onrecord

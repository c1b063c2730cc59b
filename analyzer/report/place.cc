#include "report/place.h"

#include <algorithm>

namespace onrecord {

Places::Places(std::string_view text) : text_(text), chars_(text), starts_{BytePos{0}} {
  for (std::size_t i = text.find_first_of("\r\n"); i < text.size(); i = text.find_first_of("\r\n", i)) {
    i += text.substr(i, 2) == "\r\n" ? 2 : 1;
    starts_.push_back(BytePos{i});
  }
}

Place Places::at(BytePos pos) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), pos);
  const auto line = static_cast<int>(after - starts_.begin());
  return {line, static_cast<int>(chars_.chars(pos) - chars_.chars(*std::prev(after))) + 1};
}

ByteSpan Places::line(int number) const {
  const auto index = static_cast<std::size_t>(number - 1);
  const BytePos begin = starts_[index];
  std::size_t end = index + 1 < starts_.size() ? starts_[index + 1].value : text_.size();
  while (end > begin.value && (text_[end - 1] == '\n' || text_[end - 1] == '\r')) --end;
  return {begin, BytePos{end}};
}

}  // namespace onrecord

// WARC records (ISO 28500) and the HTTP messages in them. Internal to the readers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "article/input.h"

namespace onrecord {

inline constexpr std::string_view kWarcMark = "WARC/";
inline constexpr std::size_t kMaxWarcHead = 1u << 20;

struct WarcHead {
  std::uint64_t size = 0;     ///< bytes of the block
  std::string type, id, url, date, content_type;
  bool may_be_page = false;   ///< response, resource or conversion
};

/// `head`: from "WARC/" to the empty line. Fails where it has no Content-Length.
Result<WarcHead> parse_warc_head(std::string_view head);

/// The page or text that a record's block holds; nullopt for what is none (pictures, redirects, errors of servers).
std::optional<InputRecord> warc_page(const WarcHead& head, std::string_view block);

}  // namespace onrecord

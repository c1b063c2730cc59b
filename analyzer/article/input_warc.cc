#include "article/input_warc.h"

#include <zlib.h>

#include <charconv>

#include "article/html.h"

namespace onrecord {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
constexpr std::size_t kMaxUnpacked = std::size_t{256} << 20;

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return out;
}

std::string_view trimmed(std::string_view s) {
  const std::size_t begin = s.find_first_not_of(" \t\r\n");
  if (begin == kNowhere) return {};
  return s.substr(begin, s.find_last_not_of(" \t\r\n") - begin + 1);
}

/// Calls take(lower-case name, value) for each "Name: value" line behind the first line.
template <class F>
void each_field(std::string_view head, F take) {
  std::size_t at = head.find('\n');
  while (at != kNowhere && at + 1 < head.size()) {
    const std::size_t begin = at + 1;
    at = head.find('\n', begin);
    const std::string_view line = head.substr(begin, at == kNowhere ? at : at - begin);
    const std::size_t colon = line.find(':');
    if (colon != kNowhere) take(lower(trimmed(line.substr(0, colon))), trimmed(line.substr(colon + 1)));
  }
}

std::string charset_in(std::string_view content_type) {
  const std::string low = lower(content_type);
  const std::size_t at = low.find("charset=");
  if (at == kNowhere) return {};
  const std::string_view value = trimmed(std::string_view(low).substr(at + 8));
  return std::string(value.substr(value.starts_with('"'), value.find_first_of("\";, ", 1) - value.starts_with('"')));
}

/// Puts the pieces of a chunked body together (RFC 9112, 7.1); a body that is not chunked stays as it is.
std::string unchunk(std::string_view body) {
  std::string out;
  for (std::string_view rest = body;;) {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), size, 16);
    const std::size_t line = rest.find('\n');
    if (error != std::errc() || line == kNowhere) return out.empty() ? std::string(body) : out;
    if (size == 0) return out;
    rest.remove_prefix(line + 1);
    out.append(rest.substr(0, size));
    if (size >= rest.size()) return out;
    rest.remove_prefix(size);
    while (rest.starts_with('\r') || rest.starts_with('\n')) rest.remove_prefix(1);
  }
}

/// Undoes Content-Encoding gzip or deflate as far as the bytes are good; a body that is not packed stays as it is.
std::string inflated(const std::string& body) {
  z_stream zlib{};
  if (inflateInit2(&zlib, 15 + 32) != Z_OK) return body;
  std::string out;
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  zlib.avail_in = static_cast<uInt>(body.size());
  int status = Z_OK;
  while (status == Z_OK && out.size() < kMaxUnpacked) {
    const std::size_t held = out.size();
    out.resize(held + std::max<std::size_t>(64u << 10, held));
    zlib.next_out = reinterpret_cast<Bytef*>(out.data() + held);
    zlib.avail_out = static_cast<uInt>(out.size() - held);
    status = inflate(&zlib, Z_NO_FLUSH);
    out.resize(out.size() - zlib.avail_out);
  }
  inflateEnd(&zlib);
  return out.empty() ? body : out;
}

struct HttpHead {
  int status = 0;
  std::string content_type, encoding, transfer;
  std::size_t size = 0;
};

std::optional<HttpHead> parse_http(std::string_view block) {
  if (!block.starts_with("HTTP/")) return std::nullopt;
  std::size_t end = block.find("\r\n\r\n");
  const std::size_t gap = end == kNowhere ? 2 : 4;
  if (end == kNowhere) end = block.find("\n\n");
  if (end == kNowhere) return std::nullopt;
  HttpHead out;
  out.size = end + gap;
  const std::size_t space = block.find(' ');
  if (space + 4 < end) std::from_chars(block.data() + space + 1, block.data() + space + 4, out.status);
  each_field(block.substr(0, end), [&](const std::string& name, std::string_view value) {
    if (name == "content-type") out.content_type = std::string(value);
    if (name == "content-encoding") out.encoding = lower(value);
    if (name == "transfer-encoding") out.transfer = lower(value);
  });
  return out;
}

std::optional<InputFormat> format_of(std::string_view content_type, std::string_view body) {
  const std::string type = lower(content_type);
  if (type.find("html") != std::string::npos) return InputFormat::kHtml;
  if (type.starts_with("text/plain")) return looks_like_html(body) ? InputFormat::kHtml : InputFormat::kPlain;
  if (type.empty() && looks_like_html(body)) return InputFormat::kHtml;
  return std::nullopt;
}

}  // namespace

Result<WarcHead> parse_warc_head(std::string_view head) {
  WarcHead out;
  bool sized = false;
  each_field(head, [&](const std::string& name, std::string_view value) {
    if (name == "content-length")
      sized = std::from_chars(value.data(), value.data() + value.size(), out.size).ec == std::errc();
    if (name == "warc-type") out.type = lower(value);
    if (name == "warc-record-id") out.id = std::string(value);
    if (name == "warc-target-uri") out.url = std::string(value);
    if (name == "warc-date") out.date = std::string(value);
    if (name == "content-type") out.content_type = std::string(value);
  });
  if (!sized) return unexpected({.message = "WARC header has no Content-Length"});
  const auto bare = [](std::string& s) {
    if (s.size() > 2 && s.front() == '<' && s.back() == '>') s = s.substr(1, s.size() - 2);
  };
  bare(out.id);
  bare(out.url);
  out.may_be_page = out.type == "response" || out.type == "resource" || out.type == "conversion";
  return out;
}

std::optional<InputRecord> warc_page(const WarcHead& head, std::string_view block) {
  InputRecord out;
  out.id = head.id;
  out.url = head.url;
  out.date = head.date;
  std::string content_type = head.content_type;
  out.bytes = std::string(block);
  if (head.type == "response") {
    const std::optional<HttpHead> http = parse_http(block);
    if (!http || http->status != 200) return std::nullopt;
    content_type = http->content_type;
    out.bytes.erase(0, http->size);
    if (http->transfer.find("chunked") != std::string::npos) out.bytes = unchunk(out.bytes);
    if (http->encoding == "gzip" || http->encoding == "deflate") out.bytes = inflated(out.bytes);
  }
  const std::optional<InputFormat> format = format_of(content_type, out.bytes);
  if (!format) return std::nullopt;
  out.format = *format;
  out.charset = charset_in(content_type);
  return out;
}

}  // namespace onrecord

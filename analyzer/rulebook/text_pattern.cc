#include "rulebook/text_pattern.h"

#include <re2/re2.h>

#include "rulebook/plain_regex.h"

namespace onrecord {
namespace {

RE2::Options options() {
  RE2::Options out;
  out.set_log_errors(false);
  out.set_max_mem(4 << 20);
  out.set_never_capture(false);
  return out;
}

}  // namespace

TextPattern::TextPattern(std::string text) : text_(std::move(text)) {}
TextPattern::~TextPattern() = default;

std::optional<TextPattern::Fault> TextPattern::fault() const {
  if (is_plain_regex(text_)) return {};
  const re2::RE2& re = built();
  if (re.ok()) return {};
  Fault out{re.error(), {}};
  const std::size_t at = re.error_arg().empty() ? std::string::npos : text_.find(re.error_arg());
  if (at != std::string::npos) out.at = at;
  return out;
}

bool TextPattern::found_in(std::string_view text) const {
  return RE2::PartialMatch({text.data(), text.size()}, built());
}

const re2::RE2& TextPattern::built() const {
  std::call_once(once_, [&] { built_ = std::make_unique<const re2::RE2>(text_, options()); });
  return *built_;
}

}  // namespace onrecord

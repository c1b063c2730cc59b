// Any bytes as a rule file: parsed, or refused with a place inside the file. See scripts/fuzz.sh.
#include <cstdint>
#include <cstdlib>

#include "rulebook/grammar/grammar.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  const onrecord::grammar::ParsedFile parsed = onrecord::grammar::parse_rule_file(source);
  if (!parsed.ok && parsed.fault.at > size) std::abort();
  const onrecord::grammar::ParsedSheet sheet = onrecord::grammar::parse_rule_sheet(source);
  if (!sheet.ok && sheet.fault.at > size) std::abort();
  const onrecord::grammar::ParsedExpression expression = onrecord::grammar::parse_expression(source, 0);
  if (!expression.ok && expression.fault.at > size) std::abort();
  return 0;
}

// Any bytes as a record of any format: read, tokenized, quotations found, invariants checked. The first byte chooses the
// format. See scripts/fuzz.sh.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "article/input.h"
#include "damaged/check_reading.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onrecord;
  static constexpr InputFormat kFormats[] = {InputFormat::kPlain, InputFormat::kJson, InputFormat::kMarkdown,
                                             InputFormat::kFeed, InputFormat::kCsv,  InputFormat::kDocx};
  static const InputOptions options{.lexicon = {.remains = {"share this"},
                                                .remains_from = {"no comments:"},
                                                .byline = {"by"},
                                                .months = {{"may", 5}},
                                                .weekdays = {"monday"}}};
  if (size == 0) return 0;
  InputRecord record;
  record.format = kFormats[data[0] % std::size(kFormats)];
  record.bytes.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (record.format == InputFormat::kCsv) {
    RecordContext context;
    context.columns = {"id", "text"};
    record.context = std::make_shared<RecordContext>(std::move(context));
  }
  const Result<Article> article = read_record(record, options);
  if (!article) return 0;
  const std::string fault = testing_damage::fault_in(*article);
  if (fault.empty()) return 0;
  std::fprintf(stderr, "%s\n", fault.c_str());
  std::abort();
}

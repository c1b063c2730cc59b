// Any bytes as a web page, with the model that ships. See scripts/fuzz.sh.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "article/html.h"
#include "damaged/check_reading.h"

namespace {

onrecord::HtmlOptions page_options() {
  using namespace onrecord;
  HtmlOptions options;
  auto lexicon = std::make_shared<HtmlLexicon>();
  lexicon->add_hint("nav", -2);
  lexicon->add_hint("article", 2);
  lexicon->add_byline_prefix("by");
  lexicon->add_month("may", 5);
  options.lexicon = lexicon;
  options.max_memory = std::size_t{512} << 20;
  const Result<HtmlModel> model = HtmlModel::load(ONRECORD_SOURCE_DIR "/data/models/html_blocks.tsv");
  if (model) options.model = std::make_shared<HtmlModel>(*model);
  return options;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onrecord;
  static const HtmlOptions options = page_options();
  const Result<Article> article = read_html({reinterpret_cast<const char*>(data), size}, options);
  if (!article) return 0;
  const std::string fault = testing_damage::fault_in(*article);
  if (fault.empty()) return 0;
  std::fprintf(stderr, "%s\n", fault.c_str());
  std::abort();
}

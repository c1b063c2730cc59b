// What writing a result costs, by format: bytes written per second, over an analysis with everything in it.
#include <benchmark/benchmark.h>

#include <filesystem>

#include "report/html.h"
#include "report/json.h"
#include "report/terminal.h"

namespace onrecord {
namespace {

/// An article of `sentences` sentences, each with an attribution, a quotation, a claim and a finding.
Analysis article_of(int sentences) {
  Analysis out;
  Article& a = out.article;
  a.id = a.path = "bench.txt";
  for (int i = 0; i < sentences; ++i) {
    const auto at = [&](std::size_t begin, std::size_t end) {
      return ByteSpan{BytePos{a.text.size() + begin}, BytePos{a.text.size() + end}};
    };
    const std::string_view text = "\u201cWe found voids you could park a van in,\u201d said In\u00eas Calder. ";
    Attribution attribution;
    attribution.id = i;
    attribution.content = {{at(0, 46)}, kNoToken, std::string(text.substr(0, 46))};
    attribution.cue = {{at(47, 51)}, kNoToken, "said"};
    attribution.source = {{at(52, 64)}, kNoToken, std::string(text.substr(52, 12))};
    attribution.source_id = 0;
    attribution.rule = "attribution/quote-then-speaker";
    attribution.confidence = 0.97;
    attribution.evidence = {{"cue lemma 'say': 12011 of 12404 times a cue", 2.31}, {"quotation before the cue", 1.2}};
    out.attributions.push_back(attribution);
    Quotation quotation;
    quotation.spans = quotation.inner = attribution.content.spans;
    out.quotations.push_back(quotation);
    Claim claim;
    claim.spans = {at(0, 65)};
    claim.attribution = i;
    out.claims.push_back(claim);
    out.findings.push_back({.rule = "source/no-role", .spans = attribution.source.spans, .message = "who is In\u00eas Calder?",
                            .why = "Readers weigh a source by its office.", .evidence = {"no role in the article"},
                            .help = "Give the role."});
    out.sentences.push_back({at(0, 65), SentenceStanding::kIdentified});
    a.text += text;
  }
  Source source;
  source.name = "In\u00eas Calder";
  out.sources = {source};
  a.blocks = {{BlockKind::kParagraph, {BytePos{0}, BytePos{a.text.size()}}}};
  return out;
}

template <class Write>
void run(benchmark::State& state, Write write) {
  const Analysis analysis = article_of(static_cast<int>(state.range(0)));
  std::size_t bytes = 0;
  for (auto _ : state) bytes += write(analysis);
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

void json_line(benchmark::State& state) {
  std::string out;
  run(state, [&](const Analysis& a) {
    out.clear();
    append_json(a, JsonLayout::kLine, out);
    return out.size();
  });
}

void terminal(benchmark::State& state) {
  run(state, [](const Analysis& a) { return terminal_report(a, {}).size(); });
}

void html(benchmark::State& state) {
  const auto pages = HtmlReport::load(std::filesystem::path(ONRECORD_SOURCE_DIR) / "reports");
  run(state, [&](const Analysis& a) { return pages->write(a).size(); });
}

BENCHMARK(json_line)->Arg(30)->Arg(1000);
BENCHMARK(terminal)->Arg(30)->Arg(1000);
BENCHMARK(html)->Arg(30)->Arg(1000);

}  // namespace
}  // namespace onrecord

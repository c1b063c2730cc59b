// `onrecord eval GOLD.jsonl`: how good extraction is against attributions marked by people, with the measures of
// editorial/evaluate.h; what a change gained and lost.
#include <fmt/format.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/share.h"
#include "desk/eval_page.h"
#include "desk/lines.h"
#include "desk/output.h"
#include "desk/program.h"
#include "desk/setup.h"
#include "editorial/analyzer.h"
#include "editorial/evaluate.h"
#include "report/json_writer.h"

namespace onrecord {
namespace {

struct EvalOptions {
  std::string gold, predicted, before, save, output;
  std::vector<std::string> by;
  std::size_t errors = 0;
  bool json = false, markdown = false;
  SetupOptions setup;
};

/// Gold: the articles and what people marked in them. `lines` are kept only where the articles are to be analysed.
struct Gold {
  std::vector<MarkedArticle> marked;
  std::vector<std::string> lines;
};

using Predictions = std::map<std::string, MarkedArticle>;

/// Hands each line of a file to `use`, which may fail.
template <class Use>
Result<void> for_each_line(const std::string& path, Use use) {
  auto lines = LineReader::open(path);
  if (!lines) return unexpected(lines.error());
  for (std::string_view line;;) {
    auto more = lines->next(line);
    if (!more) return unexpected(more.error());
    if (!*more) return {};
    if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
    if (Result<void> done = use(line); !done) {
      Error error = done.error();
      error.path = path, error.line = lines->number();
      return unexpected(std::move(error));
    }
  }
}

Result<Gold> read_gold(const std::string& path, bool keep_lines) {
  Gold out;
  auto done = for_each_line(path, [&](std::string_view line) -> Result<void> {
    auto article = read_marked(line);
    if (!article) return unexpected(article.error());
    if (article->text.empty()) return unexpected({.message = "has no \"text\"", .help = "gold holds the articles too"});
    out.marked.push_back(std::move(*article));
    if (keep_lines) out.lines.emplace_back(line);
    return {};
  });
  if (!done) return unexpected(done.error());
  return out;
}

/// What the analyzer finds in the gold articles, on all cores.
Result<Predictions> predict(const EvalOptions& options, const Gold& gold) {
  const auto analyzer = Analyzer::load(analyzer_options(options.setup));
  if (!analyzer) return unexpected(analyzer.error());
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  static_cast<std::size_t>(jobs_of(options.setup)));
  std::vector<Result<MarkedArticle>> found(gold.lines.size(), MarkedArticle());
  tbb::parallel_for(std::size_t{0}, gold.lines.size(), [&](std::size_t i) {
    auto article = read_json(gold.lines[i], analyzer->reading(options.gold, gold.marked[i].id));
    if (!article) found[i] = unexpected(article.error());
    else found[i] = marked(analyzer->analyze(std::move(*article)));
  });
  Predictions out;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!found[i]) return unexpected(found[i].error());
    out[gold.marked[i].id] = std::move(*found[i]);
  }
  return out;
}

Result<Predictions> read_predictions(const std::string& path) {
  Predictions out;
  auto done = for_each_line(path, [&](std::string_view line) -> Result<void> {
    auto article = read_marked(line);
    if (!article) return unexpected(article.error());
    article->text.clear();
    out[article->id] = std::move(*article);
    return {};
  });
  if (!done) return unexpected(done.error());
  return out;
}

Evaluation evaluate_all(const std::vector<MarkedArticle>& gold, const Predictions& predictions) {
  Evaluation out;
  const MarkedArticle none;
  for (const MarkedArticle& article : gold) {
    const auto it = predictions.find(article.id);
    evaluate(article, it == predictions.end() ? none : it->second, out);
  }
  return out;
}

std::string errors_of(const Evaluation& e, std::size_t most) {
  std::string out;
  for (const Miss& m : e.misses) {
    if (most-- == 0) break;
    const bool missed = m.kind == Miss::Kind::kMissed;
    out += fmt::format("\n{} in {}\n  source  {}\n  cue     {}\n  content {}\n", missed ? "missed" : "spurious",
                       m.article, m.source, m.cue, m.content);
    if (!missed) out += fmt::format("  rule    {}\n", m.rule);
  }
  return out;
}

/// The words of a gold attribution, for lists of what was gained and lost.
std::string shown(const MarkedArticle& article, std::size_t index) {
  const CharIndexer chars(article.text);
  const auto words = [&](const std::vector<CharSpan>& spans) {
    std::string out;
    for (CharSpan s : spans) {
      const std::size_t begin = chars.bytes(s.begin).value, end = chars.bytes(s.end).value;
      out += (out.empty() ? "" : " | ") + article.text.substr(begin, end - begin);
    }
    return out;
  };
  const MarkedAttribution& a = article.attributions[index];
  return fmt::format("{}: {} / {} / {}", article.id, words(a.source), words(a.cue), words(a.content));
}

/// Keys ("article\tindex") of what `after` found and `before` did not, as lines.
std::string difference(const std::vector<MarkedArticle>& gold, const Evaluation& before, const Evaluation& after,
                       std::string_view sign) {
  const std::set<std::string> old(before.found.begin(), before.found.end());
  std::map<std::string_view, const MarkedArticle*> articles;
  for (const MarkedArticle& a : gold) articles[a.id] = &a;
  std::string out;
  for (const std::string& key : after.found) {
    if (old.contains(key)) continue;
    const std::size_t tab = key.rfind('\t');
    out += fmt::format("{} {}\n", sign, shown(*articles[std::string_view(key).substr(0, tab)],
                                              static_cast<std::size_t>(std::stoul(key.substr(tab + 1)))));
  }
  return out;
}

std::string comparison(const std::vector<MarkedArticle>& gold, const Evaluation& before, const Evaluation& after) {
  std::string out = fmt::format("\n{:22}{:>10}{:>9}{:>9}\n", "F1", "before", "after", "change");
  for (const auto& [name, tally] : after.figures) {
    const auto it = before.figures.find(name);
    const double old = it == before.figures.end() ? 0 : it->second.f1();
    out += fmt::format("{:22}{:10.3f}{:9.3f}{:+9.3f}\n", name, old, tally.f1(), tally.f1() - old);
  }
  const std::string gained = difference(gold, before, after, "+"), lost = difference(gold, after, before, "-");
  return out + fmt::format("\ngained {}, lost {}\n", std::count(gained.begin(), gained.end(), '\n'),
                           std::count(lost.begin(), lost.end(), '\n')) +
         gained + lost;
}

std::string as_json(const Evaluation& e) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  for (const auto& [name, t] : e.figures) {
    json.member(name).begin_object().member("p").decimal(t.precision()).member("r").decimal(t.recall());
    json.member("f1").decimal(t.f1()).member("tp").number(static_cast<std::int64_t>(t.right));
    json.member("predicted").number(static_cast<std::int64_t>(t.predicted));
    json.member("gold").number(static_cast<std::int64_t>(t.gold)).end_object();
  }
  json.end_object();
  return out + '\n';
}

Result<void> print(const std::string& path, const std::string& page) {
  auto output = Output::open(path);
  if (!output) return unexpected(output.error());
  if (auto done = output->write(page); !done) return done;
  return output->close();
}

void append_prediction(const MarkedArticle& article, std::string& out) {
  JsonWriter json(out);
  const auto role = [&](std::string_view name, const std::vector<CharSpan>& spans) {
    json.member(name).begin_array();
    for (CharSpan s : spans) json.begin_array().number(s.begin.value).number(s.end.value).end_array();
    json.end_array();
  };
  json.begin_object().member("id").text(article.id).member("attributions").begin_array();
  for (const MarkedAttribution& a : article.attributions) {
    json.begin_object();
    role("source", a.source);
    role("cue", a.cue);
    role("content", a.content);
    json.member("rule").text(a.rule).end_object();
  }
  json.end_array().end_object();
  out += '\n';
}

/// For a later --before or --predicted.
Result<void> save(const std::string& path, const Predictions& predictions) {
  std::string lines;
  for (const auto& [id, article] : predictions) append_prediction(article, lines);
  return print(path, lines);
}

Result<std::string> report(const EvalOptions& options) {
  const auto gold = read_gold(options.gold, options.predicted.empty());
  if (!gold) return unexpected(gold.error());
  const auto found = options.predicted.empty() ? predict(options, *gold) : read_predictions(options.predicted);
  if (!found) return unexpected(found.error());
  if (!options.save.empty())
    if (auto done = save(options.save, *found); !done) return unexpected(done.error());
  const Evaluation now = evaluate_all(gold->marked, *found);
  if (options.json) return as_json(now);
  if (options.markdown) {
    const auto published = read_published(share_directory() / "data" / "published" / "attribution.tsv");
    if (!published) return unexpected(published.error());
    return markdown_page(now, *published);
  }
  std::string page = as_text(figures_table(now));
  for (const std::string& by : options.by)
    page += '\n' + as_text(by == "form" ? form_table(now) : by == "rule" ? rule_table(now) : publisher_table(now));
  if (options.errors > 0) page += '\n' + as_text(error_table(now)) + errors_of(now, options.errors);
  if (options.before.empty()) return page;
  const auto earlier = read_predictions(options.before);
  if (!earlier) return unexpected(earlier.error());
  return page + comparison(gold->marked, evaluate_all(gold->marked, *earlier), now);
}

ExitStatus eval(const EvalOptions& options) {
  const auto page = report(options);
  if (!page) return failed(page.error());
  if (auto done = print(options.output, *page); !done) return failed(done.error());
  return ExitStatus::kClean;
}

}  // namespace

void add_eval(CLI::App& program, ExitStatus& status) {
  auto options = std::make_shared<EvalOptions>();
  CLI::App* verb = program.add_subcommand("eval", "Accuracy on articles marked by people");
  verb->add_option("gold", options->gold, "Articles with their attributions, JSON Lines; - is standard input")
      ->required();
  verb->add_option("--predicted", options->predicted, "Score these results (of check --format jsonl) and analyse nothing");
  verb->add_option("--before", options->before, "Results of an earlier run: lists what was gained and lost since");
  verb->add_option("--save", options->save, "Keep the results in this file, for a later --before");
  verb->add_option("--by", options->by, "Also figures by form, rule or publisher (may be repeated)")
      ->check(CLI::IsMember({"form", "rule", "publisher"}))
      ->allow_extra_args(false);
  verb->add_option("--errors", options->errors, "Also the classes of errors, and N attributions missed or spurious");
  verb->add_option("-o", options->output, "Write to this file");
  verb->add_flag("--json", options->json, "The figures as one JSON object");
  verb->add_flag("--markdown", options->markdown,
                 "The tables of docs/accuracy.md: beside published figures, by form, by rule, classes of errors");
  add_setup(*verb, options->setup);
  verb->callback([options, &status] { status = eval(*options); });
}

}  // namespace onrecord

// `onrecord query WHAT --db archive.db`: questions to an archive; and `onrecord names`: rulings on who is who.
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <limits>
#include <memory>
#include <string>

#include "archive/answer.h"
#include "archive/entities.h"
#include "archive/questions.h"
#include "desk/output.h"
#include "desk/program.h"

namespace onrecord {
namespace {

constexpr int kUsualWidth = 120;

struct QueryOptions {
  std::string database, question, format = "table", output;
  Filter filter;
  int below = -1;
  std::int64_t limit = -1;
};

std::string question_help() {
  std::string out = "WHAT is one of:\n";
  for (const Question& q : questions())
    out += fmt::format("  {:15}{}{}\n", q.name, q.what,
                       q.filters.empty() ? "" : fmt::format(" [{}]", q.filters));
  return out + "All take --publisher, --author, --desk, --from, --until, --limit; in brackets: what else they take.";
}

int terminal_width() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsualWidth;
}

ExitStatus query(QueryOptions options) {
  const auto format = enum_from_name<AnswerFormat>(options.format);
  if (!format)
    return failed({.message = fmt::format("--format {}?", options.format),
                   .help = options.format == "parquet"
                               ? "Debian 12 has no library that writes Parquet; pandas and DuckDB write it from the "
                                 "database or from csv (docs/archive.md)"
                               : "table, csv or json"});
  if (options.below >= 0) options.filter.below = options.below;
  if (options.limit >= 0) options.filter.limit = options.limit > 0 ? options.limit : std::numeric_limits<std::int64_t>::max();
  auto answer = ask(options.database, options.question, options.filter);
  if (!answer) return failed(answer.error());
  auto output = Output::open(options.output);
  if (!output) return failed(output.error());
  const int width = output->is_terminal() ? terminal_width() : 0;
  if (auto done = output->write(write_answer(*answer, *format, width)); !done) return failed(done.error());
  if (auto done = output->close(); !done) return failed(done.error());
  return ExitStatus::kClean;
}

ExitStatus rule_on_names(const std::string& database, const std::string& name, const std::string& other,
                         RulingVerdict verdict) {
  if (auto done = add_ruling(database, name, other, verdict); !done) return failed(done.error());
  return ExitStatus::kClean;
}

ExitStatus undo_ruling(const std::string& database, std::int64_t number) {
  auto done = drop_ruling(database, number);
  if (!done) return failed(done.error());
  if (!*done)
    return failed({.message = fmt::format("there is no ruling {}", number), .path = database,
                   .help = "see: onrecord query rulings --db FILE"});
  return ExitStatus::kClean;
}

}  // namespace

void add_query(CLI::App& program, ExitStatus& status) {
  auto options = std::make_shared<QueryOptions>();
  CLI::App* verb = program.add_subcommand("query", "Questions to an archive");
  verb->footer(question_help());
  verb->add_option("what", options->question, "The question; see below")->required()->type_name("WHAT");
  verb->add_option("--db", options->database, "The archive")->required()->type_name("FILE");
  verb->add_option("--by", options->filter.by, "One answer for each desk, author, publisher or month")->type_name("GROUP");
  verb->add_option("--publisher", options->filter.publisher, "Only this publisher")->type_name("NAME");
  verb->add_option("--author", options->filter.author, "Only this author")->type_name("NAME");
  verb->add_option("--desk", options->filter.desk, "Only this desk or section")->type_name("NAME");
  verb->add_option("--from", options->filter.from, "Only from this day, month or year")->type_name("DATE");
  verb->add_option("--until", options->filter.until, "Only up to it, included")->type_name("DATE");
  verb->add_option("--person", options->filter.person, "Only this person or body, by any of its names")->type_name("NAME");
  verb->add_option("--words", options->filter.words, "Full text: all words, \"a phrase\", a prefix*")->type_name("WORDS");
  verb->add_option("--rule", options->filter.rule, "Only findings of this rule")->type_name("RULE");
  verb->add_option("--below", options->below, "Only articles with a lower score")->type_name("SCORE");
  verb->add_option("--limit", options->limit, "At most so many rows (with --by: of each group); 0: all")->type_name("N");
  verb->add_option("--format", options->format, "table (default), csv or json")->type_name("FORMAT");
  verb->add_option("-o,--output", options->output, "A file; standard output by default")->type_name("PATH");
  verb->callback([options, &status] { status = query(*options); });
}

void add_names(CLI::App& program, ExitStatus& status) {
  auto database = std::make_shared<std::string>();
  auto name = std::make_shared<std::string>(), other = std::make_shared<std::string>();
  auto number = std::make_shared<std::int64_t>(0);
  CLI::App* verb = program.add_subcommand("names", "Rulings on who is who in an archive");
  verb->require_subcommand(1);
  verb->add_option("--db", *database, "The archive")->required()->type_name("FILE");
  const auto add = [&](const char* word, const char* what, RulingVerdict verdict) {
    CLI::App* ruling = verb->add_subcommand(word, what);
    ruling->add_option("name", *name, "As articles have it: \"Suchkov\" or \"Suchkov, director\"")->required();
    ruling->add_option("person", *other, "The person or body of the archive")->required();
    ruling->callback([=, &status] { status = rule_on_names(*database, *name, *other, verdict); });
  };
  add("same", "NAME is PERSON", RulingVerdict::kSame);
  add("different", "NAME is not PERSON", RulingVerdict::kDifferent);
  CLI::App* undo = verb->add_subcommand("undo", "Take a ruling back; onrecord query rulings has the numbers");
  undo->add_option("number", *number, "Its number")->required();
  undo->callback([=, &status] { status = undo_ruling(*database, *number); });
}

}  // namespace onrecord

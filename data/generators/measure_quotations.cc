// Measures how well quotation marks are paired, on attributions marked by people.
//
//   measure_quotations RULES ARTICLES.jsonl [--errors N]
//
// ARTICLES: PolNeAR. A piece of content that begins with a mark should be where one of our quotations begins, one that
// ends with a mark where one ends; when one piece does both, the quotations that begin and end there should be closed.
// Problems: marks that were repaired or stray, per thousand articles.
#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

#include "article/read.h"
#include "editorial/reading.h"
#include "language/tokenize.h"
#include "quotation/find.h"

namespace onrecord {
namespace {

namespace json = boost::json;

std::vector<std::string> items(const Rulebook& book, const char* id) {
  std::vector<std::string> out;
  if (const WordList* list = book.words(id))
    for (const WordRow& row : list->rows()) out.emplace_back(row.text);
  return out;
}

bool begins_with_mark(std::string_view s) {
  for (const std::string_view mark : {"\"", "\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x98", "''", "``"})
    if (s.starts_with(mark)) return true;
  return false;
}
bool ends_with_mark(std::string_view s) {
  for (const std::string_view mark : {"\"", "\xe2\x80\x9d", "\xe2\x80\x9c", "''"})
    if (s.ends_with(mark)) return true;
  return false;
}

class Measure {
 public:
  Measure(const Rulebook& book, int errors)
      : tokenizer_({.titles = items(book, "words/abbreviation-title"),
                    .abbreviations = items(book, "words/abbreviation"),
                    .starters = items(book, "words/sentence-start")}),
        options_{.title_nouns = items(book, "words/title-noun"), .term_cues = items(book, "words/term-cue")},
        lexicon_(page_lexicon(book)),
        errors_(errors) {}

  void add(const json::object& record) {
    const Article article = read_given(std::string_view(record.at("text").as_string()), {}, {.path = "", .id = "", .lexicon = lexicon_});
    Annotated text;
    tokenizer_.tokenize(article, text);
    const Quotations found = find_quotations(article, text, options_);
    ++articles_;
    for (const MarkProblem& p : found.problems) ++problems_[static_cast<int>(p.kind)];
    quotations_ += static_cast<int>(found.all.size());
    begins_.clear();
    ends_.clear();
    for (const Quotation& q : found.all) {
      begins_[q.spans.front().begin.value] = q.closed;
      for (const ByteSpan s : q.spans) {
        begins_.try_emplace(s.begin.value, q.closed);
        ends_.try_emplace(s.end.value, q.closed);
      }
    }
    const CharIndexer index(article.text);
    for (const json::value& attribution : record.at("attributions").as_array())
      for (const json::value& span : attribution.as_object().at("content").as_array()) judge(article, index, span.as_array());
  }

  void print() const {
    std::printf("%d articles, %d quotations; begins right %.4f of %d, ends right %.4f of %d, both and closed %.4f of %d\n", articles_,
                quotations_, share(begun_, with_begin_), with_begin_, share(ended_, with_end_), with_end_, share(both_, with_both_), with_both_);
    std::printf("problems per 1000 articles: unclosed %.0f, stray %.0f, mixed %.0f\n", problem(0), problem(1), problem(2));
  }

 private:
  void judge(const Article& article, const CharIndexer& index, const json::array& span) {
    const std::uint32_t begin = index.bytes(CharPos{span[0].to_number<int>()}).value, end = index.bytes(CharPos{span[1].to_number<int>()}).value;
    const std::string_view piece = std::string_view(article.text).substr(begin, end - begin);
    if (piece.size() < 4) return;
    const bool marked_begin = begins_with_mark(piece), marked_end = ends_with_mark(piece);
    const auto b = begins_.find(begin), e = ends_.find(end);
    const bool right_begin = b != begins_.end(), right_end = e != ends_.end();
    with_begin_ += marked_begin;
    begun_ += marked_begin && right_begin;
    with_end_ += marked_end;
    ended_ += marked_end && right_end;
    with_both_ += marked_begin && marked_end;
    const bool both = right_begin && right_end && b->second && e->second;
    both_ += marked_begin && marked_end && both;
    const bool wrong = (marked_begin && !right_begin) || (marked_end && !right_end) || (marked_begin && marked_end && !both);
    if (!wrong || errors_ <= 0) return;
    --errors_;
    const std::size_t from = begin < 30 ? 0 : begin - 30;
    std::string shown = article.text.substr(from, begin - from) + "[[" + std::string(piece) + "]]" + article.text.substr(end, 30);
    for (char& c : shown) c = c == '\n' ? '~' : c;
    std::printf("%s%s%s %s\n", right_begin || !marked_begin ? "" : "BEGIN ", right_end || !marked_end ? "" : "END ", both ? "" : "open", shown.c_str());
  }

  static double share(int n, int of) { return of == 0 ? 0 : static_cast<double>(n) / of; }
  double problem(int kind) const {
    const auto it = problems_.find(kind);
    return it == problems_.end() ? 0 : 1000.0 * it->second / std::max(1, articles_);
  }

  Tokenizer tokenizer_;
  QuotationOptions options_;
  PageLexicon lexicon_;
  int errors_;
  int articles_ = 0, quotations_ = 0;
  int with_begin_ = 0, begun_ = 0, with_end_ = 0, ended_ = 0, with_both_ = 0, both_ = 0;
  std::map<int, int> problems_;
  std::map<std::uint32_t, bool> begins_, ends_;
};

int run(int argc, char** argv) {
  const Schema schema;
  const Result<Rulebook> book = Rulebook::load(argv[1], schema);
  if (!book) {
    std::cerr << book.error().to_string() << "\n";
    return 2;
  }
  Measure measure(*book, argc > 4 ? std::atoi(argv[4]) : 0);
  std::ifstream file(argv[2]);
  for (std::string line; std::getline(file, line);) measure.add(json::parse(line).as_object());
  measure.print();
  return 0;
}

}  // namespace
}  // namespace onrecord

int main(int argc, char** argv) {
  if (argc >= 3) return onrecord::run(argc, argv);
  std::cerr << "usage: measure_quotations RULES ARTICLES.jsonl [--errors N]\n";
  return 2;
}

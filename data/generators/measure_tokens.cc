// Measures the tokenizer against people's tokens and sentences, and its speed.
//
//   measure_tokens RULES FILE... [--errors N]
//
// FILE: Universal Dependencies (.conllu: raw text is put together again from "# text", a paragraph is a block) or
// PolNeAR (.jsonl: CoreNLP's tokens and sentences). A token or sentence counts when both its ends are right.
#include <algorithm>
#include <boost/json.hpp>
#include <ctime>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "article/read.h"
#include "editorial/reading.h"
#include "language/tokenize.h"

namespace onrecord {
namespace {

namespace json = boost::json;
using Spans = std::set<std::pair<std::uint32_t, std::uint32_t>>;

struct Gold {
  Article article;
  Spans tokens, sentences;
};

std::vector<std::string> items(const Rulebook& book, const char* id) {
  std::vector<std::string> out;
  if (const WordList* list = book.words(id))
    for (const WordRow& row : list->rows()) out.emplace_back(row.text);
  return out;
}

void add_sentence(Gold& gold, std::uint32_t first, std::uint32_t last) {
  if (first < last) gold.sentences.insert({first, last});
}

/// Reads the paragraphs of a file one after another into one article with a block for each.
class ConlluReader {
 public:
  Gold run(std::istream& in) {
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with("# newpar") || line.starts_with("# newdoc")) new_block_ = true;
      else if (line.starts_with("# text = ")) begin_sentence(line.substr(9));
      else if (line.empty()) end_sentence();
      else if (line[0] >= '0' && line[0] <= '9') word(line);
    }
    return std::move(gold_);
  }

 private:
  void begin_sentence(const std::string& text) {
    std::string& all = gold_.article.text;
    if (!all.empty()) all += new_block_ ? "\n\n" : space_ ? " " : "";
    begin_ = at_ = all.size();
    all += text;
    if (new_block_) gold_.article.blocks.push_back({BlockKind::kParagraph, {BytePos{begin_}, BytePos{all.size()}}});
    gold_.article.blocks.back().span.end = BytePos{all.size()};
    new_block_ = false;
    space_ = true;
  }

  void word(const std::string& line) {
    std::istringstream columns(line);
    std::string id, form, skipped;
    columns >> id;
    std::getline(columns, skipped, '\t');
    std::getline(columns, form, '\t');
    if (id.find('-') != std::string::npos) {
      joined_until_ = std::atoi(id.c_str() + id.find('-') + 1);
      space_ = line.find("SpaceAfter=No") == std::string::npos;
      return;
    }
    if (id.find('.') != std::string::npos) return;
    const std::string& all = gold_.article.text;
    const std::size_t found = all.find(form, at_);
    if (found == std::string::npos || found > at_ + 3) return;  // spelled otherwise than in the text
    at_ = found + form.size();
    gold_.tokens.insert({static_cast<std::uint32_t>(found), static_cast<std::uint32_t>(at_)});
    if (std::atoi(id.c_str()) > joined_until_) space_ = line.find("SpaceAfter=No") == std::string::npos;
  }

  void end_sentence() {
    add_sentence(gold_, static_cast<std::uint32_t>(begin_), static_cast<std::uint32_t>(gold_.article.text.size()));
    joined_until_ = 0;
  }

  Gold gold_;
  std::size_t begin_ = 0, at_ = 0;
  bool new_block_ = true, space_ = true;
  int joined_until_ = 0;
};

std::vector<Gold> read_polnear(std::istream& in, const PageLexicon& lexicon) {
  std::vector<Gold> out;
  for (std::string line; std::getline(in, line);) {
    const json::object record = json::parse(line).as_object();
    if (!record.contains("tokens")) continue;
    Gold gold;
    gold.article = read_given(std::string_view(record.at("text").as_string()), {}, {.path = "", .id = "", .lexicon = lexicon});
    const CharIndexer index(gold.article.text);
    std::map<std::int64_t, std::pair<std::uint32_t, std::uint32_t>> sentences;
    for (const json::value& token : record.at("tokens").as_array()) {
      const auto at = [&](std::size_t i) { return token.as_array()[i].to_number<std::int64_t>(); };
      const std::uint32_t begin = index.bytes(CharPos{at(0)}).value, end = index.bytes(CharPos{at(1)}).value;
      gold.tokens.insert({begin, end});
      sentences.try_emplace(at(2), begin, end).first->second.second = end;
    }
    for (const auto& [n, span] : sentences) add_sentence(gold, span.first, span.second);
    out.push_back(std::move(gold));
  }
  return out;
}

struct Score {
  double gold = 0, found = 0, both = 0;
  void add(const Spans& g, const Spans& f) {
    gold += static_cast<double>(g.size());
    found += static_cast<double>(f.size());
    for (const auto& span : f) both += g.contains(span);
  }
  double f1() const { return 2 * both / std::max(1.0, gold + found); }
};

class Measure {
 public:
  Measure(const Tokenizer& tokenizer, int errors) : tokenizer_(tokenizer), errors_(errors) {}

  void add(const Gold& gold) {
    const std::clock_t begin = std::clock();
    tokenizer_.tokenize(gold.article, text_);
    const Annotated& text = text_;
    seconds_ += static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    bytes_ += static_cast<double>(gold.article.text.size());
    Spans tokens, sentences;
    for (const Token& t : text.tokens) tokens.insert({t.span.begin.value, t.span.end.value});
    for (const Sentence& s : text.sentences) {
      const ByteSpan span = text.bytes(s.tokens);
      sentences.insert({span.begin.value, span.end.value});
    }
    tokens_.add(gold.tokens, tokens);
    sentences_.add(gold.sentences, sentences);
    if (errors_ > 0) explain(gold, tokens, sentences);
  }

  void print(const std::string& name) {
    std::printf("%s: tokens F1 %.4f, sentences F1 %.4f, %.1f MB/s\n", name.c_str(), tokens_.f1(), sentences_.f1(), bytes_ / 1e6 / seconds_);
    std::vector<std::pair<int, std::string>> worst;
    for (const auto& [what, n] : kinds_) worst.emplace_back(n, what);
    std::sort(worst.rbegin(), worst.rend());
    for (const char* group : {"token", "false", "missed"}) {
      int shown = 0;
      for (const auto& [n, what] : worst)
        if (what.starts_with(group) && shown++ < errors_) std::printf("%5d %s\n", n, what.c_str());
    }
  }

 private:
  void explain(const Gold& gold, const Spans& tokens, const Spans& sentences) {
    const std::string& text = gold.article.text;
    for (const auto& span : gold.tokens)
      if (!tokens.contains(span)) ++kinds_["token " + cut(gold.tokens, span, text) + "  ours: " + cut(tokens, span, text)];
    for (const auto& span : sentences)
      if (!gold.sentences.contains(span) && !ends(gold.sentences, span.second))
        ++kinds_["false end ..." + around(text, span.second)];
    for (const auto& span : gold.sentences)
      if (!ends(sentences, span.second)) ++kinds_["missed end ..." + around(text, span.second)];
  }
  static bool ends(const Spans& spans, std::uint32_t end) {
    return std::any_of(spans.begin(), spans.end(), [&](const auto& s) { return s.second == end; });
  }
  static std::string around(const std::string& text, std::uint32_t at) {
    std::string out = text.substr(at < 24 ? 0 : at - 24, 24) + "|" + text.substr(at, 16);
    std::replace(out.begin(), out.end(), '\n', ' ');
    return out;
  }
  static std::string cut(const Spans& spans, std::pair<std::uint32_t, std::uint32_t> over, const std::string& text) {
    std::string out;
    auto it = spans.lower_bound({over.first < 40 ? 0 : over.first - 40, 0});
    for (; it != spans.end() && it->first < over.second; ++it)
      if (it->second > over.first) out += text.substr(it->first, it->second - it->first) + " ";
    return out;
  }

  const Tokenizer& tokenizer_;
  Annotated text_;
  int errors_;
  Score tokens_, sentences_;
  double seconds_ = 0, bytes_ = 0;
  std::map<std::string, int> kinds_;
};

int run(int argc, char** argv) {
  const Schema schema;
  const Result<Rulebook> book = Rulebook::load(argv[1], schema);
  if (!book) {
    std::cerr << book.error().to_string() << "\n";
    return 2;
  }
  const Tokenizer tokenizer({.titles = items(*book, "words/abbreviation-title"),
                             .abbreviations = items(*book, "words/abbreviation"),
                             .starters = items(*book, "words/sentence-start")});
  int errors = 0;
  for (int i = 2; i + 1 < argc; ++i)
    if (std::string(argv[i]) == "--errors") errors = std::atoi(argv[i + 1]);
  for (int i = 2; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--errors") break;
    std::ifstream file(name);
    Measure measure(tokenizer, errors);
    if (name.ends_with(".conllu")) measure.add(ConlluReader().run(file));
    else for (const Gold& gold : read_polnear(file, page_lexicon(*book))) measure.add(gold);
    measure.print(name);
  }
  return 0;
}

}  // namespace
}  // namespace onrecord

int main(int argc, char** argv) {
  if (argc >= 3) return onrecord::run(argc, argv);
  std::cerr << "usage: measure_tokens RULES FILE... [--errors N]\n";
  return 2;
}

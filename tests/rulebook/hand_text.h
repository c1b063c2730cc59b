// Annotated text written by hand, so that rules can be tested without models.
//
//   HandText t(R"(
//     Calder   calder  NNP  2  nsubj
//     said     say     VBD  0  root
//     +.       .       .    2  punct
//   )");
//
// One token a line: form, lemma, tag, head (1-based in its sentence, 0: root), relation. A form that starts with +
// stands right behind the one before. An empty line ends a sentence; a line "#p" a paragraph; "#title" makes what
// follows the headline. Quotations are found by the real engine.
#pragma once

#include <algorithm>
#include <memory_resource>
#include <sstream>
#include <string>
#include <vector>

#include "language/annotated.h"
#include "quotation/find.h"

namespace onrecord {

template <class E>
E named_as(std::string_view name) {
  const auto it = std::find(std::begin(EnumNames<E>::names), std::end(EnumNames<E>::names), name);
  if (it == std::end(EnumNames<E>::names)) throw std::invalid_argument("no such name: " + std::string(name));
  return static_cast<E>(it - std::begin(EnumNames<E>::names));
}

struct HandText {
  Article article;
  Annotated text;
  Quotations quotations;

  explicit HandText(const std::string& table) {
    read(table);
    build();
  }
  HandText(const HandText&) = delete;

 private:
  struct Row {
    std::string form, lemma, tag, relation;
    int head = 0;
    bool space = true;
  };
  std::vector<std::vector<Row>> sentences_{{}};
  std::vector<std::pair<std::size_t, BlockKind>> blocks_{{0, BlockKind::kParagraph}};

  void read(const std::string& table) {
    std::istringstream in(table);
    for (std::string line; std::getline(in, line);) {
      std::istringstream columns(line);
      Row row;
      if (!(columns >> row.form)) {
        end_sentence();
      } else if (row.form == "#p" || row.form == "#title") {
        end_sentence();
        const BlockKind kind = row.form == "#p" ? BlockKind::kParagraph : BlockKind::kTitle;
        if (blocks_.back().first == sentences_.size() - 1) blocks_.back().second = kind;
        else blocks_.emplace_back(sentences_.size() - 1, kind);
      } else {
        columns >> row.lemma >> row.tag >> row.head >> row.relation;
        if (row.form.size() > 1 && row.form[0] == '+') row.form.erase(0, 1), row.space = false;
        sentences_.back().push_back(row);
      }
    }
    end_sentence();
    sentences_.pop_back();
  }
  void end_sentence() {
    if (!sentences_.back().empty()) sentences_.emplace_back();
  }
  void build() {
    text.arena = std::make_unique<std::pmr::monotonic_buffer_resource>();
    std::size_t block = 0;
    for (std::size_t s = 0; s < sentences_.size(); ++s) {
      const bool starts = block < blocks_.size() && blocks_[block].first == s;
      if (starts) start_block(blocks_[block++].second);
      add_sentence(sentences_[s], s);
      article.blocks.back().span.end = BytePos{article.text.size()};
    }
    text.article = &article;
    text.index_children();
    quotations = find_quotations(article, text, {});
  }
  void start_block(BlockKind kind) {
    if (!article.text.empty()) article.text += "\n\n";
    const BytePos at{article.text.size()};
    article.blocks.push_back({kind, {at, at}});
  }
  void add_sentence(const std::vector<Row>& rows, std::size_t number) {
    const auto base = static_cast<std::int32_t>(text.tokens.size());
    for (const Row& row : rows) add_token(row, base, number);
    text.sentences.push_back({{TokenIndex{base}, text.size()}, static_cast<std::int32_t>(article.blocks.size()) - 1});
  }
  std::string_view keep(const std::string& s) {
    char* copy = static_cast<char*>(text.arena->allocate(s.size() + 1, 1));
    std::copy(s.begin(), s.end(), copy);
    return {copy, s.size()};
  }
  void add_token(const Row& row, std::int32_t base, std::size_t sentence) {
    const bool first = BytePos{article.text.size()} == article.blocks.back().span.begin;
    Token t;
    t.space_before = row.space && !first;
    if (t.space_before) article.text += ' ';
    t.span.begin = BytePos{article.text.size()};
    article.text += row.form;
    t.span.end = BytePos{article.text.size()};
    std::string lower = row.form;
    for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    t.lower = keep(lower);
    t.lemma = keep(row.lemma);
    t.lower_hash = hash_of(t.lower);
    t.lemma_hash = hash_of(t.lemma);
    t.tag = named_as<Tag>(row.tag);
    t.relation = named_as<Relation>(row.relation);
    t.head = row.head == 0 ? kNoToken : TokenIndex{base + row.head - 1};
    t.sentence = SentenceIndex{sentence};
    t.is_word = std::any_of(row.form.begin(), row.form.end(), [](unsigned char c) { return std::isalnum(c) || c >= 0xC3; }) &&
                row.form.find("\xe2\x80") == std::string::npos;
    text.tokens.push_back(t);
  }
};

}  // namespace onrecord

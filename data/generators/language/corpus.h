// Corpora that the language models learn from, as the analyzer's own Annotated text with the gold beside it: training
// sees exactly what annotate() sees.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <unicode/uchar.h>

#include "base/utf8.h"
#include "language/annotated.h"
#include "language/names.h"
#include "language/tokenize.h"

namespace onrecord::corpus {

struct Gold {
  Tag tag = Tag::kNone;
  std::string lemma;
  int head = 0;  ///< 1-based within the sentence, 0 root
  Relation relation = Relation::kNone;
  NameLabel name = kOutside;
};

/// An article and what is known of each token.
struct Document {
  Article article;
  Annotated text;
  std::vector<Gold> gold;
};
using Documents = std::vector<std::unique_ptr<Document>>;

inline std::string lowered(std::string_view form) {
  std::string out;
  for (std::size_t at = 0; at < form.size();) {
    const char32_t c = decode_utf8(form, at);
    append_utf8(out, c == U'\u2019' || c == U'\u2018' ? U'\'' : static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
  }
  return out;
}

inline std::vector<std::string> split(std::string_view line, char by) {
  std::vector<std::string> out;
  for (std::size_t at = 0;;) {
    const std::size_t end = line.find(by, at);
    out.emplace_back(line.substr(at, end - at));
    if (end == std::string_view::npos) return out;
    at = end + 1;
  }
}

/// Subtypes that the analyzer does not tell apart become their universal relation.
inline Relation relation_of(const std::string& name) {
  if (const auto found = enum_from_name<Relation>(name)) return *found;
  return enum_from_name<Relation>(name.substr(0, name.find(':'))).value_or(Relation::kDep);
}

namespace detail {

/// Token texts go to the arena first; views into the article are set when its text is complete.
inline void add_token(Document& doc, std::string_view form, bool space_before) {
  std::string& text = doc.article.text;
  if (space_before && !text.empty()) text += ' ';
  Token token;
  token.span.begin = BytePos{text.size()};
  text += form;
  token.span.end = BytePos{text.size()};
  token.space_before = space_before;
  token.sentence = SentenceIndex{doc.text.sentences.size()};
  doc.text.tokens.push_back(token);
}

inline void finish(Document& doc) {
  doc.text.article = &doc.article;
  doc.text.arena = std::make_unique<std::pmr::monotonic_buffer_resource>();
  doc.article.blocks = {{BlockKind::kParagraph, {BytePos{0}, BytePos{doc.article.text.size()}}}};
  for (Token& token : doc.text.tokens) {
    const std::string lower = lowered(doc.article.view(token.span));
    char* kept = static_cast<char*>(doc.text.arena->allocate(lower.size() + 1, 1));
    std::copy(lower.begin(), lower.end(), kept);
    token.lower = {kept, lower.size()};
    token.lower_hash = hash_of(token.lower);
  }
}

inline void close_sentence(Document& doc, std::size_t& begin) {
  const std::size_t end = doc.text.tokens.size();
  if (end > begin) doc.text.sentences.push_back({{TokenIndex{begin}, TokenIndex{end}}, 0});
  begin = end;
}

/// The text of a record, cut by our tokenizer; each line is a paragraph. Nothing is known of its words.
inline std::unique_ptr<Document> article_of(const boost::json::value& record, const Tokenizer& tokenizer) {
  auto doc = std::make_unique<Document>();
  const boost::json::string& json_text = record.at("text").as_string();
  std::string& text = doc->article.text;
  text.assign(json_text.data(), json_text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::size_t first = text.find_first_not_of(" \t\r", at);
    std::size_t last = end;
    while (last > at && static_cast<unsigned char>(text[last - 1]) <= ' ') --last;
    if (first < last) doc->article.blocks.push_back({BlockKind::kParagraph, {BytePos{first}, BytePos{last}}});
    at = end + 1;
  }
  tokenizer.tokenize(doc->article, doc->text);
  doc->gold.resize(doc->text.tokens.size());
  return doc;
}

}  // namespace detail

/// Universal Dependencies in CoNLL-U. Empty nodes and multiword lines are left out, as the treebanks' words are our
/// tokens.
inline Documents read_conllu(const std::filesystem::path& path) {
  Documents out;
  std::ifstream in(path);
  std::size_t begin = 0;
  bool space = true;
  int joined_until = 0;
  bool joined_space = true;
  const auto start = [&] {
    if (!out.empty()) detail::finish(*out.back());
    out.push_back(std::make_unique<Document>());
    begin = 0;
  };
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("# newdoc") || (out.empty() && !line.empty() && line[0] != '#')) start();
    if (line.empty() && !out.empty()) {
      detail::close_sentence(*out.back(), begin);
      space = true;
      joined_until = 0;
    }
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> f = split(line, '\t');
    if (f.size() < 10 || f[0].find('.') != std::string::npos) continue;
    const bool glued = f[9].find("SpaceAfter=No") != std::string::npos;
    if (const std::size_t dash = f[0].find('-'); dash != std::string::npos) {
      joined_until = std::stoi(f[0].substr(dash + 1));
      joined_space = !glued;
      continue;
    }
    const int id = std::stoi(f[0]);
    detail::add_token(*out.back(), f[1], space);
    space = id < joined_until ? false : id == joined_until ? joined_space : !glued;
    Gold gold;
    gold.tag = enum_from_name<Tag>(f[4]).value_or(Tag::kXX);
    gold.lemma = lowered(f[2]);
    gold.head = std::stoi(f[6]);
    gold.relation = relation_of(f[7]);
    out.back()->gold.push_back(std::move(gold));
  }
  if (!out.empty()) detail::finish(*out.back());
  return out;
}

/// PolNeAR's articles, cut by our tokenizer; tags, lemmas and names are CoreNLP's, of the token that begins at the same
/// character (kNone, "" where there is none), names of the token that covers it.
inline Documents read_polnear(const std::filesystem::path& path, const Tokenizer& tokenizer) {
  Documents out;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const boost::json::value record = boost::json::parse(line);
    const boost::json::value* tokens = record.as_object().if_contains("tokens");
    if (!tokens) continue;
    std::unique_ptr<Document> doc = detail::article_of(record, tokenizer);
    const std::string& text = doc->article.text;
    std::vector<std::size_t> byte_of;
    for (std::size_t i = 0; i < text.size(); ++i)
      if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) byte_of.push_back(i);
    byte_of.push_back(text.size());
    const boost::json::array& rows = tokens->as_array();
    const auto at = [&](const boost::json::value& row, std::size_t field) {
      return byte_of[static_cast<std::size_t>(row.at(field).as_int64())];
    };
    const auto label = [](std::string_view name) {
      return name == "PERSON"         ? begins(NameKind::kPerson)
             : name == "ORGANIZATION" ? begins(NameKind::kOrganization)
             : name == "LOCATION"     ? begins(NameKind::kPlace)
             : name == "MISC"         ? begins(NameKind::kOther)
                                      : kOutside;
    };
    std::size_t row = 0;
    for (std::size_t i = 0; i < doc->text.tokens.size(); ++i) {
      const Token& token = doc->text.tokens[i];
      while (row < rows.size() && at(rows[row], 1) <= token.span.begin.value) ++row;
      if (row == rows.size() || at(rows[row], 0) > token.span.begin.value) continue;
      Gold& gold = doc->gold[i];
      gold.name = label(std::string_view(rows[row].at(4).as_string()));
      const bool goes = i > 0 && doc->text.tokens[i - 1].sentence == token.sentence && gold.name != kOutside &&
                        doc->gold[i - 1].name != kOutside && kind_of(doc->gold[i - 1].name) == kind_of(gold.name);
      if (goes) gold.name = goes_on(kind_of(gold.name));
      if (at(rows[row], 0) != token.span.begin.value || at(rows[row], 1) != token.span.end.value) continue;
      gold.tag = enum_from_name<Tag>(std::string_view(rows[row].at(3).as_string())).value_or(Tag::kNone);
      gold.lemma = lowered(std::string_view(rows[row].at(5).as_string()));
    }
    out.push_back(std::move(doc));
  }
  return out;
}

/// Articles of which nothing but the text is known.
inline Documents read_articles(const std::filesystem::path& path, const Tokenizer& tokenizer) {
  Documents out;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);)
    out.push_back(detail::article_of(boost::json::parse(line), tokenizer));
  return out;
}

/// The quoted words of a word-list rule.
inline std::vector<std::string> quoted_words(const std::filesystem::path& rule) {
  std::vector<std::string> out;
  std::ifstream in(rule);
  bool items = false;
  for (std::string line; std::getline(in, line);) {
    if (line.find("  items") == 0) items = true;
    if (!items) continue;
    for (std::size_t at = 0; (at = line.find('"', at)) != std::string::npos;) {
      const std::size_t end = line.find('"', at + 1);
      if (end == std::string::npos) break;
      out.push_back(line.substr(at + 1, end - at - 1));
      at = end + 1;
    }
  }
  return out;
}

inline Tokenizer make_tokenizer(const std::filesystem::path& rules) {
  return Tokenizer({.titles = quoted_words(rules / "words/abbreviation-title.rule"),
                    .abbreviations = quoted_words(rules / "words/abbreviation.rule"),
                    .starters = quoted_words(rules / "words/sentence-start.rule")});
}

}  // namespace onrecord::corpus

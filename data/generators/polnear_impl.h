#pragma once
#include <boost/json.hpp>
#include <fstream>
#include <map>
#include <memory>

#include "pipeline.h"
#include "polnear.h"

namespace onrecord::polnear {
namespace detail {

inline std::vector<BytePos> char_to_byte(const std::string& s) {
  std::vector<BytePos> out;
  for (std::size_t i = 0; i < s.size(); ++i)
    if ((static_cast<unsigned char>(s[i]) & 0xC0) != 0x80) out.push_back(BytePos{i});
  out.push_back(BytePos{s.size()});
  return out;
}
inline std::vector<ByteSpan> spans(const boost::json::value& v, const std::vector<BytePos>& at) {
  std::vector<ByteSpan> out;
  for (const auto& s : v.as_array()) {
    const auto b = static_cast<std::size_t>(s.at(0).as_int64()), e = static_cast<std::size_t>(s.at(1).as_int64());
    out.push_back({at[b], at[e]});
  }
  return out;
}
inline Relation relation(const std::string& r, Tag tag, bool head_verbal) {
  static const std::map<std::string, Relation> names = {
      {"dobj", Relation::kObj}, {"nsubjpass", Relation::kNsubjPass}, {"csubjpass", Relation::kCsubjPass},
      {"auxpass", Relation::kAuxPass}, {"neg", Relation::kAdvmod}, {"mwe", Relation::kFixed},
      {"nmod:npmod", Relation::kOblUnmarked}, {"nmod:tmod", Relation::kOblUnmarked}, {"foreign", Relation::kFlat}};
  (void)tag;
  if (r == "nmod") return head_verbal ? Relation::kObl : Relation::kNmod;
  if (auto it = names.find(r); it != names.end()) return it->second;
  return enum_from_name<Relation>(r).value_or(Relation::kDep);
}
inline std::string lower(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s.substr(i, 3) == "\xe2\x80\x99") { out += '\''; i += 2; continue; }
    out += static_cast<char>(s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 32 : s[i]);
  }
  return out;
}
inline std::string_view keep(Annotated& a, const std::string& s) {
  char* p = static_cast<char*>(a.arena->allocate(s.size() + 1, 1));
  std::copy(s.begin(), s.end(), p);
  return {p, s.size()};
}
inline void blocks(Article& a) {
  std::size_t at = 0;
  while (at < a.text.size()) {
    auto end = a.text.find('\n', at);
    if (end == std::string::npos) end = a.text.size();
    std::size_t b = at, e = end;
    while (b < e && static_cast<unsigned char>(a.text[b]) <= ' ') ++b;
    while (e > b && static_cast<unsigned char>(a.text[e - 1]) <= ' ') --e;
    if (b < e)
      a.blocks.push_back({a.blocks.empty() ? BlockKind::kTitle : BlockKind::kParagraph, {BytePos{b}, BytePos{e}}});
    at = end + 1;
  }
}
/// Straight and curly double marks, paired within a block: only until the quotation layer is called here.
inline void simple_quotations(Annotated& a, Quotations& q) {
  auto close = [&](TokenIndex open, TokenIndex end, bool closed) {
    Quotation one;
    one.tokens = {open, end};
    one.spans = {a.bytes(one.tokens)};
    one.closed = closed;
    for (TokenIndex i = open; i < end; ++i) a[i].quotation = static_cast<std::int32_t>(q.all.size());
    q.all.push_back(one);
  };
  TokenIndex open = kNoToken;
  for (TokenIndex i{0}; i < a.size(); ++i) {
    const bool new_block = i.value > 0 && a.sentence_of(i).block != a.sentence_of(i - 1).block;
    if (new_block && open != kNoToken) { close(open, i, false); open = kNoToken; }
    const std::string_view w = a.form(i);
    const bool left = w == "\xe2\x80\x9c", right = w == "\xe2\x80\x9d";
    if (!left && !right && w != "\"" && w != "``" && w != "''") continue;
    bool opens = left || (!right && (w == "``" || (a[i].space_before && open == kNoToken) || open == kNoToken));
    if (w == "''" ) opens = open == kNoToken && (i.value == 0 || a[i].space_before);
    if (opens) { if (open != kNoToken) close(open, i, false); open = i; }
    else if (open != kNoToken) { close(open, i + 1, true); open = kNoToken; }
  }
  if (open != kNoToken) close(open, a.size(), false);
}
inline void names(Annotated& a, const std::vector<std::string>& ner) {
  auto kind = [](const std::string& n) {
    return n == "PERSON" ? 0 : n == "ORGANIZATION" ? 1 : n == "LOCATION" ? 2 : n == "MISC" ? 3 : -1;
  };
  for (std::size_t i = 0; i < ner.size();) {
    std::size_t j = i + 1;
    while (j < ner.size() && ner[j] == ner[i] && a.tokens[j].sentence == a.tokens[i].sentence) ++j;
    if (const int k = kind(ner[i]); k >= 0) {
      for (std::size_t t = i; t < j; ++t) a.tokens[t].name = static_cast<std::int32_t>(a.names.size());
      a.names.push_back({static_cast<NameKind>(k), {TokenIndex{i}, TokenIndex{j}}, {}});
    }
    i = j;
  }
}
inline void corpus_tokens(const boost::json::array& rows, const std::vector<BytePos>& at, Item& item) {
  Annotated& a = item.text;
  a.article = &item.article;
  a.arena = std::make_unique<std::pmr::monotonic_buffer_resource>();
  std::vector<std::string> ner;
  std::size_t block = 0;
  std::int32_t sentence = -1;
  std::int64_t raw_sentence = -1;
  for (const auto& r : rows) {
    Token t;
    t.span = {at[static_cast<std::size_t>(r.at(0).as_int64())], at[static_cast<std::size_t>(r.at(1).as_int64())]};
    const auto form = item.article.view(t.span);
    t.lower = keep(a, lower(form));
    t.lemma = keep(a, lower(std::string(r.at(5).as_string())));
    t.lower_hash = hash_of(t.lower);
    t.lemma_hash = hash_of(t.lemma);
    std::string tag(r.at(3).as_string());
    t.tag = enum_from_name<Tag>(tag).value_or(Tag::kNone);
    if (const auto h = r.at(6).as_int64(); h >= 0) t.head = TokenIndex{h};
    const auto h = r.at(6).as_int64();
    bool verbal = false;
    if (h >= 0) {
      const auto ht = std::string(rows[static_cast<std::size_t>(h)].at(3).as_string());
      verbal = ht[0] == 'V' || ht[0] == 'J' || ht[0] == 'R' || ht == "MD";
    }
    t.relation = relation(std::string(r.at(7).as_string()), t.tag, verbal);
    t.is_word = std::any_of(form.begin(), form.end(), [](unsigned char c) { return std::isalnum(c) != 0; }) ||
                (!form.empty() && static_cast<unsigned char>(form[0]) == 0xC3);
    t.space_before = t.span.begin.value == 0 || static_cast<unsigned char>(item.article.text[t.span.begin.value - 1]) <= ' ' || static_cast<unsigned char>(item.article.text[t.span.begin.value - 1]) == 0xA0;
    while (block + 1 < item.article.blocks.size() && item.article.blocks[block].span.end <= t.span.begin) ++block;
    const bool fresh = sentence < 0 || r.at(2).as_int64() != raw_sentence ||
                       static_cast<std::size_t>(a.sentences.back().block) != block;
    if (fresh) {
      ++sentence;
      a.sentences.push_back({{a.size(), a.size()}, static_cast<std::int32_t>(block)});
    }
    raw_sentence = r.at(2).as_int64();
    t.sentence = SentenceIndex{sentence};
    a.tokens.push_back(t);
    a.sentences.back().tokens.end = a.size();
    ner.emplace_back(r.at(4).as_string());
  }
  for (Token& t : a.tokens)  // sentences that run over a line were cut: heads stay inside
    if (t.head != kNoToken && a[t.head].sentence != t.sentence) { t.head = kNoToken; t.relation = Relation::kRoot; }
  names(a, ner);
  a.index_children();
  simple_quotations(a, item.quotations);
}

}  // namespace detail

inline TokenRuns cover(const Annotated& a, const std::vector<ByteSpan>& spans) {
  TokenRuns runs;
  for (ByteSpan s : spans) {
    auto it = std::partition_point(a.tokens.begin(), a.tokens.end(), [&](const Token& t) { return t.span.end <= s.begin; });
    auto end = it;
    while (end != a.tokens.end() && end->span.begin < s.end) ++end;
    runs.add({TokenIndex{it - a.tokens.begin()}, TokenIndex{end - a.tokens.begin()}});
  }
  return runs;
}

inline void fill_gold(Item& item) {
  item.gold.clear();
  for (std::size_t i = 0; i < item.raw_content.size(); ++i)
    item.gold.push_back({cover(item.text, item.raw_source[i]), cover(item.text, item.raw_cue[i]), cover(item.text, item.raw_content[i])});
}

inline std::vector<std::unique_ptr<Item>> load(const std::string& path, std::size_t limit, const GeneratorPipeline* own) {
  std::ifstream in(path);
  std::vector<std::unique_ptr<Item>> out;
  for (std::string line; out.size() < limit && std::getline(in, line);) {
    const auto v = boost::json::parse(line);
    const auto* tokens = v.as_object().if_contains("tokens");
    if (!own && !tokens) continue;
    auto item = std::make_unique<Item>();
    if (own) {
      item->article = own->read(line);
    } else {
      item->article.id = std::string(v.at("id").as_string());
      item->article.text = std::string(v.at("text").as_string());
      const auto text_of = [&](const char* key) {
        const auto* value = v.as_object().if_contains(key);
        return value && value->is_string() ? std::string(value->as_string()) : std::string();
      };
      item->article.title = text_of("title");
      item->article.byline = text_of("author");
    }
    const auto at = detail::char_to_byte(item->article.text);
    if (own) {
      own->annotate(item->article, item->text, item->quotations);
    } else {
      detail::blocks(item->article);
      detail::corpus_tokens(tokens->as_array(), at, *item);
    }
    for (const auto& g : v.at("attributions").as_array()) {
      item->raw_source.push_back(detail::spans(g.at("source"), at));
      item->raw_cue.push_back(detail::spans(g.at("cue"), at));
      item->raw_content.push_back(detail::spans(g.at("content"), at));
    }
    fill_gold(*item);
    out.push_back(std::move(item));
  }
  return out;
}

}  // namespace onrecord::polnear

// Measures how pronouns find whom they stand for, on the gold coreference of GUM (Zeldes 2017; its CC BY documents, UD
// release), gold trees included: of the pronouns with a right candidate, how many choose one.
//
//   measure_antecedent RULES FILE.conllu ...
//
// The weights (rules/words/antecedent.tsv) are set by hand: weights learnt from GUM, and from those pronouns of news that
// gender alone answers, were better on GUM and worse on news (docs/accuracy.md, "What was tried").
#include <fmt/core.h>

#include <fstream>
#include <map>
#include <memory>

#include "attribution/antecedent.h"
#include "polnear_impl.h"
#include "editorial/editorial_schema.h"

using namespace onrecord;

namespace {

struct Document {
  Article article;
  Annotated text;
  Quotations quotations;
  std::vector<int> gold;  ///< token -> entity of the smallest gold mention that it heads, -1
};

struct GoldMention {
  int entity = 0;
  std::size_t begin = 0, end = 0;
  std::string type;
};

std::string misc_value(const std::string& misc, const std::string& key) {
  const auto at = misc.find(key + "=");
  if (at == std::string::npos) return {};
  const auto begin = at + key.size() + 1;
  return misc.substr(begin, misc.find('|', begin) - begin);
}

/// Reads one document's rows; `gold` gets its mentions.
class Reader {
 public:
  std::unique_ptr<Document> doc;
  std::vector<GoldMention> mentions;

  void start() {
    doc = std::make_unique<Document>();
    doc->text.arena = std::make_unique<std::pmr::monotonic_buffer_resource>();
    mentions.clear();
    open_.clear();
    paragraph_ = true;
  }
  void paragraph() { paragraph_ = true; }
  void sentence() { fresh_ = true; }

  void row(const std::vector<std::string>& c) {
    Annotated& a = doc->text;
    if (paragraph_) {
      if (!doc->article.text.empty()) doc->article.text += "\n";
      doc->article.blocks.push_back({doc->article.blocks.empty() ? BlockKind::kTitle : BlockKind::kParagraph, {BytePos{doc->article.text.size()}, BytePos{doc->article.text.size()}}});
    }
    if (fresh_ || paragraph_) {
      a.sentences.push_back({{a.size(), a.size()}, static_cast<std::int32_t>(doc->article.blocks.size()) - 1});
      first_ = a.tokens.size();
    }
    fresh_ = paragraph_ = false;
    Token t;
    t.space_before = space_;
    if (space_ && !doc->article.text.empty() && doc->article.text.back() != '\n') doc->article.text += ' ';
    const BytePos begin{doc->article.text.size()};
    doc->article.text += c[1];
    t.span = {begin, BytePos{doc->article.text.size()}};
    doc->article.blocks.back().span.end = t.span.end;
    t.lower = polnear::detail::keep(a, polnear::detail::lower(c[1]));
    t.lemma = polnear::detail::keep(a, polnear::detail::lower(c[2]));
    t.lower_hash = hash_of(t.lower);
    t.lemma_hash = hash_of(t.lemma);
    t.tag = enum_from_name<Tag>(c[4]).value_or(Tag::kNone);
    t.relation = enum_from_name<Relation>(c[7]).value_or(Relation::kDep);
    if (const int h = std::stoi(c[6]); h > 0) t.head = TokenIndex{first_ + static_cast<std::size_t>(h) - 1};
    t.is_word = std::any_of(c[1].begin(), c[1].end(), [](unsigned char ch) { return std::isalnum(ch) || ch > 127; });
    t.sentence = SentenceIndex{a.sentences.size() - 1};
    entities(misc_value(c[9], "Entity"), a.tokens.size());
    space_ = c[9].find("SpaceAfter=No") == std::string::npos;
    a.tokens.push_back(t);
    a.sentences.back().tokens.end = a.size();
  }

  std::unique_ptr<Document> finish() {
    Annotated& a = doc->text;
    a.article = &doc->article;
    for (Token& t : a.tokens)
      if (t.head != kNoToken && (!(t.head < a.size()) || a[t.head].sentence != t.sentence)) t.head = kNoToken;
    a.index_children();
    polnear::detail::simple_quotations(a, doc->quotations);
    names();
    return std::move(doc);
  }

 private:
  void entities(const std::string& field, std::size_t token) {
    for (std::size_t i = 0; i < field.size();) {
      if (field[i] == '(') {
        const auto end = field.find_first_of("()", i + 1);
        const std::string inside = field.substr(i + 1, (end == std::string::npos ? field.size() : end) - i - 1);
        GoldMention m{std::atoi(inside.c_str()), token, token + 1, {}};
        const auto dash = inside.find('-');
        m.type = inside.substr(dash + 1, inside.find('-', dash + 1) - dash - 1);
        open_.push_back(mentions.size());
        mentions.push_back(m);
        i = end == std::string::npos ? field.size() : end;
      } else if (field[i] == ')') {
        close(-1, token), ++i;
      } else {
        const int id = std::atoi(field.c_str() + i);
        while (i < field.size() && field[i] != ')') ++i;
        close(id, token), ++i;
      }
    }
  }
  void close(int id, std::size_t token) {
    for (std::size_t k = open_.size(); k-- > 0;)
      if (id < 0 || mentions[open_[k]].entity == id) {
        mentions[open_[k]].end = token + 1;
        open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(k));
        return;
      }
  }

  void names() {
    Annotated& a = doc->text;
    doc->gold.assign(a.tokens.size(), -1);
    std::vector<std::size_t> size(a.tokens.size(), 1000000);
    for (const GoldMention& m : mentions) {
      TokenIndex head = kNoToken;
      for (TokenIndex i{m.begin}; i < TokenIndex{m.end}; ++i)
        if (head == kNoToken && (a[i].head == kNoToken || a[i].head < TokenIndex{m.begin} || !(a[i].head < TokenIndex{m.end}))) head = i;
      const auto h = static_cast<std::size_t>(head.value);
      if (head == kNoToken || m.end - m.begin >= size[h]) continue;
      size[h] = m.end - m.begin;
      doc->gold[h] = m.entity;
      if (!is_proper(a[head].tag) || a[head].name >= 0) continue;
      TokenSpan s{head, head + 1};
      while (TokenIndex{m.begin} < s.begin && is_proper(a[s.begin - 1].tag)) --s.begin;
      while (s.end < TokenIndex{m.end} && is_proper(a[s.end].tag)) ++s.end;
      if (std::any_of(a.tokens.begin() + s.begin.value, a.tokens.begin() + s.end.value, [](const Token& t) { return t.name >= 0; })) continue;
      const NameKind kind = m.type == "person" ? NameKind::kPerson : m.type == "organization" ? NameKind::kOrganization
                            : m.type == "place" ? NameKind::kPlace : NameKind::kOther;
      for (TokenIndex i = s.begin; i < s.end; ++i) a[i].name = static_cast<std::int32_t>(a.names.size());
      a.names.push_back({kind, s, {}});
    }
  }

  std::vector<std::size_t> open_;
  std::size_t first_ = 0;
  bool paragraph_ = true, fresh_ = true, space_ = false;
};

std::vector<std::unique_ptr<Document>> load(const char* path) {
  std::vector<std::unique_ptr<Document>> out;
  std::ifstream in(path);
  Reader reader;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("# newdoc")) {
      if (reader.doc) out.push_back(reader.finish());
      reader.start();
    } else if (line.starts_with("# newpar") && !line.starts_with("# newpar_block")) {
      reader.paragraph();
    } else if (line.empty()) {
      reader.sentence();
    } else if (line[0] != '#') {
      std::vector<std::string> cells(1);
      for (char c : line) {
        if (c == '\t') cells.emplace_back();
        else cells.back() += c;
      }
      if (cells.size() == 10 && cells[0].find_first_of("-.") == std::string::npos) reader.row(cells);
    }
  }
  if (reader.doc) out.push_back(reader.finish());
  return out;
}

struct Question {
  std::vector<Antecedents::Candidate> candidates;
  std::vector<bool> right;
  PronounKind kind{};
};

void ask(const Document& d, const SourceWords& words, std::vector<Question>& out) {
  std::vector<Mention> mentions = find_mentions(d.text, d.quotations, words);
  Entities entities = find_entities(d.text, words, mentions);
  Antecedents model(d.text, d.quotations, words, mentions, entities);
  std::vector<Voice> voices;
  static const std::vector<std::string_view> speech = {"say", "tell", "add", "ask", "think", "write", "explain", "argue", "believe", "note", "claim"};
  for (TokenIndex i{0}; i < d.text.size(); ++i) {
    const Token& t = d.text[i];
    if (is_subject(t.relation) && t.head != kNoToken && std::find(speech.begin(), speech.end(), d.text[t.head].lemma) != speech.end()) voices.push_back({i, {}});
  }
  model.settle(std::move(voices));
  for (TokenIndex i{0}; i < d.text.size(); ++i) {
    const PronounKind kind = is_pronoun(d.text[i].tag) ? words.pronoun_kind(d.text[i]) : PronounKind::kNone;
    const int gold = d.gold[static_cast<std::size_t>(i.value)];
    if (kind == PronounKind::kNone || kind == PronounKind::kFirst || gold < 0) continue;
    Question q;
    q.kind = kind;
    model.candidates(i, kind, q.candidates);
    bool any = false;
    for (const auto& c : q.candidates) {
      const TokenIndex at = c.mention >= 0 ? mentions[static_cast<std::size_t>(c.mention)].head : c.pronoun;
      q.right.push_back(d.gold[static_cast<std::size_t>(at.value)] == gold);
      any = any || q.right.back();
    }
    if (any && q.candidates.size() > 1) out.push_back(std::move(q));
  }
}

float score(const SourceWords& words, const Antecedents::Candidate& c) {
  float s = 0;
  for (std::size_t f = 0; f < c.features.size(); ++f)
    s += static_cast<float>(words.antecedent->weight(Antecedents::feature_name(f))) * c.features[f];
  return s;
}

void accuracy(const char* path, const SourceWords& words, const std::vector<Question>& all) {
  std::map<int, std::pair<int, int>> n;
  for (const Question& q : all) {
    std::size_t best = 0;
    for (std::size_t k = 1; k < q.candidates.size(); ++k)
      if (score(words, q.candidates[k]) > score(words, q.candidates[best])) best = k;
    for (int key : {0, static_cast<int>(q.kind)}) n[key].first += q.right[best], n[key].second++;
  }
  static const char* names[] = {"all", "he", "she", "they", "it"};
  fmt::print("{}:", path);
  for (const auto& [key, c] : n) fmt::print(" {} {:.3f} of {}", names[key], c.first / static_cast<double>(c.second), c.second);
  fmt::print("\n");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return fmt::print(stderr, "usage: measure_antecedent RULES FILE.conllu ...\n"), 2;
  const Schema schema = editorial_schema();
  auto book = Rulebook::load(std::filesystem::path(argv[1]), schema);
  if (!book) return fmt::print(stderr, "{}\n", book.error().to_string()), 1;
  const SourceWords words(*book);
  for (int i = 2; i < argc; ++i) {
    std::vector<Question> questions;
    for (const auto& d : load(argv[i])) ask(*d, words, questions);
    accuracy(argv[i], words, questions);
  }
}

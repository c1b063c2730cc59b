// Agrees with the Python scorer of the corpus to the last digit; tests/editorial/evaluate_test.py holds them together.
#include "editorial/evaluate.h"

#include <fmt/format.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <tuple>
#include <utility>

#include "base/utf8.h"

namespace onrecord {
namespace json = boost::json;
namespace {

enum RoleIndex { kSource, kCue, kContent, kRoles };
constexpr std::string_view kRoleNames[] = {"source", "cue", "content"};
using Words = std::vector<int>;  ///< indices of tokens, sorted

std::vector<char32_t> code_points(std::string_view text) {
  std::vector<char32_t> out;
  for (std::size_t i = 0; i < text.size();) out.push_back(decode_utf8(text, i));
  return out;
}

bool is_word_char(char32_t c) {
  return c == U'_' || (U_MASK(u_charType(static_cast<UChar32>(c))) & (U_GC_L_MASK | U_GC_N_MASK)) != 0;
}
bool is_space(char32_t c) { return u_isUWhiteSpace(static_cast<UChar32>(c)) || (c >= 0x1c && c <= 0x1f); }

std::vector<CharSpan> words_and_marks(const std::vector<char32_t>& text) {
  std::vector<CharSpan> out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    if (is_word_char(text[i]))
      while (end < text.size() && is_word_char(text[end])) ++end;
    if (!is_space(text[i])) out.push_back({CharPos{i}, CharPos{end}});
    i = end;
  }
  return out;
}

bool is_mark(char32_t c) {
  return c == U'"' || c == 0x201c || c == 0x201d || c == 0xab || c == 0xbb || c == 0x201e || c == 0x201f;
}
bool opens(char32_t c) { return c == U'"' || c == 0x201c || c == 0x201f || c == 0x201e || c == 0xab; }
bool closes(char32_t c) { return c == U'"' || c == 0x201d || c == 0xbb; }
bool ends_run(char32_t c) { return opens(c) ? c != 0x201f && c != 0x201e : closes(c); }

/// The spans joined by blanks, with `` and '' as double marks.
std::vector<char32_t> joined(const std::vector<char32_t>& text, const std::vector<CharSpan>& spans) {
  std::vector<char32_t> out;
  for (CharSpan s : spans) {
    if (!out.empty()) out.push_back(U' ');
    for (std::size_t i = s.begin.value; i < s.end.value && i < text.size(); ++i) {
      const bool twice = i + 1 < s.end.value && i + 1 < text.size() && text[i] == text[i + 1];
      const bool marks = twice && (text[i] == U'`' || text[i] == U'\'');
      out.push_back(marks ? U'"' : text[i]);
      if (marks) ++i;
    }
  }
  while (!out.empty() && is_space(out.back())) out.pop_back();
  return out;
}

Form form_of(const std::vector<char32_t>& text, const std::vector<CharSpan>& spans) {
  const std::vector<char32_t> whole = joined(text, spans);
  if (std::none_of(whole.begin(), whole.end(), is_mark)) return Form::kIndirect;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (is_word_char(whole[i])) return Form::kMixed;
    if (!opens(whole[i])) continue;
    std::size_t end = i + 1;
    while (end < whole.size() && !ends_run(whole[end])) ++end;
    if (end == whole.size() || closes(whole[end])) i = end;
  }
  return Form::kDirect;
}

double dice(const Words& a, const Words& b) {
  if (a.empty() && b.empty()) return 1;
  if (a.empty() || b.empty()) return 0;
  Words both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return 2 * static_cast<double>(both.size()) / static_cast<double>(a.size() + b.size());
}

bool meet(const Words& a, const Words& b) {
  return std::any_of(a.begin(), a.end(), [&](int i) { return std::binary_search(b.begin(), b.end(), i); });
}

/// One attribution as sets of words.
struct View {
  Words roles[kRoles];
  Form form = Form::kIndirect;
  const MarkedAttribution* raw = nullptr;
};

/// A text with its tokens, for turning spans into words.
struct Ground {
  std::vector<char32_t> text;
  std::vector<CharSpan> tokens;
  std::vector<bool> word;

  explicit Ground(const MarkedArticle& article) : text(code_points(article.text)), tokens(article.tokens) {
    if (tokens.empty()) tokens = words_and_marks(text);
    for (CharSpan t : tokens) {
      bool any = false;
      for (std::size_t i = t.begin.value; i < t.end.value && i < text.size(); ++i) any = any || is_word_char(text[i]);
      word.push_back(any);
    }
  }

  Words words(const std::vector<CharSpan>& spans) const {
    std::set<int> out;
    for (CharSpan s : spans) {
      auto at = std::partition_point(tokens.begin(), tokens.end(), [&](CharSpan t) { return t.end <= s.begin; });
      for (; at != tokens.end() && at->begin < s.end; ++at)
        if (word[static_cast<std::size_t>(at - tokens.begin())]) out.insert(static_cast<int>(at - tokens.begin()));
    }
    return {out.begin(), out.end()};
  }

  std::vector<View> views(const std::vector<MarkedAttribution>& attributions) const {
    std::vector<View> out;
    for (const MarkedAttribution& a : attributions) {
      View view{{words(a.source), words(a.cue), words(a.content)}, form_of(text, a.content), &a};
      if (!view.roles[kContent].empty()) out.push_back(std::move(view));
    }
    return out;
  }

  std::string show(const std::vector<CharSpan>& spans) const {
    std::string out;
    for (CharSpan s : spans) {
      if (!out.empty()) out += " | ";
      for (std::size_t i = s.begin.value; i < s.end.value && i < text.size(); ++i) append_utf8(out, text[i]);
    }
    return out;
  }
};

using Pair = std::pair<std::size_t, std::size_t>;

/// Greedy one-to-one pairing, best Dice first; ties by position.
std::vector<Pair> pair_up(const std::vector<View>& gold, const std::vector<View>& predicted) {
  std::vector<std::tuple<double, std::size_t, std::size_t>> candidates;
  for (std::size_t i = 0; i < gold.size(); ++i)
    for (std::size_t j = 0; j < predicted.size(); ++j)
      if (const double d = dice(gold[i].roles[kContent], predicted[j].roles[kContent]); d >= 0.5)
        candidates.emplace_back(-d, i, j);
  std::sort(candidates.begin(), candidates.end());
  std::set<std::size_t> used_gold, used_predicted;
  std::vector<Pair> out;
  for (const auto& [d, i, j] : candidates) {
    if (used_gold.contains(i) || used_predicted.contains(j)) continue;
    used_gold.insert(i);
    used_predicted.insert(j);
    out.emplace_back(i, j);
  }
  return out;
}

template <class Set>
std::size_t shared(const Set& a, const Set& b) {
  return static_cast<std::size_t>(std::count_if(a.begin(), a.end(), [&](const auto& x) { return b.contains(x); }));
}

void add(Tally& tally, std::size_t right, std::size_t predicted, std::size_t gold) {
  tally.right += right;
  tally.predicted += predicted;
  tally.gold += gold;
}

void count_words_and_spans(const std::vector<View>& gold, const std::vector<View>& predicted,
                           std::map<std::string, Tally>& figures) {
  for (int r = 0; r < kRoles; ++r) {
    std::set<int> gold_words, predicted_words;
    std::set<Words> gold_spans, predicted_spans;
    const auto collect = [&](const std::vector<View>& views, std::set<int>& words, std::set<Words>& spans) {
      for (const View& v : views) {
        words.insert(v.roles[r].begin(), v.roles[r].end());
        if (!v.roles[r].empty()) spans.insert(v.roles[r]);
      }
    };
    collect(gold, gold_words, gold_spans);
    collect(predicted, predicted_words, predicted_spans);
    const std::size_t right = shared(gold_words, predicted_words);
    add(figures[fmt::format("token.{}", kRoleNames[r])], right, predicted_words.size(), gold_words.size());
    add(figures["token.micro"], right, predicted_words.size(), gold_words.size());
    add(figures[fmt::format("span.{}", kRoleNames[r])], shared(gold_spans, predicted_spans), predicted_spans.size(),
        gold_spans.size());
  }
}

/// What keeps `gold` from being right. `paired`: the predicted one whose content agrees; nullptr where none does.
ErrorClass class_of(const View& gold, const View* paired, const std::vector<View>& predicted) {
  if (paired == nullptr) {
    const bool met = std::any_of(predicted.begin(), predicted.end(),
                                 [&](const View& p) { return meet(gold.roles[kContent], p.roles[kContent]); });
    return met ? ErrorClass::kContentApart : ErrorClass::kNothingFound;
  }
  const Words &wanted = gold.roles[kSource], &found = paired->roles[kSource];
  if (found.empty()) return ErrorClass::kSourceLeftOut;
  if (wanted.empty()) return ErrorClass::kSourceAdded;
  return meet(wanted, found) ? ErrorClass::kSourceEnds : ErrorClass::kOtherSource;
}

std::size_t of_form(const std::vector<View>& views, Form form) {
  return static_cast<std::size_t>(
      std::count_if(views.begin(), views.end(), [&](const View& v) { return v.form == form; }));
}

std::vector<CharSpan> read_spans(const json::value& value) {
  std::vector<CharSpan> out;
  const json::value* list = &value;
  if (const json::object* role = value.if_object()) {
    list = role->if_contains("spans");
    if (list == nullptr) return out;
  }
  const json::array* spans = list->if_array();
  if (spans == nullptr) return out;
  for (const json::value& span : *spans)
    if (const json::array* pair = span.if_array(); pair != nullptr && pair->size() >= 2)
      if ((*pair)[0].is_int64() && (*pair)[1].is_int64())
        out.push_back({CharPos{(*pair)[0].get_int64()}, CharPos{(*pair)[1].get_int64()}});
  return out;
}

std::string read_string(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

MarkedAttribution read_attribution(const json::object& object) {
  MarkedAttribution out;
  std::vector<CharSpan>* roles[] = {&out.source, &out.cue, &out.content};
  for (int r = 0; r < kRoles; ++r)
    if (const json::value* value = object.if_contains(kRoleNames[r])) *roles[r] = read_spans(*value);
  out.rule = read_string(object, "rule");
  return out;
}

}  // namespace

double Tally::f1() const {
  const double p = precision(), r = recall();
  return p + r == 0 ? 0 : 2 * p * r / (p + r);
}

Result<MarkedArticle> read_marked(std::string_view line) {
  boost::system::error_code error;
  const json::value parsed = json::parse(json::string_view(line.data(), line.size()), error);
  if (error) return unexpected({.message = "is not JSON: " + error.message()});
  const json::object* object = parsed.if_object();
  if (object == nullptr) return unexpected({.message = "is not a JSON object"});
  MarkedArticle out{.id = read_string(*object, "id"),
                    .publisher = read_string(*object, "publisher"),
                    .text = read_string(*object, "text"),
                    .tokens = {},
                    .attributions = {}};
  if (const json::value* tokens = object->if_contains("tokens")) out.tokens = read_spans(*tokens);
  const json::value* attributions = object->if_contains("attributions");
  if (attributions == nullptr || !attributions->is_array())
    return unexpected({.message = "has no \"attributions\""});
  for (const json::value& a : attributions->get_array())
    if (a.is_object()) out.attributions.push_back(read_attribution(a.get_object()));
  return out;
}

MarkedArticle marked(const Analysis& analysis) {
  const CharIndexer index(analysis.article.text);
  MarkedArticle out{.id = analysis.article.id,
                    .publisher = analysis.article.publisher,
                    .text = analysis.article.text,
                    .tokens = {},
                    .attributions = {}};
  const auto spans = [&](const Role& role) {
    std::vector<CharSpan> list;
    for (ByteSpan s : role.spans) list.push_back(index.chars(s));
    return list;
  };
  for (const Attribution& a : analysis.attributions)
    out.attributions.push_back({spans(a.source), spans(a.cue), spans(a.content), a.rule});
  return out;
}

void evaluate(const MarkedArticle& gold_article, const MarkedArticle& predicted_article, Evaluation& evaluation) {
  const Ground ground(gold_article);
  const std::vector<View> gold = ground.views(gold_article.attributions);
  const std::vector<View> predicted = ground.views(predicted_article.attributions);
  auto& figures = evaluation.figures;
  count_words_and_spans(gold, predicted, figures);

  const std::vector<Pair> pairs = pair_up(gold, predicted);
  std::map<std::size_t, std::size_t> with_source;  // gold -> predicted
  std::size_t full = 0;
  for (auto [i, j] : pairs) {
    const View &g = gold[i], &p = predicted[j];
    if (dice(g.roles[kSource], p.roles[kSource]) < 0.5) continue;
    with_source.emplace(i, j);
    full += meet(g.roles[kCue], p.roles[kCue]) || (g.roles[kCue].empty() && p.roles[kCue].empty());
  }
  add(figures["attr.content"], pairs.size(), predicted.size(), gold.size());
  add(figures["attr.source"], with_source.size(), predicted.size(), gold.size());
  add(figures["attr.full"], full, predicted.size(), gold.size());
  add(evaluation.by_publisher[gold_article.publisher], with_source.size(), predicted.size(), gold.size());
  for (Form form : {Form::kDirect, Form::kMixed, Form::kIndirect}) {
    std::size_t right = 0;
    for (auto [i, j] : with_source) right += gold[i].form == form;
    add(figures[fmt::format("attr.source.{}", name_of(form))], right, of_form(predicted, form), of_form(gold, form));
  }

  std::set<std::size_t> right_predicted;
  for (auto [i, j] : with_source) right_predicted.insert(j);
  const auto miss = [&](Miss::Kind kind, const MarkedAttribution& a) {
    evaluation.misses.push_back({kind, gold_article.id, ground.show(a.source), ground.show(a.cue),
                                 ground.show(a.content), a.rule});
  };
  std::map<std::size_t, const View*> paired;
  for (auto [i, j] : pairs) paired[i] = &predicted[j];
  for (std::size_t i = 0; i < gold.size(); ++i) {
    if (with_source.contains(i)) continue;
    const auto it = paired.find(i);
    ++evaluation.errors[{class_of(gold[i], it == paired.end() ? nullptr : it->second, predicted), gold[i].form}];
  }
  for (const View& p : predicted)
    if (std::none_of(gold.begin(), gold.end(), [&](const View& g) { return meet(g.roles[kContent], p.roles[kContent]); }))
      ++evaluation.errors[{ErrorClass::kNothingMarked, p.form}];
  for (std::size_t i = 0; i < gold.size(); ++i) {
    const auto index = gold[i].raw - gold_article.attributions.data();
    if (with_source.contains(i)) evaluation.found.push_back(fmt::format("{}\t{}", gold_article.id, index));
    else miss(Miss::Kind::kMissed, *gold[i].raw);
  }
  for (std::size_t j = 0; j < predicted.size(); ++j) {
    add(evaluation.by_rule[predicted[j].raw->rule], right_predicted.contains(j), 1, 0);
    if (!right_predicted.contains(j)) miss(Miss::Kind::kSpurious, *predicted[j].raw);
  }
}

}  // namespace onrecord

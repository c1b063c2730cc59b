#include "rulebook/builtins.h"

#include <algorithm>
#include <cmath>

#include "rulebook/text_pattern.h"

namespace onrecord {
namespace {

constexpr std::size_t kLongestPhrase = 6;  // words of a listed phrase

using Arguments = const BuiltinArguments&;

struct Hull {
  ByteSpan span;
  bool known = false;
};

Hull hull(Arguments in, std::size_t i) {
  Hull out;
  out.known = hull_of(in.env, in.places[i], in.values[i].object, out.span);
  return out;
}

std::size_t token_at(const Annotated& text, BytePos at) {
  const auto it = std::partition_point(text.tokens.begin(), text.tokens.end(),
                                       [&](const Token& t) { return t.span.end <= at; });
  return static_cast<std::size_t>(it - text.tokens.begin());
}

double words_in(const Annotated& text, BytePos from, BytePos to) {
  double n = 0;
  for (std::size_t i = token_at(text, from); i < text.tokens.size() && text.tokens[i].span.begin < to; ++i)
    n += text.tokens[i].is_word;
  return n;
}

BytePos last_of(ByteSpan s) { return s.empty() ? s.begin : s.end - 1; }

/// How far apart two places are in `unit`; a large number where one is unknown.
double apart(Arguments in, DistanceUnit unit) {
  Hull x = hull(in, 0), y = hull(in, 1);
  if (!x.known || !y.known) return 1e9;
  if (y.span.begin < x.span.begin) std::swap(x, y);
  if (y.span.begin < x.span.end) return 0;
  if (unit == kWordsApart) return words_in(in.env.text, x.span.end, y.span.begin);
  const TextPlace from = in.env.locate(last_of(x.span)), to = in.env.locate(y.span.begin);
  return unit == kSentencesApart ? to.sentence - from.sentence : to.block - from.block;
}

Value near(Arguments in) {
  const Value& distance = in.values[2];
  return Value::of(apart(in, static_cast<DistanceUnit>(distance.hash)) <= distance.number);
}
Value words_between(Arguments in) { return Value::of(apart(in, kWordsApart)); }
Value sentences_between(Arguments in) { return Value::of(apart(in, kSentencesApart)); }
Value paragraphs_between(Arguments in) { return Value::of(apart(in, kParagraphsApart)); }

Value within(Arguments in) {
  PlaceSpans inner, outer;
  if (!in.values[0].object || !in.values[1].object) return Value::of(false);
  in.places[0](in.env, in.values[0].object, inner);
  in.places[1](in.env, in.values[1].object, outer);
  const auto held = [&](ByteSpan s) {
    return std::any_of(outer.begin(), outer.end(), [&](ByteSpan o) { return o.contains(s); });
  };
  return Value::of(!inner.empty() && std::all_of(inner.begin(), inner.end(), held));
}

Value overlaps(Arguments in) {
  PlaceSpans left, right;
  if (!in.values[0].object || !in.values[1].object) return Value::of(false);
  in.places[0](in.env, in.values[0].object, left);
  in.places[1](in.env, in.values[1].object, right);
  const auto meets = [&](ByteSpan s) {
    return std::any_of(right.begin(), right.end(), [&](ByteSpan o) { return o.overlaps(s); });
  };
  return Value::of(std::any_of(left.begin(), left.end(), meets));
}

/// Every word of it stands inside quotation marks.
Value quoted(Arguments in) {
  PlaceSpans spans;
  if (in.values[0].object) in.places[0](in.env, in.values[0].object, spans);
  const Annotated& text = in.env.text;
  bool any = false;
  for (ByteSpan s : spans)
    for (std::size_t i = token_at(text, s.begin); i < text.tokens.size() && text.tokens[i].span.begin < s.end; ++i) {
      if (!text.tokens[i].is_word) continue;
      any = true;
      if (text.tokens[i].quotation < 0) return Value::of(false);
    }
  return Value::of(any);
}

const WordList& list_of_argument(Arguments in, std::size_t i) {
  return *static_cast<const WordList*>(in.values[i].object.at);
}

/// The longest word or phrase of `list` that begins at token `i` and ends in `span`; empty where none does.
ByteSpan mention_at(const Annotated& text, std::size_t i, ByteSpan span, const WordList& list) {
  const Token& first = text.tokens[i];
  if (!first.is_word) return {};
  ByteSpan longest;
  if (first.span.end <= span.end && (list.contains(first.lemma_hash) || list.contains(first.lower_hash))) longest = first.span;
  if (!list.may_begin_phrase(first.lower_hash)) return longest;
  std::uint64_t hash = 14695981039346656037ull;
  const auto add = [&](std::string_view s) {
    for (unsigned char c : s) hash = (hash ^ c) * 1099511628211ull;
  };
  for (std::size_t k = i; k < i + kLongestPhrase && k < text.tokens.size(); ++k) {
    if (text.tokens[k].span.end > span.end) break;
    if (k > i && text.tokens[k].space_before) add(" ");
    add(text.tokens[k].lower);
    if (list.contains(hash)) longest = {first.span.begin, text.tokens[k].span.end};
  }
  return longest;
}

/// The first word or phrase of the list that stands in `span`. Most tokens begin none, of any list that is looked for:
/// what the index tells of them is asked once an article.
ByteSpan find_mention(Arguments in, ByteSpan span, const WordList& list) {
  const Annotated& text = in.env.text;
  const std::span<const std::uint64_t> begins = in.mark.bit != 0 ? in.env.mentions(*in.mark.index) : std::span<const std::uint64_t>{};
  for (std::size_t i = token_at(text, span.begin); i < text.tokens.size() && text.tokens[i].span.begin < span.end; ++i) {
    if (in.mark.bit != 0 && (begins[i] & in.mark.bit) == 0) continue;
    if (const ByteSpan found = mention_at(text, i, span, list); !found.empty()) return found;
  }
  return {};
}

ByteSpan mention_of(Arguments in) {
  PlaceSpans spans;
  if (in.values[0].object) in.places[0](in.env, in.values[0].object, spans);
  for (ByteSpan s : spans)
    if (const ByteSpan found = find_mention(in, s, list_of_argument(in, 1)); !found.empty()) return found;
  return {};
}
Value mentions(Arguments in) { return Value::of(!mention_of(in).empty()); }
Value mention(Arguments in) { return Value::of(in.env.text.article->view(mention_of(in))); }

Value weight(Arguments in) { return Value::of(list_of_argument(in, 0).weight(in.values[1].text)); }

Value text_of(Arguments in) {
  const Hull h = hull(in, 0);
  return Value::of(h.known ? in.env.text.article->view(h.span) : std::string_view{});
}
Value words_of(Arguments in) {
  PlaceSpans spans;
  if (in.values[0].object) in.places[0](in.env, in.values[0].object, spans);
  double n = 0;
  for (ByteSpan s : spans) n += words_in(in.env.text, s.begin, s.end);
  return Value::of(n);
}

Value matches(Arguments in) {
  return Value::of(static_cast<const TextPattern*>(in.values[1].object.at)->found_in(in.values[0].text));
}
Value contains(Arguments in) { return Value::of(in.values[0].text.find(in.values[1].text) != std::string_view::npos); }
Value starts_with(Arguments in) { return Value::of(in.values[0].text.starts_with(in.values[1].text)); }
Value ends_with(Arguments in) { return Value::of(in.values[0].text.ends_with(in.values[1].text)); }

Value lower(Arguments in) {
  std::string out(in.values[0].text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return Value::of(in.env.keep(std::move(out)));
}

Value size(Arguments in) {
  const Value& v = in.values[0];
  if (v.list) return Value::of(v.list->size());
  return Value::of(static_cast<double>(std::count_if(
      v.text.begin(), v.text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; })));
}

Value min(Arguments in) { return Value::of(std::min(in.values[0].number, in.values[1].number)); }
Value max(Arguments in) { return Value::of(std::max(in.values[0].number, in.values[1].number)); }
Value round(Arguments in) { return Value::of(std::round(in.values[0].number)); }
Value abs(Arguments in) { return Value::of(std::fabs(in.values[0].number)); }

constexpr BuiltinFunction kBuiltins[] = {
    {"near", "ood", kBool, near, "at most that far apart: near(a, b, 2 paragraphs)"},
    {"within", "oo", kBool, within, "the first stands inside the second"},
    {"overlaps", "oo", kBool, overlaps, "they share words"},
    {"quoted", "o", kBool, quoted, "all its words stand in quotation marks"},
    {"mentions", "ow", kBool, mentions, "a word or phrase of the list stands in it, as written or by its lemma", true},
    {"mention", "ow", kText, mention, "the first such word or phrase, as it stands", true},
    {"words_between", "oo", kNumber, words_between, "words between them"},
    {"sentences_between", "oo", kNumber, sentences_between, "0: the same sentence"},
    {"paragraphs_between", "oo", kNumber, paragraphs_between, "0: the same paragraph"},
    {"text_of", "o", kText, text_of, "the text from its first word to its last"},
    {"words_of", "o", kNumber, words_of, "how many words it has"},
    {"weight", "wt", kNumber, weight, "the weight of a word in the list, 0 where it is not listed"},
    {"matches", "tr", kBool, matches, "the expression matches somewhere; the same as t ~ /.../"},
    {"contains", "tt", kBool, contains, "the second stands in the first"},
    {"starts_with", "tt", kBool, starts_with, "the first starts with the second"},
    {"ends_with", "tt", kBool, ends_with, "the first ends with the second"},
    {"lower", "t", kText, lower, "in small letters (ASCII)"},
    {"size", "l", kNumber, size, "members of a list, characters of a text"},
    {"min", "nn", kNumber, min, "the smaller"},
    {"max", "nn", kNumber, max, "the larger"},
    {"round", "n", kNumber, round, "to the nearest whole number"},
    {"abs", "n", kNumber, abs, "without its sign"},
};

}  // namespace

std::span<const BuiltinFunction> builtin_functions() { return kBuiltins; }

const BuiltinFunction* find_builtin(std::string_view name) {
  const auto it = std::find_if(std::begin(kBuiltins), std::end(kBuiltins),
                               [&](const BuiltinFunction& f) { return f.name == name; });
  return it == std::end(kBuiltins) ? nullptr : &*it;
}

bool hull_of(Env& env, SpansFunction spans, const Object& object, ByteSpan& out) {
  PlaceSpans found;
  if (object && spans) spans(env, object, found);
  if (found.empty()) return false;
  out = found.front();
  for (ByteSpan s : found) out = {std::min(out.begin, s.begin), std::max(out.end, s.end)};
  return true;
}

}  // namespace onrecord

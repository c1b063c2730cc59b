#include "language/names.h"

#include <algorithm>

namespace onrecord {
namespace {

constexpr int kLongestTitle = 6;

Tag tag_at(std::span<const Token> tokens, int i) {
  return i >= 0 && static_cast<std::size_t>(i) < tokens.size() ? tokens[static_cast<std::size_t>(i)].tag : Tag::kNone;
}

}  // namespace

bool may_be_name(const WordFeatures& word, NameLabel before) {
  return before != kOutside || (word.shape & (kShapeCapital | kShapeDigit | kShapeLater)) != 0;
}

void name_features(const SentenceWords& words, std::span<const Token> tokens, int i, NameLabel before, NameLabel before2,
                   const NameMemory& memory, NameRows& rows) {
  const WordFeatures &w = words[i], &l = words[i - 1], &ll = words[i - 2], &r = words[i + 1], &rr = words[i + 2];
  const std::uint64_t b = value_of(before), shape = value_of(w.shape), tag = value_of(tag_at(tokens, i)),
                      left = value_of(tag_at(tokens, i - 1)), right = value_of(tag_at(tokens, i + 1)),
                      seen = value_of(memory.find(w.form)), seen_right = value_of(memory.find(r.form));
  FeatureAdder add(rows, kNameBits);
  add(b, tag);
  add(b, shape);
  add(w.form);
  add(w.form, b);
  add(w.form, shape);
  add(w.form, r.form);
  add(l.form, w.form);
  add(l.form, b, tag);
  add(r.form, b, tag);
  add(ll.form, l.form, b);
  add(r.form, rr.form, b);
  add(rr.form, tag);
  add(ll.form, tag);
  add(b, left, tag, right);
  add(w.suffix3, shape);
  add(w.suffix4, b);
  add(w.prefix, b);
  add(shape, value_of(l.shape), value_of(r.shape), b);
  add(seen, shape);
  add(seen, b, tag);
  add(seen_right, b, seen);
  add(b, value_of(before2), tag);
  add(w.classes, b);
  add(w.classes, tag, shape);
  add(value_of(w.known), tag, b, shape);
  add(l.form, tag, shape);
  add(r.form, tag, shape);
  add(r.classes, b, shape);
  add(l.classes, b, shape);
  add(w.suffix2, r.suffix2, b);
  add(l.form, r.form, b);
}

void NameFinder::find(const SentenceWords& words, const Sentence& sentence, NameMemory& memory, Annotated& text) const {
  const std::span<Token> tokens(text.tokens.data() + sentence.tokens.begin.value, sentence.tokens.size());
  NameRows rows;
  std::int16_t scores[kNameWidth];
  NameLabel before = kOutside, before2 = kOutside;
  int begin = 0;
  const auto close = [&](int end) {
    if (before == kOutside) return;
    add_name(sentence, sentence.tokens.begin + begin, sentence.tokens.begin + end, kind_of(before), text);
  };
  for (int i = 0; i < words.size(); ++i) {
    NameLabel label = kOutside;
    if (may_be_name(words[i], before)) {
      name_features(words, tokens, i, before, before2, memory, rows);
      sum_rows16(rows_, rows.all(), scores);
      for (NameLabel l = 1; l < kNameLabels; ++l)
        if (may_follow(before, l) && scores[l] > scores[label]) label = l;
    }
    if (!is_inside(label)) {
      close(i);
      begin = i;
    }
    if (label != kOutside) memory.keep(words[i].form, begins(kind_of(label)));
    before2 = before;
    before = label;
  }
  close(words.size());
}

void NameFinder::add_name(const Sentence& sentence, TokenIndex begin, TokenIndex end, NameKind kind,
                          Annotated& text) const {
  const auto index = static_cast<std::int32_t>(text.names.size());
  for (TokenIndex i = begin; i < end; ++i) text[i].name = index;
  Name name{kind, {begin, end}, {}};
  if (kind == NameKind::kPerson) {
    while (name.tokens.begin + 1 < end && is_title(text[name.tokens.begin])) ++name.tokens.begin;  // "Mr. Ito" in one
    for (TokenIndex i = begin; i < name.tokens.begin; ++i) text[i].name = -1;
    name.title = title_before(text, sentence.tokens.begin, name.tokens.begin);
  }
  text.names.push_back(name);
}

bool NameFinder::is_title(const Token& token) const {
  return std::binary_search(titles_.begin(), titles_.end(), token.lower_hash);
}

/// The longest run right before `name` that begins and ends with a title word ("former Vice President"), or is a title
/// word, "of" and proper nouns ("Secretary of State").
TokenSpan NameFinder::title_before(const Annotated& text, TokenIndex first, TokenIndex name) const {
  TokenSpan title{name, name};
  bool ends_well = false, of = false;
  for (TokenIndex i = name; i > first && name - i < kLongestTitle;) {
    --i;
    const Token& token = text[i];
    if (token.name >= 0 && text.names[static_cast<std::size_t>(token.name)].kind == NameKind::kPerson) break;
    const bool listed = is_title(token);
    if (listed && (ends_well || of || i + 1 == name)) {
      ends_well = true;
      of = false;
      title.begin = i;
    } else if (token.tag == Tag::kIN && i + 1 < name && !ends_well) {
      of = true;
    } else if (!(is_proper(token.tag) || token.tag == Tag::kHYPH) || of) {
      break;
    }
  }
  return title.empty() ? TokenSpan{} : title;
}

}  // namespace onrecord

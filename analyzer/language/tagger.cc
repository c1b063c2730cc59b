#include "language/tagger.h"

#include <algorithm>

namespace onrecord {

void tag_features(const SentenceWords& words, int i, Tag t1, Tag t2, TagRows& rows) {
  const WordFeatures &w = words[i], &l = words[i - 1], &ll = words[i - 2], &r = words[i + 1], &rr = words[i + 2];
  const std::uint64_t p1 = value_of(t1), p2 = value_of(t2), shape = value_of(w.shape);
  FeatureAdder add(rows, kTagBits);
  add(w.form);
  add(w.form, shape);
  add(w.form, p1);
  add(w.form, r.classes);
  add(w.form, r.form);
  add(l.form, w.form);
  add(w.classes, shape);
  add(w.classes, p1);
  add(w.classes, p1, p2);
  add(w.classes, r.classes);
  add(w.classes, p1, r.classes);
  add(w.classes, r.classes, rr.classes);
  add(w.classes, r.form);
  add(w.classes, l.form);
  add(w.classes, ll.form, p1);
  add(w.classes, rr.form);
  add(p1, p2, r.classes);
  add(p1, p2);
  add(l.form, p2);
  add(r.form, p1);
  add(w.suffix1, shape);
  add(w.suffix2, shape);
  add(w.suffix3, shape);
  add(w.suffix4);
  add(w.suffix3, p1);
  add(w.suffix2, p1, r.classes);
  add(w.prefix, w.suffix2);
  add(w.prefix);
  add(shape, value_of(l.shape), value_of(r.shape));
  add(shape, p1, r.suffix2);
  add(w.fine);
  add(w.fine, p1);
  add(w.coarse, p1, r.classes);
  add(r.fine, w.classes);
  add(l.fine, w.classes);
  add(w.coarse, r.coarse, l.coarse);
}

void Tagger::tag(const SentenceWords& words, std::span<Token> tokens) const {
  Tag t1 = Tag::kNone, t2 = Tag::kNone;
  TagRows rows;
  std::int16_t scores[kTagLabels];
  for (int i = 0; i < words.size(); ++i) {
    Tag tag = words[i].sole;
    if (tag == Tag::kNone) {
      tag_features(words, i, t1, t2, rows);
      sum_rows64(rows_, rows.all(), scores);
      tag = static_cast<Tag>(std::max_element(scores + 1, scores + kTags) - scores);
    }
    tokens[static_cast<std::size_t>(i)].tag = tag;
    t2 = t1;
    t1 = tag;
  }
}

}  // namespace onrecord

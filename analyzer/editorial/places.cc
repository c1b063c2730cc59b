#include "editorial/places.h"

#include <algorithm>

namespace onrecord {
namespace {

/// Calls take(sentence) once for each sentence that the role touches.
template <class Take>
void each_sentence(const Annotated& text, const Role& role, Take take) {
  std::int32_t next = 0, taken = 0;
  for (ByteSpan s : role.spans) {
    if (s.empty()) continue;
    const std::int32_t first = std::max({sentence_at(text, s.begin).value, next, 0});
    const std::int32_t last = sentence_at(text, s.end - 1).value;
    for (std::int32_t i = first; i <= last && taken < AttributionPlaces::kReach; ++i, ++taken) take(i);
    next = std::max(next, last + 1);
  }
}

}  // namespace

SentenceIndex sentence_at(const Annotated& text, BytePos at) {
  const auto it = std::upper_bound(text.sentences.begin(), text.sentences.end(), at,
                                   [&](BytePos p, const Sentence& s) { return p < text[s.tokens.begin].span.begin; });
  return SentenceIndex{it - text.sentences.begin() - 1};
}

SentenceIndex sentence_of(const Annotated& text, const Role& role) {
  return role.empty() ? kNoSentence : sentence_at(text, role.spans.front().begin);
}

AttributionPlaces::AttributionPlaces(const Annotated& text, const std::vector<Attribution>& attributions) {
  std::vector<std::pair<std::int32_t, int>> touched;
  for (std::size_t i = 0; i < attributions.size(); ++i) {
    const Attribution& a = attributions[i];
    Place p{sentence_of(text, a.source), sentence_of(text, a.cue), kNoSentence};
    p.home = p.cue != kNoSentence ? p.cue : p.source != kNoSentence ? p.source : sentence_of(text, a.content);
    places_.push_back(p);
    for (const Role* role : {&a.source, &a.cue, &a.content})
      each_sentence(text, *role, [&](std::int32_t s) { touched.emplace_back(s, static_cast<int>(i)); });
  }
  std::sort(touched.begin(), touched.end());
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  begin_.assign(text.sentences.size() + 1, 0);
  for (const auto& [s, a] : touched) {
    ++begin_[static_cast<std::size_t>(s) + 1];
    list_.push_back(a);
  }
  for (std::size_t s = 1; s < begin_.size(); ++s) begin_[s] += begin_[s - 1];
}

std::span<const int> AttributionPlaces::in(SentenceIndex s) const {
  if (s.value < 0 || static_cast<std::size_t>(s.value) + 1 >= begin_.size()) return {};
  const auto i = static_cast<std::size_t>(s.value);
  return {list_.data() + begin_[i], static_cast<std::size_t>(begin_[i + 1] - begin_[i])};
}

}  // namespace onrecord

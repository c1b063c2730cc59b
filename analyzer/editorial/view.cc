#include "editorial/view.h"

#include <algorithm>

namespace onrecord {
namespace {

/// The attribution whose content holds most of the quotation, of those that touch its first sentence; at least half.
int speaker_of(const Annotated& text, const Analysis& found, const AttributionPlaces& places, const Quotation& q) {
  if (q.spans.empty()) return -1;
  int best = -1;
  std::size_t most = 0;
  for (int i : places.in(sentence_at(text, q.spans.front().begin))) {
    std::size_t shared = 0;
    for (ByteSpan s : found.attributions[static_cast<std::size_t>(i)].content.spans)
      for (ByteSpan o : q.spans)
        if (s.overlaps(o)) shared += static_cast<std::size_t>(std::min(s.end, o.end) - std::max(s.begin, o.begin));
    if (shared > most) most = shared, best = i;
  }
  return 2 * most >= q.spans.front().size() ? best : -1;
}

}  // namespace

EditorialView make_view(const Annotated& text, const Quotations& quotations, const Analysis& found,
                        const AttributionPlaces& places) {
  EditorialView view{found, places, {}, {}, {}, {}, {}};
  view.points.assign(found.sources.size(), 0);
  view.by_source.resize(found.sources.size());
  for (const Attribution& a : found.attributions)
    if (a.source_id >= 0) view.by_source[static_cast<std::size_t>(a.source_id)].push_back(a.id);
  view.claim_at.assign(text.sentences.size(), -1);
  for (std::size_t c = 0; c < found.claims.size(); ++c)
    if (const auto s = found.claims[c].sentence; s.value >= 0)
      view.claim_at[static_cast<std::size_t>(s.value)] = static_cast<int>(c);
  for (const Quotation& q : quotations.all) view.speaker_of.push_back(speaker_of(text, found, places, q));
  return view;
}

}  // namespace onrecord

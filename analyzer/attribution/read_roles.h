// What the reader marked and what the rules proposed, put together: every attribution of the full setting.
//
//   std::vector<Linked> found = link_marked(in, model, reading, all, limits);
//
// The reader says where roles stand, reader and linker what belongs together; the proposal that fits best says by which
// rule, and with what evidence. Proposals
// that the score is sure of and that the reader left out are accepted beside them, and quotations that go on in
// following sentences or paragraphs follow their first part.
#pragma once

#include <vector>

#include "attribution/judge.h"
#include "attribution/reader.h"

namespace onrecord {

/// `all` is in order of cues, with scores set. The result is in no particular order.
std::vector<Linked> link_marked(const FeatureInput& in, const AttributionModel& model, const Reading& reading,
                                const std::vector<Proposal>& all, const ExtractionLimits& limits);

}  // namespace onrecord

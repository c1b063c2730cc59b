// Roles as models mark them, word by word, made what a person would mark: whole phrases of one place.
//
//   std::vector<Linked> found = link_marked(in.spans, reading, all, limits);
//   tidy_spans(in.spans, all, found);
//
// A model that weighs each word for itself ends "voted against the | Iraq war" in the middle of a phrase, and gives a
// cue words of a paragraph that has nothing to do with it, because each content must have a cue. The tree says where a
// phrase ends, sentences and paragraphs how far a content may reach. Linear in the text.
#pragma once

#include <vector>

#include "attribution/judge.h"

namespace onrecord {

/// `all`: the proposals that Linked::from leads to.
void tidy_spans(const SpanInput& in, const std::vector<Proposal>& all, std::vector<Linked>& found);

}  // namespace onrecord

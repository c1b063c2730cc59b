// From what was found to what an editor is told: grades of sources, findings, the score.
//
//   EditorialView view = make_view(text, analysis, places);
//   grade_sources(book, env, view, analysis);      // Source::credibility
//   analysis.findings = find_findings(book, env, view);
//   analysis.score = score_article(book, env, view);
//
// All rules are in rules/{grade,score} and the families of checks; here they are only run.
#pragma once

#include <vector>

#include "editorial/analysis.h"
#include "editorial/view.h"
#include "rulebook/rulebook.h"
#include "rulebook/schema.h"

namespace onrecord {

/// Adds up the grade rules of each source (EditorialView::points) and turns the sum into a letter by
/// words/grade-letter: the best letter whose weight the sum reaches.
void grade_sources(const Rulebook& book, Env& env, EditorialView& view, std::vector<Source>& sources);

/// Findings in text order, those about the whole article last; the same place by certainty and rule.
std::vector<Finding> find_findings(const Rulebook& book, Env& env, EditorialView& view);

/// The first score rule of the book, with a 90% interval: claims are drawn again with replacement (Efron 1979, a
/// percentile bootstrap, fixed seed), which moves the parts that are sums over claims; the other parts stand.
Score score_article(const Rulebook& book, Env& env);

}  // namespace onrecord

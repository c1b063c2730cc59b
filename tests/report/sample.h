// An analysis made by hand, for tests of what writers do with one: every field is set somewhere.
#pragma once

#include <string>
#include <string_view>

#include "editorial/analysis.h"

namespace onrecord {

/// The place of `words` in the article. REQUIRES: they occur in it.
inline ByteSpan place_of(const Article& a, std::string_view words) {
  const std::size_t at = a.text.find(words);
  return {BytePos{at}, BytePos{at + words.size()}};
}

inline Role role_at(const Article& a, std::string_view words) {
  return {.spans = {place_of(a, words)}, .head = kNoToken, .text = std::string(words)};
}

inline Article sample_article() {
  Article a;
  a.id = a.path = "wall.txt";
  a.title = "Wall may fail";
  a.byline = "Tamsin Okoro";
  a.published = "2024-03-14";
  a.text =
      "Wall may fail\n\nBy Tamsin Okoro\n\n\"We found voids\u00a0here,\" said In\u00eas Calder, chief engineer. "
      "Many feel unsafe.\n\nShare this\n";
  a.blocks = {{BlockKind::kTitle, place_of(a, "Wall may fail")},
              {BlockKind::kByline, place_of(a, "By Tamsin Okoro")},
              {BlockKind::kParagraph, {place_of(a, "\"We").begin, place_of(a, "unsafe.").end}},
              {BlockKind::kRemains, place_of(a, "Share this")}};
  const auto size = static_cast<std::uint32_t>(a.text.size());
  a.origin.add({BytePos{0}, OriginPos{3}, size, size});  // behind a byte order mark
  return a;
}

inline Attribution sample_attribution(const Article& a) {
  Attribution out;
  out.form = Form::kDirect;
  out.source = role_at(a, "In\u00eas Calder, chief engineer");
  out.cue = role_at(a, "said");
  out.content = role_at(a, "\"We found voids\u00a0here,\"");
  out.source_id = 0;
  out.medium = "in a statement";
  out.rule = "attribution/quote-then-speaker";
  out.confidence = 0.98765432;
  out.evidence = {{"cue lemma 'say': 9 of 10 times a cue", 1.5}, {"quotation right before the cue", 0}};
  return out;
}

inline Source sample_source(const Article& a) {
  Source s;
  s.name = "In\u00eas Calder";
  s.kind = SourceKind::kPerson;
  s.role = "chief engineer";
  s.identified = true;
  s.credibility = {'A', {"named with role (grade/named-with-role)"}};
  s.flags = {"office"};
  s.mentions = {place_of(a, "In\u00eas Calder")};
  s.registry = {{"Calder", "agency", "PT", "", "gr", "a list, 2024-01-01"}};
  s.gender = 'f';
  return s;
}

inline Quotation sample_quotation(const Article& a) {
  const ByteSpan all = place_of(a, "\"We found voids\u00a0here,\"");
  Quotation q;
  q.spans = {all};
  q.inner = {{all.begin + 1, all.end - 1}};
  q.words = 4;
  q.evidence = "four words, a verb";
  return q;
}

inline Finding sample_finding(const Article& a) {
  return {.rule = "source/vague-quantifier",
          .severity = Severity::kWarning,
          .certainty = Certainty::kLikely,
          .spans = {place_of(a, "Many")},
          .message = "\u201cMany\u201d could be anyone: say who, or how you know",
          .why = "A reader cannot weigh a claim whose claimant is hidden. (Wikipedia WEASEL)",
          .evidence = {"no name in this paragraph or the next two"},
          .help = "Name one of them."};
}

inline Score sample_score() {
  Score score;
  score.value = 71;
  score.low = 60, score.high = 80;
  score.parts = {{"coverage", 25, 0.5, 1, 2, "claims with a source", {"say who feels unsafe"}},
                 {"balance", 10, std::nullopt, 0, 0, "replies of the accused", {}}};
  score.caps = {{"caps/one-source", 71, "one source carries the story"}};
  return score;
}

inline Analysis sample_analysis() {
  Analysis out;
  out.ruleset = {"onrecord", "0.1.0", "00ff"};
  out.article = sample_article();
  const Article& a = out.article;
  out.attributions = {sample_attribution(a)};
  out.sources = {sample_source(a)};
  out.quotations = {sample_quotation(a)};
  Claim claim;
  claim.spans = {place_of(a, "Many feel unsafe.")};
  claim.type = ClaimType::kMind;
  claim.rule = "claim/mind";
  claim.evidence = {{"'feel'", 0}};
  out.claims = {claim};
  out.findings = {sample_finding(a)};
  const ByteSpan first{place_of(a, "\"We").begin, place_of(a, "engineer.").end};
  out.sentences = {{first, SentenceStanding::kIdentified}, {claim.spans[0], SentenceStanding::kNone}};
  out.score = sample_score();
  out.words = 12;
  return out;
}

}  // namespace onrecord

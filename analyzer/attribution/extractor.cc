#include "attribution/extractor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "attribution/describe.h"
#include "attribution/judge.h"
#include "attribution/propose.h"
#include "attribution/read_roles.h"
#include "attribution/reader.h"
#include "attribution/tidy_spans.h"
#include "rulebook/pattern.h"

namespace onrecord {
namespace {

constexpr std::size_t kReasons = 5;      // features told of one attribution
constexpr std::size_t kFeatures = 96;    // room for those of one proposal
constexpr float kLeastReason = .02f;     // weaker ones are not told
constexpr const char* kLabelled = "attribution/labelled";  // the rule that stands for what only the models mark

Error missing(std::string_view list) {
  return {.message = fmt::format("the word list '{}' is missing", list),
          .help = "give --rules a pack that holds it, or leave --rules away"};
}

Result<void> fill(const Rulebook& book, std::string_view id, LemmaWeights& out) {
  const WordList* list = book.words(id);
  if (!list) return unexpected(missing(id));
  for (const WordRow& row : list->rows()) out.set(row.text, static_cast<float>(row.weight));
  return {};
}

Result<ExtractionLimits> read_limits(const Rulebook& book) {
  constexpr std::string_view kList = "words/extraction-threshold";
  const WordList* list = book.words(kList);
  if (!list) return unexpected(missing(kList));
  ExtractionLimits limits;
  const std::pair<std::string_view, float*> places[] = {{"weigh", &limits.weigh},
                                                        {"accept", &limits.accept},
                                                        {"likely", &limits.likely},
                                                        {"link content", &limits.link_content},
                                                        {"link source", &limits.link_source},
                                                        {"fill", &limits.fill},
                                                        {"sure", &limits.sure},
                                                        {"outdo", &limits.outdo},
                                                        {"whole phrase", &limits.whole_phrase},
                                                        {"unproposed", &limits.unproposed},
                                                        {"no source", &limits.no_source},
                                                        {"labeller", &limits.labeller},
                                                        {"linker", &limits.linker},
                                                        {"alone", &limits.alone},
                                                        {"outside", &limits.outside}};
  for (const auto& [name, to] : places) {
    if (!list->contains(name))
      return unexpected({.message = fmt::format("'{}' lacks a value for '{}'", kList, name),
                         .help = "a probability between 0 and 1"});
    *to = static_cast<float>(list->weight(name));
  }
  return limits;
}

Role role_of(const Annotated& text, const TokenRuns& runs, TokenIndex head) {
  Role role;
  role.head = head;
  for (TokenSpan r : runs) {
    role.spans.push_back(text.bytes(r));
    if (!role.text.empty()) role.text += ' ';
    role.text += text.text(r);
  }
  return role;
}

/// The word of `runs` that governs the others: the first whose head is outside.
TokenIndex top_of(const Annotated& text, const TokenRuns& runs) {
  for (TokenSpan r : runs)
    for (TokenIndex i = r.begin; i < r.end; ++i)
      if (text[i].is_word && (text[i].head == kNoToken || !runs.contains(text[i].head))) return i;
  return runs.empty() ? kNoToken : runs.first();
}

/// "called off": the cue's verb with its particle stands in `list`.
bool holds_particle_verb(const Annotated& text, const TokenRuns& cue, const WordList& list) {
  for (TokenSpan r : cue)
    for (TokenIndex i = r.begin; i < r.end; ++i) {
      if (!is_verb(text[i].tag)) continue;
      for (TokenIndex child : text.children(i))
        if (text[child].relation == Relation::kCompoundPrt &&
            list.contains(hash_of(fmt::format("{} {}", text[i].lemma, text[child].lower))))
          return true;
    }
  return false;
}

/// Sets `parent`: the innermost attribution whose content holds the cue or, where there is none, the content.
void set_parents(const std::vector<Linked>& found, std::vector<Attribution>& all) {
  std::vector<std::pair<TokenSpan, int>> open;  // content runs in order, those that hold the place we are at
  std::vector<std::pair<TokenSpan, int>> runs;
  for (std::size_t i = 0; i < found.size(); ++i)
    for (TokenSpan r : found[i].roles.content) runs.emplace_back(r, static_cast<int>(i));
  std::sort(runs.begin(), runs.end(), [](const auto& x, const auto& y) {
    return x.first.begin != y.first.begin ? x.first.begin < y.first.begin : y.first.end < x.first.end;
  });
  const auto place = [&](std::size_t i) {
    const Proposal& p = found[i].roles;
    return p.cue_words.empty() ? p.content.first() : p.cue_words.first();
  };
  std::vector<std::size_t> order(found.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return place(x) < place(y); });
  std::size_t next = 0;
  for (std::size_t i : order) {
    const TokenIndex at = place(i);
    while (next < runs.size() && runs[next].first.begin <= at) open.push_back(runs[next++]);
    std::erase_if(open, [&](const auto& o) { return o.first.end <= at; });
    for (auto it = open.rbegin(); it != open.rend(); ++it)
      if (it->second != static_cast<int>(i)) {
        all[i].parent = it->second;
        break;
      }
  }
}

}  // namespace

struct Extractor::Parts {
  const Rulebook& book;
  AttributionModel model;
  WordFields fields;
  CueLexicon lexicon;
  ExtractionLimits limits;
  Describer describer;
  PatternMatcher patterns;
  std::optional<Reader> reader = {};  ///< in the full setting
  const WordList* cue_rows[3] = {};  ///< verbs, nouns, adjectives
  const WordList* particle_verbs = nullptr;  ///< "call off": no cues; null where the rules lack the list
  bool unproposed = false;           ///< what only the models mark stands: its rule is loaded and not off

  std::vector<Linked> find(const FeatureInput& in, std::optional<ReadingAhead> ahead, std::vector<Proposal>& all) const;
  std::vector<Linked> by_reader(const FeatureInput& in, ReadingAhead ahead, const std::vector<Proposal>& all) const;
  std::vector<Linked> by_labels(const FeatureInput& in, std::vector<Proposal>& all) const;
  /// Credits follow the proposals: a Linked::from behind the end of `all` leads to them.
  const Proposal* origin(const Linked& linked, const Proposals& proposals) const {
    if (linked.from < 0) return nullptr;
    const auto i = static_cast<std::size_t>(linked.from);
    return i < proposals.all.size() ? &proposals.all[i] : &proposals.credits[i - proposals.all.size()];
  }
  Attribution attribution(const FeatureInput& in, const Proposal* from, const Linked& linked) const;
  void explain(const FeatureInput& in, const Proposal& p, Attribution& a) const;
  void tell_cue(const Token& cue, Attribution& a) const;
};

std::vector<Linked> Extractor::Parts::find(const FeatureInput& in, std::optional<ReadingAhead> ahead,
                                           std::vector<Proposal>& all) const {
  score_first(in, model, ahead ? 0 : limits.weigh, all);  // the reader may mark what no rule was sure of: it tells which
  score_in_context(model, all);
  std::vector<Linked> found = ahead ? by_reader(in, std::move(*ahead), all) : by_labels(in, all);
  if (!unproposed) std::erase_if(found, [](const Linked& l) { return l.from < 0; });
  tidy_spans(in.spans, all, found);
  enforce_weights(in.spans, all, found);
  if (particle_verbs)
    std::erase_if(found, [&](const Linked& l) { return holds_particle_verb(in.spans.text, l.roles.cue_words, *particle_verbs); });
  return found;
}

std::vector<Linked> Extractor::Parts::by_reader(const FeatureInput& in, ReadingAhead ahead,
                                                const std::vector<Proposal>& all) const {
  const std::vector<LabelScores> labelled = label_chances(in, model, all, limits);
  return link_marked(in, model, reader->finish(std::move(ahead), labelled, limits.labeller), all, limits);
}

std::vector<Linked> Extractor::Parts::by_labels(const FeatureInput& in, std::vector<Proposal>& all) const {
  const std::vector<RoleLabel> labels = label_words(in, model, all, limits);
  score_with_labels(in, model, labels, all);
  return link_roles(in, model, all, labels, limits);
}

void Extractor::Parts::tell_cue(const Token& cue, Attribution& a) const {
  const WordList* list = is_verb(cue.tag) ? cue_rows[0] : is_noun(cue.tag) ? cue_rows[1] : cue_rows[2];
  if (const WordRow* row = list->find(cue.lemma_hash))
    a.evidence.push_back({fmt::format("\"{}\" is a cue {} of {} times", cue.lemma, row->column(0), row->column(1)), 0});
}

/// The strongest features of the proposal, then what its rivals and labels added.
void Extractor::Parts::explain(const FeatureInput& in, const Proposal& p, Attribution& a) const {
  std::vector<std::uint64_t> hashes;
  hashes.reserve(kFeatures);
  proposal_features(in, p, hashes);
  struct Reason {
    float weight;
    std::size_t at;
  };
  std::vector<Reason> reasons;
  reasons.reserve(hashes.size());
  for (std::size_t i = 0; i < hashes.size(); ++i)
    if (const float w = model.first.weight(hashes[i]); std::abs(w) >= kLeastReason) reasons.push_back({w, i});
  const std::size_t n = std::min(kReasons, reasons.size());
  std::partial_sort(reasons.begin(), reasons.begin() + static_cast<std::ptrdiff_t>(n), reasons.end(),
                    [](const Reason& x, const Reason& y) {
                      const float wx = std::abs(x.weight), wy = std::abs(y.weight);
                      return wx != wy ? wx > wy : x.at < y.at;
                    });
  reasons.resize(n);
  std::vector<std::size_t> wanted;
  for (const Reason& r : reasons) wanted.push_back(r.at);
  std::sort(wanted.begin(), wanted.end());
  std::vector<std::string> names = feature_names(in, p, wanted);
  a.evidence.reserve(a.evidence.size() + n + 1);
  for (const Reason& r : reasons) {
    const auto at = std::lower_bound(wanted.begin(), wanted.end(), r.at) - wanted.begin();
    a.evidence.push_back({std::move(names[static_cast<std::size_t>(at)]), static_cast<double>(r.weight)});
  }
  const float first = std::log(std::max(p.first_score, 1e-6f) / std::max(1 - p.first_score, 1e-6f));
  a.evidence.push_back({"what stands around it and how its words are labelled", static_cast<double>(p.logit - first)});
}

Attribution Extractor::Parts::attribution(const FeatureInput& in, const Proposal* from, const Linked& linked) const {
  const Annotated& text = in.spans.text;
  const Proposal& roles = linked.roles;
  Attribution a;
  const TokenIndex cue = from ? from->cue : roles.cue_words.empty() ? kNoToken : top_of(text, roles.cue_words);
  a.source = role_of(text, roles.source, top_of(text, roles.source));
  a.cue = role_of(text, roles.cue_words, cue);
  a.content = role_of(text, roles.content, top_of(text, roles.content));
  a.rule = from ? from->rule : kLabelled;
  a.confidence = static_cast<double>(roles.score);
  const auto by_rule = from ? enum_from_name<AttributionType>(from->pattern->type) : std::nullopt;
  describer.describe(text, cue, by_rule.value_or(AttributionType::kStatement), a);
  if (from && !from->pattern->stance.empty())
    if (const auto stance = enum_from_name<Stance>(from->pattern->stance)) a.stance = *stance;
  if (a.type == AttributionType::kCredit) {
    a.evidence.push_back({"a short line without a verb that names a source", 0});
    return a;
  }
  if (cue != kNoToken) tell_cue(text[cue], a);
  if (linked.marked)
    a.evidence.push_back({fmt::format("the reader gives the words of cue and content {:.2f} on average", roles.score), 0});
  if (from) explain(in, *from, a);
  else a.evidence.push_back({"no pattern proposes it: the words are marked by what was learnt from labelled news", 0});
  return a;
}

Result<Extractor> Extractor::load(const Rulebook& book, const std::filesystem::path& models, ExtractorOptions options) {
  auto model = AttributionModel::load(models / "attribution.bin");
  if (!model) return unexpected(model.error());
  auto fields = WordFields::load(models / "word_fields.bin");
  if (!fields) return unexpected(fields.error());
  auto limits = read_limits(book);
  if (!limits) return unexpected(limits.error());
  auto describer = Describer::load(book);
  if (!describer) return unexpected(describer.error());
  auto parts = std::make_unique<Parts>(Parts{book, std::move(*model), std::move(*fields), {}, *limits, *describer,
                                              PatternMatcher(book.patterns(), "attribution"), {}});
  const std::pair<std::string_view, LemmaWeights*> lists[] = {{"words/cue-verb", &parts->lexicon.verbs},
                                                              {"words/cue-noun", &parts->lexicon.nouns},
                                                              {"words/cue-adjective", &parts->lexicon.adjectives}};
  for (std::size_t k = 0; k < 3; ++k) {
    if (const auto ok = fill(book, lists[k].first, *lists[k].second); !ok) return unexpected(ok.error());
    parts->cue_rows[k] = book.words(lists[k].first);
  }
  parts->particle_verbs = book.words("words/particle-verb");
  const Rule* labelled = book.rule(kLabelled);
  parts->unproposed = labelled && labelled->enabled;
  if (options.setting == ExtractorOptions::Setting::kFull) {
    auto reader = Reader::load(models / "reader.bin");
    if (!reader) return unexpected(reader.error());
    parts->reader = std::move(*reader);
  }
  return Extractor(std::move(parts));
}

Extractor::Extractor(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Extractor::Extractor(Extractor&&) noexcept = default;
Extractor& Extractor::operator=(Extractor&&) noexcept = default;
Extractor::~Extractor() = default;

std::optional<ReadingAhead> Extractor::read_ahead(const Annotated& text) const {
  if (!parts_->reader) return {};
  return parts_->reader->start(text);
}

std::vector<Attribution> Extractor::extract(const Annotated& text, const Quotations& quotations,
                                            std::optional<ReadingAhead> ahead) const {
  const std::vector<WordFacts> words = word_facts(text, parts_->lexicon, parts_->fields);
  const FeatureInput in{{text, quotations}, words};
  Proposals proposals = propose(in.spans, parts_->patterns);
  std::vector<Linked> found = parts_->find(in, std::move(ahead), proposals.all);
  for (std::size_t i = 0; i < proposals.credits.size(); ++i)
    found.push_back({proposals.credits[i], static_cast<int>(proposals.all.size() + i)});
  std::stable_sort(found.begin(), found.end(), [](const Linked& x, const Linked& y) {
    return std::min(x.roles.content.first(), x.roles.cue) < std::min(y.roles.content.first(), y.roles.cue);
  });
  std::vector<Attribution> out;
  out.reserve(found.size());
  for (const Linked& l : found) {
    out.push_back(parts_->attribution(in, parts_->origin(l, proposals), l));
    out.back().id = static_cast<int>(out.size()) - 1;
  }
  set_parents(found, out);
  return out;
}

}  // namespace onrecord

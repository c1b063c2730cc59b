#include "rulebook/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/variant/get.hpp>
#include <map>
#include <set>

#include "rulebook/suggest.h"

namespace onrecord {
namespace {

/// Which clauses a kind may have, must have, and may repeat.
struct KindShape {
  RuleKind kind;
  std::vector<std::string> required, optional, repeated;
};

const std::map<std::string, KindShape, std::less<>>& shapes() {
  static const std::map<std::string, KindShape, std::less<>> table{
      {"words", {RuleKind::kWords, {"what"}, {"why", "standard", "help", "from"}, {"items"}}},
      {"pattern",
       {RuleKind::kPattern,
        {"what", "yields", "fires", "silent"},
        {"why", "standard", "help", "traps", "anchor", "over", "weight", "stance", "source", "cue", "content",
         "medium", "via", "span"},
        {"find", "maybe", "where", "match", "except", "fires", "silent"}}},
      {"check",
       {RuleKind::kCheck,
        {"what", "why", "standard", "help", "severity", "certainty", "message", "fires", "silent"},
        {"traps", "each", "at", "once"},
        {"where", "unless", "let", "evidence", "fires", "silent"}}},
      {"grade",
       {RuleKind::kGrade,
        {"what", "each", "points", "reason"},
        {"why", "standard", "help", "traps"},
        {"where", "unless", "let", "fires", "silent"}}},
      {"score",
       {RuleKind::kScore, {"what", "part"}, {"why", "standard", "help", "traps"},
        {"part", "cap", "minimum", "band", "let"}}},
  };
  return table;
}

bool has(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool allows(const KindShape& shape, const std::string& word) {
  return has(shape.required, word) || has(shape.optional, word) || has(shape.repeated, word);
}

std::vector<std::string> allowed(const KindShape& shape) {
  std::vector<std::string> out = shape.required;
  for (const auto* more : {&shape.optional, &shape.repeated})
    std::copy_if(more->begin(), more->end(), std::back_inserter(out), [&](const std::string& word) { return !has(out, word); });
  return out;
}

struct HeadVisitor {
  using result_type = ClauseHead;
  template <class C>
    requires requires(const C& c) { c.keyword; }
  ClauseHead operator()(const C& c) const { return {c.keyword, c.begin}; }
  ClauseHead operator()(const ast::EachClause& c) const { return {"each", c.begin}; }
  ClauseHead operator()(const ast::AtClause& c) const { return {"at", c.begin}; }
  ClauseHead operator()(const ast::LetClause& c) const { return {"let", c.begin}; }
  ClauseHead operator()(const ast::ItemsClause& c) const { return {"items", c.begin}; }
  ClauseHead operator()(const ast::AnchorClause& c) const { return {"anchor", c.begin}; }
  ClauseHead operator()(const ast::YieldsClause& c) const { return {"yields", c.begin}; }
  ClauseHead operator()(const ast::PartClause& c) const { return {"part", c.begin}; }
  ClauseHead operator()(const ast::CapClause& c) const { return {"cap", c.begin}; }
  ClauseHead operator()(const ast::MinimumClause& c) const { return {"minimum", c.begin}; }
  ClauseHead operator()(const ast::BandClause& c) const { return {"band", c.begin}; }
};

int line_of(const RuleSource& source, std::uint32_t at) {
  return static_cast<int>(std::count(source.text.begin(), source.text.begin() + at, '\n')) + 1;
}

RuleExample make_example(const RuleSource& source, const ast::ExampleClause& clause) {
  RuleExample out;
  out.fires = clause.keyword == "fires";
  if (clause.title) out.title = clause.title->text;
  out.text = joined(clause.text);
  for (const ast::Expected& e : clause.expected) out.expected.push_back({e.role, e.text.text});
  out.line = line_of(source, clause.begin);
  return out;
}

void take_text(const ast::TextClause& clause, Rule& rule) {
  const std::string text = joined(clause.parts);
  if (clause.keyword == "what") rule.what = text;
  if (clause.keyword == "why") rule.why = text;
  if (clause.keyword == "standard") rule.standard = text;
  if (clause.keyword == "help") rule.help = text;
  if (clause.keyword == "traps") rule.traps = text;
}

void take_change(const ParsedRule& change, Rule& rule) {
  std::string by = change.source->path;
  for (const ast::Clause& clause : change.file.clauses)
    if (const auto* text = boost::get<ast::TextClause>(&clause.get()); text && text->keyword == "why")
      by += ": " + joined(text->parts);
  rule.adjusted_by.push_back(std::move(by));
  (rule.source += '\n') += change.text;
}

Result<void> check_shape(const ParsedRule& parsed, const KindShape& shape) {
  const RuleSource& source = *parsed.source;
  const std::string& kind = parsed.file.kind.text;
  std::set<std::string> seen;
  for (const ast::Clause& clause : parsed.file.clauses) {
    const ClauseHead head = head_of(clause);
    if (!allows(shape, head.keyword))
      return unexpected(fault_at(source, head.at, fmt::format("a {} has no clause '{}'", kind, head.keyword),
                                 suggestion(head.keyword, allowed(shape))));
    if (!seen.insert(head.keyword).second && !has(shape.repeated, head.keyword))
      return unexpected(fault_at(source, head.at, fmt::format("'{}' stands twice", head.keyword)));
  }
  for (const std::string& word : shape.required)
    if (!seen.contains(word))
      return unexpected(fault_at(source, parsed.file.kind.begin,
                                 fmt::format("{} {} has no '{}'", kind, parsed.file.id.text, word),
                                 word == "fires" || word == "silent"
                                     ? "a rule brings an example that fires and a near miss that stays silent"
                                     : "see docs/rule-language.md for what a rule must say"));
  return {};
}

}  // namespace

ClauseHead head_of(const ast::Clause& clause) { return boost::apply_visitor(HeadVisitor{}, clause.get()); }

std::string joined(const std::vector<ast::Text>& parts) {
  std::string out;
  for (const ast::Text& part : parts) out += part.text;
  return out;
}

Result<Rule> make_record(const ParsedRule& parsed) {
  const auto shape = shapes().find(parsed.file.kind.text);
  if (shape == shapes().end())
    return unexpected(fault_at(*parsed.source, parsed.file.kind.begin, "no such kind of rule"));
  if (auto complete = check_shape(parsed, shape->second); !complete) return unexpected(complete.error());
  Rule rule;
  rule.id = parsed.file.id.text;
  rule.kind = shape->second.kind;
  rule.path = parsed.source->relative;
  rule.source = std::string(parsed.text);
  for (const ast::Clause& clause : parsed.file.clauses) {
    if (const auto* text = boost::get<ast::TextClause>(&clause.get())) take_text(*text, rule);
    if (const auto* example = boost::get<ast::ExampleClause>(&clause.get()))
      rule.examples.push_back(make_example(*parsed.source, *example));
  }
  return rule;
}

void adjust_record(const ParsedRule& parsed, Rule& rule) {
  for (const ParsedRule& change : parsed.adjustments) take_change(change, rule);
}

}  // namespace onrecord

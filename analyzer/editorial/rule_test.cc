#include "editorial/rule_test.h"

#include <fmt/format.h>

#include <algorithm>

#include "article/read.h"

namespace onrecord {
namespace {

std::string plain(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s.substr(i, 2) == "\xC2\xA0") out += ' ', ++i;
    else out += s[i];
  }
  return out;
}

/// [words](address) becomes a link.
std::vector<Link> take_links(std::string& text) {
  std::vector<Link> links;
  for (std::size_t open = text.find('['); open != std::string::npos; open = text.find('[', open + 1)) {
    const std::size_t middle = text.find("](", open), close = text.find(')', open);
    if (middle == std::string::npos || close == std::string::npos || close < middle) break;
    const std::string words = text.substr(open + 1, middle - open - 1);
    links.push_back({{BytePos{open}, BytePos{open + words.size()}}, text.substr(middle + 2, close - middle - 2)});
    text.replace(open, close + 1 - open, words);
  }
  return links;
}

Article article_of(const Analyzer& analyzer, const RuleExample& example) {
  std::string text = example.title.empty() ? example.text : example.title + "\n\n" + example.text;
  std::vector<Link> links = take_links(text);
  Article article = read_text(text, analyzer.reading("example", "example"));
  article.links = std::move(links);
  if (example.title.empty() && article.title.empty()) return article;
  if (!example.title.empty()) {
    article.title = example.title;
    if (!article.blocks.empty()) article.blocks.front().kind = BlockKind::kTitle;
    return article;
  }
  // Without a headline the first line of the example is text, whatever it looks like.
  article.title.clear();
  for (Block& block : article.blocks)
    if (block.kind == BlockKind::kTitle) block.kind = BlockKind::kParagraph;
  return article;
}

bool holds(const Expectation& wanted, std::string_view role, std::string_view found) {
  return wanted.role != role || plain(wanted.text) == plain(found);
}

// ---- patterns ---------------------------------------------------------------------------------------------------

/// What an attribution has in each role an expectation may name.
std::string in_role(const Analysis& found, const Attribution& a, std::string_view role) {
  const Source* s = a.source_id >= 0 ? &found.sources[static_cast<std::size_t>(a.source_id)] : nullptr;
  if (role == "source") return a.source.text;
  if (role == "cue") return a.cue.text;
  if (role == "content") return a.content.text;
  if (role == "medium") return a.medium;
  if (role == "via") return a.via;
  if (role == "type") return std::string(name_of(a.type));
  if (role == "form") return std::string(name_of(a.form));
  if (role == "stance") return std::string(name_of(a.stance));
  if (role == "who") return s ? s->name : "";
  if (role == "kind") return s ? std::string(name_of(s->kind)) : "";
  if (role == "grade") return s ? std::string(1, s->credibility.grade) : "";
  return {};
}

std::string shown(const Analysis& found, const Attribution& a, const std::vector<Expectation>& wanted) {
  std::string out = a.rule;
  for (const Expectation& e : wanted) out += fmt::format(" {} “{}”", e.role, in_role(found, a, e.role));
  return out;
}

/// The roles that a pattern gives; the others (type, who ...) come later and are not looked at.
bool has_role(const Proposed& p, const Expectation& e) {
  const auto is = [&](const std::string& found) { return plain(found) == plain(e.text); };
  if (e.role == "source") return std::any_of(p.sources.begin(), p.sources.end(), is);
  if (e.role == "cue") return is(p.cue);
  if (e.role == "content") return is(p.content);
  return true;
}

bool proposes(const Rule& rule, const RuleExample& example, const std::vector<Proposed>& proposals) {
  return std::any_of(proposals.begin(), proposals.end(), [&](const Proposed& p) {
    return p.rule == rule.id && std::all_of(example.expected.begin(), example.expected.end(),
                                            [&](const Expectation& e) { return has_role(p, e); });
  });
}

/// A pattern fires where it proposes the roles told, or where an attribution has them in the end.
void test_pattern(const Rule& rule, const RuleExample& example, const Analysis& found,
                  const std::vector<Proposed>& proposals, ExampleResult& out) {
  std::string others;
  bool any = false, right = example.fires && proposes(rule, example, proposals);
  for (const Attribution& a : found.attributions) {
    any = any || a.rule == rule.id;
    right = right || (!example.expected.empty() &&
                      std::all_of(example.expected.begin(), example.expected.end(), [&](const Expectation& e) {
                        return plain(in_role(found, a, e.role)) == plain(e.text);
                      }));
    others += (others.empty() ? "" : "; ") + shown(found, a, example.expected);
  }
  for (const Proposed& p : proposals)
    if (p.rule == rule.id)
      others += fmt::format("{}proposed source “{}” cue “{}” content “{}”", others.empty() ? "" : "; ",
                            fmt::join(p.sources, "/"), p.cue, p.content);
  if (example.fires && !right)
    out.faults.push_back(fmt::format("expected an attribution{}, found {}",
                                     example.expected.empty() ? " by this rule" : " with these roles",
                                     others.empty() ? "none" : others));
  if (!example.fires && any) out.faults.push_back("fires, but should be silent: " + others);
}

// ---- checks and grades ------------------------------------------------------------------------------------------

std::string marked_text(const Analysis& found, const Finding& f) {
  std::string out;
  for (ByteSpan s : f.spans) (out += out.empty() ? "" : " … ") += found.article.view(s);
  return out;
}

void test_check(const Rule& rule, const RuleExample& example, const Analysis& found, ExampleResult& out) {
  std::string seen;
  bool any = false, right = false;
  for (const Finding& f : found.findings) {
    if (f.rule != rule.id) continue;
    any = true;
    const std::string at = marked_text(found, f);
    right = right || std::all_of(example.expected.begin(), example.expected.end(), [&](const Expectation& e) {
      return holds(e, "message", e.role == "message" ? f.message : e.text) &&
             holds(e, "at", e.role == "at" ? at : e.text) && holds(e, "span", e.role == "span" ? at : e.text);
    });
    seen += fmt::format("{}“{}” at “{}”", seen.empty() ? "" : "; ", f.message, at);
  }
  if (!example.fires) {
    if (any) out.faults.push_back("fires, but should be silent: " + seen);
  } else if (!any) {
    std::string others;
    for (const Attribution& a : found.attributions)
      others += fmt::format("{}[{} | {} | {}; {}]", others.empty() ? "" : " ", a.source.text, a.cue.text, a.content.text,
                            a.source_id < 0 ? "no source" : name_of(found.sources[static_cast<std::size_t>(a.source_id)].kind));
    out.faults.push_back(fmt::format("silent, but should fire; attributions: {}", others.empty() ? "none" : others));
  } else if (!right) {
    std::string wanted;
    for (const Expectation& e : example.expected) wanted += fmt::format(" {} “{}”", e.role, e.text);
    out.faults.push_back(fmt::format("expected{}, found {}", wanted, seen));
  }
}

void test_grade(const Rule& rule, const RuleExample& example, const Analysis& found, ExampleResult& out) {
  bool any = false, right = example.expected.empty();
  std::string seen;
  for (const Source& s : found.sources) {
    const bool ours = std::any_of(s.credibility.why.begin(), s.credibility.why.end(), [&](const std::string& why) {
      return why.find("(" + rule.id + ",") != std::string::npos;
    });
    any = any || ours;
    for (const Expectation& e : example.expected)
      right = right || (ours && e.role == "grade" && e.text == std::string(1, s.credibility.grade)) ||
              (ours && e.role == "who" && e.text == s.name);
    seen += fmt::format("{}{} {}: {}", seen.empty() ? "" : "; ", s.name, s.credibility.grade, fmt::join(s.credibility.why, ", "));
  }
  if (example.fires && (!any || !right)) out.faults.push_back("does not fire as told; sources: " + seen);
  if (!example.fires && any) out.faults.push_back("fires, but should be silent: " + seen);
}

bool wanted(const Rule& rule, std::string_view which) {
  if (which.empty() || rule.id == which) return true;
  return rule.id.size() > which.size() && rule.id.starts_with(which) && rule.id[which.size()] == '/';
}

ExampleResult run_example(const Analyzer& analyzer, const Rule& rule, const RuleExample& example) {
  ExampleResult out{rule.id, rule.path, example.line, example.fires, example.text, {}};
  const Article article = article_of(analyzer, example);
  const Analysis found = analyzer.analyze(article);
  if (rule.kind == RuleKind::kPattern) test_pattern(rule, example, found, analyzer.proposals(article), out);
  else if (rule.kind == RuleKind::kCheck) test_check(rule, example, found, out);
  else if (rule.kind == RuleKind::kGrade) test_grade(rule, example, found, out);
  return out;
}

}  // namespace

std::vector<ExampleResult> test_rules(const Analyzer& analyzer, std::string_view which) {
  std::vector<ExampleResult> out;
  for (const Rule& rule : analyzer.rulebook().rules()) {
    if (!rule.enabled || !wanted(rule, which)) continue;
    for (const RuleExample& example : rule.examples) out.push_back(run_example(analyzer, rule, example));
  }
  return out;
}

}  // namespace onrecord

// Checks, grades and the score from their rules.
#include <fmt/format.h>

#include <algorithm>
#include <boost/variant/get.hpp>

#include "rulebook/compile_expression.h"
#include "rulebook/suggest.h"

namespace onrecord {
namespace {

template <class C>
const C* as(const ast::Clause& clause) {
  return boost::get<C>(&clause.get());
}

template <class E>
E symbol_of(const ExpressionCompiler& compiler, const ast::SymbolClause& clause) {
  std::vector<std::string> known;
  for (std::size_t i = 0; i < std::size(EnumNames<E>::names); ++i) {
    if (clause.value.text == EnumNames<E>::names[i]) return static_cast<E>(i);
    known.emplace_back(EnumNames<E>::names[i]);
  }
  if (clause.keyword == "severity") known.emplace_back("off");
  compiler.fail(clause.value.begin, fmt::format("'{}' is no {}", clause.value.text, clause.keyword),
                suggestion(clause.value.text, known));
}

/// The list of a condition that begins `x.lemma in words/list and`, or `x.lower`; null where it is another.
const ast::WordsRef* asked_list(const ast::Chain& condition, std::string_view x) {
  const auto joined_by_and = [](const ast::Step& s) { return s.op != "or"; };
  const auto* name = boost::get<ast::Name>(&condition.first.primary.get());
  const auto& fields = condition.first.fields;
  if (!name || name->text != x || fields.size() != 1 || !condition.first.prefixes.empty()) return nullptr;
  if (fields[0].text != "lemma" && fields[0].text != "lower") return nullptr;
  if (condition.rest.empty() || condition.rest[0].op != "in") return nullptr;
  if (!std::all_of(condition.rest.begin(), condition.rest.end(), joined_by_and)) return nullptr;
  return boost::get<ast::WordsRef>(&condition.rest[0].operand.primary.get());
}

/// Of most tokens it is known ahead that they do not stand in the list that a rule asks first.
void note_asked_list(const ExpressionCompiler& compiler, const ast::RuleFile& rule, Selection& out) {
  const ast::EachClause* each = nullptr;
  for (const ast::Clause& clause : rule.clauses) {
    if (const auto* found = as<ast::EachClause>(clause)) each = found;
    const auto* where = as<ast::ExpressionClause>(clause);
    if (!each || !where || where->keyword != "where") continue;
    const CompileContext& context = compiler.context();
    const ast::WordsRef* list = asked_list(where->value, each->variable.text);
    if (list && out.element.kind == TypeKind::kObject && context.schema.object_type(out.element).name() == "token")
      out.listed = {&context.book.mentions, context.book.mentions.add(compiler.word_list(*list))};
    return;
  }
}

/// each, where, unless, let. True: the clause was one of them.
bool take_selection(ExpressionCompiler& compiler, const ast::Clause& clause, Selection& out) {
  using Kind = Selection::Step::Kind;
  if (const auto* each = as<ast::EachClause>(clause)) {
    if (!out.steps.empty()) compiler.fail(each->begin, "'each' comes before where, unless and let");
    out.each = compiler.list(each->list);
    out.element = element_of(out.each.type());
    compiler.bind(each->variable, out.element);
    return true;
  }
  if (const auto* let = as<ast::LetClause>(clause)) {
    const Expression value = compiler.compile(let->value);
    const int slot = compiler.bind(let->variable, value.type());
    out.steps.push_back({Kind::kLet, value, static_cast<std::size_t>(slot)});
    return true;
  }
  const auto* condition = as<ast::ExpressionClause>(clause);
  if (!condition || condition->keyword == "points") return false;
  out.steps.push_back({condition->keyword == "where" ? Kind::kWhere : Kind::kUnless, compiler.condition(condition->value), 0});
  return true;
}

/// Of the conditions between two names the cheap ones come first.
void order_by_cost(Selection& selection) {
  using Step = Selection::Step;
  for (auto first = selection.steps.begin(); first != selection.steps.end();) {
    const auto last = std::find_if(first, selection.steps.end(), [](const Step& s) { return s.kind == Step::Kind::kLet; });
    std::stable_partition(first, last, [](const Step& s) { return s.value.cost() <= Expression::kCheap; });
    first = last == selection.steps.end() ? last : last + 1;
  }
}

MarkedPlace place_of(const ExpressionCompiler& compiler, Expression object, std::uint32_t at) {
  const Schema& schema = compiler.context().schema;
  const SpansFunction spans =
      object.type().kind == TypeKind::kObject ? schema.object_type(object.type()).spans() : nullptr;
  if (!spans) compiler.fail(at, fmt::format("{} has no place in the text", schema.name_of(object.type())));
  return {std::move(object), spans};
}

/// Expressions that use names are compiled when all names are bound, whatever the order of clauses.
void take_places_and_texts(ExpressionCompiler& compiler, const ast::Clause& clause, Check& check) {
  if (const auto* at = as<ast::AtClause>(clause))
    for (const ast::Chain& chain : at->spans) check.at.push_back(place_of(compiler, compiler.compile(chain), chain.begin));
  const auto* text = as<ast::TextClause>(clause);
  if (text && text->keyword == "message") check.message = compiler.text(text->parts);
  if (text && text->keyword == "evidence") check.evidence.push_back(compiler.text(text->parts));
}

/// severity and certainty; `off` silences. True: the clause was one of them.
bool take_symbol(const ExpressionCompiler& compiler, const ast::Clause& clause, Check* check, Rule& record) {
  const auto* symbol = as<ast::SymbolClause>(clause);
  if (!symbol) return false;
  if (symbol->keyword == "severity" && symbol->value.text == "off") {
    record.enabled = false;
    return true;
  }
  if (!check) return false;
  if (symbol->keyword == "severity") {
    check->severity = symbol_of<Severity>(compiler, *symbol);
    record.enabled = true;
  } else if (symbol->keyword == "certainty") {
    check->certainty = symbol_of<Certainty>(compiler, *symbol);
  } else {
    return false;
  }
  return true;
}

/// what, why, help, traps of the record, as a pack words them. True: the clause was one of them.
bool take_record_text(const ast::Clause& clause, Rule& record) {
  const auto* text = as<ast::TextClause>(clause);
  if (!text) return false;
  if (text->keyword == "help") record.help = joined(text->parts);
  else if (text->keyword == "traps") record.traps = joined(text->parts);
  else if (text->keyword == "standard") record.standard = joined(text->parts);
  else return text->keyword == "why" || text->keyword == "what";  // the reason of the adjustment, for its reader
  return true;
}

[[noreturn]] void refuse_adjustment(const ExpressionCompiler& compiler, const ast::Clause& clause,
                                    std::string_view kind, std::string known) {
  const ClauseHead head = head_of(clause);
  compiler.fail(head.at, fmt::format("a {} cannot be adjusted by '{}'", kind, head.keyword), "known: " + std::move(known));
}

void adjust(ExpressionCompiler& compiler, const ParsedRule& change, Check& check, Rule& record) {
  compiler.read_from(*change.source);
  for (const ast::Clause& clause : change.file.clauses) {
    const auto* text = as<ast::TextClause>(clause);
    const bool message = text && (text->keyword == "message" || text->keyword == "evidence");
    if (message) take_places_and_texts(compiler, clause, check);
    else if (!take_symbol(compiler, clause, &check, record) && !take_record_text(clause, record) &&
             !(as<ast::ExpressionClause>(clause) && take_selection(compiler, clause, check.selection)))
      refuse_adjustment(compiler, clause, "check",
                        "severity, certainty, message, evidence, where, unless, help, traps, standard, why");
  }
}

void adjust(ExpressionCompiler& compiler, const ParsedRule& change, Grade& grade, Rule& record) {
  compiler.read_from(*change.source);
  for (const ast::Clause& clause : change.file.clauses) {
    const auto* value = as<ast::ExpressionClause>(clause);
    const auto* text = as<ast::TextClause>(clause);
    if (value && value->keyword == "points") grade.points = compiler.number(value->value);
    else if (text && text->keyword == "reason") grade.reason = compiler.text(text->parts);
    else if (!take_symbol(compiler, clause, nullptr, record) && !take_record_text(clause, record) &&
             !(value && take_selection(compiler, clause, grade.selection)))
      refuse_adjustment(compiler, clause, "grade", "severity off, points, reason, where, unless, help, why");
  }
}

ScoreRule::Part make_part(ExpressionCompiler& compiler, const ast::PartClause& clause) {
  if (!clause.value)
    compiler.fail(clause.begin, fmt::format("part {} has no value", clause.name.text), "part name weight 10 = expression");
  ScoreRule::Part part;
  part.name = clause.name.text;
  part.weight = clause.weight;
  part.value = compiler.ratio(*clause.value);
  if (clause.when) part.when = compiler.condition(*clause.when);
  part.what = joined(clause.what);
  for (const ast::Raise& raise : clause.raise) {
    part.raise.push_back({compiler.text(raise.text), {}});
    if (raise.when) part.raise.back().when = compiler.condition(*raise.when);
  }
  return part;
}

void add_part(ExpressionCompiler& compiler, const ast::PartClause& clause, bool adjusting, ScoreRule& score) {
  if (clause.weight < 0) compiler.fail(clause.begin, "a weight is not negative");
  const auto old = std::find_if(score.parts.begin(), score.parts.end(),
                                [&](const ScoreRule::Part& p) { return p.name == clause.name.text; });
  if (old == score.parts.end()) return score.parts.push_back(make_part(compiler, clause));
  if (!adjusting) compiler.fail(clause.name.begin, fmt::format("part {} stands twice", clause.name.text));
  if (clause.value) *old = make_part(compiler, clause);
  else old->weight = clause.weight;
}

bool take_score_clause(ExpressionCompiler& compiler, const ast::Clause& clause, bool adjusting, ScoreRule& score) {
  if (const auto* part = as<ast::PartClause>(clause)) {
    add_part(compiler, *part, adjusting, score);
  } else if (const auto* cap = as<ast::CapClause>(clause)) {
    if (cap->at_most < 0 || cap->at_most > 100) compiler.fail(cap->begin, "a cap is from 0 to 100");
    score.caps.push_back({static_cast<int>(cap->at_most), compiler.condition(cap->when), compiler.text(cap->why)});
  } else if (const auto* minimum = as<ast::MinimumClause>(clause)) {
    score.minimums.push_back({compiler.condition(minimum->when), compiler.text(minimum->why)});
  } else if (const auto* let = as<ast::LetClause>(clause)) {
    const Expression value = compiler.compile(let->value);
    score.lets.push_back({static_cast<std::size_t>(compiler.bind(let->variable, value.type())), value});
  } else if (const auto* band = as<ast::BandClause>(clause)) {
    score.bands.push_back({band->from, joined(band->name)});
  } else {
    return false;
  }
  return true;
}

void adjust(ExpressionCompiler& compiler, const ParsedRule& change, ScoreRule& score, Rule& record) {
  compiler.read_from(*change.source);
  bool bands = false;
  for (const ast::Clause& clause : change.file.clauses) {
    if (as<ast::BandClause>(clause) && !bands) bands = true, score.bands.clear();  // bands are replaced as a whole
    if (!take_score_clause(compiler, clause, true, score) && !take_record_text(clause, record))
      refuse_adjustment(compiler, clause, "score", "part, cap, minimum, band, let, help, why");
  }
}

}  // namespace

Check compile_check(const CompileContext& context, const ParsedRule& parsed, Rule& record, RuleNeeds& needs) {
  ExpressionCompiler compiler(context, *parsed.source, needs);
  Check check;
  check.id = record.id;
  for (const ast::Clause& clause : parsed.file.clauses) {
    take_selection(compiler, clause, check.selection);
    take_symbol(compiler, clause, &check, record);
    if (const auto* flag = as<ast::FlagClause>(clause)) check.once = flag->keyword == "once";
  }
  for (const ast::Clause& clause : parsed.file.clauses) take_places_and_texts(compiler, clause, check);
  const Type element = check.selection.element;
  if (check.at.empty() && element.kind == TypeKind::kObject && context.schema.object_type(element).spans())
    check.at.push_back(place_of(compiler, compiler.bound(Selection::kEachSlot), parsed.file.begin));
  note_asked_list(compiler, parsed.file, check.selection);
  for (const ParsedRule& change : parsed.adjustments) adjust(compiler, change, check, record);
  order_by_cost(check.selection);
  record.settings = {{"severity", record.enabled ? std::string(name_of(check.severity)) : "off"},
                     {"certainty", std::string(name_of(check.certainty))}};
  return check;
}

Grade compile_grade(const CompileContext& context, const ParsedRule& parsed, Rule& record, RuleNeeds& needs) {
  ExpressionCompiler compiler(context, *parsed.source, needs);
  Grade grade;
  grade.id = record.id;
  for (const ast::Clause& clause : parsed.file.clauses) take_selection(compiler, clause, grade.selection);
  for (const ast::Clause& clause : parsed.file.clauses) {
    const auto* value = as<ast::ExpressionClause>(clause);
    if (value && value->keyword == "points") grade.points = compiler.number(value->value);
    const auto* text = as<ast::TextClause>(clause);
    if (text && text->keyword == "reason") grade.reason = compiler.text(text->parts);
  }
  for (const ParsedRule& change : parsed.adjustments) adjust(compiler, change, grade, record);
  order_by_cost(grade.selection);
  return grade;
}

ScoreRule compile_score(const CompileContext& context, const ParsedRule& parsed, Rule& record, RuleNeeds& needs) {
  ExpressionCompiler compiler(context, *parsed.source, needs);
  ScoreRule score;
  score.id = record.id;
  for (const ast::Clause& clause : parsed.file.clauses) take_score_clause(compiler, clause, false, score);
  for (const ParsedRule& change : parsed.adjustments) adjust(compiler, change, score, record);
  std::stable_sort(score.bands.begin(), score.bands.end(),
                   [](const ScoreRule::Band& a, const ScoreRule::Band& b) { return a.from > b.from; });
  for (const ScoreRule::Part& part : score.parts)
    record.settings.emplace_back("part " + part.name, fmt::format("{:g}", part.weight));
  return score;
}

}  // namespace onrecord

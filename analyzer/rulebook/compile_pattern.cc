// Patterns from their rules.
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <boost/variant/apply_visitor.hpp>
#include <boost/variant/get.hpp>

#include "rulebook/pattern_code.h"
#include "rulebook/suggest.h"

namespace onrecord {
namespace {

constexpr RuleNeeds kTree{.tags = true, .tree = true};

/// Functions that read words, marks and blocks, but no tree.
constexpr std::string_view kSurface[] = {"after_colon", "block_before", "colon_after", "label", "previous_sentence",
                                         "previous_token", "quotation", "quotation_next", "rest_of_block",
                                         "rest_of_sentence", "sentence", "signature", "token"};

template <class C>
const C* as(const ast::Clause& clause) {
  return boost::get<C>(&clause.get());
}

template <class Table>
std::vector<std::string> names_in(const Table& table) {
  std::vector<std::string> out;
  for (const auto& row : table) out.emplace_back(row.name);
  return out;
}

class PatternCompiler {
 public:
  PatternCompiler(const CompileContext& context, const ParsedRule& parsed, RuleNeeds& needs)
      : context_(context), parsed_(parsed), needs_(needs), compiler_(context, *parsed.source, needs) {}

  PatternCode run() {
    const ObjectType* token = context_.schema.find_type("token");
    if (!token) compiler_.fail(parsed_.file.begin, "the schema knows no tokens: start from core_schema()");
    token_ = token->type();
    bind_anchor();
    for (const ast::Clause& clause : parsed_.file.clauses) take_step(clause);
    for (const ast::Clause& clause : parsed_.file.clauses) take_role(clause);
    code_.head = compiler_.slot_of("head");
    const auto has = [&](PatternRole role) {
      return std::any_of(code_.roles.begin(), code_.roles.end(), [&](const auto& r) { return r.role == role; }) ||
             std::any_of(code_.groups.begin(), code_.groups.end(), [&](const auto& g) { return g.role == role; });
    };
    code_.needs_main = has(PatternRole::kContent) || has(PatternRole::kSpan);
    if (!code_.needs_main)
      compiler_.fail(parsed_.file.kind.begin, fmt::format("pattern {} says not what it yields", parsed_.file.id.text),
                     "give a content or a span clause, or groups (?P<content>...) in its match");
    code_.offers_sources = code_.anchored && has(PatternRole::kContent) && !has(PatternRole::kSource);
    if (code_.offers_sources) needs_ |= kTree;
    return std::move(code_);
  }

 private:
  /// The anchor's slot is 0; a pattern without one is found by its regular expression.
  void bind_anchor() {
    for (const ast::Clause& clause : parsed_.file.clauses) {
      const auto* anchor = as<ast::AnchorClause>(clause);
      if (!anchor) continue;
      compiler_.bind(anchor->variable, token_);
      code_.anchor = compile_filter(compiler_, anchor->condition, PatternCode::kAnchorSlot);
      return;
    }
    code_.anchored = false;
    ast::Name unnamed;
    unnamed.text = "match";
    compiler_.bind(unnamed, token_);
    bind_groups();
  }

  void bind_groups() {
    const ast::MatchClause* match = nullptr;
    for (const ast::Clause& clause : parsed_.file.clauses)
      if (const auto* m = as<ast::MatchClause>(clause); m && m->keyword == "match" && !match) match = m;
    if (!match)
      compiler_.fail(parsed_.file.kind.begin, fmt::format("pattern {} has neither anchor nor match", parsed_.file.id.text));
    const auto regex = compile_regex(*parsed_.source, match->regex);
    for (const auto& [group, index] : regex->built().NamedCapturingGroups()) {
      const auto* role = std::find(std::begin(EnumNames<PatternRole>::names), std::end(EnumNames<PatternRole>::names), group);
      if (role == std::end(EnumNames<PatternRole>::names))
        compiler_.fail(match->regex.begin, fmt::format("the group '{}' is no role", group),
                       "known: source, cue, content, medium, via, span; (?:...) groups without a name");
      ast::Name name;
      name.text = group;
      name.begin = match->regex.begin;
      const int slot = compiler_.bind(name, token_);
      code_.groups.push_back({index, static_cast<PatternRole>(role - std::begin(EnumNames<PatternRole>::names)),
                              static_cast<std::size_t>(slot)});
    }
    code_.slots = code_.groups.size() + 1;
  }

  void take_step(const ast::Clause& clause) {
    if (const auto* find = as<ast::FindClause>(clause)) {
      PatternCode::Step step;
      step.is_find = true;
      step.find = make_find(*find);
      code_.steps.push_back(std::move(step));
    } else if (const auto* where = as<ast::ExpressionClause>(clause)) {
      code_.steps.push_back({false, {}, compiler_.condition(where->value)});
    } else if (const auto* match = as<ast::MatchClause>(clause)) {
      (match->keyword == "match" ? code_.match : code_.except).push_back(compile_regex(*parsed_.source, match->regex));
    } else if (const auto* symbol = as<ast::SymbolClause>(clause); symbol && symbol->keyword == "over") {
      take_over(*symbol);
    }
  }

  void take_over(const ast::SymbolClause& over) {
    const auto bit = [](BlockKind kind) { return 1u << static_cast<unsigned>(kind); };
    const std::uint32_t body = bit(BlockKind::kParagraph) | bit(BlockKind::kListItem) | bit(BlockKind::kBlockquote);
    const std::string& name = over.value.text;
    if (name == "body" || name == "sentence" || name == "paragraph") code_.blocks = body;
    else if (name == "title") code_.blocks = bit(BlockKind::kTitle) | bit(BlockKind::kHeading);
    else if (name == "all") code_.blocks = ~0u;
    else compiler_.fail(over.value.begin, fmt::format("'{}' is nothing to look over", name),
                        suggestion(name, {"all", "body", "title", "sentence", "paragraph"}));
    if (name == "paragraph" || name == "title") code_.unit = PatternCode::Unit::kParagraph;
  }

  std::size_t slot_of(const ast::Name& name) {
    const int slot = compiler_.slot_of(name.text);
    if (slot < 0) compiler_.fail(name.begin, fmt::format("there is no token called '{}' here", name.text));
    return static_cast<std::size_t>(slot);
  }
  std::size_t argument_of(const ast::SpanCall& call) {
    return call.argument ? slot_of(*call.argument) : PatternCode::kAnchorSlot;
  }
  void note_needs(std::string_view function) {
    if (std::find(std::begin(kSurface), std::end(kSurface), function) == std::end(kSurface)) needs_ |= kTree;
  }

  PatternCode::Find make_find(const ast::FindClause& clause) {
    PatternCode::Find out;
    out.maybe = clause.keyword == "maybe";
    const auto* call = boost::get<ast::SpanCall>(&clause.way.get());
    if (call) {
      const NamedNodeFunction* f = find_node_function(call->function.text);
      if (!f)
        compiler_.fail(call->function.begin, fmt::format("no function '{}' leads from a token to a token", call->function.text),
                       suggestion(call->function.text, names_in(node_functions())));
      out.node = f->call;
      out.from = argument_of(*call);
      note_needs(f->name);
    } else {
      needs_ |= kTree;
      out.from = slot_of(boost::get<ast::Path>(clause.way.get()).from);
    }
    out.slot = static_cast<std::size_t>(compiler_.bind(clause.variable, token_));
    code_.slots = out.slot + 1;
    if (!call)
      for (const ast::PathStep& step : boost::get<ast::Path>(clause.way.get()).steps)
        out.path.push_back(make_path_step(step, out.slot));
    if (clause.condition) {
      out.filtered = true;
      out.filter = compile_filter(compiler_, *clause.condition, out.slot);
    }
    return out;
  }

  PatternCode::PathStep make_path_step(const ast::PathStep& step, std::size_t subject) {
    using Way = PatternCode::PathStep::Way;
    PatternCode::PathStep out;
    out.way = step.op == ">" ? Way::kChild : step.op == "<" ? Way::kHead : step.op == ">>" ? Way::kBelow : Way::kAbove;
    if (step.relations) out.relations = relations_of(*step.relations);
    if (step.condition) {
      out.filtered = true;
      out.filter = compile_filter(compiler_, *step.condition, subject);
    }
    return out;
  }

  std::uint64_t relations_of(const ast::Set& set) {
    std::uint64_t out = 0;
    for (const ast::Item& item : set.items) {
      std::uint64_t bits = 0;
      for (std::size_t i = 0; i < std::size(EnumNames<Relation>::names); ++i)
        if (glob_match(item.text, EnumNames<Relation>::names[i])) bits |= 1ull << i;
      if (bits == 0) {
        const std::vector<std::string> known(std::begin(EnumNames<Relation>::names), std::end(EnumNames<Relation>::names));
        compiler_.fail(item.begin, fmt::format("'{}' is no relation", item.text), suggestion(item.text, known));
      }
      out |= bits;
    }
    return out;
  }

  void take_role(const ast::Clause& clause) {
    const auto* role = as<ast::RoleClause>(clause);
    if (!role) return;
    PatternCode::Role out;
    const auto* name = std::find(std::begin(EnumNames<PatternRole>::names), std::end(EnumNames<PatternRole>::names), role->keyword);
    out.role = static_cast<PatternRole>(name - std::begin(EnumNames<PatternRole>::names));
    out.calls.push_back(make_call(role->first, false));
    for (const ast::RoleStep& step : role->rest) out.calls.push_back(make_call(step.call, step.op == "or"));
    if (out.role == PatternRole::kContent) code_.content_of = static_cast<int>(out.calls.front().of);
    code_.roles.push_back(std::move(out));
  }

  PatternCode::Call make_call(const ast::SpanCall& call, bool instead) {
    const NamedSpanFunction* f = find_span_function(call.function.text);
    if (!f)
      compiler_.fail(call.function.begin, fmt::format("no function '{}' gives the words of a role", call.function.text),
                     suggestion(call.function.text, names_in(span_functions())));
    note_needs(f->name);
    return {f->call, argument_of(call), instead};
  }

  const CompileContext& context_;
  const ParsedRule& parsed_;
  RuleNeeds& needs_;
  ExpressionCompiler compiler_;
  PatternCode code_;
  Type token_;
};

void take_yield(const CompileContext& context, const RuleSource& source, const ast::YieldsClause& yields, Pattern& out) {
  out.yields = yields.what.text;
  out.type = yields.type.text;
  if (!context.check_yields) return;
  const std::vector<std::string>* types = context.schema.find_yield(out.yields);
  if (!types)
    fail_at(source, yields.what.begin, fmt::format("nothing called '{}' can be yielded", out.yields),
            suggestion(out.yields, context.schema.yields()));
  if (std::find(types->begin(), types->end(), out.type) == types->end())
    fail_at(source, yields.type.begin, fmt::format("'{}' is no type of {}", out.type, out.yields), suggestion(out.type, *types));
}

void take_stance(const CompileContext& context, const RuleSource& source, const ast::SymbolClause& clause, Pattern& out) {
  out.stance = clause.value.text;
  const std::vector<std::string>* known = context.check_yields ? context.schema.find_yield("stance") : nullptr;
  if (known && std::find(known->begin(), known->end(), out.stance) == known->end())
    fail_at(source, clause.value.begin, fmt::format("'{}' is no stance", out.stance), suggestion(out.stance, *known));
}

void adjust(const ParsedRule& change, Pattern& pattern, Rule& record) {
  for (const ast::Clause& clause : change.file.clauses) {
    const auto* weight = as<ast::NumberClause>(clause);
    const auto* symbol = as<ast::SymbolClause>(clause);
    const auto* text = as<ast::TextClause>(clause);
    if (weight) pattern.weight = weight->value;
    else if (symbol && symbol->keyword == "severity" && symbol->value.text == "off") record.enabled = false;
    else if (!text || (text->keyword != "why" && text->keyword != "what")) {
      const ClauseHead head = head_of(clause);
      fail_at(*change.source, head.at, fmt::format("a pattern cannot be adjusted by '{}'", head.keyword),
              "known: weight, severity off, why; another file of the same id replaces it");
    }
  }
}

}  // namespace

Pattern compile_pattern(const CompileContext& context, const ParsedRule& parsed, Rule& record, RuleNeeds& needs) {
  Pattern out;
  out.id = record.id;
  out.hash = hash_of(out.id);
  for (const ast::Clause& clause : parsed.file.clauses) {
    if (const auto* yields = as<ast::YieldsClause>(clause)) take_yield(context, *parsed.source, *yields, out);
    if (const auto* weight = as<ast::NumberClause>(clause)) out.weight = weight->value;
    if (const auto* symbol = as<ast::SymbolClause>(clause); symbol && symbol->keyword == "stance")
      take_stance(context, *parsed.source, *symbol, out);
  }
  auto code = std::make_shared<PatternCode>(PatternCompiler(context, parsed, needs).run());
  const auto names = [&](PatternRole role) {
    return std::any_of(code->roles.begin(), code->roles.end(), [&](const auto& r) { return r.role == role; }) ||
           std::any_of(code->groups.begin(), code->groups.end(), [&](const auto& g) { return g.role == role; });
  };
  out.names_source = names(PatternRole::kSource);
  out.names_cue = names(PatternRole::kCue);
  out.code = std::move(code);
  for (const ParsedRule& change : parsed.adjustments) adjust(change, out, record);
  record.settings = {{"yields", out.yields + " " + out.type}, {"weight", fmt::format("{:g}", out.weight)}};
  return out;
}

}  // namespace onrecord

// Clauses and the file.
#pragma once

#include "rulebook/grammar/grammar_def/expression.h"

namespace onrecord::grammar {

struct TextClauseId : Annotated {};
struct SymbolClauseId : Annotated {};
struct FlagClauseId : Annotated {};
struct NumberClauseId : Annotated {};
struct ExpressionClauseId : Annotated {};
struct EachId : Annotated {};
struct AtId : Annotated {};
struct LetId : Annotated {};
struct WeightedItemId : Annotated {};
struct ItemsId : Annotated {};
struct ExpectedId : Annotated {};
struct ExampleId : Annotated {};
struct PathStepId : Annotated {};
struct PathId : Annotated {};
struct SpanCallId : Annotated {};
struct AnchorId : Annotated {};
struct FindId : Annotated {};
struct RoleStepId : Annotated {};
struct RoleId : Annotated {};
struct MatchId : Annotated {};
struct YieldsId : Annotated {};
struct RaiseId : Annotated {};
struct PartId : Annotated {};
struct CapId : Annotated {};
struct MinimumId : Annotated {};
struct BandId : Annotated {};
struct ClauseId {};
struct RecordId : Annotated {};
struct FileId : Annotated, Reporting {};
struct SheetId : Annotated, Reporting {};
struct LoneExpressionId : Annotated, Reporting {};

inline const x3::rule<TextClauseId, ast::TextClause> text_clause = "a clause";
inline const x3::rule<SymbolClauseId, ast::SymbolClause> symbol_clause = "a clause";
inline const x3::rule<FlagClauseId, ast::FlagClause> flag_clause = "a clause";
inline const x3::rule<NumberClauseId, ast::NumberClause> number_clause = "a clause";
inline const x3::rule<ExpressionClauseId, ast::ExpressionClause> expression_clause = "a clause";
inline const x3::rule<EachId, ast::EachClause> each_clause = "each";
inline const x3::rule<AtId, ast::AtClause> at_clause = "at";
inline const x3::rule<LetId, ast::LetClause> let_clause = "let";
inline const x3::rule<WeightedItemId, ast::WeightedItem> weighted_item = "words, then perhaps = weight";
inline const x3::rule<ItemsId, ast::ItemsClause> items_clause = "items";
inline const x3::rule<ExpectedId, ast::Expected> expected = "what the example must give: source \"...\"";
inline const x3::rule<ExampleId, ast::ExampleClause> example_clause = "an example";
inline const x3::rule<PathStepId, ast::PathStep> path_step = "a step: > {relation} [condition]";
inline const x3::rule<PathId, ast::Path> path = "a path: name > {relation} [condition]";
inline const x3::rule<SpanCallId, ast::SpanCall> span_call = "a function of a token: name(c)";
inline const x3::rule<AnchorId, ast::AnchorClause> anchor_clause = "anchor";
inline const x3::rule<FindId, ast::FindClause> find_clause = "find";
inline const x3::rule<RoleStepId, ast::RoleStep> role_step = "+ or or";
inline const x3::rule<RoleId, ast::RoleClause> role_clause = "a role";
inline const x3::rule<MatchId, ast::MatchClause> match_clause = "match";
inline const x3::rule<YieldsId, ast::YieldsClause> yields_clause = "yields";
inline const x3::rule<RaiseId, ast::Raise> raise = "raise";
inline const x3::rule<PartId, ast::PartClause> part_clause = "part";
inline const x3::rule<CapId, ast::CapClause> cap_clause = "cap";
inline const x3::rule<MinimumId, ast::MinimumClause> minimum_clause = "minimum";
inline const x3::rule<BandId, ast::BandClause> band_clause = "band";
inline const x3::rule<ClauseId, ast::Clause> clause = "a clause";
inline const x3::rule<RecordId, ast::RuleFile> record = "a rule";
inline const x3::rule<FileId, ast::RuleFile> rule_file = "a rule";
inline const x3::rule<SheetId, ast::RuleSheet> rule_sheet = "rules";
inline const x3::rule<LoneExpressionId, ast::Chain> lone_expression = "an expression";

inline const KeywordList kinds{{"words", "pattern", "check", "grade", "score", "ruleset", "adjust"},
                               "a kind of rule: words, pattern, check, grade, score, adjust or ruleset"};
inline const KeywordList text_keywords{{"what", "why", "standard", "help", "message", "reason", "from",
                                        "version", "extends", "traps", "evidence", "remove"}, "a clause"};
inline const KeywordList symbol_keywords{{"severity", "certainty", "stance", "over"}, "a clause"};
inline const KeywordList flag_keywords{{"once"}, "a clause"};
inline const KeywordList number_keywords{{"weight"}, "a clause"};
inline const KeywordList expression_keywords{{"where", "unless", "points"}, "a clause"};
inline const KeywordList example_keywords{{"fires", "silent"}, "a clause"};
inline const KeywordList find_keywords{{"find", "maybe"}, "a clause"};
inline const KeywordList match_keywords{{"match", "except"}, "a clause"};
inline const KeywordList role_keywords{{"source", "cue", "content", "medium", "via", "span"}, "a role"};
inline const KeywordList expected_roles{{"source", "cue", "content", "medium", "via", "span", "message", "type",
                                         "form", "stance", "who", "kind", "at", "grade"},
                                        "what the example must give: source \"...\""};
struct PathOperators : x3::symbols<std::string> {
  PathOperators() : x3::symbols<std::string>(std::string("a step: >, <, >> or <<")) {
    for (std::string op : {">", "<", ">>", "<<"}) add(op, op);
  }
};
inline const PathOperators path_operators;

inline const auto signed_number = lexeme[x3::double_];
struct TextsId {};
struct ExpectationsId {};
struct WayId {};
inline const x3::rule<TextsId, std::vector<ast::Text>> texts = "a string in quotation marks";
inline const x3::rule<ExpectationsId, std::vector<ast::Expected>> expectations = "what the example must give: source \"...\"";
inline const x3::rule<WayId, x3::variant<ast::SpanCall, ast::Path>> way = "a path (c > {ccomp}) or a function of a token";
inline const auto texts_def = +text;
inline const auto expectations_def = +expected;
inline const auto way_def = path | span_call;
inline const auto in_brackets = '[' > expression > ']';
struct RelationSetId : Annotated {};
inline const x3::rule<RelationSetId, ast::Set> relation_set = "a relation or a set of them";
inline const auto one_item = x3::repeat(1)[item];
inline const auto relation_set_def = ('{' > items_of_set > '}') | one_item;
inline const auto plus_or = (lit('+') >> x3::attr(std::string("+"))) | (word("or") >> x3::attr(std::string("or")));

inline const auto text_clause_def = any_of(text_keywords) > texts;
inline const auto symbol_clause_def = any_of(symbol_keywords) > symbol;
inline const auto flag_clause_def = any_of(flag_keywords);
inline const auto number_clause_def = any_of(number_keywords) > signed_number;
inline const auto expression_clause_def = any_of(expression_keywords) > expression;
inline const auto each_clause_def = word("each") > name > word("in") > expression;
inline const auto at_clause_def = word("at") > (expression % ',');
inline const auto let_clause_def = word("let") > name > '=' > expression;
inline const auto weighted_item_def = texts > -('=' > signed_number);
inline const auto items_clause_def = word("items") > +weighted_item;
inline const auto expected_def = any_of(expected_roles) > text;
inline const auto example_clause_def =
    any_of(example_keywords) > -(word("title") > text) > texts > -("->" > expectations);
inline const auto path_step_def = lexeme[path_operators] > -relation_set > -in_brackets;
inline const auto path_def = name >> +path_step;
inline const auto span_call_def = name >> -('(' > name > ')');
inline const auto anchor_clause_def = word("anchor") > name > in_brackets;
inline const auto find_clause_def = any_of(find_keywords) > name > '=' > way > -in_brackets;
inline const auto role_step_def = plus_or > span_call;
inline const auto role_clause_def = any_of(role_keywords) > span_call > *role_step;
inline const auto match_clause_def = any_of(match_keywords) > regex;
inline const auto yields_clause_def = word("yields") > name > symbol;
inline const auto raise_def = word("raise") > texts > -(word("when") > expression);
inline const auto part_clause_def = word("part") > name > word("weight") > signed_number > -('=' > expression) >
                                    -(word("when") > expression) > -(word("what") > texts) > *raise;
inline const auto cap_clause_def = word("cap") > signed_number > word("when") > expression > word("why") > texts;
inline const auto minimum_clause_def = word("minimum") > expression > word("why") > texts;
inline const auto band_clause_def = word("band") > signed_number > texts;

inline const auto clause_def = text_clause | example_clause | symbol_clause | expression_clause | each_clause |
                               at_clause | let_clause | flag_clause | number_clause | items_clause | anchor_clause |
                               find_clause | role_clause | match_clause | yields_clause | part_clause | cap_clause |
                               minimum_clause | band_clause;
struct KindNameId : Annotated {};
inline const x3::rule<KindNameId, ast::Name> kind_name =
    "a kind of rule: words, pattern, check, grade, score, adjust or ruleset";
inline const auto kind_name_def = lexeme[raw[lexeme[kinds >> !id_part]]][set_text];
struct EndId {};
inline const x3::rule<EndId> file_end = "a clause";
inline const auto file_end_def = x3::eps >> x3::eoi;

inline const auto record_def = kind_name > id > *clause;
inline const auto rule_file_def = x3::eps > kind_name > id > *clause > file_end;
inline const auto rule_sheet_def = x3::eps > +record > file_end;
inline const auto lone_expression_def = x3::eps > expression > file_end;

BOOST_SPIRIT_DEFINE(texts, expectations, way, text_clause, symbol_clause, flag_clause, number_clause, expression_clause, each_clause, at_clause,
                    let_clause, weighted_item, items_clause, expected, example_clause, path_step, path, span_call,
                    anchor_clause, find_clause, role_step, role_clause, match_clause, yields_clause, raise,
                    part_clause, cap_clause, minimum_clause, band_clause, clause, kind_name, relation_set, file_end, record,
                    rule_file, rule_sheet, lone_expression)

}  // namespace onrecord::grammar

// Word lists from their rules.
#include <fmt/format.h>
#include <xxhash.h>

#include <boost/variant/get.hpp>

#include "rulebook/compile.h"

namespace onrecord {
namespace {

Result<void> add_items(const RuleSource& source, const ast::ItemsClause& clause, bool replace, WordList& list) {
  for (const ast::WeightedItem& group : clause.items)
    for (const ast::Text& word : group.words) {
      const double weight = group.weight ? *group.weight : 1.0;
      if (word.text.empty()) return unexpected(fault_at(source, word.begin, "a listed word is empty"));
      if (replace) list.set(word.text, weight);
      else if (!list.add(word.text, weight))
        return unexpected(fault_at(source, word.begin, fmt::format("'{}' is listed twice", word.text)));
    }
  return {};
}

Result<void> add_table(const ParsedRule& rule, const ast::TextClause& clause, WordList& list, std::string& hashes) {
  const std::string name = joined(clause.parts);
  if (name.find("..") != std::string::npos || name.starts_with('/'))
    return unexpected(fault_at(*rule.source, clause.begin, "a table stands beside its rule"));
  auto text = read_rule_text(rule.directory / name);
  if (!text) {
    return unexpected(fault_at(*rule.source, clause.begin, fmt::format("'{}' {}", name, text.error().message),
                               "the table must stand beside the rule"));
  }
  hashes += fmt::format("{:016x}", XXH3_64bits(text->data(), text->size()));
  return list.add_table(std::move(*text), (rule.directory / name).string());
}

Result<void> adjust(const ParsedRule& change, WordList& list) {
  for (const ast::Clause& clause : change.file.clauses) {
    if (const auto* items = boost::get<ast::ItemsClause>(&clause.get())) {
      if (auto done = add_items(*change.source, *items, true, list); !done) return done;
      continue;
    }
    const ClauseHead head = head_of(clause);
    if (head.keyword == "remove") {
      for (const ast::Text& word : boost::get<ast::TextClause>(clause.get()).parts) list.remove(word.text);
    } else if (head.keyword != "why" && head.keyword != "what") {
      return unexpected(fault_at(*change.source, head.at,
                                 fmt::format("a word list cannot be adjusted by '{}'", head.keyword),
                                 "known: items, remove, why"));
    }
  }
  return {};
}

}  // namespace

Result<WordTable> compile_words(const ParsedRule& rule) {
  WordTable out{std::make_unique<WordList>(), {}};
  WordList& list = *out.list;
  for (const ast::Clause& clause : rule.file.clauses) {
    if (const auto* items = boost::get<ast::ItemsClause>(&clause.get()))
      if (auto done = add_items(*rule.source, *items, false, list); !done) return unexpected(done.error());
    const auto* text = boost::get<ast::TextClause>(&clause.get());
    if (text && text->keyword == "from")
      if (auto done = add_table(rule, *text, list, out.hashes); !done) return unexpected(done.error());
  }
  if (list.size() == 0)
    return unexpected(fault_at(*rule.source, rule.file.kind.begin, "the word list is empty",
                               "give items \"...\" or from \"table.tsv\""));
  return out;
}

Result<void> adjust_words(const ParsedRule& rule, WordList& list) {
  for (const ParsedRule& change : rule.adjustments)
    if (auto done = adjust(change, list); !done) return unexpected(done.error());
  return {};
}

}  // namespace onrecord

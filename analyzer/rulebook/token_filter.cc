#include "rulebook/token_filter.h"

#include <algorithm>
#include <boost/variant/get.hpp>
#include <optional>

namespace onrecord {
namespace {

bool holds(const std::vector<std::uint64_t>& words, std::uint64_t hash) {
  return words.empty() || std::find(words.begin(), words.end(), hash) != words.end();
}

/// One member of a conjunction: `left`, or `left op right`.
struct Part {
  const ast::Operand* left = nullptr;
  std::string_view op;
  const ast::Operand* right = nullptr;
  std::size_t begin = 0, end = 0;  ///< operands of the chain
};

/// The members of a chain of `and`; nothing where it is of another form.
std::optional<std::vector<Part>> conjunction(const ast::Chain& chain) {
  std::vector<Part> out(1);
  out[0].left = &chain.first;
  for (std::size_t i = 0; i < chain.rest.size(); ++i) {
    const ast::Step& step = chain.rest[i];
    if (step.op == "or") return std::nullopt;
    if (step.op == "and") {
      out.back().end = i + 1;
      out.push_back({&step.operand, "", nullptr, i + 1, 0});
    } else {
      out.back().op = out.back().op.empty() ? std::string_view(step.op) : "more";
      out.back().right = &step.operand;
    }
  }
  out.back().end = chain.rest.size() + 1;
  return out;
}

ast::Chain part_of(const ast::Chain& chain, const Part& part) {
  ast::Chain out;
  out.first = *part.left;
  out.begin = part.left->begin;
  for (std::size_t i = part.begin; i + 1 < part.end; ++i) out.rest.push_back(chain.rest[i]);
  return out;
}

std::string_view lone_name(const ast::Operand& o) {
  const auto* name = boost::get<ast::Name>(&o.primary.get());
  return name && o.fields.empty() ? std::string_view(name->text) : std::string_view{};
}
std::string_view bare_name(const ast::Operand& o) { return o.prefixes.empty() ? lone_name(o) : std::string_view{}; }

std::vector<std::string> members(const ast::Operand& o) {
  if (const auto* set = boost::get<ast::Set>(&o.primary.get())) {
    std::vector<std::string> out;
    for (const ast::Item& item : set->items) out.push_back(item.text);
    return out;
  }
  if (const auto* text = boost::get<ast::Text>(&o.primary.get())) return {text->text};
  const std::string_view name = bare_name(o);
  return name.empty() ? std::vector<std::string>{} : std::vector<std::string>{std::string(name)};
}

template <class E>
std::uint64_t bits_of(const Part& part) {
  const std::vector<std::string> globs = members(*part.right);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < std::size(EnumNames<E>::names); ++i)
    for (const std::string& glob : globs)
      if (glob_match(glob, EnumNames<E>::names[i])) bits |= 1ull << i;
  const bool negated = part.op == "!=" || part.op == "not in";
  return negated ? ~bits : bits;
}

bool take_symbols(const Part& part, TokenFilter& out) {
  const std::string_view field = bare_name(*part.left);
  for (std::string_view op : {"=", "!=", "~", "in", "not in"}) {
    if (part.op != op || members(*part.right).empty()) continue;
    if (field == "tag") return out.tags &= bits_of<Tag>(part), true;
    if (field == "relation") return out.relations &= bits_of<Relation>(part), true;
  }
  return false;
}

bool take_words(const ExpressionCompiler& compiler, const Part& part, TokenFilter& out) {
  const std::string_view field = bare_name(*part.left);
  if ((field != "lemma" && field != "lower") || !part.right || !part.right->prefixes.empty()) return false;
  if (const auto* ref = boost::get<ast::WordsRef>(&part.right->primary.get()); ref && part.op == "in")
    return out.lists.push_back({&compiler.word_list(*ref), field == "lemma"}), true;
  auto& words = field == "lemma" ? out.lemmas : out.lowers;
  if (!words.empty() || (part.op != "=" && part.op != "in")) return false;
  if (bare_name(*part.right) != "") return false;
  for (const std::string& word : members(*part.right)) words.push_back(hash_of(word));
  return !words.empty();
}

/// weight(words/cue-verb, lemma) > 0.15
bool take_weight(const ExpressionCompiler& compiler, const Part& part, TokenFilter& out) {
  const auto* call = boost::get<boost::spirit::x3::forward_ast<ast::Call>>(&part.left->primary.get());
  if (!call || part.op != ">" || !part.left->prefixes.empty() || call->get().function.text != "weight") return false;
  const auto& arguments = call->get().arguments;
  const auto* over = boost::get<ast::Number>(&part.right->primary.get());
  if (!over || !part.right->prefixes.empty() || arguments.size() != 2) return false;
  const auto* ref = boost::get<ast::WordsRef>(&arguments[0].first.primary.get());
  const std::string_view field = bare_name(arguments[1].first);
  if (!ref || !arguments[1].rest.empty() || (field != "lemma" && field != "lower")) return false;
  return out.lists.push_back({&compiler.word_list(*ref), field == "lemma", true, over->value}), true;
}

bool take_flag(const Part& part, TokenFilter& out) {
  if (part.right) return false;
  if (bare_name(*part.left) == "is_word") return out.word = true;
  const bool negated = part.left->prefixes.size() == 1 && part.left->prefixes[0] == "not";
  if (!negated || lone_name(*part.left) != "quotation") return false;
  return out.unquoted = true;
}

}  // namespace

bool TokenFilter::words(const Token& t) const {
  if (!holds(lemmas, t.lemma_hash) || !holds(lowers, t.lower_hash)) return false;
  for (const Listed& l : lists) {
    const WordRow* row = l.list->find(l.lemma ? t.lemma_hash : t.lower_hash);
    if (!row || (l.weighed && row->weight <= l.over)) return false;
  }
  return true;
}

TokenFilter compile_filter(ExpressionCompiler& compiler, const ast::Chain& chain, std::size_t subject) {
  TokenFilter out;
  compiler.set_subject(subject);
  const Expression whole = compiler.condition(chain);  // refuses what is wrong, whatever its form
  if (const auto parts = conjunction(chain)) {
    ast::Chain rest;
    bool any = false;
    for (const Part& part : *parts) {
      const bool plain = take_flag(part, out) || (part.right && part.end - part.begin == 2 &&
                                                  (take_symbols(part, out) || take_words(compiler, part, out) ||
                                                   take_weight(compiler, part, out)));
      if (plain) continue;
      ast::Chain one = part_of(chain, part);
      if (!any) {
        rest = std::move(one);
      } else {
        rest.rest.push_back({{one.begin}, "and", one.first});
        rest.rest.insert(rest.rest.end(), one.rest.begin(), one.rest.end());
      }
      any = true;
    }
    if (any) out.rest = compiler.condition(rest);
  } else {
    out.rest = whole;
  }
  compiler.set_subject({});
  return out;
}

}  // namespace onrecord

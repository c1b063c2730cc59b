// Words, numbers, strings, regular expressions.
#pragma once

#include "rulebook/grammar/ast_adapted.h"
#include "rulebook/grammar/config.h"

namespace onrecord::grammar {
struct Word;
}
template <>
struct boost::spirit::x3::get_info<onrecord::grammar::Word> {
  using result_type = std::string;
  std::string operator()(const onrecord::grammar::Word& word) const;
};

namespace onrecord::grammar {

using x3::_attr;
using x3::_val;
using x3::char_;
using x3::lexeme;
using x3::lit;
using x3::raw;

inline const auto name_start = char_("A-Za-z_");
inline const auto name_part = char_("A-Za-z0-9_");
inline const auto id_part = char_("A-Za-z0-9_") | (char_('-') >> &char_("A-Za-z0-9"));
inline const auto symbol_part = char_("A-Za-z0-9_:$*?") | (char_('-') >> &char_("A-Za-z0-9"));

// Rules with actions fill their node themselves, its place included: on_success does not see the node then.
inline const auto set_text = [](auto& context) {
  _val(context).text.assign(_attr(context).begin(), _attr(context).end());
  _val(context).begin = handler_of(context).offset(_attr(context).begin());
};

/// A word that stands alone: no name goes on after it. A parser of its own, so that faults can name the word.
struct Word : x3::parser<Word> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  const char* text;
  explicit Word(const char* t) : text(t) {}

  template <class Iterator, class Context, class RContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const Context& context, RContext&, Attribute&) const {
    x3::skip_over(first, last, context);
    Iterator at = first;
    for (const char* c = text; *c != '\0'; ++c, ++at)
      if (at == last || *at != *c) return false;
    const auto goes_on = [](char c) {
      return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    if (at != last && (goes_on(*at) || (*at == '-' && at + 1 != last && goes_on(*(at + 1))))) return false;
    first = at;
    return true;
  }
};
inline Word word(const char* text) { return Word(text); }

struct KeywordList : x3::symbols<std::string> {
  KeywordList(std::initializer_list<std::string> words, const std::string& what) : x3::symbols<std::string>(what) {
    for (const std::string& w : words) add(w, w);
  }
};
inline auto any_of(const KeywordList& list) { return lexeme[list >> !id_part]; }

inline void append_utf8(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}
/// After an opening mark of one character.
inline const auto set_begin = [](auto& context) {
  _val(context).begin = handler_of(context).offset(x3::_where(context).begin()) - 1;
};
inline const auto push_run = [](auto& context) {
  _val(context).text.append(_attr(context).begin(), _attr(context).end());
};
template <char kChar>
inline const auto push_char = [](auto& context) { _val(context).text += kChar; };
inline const auto push_code = [](auto& context) {
  const std::uint32_t c = _attr(context);
  append_utf8(_val(context).text, c >= 0xD800 && c < 0xE000 ? 0xFFFD : c);
};

struct NameId : Annotated {};
struct IdId : Annotated {};
struct SymbolId : Annotated {};
struct TextId : Annotated {};
struct RegexId : Annotated {};
struct WordsRefId : Annotated {};
struct ItemId : Annotated {};
struct SetId : Annotated {};
struct NumberId : Annotated {};
struct EscapeId {};
struct ItemsOfSetId {};

inline const x3::rule<NameId, ast::Name> name = "a name";
inline const x3::rule<IdId, ast::Name> id = "an id: family/name";
inline const x3::rule<SymbolId, ast::Name> symbol = "a symbol";
inline const x3::rule<TextId, ast::Text> text = "a string in quotation marks";
inline const x3::rule<RegexId, ast::Regex> regex = "a regular expression: /.../";
inline const x3::rule<WordsRefId, ast::WordsRef> words_ref = "a word list: words/name";
inline const x3::rule<ItemId, ast::Item> item = "a symbol or a string";
inline const x3::rule<SetId, ast::Set> set = "a set: {a, b}";
inline const x3::rule<NumberId, ast::Number> number = "a number";
inline const x3::rule<ItemsOfSetId, std::vector<ast::Item>> items_of_set = "a symbol or a string";

inline const x3::uint_parser<std::uint32_t, 16, 4, 4> hex4{};
inline const auto escape = lit('\\') > (lit('n')[push_char<'\n'>] | lit('t')[push_char<'\t'>] |
                                        lit('"')[push_char<'"'>] | lit('\'')[push_char<'\''>] |
                                        lit('\\')[push_char<'\\'>] | (lit('u') > hex4[push_code]));
inline const auto units = any_of({{"words", "word", "sentences", "sentence", "paragraphs", "paragraph"}, "a unit"});

inline const auto name_def = lexeme[raw[name_start >> *name_part]][set_text];
inline const auto id_def = lexeme[raw[name_start >> *id_part >> -('/' >> +id_part)]][set_text];
inline const auto symbol_def = lexeme[raw[name_start >> *symbol_part]][set_text];
inline const auto text_def =
    lexeme[(lit('"')[set_begin] >> *(raw[+~char_("\"\\\n")][push_run] | escape) > '"') |
           (lit('\'')[set_begin] >> *(raw[+~char_("'\\\n")][push_run] | escape) > '\'')];
inline const auto regex_def = lexeme[lit('/')[set_begin] >> *(lit("\\/")[push_char<'/'>] |
                                                   raw['\\' >> ~char_('\n')][push_run] |
                                                   raw[+~char_("/\\\n")][push_run]) > '/'];
inline const auto words_ref_def = lexeme[raw["words/" >> +id_part]][set_text];
inline const auto item_def = lexeme[raw[name_start >> *symbol_part]][set_text] |
                             lexeme[lit('"')[set_begin] >> raw[*~char_("\"\n")][push_run] > '"'];
inline const auto items_of_set_def = item % ',';
inline const auto set_def = '{' > items_of_set > '}';
inline const auto number_def = lexeme[x3::double_ >> !name_start] >> -units;

BOOST_SPIRIT_DEFINE(name, id, symbol, text, regex, words_ref, item, set, number, items_of_set)

}  // namespace onrecord::grammar

inline std::string boost::spirit::x3::get_info<onrecord::grammar::Word>::operator()(
    const onrecord::grammar::Word& word) const {
  return std::string("'") + word.text + "'";
}

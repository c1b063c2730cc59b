// Conditions on one token, precompiled: sets of tags and relations as bits, word lists by hash. What is not of that
// simple form is left to an expression. Internal to rulebook/.
#pragma once

#include <cstdint>
#include <vector>

#include "rulebook/compile_expression.h"

namespace onrecord {

struct TokenFilter {
  struct Listed {
    const WordList* list = nullptr;
    bool lemma = true;     ///< else the lower-cased form
    bool weighed = false;  ///< the weight must be over `over`
    double over = 0;
  };
  std::uint64_t tags = ~0ull, relations = ~0ull;
  std::vector<Listed> lists;
  std::vector<std::uint64_t> lemmas, lowers;  ///< one of them, where any are named
  bool word = false;                          ///< must hold a letter or digit
  bool unquoted = false;                      ///< must stand outside quotations
  Expression rest;                            ///< none: that was all

  /// Everything but `rest`.
  bool quick(const Token& t) const {
    if (!(tags >> static_cast<unsigned>(t.tag) & 1) || !(relations >> static_cast<unsigned>(t.relation) & 1)) return false;
    if ((word && !t.is_word) || (unquoted && t.quotation >= 0)) return false;
    return words(t);
  }

 private:
  bool words(const Token& t) const;
};

/// `subject` is the slot whose fields stand bare in `chain`, named `name`.
TokenFilter compile_filter(ExpressionCompiler& compiler, const ast::Chain& chain, std::size_t subject);

}  // namespace onrecord

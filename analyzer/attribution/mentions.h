// Mentions: the places of a text that name or describe someone or something that may be a source.
//
//   std::vector<Mention> mentions = find_mentions(text, quotations, words);   // in text order
//
// A mention is a name (as the language layer found it, or a run of capitalised words that it missed) or a noun that
// means people, a body or something written. Pronouns are kept apart: see antecedent.h. One pass over the tokens.
#pragma once

#include <cstdint>
#include <vector>

#include "attribution/source_words.h"
#include "language/annotated.h"
#include "quotation/quotation.h"

namespace onrecord {

struct Mention {
  TokenIndex head;
  TokenSpan words;           ///< of a name without titles; of a noun the noun alone
  std::int32_t entity = -1;  ///< into Entities::all; nouns have none until they are asked for
  MentionType type = MentionType::kUnknown;
  bool name = false;
  bool plural = false;
  bool subject = false;
  bool possessive = false;   ///< "Calder's"
  bool modifier = false;     ///< "the Calder campaign"
  bool quoted = false;       ///< inside a quotation that is a statement
  bool heading = false;      ///< in the headline or a subheading
};

std::vector<Mention> find_mentions(const Annotated& text, const Quotations& quotations, const SourceWords& words);

/// A mention of `words`, with all that the text shows of it. REQUIRES: `words` is not empty.
Mention make_mention(const Annotated& text, const Quotations& quotations, TokenSpan words, MentionType type, bool name);

/// True inside a quotation that is a statement: its pronouns are its speaker's.
bool is_quoted(const Annotated& text, const Quotations& quotations, TokenIndex i);
/// True in blocks that are headline or subheading.
bool is_heading(const Annotated& text, TokenIndex i);
/// Begins with a capital letter, or with one that is not ASCII.
constexpr bool is_capital(std::string_view form) {
  return !form.empty() && ((form[0] >= 'A' && form[0] <= 'Z') || static_cast<unsigned char>(form[0]) >= 0xC3);
}

/// The noun phrase around `noun` without what follows a comma, a relative clause or a dash, and never more than
/// `limit` tokens to either side.
TokenSpan noun_phrase(const Annotated& text, TokenIndex noun, int limit = 30);

}  // namespace onrecord

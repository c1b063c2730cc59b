// Annotated text: an article's sentences and tokens with tags, lemmas, names and a dependency tree.
//
// Tags are Penn Treebank tags (Marcus et al. 1993, with the additions of the English Web Treebank: HYPH, NFP, ADD,
// AFX, GW, XX). Relations are Universal Dependencies v2 (universaldependencies.org); chosen because gold data under
// an open licence exists for web and news, because content words are heads (the cue verb governs its speaker and its
// clause directly), and because the same patterns can later serve other languages.
//
// Invariants
//   - tokens are in text order; a sentence is a contiguous run of tokens of one block.
//   - heads stay inside the sentence; exactly one token of a sentence has head kNoToken (the root) once parsed.
//   - strings are views into the article's text or into `arena`: an Annotated outlives neither its Article.
#pragma once

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>
#include <vector>

#include "article/article.h"
#include "base/enum_names.h"
#include "base/position.h"

namespace onrecord {

enum class Tag : std::uint8_t {
  kNone, kCC, kCD, kDT, kEX, kFW, kIN, kJJ, kJJR, kJJS, kLS, kMD, kNN, kNNP, kNNPS, kNNS, kPDT, kPOS, kPRP,
  kPRPS, kRB, kRBR, kRBS, kRP, kSYM, kTO, kUH, kVB, kVBD, kVBG, kVBN, kVBP, kVBZ, kWDT, kWP, kWPS, kWRB,
  kPeriod, kComma, kColon, kLRB, kRRB, kOpenQuote, kCloseQuote, kDollar, kHash, kHYPH, kNFP, kADD, kAFX, kGW, kXX,
};
template <>
struct EnumNames<Tag> {
  static constexpr std::string_view names[] = {
      "_", "CC", "CD", "DT", "EX", "FW", "IN", "JJ", "JJR", "JJS", "LS", "MD", "NN", "NNP", "NNPS", "NNS", "PDT",
      "POS", "PRP", "PRP$", "RB", "RBR", "RBS", "RP", "SYM", "TO", "UH", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ",
      "WDT", "WP", "WP$", "WRB", ".", ",", ":", "-LRB-", "-RRB-", "``", "''", "$", "#", "HYPH", "NFP", "ADD", "AFX",
      "GW", "XX"};
};

enum class Relation : std::uint8_t {
  kNone, kRoot, kAcl, kAclRelcl, kAdvcl, kAdvclRelcl, kAdvmod, kAmod, kAppos, kAux, kAuxPass, kCase, kCc,
  kCcPreconj, kCcomp, kCompound, kCompoundPrt, kConj, kCop, kCsubj, kCsubjPass, kDep, kDet, kDetPredet, kDiscourse,
  kDislocated, kExpl, kFixed, kFlat, kGoeswith, kIobj, kList, kMark, kNmod, kNmodPoss, kNmodUnmarked, kNsubj,
  kNsubjPass, kNummod, kObj, kObl, kOblAgent, kOblUnmarked, kOrphan, kParataxis, kPunct, kReparandum, kVocative,
  kXcomp,
};
template <>
struct EnumNames<Relation> {
  static constexpr std::string_view names[] = {
      "_", "root", "acl", "acl:relcl", "advcl", "advcl:relcl", "advmod", "amod", "appos", "aux", "aux:pass", "case",
      "cc", "cc:preconj", "ccomp", "compound", "compound:prt", "conj", "cop", "csubj", "csubj:pass", "dep", "det",
      "det:predet", "discourse", "dislocated", "expl", "fixed", "flat", "goeswith", "iobj", "list", "mark", "nmod",
      "nmod:poss", "nmod:unmarked", "nsubj", "nsubj:pass", "nummod", "obj", "obl", "obl:agent", "obl:unmarked",
      "orphan", "parataxis", "punct", "reparandum", "vocative", "xcomp"};
};

enum class NameKind : std::uint8_t { kPerson, kOrganization, kPlace, kOther };
template <>
struct EnumNames<NameKind> {
  static constexpr std::string_view names[] = {"person", "organization", "place", "other"};
};

/// A name in the text; titles before it ("Sen.", "President") are outside `tokens`, in `title`.
struct Name {
  NameKind kind = NameKind::kOther;
  TokenSpan tokens;
  TokenSpan title;  ///< empty where there is none
};

struct Token {
  ByteSpan span;                 ///< into Article::text
  std::string_view lower;        ///< lower case, apostrophes straight
  std::string_view lemma;        ///< lower case dictionary form; proper names keep their form lower-cased
  std::uint64_t lower_hash = 0;  ///< hash_of(lower): what word lists and models look up
  std::uint64_t lemma_hash = 0;
  SentenceIndex sentence;
  TokenIndex head = kNoToken;    ///< governor; kNoToken at the root
  std::int32_t name = -1;        ///< index into Annotated::names, -1 outside names
  std::int32_t quotation = -1;   ///< innermost quotation (quotation layer), -1 outside; marks belong to theirs
  Tag tag = Tag::kNone;
  Relation relation = Relation::kNone;
  bool is_word = false;          ///< has a letter or digit
  bool space_before = false;
};

struct Sentence {
  TokenSpan tokens;
  std::int32_t block = 0;  ///< index into Article::blocks
};

/// 64-bit FNV-1a of a string: the one hash by which words meet word lists and models.
constexpr std::uint64_t hash_of(std::string_view s) {
  std::uint64_t h = 14695981039346656037ull;
  for (unsigned char c : s) h = (h ^ c) * 1099511628211ull;
  return h;
}

struct Annotated {
  const Article* article = nullptr;  ///< borrowed
  std::vector<Token> tokens;
  std::vector<Sentence> sentences;
  std::vector<Name> names;
  /// Children of each token in text order: children of t are
  /// child_list[child_begin[t] .. child_begin[t + 1]). Filled by index_children().
  std::vector<std::int32_t> child_begin;
  std::vector<TokenIndex> child_list;
  /// Leftmost to rightmost token below each token, itself included; a contiguous phrase where the tree is projective.
  /// Filled by index_children().
  std::vector<TokenSpan> reach;
  std::unique_ptr<std::pmr::monotonic_buffer_resource> arena;  ///< owns lower and lemma

  const Token& operator[](TokenIndex i) const { return tokens[static_cast<std::size_t>(i.value)]; }
  Token& operator[](TokenIndex i) { return tokens[static_cast<std::size_t>(i.value)]; }
  TokenIndex size() const { return TokenIndex{tokens.size()}; }
  std::string_view form(TokenIndex i) const { return article->view((*this)[i].span); }
  const Sentence& sentence_of(TokenIndex i) const {
    return sentences[static_cast<std::size_t>((*this)[i].sentence.value)];
  }
  const Block& block_of(TokenIndex i) const {
    return article->blocks[static_cast<std::size_t>(sentence_of(i).block)];
  }
  /// The text from the first token of `span` to its last. REQUIRES: not empty.
  ByteSpan bytes(TokenSpan span) const {
    return {(*this)[span.begin].span.begin, (*this)[span.end - 1].span.end};
  }
  std::string_view text(TokenSpan span) const { return article->view(bytes(span)); }
  /// The tokens of the block, a paragraph or a headline, that holds `i`.
  TokenSpan block_tokens(TokenIndex i) const;

  std::span<const TokenIndex> children(TokenIndex i) const;
  /// Rebuilds child_begin, child_list and reach from the heads. Linear time.
  void index_children();
  /// The leftmost and rightmost token below `i` (itself included).
  TokenSpan subtree(TokenIndex i) const;
  /// All tokens below `i`, itself included, in text order.
  std::vector<TokenIndex> descendants(TokenIndex i) const;
  /// First child with relation `r`; kNoToken if there is none.
  TokenIndex child(TokenIndex i, Relation r) const;

 private:
  void index_reach();
};

constexpr bool is_verb(Tag t) { return t >= Tag::kVB && t <= Tag::kVBZ; }
constexpr bool is_finite(Tag t) { return t == Tag::kVBD || t == Tag::kVBZ || t == Tag::kVBP || t == Tag::kMD; }
constexpr bool is_noun(Tag t) { return t >= Tag::kNN && t <= Tag::kNNS; }
constexpr bool is_proper(Tag t) { return t == Tag::kNNP || t == Tag::kNNPS; }
constexpr bool is_plural(Tag t) { return t == Tag::kNNS || t == Tag::kNNPS; }
constexpr bool is_adjective(Tag t) { return t >= Tag::kJJ && t <= Tag::kJJS; }
constexpr bool is_pronoun(Tag t) { return t == Tag::kPRP || t == Tag::kPRPS; }
constexpr bool is_relative(Tag t) { return t == Tag::kWP || t == Tag::kWDT || t == Tag::kWPS; }
constexpr bool is_subject(Relation r) {
  return r == Relation::kNsubj || r == Relation::kNsubjPass || r == Relation::kCsubj || r == Relation::kCsubjPass;
}

}  // namespace onrecord

#include "attribution/mentions.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_set.hpp>

namespace onrecord {
namespace {

using enum Relation;

MentionType type_of(NameKind kind) {
  switch (kind) {
    case NameKind::kPerson: return MentionType::kPerson;
    case NameKind::kOrganization: return MentionType::kBody;
    case NameKind::kPlace: return MentionType::kPlace;
    case NameKind::kOther: return MentionType::kUnknown;
  }
  return MentionType::kUnknown;
}

/// Walks over the tokens once and makes the mentions.
bool modifies(const Token& t) { return t.relation == kCompound || t.relation == kAmod; }

class Finder {
 public:
  Finder(const Annotated& text, const Quotations& quotations, const SourceWords& words)
      : a_(text), q_(quotations), w_(words) {}

  std::vector<Mention> find() {
    for (const Name& n : a_.names) {
      if (n.kind != NameKind::kPerson || n.tokens.size() < 2) continue;
      if (n.tokens.size() == 2) people_.insert(pair_key(n.tokens.begin));
      surnames_.insert(a_[n.tokens.end - 1].lower_hash);
    }
    for (TokenIndex i{1}; i < a_.size(); ++i)
      if (is_firm_ending(i) && firm_start(i) < i) firms_.insert(pair_key(firm_start(i)));
    for (TokenIndex i{0}; i < a_.size();) {
      const Token& t = a_[i];
      if (w_.degree->contains(t.lower_hash) && is_degree(i)) i = i + 1;
      else if (t.name >= 0) i = name(i, a_.names[static_cast<std::size_t>(t.name)]);
      else if (is_proper(t.tag) && is_capital(a_.form(i)) && !w_.no_name->contains(t.lower_hash)) i = run(i);
      else if (is_acronym_pronoun(i) || (t.tag == Tag::kADD && is_domain(a_.form(i)))) add({i, i + 1}, MentionType::kBody, true), i = i + 1;
      else if (is_noun(t.tag) && is_capital(a_.form(i)) && surnames_.contains(t.lower_hash)) add({i, i + 1}, MentionType::kPerson, true), i = i + 1;
      else i = is_noun(t.tag) ? noun(i) : i + 1;
    }
    return std::move(out_);
  }

 private:
  bool is_firm_ending(TokenIndex i) const { return is_proper(a_[i].tag) && is_capital(a_.form(i)) && w_.firm_ending->contains(a_[i].lower_hash); }

  /// Where the name of the firm begins that ends at `last`: "Sea Containers Ltd.", of which the name finder missed a word.
  TokenIndex firm_start(TokenIndex last) const {
    const TokenIndex first = a_.sentence_of(last).tokens.begin;
    TokenIndex i = last;
    while (first < i && goes_in_firm(i - 1)) --i;
    return i;
  }

  bool goes_in_firm(TokenIndex i) const {
    const Token& t = a_[i];
    if (!t.is_word || !is_capital(a_.form(i)) || w_.no_name->contains(t.lower_hash)) return false;
    return is_proper(t.tag) || w_.firm_opener->contains(t.lower_hash);
  }

  /// "General Cinema" where the text names General Cinema Corp.: "General" is no title there, and no word too many.
  bool begins_like_firm(TokenIndex i) const { return i + 1 < a_.size() && firms_.contains(pair_key(i)); }

  /// "MD" of "Ada Lorne, MD, PhD".
  bool is_degree(TokenIndex i) const { return i > a_.sentence_of(i).tokens.begin && is_capital(a_.form(i)) && a_[i - 1].tag == Tag::kComma; }

  TokenIndex first_of_sentence(TokenIndex i) const { return a_.sentence_of(i).tokens.begin; }

  TokenIndex name(TokenIndex i, const Name& n) {
    TokenIndex end = std::max(n.tokens.end, i + 1);
    TokenSpan s{i, end};
    MentionType type = type_of(n.kind);
    if (type != MentionType::kPerson && s.size() > 2 && people_.contains(pair_key(s.end - 2))) {
      add({s.begin, s.end - 2}, type, true);
      add({s.end - 2, s.end}, MentionType::kPerson, true);
      return end;
    }
    if (first_of_sentence(s.begin) < s.begin && begins_like_firm(s.begin - 1)) --s.begin, type = MentionType::kBody;
    cut_titles(s, type);
    extend_hyphen(s);
    if (type == MentionType::kPerson && s.size() == 2 && a_[s.begin].relation == kAmod && !is_first_name(s.begin)) type = MentionType::kBody;
    if ((type == MentionType::kPerson || type == MentionType::kPlace) && ends_like_body(s)) type = MentionType::kBody;
    if (type == MentionType::kBody && is_firm_ending(s.end - 1)) s.begin = std::min(s.begin, firm_start(s.end - 1));
    if (type == MentionType::kPerson) cut_others(s);
    if (s.size() == 1 && w_.platform->contains(a_[s.begin].lower_hash)) type = MentionType::kBody;  // and nobody's name
    while (s.size() > 1 && (a_[s.end - 1].tag == Tag::kPOS || !a_[s.end - 1].is_word)) --s.end;
    if (n.kind == NameKind::kOther && other(s)) return end;
    if (type == MentionType::kBody && s.size() > 1 && ends_in_people(s)) {
      add({s.begin, s.end - 1}, type, true);
      add({s.end - 1, s.end}, MentionType::kPerson, false);
      return end;
    }
    if (join_ampersand(s)) type = MentionType::kBody;
    else if (type == MentionType::kPerson) join_nickname(s), join_suffix(s);
    end = std::max(end, s.end);
    add(s, type, true);
    return end;
  }

  /// Of two words: "ambassador to the United States Ada Lorne" holds her name where it stands alone elsewhere.
  std::uint64_t pair_key(TokenIndex i) const { return (a_[i].lower_hash ^ 0x9E3779B97F4A7C15ull) * 1099511628211ull ^ a_[i + 1].lower_hash; }

  /// "WHO" for the World Health Organization, which the tagger takes for the pronoun.
  bool is_acronym_pronoun(TokenIndex i) const {
    const Token& t = a_[i];
    if (t.tag != Tag::kWP && t.tag != Tag::kPRP) return false;
    const std::string_view form = a_.form(i);
    if (form.size() < 2 || !std::all_of(form.begin(), form.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) return false;
    const TokenSpan sentence = a_.sentence_of(i).tokens;
    if (i > sentence.begin && i + 1 < sentence.end && a_[i - 1].tag == Tag::kLRB && a_[i + 1].tag == Tag::kRRB) return true;
    const auto shouts = [&](TokenIndex k) {  // "WHO SAID THAT"
      const std::string_view f = a_.form(k);
      return std::none_of(f.begin(), f.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    };
    return i + 1 < sentence.end && !shouts(i + 1) && a_[sentence.end - 1].lower != "?";
  }

  /// "Clinton Foundation" is no person.
  bool ends_like_body(TokenSpan s) const { return s.size() > 1 && w_.body_ending->contains(a_[s.end - 1].lower_hash); }

  bool is_ampersand(TokenIndex i) const { return a_[i].lower == "&"; }

  /// Is `i` a capitalised word of that sentence?
  bool is_large(TokenIndex i, TokenSpan sentence) const { return sentence.contains(i) && a_[i].is_word && is_capital(a_.form(i)); }

  /// "Lorne Calder & Co.", "Lorne, Hale & Co.": what "&" joins is one name. True where it does.
  bool join_ampersand(TokenSpan& s) const {
    const TokenSpan whole = s, sentence = a_.sentence_of(s.begin).tokens;
    bool joined = false;
    for (TokenIndex i = s.begin; i < s.end; ++i) joined |= is_ampersand(i);
    join_behind(s, sentence);
    join_ahead(s, sentence);
    joined |= s.begin < whole.begin || whole.end < s.end;
    if (joined && w_.body_ending->contains(a_[s.end - 1].lower_hash)) join_list(s, sentence);
    return joined;
  }

  /// "& Co." behind the name.
  void join_behind(TokenSpan& s, TokenSpan sentence) const {
    while (s.end < sentence.end && is_ampersand(s.end) && is_large(s.end + 1, sentence)) {
      s.end = s.end + 2;
      while (is_large(s.end, sentence) && w_.body_ending->contains(a_[s.end].lower_hash)) ++s.end;
    }
  }

  /// "Lorne Calder &" in front of it.
  void join_ahead(TokenSpan& s, TokenSpan sentence) const {
    if (!(s.begin - 1 > sentence.begin) || !is_ampersand(s.begin - 1) || !is_large(s.begin - 2, sentence)) return;
    s.begin = s.begin - 2;
    while (is_large(s.begin - 1, sentence) && is_proper(a_[s.begin - 1].tag)) --s.begin;
  }

  /// "Lorne, Hale," of a firm.
  void join_list(TokenSpan& s, TokenSpan sentence) const {
    while (s.begin - 1 > sentence.begin && a_[s.begin - 1].tag == Tag::kComma && is_large(s.begin - 2, sentence) &&
           is_proper(a_[s.begin - 2].tag) && !is_large(s.begin - 3, sentence))
      s.begin = s.begin - 2;
  }

  /// `Jon "Red" Hale`: three names to the finder.
  void join_nickname(TokenSpan& s) const {
    const auto mark = [&](TokenIndex i) { return a_[i].tag == Tag::kOpenQuote || a_[i].tag == Tag::kCloseQuote; };
    const TokenIndex last = a_.sentence_of(s.begin).tokens.end;
    if (!(s.end + 3 < last) || !mark(s.end) || !is_capital(a_.form(s.end + 1))) return;
    const TokenIndex close = mark(s.end + 2) ? s.end + 2 : s.end + 3;
    if (!(close + 1 < last) || !mark(close) || !is_proper(a_[close + 1].tag) || !is_capital(a_.form(close + 1))) return;
    s.end = close + 2;
  }

  /// "Oversight Committee Republicans", and neither "Calder Brothers" nor "United Dock Workers".
  bool ends_in_people(TokenSpan s) const {
    const Token& last = a_[s.end - 1];
    if (last.tag != Tag::kNNPS || ends_like_body(s) || !SourceWords::has(w_.organization, a_[s.end - 2])) return false;
    const bool governs = last.head == kNoToken || !s.contains(last.head);
    return governs && w_.person->contains(last.lower.substr(0, last.lower.size() - 1));
  }

  /// "Jr." behind the name, with or without a comma.
  void join_suffix(TokenSpan& s) const {
    const TokenIndex last = a_.sentence_of(s.begin).tokens.end;
    const auto suffix = [&](TokenIndex i) { return i < last && w_.name_suffix->contains(a_[i].lower_hash); };
    if (suffix(s.end)) ++s.end;
    else if (s.end < last && a_[s.end].tag == Tag::kComma && suffix(s.end + 1)) s.end = s.end + 2;
  }

  /// "Sen." inside the name; not the last word, and no first name that happens to be a title ("King").
  bool is_title_part(TokenIndex i) const {
    const Token& t = a_[i];
    return w_.title->contains(t.lower_hash);
  }

  /// "Manhattan Supreme Court Justice Frank Nervo": behind the last title stands a person.
  void cut_titles(TokenSpan& s, MentionType& type) const {
    if (begins_like_firm(s.begin)) return;
    TokenIndex cut = s.begin;
    for (TokenIndex i = s.begin; i + 1 < s.end; ++i)
      if (is_title_part(i) && is_capital(a_.form(i + 1))) cut = i + 1;  // not "the Directorate General of Health"
    if (cut == s.begin) return;
    const bool body = type == MentionType::kBody || type == MentionType::kPlace;
    if (body && (s.end - cut > 3 || w_.type_of(a_[s.end - 1]) != MentionType::kUnknown)) return;
    if (body || type == MentionType::kUnknown) type = MentionType::kPerson;
    s.begin = cut;
  }

  bool is_first_name(TokenIndex i) const { return w_.first_name->contains(a_[i].lower_hash); }

  /// "Republican Lorne", "Gazette Lorne", "-area Lorne": what stands before the name of a person and is none.
  void cut_others(TokenSpan& s) const {
    TokenIndex cut = s.begin;
    for (TokenIndex i = s.begin; i + 1 < s.end; ++i) {
      const bool adjective = i == s.begin && s.size() > 2 && is_adjective(a_[i].tag);
      const bool outside = !a_[i].is_word && i == cut && a_[i].tag != Tag::kOpenQuote;
      const bool tail = i > s.begin && i == cut && !is_capital(a_.form(i)) && a_[s.begin].lower == "-";
      if (outside || tail || ((adjective || w_.type_of(a_[i]) != MentionType::kUnknown) && !is_first_name(i))) cut = i + 1;
    }
    s.begin = cut;
  }

  /// "Kasim-Jomart Tokayev" where the name began behind the hyphen, or in front of its first half.
  void extend_hyphen(TokenSpan& s) const {
    const TokenIndex first = a_.sentence_of(s.begin).tokens.begin;
    const auto hyphen = [&](TokenIndex i) { return a_[i].lower == "-" && !a_[i].space_before; };
    if (hyphen(s.begin) && first < s.begin) --s.begin;
    else if (first + 1 < s.begin && hyphen(s.begin - 1) && !a_[s.begin].space_before) s.begin = s.begin - 2;
    else if (first + 2 < s.begin && hyphen(s.begin - 2) && a_[s.begin].space_before && a_[s.begin - 1].name < 0 &&
             !a_[s.begin - 1].space_before && is_proper(a_[s.begin - 1].tag))
      s.begin = s.begin - 3;
    else return;
    if (!is_capital(a_.form(s.begin)) || w_.title->contains(a_[s.begin].lower_hash)) ++s.begin;
    while (s.size() > 1 && !a_[s.begin].is_word) ++s.begin;
  }

  /// Nationalities and party members are no names of their own: adjectives are skipped, nouns are nouns.
  bool other(TokenSpan s) {
    const TokenIndex last = s.end - 1;
    if (!is_noun(a_[last].tag)) return true;
    if (a_[last].tag == Tag::kNNPS || SourceWords::has(w_.person, a_[last])) {
      if (!modifies(a_[last])) add({last, last + 1}, MentionType::kPerson, false);
      return true;
    }
    return false;
  }

  /// Capitalised words that no name covers.
  TokenIndex run(TokenIndex i) {
    TokenIndex end = i + 1;
    const TokenIndex stop = a_.sentence_of(i).tokens.end;
    while (end < stop && joins(end)) ++end;
    TokenSpan s{i, end};
    MentionType type = MentionType::kUnknown;
    cut_titles(s, type);
    if (join_ampersand(s)) {
      end = std::max(end, s.end);
      add(s, MentionType::kBody, true);
      return end;
    }
    const Token& last = a_[s.end - 1];
    if (s.size() == 1 && (w_.type_of(last) != MentionType::kUnknown || w_.title->contains(last.lower_hash))) {
      if (!modifies(a_[s.begin])) add(s, w_.type_of(last), false);
      return end;
    }
    add(s, type == MentionType::kUnknown ? run_type(s) : type, true);
    return end;
  }

  bool joins(TokenIndex i) const {
    const Token& t = a_[i];
    if (t.name >= 0) return false;
    if (is_proper(t.tag)) return is_capital(a_.form(i)) && !w_.no_name->contains(t.lower_hash);
    return !t.space_before && (t.tag == Tag::kHYPH || t.lower == "-") && i + 1 < a_.size() && is_proper(a_[i + 1].tag);
  }

  MentionType run_type(TokenSpan s) const {
    const Token& last = a_[s.end - 1];
    if (s.size() == 1 && w_.platform->contains(last.lower_hash)) return MentionType::kBody;
    if (SourceWords::has(w_.outlet, last)) return MentionType::kOutlet;
    if (SourceWords::has(w_.document, last)) return MentionType::kDocument;
    for (TokenIndex i = s.begin; i < s.end; ++i)
      if (w_.organization->contains(a_[i].lower_hash)) return MentionType::kBody;
    if (s.begin.value > 0 && w_.title->contains(a_[s.begin - 1].lower_hash)) return MentionType::kPerson;
    return s.size() == 1 && is_domain(a_.form(s.begin)) ? MentionType::kBody : MentionType::kUnknown;
  }

  /// "Calder.com".
  static bool is_domain(std::string_view form) {
    const auto dot = form.rfind('.');
    if (dot == std::string_view::npos || dot < 2 || dot + 2 >= form.size()) return false;
    return std::all_of(form.begin() + static_cast<std::ptrdiff_t>(dot) + 1, form.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  }

  TokenIndex noun(TokenIndex i) {
    const MentionType type = w_.type_of(a_[i]);
    if (type != MentionType::kUnknown && !modifies(a_[i])) add({i, i + 1}, type, false);
    return i + 1;
  }

  /// "Securities and Exchange Commission" where only "Commission" was seen: capitalised words that the noun governs.
  void extend_left(TokenSpan& s) {
    const TokenIndex last = s.end - 1;
    if (!SourceWords::has(w_.organization, a_[last]) && !SourceWords::has(w_.outlet, a_[last])) return;
    const TokenIndex stop = std::max(a_.reach[static_cast<std::size_t>(last.value)].begin, last - 10);
    for (TokenIndex i = s.begin - 1; i >= stop; --i) {
      const Token& t = a_[i];
      if (w_.name_joiner->contains(t.lower_hash)) continue;
      if (!is_capital(a_.form(i)) || t.tag == Tag::kDT || t.tag == Tag::kPRPS || t.tag == Tag::kIN || w_.title->contains(t.lower_hash)) break;
      if (!is_noun(t.tag) && !is_adjective(t.tag) && t.tag != Tag::kVBN) break;
      if (a_[i + 1].tag == Tag::kPOS) break;
      s.begin = i;
    }
    while (!out_.empty() && out_.back().words.end > s.begin && out_.back().words.begin >= s.begin) out_.pop_back();
    if (!out_.empty() && out_.back().words.end > s.begin) s.begin = out_.back().words.end;
  }

  /// "President Kasim-Jomart Tokayev" in two names: the title in front makes them one person's, or the first name that
  /// ends the first of them: "the Nordlandic Ada", "Lorne". "Calder" and "Foundation" are one body.
  void join_person(TokenSpan& s, MentionType& type) {
    if (out_.empty()) return;
    Mention& before = out_.back();
    if (type == MentionType::kBody && heads_name(before, s.begin)) s.begin = before.words.begin;
    if (!before.name || before.words.end != s.begin) return;
    if (s.size() == 1 && w_.body_ending->contains(a_[s.begin].lower_hash)) {
      s.begin = before.words.begin;
      type = MentionType::kBody;
      return;
    }
    if (type == MentionType::kBody && is_place_of(before, s)) s.begin = before.words.begin;
    if (type != MentionType::kPerson) return;
    if (goes_on(before, s)) s.begin = before.words.begin;
    if (s.size() > 1) return;
    if (before.type != MentionType::kPerson && is_first_name(s.begin - 1)) {
      --s.begin;
      --before.words.end;
      if (before.words.size() < 2) out_.pop_back();
      return;
    }
    const TokenIndex first = before.words.begin;
    if (before.type == MentionType::kPerson || first.value == 0) return;
    if (before.words.size() > 4 || !w_.title->contains(a_[first - 1].lower_hash)) return;
    if (w_.type_of(a_[s.begin - 1]) == MentionType::kUnknown) s.begin = first;
  }

  /// "Centers" of "Centers for Disease Control".
  bool heads_name(const Mention& before, TokenIndex next) const {
    const TokenIndex last = before.words.end - 1;
    return before.name && before.type == MentionType::kBody && before.words.size() == 1 && last + 2 == next && a_[last + 1].tag == Tag::kIN &&
           (a_[last].tag == Tag::kNNPS || SourceWords::has(w_.organization, a_[last]));
  }

  /// "Texas" of "Texas Marine"; not of "Texas Senate", which is one of many.
  bool is_place_of(const Mention& before, TokenSpan s) const {
    if (before.type != MentionType::kPlace || s.size() > 1 || SourceWords::has(w_.organization, a_[s.begin])) return false;
    const Token& place = a_[before.head];
    return (place.relation == kCompound && place.head == s.begin) || (a_[s.begin].relation == kFlat && a_[s.begin].head == before.head);
  }

  /// "Rand" and "Paul Lorne" of one person.
  bool goes_on(const Mention& before, TokenSpan s) const {
    const Token& t = a_[s.begin];
    if (before.type != MentionType::kPerson || before.words.size() > 1 || s.size() > 2) return false;
    if (t.relation != kFlat || !is_capital(a_.form(s.begin))) return false;
    const TokenIndex title = before.words.begin - 1;
    return before.words.contains(t.head) || (title.value >= 0 && w_.title->contains(a_[title].lower_hash));
  }

  void add(TokenSpan s, MentionType type, bool is_name) {
    if (is_name) join_person(s, type);
    while (is_name && !out_.empty() && out_.back().words.begin >= s.begin) out_.pop_back();
    if (is_name && !out_.empty() && out_.back().words.end > s.begin) s.begin = std::min(out_.back().words.end, s.end - 1);
    if (is_name && (type == MentionType::kBody || type == MentionType::kUnknown || type == MentionType::kOutlet)) extend_left(s);
    out_.push_back(make_mention(a_, q_, s, type, is_name));
  }

  const Annotated& a_;
  const Quotations& q_;
  const SourceWords& w_;
  boost::unordered_flat_set<std::uint64_t> people_;    ///< full names of two words
  boost::unordered_flat_set<std::uint64_t> firms_;     ///< the first two words of firms' names
  boost::unordered_flat_set<std::uint64_t> surnames_;  ///< the last words of full names
  std::vector<Mention> out_;
};

/// Where a noun phrase ends to the left and right of its noun.
bool ends_phrase(const Annotated& a, TokenIndex i) {
  const Token& t = a[i];
  switch (t.tag) {
    case Tag::kComma: case Tag::kColon: case Tag::kPeriod: case Tag::kWP: case Tag::kWDT: case Tag::kWPS:
    case Tag::kWRB: case Tag::kLRB: case Tag::kRRB: case Tag::kVBD: case Tag::kVBZ: case Tag::kVBP: case Tag::kMD: return true;
    default: return !t.is_word && t.tag != Tag::kHYPH && t.tag != Tag::kPOS && t.tag != Tag::kDollar &&
                    t.lower != "%" && t.lower != "&" && t.lower != "/" && t.lower != "-";
  }
}

}  // namespace

std::vector<Mention> find_mentions(const Annotated& text, const Quotations& quotations, const SourceWords& words) {
  return Finder(text, quotations, words).find();
}

Mention make_mention(const Annotated& text, const Quotations& quotations, TokenSpan words, MentionType type, bool name) {
  Mention m;
  m.words = words;
  m.head = words.end - 1;
  for (TokenIndex i = words.begin; i < words.end; ++i)
    if (text[i].head == kNoToken || !words.contains(text[i].head)) m.head = i;
  const Token& h = text[m.head];
  m.type = type;
  m.name = name;
  m.plural = is_plural(h.tag) && !name;
  m.subject = is_subject(h.relation);
  const bool inside = h.relation == kFlat || h.relation == kAppos || h.relation == kCompound;
  if (name && inside && h.head != kNoToken && h.head < words.begin) m.subject = is_subject(text[h.head].relation);
  m.possessive = h.relation == kNmodPoss || (words.end < text.size() && text[words.end].tag == Tag::kPOS);
  const bool closed = name && words.end < text.size() && text[words.end].tag == Tag::kComma;  // "Ada Lorne, head trader"
  m.modifier = !m.possessive && !closed && modifies(h) && h.head != kNoToken && h.head >= words.end;
  m.quoted = is_quoted(text, quotations, m.head);
  m.heading = is_heading(text, m.head);
  return m;
}

bool is_quoted(const Annotated& text, const Quotations& quotations, TokenIndex i) {
  const auto q = text[i].quotation;
  return q >= 0 && quotations.all[static_cast<std::size_t>(q)].use == QuoteUse::kStatement;
}

bool is_heading(const Annotated& text, TokenIndex i) {
  const BlockKind kind = text.block_of(i).kind;
  return kind == BlockKind::kTitle || kind == BlockKind::kHeading;
}

TokenSpan noun_phrase(const Annotated& text, TokenIndex noun, int limit) {
  const TokenSpan below = text.reach[static_cast<std::size_t>(noun.value)];
  TokenSpan out{noun, noun + 1};
  while (out.begin > below.begin && noun - out.begin < limit && !ends_phrase(text, out.begin - 1)) --out.begin;
  while (out.end < below.end && out.end - noun < limit && !ends_phrase(text, out.end)) ++out.end;
  return out;
}

}  // namespace onrecord

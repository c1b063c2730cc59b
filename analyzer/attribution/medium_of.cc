#include "attribution/medium_of.h"

#include <algorithm>

namespace onrecord {
namespace {

constexpr int kPhrase = 12;       // tokens of a medium behind its noun
constexpr int kSentence = 120;    // tokens of a sentence that are looked at
constexpr int kChannel = 3;       // tokens from "over" to "radio"
constexpr std::size_t kReason = 300;

std::string lowered(std::string_view s) {
  std::string out(s);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

}  // namespace

std::size_t MediumFinder::first_mention(TokenIndex at) const {
  return static_cast<std::size_t>(
      std::partition_point(m_.begin(), m_.end(), [&](const Mention& m) { return m.words.end <= at; }) - m_.begin());
}

/// "Harbour Watch magazine", but a "Chirper post" makes Chirper no outlet.
bool MediumFinder::is_outlet_noun(const Token& t) const {
  return SourceWords::has(w_.outlet, t) && !SourceWords::has(w_.document, t);
}

std::string MediumFinder::outlet(const Mention& m) const {
  if (!m.name || m.type == MentionType::kPerson) return {};
  const Token& last = a_[m.words.end - 1];
  const std::string name = plain_text(a_, m.words);
  const bool called = m.modifier && m.type != MentionType::kPlace && m.words.end < a_.size() && is_outlet_noun(a_[m.words.end]);
  if (called || m.type == MentionType::kOutlet) return name;
  return m.words.size() > 1 && m.type == MentionType::kBody && w_.outlet->contains(last.lower_hash) ? name : std::string();
}

Said MediumFinder::find(TokenSpan cue, const TokenRuns& skip) const {
  Said out;
  if (cue.empty()) return out;
  TokenSpan sentence = a_.sentence_of(cue.begin).tokens;
  sentence.begin = std::max(sentence.begin, cue.begin - kSentence);
  sentence.end = std::min(sentence.end, cue.end + kSentence);
  for (TokenIndex i = cue.begin; i < cue.end && out.medium.empty(); ++i) try_post(i, out);
  for (std::size_t k = first_mention(sentence.begin); k < m_.size() && m_[k].words.begin < sentence.end; ++k)
    if (out.medium.empty() && !skip.contains(m_[k].head)) try_platform(k, cue, out);
  // behind the cue first: what stands before it may belong to another
  for (TokenIndex i = cue.begin; i < sentence.end && out.medium.empty(); ++i) try_noun(i, cue, skip, out);
  for (TokenIndex i = sentence.begin; i < cue.begin && out.medium.empty(); ++i) try_noun(i, cue, skip, out);
  for (TokenIndex i = cue.begin; i < std::min(sentence.end, cue.end + 4) && out.medium.empty(); ++i) try_object(i, skip, out);
  if (out.via.empty()) try_addressee(cue, skip, out);
  return out;
}

bool MediumFinder::try_post(TokenIndex i, Said& out) const {
  const WordRow* row = SourceWords::find(w_.medium_post, a_[i]);
  if (row == nullptr || row->column(0).empty()) return false;
  out.medium = std::string(row->column(0));
  return out.platform = true;
}

/// "on Chirper", "took to Chirper", "in a Chirper post": said there, and not of it ("a deal for Chirper").
bool MediumFinder::is_said_on(const Mention& m, TokenSpan cue) const {
  const bool owner = m.modifier || m.possessive;
  const TokenIndex noun = owner && a_[m.head].head != kNoToken ? a_[m.head].head : m.head;
  if (owner && !SourceWords::has(w_.medium_noun, a_[noun]) && SourceWords::find(w_.medium_post, a_[noun]) == nullptr) return false;
  if (owner) return true;
  const TokenIndex before = preposition_before(noun_phrase(a_, m.head, 4));
  const bool led = before != kNoToken && w_.platform_preposition->contains(a_[before].lower_hash);
  const bool went = a_[m.head].relation == Relation::kObl && w_.platform_verb->contains(a_[a_[m.head].head].lemma_hash);
  return went || (led && !belongs_elsewhere(m.head, cue));
}

bool MediumFinder::try_platform(std::size_t k, TokenSpan cue, Said& out) const {
  const Mention& m = m_[k];
  if (!m.name || m.quoted || !is_said_on(m, cue)) return false;
  const std::string name = plain_text(a_, m.words);
  for (const RegistryEntry& e : registry_.find(name))
    if (e.type == "platform" && (name.size() > 1 || !(m.modifier || m.possessive))) {
      out.medium = name;
      return out.platform = true;
    }
  return false;
}

/// The preposition of a medium right before `phrase`; kNoToken where there is none.
TokenIndex MediumFinder::preposition_before(TokenSpan phrase) const {
  TokenIndex p = a_[phrase.begin].tag == Tag::kIN ? phrase.begin : phrase.begin - 1;
  if (p.value < 0 || a_[p].sentence != a_[phrase.begin].sentence) return kNoToken;
  return w_.medium_preposition->contains(a_[p].lower_hash) ? p : kNoToken;
}

/// "the negotiator in the talks said": it tells of another noun, which is no object of the cue.
bool MediumFinder::belongs_elsewhere(TokenIndex noun, TokenSpan cue) const {
  const TokenIndex above = a_[noun].head;
  if (a_[noun].relation != Relation::kNmod || above == kNoToken || cue.contains(above) || !is_noun(a_[above].tag)) return false;
  return a_[above].head == kNoToken || !cue.contains(a_[above].head) || is_subject(a_[above].relation);
}

bool MediumFinder::try_noun(TokenIndex i, TokenSpan cue, const TokenRuns& skip, Said& out) const {
  if (skip.contains(i) || is_quoted(a_, q_, i)) return false;
  const auto at = first_mention(i);
  const bool show = at < m_.size() && m_[at].words.begin == i && !outlet(m_[at]).empty();
  const bool noun = is_noun(a_[i].tag) && a_[i].relation != Relation::kCompound && SourceWords::has(w_.medium_noun, a_[i]);
  if (!show && !noun) return false;
  const TokenIndex head = show ? m_[at].head : i;
  TokenSpan phrase = noun_phrase(a_, show && a_[head].head > head && (m_[at].modifier || m_[at].possessive) ? a_[head].head : head, kPhrase);
  const TokenIndex p = preposition_before(phrase);
  if (p == kNoToken || skip.contains(p) || a_[p].sentence != a_[i].sentence || belongs_elsewhere(head, cue)) return false;
  if (w_.medium_channel->contains(a_[p].lower_hash) && i - p > kChannel) return false;
  if (show && !noun && !w_.platform_preposition->contains(a_[p].lower_hash)) return false;
  phrase.begin = p;
  while (phrase.end > i + 1 && skip.overlaps({i + 1, phrase.end})) --phrase.end;
  out.medium = plain_text(a_, phrase);
  for (std::size_t k = first_mention(phrase.begin); k < m_.size() && m_[k].words.begin < phrase.end && out.via.empty(); ++k)
    out.via = outlet(m_[k]);
  return true;
}

/// "issued a statement" is said in a statement.
bool MediumFinder::try_object(TokenIndex i, const TokenRuns& skip, Said& out) const {
  if (!is_noun(a_[i].tag) || skip.contains(i) || a_[i].relation != Relation::kObj || !SourceWords::has(w_.medium_noun, a_[i])) return false;
  if (!SourceWords::has(w_.medium_verb, a_[a_[i].head])) return false;
  const TokenSpan phrase = noun_phrase(a_, i, 6);
  if (!w_.is_indefinite_article(a_[phrase.begin])) return false;
  out.medium = "in " + plain_text(a_, {phrase.begin, i + 1});
  return true;
}

/// "told Reuters", "in remarks to the Harbour Gazette".
void MediumFinder::try_addressee(TokenSpan cue, const TokenRuns& skip, Said& out) const {
  bool speaks = false;
  for (TokenIndex i = cue.begin; i < cue.end; ++i) speaks |= SourceWords::has(w_.via_verb, a_[i]);
  if (!speaks) return;
  for (std::size_t k = first_mention(cue.begin); k < m_.size() && m_[k].words.begin < cue.end + 5; ++k) {
    const Mention& m = m_[k];
    if (skip.contains(m.head) || m.quoted || a_[m.head].sentence != a_[cue.begin].sentence) return;
    for (TokenIndex i = cue.end; i < m.words.begin; ++i)
      if (a_[i].tag == Tag::kComma || a_[i].tag == Tag::kOpenQuote) return;
    if (out.via = outlet(m); !out.via.empty()) return;
  }
}

std::string MediumFinder::anonymity(TokenIndex i) const {
  const auto sentence = static_cast<std::size_t>(a_[i].sentence.value);
  for (std::size_t s = sentence; s < std::min(sentence + 2, a_.sentences.size()); ++s) {
    if (a_.sentences[s].tokens.empty() || a_.sentences[s].tokens.size() > 400) continue;
    const ByteSpan bytes = a_.bytes(a_.sentences[s].tokens);
    const std::string text = lowered(a_.article->view(bytes));
    for (const WordRow& row : w_.anonymity->rows()) {
      const std::size_t at = text.find(row.text);
      if (at == std::string::npos) continue;
      std::size_t begin = at, behind = at + row.text.size();
      for (const WordRow& opener : w_.because->rows()) {
        const std::size_t o = text.find(' ' + std::string(opener.text) + ' ', at);
        if (o != std::string::npos && o < behind + 12 && (begin == at || o + 1 < begin)) begin = o + 1;
      }
      std::size_t end = begin == at ? behind : text.find_first_of(",;\"\xe2", begin);
      end = std::min({end == std::string::npos ? text.size() : end, text.size(), begin + kReason});
      while (end > begin && (text[end - 1] == '.' || text[end - 1] == ' ')) --end;
      return std::string(a_.article->view(bytes).substr(begin, end - begin));
    }
  }
  return {};
}

}  // namespace onrecord

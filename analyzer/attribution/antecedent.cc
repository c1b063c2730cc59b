#include "attribution/antecedent.h"

#include <algorithm>
#include <cmath>

namespace onrecord {
namespace {

constexpr int kBack = 40;           // mentions looked at
constexpr int kSentencesBack = 8;
constexpr int kAhead = 6;
constexpr std::size_t kPronounsBack = 6;
constexpr std::size_t kOwnWords = 40;  // names looked at in what a pronoun says
constexpr int kAside = 8;            // words of an apposition or of brackets between two names
constexpr std::size_t kMembers = 6; // joined by commas and "and"
constexpr float kLeast = -2.5f;     // the score that the best has to reach
constexpr float kStated = 6;        // votes of a noun such as "husband"
constexpr std::size_t kVoters = 6;  // people near a pronoun that may own its vote

constexpr std::string_view kFeatureNames[] = {
    "same-sentence", "sentence-before", "two-before", "each-sentence", "other-paragraph", "subject", "possessive",
    "modifier", "object", "between", "quoted", "heading", "speaker", "pronoun", "frequent", "gender", "noun",
    "indefinite", "plural-person", "plural-body", "plural-thing", "body", "document", "place", "same-verb", "after",
    "subject-same-sentence", "nearest", "named-in-quote", "named-in-words", "introduced", "reported"};

char gender_letter(PronounKind kind) { return kind == PronounKind::kHe ? 'm' : 'f'; }
/// That others were seldom called "she" says little for one; that one is called "he" says much against.
constexpr float kMostLean = 0.5f;
bool is_gendered(PronounKind kind) { return kind == PronounKind::kHe || kind == PronounKind::kShe; }

}  // namespace

std::string_view Antecedents::feature_name(std::size_t feature) { return kFeatureNames[feature]; }

Antecedents::Antecedents(const Annotated& text, const Quotations& quotations, const SourceWords& words,
                         std::vector<Mention>& mentions, Entities& entities)
    : a_(text), q_(quotations), w_(words), m_(mentions), e_(entities) {
  for (std::size_t f = 0; f < kFeatures; ++f)
    weight_[f] = static_cast<float>(w_.antecedent->weight(kFeatureNames[f]));
  index_mentions();
}

void Antecedents::index_mentions() {
  at_.assign(a_.tokens.size(), -1);
  pair_.assign(m_.size(), -1);
  for (std::size_t k = 0; k < m_.size(); ++k)
    for (TokenIndex i = m_[k].words.begin; i < m_[k].words.end; ++i)
      at_[static_cast<std::size_t>(i.value)] = static_cast<std::int32_t>(k);
  for (std::size_t k = 0; k < m_.size(); ++k) {
    const Token& t = a_[m_[k].head];
    std::int32_t first = t.relation == Relation::kConj && t.head != kNoToken ? mention_at(t.head) : -1;
    if (first < 0) first = listed_with(k);
    if (first >= 0 && !pairs_with(m_[static_cast<std::size_t>(first)], m_[k])) continue;
    if (first >= 0 && pair_[static_cast<std::size_t>(first)] < 0 && first < static_cast<std::int32_t>(k))
      pair_[static_cast<std::size_t>(first)] = static_cast<std::int32_t>(k);
  }
}

/// A person and a place are no pair that speaks, nor are the two of "Ada Lorne, Democrat of Nordland".
bool Antecedents::pairs_with(const Mention& first, const Mention& second) const {
  const auto type = [&](const Mention& m) { return m.entity >= 0 ? e_[m.entity].type : m.type; };
  const auto person_and_place = [&](const Mention& a, const Mention& b) {
    return type(a) == MentionType::kPerson && type(b) == MentionType::kPlace && b.words.size() == 1;
  };
  const TokenIndex begin = second.words.begin;
  const bool called = type(first) == MentionType::kPerson && type(second) != MentionType::kPerson && begin.value > 0 &&
                      a_[begin - 1].tag == Tag::kComma && SourceWords::has(w_.person, a_[begin]);
  return !called && !person_and_place(first, second) && !person_and_place(second, first);
}

/// "Lorne" for "Port Ellis" in "Ada Lorne of Port Ellis"; else `i`.
TokenIndex Antecedents::before_place(TokenIndex i) const {
  const std::int32_t m = mention_at(i);
  if (m < 0 || m_[static_cast<std::size_t>(m)].type == MentionType::kPerson) return i;
  const TokenIndex of = m_[static_cast<std::size_t>(m)].words.begin - 1;
  return of.value > 0 && a_[of].tag == Tag::kIN && mention_at(of - 1) >= 0 ? of - 1 : i;
}

/// "Lorne" for the comma that closes ", Republican of Iowa, and"; else what stands before the comma, or `i`.
TokenIndex Antecedents::before_apposition(TokenIndex i) const {
  if (a_[i].tag != Tag::kComma || i.value == 0) return i;
  --i;
  const std::int32_t m = mention_at(i);
  if (m >= 0 && m_[static_cast<std::size_t>(m)].name && m_[static_cast<std::size_t>(m)].type == MentionType::kPerson) return i;
  TokenIndex comma = i;
  for (int step = 0; step < kAside && comma.value > 0 && a_[comma].tag != Tag::kComma; ++step) --comma;
  return a_[comma].tag == Tag::kComma && comma.value > 0 ? comma - 1 : i;
}

/// What stands before the brackets that end at `i`, else `i`.
TokenIndex Antecedents::before_brackets(TokenIndex i) const {
  if (a_[i].lower == ")")
    for (int step = 0; step < kAside && i.value > 0 && a_[i].lower != "("; ++step) --i;
  return a_[i].lower == "(" && i.value > 0 ? i - 1 : i;
}

/// The name that "and" joins to name `k` where the tree does not say so: "Jon Hale (D-Mont.) and Ann Reed".
std::int32_t Antecedents::listed_with(std::size_t k) const {
  TokenIndex i = m_[k].words.begin - 1;
  while (i.value > 0 && w_.title->contains(a_[i].lower_hash)) --i;
  if (i.value <= 0 || a_[i].tag != Tag::kCC || !m_[k].name || m_[k].type != MentionType::kPerson) return -1;
  i = before_place(before_brackets(before_apposition(i - 1)));
  const std::int32_t first = mention_at(i);
  if (first < 0 || !m_[static_cast<std::size_t>(first)].name || a_[i].sentence != a_[m_[k].head].sentence) return -1;
  return m_[static_cast<std::size_t>(first)].type == MentionType::kPerson ? first : -1;
}

std::size_t Antecedents::mentions_before(TokenIndex i) const {
  return static_cast<std::size_t>(
      std::partition_point(m_.begin(), m_.end(), [&](const Mention& m) { return m.words.begin < i; }) - m_.begin());
}

std::int32_t Antecedents::speaker_before(TokenIndex i) const {
  const auto it = std::partition_point(turns_.begin(), turns_.end(), [&](const Turn& t) { return t.at < i; });
  return it == turns_.begin() ? -1 : std::prev(it)->entity;
}

void Antecedents::note_speaker(TokenIndex at, std::int32_t entity) {
  if (entity < 0) return;
  const auto it = std::partition_point(turns_.begin(), turns_.end(), [&](const Turn& t) { return t.at < at; });
  if (it != turns_.end() && it->at == at) it->entity = entity;
  else turns_.insert(it, {at, entity});
}

std::int32_t Antecedents::entity_of(std::int32_t mention) {
  Mention& m = m_[static_cast<std::size_t>(mention)];
  if (m.entity >= 0) return m.entity;
  m.entity = static_cast<std::int32_t>(e_.all.size());
  Entity e;
  e.type = m.type;
  e.first = m.head;
  e.longest = mention;
  e.mentions = {mention};
  e.plural = m.plural;
  if (const char g = w_.gender_of(a_[m.head]); g != '?') {
    (g == 'm' ? e.male : e.female) += kStated;
    ++(g == 'm' ? e.he : e.she);
  }
  e_.all.push_back(std::move(e));
  return m.entity;
}

/// The mentions joined to `mention`, which opens a pair; of a name only names.
std::vector<std::int32_t> Antecedents::joined_to(std::int32_t mention) const {
  const Mention& first = m_[static_cast<std::size_t>(mention)];
  const std::int32_t pair = pair_[static_cast<std::size_t>(mention)];
  std::vector<std::int32_t> out;
  for (TokenIndex child : a_.children(first.head))
    if (a_[child].relation == Relation::kConj && mention_at(child) >= 0 && out.size() < kMembers) out.push_back(mention_at(child));
  if (first.name) std::erase_if(out, [&](std::int32_t o) { return !m_[static_cast<std::size_t>(o)].name; });
  // "and Senator Ada Lorne": the tree joins the title
  if (out.empty() && (!first.name || m_[static_cast<std::size_t>(pair)].name)) out.push_back(pair);
  return out;
}

std::int32_t Antecedents::group_of(std::int32_t mention) {
  if (pair_[static_cast<std::size_t>(mention)] < 0) return -1;
  if (const auto it = groups_.find(mention); it != groups_.end()) return it->second;
  const std::vector<std::int32_t> others = joined_to(mention);
  if (others.empty()) return groups_[mention] = -1;
  Entity group;
  group.plural = true;
  const Mention& first = m_[static_cast<std::size_t>(mention)];
  group.type = first.type;
  group.first = first.head;
  group.longest = mention;
  group.named = first.name;
  group.parts.push_back(entity_of(mention));
  for (std::int32_t other : others) {
    group.named = group.named && m_[static_cast<std::size_t>(other)].name;
    group.parts.push_back(entity_of(other));
  }
  e_.all.push_back(std::move(group));
  return groups_[mention] = static_cast<std::int32_t>(e_.all.size()) - 1;
}

// ---- gender -------------------------------------------------------------------------------------------------

void Antecedents::count(std::int32_t entity, PronounKind kind, float weight) {
  if (entity < 0) return;
  (kind == PronounKind::kHe ? e_[entity].male : e_[entity].female) += weight;
}

/// Who is near more of the text's "she" than others are is a woman, even where "he" is rare: votes are weighed so that
/// both pronouns count the same over the article.
void Antecedents::vote_by_neighbours() {
  std::array<float, 2> n{1, 1};
  for (const Token& t : a_.tokens)
    if (is_pronoun(t.tag))
      if (const PronounKind kind = w_.pronoun_kind(t); is_gendered(kind)) ++n[kind == PronounKind::kShe];
  balance_ = {(n[0] + n[1]) / (2 * n[0]), (n[0] + n[1]) / (2 * n[1])};
  for (TokenIndex i{0}; i < a_.size(); ++i) {
    if (!is_pronoun(a_[i].tag)) continue;
    const PronounKind kind = w_.pronoun_kind(a_[i]);
    if (is_gendered(kind)) vote(i, kind);
  }
}

/// People named in this sentence before the pronoun and in the sentence before share its vote.
void Antecedents::vote(TokenIndex pronoun, PronounKind kind) {
  std::array<std::int32_t, kVoters> near{};
  std::size_t n = 0;
  for (std::size_t k = mentions_before(pronoun); k-- > 0 && n < kVoters;) {
    const Mention& m = m_[k];
    if (a_[pronoun].sentence.value - a_[m.head].sentence.value > 1) break;
    if (m.type != MentionType::kPerson || !m.name || m.quoted != is_quoted(a_, q_, pronoun)) continue;
    if (std::find(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(n), m.entity) ==
        near.begin() + static_cast<std::ptrdiff_t>(n))
      near[n++] = m.entity;
  }
  const float weight = 0.6f * balance_[kind == PronounKind::kShe] / static_cast<float>(n * n);
  for (std::size_t k = 0; k < n; ++k) count(near[k], kind, weight);
}

// ---- resolution ---------------------------------------------------------------------------------------------

void Antecedents::settle(std::vector<Voice> voices) {
  voices_ = std::move(voices);
  own_of_ = kNoToken;
  read_quotations();
  std::stable_sort(voices_.begin(), voices_.end(), [](const Voice& a, const Voice& b) { return a.head < b.head; });
  told_.assign(a_.tokens.size(), -1);
  for (std::size_t v = 0; v < voices_.size(); ++v)
    for (TokenSpan s : voices_[v].content)
      for (TokenIndex i = s.begin; i < s.end; ++i) told_[static_cast<std::size_t>(i.value)] = static_cast<std::int32_t>(v);
  std::vector<std::pair<float, float>> stated;
  for (const Entity& e : e_.all) stated.emplace_back(e.male, e.female);
  vote_by_neighbours();
  settle_once();
  for (std::size_t k = 0; k < stated.size(); ++k) {  // the second round counts what the first decided
    e_.all[k].male = (stated[k].first + e_.all[k].male) / 2;
    e_.all[k].female = (stated[k].second + e_.all[k].female) / 2;
  }
  for (const Turn& t : resolved_)
    if (const PronounKind kind = w_.pronoun_kind(a_[t.at]); is_gendered(kind)) count(t.entity, kind, 0.7f);
  settle_once();
  for (const Turn& t : resolved_)
    if (const PronounKind kind = w_.pronoun_kind(a_[t.at]); is_gendered(kind)) ++(kind == PronounKind::kHe ? e_[t.entity].he : e_[t.entity].she);
}

/// Who speaks in a quotation: the source of the content that begins or ends with it.
void Antecedents::read_quotations() {
  speakers_.assign(q_.all.size(), kNoToken);
  for (const Voice& v : voices_)
    for (TokenSpan s : v.content)
      for (TokenIndex i : {s.begin, s.begin + 1, s.end - 1}) {
        if (!(i < a_.size()) || a_[i].quotation < 0) continue;
        const TokenSpan q = q_.all[static_cast<std::size_t>(a_[i].quotation)].tokens;
        if (q.begin >= s.begin - 1 || q.end <= s.end + 1) speakers_[static_cast<std::size_t>(a_[i].quotation)] = v.head;
      }
}

void Antecedents::read_own_words(TokenIndex pronoun) {
  if (own_of_ == pronoun) return;
  own_of_ = pronoun;
  own_words_.clear();
  own_content_.clear();
  auto v = std::partition_point(voices_.begin(), voices_.end(), [&](const Voice& x) { return x.head < pronoun; });
  for (; v != voices_.end() && v->head == pronoun; ++v) own_content_.add(v->content);
  for (TokenSpan s : own_content_)
    for (std::size_t k = mentions_before(s.begin); k < m_.size() && m_[k].words.begin < s.end && own_words_.size() < kOwnWords; ++k)
      if (m_[k].name) own_words_.push_back({m_[k].entity, m_[k].quoted});
  if (a_[pronoun].head == kNoToken || !is_subject(a_[pronoun].relation)) return;
  for (TokenIndex child : a_.children(a_[pronoun].head))  // "he told Calder"
    if (const std::int32_t m = mention_at(child); child > pronoun && m >= 0 && m_[static_cast<std::size_t>(m)].name)
      own_words_.push_back({m_[static_cast<std::size_t>(m)].entity, true});
}

bool Antecedents::names_in_own_words(TokenIndex voice, std::int32_t entity) {
  read_own_words(voice);
  return std::any_of(own_words_.begin(), own_words_.end(), [&](const Named& n) { return n.entity == entity; });
}

/// A name or a noun has spoken: "the mayor" is who is named so.
void Antecedents::note_noun(TokenIndex head) {
  Mention& m = m_[static_cast<std::size_t>(mention_at(head))];
  if (!m.name && named_)
    if (const std::int32_t e = named_(head); e >= 0) m.entity = e;
  note_speaker(head, entity_of(mention_at(head)));
}

void Antecedents::settle_once() {
  answers_.clear();
  turns_.clear();
  resolved_.clear();
  auto next = voices_.begin();
  for (TokenIndex i{0}; i < a_.size(); ++i) {
    while (next != voices_.end() && next->head < i) ++next;
    const bool speaks = next != voices_.end() && next->head == i;
    if (!is_pronoun(a_[i].tag)) {
      if (speaks && mention_at(i) >= 0 && !is_quoted(a_, q_, i)) note_noun(i);
      continue;
    }
    const PronounKind kind = w_.pronoun_kind(a_[i]);
    const bool quoted = is_quoted(a_, q_, i);
    if (kind == PronounKind::kNone || kind == PronounKind::kFirst) continue;
    if (!speaks && !is_gendered(kind)) continue;
    const std::int32_t entity = resolve(i, kind);
    answers_[i.value] = entity;
    if (entity >= 0) resolved_.push_back({i, entity});
    if (speaks && !quoted) note_speaker(i, entity);
  }
}

std::int32_t Antecedents::of(TokenIndex pronoun, PronounKind kind) {
  if (const auto it = answers_.find(pronoun.value); it != answers_.end()) return it->second;
  if (kind == PronounKind::kNone || kind == PronounKind::kFirst) return -1;
  const std::int32_t entity = resolve(pronoun, kind);
  return answers_[pronoun.value] = entity;
}

/// Who speaks in the quotation around `i`, as far as it is known by now; -1 outside quotations.
std::int32_t Antecedents::quoted_speaker(TokenIndex i) const {
  const auto q = a_[i].quotation;
  if (q < 0 || speakers_.empty() || !is_quoted(a_, q_, i)) return -1;
  const TokenIndex head = speakers_[static_cast<std::size_t>(q)];
  if (head == kNoToken) return -1;
  if (mention_at(head) >= 0) return m_[static_cast<std::size_t>(mention_at(head))].entity;
  const auto it = answers_.find(head.value);
  return it == answers_.end() ? -1 : it->second;
}

void Antecedents::candidates(TokenIndex pronoun, PronounKind kind, std::vector<Candidate>& out) {
  out.clear();
  read_own_words(pronoun);
  const std::size_t end = mentions_before(pronoun);
  int between = 0;
  for (std::size_t k = end; k-- > 0 && end - k <= kBack;) {
    if (a_[pronoun].sentence.value - a_[m_[k].head].sentence.value > kSentencesBack) break;
    between += offer_mention(pronoun, kind, k, between, out);
  }
  for (std::size_t k = end; k < m_.size() && k < end + kAhead && a_[m_[k].head].sentence == a_[pronoun].sentence; ++k)
    if (m_[k].subject && m_[k].name) offer_mention(pronoun, kind, k, 0, out);
  offer_pronouns(pronoun, kind, out);
}

float Antecedents::score(const Candidate& c) const {
  float s = 0;
  for (std::size_t f = 0; f < kFeatures; ++f) s += weight_[f] * c.features[f];
  return s;
}

std::int32_t Antecedents::resolve(TokenIndex pronoun, PronounKind kind) {
  candidates(pronoun, kind, offered_);
  const Candidate* best = nullptr;
  float most = kLeast;
  for (const Candidate& c : offered_)
    if (const float s = score(c); s > most) most = s, best = &c;
  if (best == nullptr) return -1;
  if (best->mention < 0) return best->entity;
  const std::int32_t group = best->group ? group_of(best->mention) : -1;
  return group >= 0 ? group : entity_of(best->mention);
}

/// "Ines Calder, the mayor of Port Ellis": the first mention, with what she is.
bool Antecedents::introduces(const Mention& m) const {
  if (!m.name || m.entity < 0 || e_[m.entity].type != MentionType::kPerson || e_[m.entity].first != m.head) return false;
  if (!(m.words.end + 1 < a_.size()) || a_[m.words.end].tag != Tag::kComma) return false;
  const Tag next = a_[m.words.end + 1].tag;
  return next == Tag::kDT || next == Tag::kNN || next == Tag::kPRPS || next == Tag::kCD || next == Tag::kWP;
}

/// "the Internet": no person.
bool Antecedents::behind_article(const Mention& m) const {
  return m.words.begin.value > 0 && a_[m.words.begin - 1].tag == Tag::kDT;
}

bool Antecedents::fits(const Mention& m, PronounKind kind, bool group) const {
  switch (kind) {
    case PronounKind::kHe:
    case PronounKind::kShe: {
      const MentionType type = m.entity >= 0 ? e_[m.entity].type : m.type;
      if (m.plural || group || (!m.name && SourceWords::has(w_.quantifier, a_[m.head]))) return false;
      return type == MentionType::kPerson || (type == MentionType::kUnknown && m.name && !behind_article(m));
    }
    case PronounKind::kThey: {
      if (group || m.plural) return true;
      const MentionType type = m.entity >= 0 ? e_[m.entity].type : m.type;
      return type == MentionType::kBody || type == MentionType::kOutlet;
    }
    case PronounKind::kIt: {
      const MentionType type = m.entity >= 0 ? e_[m.entity].type : m.type;
      return !m.plural && !group && type != MentionType::kPerson && (type != MentionType::kUnknown || m.name);
    }
    default: return false;
  }
}

bool Antecedents::offer_mention(TokenIndex pronoun, PronounKind kind, std::size_t mention, int between,
                                std::vector<Candidate>& out) {
  const Mention& m = m_[mention];
  Candidate c;
  c.mention = static_cast<std::int32_t>(mention);
  c.group = kind == PronounKind::kThey && pair_[mention] >= 0;
  if (!fits(m, kind, c.group)) return false;
  if (m.entity >= 0 && is_gendered(kind) && m.entity == quoted_speaker(pronoun)) return false;
  see_place(pronoun, m.head, c);
  see_kind(m, kind, c);
  see_mention(pronoun, m, between, c);
  auto& f = c.features;
  f[kIntroduced] = is_gendered(kind) && f[kSentenceBefore] > 0 && introduces(m);
  if (kind == PronounKind::kThey && !m.plural && !c.group && own_content_.contains(m.head)) f[kNamedInWords] = 1;
  if (c.group) f[kSpeaker] = m.entity >= 0 && m.entity == speaker_before(pronoun);
  else if (m.entity >= 0) see_entity(pronoun, kind, m.entity, c);
  else if (const char g = is_gendered(kind) ? w_.gender_of(a_[m.head]) : '?'; g != '?')
    f[kGender] = g == gender_letter(kind) ? kMostLean : -3.f;
  out.push_back(c);
  return true;
}

void Antecedents::see_mention(TokenIndex pronoun, const Mention& m, int between, Candidate& c) const {
  auto& f = c.features;
  f[kBetween] = static_cast<float>(std::min(between, 4));
  f[kLast] = between == 0;
  f[m.subject ? kSubject : m.possessive ? kPossessive : m.modifier ? kModifier : kObject] = 1;
  f[kSubjectSame] = m.subject && f[kSameSentence] > 0;
  f[kQuoted] = m.quoted && !is_quoted(a_, q_, pronoun);
  f[kHeading] = m.heading;
  f[kAfter] = m.head > pronoun;
  f[kSameVerb] = same_verb(pronoun, m.head);
  f[kReported] = f[kQuoted] == 0 && is_reported_elsewhere(m.head, pronoun);
}

/// In what another voice says than the one whose words hold the pronoun.
bool Antecedents::is_reported_elsewhere(TokenIndex at, TokenIndex pronoun) const {
  if (told_.empty()) return false;
  const std::int32_t voice = told_[static_cast<std::size_t>(at.value)];
  return voice >= 0 && voice != told_[static_cast<std::size_t>(pronoun.value)];
}

/// Pronouns resolved before hand on whom they stood for.
void Antecedents::offer_pronouns(TokenIndex pronoun, PronounKind kind, std::vector<Candidate>& out) const {
  const auto end = std::partition_point(resolved_.begin(), resolved_.end(), [&](const Turn& t) { return t.at < pronoun; });
  std::size_t seen = 0;
  for (auto t = end; t != resolved_.begin() && seen < kPronounsBack; ++seen) {
    --t;
    if (a_[pronoun].sentence.value - a_[t->at].sentence.value > kSentencesBack) return;
    if (w_.pronoun_kind(a_[t->at]) != kind) continue;
    if (t->entity == quoted_speaker(pronoun) && is_gendered(kind)) continue;
    Candidate c;
    c.pronoun = t->at;
    c.entity = t->entity;
    see_place(pronoun, t->at, c);
    see_entity(pronoun, kind, t->entity, c);
    auto& f = c.features;
    f[kPronoun] = 1;
    f[kSubject] = is_subject(a_[t->at].relation);
    f[kPossessive] = a_[t->at].relation == Relation::kNmodPoss;
    f[kSubjectSame] = f[kSubject] * f[kSameSentence];
    f[kQuoted] = is_quoted(a_, q_, t->at) && !is_quoted(a_, q_, pronoun);
    f[kSameVerb] = same_verb(pronoun, t->at);
    out.push_back(c);
  }
}

/// Behind a quotation of several sentences it counts what stands before the quotation.
void Antecedents::see_place(TokenIndex pronoun, TokenIndex at, Candidate& c) const {
  const bool behind = !own_content_.empty() && at < own_content_.first() && own_content_.first() < pronoun;
  const TokenIndex from = behind ? own_content_.first() : pronoun;
  const int distance = std::abs(a_[from].sentence.value - a_[at].sentence.value);
  if (distance == 0) c.features[kSameSentence] = 1;
  else if (distance == 1) c.features[kSentenceBefore] = 1;
  else if (distance == 2) c.features[kTwoBefore] = 1;
  else c.features[kEachSentence] = static_cast<float>(std::min(distance - 2, 6));
  c.features[kOtherParagraph] = a_.sentence_of(from).block != a_.sentence_of(at).block;
}

void Antecedents::see_kind(const Mention& m, PronounKind kind, Candidate& c) const {
  auto& f = c.features;
  f[kNoun] = !m.name;
  if (!m.name) {
    f[kIndefinite] = w_.is_indefinite_article(a_[noun_phrase(a_, m.head, 6).begin]);
  }
  const MentionType type = m.entity >= 0 ? e_[m.entity].type : m.type;
  if (kind == PronounKind::kThey)
    f[c.group || type == MentionType::kPerson ? kPluralPerson : type == MentionType::kDocument ? kPluralThing : kPluralBody] = 1;
  if (kind != PronounKind::kIt) return;
  f[kBody] = type == MentionType::kBody || type == MentionType::kOutlet;
  f[kDocument] = type == MentionType::kDocument;
  f[kPlace] = type == MentionType::kPlace;
}

void Antecedents::see_entity(TokenIndex pronoun, PronounKind kind, std::int32_t entity, Candidate& c) const {
  const Entity& e = e_[entity];
  c.features[kFrequent] = std::log(1.f + static_cast<float>(e.mentions.size()));
  c.features[kSpeaker] = entity == speaker_before(pronoun);
  for (const Named& n : own_words_)
    if (n.entity == entity) c.features[n.quoted ? kNamedInQuote : kNamedInWords] = 1;
  if (is_gendered(kind)) c.features[kGender] = std::min(e.leans(gender_letter(kind)), kMostLean);
}

/// Two arguments of one verb are two people: "Calder thanked him".
bool Antecedents::same_verb(TokenIndex pronoun, TokenIndex other) const {
  const Token& p = a_[pronoun];
  const Token& o = a_[other];
  if (p.head == kNoToken || p.head != o.head || p.relation == Relation::kNmodPoss) return false;
  return is_verb(a_[p.head].tag) && p.relation != o.relation;
}

}  // namespace onrecord

#include "attribution/entities.h"

#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cmath>

namespace onrecord {
namespace {

constexpr std::size_t kMaxBearers = 12;  // of one surname or acronym that are compared
constexpr std::int32_t kJustNamed = 30;  // mentions after which a full name is no longer fresh
constexpr std::size_t kSpellings = 64;   // people whose surname may be misspelt
// what tells the gender of a person, in votes
constexpr float kStated = 6;     // a title
constexpr float kFirstName = 4;  // a first name before a surname
constexpr float kAlone = 1.5;    // a name of one word
constexpr double kSureName = 0.98;
constexpr std::size_t kSpelled = 5;  // letters from which a surname one letter off is the same, misspelt

using Lists = boost::unordered_flat_map<std::uint64_t, std::vector<std::int32_t>>;

/// Makes entities in two rounds: names of several words, then single words.
class Clusterer {
 public:
  Clusterer(const Annotated& text, const SourceWords& words, std::vector<Mention>& mentions)
      : a_(text), w_(words), m_(mentions) {}

  Entities run() {
    for (const Mention& m : m_) {
      if (!m.name || m.words.size() > 1) continue;
      single_words_.insert(hash(m.words.begin));
      if (m.type == MentionType::kPlace && behind_preposition(m)) visited_.insert(hash(m.words.begin));
    }
    for (std::size_t i = 0; i < m_.size(); ++i)
      if (m_[i].name && !m_[i].heading && core(m_[i]).size() > 1) several(static_cast<std::int32_t>(i));
    for (std::size_t i = 0; i < m_.size(); ++i) {
      if (!m_[i].name || m_[i].heading) continue;
      if (m_[i].entity < 0) single(static_cast<std::int32_t>(i));
      else stats_[static_cast<std::size_t>(m_[i].entity)].last_full = static_cast<std::int32_t>(i);
    }
    for (std::size_t i = 0; i < m_.size(); ++i)
      if (m_[i].name && m_[i].heading) heading(static_cast<std::int32_t>(i));
    for (Entity& e : out_.all) finish(e);
    return std::move(out_);
  }

 private:
  Mention& at(std::int32_t i) { return m_[static_cast<std::size_t>(i)]; }
  std::uint64_t hash(TokenIndex i) const { return a_[i].lower_hash; }

  /// Without "Jr." at the end of a person's name.
  TokenSpan core(const Mention& m) const {
    TokenSpan s = m.words;
    if (s.size() > 1 && m.type == MentionType::kPerson)
      if (w_.name_suffix->contains(hash(s.end - 1))) s.end = s.end - (s.size() > 2 && a_[s.end - 2].tag == Tag::kComma ? 2 : 1);
    return s;
  }

  std::uint64_t full_key(TokenSpan s) const {
    std::uint64_t h = 0;
    for (TokenIndex i = s.begin; i < s.end; ++i)
      if (a_[i].is_word && !w_.article->contains(hash(i))) h = (h ^ hash(i)) * 1099511628211ull;
    return h;
  }

  std::int32_t fresh(std::int32_t mention) {
    out_.all.emplace_back();
    out_.all.back().named = true;
    stats_.emplace_back();
    const auto e = static_cast<std::int32_t>(out_.all.size()) - 1;
    join(mention, e);
    return e;
  }

  void join(std::int32_t mention, std::int32_t entity) {
    Mention& m = at(mention);
    m.entity = entity;
    out_[entity].mentions.push_back(mention);
    Stats& s = stats_[static_cast<std::size_t>(entity)];
    if (titled(mention)) s.people += 3;
    ++(m.type == MentionType::kPerson || m.type == MentionType::kUnknown ? s.people : s.others);
    if (m.words.size() > 1 && s.full++ == 0) s.introduced = m.head;
    s.alone += m.words.size() == 1 && !m.heading && hash(m.words.begin) != hash(first_mention(entity).words.begin);
    if (const char g = stated_gender(m); g != '?') s.gender = g;
    if (s.likely == '?' && m.type == MentionType::kPerson && core(m).size() > 1)
      if (const WordRow* row = w_.first_name->find(a_[m.words.begin].lower_hash)) s.likely = row->column(0).front(), s.sure = row->weight >= kSureName;
  }

  void list(Lists& where, std::uint64_t key, std::int32_t entity) {
    auto& bearers = where[key];
    if (bearers.size() < kMaxBearers && std::find(bearers.begin(), bearers.end(), entity) == bearers.end())
      bearers.push_back(entity);
  }

  // ---- headlines ----

  /// Headlines write every word large: what the text names goes before what they seem to name.
  void heading(std::int32_t i) {
    const TokenSpan s = core(at(i));
    if (const auto it = full_.find(full_key(s)); it != full_.end()) return join(i, it->second);
    for (TokenIndex w = s.begin; w < s.end; ++w)
      if (const std::int32_t e = best_bearer(last_, i, w); e >= 0) return join(i, e);
    for (TokenIndex w = s.begin; w < s.end; ++w)
      if (const auto it = alone_.find(hash(w)); it != alone_.end()) return join(i, it->second.front());
    s.size() > 1 ? several(i) : single(i);
  }

  // ---- names of several words ----

  void several(std::int32_t i) {
    const TokenSpan s = core(at(i));
    const std::uint64_t key = full_key(s);
    std::int32_t e = -1;
    if (const auto it = full_.find(key); it != full_.end()) e = it->second;
    else if (const std::int32_t person = person_behind_body(i); person >= 0) return join(i, person);
    else if (at(i).type == MentionType::kPerson || at(i).type == MentionType::kUnknown) e = same_person(s);
    else e = longer_body(s);
    if (e < 0) e = firm_beginning(i, s);
    if (e < 0) e = fresh(i);
    else join(i, e);
    full_.try_emplace(key, e);
    list(last_, hash(s.end - 1), e);
    list(first_, hash(s.begin), e);
    if (const TokenIndex called = behind_initials(s); called != s.begin) list(first_, hash(called), e);
    note_acronym(s, e);
  }

  /// "the board of the Harbour Gazette Lorne said": the surname of a person behind the name of a body.
  std::int32_t person_behind_body(std::int32_t i) {
    Mention& m = at(i);
    if (m.type == MentionType::kPerson || m.words.size() < 2 || w_.type_of(a_[m.words.end - 2]) == MentionType::kUnknown) return -1;
    if (w_.type_of(a_[m.words.end - 1]) != MentionType::kUnknown) return -1;
    const std::int32_t e = best_bearer(last_, i, m.words.end - 1);
    if (e < 0 || stats_[static_cast<std::size_t>(e)].others > 0) return -1;
    m.words.begin = m.words.end - 1;
    m.head = m.words.begin;
    m.type = MentionType::kPerson;
    return e;
  }

  /// "Donald J. Trump" and "Donald Trump"; "Bill Hale" and "William Hale"; "John Luk Hale" and "John Luk".
  std::int32_t same_person(TokenSpan s) const {
    if (const auto it = last_.find(hash(s.end - 1)); it != last_.end())
      for (std::int32_t e : it->second)
        if (same_first_name(a_[s.begin], a_[first_mention(e).words.begin]) || ends_alike(first_mention(e).words, s)) return e;
    if (const auto it = first_.find(hash(s.begin)); it != first_.end())
      for (std::int32_t e : it->second)
        if (stats_[static_cast<std::size_t>(e)].others == 0 && begins_alike(first_mention(e).words, s)) return e;
    return -1;
  }

  const Mention& first_mention(std::int32_t e) const { return m_[static_cast<std::size_t>(out_[e].mentions.front())]; }

  /// The shorter name holds two words at least, and the longer begins with them.
  bool begins_alike(TokenSpan a, TokenSpan b) const {
    const std::size_t shared = std::min(a.size(), b.size());
    for (std::size_t k = 0; k < shared; ++k)
      if (hash(a.begin + static_cast<int>(k)) != hash(b.begin + static_cast<int>(k))) return false;
    return shared > 1;
  }

  /// "Anna Moss Hale" and "Moss Hale", "Samir al-Rashid" and "Al-Rashid": the shorter holds two words at least.
  bool ends_alike(TokenSpan a, TokenSpan b) const {
    const std::size_t shared = std::min(a.size(), b.size());
    for (std::size_t k = 1; k <= shared; ++k)
      if (hash(a.end - static_cast<int>(k)) != hash(b.end - static_cast<int>(k))) return false;
    return shared > 1 && a.size() != b.size();
  }

  /// "in Paris".
  bool behind_preposition(const Mention& m) const {
    const TokenIndex before = m.words.begin - 1;
    return before.value >= 0 && (a_[before].tag == Tag::kIN || a_[before].tag == Tag::kTO);
  }

  bool same_first_name(const Token& a, const Token& b) const {
    if (a.lower == b.lower) return true;
    for (const auto& [x, y] : {std::pair{&a, &b}, std::pair{&b, &a}}) {
      if (x->lower.size() == 2 && x->lower[1] == '.' && !y->lower.empty() && x->lower[0] == y->lower[0]) return true;
      const WordRow* row = w_.nickname->find(x->lower_hash);
      if (row == nullptr) continue;
      for (std::string_view rest = row->column(0); !rest.empty();) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        if (rest.substr(0, end) == y->lower) return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
    return false;
  }

  /// A body named before whose name holds these words and ends or starts with them.
  std::int32_t longer_body(TokenSpan s) const {
    for (const Lists* where : {&last_, &first_}) {
      const auto it = where->find(hash(where == &last_ ? s.end - 1 : s.begin));
      if (it == where->end()) continue;
      for (std::int32_t e : it->second)
        if (stats_[static_cast<std::size_t>(e)].people == 0 && holds(e, s)) return e;
    }
    return -1;
  }

  /// "Marlowe" of "L.J. Marlowe Corp.".
  TokenIndex behind_initials(TokenSpan s) const {
    TokenIndex i = s.begin;
    while (i + 2 < s.end && (a_[i].lower.size() == 2 || a_[i].lower.size() == 4) && a_[i].lower[1] == '.') ++i;
    return i;
  }

  bool is_firm(TokenSpan s) const { return s.size() > 1 && w_.firm_ending->contains(hash(s.end - 1)); }

  /// "Calder" and "Calder Lorne" for Calder Lorne Foods Inc.; -1 where a title, or a noun for people, stands in front.
  std::int32_t firm_beginning(std::int32_t i, TokenSpan s) const {
    const auto it = first_.find(hash(s.begin));
    if (it == first_.end() || titled(i) || posted(i)) return -1;
    for (std::int32_t e : it->second) {
      const TokenSpan whole = first_mention(e).words, called{behind_initials(whole), whole.end};
      if (is_firm(whole) && s.size() < called.size() && begins_with(called, s)) return e;
    }
    return -1;
  }

  /// "Wells Calder said it fired 5,300 employees", "Wells Calder CEO Ada Lorne".
  bool acts_like_firm(const Mention& m) const {
    const Token& t = a_[m.head];
    if ((m.modifier || m.possessive) && t.head != kNoToken && SourceWords::has(w_.firm_part, a_[t.head])) return true;
    if (!is_subject(t.relation) || t.head == kNoToken) return false;
    const TokenIndex act = a_.child(t.head, Relation::kCcomp);
    if (act == kNoToken || !w_.firm_act->contains(a_[act].lemma_hash)) return false;
    const TokenIndex it = a_.child(act, Relation::kNsubj);
    return it != kNoToken && it > t.head && w_.pronoun_kind(a_[it]) == PronounKind::kIt;
  }

  bool begins_with(TokenSpan whole, TokenSpan s) const {
    for (std::size_t k = 0; k < s.size(); ++k)
      if (hash(whole.begin + static_cast<int>(k)) != hash(s.begin + static_cast<int>(k))) return false;
    return true;
  }

  bool holds(std::int32_t e, TokenSpan s) const {
    const TokenSpan longer = m_[static_cast<std::size_t>(out_[e].mentions.front())].words;
    if (longer.size() <= s.size() || longer.size() > 20) return false;
    for (TokenIndex i = s.begin; i < s.end; ++i) {
      bool found = false;
      for (TokenIndex j = longer.begin; j < longer.end && !found; ++j) found = hash(i) == hash(j);
      if (!found) return false;
    }
    return true;
  }

  /// Initials of the capitalised words, and what stands in brackets behind the name.
  void note_acronym(TokenSpan s, std::int32_t e) {
    std::string initials;
    for (TokenIndex i = s.begin; i < s.end && initials.size() < 10; ++i)
      if (is_capital(a_.form(i)) && a_[i].lower.size() > 1) initials += a_[i].lower[0];
    if (initials.size() > 1 && first_mention(e).type != MentionType::kPerson) {
      acronym_.try_emplace(hash_of(initials), e);
      if (initials.size() > 3 && a_[s.end - 2].tag == Tag::kCC)  // the "CDC": Centers for Disease Control and Prevention
        acronym_.try_emplace(hash_of(std::string_view(initials).substr(0, initials.size() - 1)), e);
    }
    if (s.end + 2 < a_.size() && a_[s.end].lower == "(" && a_[s.end + 2].lower == ")" && a_[s.end + 1].is_word)
      acronym_.insert_or_assign(letters(s.end + 1), e);
  }

  /// "S.E.C." as "sec".
  std::uint64_t letters(TokenIndex i) const {
    std::string out;
    for (char c : a_[i].lower)
      if (c != '.') out += c;
    return hash_of(out);
  }

  // ---- single words ----

  void single(std::int32_t i) {
    const TokenSpan s = core(at(i));
    const TokenIndex word = s.end - 1;
    std::int32_t e = person_called(i, word);
    if (e < 0 && at(i).type != MentionType::kPlace) e = firm_beginning(i, s);
    if (e < 0) e = body_called(i, word);
    if (e < 0) e = misspelt(i, word);
    if (e < 0) {
      e = fresh(i);
      list(alone_, hash(word), e);
      return;
    }
    join(i, e);
  }

  std::int32_t person_called(std::int32_t i, TokenIndex word) {
    if (at(i).type == MentionType::kPlace && !titled(i) && !acts(at(i), word)) return -1;
    if (w_.platform->contains(hash(word))) return -1;
    if (const auto e = best_bearer(last_, i, word); e >= 0) return e;
    if (at(i).type == MentionType::kBody) return -1;
    return best_bearer(first_, i, word);
  }

  /// "Paris said", where Ada Paris is introduced and nobody goes to Paris: the place is the surname.
  bool acts(const Mention& m, TokenIndex word) const {
    return !visited_.contains(hash(word)) && !m.modifier && (m.subject || m.possessive);
  }

  /// "Calter" for Ines Calder: a surname that stands nowhere else, one letter off.
  std::int32_t misspelt(std::int32_t i, TokenIndex word) const {
    if (m_[static_cast<std::size_t>(i)].type != MentionType::kPerson && m_[static_cast<std::size_t>(i)].type != MentionType::kUnknown) return -1;
    if (a_[word].lower.size() < kSpelled) return -1;
    for (std::size_t e = 0; e < out_.all.size() && e < kSpellings; ++e) {
      const Mention& full = m_[static_cast<std::size_t>(out_.all[e].mentions.front())];
      if (full.type == MentionType::kPerson && full.words.size() > 1 && one_letter_off(a_[word].lower, a_[core(full).end - 1].lower))
        return static_cast<std::int32_t>(e);
    }
    return -1;
  }

  /// One letter more, less or other, or two in turned order, behind the first.
  static bool one_letter_off(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1 || a.empty() || a[0] != b[0] || b == std::string(a) + "s") return false;
    const auto at = std::mismatch(a.begin(), a.end(), b.begin());
    const auto rest = static_cast<std::size_t>(at.first - a.begin());
    if (a.size() == b.size() && rest + 1 < a.size() && a[rest] == b[rest + 1] && a[rest + 1] == b[rest])
      return a.substr(rest + 2) == b.substr(rest + 2);
    if (a.size() == b.size()) return rest + 1 <= a.size() && a.substr(rest + 1) == b.substr(rest + 1);
    return a.substr(rest) == b.substr(rest + 1);
  }

  bool titled(std::int32_t i) const {
    const TokenIndex b = m_[static_cast<std::size_t>(i)].words.begin;
    return b.value > 0 && w_.title->contains(a_[b - 1].lower_hash);
  }

  /// "laureate Suu Kyi": a noun for people right in front.
  bool posted(std::int32_t i) const {
    const Mention& m = m_[static_cast<std::size_t>(i)];
    if (m.words.begin.value == 0 || m.modifier || m.heading) return false;
    const Token& t = a_[m.words.begin - 1];
    return is_noun(t.tag) && !is_plural(t.tag) && w_.is_person(t);
  }

  /// "in Charlotte", taken for a person: nobody's full name, no owner, no "in Lorne's campaign".
  bool is_visited(const Mention& m) const {
    const TokenIndex before = m.words.begin - 1;
    return m.words.size() == 1 && !m.modifier && !m.possessive && before.value >= 0 && w_.place_preposition->contains(a_[before].lower_hash);
  }

  /// "store chains Calder and Lorne", "retailer Calder": what the noun in front says that the name is.
  MentionType called(std::int32_t i) const {
    const Mention& m = m_[static_cast<std::size_t>(i)];
    TokenIndex before = m.words.begin - 1;
    if (before.value > 0 && a_[before].tag == Tag::kCC && i > 0) {
      const Mention& other = m_[static_cast<std::size_t>(i) - 1];
      if (other.name && other.words.end == before) before = other.words.begin - 1;
    }
    if (before.value < 0 || m.modifier || m.heading || !(a_[before].tag == Tag::kNN || a_[before].tag == Tag::kNNS)) return MentionType::kUnknown;
    const MentionType type = w_.type_of(a_[before]);
    return type == MentionType::kBody || type == MentionType::kOutlet ? type : MentionType::kUnknown;
  }

  /// "Gen." and "Mr." stand before people alone; "chief" also before bodies.
  bool plainly_titled(std::int32_t i) const {
    const Token& t = a_[m_[static_cast<std::size_t>(i)].words.begin - 1];
    return t.lower.back() == '.' || w_.is_address(t);
  }

  std::int32_t best_bearer(const Lists& where, std::int32_t i, TokenIndex word) {
    const auto it = where.find(hash(word));
    if (it == where.end()) return -1;
    const char stated = stated_gender(at(i));
    std::int32_t best = -1;
    double score = 0;
    for (std::int32_t e : it->second) {
      const Stats& known = stats_[static_cast<std::size_t>(e)];
      if (known.people == 0 || known.people * 2 < known.others) continue;
      double s = 1 + known.full;
      if (where.size() > 0 && &where == &last_) {
        if (at(i).head < known.introduced && !at(i).heading) s *= 0.4;      // not introduced yet
        if (first_name_alone(e)) s *= 0.3;  // who is called "Ivanka" is seldom called by surname
      }
      if (stated != '?' && known.gender != '?' && known.gender != stated) continue;  // "Mr. Lorne" is not Ada Lorne
      if (known.gender == '?' && known.sure && stated != '?' && stated != known.likely) continue;
      if (stated != '?') s *= known.gender == stated ? 10 : known.likely == stated ? 2 : known.likely != '?' ? 0.1 : 1;
      if (&where == &last_ && known.alone > 0) s *= 10;  // who was called by the surname once is called so again
      if (known.last_full >= 0 && i - known.last_full < kJustNamed) s *= 1.3;
      if (s > score) score = s, best = e;
    }
    return best;
  }

  /// Counted before any single word is led to its bearer.
  bool first_name_alone(std::int32_t e) const {
    const TokenSpan s = m_[static_cast<std::size_t>(out_[e].mentions.front())].words;
    return s.size() > 1 && single_words_.contains(hash(s.begin));
  }

  char stated_gender(const Mention& m) const {
    return m.words.begin.value > 0 ? w_.gender_of(a_[m.words.begin - 1]) : '?';
  }

  std::int32_t body_called(std::int32_t i, TokenIndex word) {
    if (const auto it = acronym_.find(letters(word)); it != acronym_.end() && is_acronym(word)) return it->second;
    if (const auto it = alone_.find(hash(word)); it != alone_.end()) return it->second.front();
    if (at(i).type == MentionType::kPlace || at(i).type == MentionType::kPerson) return -1;
    const auto it = last_.find(hash(word));  // "the Times" for "The Harbour Times"
    if (it != last_.end() && SourceWords::has(w_.outlet, a_[word])) return it->second.front();
    return -1;
  }

  bool is_acronym(TokenIndex i) const {
    const std::string_view form = a_.form(i);
    std::size_t capitals = 0;
    for (std::size_t k = 0; k < form.size(); ++k) capitals += is_capital(form.substr(k));
    return capitals >= 2 && capitals * 2 >= form.size();
  }

  // ---- what an entity is ----

  /// "Tax Policy Center" with " at the Urban Institute" behind it.
  TokenSpan extended(const Mention& m) const {
    TokenSpan s = m.words;
    if (m.type == MentionType::kPlace || m.type == MentionType::kPerson || s.size() < 2) return s;
    for (int step = 0; step < 2 && s.end + 1 < a_.size(); ++step) {
      const bool joined = step > 0 && a_[s.end].tag == Tag::kCC && w_.name_joiner->contains(hash(s.end));
      if (!joined && !w_.body_preposition->contains(hash(s.end))) break;
      TokenIndex next = s.end + 1;
      if (w_.is_definite_article(a_[next]) && next + 1 < a_.size()) ++next;
      const auto k = std::partition_point(m_.begin(), m_.end(), [&](const Mention& o) { return o.words.begin < next; });
      if (k == m_.end() || k->words.begin != next || !k->name || k->type == MentionType::kPerson || k->possessive ||
          k->modifier || a_[next].sentence != a_[m.head].sentence)
        break;
      s.end = k->words.end;
    }
    return s;
  }

  /// Length of the name; words in capitals only (headlines, labels) count half.
  std::size_t fullness(const Mention& m, MentionType type) const {
    if (m.heading) return 1;
    const std::string_view words = a_.text(type == MentionType::kPerson ? m.words : extended(m));
    const bool shouts = std::none_of(words.begin(), words.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    return 2 * words.size() / (shouts ? 2 : 1) + 1;
  }

  void finish(Entity& e) {
    std::array<int, 6> votes{};
    std::size_t longest = 0;
    std::sort(e.mentions.begin(), e.mentions.end());
    e.first = at(e.mentions.front()).head;
    for (std::int32_t i : e.mentions) {
      const int worth = at(i).words.size() > 1 ? 3 : 1;  // a full name tells more than a surname
      if (at(i).type != MentionType::kUnknown) votes[static_cast<std::size_t>(at(i).type)] += worth;
      if (posted(i)) votes[static_cast<std::size_t>(MentionType::kPerson)] += 2;
      if (titled(i)) votes[static_cast<std::size_t>(MentionType::kPerson)] += plainly_titled(i) ? 100 : 3;
      if (acts_like_firm(at(i))) votes[static_cast<std::size_t>(MentionType::kBody)] += 4;
      if (is_firm(at(i).words)) votes[static_cast<std::size_t>(MentionType::kBody)] += 100;
      if (is_visited(at(i))) votes[static_cast<std::size_t>(MentionType::kPlace)] += 2;
      if (const MentionType type = called(i); type != MentionType::kUnknown) votes[static_cast<std::size_t>(type)] += 4;
    }
    const auto top = std::max_element(votes.begin(), votes.end());
    if (*top > 0) e.type = static_cast<MentionType>(top - votes.begin());
    for (std::int32_t i : e.mentions)
      if (const std::size_t size = fullness(at(i), e.type); size > longest) longest = size, e.longest = i;
    const Mention& fullest = at(e.longest);
    e.name = plain_text(a_, e.type == MentionType::kPerson ? fullest.words : extended(fullest));
    for (std::int32_t i : e.mentions) {
      const char g = stated_gender(at(i));
      e.male += g == 'm' ? kStated : 0.f;
      e.female += g == 'f' ? kStated : 0.f;
      e.he += g == 'm';
      e.she += g == 'f';
    }
    if (e.type == MentionType::kPerson) hear_first_name(fullest.words, e);
  }

  /// What a first name tells of gender. A word alone may be a surname, and those are men's first names far more often
  /// than women's ("Clinton", "Warren").
  void hear_first_name(TokenSpan name, Entity& e) const {
    TokenIndex first = name.begin;
    while (first + 1 < name.end && is_initial(a_[first])) ++first;
    const WordRow* row = w_.first_name->find(a_[first].lower_hash);
    if (row == nullptr) return;
    const bool female = row->column(0) == "f";
    if (first + 1 == name.end && !female) return;
    const float worth = first + 1 == name.end ? kAlone : kFirstName;
    const float share = static_cast<float>(row->weight);
    e.male += worth * (female ? 1 - share : share);
    e.female += worth * (female ? share : 1 - share);
  }

  static bool is_initial(const Token& t) { return t.lower.size() == 2 && t.lower[1] == '.'; }

  const Annotated& a_;
  const SourceWords& w_;
  std::vector<Mention>& m_;
  Entities out_;
  struct Stats {
    int people = 0, others = 0, full = 0, alone = 0;  ///< mentions: of what kind, of several words, of one
    std::int32_t last_full = -1;  ///< the latest mention of several words so far
    TokenIndex introduced{0};  ///< first mention of several words
    char gender = '?';  ///< by titles
    char likely = '?';  ///< by the first name
    bool sure = false;  ///< the first name hardly ever misleads
  };
  std::vector<Stats> stats_;  ///< beside out_.all
  boost::unordered_flat_map<std::uint64_t, std::int32_t> full_, acronym_;
  Lists last_, first_, alone_;
  boost::unordered_flat_set<std::uint64_t> single_words_;  ///< names of one word in the text
  boost::unordered_flat_set<std::uint64_t> visited_;       ///< places of one word with a preposition in front
};

}  // namespace

float Entity::leans(char gender) const {
  const float odds = std::log((male + 0.4f) / (female + 0.4f));
  return std::clamp(gender == 'm' ? odds : -odds, -3.f, 3.f);
}

Entities find_entities(const Annotated& text, const SourceWords& words, std::vector<Mention>& mentions) {
  return Clusterer(text, words, mentions).run();
}

std::string plain_text(const Annotated& text, TokenSpan span) {
  std::string out;
  for (TokenIndex i = span.begin; i < span.end; ++i) {
    if (!out.empty() && text[i].space_before) out += ' ';
    out += text.form(i);
  }
  return out;
}

}  // namespace onrecord

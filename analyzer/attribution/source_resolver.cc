#include "attribution/source_resolver.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>

#include "attribution/medium_of.h"
#include "attribution/outlets.h"
#include "attribution/referents.h"

namespace onrecord {

struct SourceResolver::Parts {
  SourceWords words;
  const Registry& registry;
};

namespace {

constexpr int kHandedOn = 1;  // sentences behind the one that states a medium
constexpr int kClauses = 3;   // from a participle up to the clause that has its subject
constexpr int kParents = 8;  // attributions inside attributions that are followed

/// The tokens that byte spans touch.
TokenRuns tokens_of(const Annotated& a, const std::vector<ByteSpan>& spans) {
  TokenRuns out;
  for (ByteSpan s : spans) {
    const auto begin = std::partition_point(a.tokens.begin(), a.tokens.end(), [&](const Token& t) { return t.span.end <= s.begin; });
    const auto end = std::partition_point(begin, a.tokens.end(), [&](const Token& t) { return t.span.begin < s.end; });
    if (begin != end) out.add({TokenIndex{begin - a.tokens.begin()}, TokenIndex{end - a.tokens.begin()}});
  }
  return out;
}

void add_flag(Source& s, std::string_view flag) {
  if (std::find(s.flags.begin(), s.flags.end(), flag) == s.flags.end()) s.flags.emplace_back(flag);
}

/// The work on one article.
std::vector<Mention> mentions_of(const Annotated& text, const Quotations& quotations, const SourceWords& words,
                                 const Registry& registry) {
  std::vector<Mention> out = find_mentions(text, quotations, words);
  name_outlets(text, quotations, words, registry, out);
  return out;
}

class Resolution {
 public:
  Resolution(const SourceWords& words, const Registry& registry, const Annotated& text, const Quotations& quotations,
             std::vector<Attribution>& attributions)
      : w_(words), registry_(registry), a_(text), q_(quotations), all_(attributions),
        m_(mentions_of(text, quotations, words, registry)), e_(find_entities(text, words, m_)),
        referents_(text, quotations, words, m_, e_), media_(text, quotations, words, registry, m_, e_), roles_(text, words) {}

  std::vector<Source> run() {
    read_roles();
    settle();
    entity_.assign(all_.size(), kUnasked);
    for (std::size_t i = 0; i < all_.size(); ++i) entity_of(i, 0);
    for (std::size_t i = 0; i < all_.size(); ++i) place(i);
    for (std::size_t i = 0; i < all_.size(); ++i) say(i);
    hand_on_media();
    for (Source& s : sources_) finish(s);
    return std::move(sources_);
  }

 private:
  static constexpr std::int32_t kUnasked = -2;
  struct Where {
    TokenRuns source, cue, content;
    TokenIndex head = kNoToken;
  };

  void read_roles() {
    where_.reserve(all_.size());
    for (const Attribution& a : all_) {
      Where w{tokens_of(a_, a.source.spans), tokens_of(a_, a.cue.spans), tokens_of(a_, a.content.spans), kNoToken};
      if (w.source.empty() && !w.cue.empty()) w.source = implied_source(*w.cue.begin());
      if (!w.source.empty()) w.head = referents_.anchor(*w.source.begin());
      where_.push_back(std::move(w));
    }
  }

  /// "Lorne rejected the plan, calling it a disgrace": the subject of the clause that a participle hangs on.
  TokenRuns implied_source(TokenSpan cue) const {
    TokenRuns out;
    TokenIndex verb = cue.begin;
    while (verb < cue.end && a_[verb].tag != Tag::kVBG) ++verb;
    for (int step = 0; step < kClauses && verb < cue.end && a_[verb].head != kNoToken; ++step) {
      const Relation r = a_[verb].relation;
      if (r != Relation::kAdvcl && r != Relation::kConj && r != Relation::kXcomp) break;
      verb = a_[verb].head;
      for (TokenIndex child : a_.children(verb)) {
        if (a_[child].relation != Relation::kNsubj || !(child < cue.begin)) continue;
        const std::int32_t m = referents_.antecedents().mention_at(child);
        out.add(m >= 0 ? m_[static_cast<std::size_t>(m)].words : TokenSpan{child, child + 1});
        return out;
      }
    }
    return out;
  }

  void settle() {
    std::vector<Voice> voices;
    for (const Where& w : where_)
      if (w.head != kNoToken) voices.push_back({w.head, w.content});
    referents_.antecedents().settle(std::move(voices));
  }

  std::int32_t entity_of(std::size_t i, int depth) {
    if (entity_[i] != kUnasked) return entity_[i];
    entity_[i] = -1;  // an attribution that holds itself ends here
    const Where& w = where_[i];
    if (w.head == kNoToken) return -1;
    std::int32_t speaker = -1;
    const int parent = all_[i].parent;
    if (parent >= 0 && static_cast<std::size_t>(parent) < all_.size() && depth < kParents)
      speaker = entity_of(static_cast<std::size_t>(parent), depth + 1);
    if (speaker < 0) speaker = referents_.antecedents().speaker_before(w.head);
    const std::int32_t e = referents_.of(*w.source.begin(), w.head, speaker);
    if (e >= 0 && !is_quoted(a_, q_, w.head)) referents_.antecedents().note_speaker(w.head, e);
    return entity_[i] = e;
  }

  // ---- sources ----

  std::string name_of(const Entity& e) const {
    if (e.parts.empty()) return e.name;
    std::string out;
    for (std::int32_t part : e.parts) out += (out.empty() ? "" : " and ") + e_[part].name;
    return out;
  }

  /// Gives attribution `i` its source; makes it where its entity has none yet.
  void place(std::size_t i) {
    const std::int32_t e = entity_[i];
    all_[i].source_id = -1;
    if (e < 0) return;
    auto it = source_of_.find(e);
    if (it == source_of_.end() && !e_[e].parts.empty()) {  // "A and B" is one source however often it is met
      const auto [known, fresh] = pairs_.try_emplace(hash_of(name_of(e_[e])), static_cast<std::int32_t>(sources_.size()));
      if (!fresh) it = source_of_.try_emplace(e, known->second).first;
    }
    if (it == source_of_.end()) {
      it = source_of_.try_emplace(e, static_cast<std::int32_t>(sources_.size())).first;
      sources_.push_back(make(e));
      owner_.push_back(e);
    }
    all_[i].source_id = it->second;
    Source& s = sources_[static_cast<std::size_t>(it->second)];
    for (ByteSpan span : all_[i].source.spans) s.mentions.push_back(span);
    describe_again(i, e, s);
    if (s.kind == SourceKind::kAnonymous && s.reason.empty()) s.reason = media_.anonymity(where_[i].head);
  }

  Source make(std::int32_t id) {
    const Entity& e = e_[id];
    Source s;
    s.id = static_cast<int>(sources_.size());
    s.name = name_of(e);
    s.kind = e.described ? e.kind : kind_of_name(e);
    for (std::int32_t m : e.mentions)
      if (m_[static_cast<std::size_t>(m)].name) s.mentions.push_back(a_.bytes(m_[static_cast<std::size_t>(m)].words));
    s.gender = gender_of(e, s.kind);
    const bool place = e.type == MentionType::kPlace;  // Iran is no newspaper of its name
    if (s.kind == SourceKind::kOutlet || (s.kind == SourceKind::kOrganization && !place)) know(s, s.name, true);
    if (s.kind == SourceKind::kOutlet) call_as_registered(s);
    roles(id, s);
    return s;
  }

  /// "Guardian newspaper" is "The Guardian": an outlet is called as the registry calls it, without what says its kind.
  static void call_as_registered(Source& s) {
    if (s.registry.empty()) return;
    std::string proper = s.name;
    for (std::size_t at = proper.rfind(' '); at != std::string::npos && proper[at + 1] >= 'a' && proper[at + 1] <= 'z'; at = proper.rfind(' '))
      proper.resize(at);
    const std::string& registered = s.registry[0].name;
    if (registry_key(registered) == registry_key(proper)) s.name = registered.starts_with("The ") ? registered : proper;
  }

  SourceKind kind_of_name(const Entity& e) const {
    if (!e.parts.empty()) return kind_of_parts(e);
    if (e.type == MentionType::kPerson) return SourceKind::kPerson;
    const Mention& m = m_[static_cast<std::size_t>(e.longest)];
    if (is_outlet(e)) return SourceKind::kOutlet;
    const Token& last = a_[m.words.end - 1];
    if (e.type == MentionType::kDocument || SourceWords::has(w_.document, last)) return SourceKind::kDocument;
    if (e.type == MentionType::kBody || e.type == MentionType::kPlace) return SourceKind::kOrganization;
    if (is_plural(last.tag)) return SourceKind::kGroup;
    // a name that the language layer did not class: two or three words are mostly a person
    return m.words.size() <= 3 && !SourceWords::has(w_.organization, last) && speaks_like_person(e) ? SourceKind::kPerson
                                                                                                   : SourceKind::kOrganization;
  }

  bool speaks_like_person(const Entity& e) const {
    const Mention& m = m_[static_cast<std::size_t>(e.longest)];
    const bool article = m.words.begin.value > 0 && w_.article->contains(a_[m.words.begin - 1].lower_hash);
    return !article && (e.male + e.female > 0.2f || m.words.size() > 1 || is_subject(a_[m.head].relation));
  }

  bool is_outlet(const Entity& e) const {
    for (std::int32_t m : e.mentions)
      if (!media_.outlet(m_[static_cast<std::size_t>(m)]).empty()) return e.type != MentionType::kPlace;
    return false;
  }

  SourceKind kind_of_parts(const Entity& e) const {
    std::size_t people = 0, bodies = 0;
    for (std::int32_t part : e.parts) {
      const Entity& p = e_[part];
      people += p.named && p.type == MentionType::kPerson;
      bodies += p.type == MentionType::kBody || p.type == MentionType::kPlace || p.type == MentionType::kOutlet;
    }
    if (people == e.parts.size()) return SourceKind::kPerson;
    return bodies == e.parts.size() ? SourceKind::kOrganization : SourceKind::kGroup;
  }

  static char gender_of(const Entity& e, SourceKind kind) {
    if (e.plural || !e.parts.empty()) return 'p';
    if (kind != SourceKind::kPerson && kind != SourceKind::kOffice && kind != SourceKind::kAnonymous) return 'n';
    if (e.he > 2 * e.she) return 'm';
    return e.she > 2 * e.he ? 'f' : '?';
  }

  void roles(std::int32_t id, Source& s) {
    if (s.kind != SourceKind::kPerson) return;
    const std::vector<std::int32_t> parts = e_[id].parts.empty() ? std::vector{id} : e_[id].parts;
    for (std::int32_t part : parts) {
      const FoundRole* best = nullptr;
      for (const FoundRole& r : referents_.roles_of(part))
        if (best == nullptr || r.worth > best->worth) best = &r;
      if (best == nullptr) continue;
      if (s.role.find(best->text) == std::string::npos) s.role += (s.role.empty() ? "" : " and ") + best->text;
      tie(s, best->tokens);
    }
  }

  /// "the South Carolina senator" adds a role where the text gave none with the name.
  void describe_again(std::size_t i, std::int32_t e, Source& s) {
    const Where& w = where_[i];
    const bool unnamed = s.kind == SourceKind::kAnonymous || s.kind == SourceKind::kOffice;
    if (!e_[e].parts.empty() || w.head == kNoToken || !is_noun(a_[w.head].tag)) return;
    if (unnamed && s.role.empty() && !SourceWords::has(w_.no_role, a_[w.head])) return describe_unnamed(w.head, s);
    const bool bare = s.role.substr(0, s.role.find(" (")).find(' ') == std::string::npos;  // "Sen. (R-Ohio)"
    if (s.kind != SourceKind::kPerson || !bare) return;
    const std::int32_t m = referents_.antecedents().mention_at(w.head);
    if (m >= 0 && m_[static_cast<std::size_t>(m)].name) return;
    const FoundRole r = roles_.of_phrase(noun_phrase(a_, w.head, 12), 1);
    if (r.text.empty() || r.tokens.size() < 2) return;
    s.role = r.text;
    tie(s, r.tokens);
  }

  /// "a federal judge" is a federal judge.
  void describe_unnamed(TokenIndex head, Source& s) {
    const FoundRole r = roles_.of_phrase(noun_phrase(a_, head, 12), 1);
    s.role = r.text;
    if (!r.text.empty()) tie(s, r.tokens);
  }

  /// Affiliation and what the registry knows of the names in a role.
  void tie(Source& s, TokenSpan role) {
    std::size_t k = referents_.antecedents().mentions_before(role.begin);
    for (; k < m_.size() && m_[k].words.begin < role.end; ++k) {
      const Mention& m = m_[k];
      if (!m.name || m.type == MentionType::kPerson || (m.words.size() > 1 && w_.is_person(a_[m.words.end - 1]))) continue;
      const bool place = m.type == MentionType::kPlace;
      const std::string name = m.entity >= 0 ? e_[m.entity].name : plain_text(a_, m.words);
      if (!place) know(s, plain_text(a_, m.words), false);
      if (!place && s.registry.empty()) know(s, name, false);
      const bool led = m.words.begin > role.begin && (a_[m.words.begin - 1].tag == Tag::kIN || a_[m.words.begin - 1].tag == Tag::kDT);
      if (!place && (s.affiliation.empty() || led)) s.affiliation = name;
    }
    state_phrase(s, role);
  }

  void know(Source& s, const std::string& name, bool itself) {
    for (const RegistryEntry& entry : registry_.find(name)) {
      const bool known = std::any_of(s.registry.begin(), s.registry.end(), [&](const RegistryEntry& r) {
        return r.name == entry.name && r.origin == entry.origin;
      });
      if (!known) s.registry.push_back(entry);
      if (entry.type == "state media") add_flag(s, "state-media");
      if (itself && entry.type == "agency") add_flag(s, "agency");
      if (itself && entry.type == "platform") add_flag(s, "platform");
      if (entry.perennial == "d") add_flag(s, "deprecated-outlet");
      if (entry.perennial == "gu") add_flag(s, "unreliable-outlet");
    }
  }

  /// "state-run RT television": the text itself ties the source to a state.
  void state_phrase(Source& s, TokenSpan around) {
    for (TokenIndex i = around.begin; i < around.end; ++i) {
      if (w_.state_media->contains(a_[i].lower_hash)) add_flag(s, "state-media");
      if (i + 2 < around.end && !a_[i + 1].is_word && !a_[i + 2].space_before &&
          w_.state_media->contains(std::string(a_[i].lower) + "-" + std::string(a_[i + 2].lower)))
        add_flag(s, "state-media");
      if (i + 1 < around.end && w_.state_media->contains(std::string(a_[i].lower) + " " + std::string(a_[i + 1].lower)))
        add_flag(s, "state-media");
    }
  }

  // ---- medium, via, what is left ----

  void say(std::size_t i) {
    Attribution& a = all_[i];
    const Where& w = where_[i];
    a.medium.clear();
    a.via.clear();
    if (w.cue.empty()) return;
    TokenRuns skip = w.source;
    skip.add(w.content);
    const Said said = media_.find(*w.cue.begin(), skip);
    a.medium = said.medium;
    a.via = said.via;
    if (a.via.empty()) a.via = outlet_around(i);
    if (said.platform && a.source_id >= 0) {
      Source& s = sources_[static_cast<std::size_t>(a.source_id)];
      add_flag(s, "platform");
      for (const RegistryEntry& entry : registry_.find(a.medium))
        if (entry.type == "platform" && std::none_of(s.registry.begin(), s.registry.end(), [&](const RegistryEntry& r) { return r.name == entry.name; }))
          s.registry.push_back(entry);
    }
  }

  /// A medium told once holds for what the same source says on in that sentence and the next: "In a letter, Calder asked
  /// for help. “We are alone,” she wrote."
  void hand_on_media() {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < all_.size(); ++i)
      if (!where_[i].cue.empty()) order.push_back(i);
    std::sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return where_[x].cue.first() < where_[y].cue.first(); });
    std::size_t told = all_.size();
    for (std::size_t i : order) {
      Attribution& a = all_[i];
      if (!a.medium.empty()) { told = i; continue; }
      if (told == all_.size() || a.source_id < 0 || all_[told].source_id != a.source_id) continue;
      const TokenIndex begin = where_[i].content.empty() ? where_[i].cue.first() : std::min(where_[i].content.first(), where_[i].cue.first());
      if (a_[begin].sentence.value - a_[where_[told].cue.first()].sentence.value <= kHandedOn) a.medium = all_[told].medium;
    }
  }

  /// The outlet that reports the statement: the source of the attribution around this one.
  std::string outlet_around(std::size_t i) const {
    const int parent = all_[i].parent;
    if (parent < 0 || static_cast<std::size_t>(parent) >= all_.size()) return {};
    const int id = all_[static_cast<std::size_t>(parent)].source_id;
    if (id < 0 || id == all_[i].source_id) return {};
    const Source& s = sources_[static_cast<std::size_t>(id)];
    return s.kind == SourceKind::kOutlet ? s.name : std::string();
  }

  void finish(Source& s) {
    std::sort(s.mentions.begin(), s.mentions.end());
    s.mentions.erase(std::unique(s.mentions.begin(), s.mentions.end()), s.mentions.end());
    s.identified = identified(s);
    const Entity& e = e_[owner_[static_cast<std::size_t>(s.id)]];
    word_flags(s, e);
    std::sort(s.flags.begin(), s.flags.end());
  }

  bool identified(const Source& s) const {
    switch (s.kind) {
      case SourceKind::kPerson: return s.name.find(' ') != std::string::npos || !s.role.empty();
      case SourceKind::kOrganization: case SourceKind::kOutlet: case SourceKind::kOffice: return true;
      case SourceKind::kDocument: return std::any_of(s.name.begin(), s.name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
      case SourceKind::kAuthor: return !s.name.empty();
      default: return false;
    }
  }

  /// Flags that words of the name or the role give.
  void word_flags(Source& s, const Entity& e) {
    if (e.described && e.first != kNoToken && s.kind != SourceKind::kAuthor) state_phrase(s, noun_phrase(a_, e.first));
    std::string word;
    for (const std::string* text : {&s.role, e.described ? &s.name : &s.role})
      for (std::size_t i = 0; i <= text->size(); ++i) {
        const char c = i < text->size() ? (*text)[i] : ' ';
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-') { word += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); continue; }
        if (w_.spokesperson->contains(word)) add_flag(s, "spokesperson");
        if (w_.interest->contains(word)) add_flag(s, "interested");
        word.clear();
      }
  }

  const SourceWords& w_;
  const Registry& registry_;
  const Annotated& a_;
  const Quotations& q_;
  std::vector<Attribution>& all_;
  std::vector<Mention> m_;
  Entities e_;
  Referents referents_;
  MediumFinder media_;
  RoleFinder roles_;
  std::vector<Where> where_;
  std::vector<std::int32_t> entity_;        ///< of each attribution
  std::vector<Source> sources_;
  std::vector<std::int32_t> owner_;         ///< entity of each source
  boost::unordered_flat_map<std::int32_t, std::int32_t> source_of_;
  boost::unordered_flat_map<std::uint64_t, std::int32_t> pairs_;
};

}  // namespace

SourceResolver::SourceResolver(const Rulebook& book, const Registry& registry)
    : parts_(new Parts{SourceWords(book), registry}) {}
SourceResolver::SourceResolver(SourceResolver&&) noexcept = default;
SourceResolver& SourceResolver::operator=(SourceResolver&&) noexcept = default;
SourceResolver::~SourceResolver() = default;

std::vector<Source> SourceResolver::resolve(const Annotated& text, const Quotations& quotations,
                                            std::vector<Attribution>& attributions) const {
  if (text.tokens.empty() || attributions.empty()) {
    for (Attribution& a : attributions) a.source_id = -1;
    return {};
  }
  return Resolution(parts_->words, parts_->registry, text, quotations, attributions).run();
}

}  // namespace onrecord

#include "attribution/outlets.h"

#include <algorithm>

#include "attribution/entities.h"

namespace onrecord {
namespace {

constexpr int kLongestName = 5;  // words: "The New York Times Magazine"

class OutletNamer {
 public:
  OutletNamer(const Annotated& text, const Quotations& quotations, const SourceWords& words, const Registry& registry,
              std::vector<Mention>& mentions)
      : a_(text), q_(quotations), w_(words), registry_(registry), m_(mentions) {}

  void run() {
    for (Mention& m : m_)
      if (const TokenSpan words = outlet_at(m); !words.empty())
        m = make_mention(a_, q_, words, MentionType::kOutlet, true);
    split_told();
    add_unseen();
    drop_inner();
  }

 private:
  /// "told CNN Calder would speak": the outlet and who would speak, taken for one name.
  void split_told() {
    std::vector<Mention> told;
    for (Mention& m : m_) {
      const TokenSpan whole = m.words;
      const bool behind = whole.begin.value > 0 && SourceWords::has(w_.via_verb, a_[whole.begin - 1]);
      if (!behind || !m.name || whole.size() != 2 || !(whole.end < a_.size()) || !is_finite(a_[whole.end].tag)) continue;
      if (!is_registered({whole.begin, whole.begin + 1})) continue;
      m = make_mention(a_, q_, {whole.begin, whole.begin + 1}, MentionType::kOutlet, true);
      told.push_back(make_mention(a_, q_, {whole.begin + 1, whole.end}, MentionType::kPerson, true));
    }
    insert(told);
  }

  bool is_registered(TokenSpan words) const {
    const auto& entries = registry_.find(plain_text(a_, words));
    return std::any_of(entries.begin(), entries.end(), [](const RegistryEntry& e) { return e.type != "platform" && !e.name.starts_with("The "); });
  }

  /// "The Beacon", where the tagger saw a common noun.
  void add_unseen() {
    std::vector<Mention> unseen;
    std::size_t next = 0;
    for (TokenIndex i{1}; i < a_.size(); ++i) {
      while (next < m_.size() && m_[next].words.end <= i) ++next;
      if (!w_.is_definite_article(a_[i - 1]) || !is_capital(a_.form(i)) || (next < m_.size() && m_[next].words.begin <= i)) continue;
      Mention m;
      m.words = {i, i + 1};
      if (const TokenSpan words = outlet_at(m); !words.empty())
        unseen.push_back(make_mention(a_, q_, words, MentionType::kOutlet, true));
    }
    insert(unseen);
  }

  void insert(const std::vector<Mention>& more) {
    m_.insert(m_.end(), more.begin(), more.end());
    std::stable_sort(m_.begin(), m_.end(), [](const Mention& x, const Mention& y) { return x.words.begin < y.words.begin; });
  }

  /// The longest registered name that begins with the mention and holds it; empty where there is none.
  TokenSpan outlet_at(const Mention& m) const {
    if (!is_capital(a_.form(m.words.begin))) return {};
    TokenSpan words = m.words;
    const TokenIndex last = a_.sentence_of(words.begin).tokens.end;
    while (words.end < last && static_cast<int>(words.size()) < kLongestName && is_capital(a_.form(words.end))) ++words.end;
    for (; words.end >= m.words.end; --words.end)
      if (is_outlet(m, words)) return words;
    return {};
  }

  bool is_outlet(const Mention& m, TokenSpan words) const {
    const bool same = words.end == m.words.end;
    if ((same && is_surname(m)) || goes_on(words.end) || is_short_for(words)) return false;
    const bool named = m.name && !(same && m.type == MentionType::kPlace);
    const bool article = w_.is_definite_article(a_[words.begin]) || (words.begin.value > 0 && w_.is_definite_article(a_[words.begin - 1]));
    const auto& entries = registry_.find(plain_text(a_, words));
    const bool platform = std::any_of(entries.begin(), entries.end(), [](const RegistryEntry& e) { return e.type == "platform"; });
    return !platform && std::any_of(entries.begin(), entries.end(), [&](const RegistryEntry& e) {
      return e.name.starts_with("The ") ? article : named;
    });
  }

  /// "CP" behind "the Coalition of Pediatricians (CP)" is no news agency of these letters.
  bool is_short_for(TokenSpan words) const {
    return words.size() == 1 && std::any_of(m_.begin(), m_.end(), [&](const Mention& full) {
      const TokenIndex bracket = full.words.end;
      return full.name && full.words.size() > 1 && bracket + 2 < a_.size() && a_[bracket].tag == Tag::kLRB && a_[bracket + 2].tag == Tag::kRRB &&
             a_[bracket + 1].lower_hash == a_[words.begin].lower_hash;
    });
  }

  /// "USA Today/Calder University", "Guardian Angels": what follows belongs to the name.
  bool goes_on(TokenIndex next) const {
    return next < a_.size() && (a_[next].lower == "/" || (is_capital(a_.form(next)) && is_proper(a_[next].tag)));
  }

  /// Of a person that another mention names in full.
  bool is_surname(const Mention& m) const {
    if (m.type != MentionType::kPerson || m.words.size() > 1) return false;
    return std::any_of(m_.begin(), m_.end(), [&](const Mention& other) {
      return other.type == MentionType::kPerson && other.words.size() > 1 &&
             a_[other.words.end - 1].lower_hash == a_[m.words.begin].lower_hash;
    });
  }

  void drop_inner() {
    TokenIndex end{0};
    std::erase_if(m_, [&](const Mention& m) {
      const bool inner = m.type != MentionType::kOutlet && m.words.begin < end;
      if (m.type == MentionType::kOutlet) end = std::max(end, m.words.end);
      return inner;
    });
  }

  const Annotated& a_;
  const Quotations& q_;
  const SourceWords& w_;
  const Registry& registry_;
  std::vector<Mention>& m_;
};

}  // namespace

void name_outlets(const Annotated& text, const Quotations& quotations, const SourceWords& words, const Registry& registry,
                  std::vector<Mention>& mentions) {
  OutletNamer(text, quotations, words, registry, mentions).run();
}

}  // namespace onrecord

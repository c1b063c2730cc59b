#include "rulebook/pattern.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <limits>

#include "rulebook/pattern_code.h"

namespace onrecord {
namespace {

constexpr std::size_t kTags = std::size(EnumNames<Tag>::names);
constexpr int kMostBelow = 200;      // tokens that >> visits
constexpr int kMostAbove = 16;       // tokens that << visits
constexpr int kMatchesPerUnit = 50;  // of one regular expression in one sentence or paragraph
constexpr int kMostGroups = 12;

Object object_of(TokenIndex i) { return Object{i.value, nullptr}; }

}  // namespace

/// Which patterns a token may anchor: by its word where they name words, else by its tag and the word list they ask
/// first. Many patterns ask the same few lists.
struct PatternMatcher::Index {
  struct Anchored {
    const Pattern* pattern;
    int list = -1;    ///< into `lists`: what the token's word must be in; -1: any word will do
    double over = 0;  ///< what its weight there must be over
  };
  struct AskedList {
    const WordList* list;
    bool lemma;
  };
  class Weights;
  std::vector<const Pattern*> unanchored;
  std::array<std::vector<Anchored>, kTags> by_tag;
  boost::unordered_flat_map<std::uint64_t, std::vector<const Pattern*>> by_lower, by_lemma;
  std::vector<AskedList> lists;

  void add(const Pattern& p) {
    if (!p.code->anchored) return unanchored.push_back(&p);
    const TokenFilter& anchor = p.code->anchor;
    auto& by_word = anchor.lowers.empty() ? by_lemma : by_lower;
    const auto& words = anchor.lowers.empty() ? anchor.lemmas : anchor.lowers;
    for (std::uint64_t word : words) by_word[word].push_back(&p);
    if (!words.empty()) return;
    const int list = anchor.lists.empty() ? -1 : place_of(anchor.lists.front());
    const double over = list >= 0 && anchor.lists.front().weighed ? anchor.lists.front().over : kUnlisted;
    for (std::size_t tag = 0; tag < kTags; ++tag)
      if (anchor.tags >> tag & 1) by_tag[tag].push_back({&p, list, over});
  }

  static constexpr double kUnlisted = -std::numeric_limits<double>::infinity();  ///< below every weight
  static constexpr std::size_t kMostLists = 16;

 private:
  /// -1 where there is no room for more.
  int place_of(const TokenFilter::Listed& asked) {
    const auto at = std::find_if(lists.begin(), lists.end(),
                                 [&](const AskedList& l) { return l.list == asked.list && l.lemma == asked.lemma; });
    if (at == lists.end()) {
      if (lists.size() == kMostLists) return -1;
      lists.push_back({asked.list, asked.lemma});
      return static_cast<int>(lists.size()) - 1;
    }
    return static_cast<int>(at - lists.begin());
  }
};

/// What the lists say of one token, each looked up when it is first asked.
class PatternMatcher::Index::Weights {
 public:
  explicit Weights(const Index& index) : index_(index) {}
  void start(const Token& t) { token_ = &t, known_ = 0; }
  double of(std::size_t list) {
    if ((known_ >> list & 1) == 0) {
      const AskedList& asked = index_.lists[list];
      const WordRow* row = asked.list->find(asked.lemma ? token_->lemma_hash : token_->lower_hash);
      weights_[list] = row ? row->weight : kUnlisted;
      known_ |= 1u << list;
    }
    return weights_[list];
  }

 private:
  const Index& index_;
  const Token* token_ = nullptr;
  unsigned known_ = 0;
  std::array<double, kMostLists> weights_{};
};

namespace {

/// One article being matched.
class Run {
 public:
  Run(const SpanInput& in, Matches& out) : in_(in), a_(in.text), env_(in.text, in.quotations), out_(out) {}

  void try_anchor(const Pattern& p, TokenIndex c) {
    const PatternCode& code = *p.code;
    if (!code.anchor.quick(a_[c])) return;
    if (!(code.blocks >> static_cast<unsigned>(a_.block_of(c).kind) & 1)) return;
    start(p);
    bind(PatternCode::kAnchorSlot, c);
    if (code.anchor.rest && !code.anchor.rest.truth(env_)) return;
    if (!sentence_allows(code, c)) return;
    step(0);
  }

  void try_text(const Pattern& p) {
    if (p.code->unit == PatternCode::Unit::kSentence) {
      for (const Sentence& s : a_.sentences) try_unit(p, s.tokens, s.block);
      return;
    }
    for (std::size_t first = 0, last = 0; first < a_.sentences.size(); first = last) {
      while (last < a_.sentences.size() && a_.sentences[last].block == a_.sentences[first].block) ++last;
      try_unit(p, {a_.sentences[first].tokens.begin, a_.sentences[last - 1].tokens.end}, a_.sentences[first].block);
    }
  }

 private:
  void start(const Pattern& p) {
    pattern_ = &p;
    code_ = p.code.get();
    left_ = PatternMatcher::kMostBindings;
    groups_.fill({});
  }
  void bind(std::size_t slot, TokenIndex i) {
    bound_[slot] = i;
    env_.slots[slot].object = object_of(i);
  }
  TokenIndex bound(std::size_t slot) const { return bound_[slot]; }

  bool sentence_allows(const PatternCode& code, TokenIndex c) const {
    if (code.match.empty() && code.except.empty()) return true;
    const std::string_view text = a_.text(a_.sentence_of(c).tokens);
    return allowed(code.match, 0, text) && !refused(code, text);
  }
  static bool allowed(const std::vector<std::shared_ptr<const TextPattern>>& all, std::size_t from, std::string_view text) {
    return std::all_of(all.begin() + static_cast<std::ptrdiff_t>(from), all.end(),
                       [&](const auto& pattern) { return pattern->found_in(text); });
  }
  static bool refused(const PatternCode& code, std::string_view text) {
    return std::any_of(code.except.begin(), code.except.end(),
                       [&](const auto& pattern) { return pattern->found_in(text); });
  }

  bool passes(const TokenFilter& filter, std::size_t slot, TokenIndex i) {
    if (!filter.quick(a_[i])) return false;
    if (!filter.rest) return true;
    bind(slot, i);
    return filter.rest.truth(env_);
  }

  // ---- steps ----------------------------------------------------------------------------------------------------

  void step(std::size_t at) {
    if (left_ <= 0) return;
    if (at == code_->steps.size()) return emit();
    const PatternCode::Step& s = code_->steps[at];
    if (!s.is_find) {
      if (s.where.truth(env_)) step(at + 1);
      return;
    }
    bool any = false;
    const auto take = [&](TokenIndex i) {
      if (s.find.filtered && !passes(s.find.filter, s.find.slot, i)) return true;
      bind(s.find.slot, i);
      any = true;
      step(at + 1);
      return left_ > 0 && !s.find.maybe;
    };
    const TokenIndex from = bound(s.find.from);
    if (from != kNoToken && s.find.node) {
      if (const TokenIndex i = s.find.node(in_, from); i != kNoToken) take(i);
    } else if (from != kNoToken) {
      walk(s.find, 0, from, take);
    }
    if (!any && s.find.maybe) {
      bind(s.find.slot, kNoToken);
      step(at + 1);
    }
  }

  /// Calls `take` with the ends of the path; false: stop.
  template <class Take>
  bool walk(const PatternCode::Find& find, std::size_t at, TokenIndex from, const Take& take) {
    if (at == find.path.size()) return take(from);
    const PatternCode::PathStep& s = find.path[at];
    const auto go = [&](TokenIndex to, Relation r) {
      if (!(s.relations >> static_cast<unsigned>(r) & 1)) return true;
      if (s.filtered && !passes(s.filter, find.slot, to)) return true;
      return walk(find, at + 1, to, take);
    };
    using Way = PatternCode::PathStep::Way;
    switch (s.way) {
      case Way::kChild:
        for (TokenIndex k : a_.children(from))
          if (!go(k, a_[k].relation)) return false;
        return true;
      case Way::kHead: return a_[from].head == kNoToken || go(a_[from].head, a_[from].relation);
      case Way::kAbove: {
        TokenIndex x = from;
        for (int n = 0; n < kMostAbove && a_[x].head != kNoToken; ++n) {
          const Relation r = a_[x].relation;
          x = a_[x].head;
          if (!go(x, r)) return false;
        }
        return true;
      }
      case Way::kBelow: {
        const TokenSpan span = a_.subtree(from);
        int seen = 0;
        for (TokenIndex i = span.begin; i < span.end && seen < kMostBelow; ++i, ++seen)
          if (i != from && is_below(i, from) && !go(i, a_[i].relation)) return false;
        return true;
      }
    }
    return true;
  }
  bool is_below(TokenIndex i, TokenIndex top) const {
    for (int n = 0; n < kMostBelow && i != kNoToken; ++n, i = a_[i].head)
      if (a_[i].head == top) return true;
    return false;
  }

  // ---- roles ----------------------------------------------------------------------------------------------------

  TokenRuns words_of(const PatternCode::Role& role) const {
    TokenRuns out;
    for (const PatternCode::Call& call : role.calls) {
      if (call.instead && !out.empty()) continue;
      if (out.empty()) out = call.run(in_, bound(PatternCode::kAnchorSlot), bound(call.of));
      else out.add(call.run(in_, bound(PatternCode::kAnchorSlot), bound(call.of)));
    }
    return out;
  }

  static TokenRuns& role_in(Match& m, PatternRole role) {
    switch (role) {
      case PatternRole::kSource: return m.source;
      case PatternRole::kCue: return m.cue;
      case PatternRole::kContent: return m.content;
      case PatternRole::kMedium: return m.medium;
      case PatternRole::kVia: return m.via;
      case PatternRole::kSpan: break;
    }
    return m.span;
  }

  void emit() {
    --left_;
    Match m;
    m.pattern = pattern_;
    m.anchor = bound(PatternCode::kAnchorSlot);
    for (std::size_t i = 0; i < code_->groups.size(); ++i) role_in(m, code_->groups[i].role) = groups_[i];
    for (const PatternCode::Role& role : code_->roles) role_in(m, role.role) = words_of(role);
    if (m.content.empty() && m.span.empty()) return;
    if (pattern_->names_source && m.source.empty()) return;
    m.head = head_of(m);
    if (code_->offers_sources) offer_sources(m);
    out_.all.push_back(std::move(m));
  }

  TokenIndex head_of(const Match& m) const {
    const TokenRuns& main = m.content.empty() ? m.span : m.content;
    if (code_->head >= 0 && bound(static_cast<std::size_t>(code_->head)) != kNoToken)
      return bound(static_cast<std::size_t>(code_->head));
    const int of = code_->content_of;
    const TokenIndex named = of > 0 ? bound(static_cast<std::size_t>(of)) : kNoToken;
    return named != kNoToken && main.contains(named) ? named : main.first();
  }

  /// Sources are looked for once an anchor.
  void offer_sources(Match& m) {
    if (sources_of_ != m.anchor) {
      const auto found = source_candidates(in_, m.anchor);
      first_source_ = static_cast<std::uint32_t>(out_.candidates.size());
      out_.candidates.insert(out_.candidates.end(), found.begin(), found.end());
      sources_of_ = m.anchor;
    }
    m.first_source = first_source_;
    m.sources = static_cast<std::uint32_t>(out_.candidates.size()) - first_source_;
  }

  // ---- regular expressions ----------------------------------------------------------------------------------------

  void try_unit(const Pattern& p, TokenSpan tokens, std::int32_t block) {
    const PatternCode& code = *p.code;
    const BlockKind kind = a_.article->blocks[static_cast<std::size_t>(block)].kind;
    if (tokens.empty() || !(code.blocks >> static_cast<unsigned>(kind) & 1)) return;
    const std::string_view text = a_.text(tokens);
    const RE2& re = code.match.front()->built();
    std::array<re2::StringPiece, kMostGroups> groups;
    const int wanted = std::min(re.NumberOfCapturingGroups() + 1, kMostGroups);
    std::size_t at = 0;
    for (int n = 0; n < kMatchesPerUnit && at <= text.size(); ++n) {
      if (!re.Match({text.data(), text.size()}, at, text.size(), RE2::UNANCHORED, groups.data(), wanted)) return;
      if (n == 0 && (!allowed(code.match, 1, text) || refused(code, text))) return;
      const auto end = static_cast<std::size_t>(groups[0].data() - text.data()) + groups[0].size();
      start(p);
      if (bind_groups(tokens, text, groups, wanted)) step(0);
      at = std::max(end, at + 1);
    }
  }

  bool bind_groups(TokenSpan unit, std::string_view text, const std::array<re2::StringPiece, kMostGroups>& groups, int n) {
    const auto runs_of = [&](const re2::StringPiece& piece) {
      if (piece.data() == nullptr || piece.empty()) return TokenRuns{};
      const BytePos begin = a_[unit.begin].span.begin + (piece.data() - text.data());
      return tokens_in(unit, {begin, begin + piece.size()});
    };
    const TokenRuns whole = runs_of(groups[0]);
    if (whole.empty()) return false;
    TokenIndex anchor = whole.first(), source = kNoToken, cue = kNoToken;
    for (std::size_t i = 0; i < code_->groups.size(); ++i) {
      const PatternCode::Group& g = code_->groups[i];
      if (g.index < n) groups_[i] = runs_of(groups[static_cast<std::size_t>(g.index)]);
      const TokenIndex first = groups_[i].empty() ? kNoToken : groups_[i].first();
      bind(g.slot, first);
      if (g.role == PatternRole::kSource) source = first;
      if (g.role == PatternRole::kCue) cue = first;
    }
    if (cue != kNoToken) anchor = cue;
    else if (source != kNoToken) anchor = source;
    bind(PatternCode::kAnchorSlot, anchor);
    return true;
  }

  TokenRuns tokens_in(TokenSpan unit, ByteSpan bytes) const {
    const auto begin = a_.tokens.begin() + unit.begin.value, end = a_.tokens.begin() + unit.end.value;
    const auto first = std::partition_point(begin, end, [&](const Token& t) { return t.span.end <= bytes.begin; });
    const auto last = std::partition_point(first, end, [&](const Token& t) { return t.span.begin < bytes.end; });
    const TokenSpan span{TokenIndex{first - a_.tokens.begin()}, TokenIndex{last - a_.tokens.begin()}};
    return span.empty() ? TokenRuns{} : TokenRuns{span};
  }

  const SpanInput& in_;
  const Annotated& a_;
  Env env_;
  Matches& out_;
  const Pattern* pattern_ = nullptr;
  const PatternCode* code_ = nullptr;
  int left_ = 0;
  std::array<TokenIndex, std::tuple_size_v<decltype(Env::slots)>> bound_{};
  std::array<TokenRuns, kMostGroups> groups_;
  TokenIndex sources_of_ = kNoToken;
  std::uint32_t first_source_ = 0;
};

}  // namespace

PatternMatcher::PatternMatcher(std::span<const Pattern> patterns, std::string_view what) {
  auto index = std::make_unique<Index>();
  for (const Pattern& p : patterns)
    if (p.yields == what) index->add(p);
  index_ = std::move(index);
}
PatternMatcher::PatternMatcher(PatternMatcher&&) noexcept = default;
PatternMatcher& PatternMatcher::operator=(PatternMatcher&&) noexcept = default;
PatternMatcher::~PatternMatcher() = default;

void PatternMatcher::match(const SpanInput& in, Matches& out) const {
  out.clear();
  Run run(in, out);
  Index::Weights weights(*index_);
  for (TokenIndex c{0}; c < in.text.size(); ++c) {
    const Token& t = in.text[c];
    for (const auto& [words, hash] : {std::pair{&index_->by_lower, t.lower_hash}, std::pair{&index_->by_lemma, t.lemma_hash}})
      if (const auto it = words->find(hash); it != words->end())
        for (const Pattern* p : it->second) run.try_anchor(*p, c);
    weights.start(t);
    for (const Index::Anchored& p : index_->by_tag[static_cast<std::size_t>(t.tag)])
      if (p.list < 0 || weights.of(static_cast<std::size_t>(p.list)) > p.over) run.try_anchor(*p.pattern, c);
  }
  for (const Pattern* p : index_->unanchored) run.try_text(*p);
  if (!index_->unanchored.empty())
    std::stable_sort(out.all.begin(), out.all.end(), [](const Match& x, const Match& y) { return x.anchor < y.anchor; });
}

}  // namespace onrecord

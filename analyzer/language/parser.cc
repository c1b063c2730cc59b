#include "language/parser.h"

#include <algorithm>

namespace onrecord {
namespace {

std::uint64_t distance(int from, int to) {
  const int d = to - from;
  return value_of(d < 5 ? d : d < 8 ? 5 : d < 12 ? 6 : d < 20 ? 7 : 8);
}

std::uint64_t set_value(std::uint64_t bits) { return bits * 0xD6E8FEB86659FD93ull + 0x9FB21C651E98DF25ull; }

}  // namespace

void ParseState::start(const SentenceWords& words, std::span<const Token> tokens) {
  words_ = words.size();
  next_ = 1;
  stack_.assign(1, 0);
  nodes_.assign(static_cast<std::size_t>(words_) + 2, {});
  const auto tie = [](Node& node) { node.both = mixed(node.form + std::rotl(node.tag, 7)); };
  for (int i = 0; i < words_; ++i) {
    Node& node = nodes_[static_cast<std::size_t>(i) + 1];
    node.form = words[i].form;
    node.tag = value_of(tokens[static_cast<std::size_t>(i)].tag);
    node.fine = words[i].fine;
    node.coarse = words[i].coarse;
    tie(node);
  }
  Node& root = nodes_.back();
  root.form = root.tag = value_of(255);
  tie(root);
}

bool ParseState::can(Move move) const {
  switch (move) {
    case Move::kShift: return next_ <= words_;
    case Move::kLeft: return depth() >= 1 && (next_ <= words_ || depth() == 1);
    default: return depth() >= 2;
  }
}

std::pair<int, int> ParseState::arc(Move move) const {
  if (move == Move::kShift) return {0, 0};
  return {top(0), move == Move::kLeft ? next_ : top(1)};
}

void ParseState::apply(Move move, Relation relation) {
  if (move == Move::kShift) {
    stack_.push_back(next_++);
    return;
  }
  const auto [child, head] = arc(move);
  stack_.pop_back();
  Node& below = nodes_[static_cast<std::size_t>(child)];
  Node& above = nodes_[static_cast<std::size_t>(head)];
  below.head = head;
  below.relation = relation;
  above.children |= std::uint64_t{1} << static_cast<int>(relation);
  if (child < head) {
    above.left2 = above.left;
    above.left = child;
    above.left_count = static_cast<std::uint8_t>(std::min(above.left_count + 1, 7));
  } else {
    above.right2 = above.right;
    above.right = child;
    above.right_count = static_cast<std::uint8_t>(std::min(above.right_count + 1, 7));
  }
}

void move_features(const ParseState& state, MoveRows& rows) {
  using Node = ParseState::Node;
  const int i0 = state.top(0), i1 = state.top(1), j0 = state.next();
  const Node &s0 = state[i0], &s1 = state[i1], &s2 = state[state.top(2)], &b0 = state[j0], &b1 = state[state.ahead(1)],
             &b2 = state[state.ahead(2)];
  const Node &s0l = state[s0.left], &s0r = state[s0.right], &s1l = state[s1.left], &s1r = state[s1.right],
             &b0l = state[b0.left], &s0l2 = state[s0.left2], &s0r2 = state[s0.right2], &b0l2 = state[b0.left2];
  const Node &before = state[j0 - 1], &between = state[i0 > 1 ? i0 - 1 : 0], &after = state[i0 != 0 ? i0 + 1 : 0];
  const std::uint64_t d = distance(i0, j0), d1 = distance(i1, i0);
  const auto relation = [](const Node& n) { return value_of(static_cast<int>(n.relation) + 64); };
  const auto count = [](const Node& n) { return value_of(n.left_count * 8 + n.right_count + 128); };
  FeatureAdder add(rows, kMoveBits);
  // one word
  add(s0.both); add(s0.form); add(s0.tag); add(s1.both); add(s1.form); add(s1.tag);
  add(b0.both); add(b0.form); add(b0.tag); add(b1.both); add(b1.form); add(b1.tag); add(b2.both); add(b2.tag);
  // two words
  add(s0.both, b0.both); add(s0.both, b0.form); add(s0.form, b0.both); add(s0.both, b0.tag); add(s0.tag, b0.both);
  add(s0.form, b0.form); add(s0.tag, b0.tag); add(b0.tag, b1.tag); add(b0.both, b1.tag); add(b0.tag, b1.both);
  add(s1.form, s0.form); add(s1.both, s0.tag); add(s1.tag, s0.both); add(s1.tag, s0.tag); add(s1.tag, b0.tag);
  add(s1.both, b0.tag); add(s1.tag, b0.both); add(s1.form, b0.form);
  // three words and more
  add(s0.tag, b0.tag, b1.tag); add(b0.tag, b1.tag, b2.tag); add(s1.tag, s0.tag, b0.tag); add(s2.tag, s1.tag, s0.tag);
  add(s1.tag, s0.tag, b0.tag, b1.tag); add(s0.tag, b0.tag, b1.tag, b2.tag); add(s2.tag, s1.tag, s0.tag, b0.tag);
  add(s0.form, b0.tag, b1.tag); add(s1.form, s0.tag, b0.tag); add(s1.tag, s0.form, b0.tag);
  add(s1.tag, s0.tag, b0.form); add(s1.form, s0.form, b0.tag); add(s0.tag, b0.form, b1.tag); add(s0.tag, b0.tag, b1.form);
  // children
  add(s0.tag, s0l.tag, b0.tag); add(s0.tag, s0r.tag, b0.tag); add(s0.tag, b0l.tag, b0.tag);
  add(s1.tag, s1r.tag, s0.tag); add(s1.tag, s0.tag, s0l.tag); add(s1.tag, s0.tag, s0r.tag); add(s1.tag, s1l.tag, s0.tag);
  add(s0l.form, s1.tag, s0.tag); add(s0l.form, s1.form); add(s0l.form, s0.tag, b0.tag); add(s0l.form, s1.both, s0.tag);
  add(b0l.form, s0.tag, b0.tag); add(b0l.form, s0.form); add(s0.tag, s0l.tag, s0l2.tag, b0.tag);
  add(s0.tag, s0r.tag, s0r2.tag, b0.tag); add(b0.tag, b0l.tag, b0l2.tag, s0.tag);
  add(s0.tag, relation(s0l), relation(s0r), b0.tag); add(s1.tag, relation(s1r), s0.tag, relation(s0l));
  add(s0.form, relation(s0r)); add(s1.form, relation(s1r), s0.tag); add(b0.tag, relation(b0l), s0.tag);
  // the relations a word governs already
  const std::uint64_t set0 = set_value(s0.children), set1 = set_value(s1.children), setb = set_value(b0.children);
  add(s0.tag, set0, b0.tag); add(s0.form, set0); add(s1.tag, set1, s0.tag); add(s1.form, set1, s0.tag);
  add(set0, set1, s0.tag, s1.tag); add(b0.tag, setb, s0.tag); add(b0.form, setb); add(set0, setb, s0.tag, b0.tag);
  // distance and number of children
  add(s0.form, d); add(s0.tag, d); add(b0.form, d); add(b0.tag, d); add(s0.tag, b0.tag, d); add(s0.form, b0.form, d);
  add(s1.tag, s0.tag, d1); add(s1.form, s0.tag, d1);
  add(s0.tag, count(s0), b0.tag); add(s1.tag, count(s1), s0.tag); add(b0.tag, count(b0)); add(s0.form, count(s0));
  // what stands between
  add(s0.tag, before.tag, b0.tag); add(s1.tag, between.tag, s0.tag); add(s0.tag, after.tag, b0.tag);
  // words used alike
  add(s0.fine, b0.tag); add(s0.tag, b0.fine); add(s0.coarse, b0.coarse); add(s1.coarse, s0.coarse);
  add(s1.fine, s0.tag); add(s1.tag, s0.fine); add(s1.coarse, s0l.form, s0.coarse);
}

void relation_features(const ParseState& state, int child, int head, RelationRows& rows) {
  using Node = ParseState::Node;
  const Node &c = state[child], &h = state[head], &cl = state[c.left], &cr = state[c.right], &cl2 = state[c.left2],
             &cr2 = state[c.right2];
  const bool left = child < head;
  const Node &sibling = state[left ? h.left : h.right], &opposite = state[left ? h.right : h.left];
  const Node &before = state[child - 1], &after = state[child + 1], &head_before = state[head - 1],
             &head_after = state[head <= state.words() ? head + 1 : 0], &next = state[state.next()];
  const std::uint64_t side = value_of(left ? 250 : 251), d = left ? distance(child, head) : distance(head, child);
  const std::uint64_t set = set_value(h.children), below = set_value(c.children);
  const auto relation = [](const Node& n) { return value_of(static_cast<int>(n.relation) + 64); };
  FeatureAdder add(rows, kRelationBits);
  add(side, c.form); add(side, c.tag); add(side, h.form); add(side, h.tag); add(side, c.both); add(side, h.both);
  add(side, c.tag, h.tag); add(side, c.form, h.tag); add(side, c.tag, h.form); add(side, c.form, h.form);
  add(side, c.tag, h.tag, d); add(side, c.tag, d); add(side, c.form, d);
  add(c.tag, h.tag, cl.tag, cr.tag); add(side, cl.form, c.tag, h.tag); add(side, cl.form, h.form); add(side, cl.form, c.form);
  add(side, cl2.form, c.tag, h.tag); add(side, cr.form, c.tag, h.tag);
  add(side, below, c.tag, h.tag); add(side, below, h.form); add(side, below, c.form);
  add(side, set, c.tag, h.tag); add(side, set, h.form); add(side, set, c.form); add(side, set, below, c.tag);
  add(side, before.tag, c.tag, h.tag); add(side, after.tag, c.tag, h.tag); add(side, head_before.tag, c.tag, h.tag);
  add(side, head_after.tag, c.tag, h.tag); add(side, before.form, c.tag); add(side, after.form, c.tag);
  add(side, relation(sibling), sibling.tag, c.tag); add(side, relation(opposite), c.tag, h.tag);
  add(side, sibling.form, c.tag, h.tag); add(relation(cl), relation(cr), c.tag, side);
  add(relation(cl2), relation(cr2), c.tag, side); add(next.tag, c.tag, h.tag, side); add(next.form, c.tag, side);
  add(side, c.fine, h.tag); add(side, c.tag, h.fine); add(side, c.coarse, h.coarse); add(side, cl.form, c.coarse, h.coarse);
  add(side, h.fine, below); add(side, set, h.fine);
}

Move Parser::choose_move(const ParseState& state) const {
  const bool shift = state.can(Move::kShift), left = state.can(Move::kLeft), right = state.can(Move::kRight);
  if (!left && !right) return Move::kShift;
  if (!shift && !right) return Move::kLeft;
  if (!shift && !left) return Move::kRight;
  MoveRows rows;
  std::int16_t scores[kMoveWidth];
  move_features(state, rows);
  sum_rows4(moves_, rows.all(), scores);
  Move best = shift ? Move::kShift : Move::kLeft;
  for (const Move move : {Move::kLeft, Move::kRight})
    if (state.can(move) && scores[static_cast<int>(move)] > scores[static_cast<int>(best)]) best = move;
  return best;
}

Relation Parser::choose_relation(const ParseState& state, int child, int head) const {
  if (head == state.root()) return Relation::kRoot;
  RelationRows rows;
  std::int16_t scores[kRelationWidth];
  relation_features(state, child, head, rows);
  sum_rows64(relations_, rows.all(), scores);
  constexpr int kFirst = static_cast<int>(Relation::kRoot) + 1;
  return static_cast<Relation>(std::max_element(scores + kFirst, scores + kRelations) - scores);
}

void Parser::parse(const SentenceWords& words, TokenIndex first, std::span<Token> tokens, ParseState& state) const {
  state.start(words, tokens);
  while (!state.done()) {
    const Move move = choose_move(state);
    const auto [child, head] = state.arc(move);
    state.apply(move, move == Move::kShift ? Relation::kNone : choose_relation(state, child, head));
  }
  for (int i = 1; i <= state.words(); ++i) {
    Token& token = tokens[static_cast<std::size_t>(i) - 1];
    token.head = state[i].head == state.root() ? kNoToken : first + (state[i].head - 1);
    token.relation = state[i].relation;
  }
}

}  // namespace onrecord

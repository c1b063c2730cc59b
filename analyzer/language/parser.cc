#include "language/parser.h"

#include <algorithm>

namespace onrecord {

void ParseState::start(std::span<const Token> tokens) {
  words_ = static_cast<int>(tokens.size());
  next_ = 1;
  stack_.assign(1, 0);
  nodes_.assign(tokens.size() + 2, {});
  for (std::size_t i = 0; i < tokens.size(); ++i) nodes_[i + 1].tag = tokens[i].tag;
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
  (child < head ? above.left : above.right) = child;
  std::uint8_t& count = child < head ? above.left_count : above.right_count;
  count = static_cast<std::uint8_t>(std::min(count + 1, 7));
}

}  // namespace onrecord

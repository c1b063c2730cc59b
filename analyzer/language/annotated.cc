#include "language/annotated.h"

#include <algorithm>

namespace onrecord {

std::span<const TokenIndex> Annotated::children(TokenIndex i) const {
  const auto at = static_cast<std::size_t>(i.value);
  if (at + 1 >= child_begin.size()) return {};
  const auto begin = static_cast<std::size_t>(child_begin[at]);
  const auto end = static_cast<std::size_t>(child_begin[at + 1]);
  return {child_list.data() + begin, end - begin};
}

/// Sentences are in the order of their blocks: halving finds a block's, however many it has.
TokenSpan Annotated::block_tokens(TokenIndex i) const {
  const std::int32_t block = sentence_of(i).block;
  const auto first = std::partition_point(sentences.begin(), sentences.end(), [&](const Sentence& s) { return s.block < block; });
  const auto end = std::partition_point(first, sentences.end(), [&](const Sentence& s) { return s.block <= block; });
  return {first->tokens.begin, (end - 1)->tokens.end};
}

void Annotated::index_children() {
  const std::size_t n = tokens.size();
  child_begin.assign(n + 1, 0);
  for (const Token& t : tokens)
    if (t.head != kNoToken) ++child_begin[static_cast<std::size_t>(t.head.value) + 1];
  for (std::size_t i = 0; i < n; ++i) child_begin[i + 1] += child_begin[i];
  child_list.resize(static_cast<std::size_t>(child_begin[n]));
  std::vector<std::int32_t> next(child_begin.begin(), child_begin.end());
  for (std::size_t i = 0; i < n; ++i) {
    if (tokens[i].head == kNoToken) continue;
    const auto h = static_cast<std::size_t>(tokens[i].head.value);
    child_list[static_cast<std::size_t>(next[h]++)] = TokenIndex{i};
  }
  index_reach();
}

void Annotated::index_reach() {
  const std::size_t n = tokens.size();
  reach.resize(n);
  std::vector<TokenIndex> order;
  order.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    reach[i] = {TokenIndex{i}, TokenIndex{i + 1}};
    if (tokens[i].head == kNoToken) order.push_back(TokenIndex{i});
  }
  for (std::size_t at = 0; at < order.size(); ++at)
    for (TokenIndex child : children(order[at])) order.push_back(child);
  for (std::size_t at = order.size(); at-- > 0;) {  // children before their heads
    const TokenIndex h = (*this)[order[at]].head;
    if (h == kNoToken) continue;
    const TokenSpan below = reach[static_cast<std::size_t>(order[at].value)];
    TokenSpan& whole = reach[static_cast<std::size_t>(h.value)];
    whole.begin = std::min(whole.begin, below.begin);
    whole.end = std::max(whole.end, below.end);
  }
}

std::vector<TokenIndex> Annotated::descendants(TokenIndex i) const {
  std::vector<TokenIndex> out{i};
  for (std::size_t at = 0; at < out.size(); ++at)
    for (TokenIndex child : children(out[at])) out.push_back(child);
  std::sort(out.begin(), out.end());
  return out;
}

TokenSpan Annotated::subtree(TokenIndex i) const {
  TokenSpan span{i, i + 1};
  for (TokenIndex t : descendants(i)) {
    span.begin = std::min(span.begin, t);
    span.end = std::max(span.end, t + 1);
  }
  return span;
}

TokenIndex Annotated::child(TokenIndex i, Relation r) const {
  for (TokenIndex c : children(i))
    if ((*this)[c].relation == r) return c;
  return kNoToken;
}

}  // namespace onrecord

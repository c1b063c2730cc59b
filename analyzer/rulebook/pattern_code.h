// What a pattern does, step by step. Internal to rulebook/.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "rulebook/pattern.h"
#include "rulebook/token_filter.h"

namespace onrecord {

enum class PatternRole : std::uint8_t { kSource, kCue, kContent, kMedium, kVia, kSpan };
template <>
struct EnumNames<PatternRole> {
  static constexpr std::string_view names[] = {"source", "cue", "content", "medium", "via", "span"};
};

struct PatternCode {
  /// > children, < head, >> all below, << all above.
  struct PathStep {
    enum class Way : std::uint8_t { kChild, kHead, kBelow, kAbove } way = Way::kChild;
    std::uint64_t relations = ~0ull;  ///< of the child, or of the one that climbs
    bool filtered = false;
    TokenFilter filter;
  };
  struct Find {
    bool maybe = false;            ///< binds nothing where there is none, the first where there are several
    std::size_t slot = 0, from = 0;
    NodeFunction node = nullptr;   ///< else the path
    std::vector<PathStep> path;
    bool filtered = false;
    TokenFilter filter;
  };
  struct Step {
    bool is_find = false;
    Find find;
    Expression where;
  };
  struct Call {
    SpanFunction run = nullptr;
    std::size_t of = 0;
    bool instead = false;  ///< after `or`: only where there is nothing yet
  };
  struct Role {
    PatternRole role = PatternRole::kContent;
    std::vector<Call> calls;
  };
  /// A group of the regular expression: a role, and the slot of its first token.
  struct Group {
    int index = 0;
    PatternRole role = PatternRole::kContent;
    std::size_t slot = 0;
  };
  enum class Unit : std::uint8_t { kSentence, kParagraph };

  bool anchored = true;  ///< else found by `match[0]`
  TokenFilter anchor;
  std::uint32_t blocks = ~0u;  ///< kinds of blocks it is tried in, as bits
  Unit unit = Unit::kSentence;
  std::vector<Step> steps;
  std::vector<std::shared_ptr<const TextPattern>> match, except;
  std::vector<Role> roles;
  std::vector<Group> groups;
  std::size_t slots = 1;
  int head = -1;          ///< slot of the variable called head
  int content_of = -1;    ///< slot of the content's argument
  bool offers_sources = false;
  bool needs_main = false;  ///< content, or else span, must not be empty

  static constexpr std::size_t kAnchorSlot = 0;
};

}  // namespace onrecord

// Regular expressions that RE2 surely takes, told without RE2: its parser costs a hundred times more, and a rulebook holds
// a hundred expressions.
#pragma once

#include <string_view>

namespace onrecord {

/// True only where RE2 takes `text` and builds a small program: words, escapes, sets, groups, alternatives, ? * + and
/// small counts. False says nothing: rare escapes and odd sets are for RE2 to judge.
bool is_plain_regex(std::string_view text);

}  // namespace onrecord

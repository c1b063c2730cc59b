// Checks, grades and the score, compiled.
#pragma once

#include "rulebook/rule.h"

namespace onrecord {

struct Check {};
struct Grade {};
struct ScoreRule {};

}  // namespace onrecord

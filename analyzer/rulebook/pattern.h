// Patterns, compiled.
#pragma once

namespace onrecord {

struct Pattern {};

}  // namespace onrecord

// The one iterator, skipper and context the grammar is instantiated with.
#pragma once

#include <boost/spirit/home/x3.hpp>

#include "rulebook/grammar/error_handler.h"

namespace onrecord::grammar {

using Iterator = const char*;

/// White space and comments from # to the end of the line.
inline const auto skipper = x3::ascii::space | ('#' >> *~x3::char_('\n') >> ('\n' | x3::eoi));

}  // namespace onrecord::grammar

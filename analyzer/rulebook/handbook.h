// The tables of docs/rule-language.md: everything that rules may name, as a schema knows it, in Markdown. A test holds
// the document to them.
#pragma once

#include <string>

#include "rulebook/schema.h"

namespace onrecord {

std::string handbook(const Schema& schema);

}  // namespace onrecord

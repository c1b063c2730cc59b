// From parsed rules to what can be run. Internal to rulebook/.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "rulebook/record.h"
#include "rulebook/rule_file.h"
#include "rulebook/rulebook_parts.h"

namespace onrecord {

/// What compilers look names up in.
struct CompileContext {
  const Schema& schema;
  const RulebookParts& book;  ///< word lists are loaded first
};

/// `read` receives the tables' bytes, for the hash.
Result<std::unique_ptr<WordList>> compile_words(const ParsedRule& rule, std::string& read);

}  // namespace onrecord

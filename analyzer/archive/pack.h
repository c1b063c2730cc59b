// An Analysis as bytes: what the archive keeps to draw an article's own page without analysing it again.
//
//   std::string bytes = pack(analysis);
//   Result<Analysis> again = unpack(bytes);       // all but article.text and article.path, which are columns
//
// Every field of every struct is written in its order, found by Boost.PFR; so a field added to Analysis is kept
// without a change here. Numbers are LEB128 varints, strings and lists carry their length, the whole is compressed
// with zstd (RFC 8878). There is no version inside: pack_shape() changes whenever a field is added, dropped or changes
// its type, and the archive keeps it beside the bytes.
//
// unpack() believes nothing: cut, altered or foreign bytes are an Error, never more memory than the bytes can fill.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "editorial/analysis.h"

namespace onrecord {

/// Leaves out article.text and article.path. Safe to call from several threads.
std::string pack(const Analysis& analysis);

Result<Analysis> unpack(std::string_view bytes);

/// A hash of the fields that pack() writes and of their types.
std::uint64_t pack_shape();

}  // namespace onrecord

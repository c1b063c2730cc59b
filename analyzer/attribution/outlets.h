// Outlets by their names: what the registry calls so is an outlet, whatever the language layer took it for.
//
//   std::vector<Mention> mentions = find_mentions(text, quotations, words);
//   name_outlets(text, quotations, words, registry, mentions);   // "Xinhua said", "USA Today reported", "The Guardian wrote"
//
// A name counts where it is written with a capital. One word that is also the surname of a person named in full is the
// person; a country is no newspaper of its name; what the registry calls "The ..." needs its article.
#pragma once

#include <vector>

#include "attribution/mentions.h"
#include "attribution/registry.h"

namespace onrecord {

/// Gives the mentions that are outlets their type and words, adds those that are no mentions yet, and takes out what
/// stands inside their words. `mentions` stay in text order.
void name_outlets(const Annotated& text, const Quotations& quotations, const SourceWords& words, const Registry& registry,
                  std::vector<Mention>& mentions);

}  // namespace onrecord

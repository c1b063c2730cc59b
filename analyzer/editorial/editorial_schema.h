// What rules may say of journalism: attributions, sources, claims and what was found, on top of core_schema().
//
//   const Schema schema = editorial_schema();
//   auto book = Rulebook::load("rules", schema);
//   EditorialView view = make_view(text, analysis, places);
//   Env env(text, quotations, &view);           // accessors read the view through Env::more
//
// docs/rule-language.md lists the types and fields; Schema holds the same as data (`what` of each field).
#pragma once

#include "rulebook/schema.h"

namespace onrecord {

Schema editorial_schema();

}  // namespace onrecord

// Who is behind each attribution: pronouns, surnames, short names, titles and definite descriptions led back to who
// was introduced; kind, role, affiliation, medium and via; what the registry knows.
//
//   SourceResolver resolver(book, registry);
//   std::vector<Source> sources = resolver.resolve(text, quotations, attributions);   // sets source_id, medium, via
//
// Borrows rulebook and registry; immutable, shared by threads.
#pragma once

#include <memory>
#include <vector>

#include "attribution/attribution.h"
#include "attribution/registry.h"
#include "language/annotated.h"
#include "quotation/quotation.h"
#include "rulebook/rulebook.h"

namespace onrecord {

class SourceResolver {
 public:
  SourceResolver(const Rulebook& book, const Registry& registry);
  SourceResolver(SourceResolver&&) noexcept;
  SourceResolver& operator=(SourceResolver&&) noexcept;
  ~SourceResolver();

  /// Sources in the order in which the article first uses them; credibility is left for the grades (editorial/).
  std::vector<Source> resolve(const Annotated& text, const Quotations& quotations,
                              std::vector<Attribution>& attributions) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace onrecord

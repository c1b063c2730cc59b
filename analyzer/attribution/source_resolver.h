// Who is behind each attribution: pronouns, surnames, short names, titles and definite descriptions led back to who
// was introduced; kind, role, affiliation, medium and via; what the registry knows.
//
//   SourceResolver resolver(book, registry);
//   std::vector<Source> sources = resolver.resolve(text, quotations, attributions);   // sets source_id, medium, via
//
// The journey: mentions.h finds names and nouns, entities.h leads names together, antecedent.h settles pronouns,
// referents.h answers for each source, role_of.h and medium_of.h read what stands around. Kinds and the rest follow
// the definitions of Source (attribution.h). Time and memory are linear in the text.
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

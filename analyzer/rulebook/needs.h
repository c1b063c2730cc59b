// Which layers of annotation the loaded rules read: what nobody needs is not computed.
#pragma once

namespace onrecord {

struct RuleNeeds {
  bool tags = false;
  bool lemmas = false;
  bool names = false;
  bool tree = false;

  RuleNeeds& operator|=(RuleNeeds o) {
    tags |= o.tags, lemmas |= o.lemmas, names |= o.names, tree |= o.tree;
    return *this;
  }
};

}  // namespace onrecord

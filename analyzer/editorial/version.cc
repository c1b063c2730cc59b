#include "editorial/analyzer.h"

namespace onrecord {

std::string program_version() { return ONRECORD_VERSION; }

}  // namespace onrecord

#include "archive/hash.h"

#include <fmt/format.h>
#include <xxhash.h>

namespace onrecord {

struct ContentHash::State {
  XXH3_state_t* state = XXH3_createState();
  ~State() { XXH3_freeState(state); }
};

ContentHash::ContentHash() : state_(std::make_unique<State>()) { XXH3_128bits_reset(state_->state); }
ContentHash::ContentHash(ContentHash&&) noexcept = default;
ContentHash& ContentHash::operator=(ContentHash&&) noexcept = default;
ContentHash::~ContentHash() = default;

ContentHash& ContentHash::add(std::string_view part) {
  const std::string length = fmt::format("{}:", part.size());
  XXH3_128bits_update(state_->state, length.data(), length.size());
  XXH3_128bits_update(state_->state, part.data(), part.size());
  return *this;
}

std::string ContentHash::hex() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(state_->state);
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::int64_t row_hash(std::string_view text) {
  return static_cast<std::int64_t>(XXH3_64bits(text.data(), text.size()) >> 1);
}

}  // namespace onrecord

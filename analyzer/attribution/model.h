// Learnt weights of the extraction, as they lie in data/models/attribution.bin: linear models over hashed features.
//
//   auto model = AttributionModel::load("data/models/attribution.bin");
//   if (!model) return unexpected(model.error());
//   float logit = model->first.sum(hashes);
//
// Feature hashing (Weinberger et al. 2009, ICML): a weight's place is its feature's hash, so the file holds no names
// and no feature can be unknown. Weights are integers with one scale a table. The file is memory-mapped and read only.
//
// File, little endian: "ORATTR02", u32 sections, u32 zero; a section's row is a name of 16 bytes, u64 offset, u64 bytes,
// f32 scale, u32 zero; then the sections, each at a multiple of 64. Tables have a power of two of entries. Damage to
// the structure is refused at load; damage inside a table can make results wrong but never reads outside it.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "attribution/label.h"
#include "base/result.h"

namespace onrecord {

/// A linear model: one weight a hash.
class HashedWeights {
 public:
  HashedWeights() = default;
  /// REQUIRES: a power of two of weights, which outlive this.
  HashedWeights(std::span<const std::int16_t> weights, float scale)
      : weights_(weights.data()), mask_(weights.size() - 1), scale_(scale) {}

  static std::uint64_t fold(std::uint64_t hash) { return hash ^ (hash >> 32); }
  float weight(std::uint64_t hash) const { return static_cast<float>(weights_[fold(hash) & mask_]) * scale_; }
  /// Starts to load what sum() will read: the tables are larger than the fast caches.
  void prefetch(std::span<const std::uint64_t> hashes) const {
    for (std::uint64_t h : hashes) __builtin_prefetch(weights_ + (fold(h) & mask_));
  }
  float sum(std::span<const std::uint64_t> hashes) const {
    std::int32_t total = 0;
    for (std::uint64_t h : hashes) total += weights_[fold(h) & mask_];
    return static_cast<float>(total) * scale_;
  }

 private:
  const std::int16_t* weights_ = nullptr;
  std::uint64_t mask_ = 0;
  float scale_ = 1;
};

/// A linear model with one weight a label: a row of eight for every hash, the last unused.
class HashedRows {
 public:
  static constexpr std::size_t kWidth = 8;
  HashedRows() = default;
  /// REQUIRES: a power of two of rows, which outlive this.
  HashedRows(std::span<const std::int8_t> rows, float scale)
      : rows_(rows.data()), mask_(rows.size() / kWidth - 1), scale_(scale) {}

  /// Turns hashes into rows, and starts to load what sum() will read of them. REQUIRES: `rows` is as long as `hashes`.
  void find(std::span<const std::uint64_t> hashes, std::span<std::uint32_t> rows) const;
  /// REQUIRES: at most 256 rows, as find() gives them.
  LabelScores sum(std::span<const std::uint32_t> rows) const;

 private:
  const std::int8_t* rows_ = nullptr;
  std::uint64_t mask_ = 0;
  float scale_ = 1;
};

struct AttributionModel {
  HashedWeights first;         ///< a proposal by its own features
  HashedWeights context;       ///< added: its rivals
  HashedWeights labelled;      ///< added: the words' labels
  HashedRows labels;           ///< the labeller
  LabelTransitions transitions{};
  HashedWeights link_content, link_source;
  std::shared_ptr<const void> storage;  ///< keeps the weights alive

  static Result<AttributionModel> load(const std::filesystem::path& file);
};

/// Weights on their way into a file. Also gives the model back as it will be read, so that what is measured while
/// training is what runs.
class AttributionModelWriter {
 public:
  void add(std::string name, std::span<const float> weights);       ///< HashedWeights
  void add_rows(std::string name, std::span<const float> weights);  ///< HashedRows
  void add_exact(std::string name, std::span<const float> values);  ///< kept as they are
  std::string bytes() const;
  /// The model in bytes(). REQUIRES: all sections were added.
  AttributionModel model() const;

 private:
  struct Section {
    std::string name, bytes;
    float scale = 1;
  };
  std::vector<Section> sections_;
};

}  // namespace onrecord

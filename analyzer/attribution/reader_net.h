// The reader's network: weights as they lie in the file, and the way forward through them. Internal to attribution/.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "attribution/reader_math.h"
#include "attribution/reader_pieces.h"
#include "base/result.h"

namespace onrecord {

inline constexpr std::size_t kReaderLabels = 7;

/// What the network says of one window. Places are indices into the window.
struct WindowScores {
  std::size_t size = 0;
  std::vector<std::array<float, kReaderLabels>> labels;  ///< a place
  std::vector<float> vectors;  ///< a place: content, its cue, cue, its source; kLink numbers each
  static constexpr std::size_t kLink = 128;

  /// How well the cue at `cue` fits the content that begins at `content`.
  float content_to_cue(std::size_t content, std::size_t cue) const { return link(content, 0, cue, 1); }
  /// How well the source at `source` fits the cue that begins at `cue`; place 0 means none.
  float cue_to_source(std::size_t cue, std::size_t source) const { return link(cue, 2, source, 3); }

 private:
  float link(std::size_t a, std::size_t part_a, std::size_t b, std::size_t part_b) const;
};

class ReaderNet {
 public:
  static Result<ReaderNet> load(const std::filesystem::path& file);
  ReaderNet(ReaderNet&&) noexcept;
  ReaderNet& operator=(ReaderNet&&) noexcept;
  ~ReaderNet();

  const PieceTable& pieces() const;
  std::size_t longest_window() const;
  /// REQUIRES: not more than longest_window() pieces.
  void run(const Window& window, WindowScores& out) const;
  /// What some layers make of each place, for what learns from the reader: out[place][layer][width()], `layers` being
  /// counted from 1 and rising. REQUIRES: as run().
  void encode(const Window& window, std::span<const std::size_t> layers, std::vector<float>& out) const;
  std::size_t width() const;

 private:
  struct Parts;
  explicit ReaderNet(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace onrecord

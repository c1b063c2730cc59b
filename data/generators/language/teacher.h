// The teacher of the network: the same network, only wider, that also sees what the reader of the full setting (a
// transformer, attribution/reader.h) makes of each word. It learns from gold, then reads text that nobody has annotated;
// the network learns from gold and from that (self-training with a larger teacher; Hinton et al. 2015, "Distilling the
// Knowledge in a Neural Network").
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "attribution/reader_net.h"
#include "corpus.h"
#include "network_trainer.h"

namespace onrecord {

inline constexpr std::array<std::size_t, 2> kReaderLayers = {3, 5};  ///< whose results the teacher sees
inline constexpr std::size_t kReaderWidth = 384;
inline constexpr NetworkShape kTeacher{128, 96, kReaderLayers.size() * kReaderWidth, 0.25f};

/// kTeacher.context numbers a token: of each layer the mean over the pieces of the word, 4 bits behind the point.
/// REQUIRES: reader.width() == kReaderWidth.
inline std::vector<std::int8_t> context_of(const corpus::Document& doc, const ReaderNet& reader) {
  const std::vector<Token>& tokens = doc.text.tokens;
  std::vector<float> sums(tokens.size() * kTeacher.context), pieces(tokens.size()), states;
  std::size_t first = 0;
  for (const Window& window : make_windows(doc.text, reader.pieces(), reader.longest_window())) {
    reader.encode(window, kReaderLayers, states);
    for (std::size_t i = 0; i < window.size(); ++i) {
      if (!window[i].in_text) continue;
      while (first < tokens.size() && tokens[first].span.end <= window[i].word.begin) ++first;
      for (std::size_t t = first; t < tokens.size() && tokens[t].span.begin < window[i].word.end; ++t) {
        pieces[t] += 1;
        for (std::size_t c = 0; c < kTeacher.context; ++c) sums[t * kTeacher.context + c] += states[i * kTeacher.context + c];
      }
    }
  }
  std::vector<std::int8_t> out(sums.size());
  for (std::size_t at = 0; at < out.size(); ++at) {
    const float mean = sums[at] / std::max(pieces[at / kTeacher.context], 1.0f);
    out[at] = static_cast<std::int8_t>(std::clamp(std::lround(mean * 16), -127l, 127l));
  }
  return out;
}

}  // namespace onrecord

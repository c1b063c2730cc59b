// The reader: a small transformer that marks source, cue and content word by word, and tells how well each content fits
// each cue and each cue each source. It reads a window of paragraphs at once, so it sees what a rule over one sentence
// cannot; its marks are evidence beside the rules' proposals, in the full setting only.
//
//   auto reader = Reader::load("data/models/reader.bin");
//   const Reading found = reader->finish(reader->start(text), {}, 0);
//   for (const MarkedWindow& w : found.windows) use(w.cues, w.cue_to_source);
//
// A MiniLM encoder (Wang et al. 2020, NeurIPS; WordPiece of Devlin et al. 2019) fine-tuned on PolNeAR train by
// data/generators/train_reader.py; weights in 8 bits a channel, words in 4 bits. Products are summed as integers and all
// other arithmetic is in one fixed order, so the same bytes come out on every x86-64, whatever its vector width.
// Time is linear in the text: windows hold at most 256 pieces, and are read on all threads that are free. Immutable,
// shared by threads.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "attribution/label.h"
#include "base/result.h"
#include "base/token_runs.h"
#include "language/annotated.h"

namespace onrecord {

/// Neighbouring words with one role.
struct MarkedSpan {
  TokenSpan tokens;
  double chance = 0;      ///< how likely each of its words has the role, added up
  std::size_t words = 0;  ///< as the reader counts them
};

/// What the reader marked in one window, each list in text order, and the log odds by which it would link.
struct MarkedWindow {
  std::vector<MarkedSpan> sources, cues, contents;
  std::vector<float> content_to_cue;  ///< a row a content: each cue
  std::vector<float> cue_to_source;   ///< a row a cue: no source, then each source
};

/// How likely a token is each role, 0 to 1. Tokens that the reader did not see have none.
struct RoleChances {
  float source = 0, cue = 0, content = 0;
};

struct Reading {
  std::vector<MarkedWindow> windows;   ///< in text order
  std::vector<RoleChances> chances;    ///< a token
};

/// What is being read of one text. Borrows the text and its reader; goes only when nothing is read any more.
class ReadingAhead {
 public:
  ReadingAhead(ReadingAhead&&) noexcept;
  ~ReadingAhead();

 private:
  friend class Reader;
  struct State;
  explicit ReadingAhead(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class Reader {
 public:
  /// Fails where the file is missing, of another version, or damaged.
  static Result<Reader> load(const std::filesystem::path& file);
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  /// Begins to read on threads that are free, while the caller goes on with other steps of the same text. With no thread
  /// free everything happens in finish(). REQUIRES: `text` is tokenized and keeps its tokens; nothing else is read of it.
  ReadingAhead start(const Annotated& text) const;
  /// `labelled`: the labeller's chances (label_chances() in judge.h), a token, which count `weight` beside 1 for what the
  /// reader says; empty: it is not asked. The two were taught on the same articles but see different things, and err in
  /// different places.
  Reading finish(ReadingAhead started, std::span<const LabelScores> labelled, float weight) const;

 private:
  struct Parts;
  explicit Reader(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace onrecord

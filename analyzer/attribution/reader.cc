#include "attribution/reader.h"

#define TBB_PREVIEW_ISOLATED_TASK_GROUP 1
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attribution/reader_net.h"

namespace onrecord {
namespace {

using Scores = std::array<float, kReaderLabels>;

/// Labels: 0 outside; 1, 3, 5 begin a source, cue, content; 2, 4, 6 go on in it.
constexpr std::size_t kSource = 1, kCue = 3, kContent = 5;
constexpr bool may_follow(std::size_t before, std::size_t after) {
  return after == 0 || after % 2 == 1 || before == after || before == after - 1;
}

/// The best labels that break no may_follow (Viterbi 1967).
std::vector<std::size_t> decode(const std::vector<Scores>& scores) {
  constexpr float kNever = -std::numeric_limits<float>::max() / 4;
  std::vector<std::array<std::uint8_t, kReaderLabels>> back(scores.size());
  Scores best{};
  for (std::size_t l = 0; l < kReaderLabels; ++l) best[l] = may_follow(0, l) ? scores[0][l] : kNever;
  for (std::size_t t = 1; t < scores.size(); ++t) {
    Scores next{};
    for (std::size_t l = 0; l < kReaderLabels; ++l) {
      std::size_t from = kReaderLabels;
      for (std::size_t k = 0; k < kReaderLabels; ++k)
        if (may_follow(k, l) && (from == kReaderLabels || best[k] > best[from])) from = k;
      back[t][l] = static_cast<std::uint8_t>(from);
      next[l] = best[from] + scores[t][l];
    }
    best = next;
  }
  std::vector<std::size_t> out(scores.size());
  out.back() = static_cast<std::size_t>(std::max_element(best.begin(), best.end()) - best.begin());
  for (std::size_t t = scores.size(); t-- > 1;) out[t - 1] = back[t][out[t]];
  return out;
}

float probability(const Scores& s, std::size_t label) {
  Scores x = s;
  reader_math::softmax(x.data(), x.size());
  return x[label];
}

/// A run of one role in a window: places [begin, end), and the tokens there.
struct Run {
  std::size_t begin, end;
  TokenSpan tokens;
};

struct Runs {
  std::vector<Run> of[3];  ///< sources, cues, contents
};

TokenSpan tokens_of(const Annotated& text, ByteSpan span) {
  const auto first = std::partition_point(text.tokens.begin(), text.tokens.end(), [&](const Token& t) { return t.span.end <= span.begin; });
  auto last = first;
  while (last != text.tokens.end() && last->span.begin < span.end) ++last;
  return {TokenIndex{first - text.tokens.begin()}, TokenIndex{last - text.tokens.begin()}};
}

Runs runs_of(const Annotated& text, const Window& window, const std::vector<std::size_t>& labels) {
  Runs out;
  for (std::size_t i = 0; i < labels.size();) {
    if (labels[i] == 0 || !window[i].in_text) {
      ++i;
      continue;
    }
    const std::size_t begin = labels[i] - (labels[i] % 2 == 0);
    std::size_t j = i + 1;
    while (j < labels.size() && labels[j] == begin + 1 && window[j].in_text) ++j;
    const TokenSpan tokens = tokens_of(text, {window[i].word.begin, window[j - 1].word.end});
    if (!tokens.empty()) out.of[begin / 2].push_back({i, j, tokens});
    i = j;
  }
  return out;
}

std::vector<MarkedSpan> marked_spans(const std::vector<Run>& runs, const WindowScores& scores,
                                     const std::vector<std::size_t>& labels) {
  std::vector<MarkedSpan> out;
  for (const Run& run : runs) {
    out.push_back({run.tokens, 0, run.end - run.begin});
    for (std::size_t i = run.begin; i < run.end; ++i) out.back().chance += static_cast<double>(probability(scores.labels[i], labels[i]));
  }
  return out;
}

/// Adds what the labeller thinks of the words. A word it did not look at stays as the reader sees it.
void add_labelled(const Annotated& text, const Window& window, std::span<const LabelScores> labelled, float weight,
                  WindowScores& scores) {
  constexpr float kLeast = .003f;  // no chance counts for less: the labeller may be wrong
  static_assert(kReaderLabels == kRoleLabels);
  if (labelled.empty() || weight == 0) return;
  for (std::size_t i = 0; i < window.size(); ++i) {
    const auto token = std::partition_point(text.tokens.begin(), text.tokens.end(), [&](const Token& t) { return t.span.end <= window[i].word.begin; });
    if (!window[i].in_text || token == text.tokens.end()) continue;
    const LabelScores& chances = labelled[static_cast<std::size_t>(token - text.tokens.begin())];
    if (std::all_of(chances.begin(), chances.end(), [](float p) { return p == 0; })) continue;
    for (std::size_t l = 0; l < kReaderLabels; ++l) scores.labels[i][l] += weight * std::log(chances[l] + kLeast);
  }
}

void add_chances(const Annotated& text, const Window& window, const WindowScores& scores, std::size_t& next,
                 std::vector<RoleChances>& out) {
  for (std::size_t i = 0; i < window.size(); ++i) {
    if (!window[i].in_text) continue;
    while (next < text.tokens.size() && text.tokens[next].span.end <= window[i].word.begin) ++next;
    if (next == text.tokens.size() || text.tokens[next].span.begin >= window[i].word.end) continue;
    Scores s = scores.labels[i];
    reader_math::softmax(s.data(), s.size());
    for (; next < text.tokens.size() && text.tokens[next].span.begin < window[i].word.end; ++next)
      out[next] = {s[1] + s[2], s[3] + s[4], s[5] + s[6]};
  }
}

MarkedWindow marked_window(const Annotated& text, const Window& window, const WindowScores& scores) {
  const std::vector<std::size_t> labels = decode(scores.labels);
  const Runs runs = runs_of(text, window, labels);
  const auto &sources = runs.of[kSource / 2], &cues = runs.of[kCue / 2], &contents = runs.of[kContent / 2];
  MarkedWindow out{marked_spans(sources, scores, labels), marked_spans(cues, scores, labels),
                   marked_spans(contents, scores, labels), {}, {}};
  for (const Run& content : contents)
    for (const Run& cue : cues) out.content_to_cue.push_back(scores.content_to_cue(content.begin, cue.begin));
  for (const Run& cue : cues) {
    out.cue_to_source.push_back(scores.cue_to_source(cue.begin, 0));
    for (const Run& source : sources) out.cue_to_source.push_back(scores.cue_to_source(cue.begin, source.begin));
  }
  return out;
}

constexpr std::size_t kAtOnce = 8;  // windows whose scores are kept: half a megabyte each

/// Calls `f` for 0 to n - 1 on the threads that are free. Isolated: a thread that waits here takes up no other article.
template <class F>
void in_parallel(std::size_t n, const F& f) {
  if (n == 1) return f(0);
  tbb::this_task_arena::isolate([&] { tbb::parallel_for(std::size_t{0}, n, f, tbb::simple_partitioner()); });
}

}  // namespace

struct Reader::Parts {
  ReaderNet net;
};

Reader::Reader(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<Reader> Reader::load(const std::filesystem::path& file) {
  auto net = ReaderNet::load(file);
  if (!net) return unexpected(net.error());
  return Reader(std::unique_ptr<Parts>(new Parts{std::move(*net)}));
}

/// Isolated: a thread that waits for these tasks takes up no other article.
struct ReadingAhead::State {
  const Annotated& text;
  std::vector<Window> windows;
  std::vector<WindowScores> scores = {};  ///< of the first kAtOnce windows
  tbb::isolated_task_group tasks = {};
};

ReadingAhead::ReadingAhead(std::unique_ptr<State> state) : state_(std::move(state)) {}
ReadingAhead::ReadingAhead(ReadingAhead&&) noexcept = default;
ReadingAhead::~ReadingAhead() {
  try {
    if (state_) state_->tasks.wait();
  } catch (...) {  // out of memory while reading: who asked for it is told by finish(), and here nobody asks any more
  }
}

ReadingAhead Reader::start(const Annotated& text) const {
  std::unique_ptr<ReadingAhead::State> s(
      new ReadingAhead::State{text, make_windows(text, parts_->net.pieces(), parts_->net.longest_window())});
  s->scores.resize(std::min(s->windows.size(), kAtOnce));
  for (std::size_t i = 0; i < s->scores.size(); ++i)
    s->tasks.run([this, i, at = s.get()] { parts_->net.run(at->windows[i], at->scores[i]); });
  return ReadingAhead(std::move(s));
}

Reading Reader::finish(ReadingAhead started, std::span<const LabelScores> labelled, float weight) const {
  ReadingAhead::State& s = *started.state_;
  const Annotated& text = s.text;
  const std::vector<Window>& windows = s.windows;
  std::vector<WindowScores>& scores = s.scores;
  Reading out;
  out.chances.resize(text.tokens.size());
  s.tasks.wait();
  std::size_t next = 0;
  for (std::size_t begin = 0; begin < windows.size(); begin += kAtOnce) {
    const std::size_t n = std::min(windows.size() - begin, kAtOnce);
    if (begin > 0) in_parallel(n, [&](std::size_t i) { parts_->net.run(windows[begin + i], scores[i]); });
    for (std::size_t i = 0; i < n; ++i) {
      add_labelled(text, windows[begin + i], labelled, weight, scores[i]);
      add_chances(text, windows[begin + i], scores[i], next, out.chances);
      out.windows.push_back(marked_window(text, windows[begin + i], scores[i]));
    }
  }
  return out;
}

}  // namespace onrecord

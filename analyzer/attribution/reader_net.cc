#include "attribution/reader_net.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>
#include <string>

#include "base/mapped_file.h"

namespace onrecord {
namespace {

using reader_math::Matrix;

constexpr std::string_view kMagic = "ORREADR1";
constexpr std::size_t kGroup = 32;  // embedding numbers that share a scale
constexpr float kLinkScale = 0.0883883476f;  // 1 / sqrt(kLink)

struct Header {
  char magic[8];
  std::uint32_t rows, hidden, heads, layers, inner, window, pieces, head_outputs;
  std::uint32_t cls, sep, unknown, stop;
  std::uint64_t size;  // of the whole file
};

/// Takes arrays off the file one after the other, each at a multiple of 64 bytes.
class Taker {
 public:
  explicit Taker(std::span<const std::byte> file) : file_(file), at_(sizeof(Header)) {}
  template <class T>
  const T* take(std::size_t n) {
    at_ = (at_ + 63) / 64 * 64;
    if (at_ + n * sizeof(T) > file_.size()) {
      good_ = false;
      return nullptr;
    }
    const T* out = reinterpret_cast<const T*>(file_.data() + at_);
    at_ += n * sizeof(T);
    return out;
  }
  Matrix matrix(std::size_t outputs, std::size_t inputs) {
    Matrix m{outputs, inputs, nullptr, nullptr, nullptr, nullptr};
    m.packed = take<std::int8_t>(outputs * inputs);
    m.scale = take<float>(outputs);
    m.bias = take<float>(outputs);
    m.shift = take<std::int32_t>(outputs);
    return m;
  }
  bool good() const { return good_; }
  std::size_t at() const { return at_; }

 private:
  std::span<const std::byte> file_;
  std::size_t at_;
  bool good_ = true;
};

struct Layer {
  Matrix qkv, out, rise, fall;
  const float *gain1, *shift1, *gain2, *shift2;
};

constexpr std::size_t kShare = 40;  // rows worked on at a time, so that their numbers stay in the cache
constexpr std::size_t kHeadsAtOnce = 3;

/// The numbers of one window.
struct Scratch {
  std::vector<float> hidden, qkv, heads;
};

/// Room of a thread for one share of a window's rows or heads.
struct Bench {
  std::vector<float> wide, narrow, outputs;
  reader_math::Quantised bytes;
  reader_math::AttentionRoom attention;
};
Bench& bench() {
  thread_local Bench one;
  return one;
}

/// A window's room, kept by the thread for its next one. A thread that waits for the shares others took may begin
/// another window meanwhile: that one gets room of its own.
class Borrowed {
 public:
  Borrowed() {
    if (kept().empty()) kept().push_back(std::make_unique<Scratch>());
    scratch_ = std::move(kept().back());
    kept().pop_back();
  }
  ~Borrowed() { kept().push_back(std::move(scratch_)); }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  Scratch& operator*() { return *scratch_; }

 private:
  static std::vector<std::unique_ptr<Scratch>>& kept() {
    thread_local std::vector<std::unique_ptr<Scratch>> all;
    return all;
  }
  std::unique_ptr<Scratch> scratch_;
};

/// Calls `f(begin, size)` for pieces of 0 to n - 1, on this thread and on those that wait for the same article.
template <class F>
void in_pieces(std::size_t n, std::size_t piece, const F& f) {
  tbb::parallel_for(
      std::size_t{0}, (n + piece - 1) / piece, [&](std::size_t i) { f(i * piece, std::min(piece, n - i * piece)); },
      tbb::simple_partitioner());
}

bool plausible(const Header& h) {
  return h.rows > 4 && h.rows < (1u << 20) && h.hidden >= 64 && h.hidden <= 2048 && h.hidden % 64 == 0 && h.heads > 0 &&
         h.hidden == h.heads * reader_math::kHeadSize && h.layers > 0 && h.layers <= 24 && h.inner % 64 == 0 && h.inner <= 8192 && h.inner > 0 &&
         h.window >= 16 && h.window <= 4096 && h.pieces > 0 && h.pieces <= h.rows && h.head_outputs % 16 == 0 &&
         h.head_outputs >= kReaderLabels + 4 * WindowScores::kLink && h.head_outputs < 4096 && h.cls < h.rows &&
         h.sep < h.rows && h.unknown < h.rows && h.stop < h.rows;
}

}  // namespace

struct ReaderNet::Parts {
  MappedFile file;
  Header header{};
  PieceTable pieces;
  const float* row_scale = nullptr;
  const std::uint8_t *group_scale = nullptr, *nibbles = nullptr;
  const float *shapes = nullptr, *positions = nullptr, *gain = nullptr, *shift = nullptr;
  std::vector<Layer> layers;
  Matrix head;

  bool take();
  void embed(const Window& window, std::vector<float>& out) const;
  void forward(const Layer& layer, std::size_t n, Scratch& s) const;
  void forward_rows(const Layer& layer, float* hidden, const float* heads, std::size_t n) const;
  void score_rows(const float* hidden, std::size_t first, std::size_t rows, WindowScores& out) const;
};

bool ReaderNet::Parts::take() {
  const std::size_t rows = header.rows, d = header.hidden;
  Taker t(file.bytes());
  const auto* hashes = t.take<std::uint64_t>(header.pieces);
  const auto* ids = t.take<std::uint32_t>(header.pieces);
  row_scale = t.take<float>(rows);
  group_scale = t.take<std::uint8_t>(rows * (d / kGroup));
  nibbles = t.take<std::uint8_t>(rows * d / 2);
  shapes = t.take<float>(4 * d);
  positions = t.take<float>(header.window * d);
  gain = t.take<float>(d);
  shift = t.take<float>(d);
  for (std::uint32_t i = 0; i < header.layers; ++i) {
    Layer l{};
    l.qkv = t.matrix(3 * d, d);
    l.out = t.matrix(d, d);
    l.gain1 = t.take<float>(d);
    l.shift1 = t.take<float>(d);
    l.rise = t.matrix(header.inner, d);
    l.fall = t.matrix(d, header.inner);
    l.gain2 = t.take<float>(d);
    l.shift2 = t.take<float>(d);
    layers.push_back(l);
  }
  head = t.matrix(header.head_outputs, d);
  if (!t.good() || t.at() != file.bytes().size()) return false;
  for (std::uint32_t i = 0; i < header.pieces; ++i)
    if (ids[i] >= rows || (i > 0 && hashes[i] <= hashes[i - 1])) return false;
  pieces = PieceTable({hashes, header.pieces}, {ids, header.pieces});
  pieces.cls = header.cls, pieces.sep = header.sep, pieces.unknown = header.unknown, pieces.stop = header.stop;
  return true;
}

void ReaderNet::Parts::embed(const Window& window, std::vector<float>& out) const {
  const std::size_t d = header.hidden, groups = d / kGroup;
  out.resize(window.size() * d);
  for (std::size_t i = 0; i < window.size(); ++i) {
    const std::size_t id = window[i].id;
    const std::uint8_t* packed = nibbles + id * d / 2;
    float* x = out.data() + i * d;
    for (std::size_t g = 0; g < groups; ++g) {
      const float scale = row_scale[id] * static_cast<float>(group_scale[id * groups + g]);
      for (std::size_t k = 0; k < kGroup; k += 2) {
        const std::uint8_t two = packed[(g * kGroup + k) / 2];
        x[g * kGroup + k] = static_cast<float>((two & 15) - 8) * scale;
        x[g * kGroup + k + 1] = static_cast<float>((two >> 4) - 8) * scale;
      }
    }
    const float* shape = shapes + window[i].shape * d;
    const float* position = positions + i * d;
    for (std::size_t k = 0; k < d; ++k) x[k] += shape[k] + position[k];
  }
  reader_math::normalise(out.data(), nullptr, window.size(), d, gain, shift);
}

/// From the attended heads of `n` rows to their next layer.
void ReaderNet::Parts::forward_rows(const Layer& l, float* hidden, const float* heads, std::size_t n) const {
  using namespace reader_math;
  Bench& s = bench();
  const std::size_t d = header.hidden;
  s.wide.resize(kShare * header.inner);
  s.narrow.resize(kShare * d);
  quantise(heads, n, d, s.bytes);
  multiply(s.bytes, n, l.out, s.narrow.data());
  normalise(hidden, s.narrow.data(), n, d, l.gain1, l.shift1);
  quantise(hidden, n, d, s.bytes);
  multiply(s.bytes, n, l.rise, s.wide.data());
  gelu(s.wide.data(), n * header.inner);
  quantise(s.wide.data(), n, header.inner, s.bytes);
  multiply(s.bytes, n, l.fall, s.narrow.data());
  normalise(hidden, s.narrow.data(), n, d, l.gain2, l.shift2);
}

void ReaderNet::Parts::forward(const Layer& l, std::size_t n, Scratch& s) const {
  const std::size_t d = header.hidden;
  s.qkv.resize(n * 3 * d);
  s.heads.resize(n * d);
  in_pieces(n, kShare, [&](std::size_t row, std::size_t rows) {
    reader_math::quantise(s.hidden.data() + row * d, rows, d, bench().bytes);
    reader_math::multiply(bench().bytes, rows, l.qkv, s.qkv.data() + row * 3 * d);
  });
  in_pieces(header.heads, kHeadsAtOnce, [&](std::size_t first, std::size_t some) {
    reader_math::attend(s.qkv.data(), n, header.heads, {first, first + some}, s.heads.data(), bench().attention);
  });
  in_pieces(n, kShare, [&](std::size_t row, std::size_t rows) {
    forward_rows(l, s.hidden.data() + row * d, s.heads.data() + row * d, rows);
  });
}

/// From the last layer of the rows from `first` on to what is said of them.
void ReaderNet::Parts::score_rows(const float* hidden, std::size_t first, std::size_t rows, WindowScores& out) const {
  Bench& s = bench();
  s.outputs.resize(kShare * head.outputs);
  reader_math::quantise(hidden, rows, header.hidden, s.bytes);
  reader_math::multiply(s.bytes, rows, head, s.outputs.data());
  for (std::size_t i = 0; i < rows; ++i) {
    const float* row = s.outputs.data() + i * head.outputs;
    std::copy_n(row, kReaderLabels, out.labels[first + i].begin());
    std::copy_n(row + kReaderLabels, 4 * WindowScores::kLink, out.vectors.data() + (first + i) * 4 * WindowScores::kLink);
  }
}

ReaderNet::ReaderNet(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
ReaderNet::ReaderNet(ReaderNet&&) noexcept = default;
ReaderNet& ReaderNet::operator=(ReaderNet&&) noexcept = default;
ReaderNet::~ReaderNet() = default;

Result<ReaderNet> ReaderNet::load(const std::filesystem::path& file) {
  const auto fail = [&](std::string what) {
    return unexpected({.message = std::move(what), .path = file.string(),
                       .help = "make it again with data/generators/train_reader.py, or take the one of this version"});
  };
  auto parts = std::make_unique<Parts>();
  auto mapped = MappedFile::open(file);
  if (!mapped) return fail("the reader's model " + mapped.error().message);
  parts->file = std::move(*mapped);
  const std::span<const std::byte> bytes = parts->file.bytes();
  if (bytes.size() < sizeof(Header) || std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) != 0)
    return fail("is no model of the reader, or of another version");
  std::memcpy(&parts->header, bytes.data(), sizeof(Header));
  if (!plausible(parts->header) || parts->header.size != bytes.size() || !parts->take())
    return fail("the reader's model is damaged");
  return ReaderNet(std::move(parts));
}

const PieceTable& ReaderNet::pieces() const { return parts_->pieces; }
std::size_t ReaderNet::longest_window() const { return parts_->header.window; }
std::size_t ReaderNet::width() const { return parts_->header.hidden; }

void ReaderNet::encode(const Window& window, std::span<const std::size_t> layers, std::vector<float>& out) const {
  Scratch s;
  const std::size_t d = width();
  out.resize(window.size() * layers.size() * d);
  parts_->embed(window, s.hidden);
  for (std::size_t done = 0, k = 0; k < layers.size(); ++k) {
    for (; done < layers[k]; ++done) parts_->forward(parts_->layers[done], window.size(), s);
    for (std::size_t i = 0; i < window.size(); ++i)
      std::copy_n(s.hidden.data() + i * d, d, out.data() + (i * layers.size() + k) * d);
  }
}

void ReaderNet::run(const Window& window, WindowScores& out) const {
  Borrowed borrowed;
  Scratch& s = *borrowed;
  const std::size_t n = window.size();
  parts_->embed(window, s.hidden);
  for (const Layer& layer : parts_->layers) parts_->forward(layer, n, s);
  out.size = n;
  out.labels.resize(n);
  out.vectors.resize(n * 4 * WindowScores::kLink);
  in_pieces(n, kShare, [&](std::size_t first, std::size_t rows) {
    parts_->score_rows(s.hidden.data() + first * parts_->header.hidden, first, rows, out);
  });
}

float WindowScores::link(std::size_t a, std::size_t part_a, std::size_t b, std::size_t part_b) const {
  const float* x = vectors.data() + (a * 4 + part_a) * kLink;
  const float* y = vectors.data() + (b * 4 + part_b) * kLink;
  float sum = 0;
  for (std::size_t i = 0; i < kLink; ++i) sum += x[i] * y[i];
  return sum * kLinkScale;
}

}  // namespace onrecord

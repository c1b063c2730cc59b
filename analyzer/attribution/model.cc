#include "attribution/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "base/mapped_file.h"
#include "language/feature_rows.h"

namespace onrecord {
namespace {

constexpr std::string_view kMagic = "ORATTR02";
constexpr std::size_t kNameBytes = 16, kHeader = 16, kRow = 40, kAlign = 64;

template <class T>
T read_at(std::string_view bytes, std::size_t at) {
  T value{};
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

struct View {
  std::string_view bytes;
  float scale = 1;
};

/// The sections of a model file; each lies inside `bytes`.
class Sections {
 public:
  static Result<Sections> read(std::string_view bytes) {
    Sections s;
    s.bytes_ = bytes;
    if (bytes.size() < kHeader || bytes.substr(0, kMagic.size()) != kMagic)
      return unexpected({"is no model of this version"});
    s.count_ = read_at<std::uint32_t>(bytes, 8);
    if (s.count_ > 64 || kHeader + s.count_ * kRow > bytes.size()) return unexpected({"is cut off"});
    return s;
  }
  Result<View> find(std::string_view name) const {
    for (std::size_t i = 0; i < count_; ++i) {
      const std::size_t row = kHeader + i * kRow;
      std::string_view own = bytes_.substr(row, kNameBytes);
      own = own.substr(0, own.find('\0'));
      if (own != name) continue;
      const auto offset = read_at<std::uint64_t>(bytes_, row + 16), size = read_at<std::uint64_t>(bytes_, row + 24);
      if (offset % kAlign != 0 || offset > bytes_.size() || size > bytes_.size() - offset)
        return unexpected({fmt::format("is cut off in its part '{}'", name)});
      return View{bytes_.substr(offset, size), read_at<float>(bytes_, row + 32)};
    }
    return unexpected({fmt::format("lacks its part '{}'", name)});
  }

 private:
  std::string_view bytes_;
  std::size_t count_ = 0;
};

/// The part `name` as entries of type T, `width` a row.
template <class T>
Result<std::span<const T>> table(const View& v, std::string_view name, std::size_t width) {
  const std::size_t row = width * sizeof(T);
  if (v.bytes.size() % row != 0 || !std::has_single_bit(v.bytes.size() / row) || !std::isfinite(v.scale))
    return unexpected({fmt::format("has a damaged part '{}'", name)});
  return std::span<const T>(reinterpret_cast<const T*>(v.bytes.data()), v.bytes.size() / sizeof(T));
}

Result<HashedWeights> weights(const Sections& s, std::string_view name) {
  return s.find(name).and_then([&](const View& v) -> Result<HashedWeights> {
    return table<std::int16_t>(v, name, 1).map([&](auto t) { return HashedWeights(t, v.scale); });
  });
}

Result<HashedRows> rows(const Sections& s, std::string_view name) {
  return s.find(name).and_then([&](const View& v) -> Result<HashedRows> {
    return table<std::int8_t>(v, name, HashedRows::kWidth).map([&](auto t) { return HashedRows(t, v.scale); });
  });
}

Result<void> read_transitions(const Sections& s, LabelTransitions& out) {
  const auto v = s.find("transitions");
  if (!v) return unexpected(v.error());
  if (v->bytes.size() != sizeof(out)) return unexpected({"has a damaged part 'transitions'"});
  std::memcpy(out.data(), v->bytes.data(), sizeof(out));
  for (const LabelScores& row : out)
    if (!std::all_of(row.begin(), row.end(), [](float x) { return std::isfinite(x); }))
      return unexpected({"has a damaged part 'transitions'"});
  return {};
}

Result<AttributionModel> parse(std::string_view bytes) {
  AttributionModel m;
  const auto s = Sections::read(bytes);
  if (!s) return unexpected(s.error());
  const std::pair<std::string_view, HashedWeights*> tables[] = {{"first", &m.first},
                                                                {"context", &m.context},
                                                                {"labelled", &m.labelled},
                                                                {"link content", &m.link_content},
                                                                {"link source", &m.link_source}};
  for (const auto& [name, to] : tables) {
    const auto found = weights(*s, name);
    if (!found) return unexpected(found.error());
    *to = *found;
  }
  const auto labels = rows(*s, "labels");
  if (!labels) return unexpected(labels.error());
  m.labels = *labels;
  if (const auto ok = read_transitions(*s, m.transitions); !ok) return unexpected(ok.error());
  return m;
}

template <class Int>
std::string quantised(std::span<const float> weights, float& scale) {
  float most = 0;
  for (float w : weights) most = std::max(most, std::abs(w));
  constexpr auto kTop = static_cast<float>(std::numeric_limits<Int>::max());
  scale = most > 0 ? most / kTop : 1;
  std::string out(weights.size() * sizeof(Int), '\0');
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto q = static_cast<Int>(std::lround(std::clamp(weights[i] / scale, -kTop, kTop)));
    std::memcpy(out.data() + i * sizeof(Int), &q, sizeof(Int));
  }
  return out;
}

template <class T>
void append(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

}  // namespace

void HashedRows::find(std::span<const std::uint64_t> hashes, std::span<std::uint32_t> rows) const {
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    rows[i] = static_cast<std::uint32_t>(HashedWeights::fold(hashes[i]) & mask_);
    __builtin_prefetch(rows_ + rows[i] * kWidth);
  }
}

ONRECORD_WIDE LabelScores HashedRows::sum(std::span<const std::uint32_t> rows) const {
  using Row = std::int8_t __attribute__((vector_size(kWidth)));
  using Sums = std::int16_t __attribute__((vector_size(2 * kWidth)));
  Sums total{};
  for (const std::uint32_t at : rows) {
    Row row;
    std::memcpy(&row, rows_ + at * kWidth, sizeof row);
    total += __builtin_convertvector(row, Sums);
  }
  LabelScores out{};
  for (std::size_t l = 0; l < kWidth; ++l) out[l] = static_cast<float>(total[l]) * scale_;
  return out;
}

Result<AttributionModel> AttributionModel::load(const std::filesystem::path& file) {
  const std::string help = "train it again: see data/models/README.md";
  auto mapped = MappedFile::open(file);
  if (!mapped) return unexpected({.message = mapped.error().message, .path = file.string(), .help = help});
  auto kept = std::make_shared<const MappedFile>(std::move(*mapped));
  auto model = parse({reinterpret_cast<const char*>(kept->bytes().data()), kept->bytes().size()});
  if (!model) return unexpected({.message = model.error().message, .path = file.string(), .help = help});
  model->storage = std::move(kept);
  return model;
}

void AttributionModelWriter::add(std::string name, std::span<const float> weights) {
  Section s{std::move(name), {}, 1};
  s.bytes = quantised<std::int16_t>(weights, s.scale);
  sections_.push_back(std::move(s));
}

void AttributionModelWriter::add_rows(std::string name, std::span<const float> weights) {
  Section s{std::move(name), {}, 1};
  s.bytes = quantised<std::int8_t>(weights, s.scale);
  sections_.push_back(std::move(s));
}

void AttributionModelWriter::add_exact(std::string name, std::span<const float> values) {
  Section s{std::move(name), std::string(reinterpret_cast<const char*>(values.data()), values.size_bytes()), 1};
  sections_.push_back(std::move(s));
}

std::string AttributionModelWriter::bytes() const {
  std::string out(kMagic);
  append(out, static_cast<std::uint32_t>(sections_.size()));
  append(out, std::uint32_t{0});
  const auto aligned = [](std::size_t n) { return (n + kAlign - 1) / kAlign * kAlign; };
  std::size_t at = aligned(kHeader + sections_.size() * kRow);
  for (const Section& s : sections_) {
    std::string name = s.name;
    name.resize(kNameBytes);
    out += name;
    append(out, static_cast<std::uint64_t>(at));
    append(out, static_cast<std::uint64_t>(s.bytes.size()));
    append(out, s.scale);
    append(out, std::uint32_t{0});
    at = aligned(at + s.bytes.size());
  }
  for (const Section& s : sections_) {
    out.resize(aligned(out.size()));
    out += s.bytes;
  }
  return out;
}

AttributionModel AttributionModelWriter::model() const {
  const std::string file = bytes();
  const std::size_t room = (file.size() + kAlign - 1) / kAlign * kAlign;
  std::shared_ptr<void> kept(std::aligned_alloc(kAlign, room), std::free);
  std::memcpy(kept.get(), file.data(), file.size());
  AttributionModel m = parse({static_cast<const char*>(kept.get()), file.size()}).value();
  m.storage = std::move(kept);
  return m;
}

}  // namespace onrecord

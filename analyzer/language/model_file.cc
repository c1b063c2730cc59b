#include "language/model_file.h"

#include <cstring>
#include <fstream>
#include <string_view>

#include "language/annotated.h"

namespace onrecord {
namespace {

constexpr std::string_view kMagic = "ORLANG01";
constexpr std::size_t kFixed = 16, kEntry = 24, kAlign = 64, kMaxSections = 64;

template <class T>
T read_at(std::span<const std::byte> bytes, std::size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

template <class T>
void append(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

constexpr std::size_t aligned(std::size_t size) { return (size + kAlign - 1) / kAlign * kAlign; }

}  // namespace

Error ModelFile::damaged(std::string what) const {
  return {.message = std::move(what), .path = path_.string(),
          .help = "take the file that belongs to this version, or make it again with data/generators/train_language"};
}

Result<ModelFile> ModelFile::open(const std::filesystem::path& path) {
  ModelFile out;
  out.path_ = path;
  Result<MappedFile> file = MappedFile::open(path);
  if (!file) return unexpected(out.damaged(file.error().message));
  out.file_ = std::move(*file);
  out.file_.fetch();
  const auto bytes = out.file_.bytes();
  if (bytes.size() < kFixed || std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) != 0)
    return unexpected(out.damaged("is no language model"));
  const auto version = read_at<std::uint32_t>(bytes, 8);
  if (version != kLanguageModelVersion)
    return unexpected(out.damaged("is a language model of version " + std::to_string(version) + ", wanted is version " +
                                  std::to_string(kLanguageModelVersion)));
  const std::size_t sections = read_at<std::uint32_t>(bytes, 12);
  const std::size_t header = kFixed + sections * kEntry;
  if (sections > kMaxSections || bytes.size() < header + 8) return unexpected(out.damaged("is cut off in its header"));
  const std::string_view head(reinterpret_cast<const char*>(bytes.data()), header);
  if (hash_of(head) != read_at<std::uint64_t>(bytes, header))
    return unexpected(out.damaged("has a damaged header: its checksum is wrong"));
  for (std::size_t i = 0; i < sections; ++i) {
    const std::size_t at = kFixed + i * kEntry;
    const Entry entry{read_at<std::uint32_t>(bytes, at), read_at<std::uint32_t>(bytes, at + 4),
                      read_at<std::uint64_t>(bytes, at + 8), read_at<std::uint64_t>(bytes, at + 16)};
    if (entry.element == 0 || entry.offset % kAlign != 0 || entry.offset > bytes.size() ||
        entry.count > (bytes.size() - entry.offset) / entry.element)
      return unexpected(out.damaged("is cut off"));
    out.entries_.push_back(entry);
  }
  return out;
}

Result<std::span<const std::byte>> ModelFile::find(Section id, std::size_t element, std::size_t count) const {
  for (const Entry& entry : entries_) {
    if (entry.id != static_cast<std::uint32_t>(id)) continue;
    if (entry.element != element || (count != 0 && entry.count != count))
      return unexpected(damaged("holds a table of another size than this version reads (section " +
                                std::to_string(entry.id) + ")"));
    return file_.bytes().subspan(entry.offset, entry.count * entry.element);
  }
  return unexpected(damaged("lacks section " + std::to_string(static_cast<std::uint32_t>(id))));
}

void ModelFileWriter::add(Section id, std::size_t element, std::span<const std::byte> bytes) {
  parts_.push_back({id, static_cast<std::uint32_t>(element), {bytes.begin(), bytes.end()}});
}

Result<void> ModelFileWriter::write(const std::filesystem::path& path) const {
  std::string out(kMagic);
  append(out, kLanguageModelVersion);
  append(out, static_cast<std::uint32_t>(parts_.size()));
  std::size_t offset = aligned(kFixed + parts_.size() * kEntry + 8);
  for (const Part& part : parts_) {
    append(out, static_cast<std::uint32_t>(part.id));
    append(out, part.element);
    append(out, static_cast<std::uint64_t>(offset));
    append(out, static_cast<std::uint64_t>(part.bytes.size() / part.element));
    offset = aligned(offset + part.bytes.size());
  }
  append(out, hash_of(out));
  for (const Part& part : parts_) {
    out.resize(aligned(out.size()));
    out.append(reinterpret_cast<const char*>(part.bytes.data()), part.bytes.size());
  }
  std::ofstream file(path, std::ios::binary);
  file << out << std::flush;
  if (!file) return unexpected({.message = "cannot be written", .path = path.string()});
  return {};
}

}  // namespace onrecord

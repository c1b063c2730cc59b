// The container of learnt weights: a header that says what is inside, then arrays, each at a multiple of 64 bytes.
//
//   Result<ModelFile> file = ModelFile::open(path);
//   auto rows = file->section<std::int8_t>(Section::kNameRows, 1 << 20);   // exactly so many elements, or an error
//
// Layout, little endian: 8 bytes "ORLANG01"; u32 version of the feature templates; u32 number of sections; per section
// u32 id, u32 bytes per element, u64 offset, u64 elements; u64 FNV-1a of all that. A file of another version, cut off or
// with other sizes is refused; the weights themselves are not summed up, that would cost more than the load.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/mapped_file.h"
#include "base/result.h"

namespace onrecord {

/// Raised when templates, tables or labels change: a model of another version gives nonsense and is refused.
inline constexpr std::uint32_t kLanguageModelVersion = 3;

enum class Section : std::uint32_t {
  kLexicon = 1,    ///< LexiconEntry
  kLemmaRules = 3, kLemmaSuffixes = 4, kLemmaWords = 5, kLemmaText = 6,  ///< see lemmatizer.h
  kNameRows = 7,   ///< int8, see names.h
  kTitles = 8,     ///< u64, sorted hashes
  kEmbeddings = 16, kSpecial, kLayers, kLayerOutputs, kTags, kTagOutputs, kParts, kPartOutputs, kMoveFacts, kMoveOut,
  kRelationFacts, kRelations, kRelationOutputs,  ///< see network.h
};

class ModelFile {
 public:
  static Result<ModelFile> open(const std::filesystem::path& path);

  /// The array `id`. Fails where it is missing, has elements of another size, or not `count` of them (0: any number).
  template <class T>
  Result<std::span<const T>> section(Section id, std::size_t count = 0) const {
    Result<std::span<const std::byte>> bytes = find(id, sizeof(T), count);
    if (!bytes) return unexpected(bytes.error());
    return std::span<const T>(reinterpret_cast<const T*>(bytes->data()), bytes->size() / sizeof(T));
  }

 private:
  struct Entry {
    std::uint32_t id = 0, element = 0;
    std::uint64_t offset = 0, count = 0;
  };
  Result<std::span<const std::byte>> find(Section id, std::size_t element, std::size_t count) const;
  Error damaged(std::string what) const;

  std::filesystem::path path_;
  MappedFile file_;
  std::vector<Entry> entries_;
};

/// Collects arrays and writes the container.
class ModelFileWriter {
 public:
  template <class T>
  void add(Section id, std::span<const T> values) {
    add(id, sizeof(T), std::as_bytes(values));
  }
  Result<void> write(const std::filesystem::path& path) const;

 private:
  struct Part {
    Section id;
    std::uint32_t element;
    std::vector<std::byte> bytes;
  };
  void add(Section id, std::size_t element, std::span<const std::byte> bytes);
  std::vector<Part> parts_;
};

}  // namespace onrecord

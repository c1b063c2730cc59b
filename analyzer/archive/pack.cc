#include "archive/pack.h"

#include <zstd.h>

#include <bit>
#include <boost/pfr.hpp>
#include <limits>
#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

#include "language/annotated.h"

namespace onrecord {
namespace {

constexpr int kCompressionLevel = 1;            // 3 saves 6% of the bytes and takes twice the time
constexpr std::size_t kLargestPack = std::size_t{2} << 30;

// ---- kinds of fields --------------------------------------------------------------------------------------------

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class T>
struct IsPosition : std::false_type {};
template <class Tag, class Int>
struct IsPosition<Position<Tag, Int>> : std::true_type {};

// ---- writing ----------------------------------------------------------------------------------------------------

class Packer {
 public:
  template <class T>
  void put(const T& value) {
    if constexpr (std::is_same_v<T, double>) put_fixed(std::bit_cast<std::uint64_t>(value));
    else if constexpr (std::is_enum_v<T>) put_number(static_cast<std::uint64_t>(value));
    else if constexpr (std::is_integral_v<T>) put_number(zigzag(static_cast<std::int64_t>(value)));
    else if constexpr (IsPosition<T>::value) put_number(zigzag(static_cast<std::int64_t>(value.value)));
    else if constexpr (std::is_same_v<T, std::string>) put_string(value);
    else if constexpr (std::is_same_v<T, OriginMap>) put_origin(value);
    else if constexpr (IsVector<T>::value) put_list(value);
    else if constexpr (IsOptional<T>::value) put_optional(value);
    else boost::pfr::for_each_field(value, [this](const auto& field) { put_field(field); });
  }

  /// Strings that are columns of their own are left out.
  void leave_out(const std::string* a, const std::string* b) { left_out_[0] = a, left_out_[1] = b; }
  std::string take() { return std::move(out_); }

 private:
  template <class T>
  void put_field(const T& field) {
    if constexpr (std::is_same_v<T, std::string>)
      if (&field == left_out_[0] || &field == left_out_[1]) return put_number(0);
    put(field);
  }
  template <class T>
  void put_list(const std::vector<T>& list) {
    put_number(list.size());
    for (const T& item : list) put(item);
  }
  template <class T>
  void put_optional(const std::optional<T>& value) {
    put_number(value.has_value());
    if (value) put(*value);
  }
  void put_string(const std::string& s) {
    put_number(s.size());
    out_ += s;
  }
  /// Runs follow each other, so only their sizes and the input's gaps are written.
  void put_origin(const OriginMap& map) {
    put_number(map.runs().size());
    std::uint64_t text = 0, origin = 0;
    for (const OriginRun& run : map.runs()) {
      put_number(zigzag(static_cast<std::int64_t>(run.text_begin.value - text)));
      put_number(zigzag(static_cast<std::int64_t>(run.origin_begin.value - origin)));
      put_number(run.text_size);
      put_number(run.origin_size);
      text = run.text_begin.value + run.text_size;
      origin = run.origin_begin.value + run.origin_size;
    }
  }
  void put_fixed(std::uint64_t bits) {
    for (int i = 0; i < 8; ++i) out_.push_back(static_cast<char>(bits >> (8 * i) & 0xff));
  }
  void put_number(std::uint64_t n) {
    for (; n >= 0x80; n >>= 7) out_.push_back(static_cast<char>(n | 0x80));
    out_.push_back(static_cast<char>(n));
  }
  static std::uint64_t zigzag(std::int64_t n) {
    return (static_cast<std::uint64_t>(n) << 1) ^ static_cast<std::uint64_t>(n >> 63);
  }

  std::string out_;
  const std::string* left_out_[2] = {};
};

// ---- reading ----------------------------------------------------------------------------------------------------

class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}

  /// Leaves `value` half filled where ok() turns false.
  template <class T>
  void get(T& value) {
    if constexpr (std::is_same_v<T, double>) value = std::bit_cast<double>(get_fixed());
    else if constexpr (std::is_enum_v<T>) get_enum(value);
    else if constexpr (std::is_same_v<T, bool>) value = get_number() != 0;
    else if constexpr (std::is_integral_v<T>) value = static_cast<T>(unzigzag(get_number()));
    else if constexpr (IsPosition<T>::value) value = T{unzigzag(get_number())};
    else if constexpr (std::is_same_v<T, std::string>) get_string(value);
    else if constexpr (std::is_same_v<T, OriginMap>) get_origin(value);
    else if constexpr (IsVector<T>::value) get_list(value);
    else if constexpr (IsOptional<T>::value) get_optional(value);
    else boost::pfr::for_each_field(value, [this](auto& field) { if (ok_) get(field); });
  }

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }

 private:
  template <class E>
  void get_enum(E& value) {
    const std::uint64_t n = get_number();
    if (!requires_known<E>(n)) return;
    value = static_cast<E>(n);
  }
  /// Enumerators with names are checked against their table, so that writers can look their names up.
  template <class E>
  bool requires_known(std::uint64_t n) {
    if constexpr (requires { EnumNames<E>::names; }) ok_ = ok_ && n < std::size(EnumNames<E>::names);
    else ok_ = ok_ && n < 256;
    return ok_;
  }
  template <class T>
  void get_list(std::vector<T>& list) {
    const std::uint64_t n = get_number();
    if (n > rest_.size()) return fail();  // each item takes a byte at least
    for (std::uint64_t i = 0; i < n && ok_; ++i) get(list.emplace_back());
  }
  template <class T>
  void get_optional(std::optional<T>& value) {
    if (get_number() != 0) get(value.emplace());
  }
  void get_string(std::string& s) {
    const std::uint64_t n = get_number();
    if (n > rest_.size()) return fail();
    s.assign(rest_.substr(0, n));
    rest_.remove_prefix(n);
  }
  void get_origin(OriginMap& map) {
    const std::uint64_t n = get_number();
    if (n > rest_.size()) return fail();
    std::uint64_t text = 0, origin = 0;
    for (std::uint64_t i = 0; i < n && ok_; ++i) {
      OriginRun run;
      text += static_cast<std::uint64_t>(unzigzag(get_number()));
      origin += static_cast<std::uint64_t>(unzigzag(get_number()));
      run.text_begin = BytePos{text};
      run.origin_begin = OriginPos{origin};
      run.text_size = static_cast<std::uint32_t>(get_number());
      run.origin_size = static_cast<std::uint32_t>(get_number());
      map.add(run);
      text += run.text_size;
      origin += run.origin_size;
    }
  }
  std::uint64_t get_fixed() {
    if (rest_.size() < 8) return fail(), 0;
    std::uint64_t bits = 0;
    for (int i = 0; i < 8; ++i)
      bits |= std::uint64_t{static_cast<unsigned char>(rest_[static_cast<std::size_t>(i)])} << (8 * i);
    rest_.remove_prefix(8);
    return bits;
  }
  std::uint64_t get_number() {
    std::uint64_t n = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) break;
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      n |= std::uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) return n;
    }
    return fail(), 0;
  }
  static std::int64_t unzigzag(std::uint64_t n) {
    return static_cast<std::int64_t>(n >> 1) ^ -static_cast<std::int64_t>(n & 1);
  }
  void fail() { ok_ = false; }

  std::string_view rest_;
  bool ok_ = true;
};

// ---- shape ------------------------------------------------------------------------------------------------------

template <class T>
void append_shape(std::string& out);

template <class T, std::size_t... I>
void append_fields(std::string& out, std::index_sequence<I...>) {
  out += '{';
  (append_shape<boost::pfr::tuple_element_t<I, T>>(out), ...);
  out += '}';
}

template <class T>
void append_shape(std::string& out) {
  if constexpr (std::is_same_v<T, double>) out += 'd';
  else if constexpr (std::is_enum_v<T>) {
    out += 'e';
    if constexpr (requires { EnumNames<T>::names; })
      for (std::string_view name : EnumNames<T>::names) out.append(name) += ',';
  } else if constexpr (std::is_same_v<T, bool>) out += 'b';
  else if constexpr (std::is_integral_v<T> || IsPosition<T>::value) out += 'i';
  else if constexpr (std::is_same_v<T, std::string>) out += 's';
  else if constexpr (std::is_same_v<T, OriginMap>) out += 'm';
  else if constexpr (IsVector<T>::value) append_shape<typename T::value_type>(out += 'v');
  else if constexpr (IsOptional<T>::value) append_shape<typename T::value_type>(out += 'o');
  else append_fields<T>(out, std::make_index_sequence<boost::pfr::tuple_size_v<T>>{});
}

// ---- compression ------------------------------------------------------------------------------------------------

struct FreeContext {
  void operator()(ZSTD_CCtx* c) const { ZSTD_freeCCtx(c); }
};

std::string compressed(const std::string& bytes) {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compressCCtx(context.get(), out.data(), out.size(), bytes.data(), bytes.size(), kCompressionLevel);
  out.resize(ZSTD_isError(size) ? 0 : size);
  return out;
}

Error damaged() { return {.message = "the stored analysis is damaged", .help = "run the audit again with --again"}; }

}  // namespace

std::string pack(const Analysis& analysis) {
  Packer packer;
  packer.leave_out(&analysis.article.text, &analysis.article.path);
  packer.put(analysis);
  return compressed(packer.take());
}

Result<Analysis> unpack(std::string_view bytes) {
  const auto size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > kLargestPack)
    return unexpected(damaged());
  if (size / 65536 > bytes.size()) return unexpected(damaged());  // zstd cannot pack tighter than that
  std::string plain(size, '\0');
  if (ZSTD_decompress(plain.data(), plain.size(), bytes.data(), bytes.size()) != size) return unexpected(damaged());
  Unpacker unpacker(plain);
  Analysis analysis;
  unpacker.get(analysis);
  if (!unpacker.ok() || !unpacker.at_end()) return unexpected(damaged());
  return analysis;
}

std::uint64_t pack_shape() {
  std::string shape;
  append_shape<Analysis>(shape);
  return hash_of(shape);
}

}  // namespace onrecord

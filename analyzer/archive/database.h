// SQLite for the archive's own files: values bound in one call, exceptions turned into Errors at the border.
// Not for other layers: it brings SQLiteCpp along.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace onrecord::archive {

inline void bind(SQLite::Statement& s, int i, const std::string& value) { s.bindNoCopy(i, value); }
inline void bind(SQLite::Statement& s, int i, std::string_view value) { s.bind(i, std::string(value)); }
inline void bind(SQLite::Statement& s, int i, const char* value) { s.bind(i, value); }
inline void bind(SQLite::Statement& s, int i, char value) { s.bind(i, std::string(1, value)); }
inline void bind(SQLite::Statement& s, int i, bool value) { s.bind(i, value ? 1 : 0); }
inline void bind(SQLite::Statement& s, int i, double value) { s.bind(i, value); }
inline void bind(SQLite::Statement& s, int i, int value) { s.bind(i, value); }
inline void bind(SQLite::Statement& s, int i, std::uint32_t value) { s.bind(i, value); }
inline void bind(SQLite::Statement& s, int i, std::int64_t value) { s.bind(i, value); }
inline void bind(SQLite::Statement& s, int i, std::nullopt_t) { s.bind(i); }
template <class T>
void bind(SQLite::Statement& s, int i, const std::optional<T>& value) {
  if (value) bind(s, i, *value);
  else s.bind(i);
}

/// Binds `values` to ?1, ?2 ... after a reset. Strings are not copied: they must live until the statement has run.
template <class... T>
SQLite::Statement& with(SQLite::Statement& s, const T&... values) {
  s.reset();
  int i = 0;
  (bind(s, ++i, values), ...);
  return s;
}

/// Runs a statement that gives no rows.
template <class... T>
void run(SQLite::Statement& s, const T&... values) {
  with(s, values...).exec();
}

/// What a failure of SQLite means for the user: a full disk, a busy or foreign file.
Error to_error(const SQLite::Exception& e, const std::filesystem::path& file);

/// Calls `f`; what SQLite throws becomes an Error about `file`.
template <class F>
auto guarded(const std::filesystem::path& file, F&& f) -> decltype(f()) {
  try {
    return std::forward<F>(f)();
  } catch (const SQLite::Exception& e) {
    return onrecord::unexpected(to_error(e, file));
  }
}

/// Opens an archive and brings its tables up to date (kWrite), or refuses what is not one.
enum class Access { kRead, kWrite };
SQLite::Database open_database(const std::filesystem::path& file, Access access);
/// Refuses a file that is no archive, or one of a newer program.
Result<void> check_version(SQLite::Database& database, const std::filesystem::path& file);

}  // namespace onrecord::archive

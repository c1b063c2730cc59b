// The archive's tables, and how older files are brought up to date.
//
//   PRAGMA application_id = 'ONRC', PRAGMA user_version = the number of migrations applied.
//
// Ids. An article's row is numbered as it comes. Rows that belong to an article are numbered
// article * 2^20 + n, n counting from 0 in text order; so an article's rows lie together, its n-th attribution is known
// without looking, and joining archives only adds a number. Name forms, entities and rule sets are numbered by a hash
// of what they are: the same everywhere.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace onrecord {

inline constexpr std::int32_t kArchiveApplication = 0x4f4e5243;  // "ONRC"
inline constexpr int kRowBits = 20;

/// One script per version; version N is what the first N scripts made.
std::span<const std::string_view> migrations();

/// A table whose rows belong to an article.
struct ArticleTable {
  std::string_view name;
  std::string_view columns;  ///< without id and article, in the order of the table
  std::string_view links;    ///< those of `columns` that hold the id of a row of the same article
};
/// In an order in which each refers only to those before it.
std::span<const ArticleTable> article_tables();

/// A full-text index over columns of an article's table; who adds or deletes rows there does so here, too.
struct SearchTable {
  std::string_view name, table, columns;
};
std::span<const SearchTable> search_tables();

/// Columns of `article` that hold content: not id, run and path.
std::string_view article_columns();

}  // namespace onrecord

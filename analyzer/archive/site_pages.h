// The pages of an archive's report as HTML, each from a few questions to the database. For site.cc.
#pragma once

#include <string>

namespace SQLite {
class Database;
}

namespace onrecord::archive {

std::string overview_page(SQLite::Database& db);
std::string findings_page(SQLite::Database& db);
std::string sources_page(SQLite::Database& db);
/// The table of articles or people with its filters; rows come from data/ by script.
std::string articles_page(SQLite::Database& db, std::size_t rows, std::size_t chunk);
std::string people_page(std::size_t rows, std::size_t chunk);

/// Where the page of an article lies: "a/3f/3f01...c1.html". Depends on its name only.
std::string page_of(const std::string& article_name);

}  // namespace onrecord::archive

// An archive as a folder of static pages: no server, no network, opened from the disk.
//
//   index.html      overview: trends by month, scores by publisher, author and desk, what is found most
//   articles.html   all articles: sorted and filtered in the browser, in pages of 50
//   people.html     who is quoted most
//   findings.html   rules by frequency, with examples
//   sources.html    kinds of sources, officials and others, anonymous sources and the reasons given
//   a/3f/3f..c1.html  each article with its marks (report/html.h)
//   data/, assets/  what the pages load
//
// The list of articles is cut into files of some thousand rows that the page loads as it needs them, so that an
// archive of 100,000 articles opens as fast as one of a hundred. Text from articles is escaped everywhere, and a content
// security policy lets nothing but the site's own script run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "base/result.h"
#include "editorial/analysis.h"

namespace onrecord {

struct SiteOptions {
  std::filesystem::path templates;  ///< the folder with archive.html, archive.css, archive.js and those of html.h
  std::string title = "Sourcing report";
  unsigned jobs = 0;                ///< 0: all cores
  std::size_t chunk = 4000;         ///< articles in a file of data/
};

struct SiteProgress {
  std::uint64_t pages = 0, of = 0;
};

/// Writes the site. `folder` is made; one that is neither empty nor an earlier site of ours is refused, an earlier site
/// is replaced.
Result<SiteProgress> write_site(const std::filesystem::path& archive, const std::filesystem::path& folder,
                                const SiteOptions& options, const std::function<void(const SiteProgress&)>& progress);

}  // namespace onrecord

// One article as one self-contained page: no network, safe for hostile text, readable without scripts.
//
//   auto pages = HtmlReport::load(share_directory() / "reports");
//   if (!pages) return failed(pages.error());
//   std::string page = pages->write(analysis);
//
// The template is reports/page.html (Mustache; https://mustache.github.io/mustache.5.html) with page.css and page.js.
// A content security policy lets exactly these two run, by their SHA-256, and nothing else: text of an article that
// slipped through escaping could still neither run nor load anything.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "editorial/analysis.h"

namespace onrecord {

struct HtmlPageOptions {
  std::string home = {};       ///< where "all articles" leads; empty: no such link
  std::string assets = {};     ///< folder with page.css and page.js as seen from the page; empty: both stand in the page
};

/// Immutable, shared by threads.
class HtmlReport {
 public:
  /// `templates`: the folder with page.html, page.css and page.js.
  static Result<HtmlReport> load(const std::filesystem::path& templates);
  std::string write(const Analysis& analysis, const HtmlPageOptions& options = {}) const;

 private:
  HtmlReport() = default;
  std::string template_, style_, script_;
  std::string policy_;  ///< content of the Content-Security-Policy
};

}  // namespace onrecord

// Where the results of check go, one article after the other.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "desk/output.h"

namespace onrecord {

/// One article as it will be shown.
struct Rendered {
  std::string id;  ///< of the article: names its page in a folder
  std::string text;
};

class Sink {
 public:
  virtual ~Sink() = default;
  virtual Result<void> put(const Rendered& one) = 0;
  virtual Result<void> close() = 0;
};

/// All results into one output, one after the other.
std::unique_ptr<Sink> stream_sink(Output output);
/// A page of its own is one file: a second result is refused.
std::unique_ptr<Sink> page_sink(Output output);
/// Each result a file of its own in a folder, made where it is missing: "ID.html", letters that names of files should
/// not have replaced, "ID-2.html" where the id comes again.
std::unique_ptr<Sink> folder_sink(std::string folder);

}  // namespace onrecord

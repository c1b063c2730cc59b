// Files cut into records, one at a time, whatever is between them. Internal to the readers; see input.h.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "article/input.h"
#include "article/input_bytes.h"

namespace onrecord {

class Splitter {
 public:
  virtual ~Splitter() = default;
  /// The next record; nullopt at the end. After an error, the next call goes on behind the damage.
  virtual Result<std::optional<InputRecord>> next() = 0;
};

struct SplitJob {
  std::string path;
  InputFormat format = InputFormat::kPlain;  ///< not kAuto
  const InputOptions* options = nullptr;    ///< must outlive the splitter
};

/// The splitter of a format that is not packed.
std::unique_ptr<Splitter> make_splitter(ByteWindow window, const SplitJob& job);

/// The format of a file by its name (of which endings like ".gz" are off) and its first bytes.
InputFormat detect_format(std::string_view name, std::string_view head);
/// Whether a file found in a folder or archive is worth reading: its name or content says that it holds text.
bool holds_articles(std::string_view name, std::string_view head);
/// Lower-case ending of a name, without the dot: "csv".
std::string ending_of(std::string_view name);

// ---- shared by the splitters ----

/// Where in `window` the record ends, as told by `scan`, which is fed ever longer views and never the same byte twice:
/// scan(view, from) gives the end or npos. The window holds the record then. npos at the end of the input.
/// Fails where the source does, or where the record is larger than `limit`.
template <class Scan>
Result<std::size_t> find_record_end(ByteWindow& window, std::size_t limit, Scan scan) {
  std::size_t from = 0;
  for (;;) {
    const std::string_view view = window.view();
    if (view.size() > from || window.ended()) {
      const std::size_t end = scan(view, from);
      if (end != std::string_view::npos) return end;
      from = view.size();
    }
    if (window.ended()) return std::string_view::npos;
    if (from > limit)
      return unexpected({.message = "record is larger than the limit of " + std::to_string(limit >> 20) + " MiB"});
    if (auto done = window.need(from + 1); !done) return unexpected(done.error());
  }
}

/// Consumes until behind the next `mark`, or to the end. Errors of the source end the skipping.
void skip_behind(ByteWindow& window, std::string_view mark);

}  // namespace onrecord

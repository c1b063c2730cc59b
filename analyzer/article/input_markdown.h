// Markdown (CommonMark, by cmark): blocks, links, and the front matter that site generators put before it. Internal to
// the readers.
#pragma once

#include "article/input.h"

namespace onrecord {

/// Fails only for documents of more than 16 MiB: hostile Markdown can cost its parser more than linear time.
Result<Article> read_markdown(const InputRecord& record, const InputOptions& options);

}  // namespace onrecord

// RSS (2.0, 1.0) and Atom (RFC 4287): a feed cut into its items, and items as articles. Internal to the readers.
//
// Items are cut out by their tags before any of them is parsed, so that a broken one spoils no other and a feed of any
// length needs the memory of one item.
#pragma once

#include <memory>
#include <string_view>

#include "article/input.h"

namespace onrecord {

/// True if a document that begins so is a feed.
bool is_feed(std::string_view head);

/// Finds the next <item> or <entry>, or where it ends, fed piece by piece; CDATA sections and comments are passed over.
class FeedItemScan {
 public:
  enum class Wanted { kBegin, kEnd };
  explicit FeedItemScan(Wanted wanted) : wanted_(wanted) {}
  /// Index of the begin tag, or behind the end tag; npos: not in `view`.
  std::size_t operator()(std::string_view view, std::size_t from);

 private:
  enum class Step { kOn, kWait, kFound };
  Step step(std::string_view view);
  Step pass(std::string_view view, std::string_view close);

  Wanted wanted_;
  std::size_t at_ = 0;      ///< scanned up to here
  std::size_t inside_ = 0;  ///< where the section or comment that is passed over is searched on; 0: outside
};

/// What stands before the first item: title and language of the channel, encoding.
std::shared_ptr<const RecordContext> feed_context(std::string_view head);

/// One item. Fails where it is not well-formed or has no text.
Result<Article> read_feed_item(const InputRecord& record, const InputOptions& options);

}  // namespace onrecord

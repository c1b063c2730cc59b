#include "archive/echoes.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <set>
#include <span>

#include "archive/hash.h"
#include "archive/names.h"

namespace onrecord {
namespace {

constexpr std::size_t kRun = 3;          ///< words hashed together
constexpr std::size_t kHashes = 6;       ///< a pair of resemblance 0.5 shares one of them with 98%
constexpr std::size_t kMostCompared = 24;  ///< each quotation with so many others of its hash

using Runs = std::vector<std::int64_t>;  ///< sorted, each once

Runs runs_of(const std::string& folded_text) {
  const std::vector<std::string> words = words_of(folded_text);
  Runs out;
  for (std::size_t i = 0; i + kRun <= words.size(); ++i)
    out.push_back(row_hash(words[i] + ' ' + words[i + 1] + ' ' + words[i + 2]));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// Multiplication by odd constants: as many orders of the same hashes.
std::uint64_t mixed(std::int64_t run, std::size_t i) {
  std::uint64_t h = static_cast<std::uint64_t>(run) * (0x9e3779b97f4a7c15ull + 2 * i * 0x5851f42d4c957f2dull);
  return h ^ (h >> 29);
}

struct Entry {
  std::uint64_t hash = 0;
  std::uint32_t index = 0;
  friend auto operator<=>(const Entry&, const Entry&) = default;
};

void add_entries(const Runs& runs, std::uint32_t index, std::vector<Entry>& out) {
  for (std::size_t i = 0; i < kHashes; ++i) {
    std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
    for (std::int64_t run : runs) least = std::min(least, mixed(run, i));
    out.push_back({least ^ (i << 60), index});
  }
}

bool alike(const Runs& a, const Runs& b, const EchoOptions& options) {
  Runs both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  const auto shared = static_cast<double>(both.size());
  return shared >= options.resemblance * static_cast<double>(a.size() + b.size() - both.size()) ||
         shared >= options.containment * static_cast<double>(std::min(a.size(), b.size()));
}

class Unions {
 public:
  explicit Unions(std::size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), 0u); }
  std::uint32_t root(std::uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = root(a), b = root(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

class Finder {
 public:
  Finder(std::size_t count, const std::function<QuotedText(std::size_t)>& text, const EchoOptions& options)
      : count_(count), text_(text), options_(options), unions_(count) {}

  std::vector<Echo> run() {
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < count_; ++i) {
      const QuotedText q = text_(i);
      if (static_cast<std::size_t>(std::count(q.folded.begin(), q.folded.end(), ' ')) + 1 >= options_.least_words)
        add_entries(runs_of(q.folded), static_cast<std::uint32_t>(i), entries);
    }
    std::sort(entries.begin(), entries.end());
    for (auto begin = entries.begin(); begin != entries.end();) {
      const auto end = std::find_if(begin, entries.end(), [&](const Entry& e) { return e.hash != begin->hash; });
      compare({begin, end});
      begin = end;
    }
    return collect(entries);
  }

 private:
  void compare(std::span<const Entry> bucket) {
    std::vector<std::pair<std::uint32_t, Runs>> leaders;  // one of each kind of wording in the bucket
    for (const Entry& e : bucket) {
      if (bucket.size() < 2) return;
      const Runs runs = runs_of(text_(e.index).folded);
      bool found = false;
      for (const auto& [leader, theirs] : leaders)
        if (alike(runs, theirs, options_)) unions_.join(leader, e.index), found = true;
      if (!found && leaders.size() < kMostCompared) leaders.emplace_back(e.index, runs);
    }
  }

  std::vector<Echo> collect(std::vector<Entry>& entries) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> by_root;
    for (const Entry& e : entries) by_root.emplace_back(unions_.root(e.index), e.index);
    std::sort(by_root.begin(), by_root.end());
    by_root.erase(std::unique(by_root.begin(), by_root.end()), by_root.end());
    std::vector<Echo> out;
    for (std::size_t begin = 0; begin < by_root.size();) {
      std::size_t end = begin;
      while (end < by_root.size() && by_root[end].first == by_root[begin].first) ++end;
      if (end - begin >= 2) add_echo({by_root.begin() + static_cast<std::ptrdiff_t>(begin), end - begin}, out);
      begin = end;
    }
    return out;
  }

  void add_echo(std::span<const std::pair<std::uint32_t, std::uint32_t>> members, std::vector<Echo>& out) {
    Echo echo;
    std::set<std::int64_t> articles;
    std::set<std::string> wordings, speakers;
    for (const auto& [root, index] : members) {
      const QuotedText q = text_(index);
      echo.members.push_back(index);
      articles.insert(q.article), wordings.insert(q.folded);
      if (!q.speaker_key.empty()) speakers.insert(q.speaker_key);
    }
    if (articles.size() < 2) return;
    echo.other_wording = wordings.size() > 1, echo.other_speaker = speakers.size() > 1;
    out.push_back(std::move(echo));
  }

  std::size_t count_;
  const std::function<QuotedText(std::size_t)>& text_;
  EchoOptions options_;
  Unions unions_;
};

}  // namespace

std::vector<Echo> find_echoes(std::size_t count, const std::function<QuotedText(std::size_t)>& text,
                              const EchoOptions& options) {
  return Finder(count, text, options).run();
}

}  // namespace onrecord

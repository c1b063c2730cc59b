#include "archive/echoes.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <span>
#include <unordered_map>

#include "archive/hash.h"
#include "archive/names.h"

namespace onrecord {
namespace {

constexpr std::size_t kRun = 3;            ///< words hashed together
constexpr std::size_t kWindow = 3;         ///< runs of which one is looked up: five words in a row are never missed
constexpr std::size_t kMostCompared = 24;  ///< each wording with so many others of its run

using Runs = std::vector<std::int64_t>;

Runs runs_in_order(const std::string& folded_text) {
  const std::vector<std::string> words = words_of(folded_text);
  Runs out;
  for (std::size_t i = 0; i + kRun <= words.size(); ++i)
    out.push_back(row_hash(words[i] + ' ' + words[i + 1] + ' ' + words[i + 2]));
  return out;
}

/// Sorted, each once.
Runs as_set(Runs runs) {
  std::sort(runs.begin(), runs.end());
  runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
  return runs;
}

/// The least of each window, which depends on the window alone: equal stretches choose equal runs. All where there is
/// one window only, so that short quotations meet though they differ by a word.
Runs chosen(const Runs& in_order) {
  if (in_order.size() <= kWindow) return as_set(in_order);
  Runs out;
  for (auto window = in_order.begin(); in_order.end() - window >= static_cast<std::ptrdiff_t>(kWindow); ++window)
    out.push_back(*std::min_element(window, window + kWindow));
  return as_set(std::move(out));
}

struct Entry {
  std::int64_t run = 0;
  std::uint32_t index = 0;
  friend auto operator<=>(const Entry&, const Entry&) = default;
};

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
    std::unordered_map<std::int64_t, std::uint32_t> wordings;  // hash of the folded text: the first that has it
    for (std::uint32_t i = 0; i < count_; ++i) {
      const QuotedText q = text_(i);
      if (static_cast<std::size_t>(std::count(q.folded.begin(), q.folded.end(), ' ')) + 1 < options_.least_words) continue;
      long_enough_.push_back(i);
      const auto [first, is_new] = wordings.emplace(row_hash(q.folded), i);
      if (!is_new) unions_.join(first->second, i);
      else
        for (std::int64_t run : chosen(runs_in_order(q.folded))) entries.push_back({run, i});
    }
    std::sort(entries.begin(), entries.end());
    for (auto begin = entries.begin(); begin != entries.end();) {
      const auto end = std::find_if(begin, entries.end(), [&](const Entry& e) { return e.run != begin->run; });
      compare({begin, end});
      begin = end;
    }
    return collect();
  }

 private:
  /// Wordings that share a run, each with each of the first.
  void compare(std::span<const Entry> bucket) {
    if (bucket.size() < 2) return;
    std::vector<std::pair<std::uint32_t, Runs>> earlier;
    for (const Entry& e : bucket) {
      Runs runs = as_set(runs_in_order(text_(e.index).folded));
      for (const auto& [index, theirs] : earlier)
        if (alike(runs, theirs, options_)) unions_.join(index, e.index);
      if (earlier.size() < kMostCompared) earlier.emplace_back(e.index, std::move(runs));
    }
  }

  std::vector<Echo> collect() {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> by_root;
    for (std::uint32_t i : long_enough_) by_root.emplace_back(unions_.root(i), i);
    std::sort(by_root.begin(), by_root.end());
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
  std::vector<std::uint32_t> long_enough_;
};

}  // namespace

std::vector<Echo> find_echoes(std::size_t count, const std::function<QuotedText(std::size_t)>& text,
                              const EchoOptions& options) {
  return Finder(count, text, options).run();
}

}  // namespace onrecord

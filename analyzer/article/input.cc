#include "article/input.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <filesystem>

#include "article/input_bytes.h"
#include "article/input_split.h"
#include "article/input_unpack.h"

namespace onrecord {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxPacking = 6;  ///< archives inside archives
constexpr std::size_t kHead = 4096;

// ---- which files ----------------------------------------------------------------------------------------------------

struct FoundFile {
  std::string path;
  bool named = false;  ///< the user named it: it is read whatever it looks like
};

std::vector<std::string> expand_plain_glob(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> out;
  if (glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0)
    out.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  globfree(&found);
  return out;
}

/// `folder` and all folders below it that are not hidden; links are not followed.
std::vector<fs::path> folders_below(const fs::path& folder) {
  std::vector<fs::path> out{folder};
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    if (it->path().filename().string().starts_with('.')) it.disable_recursion_pending();
    else if (!it->is_symlink(ignored) && it->is_directory(ignored)) out.push_back(it->path());
  }
  return out;
}

/// Paths that match, in their order. "**" stands for any number of folders: "archive/**/*.html".
std::vector<std::string> expand_glob(const std::string& pattern) {
  constexpr std::string_view kAnyDepth = "**/";
  const std::size_t at = pattern.find(kAnyDepth);
  std::vector<std::string> out;
  if (at == std::string::npos || (at > 0 && pattern[at - 1] != '/')) {
    out = expand_plain_glob(pattern);
  } else {
    const std::string rest = pattern.substr(at + kAnyDepth.size());
    for (const std::string& base : at == 0 ? std::vector<std::string>{"."} : expand_plain_glob(pattern.substr(0, at)))
      for (const fs::path& folder : folders_below(base))
        for (std::string& found : expand_glob((folder / rest).string())) out.push_back(std::move(found));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// Walks inputs in order and folders in the order of their entries' names, holding one folder's names at each depth.
class FileWalk {
 public:
  explicit FileWalk(std::vector<std::string> inputs) : stack_{{std::move(inputs), 0, true}} {}

  Result<std::optional<FoundFile>> next() {
    while (!stack_.empty()) {
      Level& level = stack_.back();
      if (level.at == level.names.size()) {
        stack_.pop_back();
        continue;
      }
      const std::string path = level.names[level.at++];
      auto file = visit(path, level.named);
      if (!file || *file) return file;
    }
    return std::optional<FoundFile>();
  }

 private:
  struct Level {
    std::vector<std::string> names;
    std::size_t at = 0;
    bool named = false;
  };

  Result<std::optional<FoundFile>> visit(const std::string& path, bool named) {
    std::error_code error;
    if (path == "-") return std::optional<FoundFile>({path, named});
    const fs::file_status status = named ? fs::status(path, error) : fs::symlink_status(path, error);
    if (fs::is_directory(status)) return open_folder(path);
    if (fs::is_symlink(status) && !fs::is_regular_file(path, error)) return std::optional<FoundFile>();
    if (fs::exists(status) || !named) return std::optional<FoundFile>({path, named});
    if (path.find_first_of("*?[") != std::string::npos) {
      std::vector<std::string> found = expand_glob(path);
      if (!found.empty()) {
        stack_.push_back({std::move(found), 0, true});
        return std::optional<FoundFile>();
      }
      return unexpected({.message = "matches no file", .path = path});
    }
    return unexpected({.message = "no such file or folder", .path = path});
  }

  Result<std::optional<FoundFile>> open_folder(const std::string& path) {
    std::error_code error;
    Level level;
    for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error))
      if (const std::string name = it->path().filename().string(); !name.starts_with('.'))
        level.names.push_back(it->path().string());
    std::sort(level.names.begin(), level.names.end());
    stack_.push_back(std::move(level));
    if (error) return unexpected({.message = fmt::format("cannot be listed: {}", error.message()), .path = path});
    return std::optional<FoundFile>();
  }

  std::vector<Level> stack_;
};

// ---- from files to splitters --------------------------------------------------------------------------------------

/// Hands out what a window holds and then what comes behind it: bytes that were looked at are not lost.
class WindowSource : public ByteSource {
 public:
  explicit WindowSource(ByteWindow window) : window_(std::move(window)) {}
  Result<std::size_t> read(char* to, std::size_t size) override {
    if (window_.view().empty())
      if (auto done = window_.need(1); !done) return unexpected(done.error());
    const std::size_t n = std::min(size, window_.view().size());
    window_.view().copy(to, n);
    window_.consume(n);
    return n;
  }

 private:
  ByteWindow window_;
};

/// Tells of damage first, then goes on.
class AfterError : public Splitter {
 public:
  AfterError(Error error, std::unique_ptr<Splitter> rest) : error_(std::move(error)), rest_(std::move(rest)) {}
  Result<std::optional<InputRecord>> next() override {
    if (!error_) return rest_ ? rest_->next() : Result<std::optional<InputRecord>>(std::nullopt);
    const Error error = *std::move(error_);
    error_.reset();
    return unexpected(error);
  }

 private:
  std::optional<Error> error_;
  std::unique_ptr<Splitter> rest_;
};

class Opener {
 public:
  Opener(const InputOptions& options, std::uint64_t& ignored) : options_(options), ignored_(ignored) {}

  /// nullptr for a file to pass over. `format_name`: the path without endings of packing.
  Result<std::unique_ptr<Splitter>> open(std::unique_ptr<ByteSource> source, const std::string& path,
                                         std::string format_name, bool named, int depth);

 private:
  UnpackLimits limits() const { return {.max_expansion = options_.max_expansion}; }
  const InputOptions& options_;
  std::uint64_t& ignored_;
};

/// Members of a tar or zip, each split by its own format.
class MemberSplitter : public Splitter {
 public:
  MemberSplitter(std::unique_ptr<ByteSource> packed, Packing packing, std::string path, Opener opener, UnpackLimits limits,
                 int depth)
      : members_(std::move(packed), packing, limits), path_(std::move(path)), opener_(opener), depth_(depth) {}

  Result<std::optional<InputRecord>> next() override {
    for (;;) {
      if (member_) {
        auto record = member_->next();
        if (!record || *record) return record;
        member_.reset();
      }
      auto name = members_.next();
      if (!name) return unexpected(at_place(name.error(), {path_, 0, 0}));
      if (!*name) return std::optional<InputRecord>();
      auto opened = opener_.open(members_.open(), path_ + "!" + **name, **name, false, depth_ + 1);
      if (!opened) return unexpected(opened.error());
      member_ = std::move(*opened);
    }
  }

 private:
  MemberList members_;
  std::unique_ptr<Splitter> member_;
  std::string path_;
  Opener opener_;
  int depth_;
};

bool is_docx(std::string_view name, std::string_view head) {
  return ending_of(name) == "docx" || head.substr(0, 256).find("[Content_Types].xml") != std::string_view::npos;
}

std::string without_ending(const std::string& name) {
  for (const char* ending : {"gz", "zst", "bz2", "xz", "lz4"})
    if (ending_of(name) == ending) return name.substr(0, name.rfind('.'));
  return name;
}

Result<std::unique_ptr<Splitter>> Opener::open(std::unique_ptr<ByteSource> source, const std::string& path,
                                               std::string format_name, bool named, int depth) {
  if (depth > kMaxPacking) return unexpected({.message = "archives are nested too deeply", .path = path});
  ByteWindow window(std::move(source));
  if (auto damage = window.peek(kHead)) {
    if (window.view().empty()) return unexpected(at_place(*damage, {path, 0, 0}));
    auto rest = open(std::make_unique<WindowSource>(std::move(window)), path, std::move(format_name), named, depth + 1);
    if (!rest) return rest;
    return std::make_unique<AfterError>(at_place(*damage, {path, 0, 0}), std::move(*rest));
  }
  const std::string_view head = window.view().substr(0, kHead);
  const Packing packing = packing_of(head);
  InputFormat format = options_.format;
  if (packing == Packing::kZip && is_docx(format_name, head)) {
    format = InputFormat::kDocx;
  } else if (packing == Packing::kGzip || packing == Packing::kFilter) {
    auto packed = std::make_unique<WindowSource>(std::move(window));
    auto unpacked = packing == Packing::kGzip ? gunzip(std::move(packed), limits()) : unfilter(std::move(packed), limits());
    return open(std::move(unpacked), path, without_ending(format_name), named, depth + 1);
  } else if (packing != Packing::kNone) {
    return std::make_unique<MemberSplitter>(std::make_unique<WindowSource>(std::move(window)), packing, path, *this, limits(), depth);
  } else if (!named && !holds_articles(format_name, head)) {
    ++ignored_;
    return std::unique_ptr<Splitter>();
  }
  if (format == InputFormat::kAuto) format = detect_format(format_name, head);
  return make_splitter(std::move(window), {path, format, &options_});
}

}  // namespace

struct RecordStream::State {
  State(std::vector<std::string> inputs, InputOptions given) : options(std::move(given)), walk(std::move(inputs)) {}

  Result<bool> open_next() {
    auto file = walk.next();
    if (!file) return unexpected(file.error());
    if (!*file) return false;
    auto source = open_file((*file)->path, counter);
    if (!source) return unexpected(source.error());
    auto opened = Opener(options, ignored).open(std::move(*source), (*file)->path, (*file)->path, (*file)->named, 0);
    if (!opened) return unexpected(opened.error());
    splitter = std::move(*opened);
    return true;
  }

  InputOptions options;
  FileWalk walk;
  std::unique_ptr<Splitter> splitter;
  ByteCounter counter = std::make_shared<std::uint64_t>(0);
  std::uint64_t ignored = 0;
};

RecordStream::RecordStream(std::vector<std::string> inputs, InputOptions options)
    : state_(std::make_unique<State>(std::move(inputs), std::move(options))) {}
RecordStream::RecordStream(RecordStream&&) noexcept = default;
RecordStream& RecordStream::operator=(RecordStream&&) noexcept = default;
RecordStream::~RecordStream() = default;

Result<std::optional<InputRecord>> RecordStream::next() {
  for (;;) {
    if (state_->splitter) {
      auto record = state_->splitter->next();
      if (!record || *record) return record;
      state_->splitter.reset();
    }
    auto opened = state_->open_next();
    if (!opened) return unexpected(opened.error());
    if (!*opened) return std::optional<InputRecord>();
  }
}

std::uint64_t RecordStream::bytes_read() const { return *state_->counter; }
std::uint64_t RecordStream::ignored_files() const { return state_->ignored; }
const InputOptions& RecordStream::options() const { return state_->options; }

Result<std::optional<Article>> ArticleStream::next() {
  auto record = records_.next();
  if (!record) {
    place_ = {.path = record.error().path};
    return unexpected(record.error());
  }
  if (!*record) return std::optional<Article>();
  place_ = (*record)->place;
  Result<Article> article = read_record(**record, records_.options());
  if (!article) return unexpected(article.error());
  return std::optional<Article>(*std::move(article));
}

std::uint64_t input_size(const std::vector<std::string>& inputs) {
  FileWalk walk(inputs);
  std::uint64_t total = 0;
  for (;;) {
    auto file = walk.next();
    if (file && !*file) return total;
    std::error_code error;
    if (!file || (*file)->path == "-") continue;
    const std::uintmax_t size = fs::file_size((*file)->path, error);
    if (!error) total += size;
  }
}

}  // namespace onrecord

#include "desk/sink.h"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <system_error>

namespace onrecord {
namespace {

class StreamSink : public Sink {
 public:
  explicit StreamSink(Output output) : output_(std::move(output)) {}
  Result<void> put(const Rendered& one) override { return output_.write(one.text); }
  Result<void> close() override { return output_.close(); }

 private:
  Output output_;
};

class PageSink : public Sink {
 public:
  explicit PageSink(Output output) : output_(std::move(output)) {}

  Result<void> put(const Rendered& one) override {
    if (used_)
      return unexpected({.message = "there are several articles, and a page holds one",
                         .help = "give a folder: --format html -o FOLDER/"});
    used_ = true;
    return output_.write(one.text);
  }
  Result<void> close() override { return output_.close(); }

 private:
  Output output_;
  bool used_ = false;
};

class FolderSink : public Sink {
 public:
  explicit FolderSink(std::string folder) : folder_(std::move(folder)) {}

  Result<void> put(const Rendered& one) override {
    std::error_code fault;
    std::filesystem::create_directories(folder_, fault);
    if (fault) return unexpected({.message = "cannot make the folder: " + fault.message(), .path = folder_.string()});
    auto output = Output::open((folder_ / name_for(one.id)).string());
    if (!output) return unexpected(output.error());
    if (auto done = output->write(one.text); !done) return done;
    return output->close();
  }
  Result<void> close() override { return {}; }

 private:
  std::string name_for(const std::string& id) {
    constexpr std::size_t kLongest = 120;
    std::string name = id.substr(id.find_last_of('/') + 1).substr(0, kLongest);
    for (char& c : name) {
      const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
      if (!plain && c != '.') c = '-';
    }
    if (name.empty() || name.front() == '.') name = "article" + name;
    const int times = ++used_[name];
    return times == 1 ? name + ".html" : fmt::format("{}-{}.html", name, times);
  }

  const std::filesystem::path folder_;
  std::map<std::string, int> used_;
};

}  // namespace

std::unique_ptr<Sink> stream_sink(Output output) { return std::make_unique<StreamSink>(std::move(output)); }
std::unique_ptr<Sink> page_sink(Output output) { return std::make_unique<PageSink>(std::move(output)); }
std::unique_ptr<Sink> folder_sink(std::string folder) { return std::make_unique<FolderSink>(std::move(folder)); }

}  // namespace onrecord

// A pack of rules in a directory of its own, gone at the end of the test.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

namespace onrecord {

class Pack {
 public:
  Pack() {
    dir_ = std::filesystem::path(testing::TempDir()) / ("pack-" + std::to_string(::getpid()) + "-" + std::to_string(++count()));
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_);
  }
  ~Pack() { std::filesystem::remove_all(dir_); }
  Pack(const Pack&) = delete;
  Pack& operator=(const Pack&) = delete;
  Pack& file(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((dir_ / name).parent_path());
    std::ofstream(dir_ / name, std::ios::binary) << text;
    return *this;
  }
  const std::filesystem::path& dir() const { return dir_; }

 private:
  static int& count() {
    static int n = 0;
    return n;
  }
  std::filesystem::path dir_;
};

}  // namespace onrecord

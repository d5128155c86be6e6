// SPDX-License-Identifier: Apache-2.0
// An empty directory for one test, so that tests of files need no agreement with each other.
#pragma once

#include <filesystem>
#include <string>
#include <system_error>

#include "base/uuid.h"

namespace cardea::store {

/// Made with a new name under the system's temporary directory; removed with all it holds.
class ScratchDirectory {
 public:
  ScratchDirectory()
      : path_(std::filesystem::temp_directory_path() / ("cardea-store-" + make_uuid())) {
    std::filesystem::create_directory(path_);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace cardea::store

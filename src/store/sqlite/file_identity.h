// SPDX-License-Identifier: Apache-2.0
// Which file stands at a path: its device and inode. A datastore that was restored by moving
// another file to its path has another identity, while open connections still hold the old file.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>

namespace cardea::store::sqlite {

struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

/// Nothing when nothing can be seen there.
inline std::optional<FileIdentity> identify(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return FileIdentity{.device = status.st_dev, .inode = status.st_ino};
}

}  // namespace cardea::store::sqlite

// SPDX-License-Identifier: Apache-2.0
// The file of the store as it stands at its path, which an operator may exchange for another (a
// backup) while connections hold the old one. Whoever uses a connection first asks here which file
// is the right one. When it was exchanged, the write-ahead log of the old file is moved aside
// before anybody opens the new one, because SQLite would replay it into the wrong file.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "base/result.h"
#include "store/sqlite/file_identity.h"

namespace cardea::store::sqlite {

/// Thread-safe.
class DataFile {
 public:
  /// Makes the directory (0700) and an empty file (0600) where there is none.
  static Status make(const std::string& directory, const std::string& path);

  explicit DataFile(std::string path);

  [[nodiscard]] const std::string& path() const { return path_; }

  /// The file that stands there now. Fails when there is none.
  Result<FileIdentity> current();

  /// Remembers which write-ahead log belongs to the present file. Called by the writer.
  void note_log();

 private:
  const std::string path_;
  std::mutex mutex_;
  std::optional<FileIdentity> file_;
  std::optional<FileIdentity> log_;
};

}  // namespace cardea::store::sqlite

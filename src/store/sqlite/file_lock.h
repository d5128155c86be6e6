// SPDX-License-Identifier: Apache-2.0
// One process a datastore: an exclusive flock(2) on a file beside it, held for the life of the
// store. The kernel lets go of it however the process ends. The file says who holds it, so that a
// second process can name the first; it is never removed, because removing it would let two
// processes hold locks on two files of the same name.
#pragma once

#include <string>

#include "base/result.h"
#include "base/time.h"

namespace cardea::store::sqlite {

class FileLock {
 public:
  /// Fails with `conflict` when another process holds it; the detail names that process.
  static Result<FileLock> acquire(const std::string& path, WallTime now);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock() { release(); }

  /// Lets others have it.
  void release();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace cardea::store::sqlite

// SPDX-License-Identifier: Apache-2.0
// The far end of a log: a file, standard output or standard error, written by one thread that must
// not be caught for ever by a reader that stopped reading.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace cardea::observe {

/// Owns the descriptor. Not thread-safe.
class Output {
 public:
  /// `stdout`, `stderr`, `/dev/stdout`, `/dev/stderr`, or the path of a file to append to (made
  /// with mode 0640). Fails with the path and the system's reason.
  static Result<Output> open(std::string path);
  Output(Output&& other) noexcept;
  Output& operator=(Output&& other) noexcept;
  ~Output();

  /// Opens the path again; on failure the old file stays in use.
  Status reopen();

  /// Writes `bytes`, waiting at most `patience` in all for a pipe, socket or terminal that does not
  /// take them. Returns how many were written; fewer than asked means that it is slow. Fails when
  /// it cannot be written at all (disk full, reader gone).
  Result<std::size_t> write(std::string_view bytes, Duration patience);

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  Output(std::string path, int descriptor);
  [[nodiscard]] bool await_room(Duration patience) const;

  std::string path_;
  int descriptor_;
  std::size_t piece_;  // how much one write may take without the danger of being caught
};

}  // namespace cardea::observe

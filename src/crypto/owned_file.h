// SPDX-License-Identifier: Apache-2.0
// A small file that belongs to us alone: read only when nobody else could have written or read it,
// written so that after a crash either the old or the new text is there, whole. Private to this
// folder.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace cardea::crypto {

/// An open file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor();
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

/// Opens a regular file of this user with mode 0600 or 0400 for reading; symbolic links are
/// followed only by the directory part. Fails: absent when there is none, invalid with the command
/// that mends it.
Result<Descriptor> open_owned(const std::string& path);

/// Reads all of it, refusing more than `limit` bytes.
Result<Secret> read_all(const Descriptor& file, const std::string& path, std::size_t limit);

/// Makes a new file with mode 0600; conflict when there is one already. On disk when this returns,
/// the directory's entry included.
Status write_new(const std::string& path, std::string_view text);

/// Puts a new text in place of the file, atomically and on disk when this returns.
Status replace(const std::string& path, std::string_view text);

}  // namespace cardea::crypto

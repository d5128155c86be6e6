// SPDX-License-Identifier: Apache-2.0
// The keys under which secret fields are sealed at rest: a small text file of its own, so that a
// stolen copy of the store is worth nothing without it. One key is active (new values are sealed
// with it); old ones stay until nothing is sealed with them any more. A key's id is derived from
// its bytes, so a damaged line is noticed when the file is read and not when a credential is used.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace cardea::crypto {

/// One 256-bit key.
struct SealingKey {
  std::string id;       ///< 16 hex digits, of the key's SHA-256
  std::string created;  ///< RFC 3339, UTC, seconds; for people
  Secret bytes;         ///< 32 of them
};

/// The keys of one file as they were when it was read. Immutable; changes to the file are made by
/// the static functions and seen by reading it again.
///
/// The file must be a regular one, belong to the user who runs this process and be closed to all
/// others (mode 0600 or 0400); otherwise it is refused with the command that mends it.
class Keyring {
 public:
  static Result<Keyring> read(const std::string& path);

  /// Writes a new file with one key, never over an existing one (conflict). On disk, file and
  /// directory entry, when this returns.
  static Result<Keyring> make(const std::string& path, WallTime now);

  /// Reads the file, or makes it when there is none: what a first start does.
  static Result<Keyring> read_or_make(const std::string& path, WallTime now);

  /// Adds a new key and makes it the active one; the file is replaced atomically. Two processes
  /// that do so at once are put in order.
  static Result<Keyring> add(const std::string& path, WallTime now);

  /// Takes an old key out of the file, once nothing is sealed with it; the active one is refused.
  static Result<Keyring> drop(const std::string& path, std::string_view key_id);

  [[nodiscard]] const SealingKey& active() const { return keys_.front(); }
  /// All keys, the active one first. Never empty.
  [[nodiscard]] const std::vector<SealingKey>& keys() const { return keys_; }
  [[nodiscard]] const SealingKey* find(std::string_view id) const;
  /// The file the keys came from, for messages.
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  Keyring(std::string path, std::vector<SealingKey> keys);

  std::string path_;
  std::vector<SealingKey> keys_;
};

}  // namespace cardea::crypto

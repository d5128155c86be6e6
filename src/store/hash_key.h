// SPDX-License-Identifier: Apache-2.0
// Secret values by which rows are found (API keys) stand in the store twice: sealed, which differs
// each time, and as a keyed hash, by which they are looked up and kept unique. The key of these
// hashes belongs to the store and not to a process, so that every node over it computes the same
// hash; it is sealed there like any secret, so that a stolen copy of the store cannot be searched
// for a guessed value.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/hmac.h"
#include "loop/task.h"
#include "schema/catalog.h"
#include "store/store.h"

namespace cardea::crypto {
class Keyring;
}

namespace cardea::store {

/// HMAC-SHA-256 of the values of one field, as base64url. Equal hashes mean equal values.
/// Immutable; copies are cheap.
class ValueHash {
 public:
  static constexpr std::size_t size = 43;

  std::string operator()(std::string_view value) const;
  /// The same without allocating, into `out`, which must hold `size` bytes.
  std::string_view operator()(std::string_view value, char* out) const;

 private:
  friend class HashKey;
  explicit ValueHash(std::string_view key) : key_(crypto::Hash::sha256, key) {}

  crypto::HmacKey key_;
};

/// What a store's hashes are made with.
class HashKey {
 public:
  /// A random one.
  HashKey();
  explicit HashKey(Secret bytes) : bytes_(std::move(bytes)) {}

  /// The hash for a field; equal values of two fields have different ones.
  [[nodiscard]] ValueHash of(std::string_view table, std::string_view field) const;

  /// For the one place that stores it.
  [[nodiscard]] const Secret& bytes() const { return bytes_; }

 private:
  Secret bytes_;  // any text
};

/// The store's key, made if it has none. Fails when the store cannot be asked, when the key does
/// not open, and when it is missing although there are rows that can only be found with it. The
/// references outlive the task. Safe when several nodes start at once.
Task<Result<HashKey>> find_or_make_hash_key(Store& store, const schema::Catalog& catalog,
                                            const crypto::Keyring& keyring);

}  // namespace cardea::store

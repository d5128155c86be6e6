// SPDX-License-Identifier: Apache-2.0
// A key is made without the lock; two who miss the same one both make it, and either serves.
#include "identity/public_keys.h"

#include <utility>

namespace cardea::identity {
namespace {

// What OpenSSL holds for a key and its prepared context, roughly: measured 5 kB for RSA of 2048
// bits, 3 kB for P-256 and Ed25519.
constexpr std::size_t key_bytes = 5120;

}  // namespace

std::shared_ptr<const jose::VerifyingKey> PublicKeys::get(jose::Algorithm algorithm,
                                                          std::string_view pem) {
  const std::uint64_t hash = hash_(pem) + static_cast<std::uint64_t>(algorithm);
  {
    const std::scoped_lock lock(mutex_);
    const Entry* const entry = entries_.find(hash);
    if (entry != nullptr && entry->algorithm == algorithm && entry->pem == pem) return entry->key;
  }
  std::shared_ptr<const jose::VerifyingKey> key;
  auto made = jose::VerifyingKey::make({.algorithm = algorithm, .public_key = pem});
  if (made) key = std::make_shared<const jose::VerifyingKey>(*std::move(made));
  const std::scoped_lock lock(mutex_);
  entries_.put(hash, Entry{algorithm, std::string(pem), key}, pem.size() + key_bytes);
  return key;
}

std::size_t PublicKeys::size() const {
  const std::scoped_lock lock(mutex_);
  return entries_.size();
}

}  // namespace cardea::identity

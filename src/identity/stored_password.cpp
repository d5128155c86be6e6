// SPDX-License-Identifier: Apache-2.0
// Marks are HMAC-SHA-256 under a random key of the process: whoever reads this process's memory
// has no faster way to the passwords than through the hashes.
#include "identity/stored_password.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/secret.h"
#include "base/uuid.h"

namespace cardea::identity {
namespace {

const crypto::HmacKey& process_key() {
  static const crypto::HmacKey key(crypto::Hash::sha256, random_bytes(32));
  return key;
}

crypto::HmacKey key_for(std::string_view id, std::string_view stored) {
  const Secret key(process_key().sign(fmt::format("{}\n{}", id, stored)));
  return {crypto::Hash::sha256, key.reveal()};
}

PasswordMark signed_by(const crypto::HmacKey& key, std::string_view password) {
  crypto::HmacKey::Code code;
  PasswordMark mark{};
  std::ranges::copy(key.sign(password, code), mark.begin());
  return mark;
}

}  // namespace

StoredPassword::StoredPassword(std::string credential, std::string owner, crypto::PasswordHash read,
                               Lifetime end)
    : id(std::move(credential)),
      consumer(std::move(owner)),
      lifetime(end),
      hash(std::move(read)),
      marks(key_for(id, hash.text())) {}

PasswordMark mark_of(const StoredPassword& stored, std::string_view password) {
  return signed_by(stored.marks, password);
}

PasswordMark mark_of_nobody(std::string_view username, std::string_view password) {
  return signed_by(key_for("", username), password);
}

}  // namespace cardea::identity

// SPDX-License-Identifier: Apache-2.0
// A credential with a password, as it is kept in memory: the hash, ready to be compared with, and
// the key under which this process marks passwords that it has seen match.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/lifetime.h"
#include "crypto/hmac.h"
#include "crypto/password_hash.h"

namespace cardea::identity {

/// Immutable. The password is in neither of them.
struct StoredPassword {
  StoredPassword(std::string id, std::string consumer, crypto::PasswordHash hash,
                 Lifetime lifetime = Lifetime());

  std::string id;        ///< of the credential
  std::string consumer;  ///< id
  Lifetime lifetime;
  crypto::PasswordHash hash;
  /// HMAC key, different in each process and for each credential and stored text: a mark made with
  /// it says "this password matched this very hash", and means nothing once the hash is another.
  crypto::HmacKey marks;
};

/// What stands for a password that was tried against a credential.
using PasswordMark = std::array<char, 32>;

PasswordMark mark_of(const StoredPassword& stored, std::string_view password);
/// The same where there is no such credential.
PasswordMark mark_of_nobody(std::string_view username, std::string_view password);

}  // namespace cardea::identity

// SPDX-License-Identifier: Apache-2.0
// A password as it is stored: argon2id (argon2.h), or Kong's form, which anybody who holds it can
// search for the password at some 10^10 guesses a second and which is here so that credentials can
// be brought along. A text says itself which form it has.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "crypto/argon2.h"

namespace cardea::crypto {

enum class PasswordForm : std::uint8_t {
  argon2id,
  kong,  ///< 40 lower-case hex digits: SHA-1 of the password and the consumer's id behind it
};

class PasswordHash {
 public:
  /// Fails when the text has neither form; the detail shows no part of it.
  static Result<PasswordHash> read(std::string_view stored);

  /// `consumer`: the id of whose password it is. argon2id takes tens of milliseconds.
  static Result<PasswordHash> make(PasswordForm form, std::string_view password,
                                   std::string_view consumer);

  /// Whether it is of this password; compared in constant time. Takes as long as `make`.
  [[nodiscard]] Result<bool> matches(std::string_view password, std::string_view consumer) const;

  [[nodiscard]] PasswordForm form() const;
  /// Whether a new hash of this form would cost the same; otherwise it is to be made anew when the
  /// password is at hand.
  [[nodiscard]] bool is_up_to_date(PasswordForm wanted) const;
  [[nodiscard]] std::string text() const;

 private:
  using KongHash = std::string;  // 20 bytes
  explicit PasswordHash(std::variant<Argon2Hash, KongHash> hash) : hash_(std::move(hash)) {}

  std::variant<Argon2Hash, KongHash> hash_;
};

}  // namespace cardea::crypto

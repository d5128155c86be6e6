// SPDX-License-Identifier: Apache-2.0
// Argon2id (RFC 9106): a hash that is meant to be slow and to need memory, for passwords, which are
// the only secrets that people choose. Each call takes tens of milliseconds and the memory that its
// cost says: never on a core.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cardea::crypto {

/// What one hash costs.
struct Argon2Cost {
  std::uint32_t memory = 0;  ///< KiB
  std::uint32_t passes = 0;  ///< over that memory
  std::uint32_t lanes = 0;   ///< computed one after the other, in the thread that asks

  friend bool operator==(const Argon2Cost&, const Argon2Cost&) = default;
};

/// What new hashes cost: 19 MiB and two passes, the first choice of OWASP's password storage cheat
/// sheet. More memory would slow down attackers as much as honest clients, and this gateway may
/// have to prove many at once after a start.
inline constexpr Argon2Cost argon2_cost{.memory = 19456, .passes = 2, .lanes = 1};

/// What a hash made elsewhere may cost at most: 64 MiB, ten passes, four lanes.
inline constexpr Argon2Cost most_argon2_cost{.memory = 65536, .passes = 10, .lanes = 4};

/// A hash as it is stored, in the form of the Password Hashing Competition:
/// `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>`, both in base64 without padding.
struct Argon2Hash {
  Argon2Cost cost;
  std::string salt;  ///< 8 to 64 bytes
  std::string tag;   ///< 16 to 64 bytes

  /// Fails when the text has another form, or more than the most that is allowed. The detail says
  /// what is wrong and shows no part of it.
  static Result<Argon2Hash> read(std::string_view text);
  [[nodiscard]] std::string text() const;
};

/// Hashes with a new random salt. Fails (`unavailable`) when there is not enough memory.
Result<Argon2Hash> hash_with_argon2(std::string_view password, const Argon2Cost& cost);

/// Whether the hash is of this password; compared in constant time.
Result<bool> matches(const Argon2Hash& hash, std::string_view password);

}  // namespace cardea::crypto

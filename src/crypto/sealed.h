// SPDX-License-Identifier: Apache-2.0
// Secret fields at rest: AES-256-GCM (NIST SP 800-38D) under the active key of a keyring, as one
// line of text, `sealed:1:<key id>:<base64url of nonce, ciphertext and tag>`.
//
// The place of a value (table, field, row id) is authenticated with it: a sealed value copied into
// another row does not open there. Nonces are 96 random bits; at 2^32 values sealed under one key
// the chance of a repeated nonce reaches 2^-32, the bound of SP 800-38D section 8.3. Rotate before
// that; no store of ours comes near it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/keyring.h"

namespace cardea::crypto {

/// Where a sealed value belongs. Views; only looked at during the call.
struct SealedPlace {
  std::string_view table;
  std::string_view field;
  std::string_view row_id;
};

/// Seals `plain` (any bytes, also none) under the active key.
std::string seal(const Keyring& keyring, std::string_view plain, const SealedPlace& place);

/// Opens it again. Fails: invalid when the text is not one of ours, was changed, or belongs to
/// another place; absent when the keyring lacks its key (the detail names file and key id). Never
/// shows any part of the value. Origin is `store`.
Result<Secret> open(const Keyring& keyring, std::string_view sealed, const SealedPlace& place);

/// Whether the text has the form of a sealed value.
bool is_sealed(std::string_view text);

/// The id of the key a text is sealed with, so that rotation finds the old ones; a view into it.
/// Empty when it has not the form.
std::optional<std::string_view> key_id_of(std::string_view sealed);

}  // namespace cardea::crypto

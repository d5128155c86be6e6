// SPDX-License-Identifier: Apache-2.0
// Hashes (FIPS 180-4) of bytes at hand, by OpenSSL with the algorithms fetched once per process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cardea::crypto {

enum class Hash : std::uint8_t { sha256, sha384, sha512 };

/// Length of the digest in bytes: 32, 48, 64.
std::size_t digest_size(Hash hash);

/// The digest as raw bytes.
std::string digest(Hash hash, std::string_view bytes);

/// The digest as lower-case hex.
std::string hex_digest(Hash hash, std::string_view bytes);

}  // namespace cardea::crypto

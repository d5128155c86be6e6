// SPDX-License-Identifier: Apache-2.0
// UUIDs as the Admin API speaks them: lower-case text of 36 characters (RFC 9562). Kept as text
// throughout, since that is what is stored, compared and shown.
#pragma once

#include <string>
#include <string_view>

namespace cardea {

/// A new random UUID, version 4, from the operating system's random source.
std::string make_uuid();

/// Whether `text` has the shape of a UUID: 36 characters, hex digits and dashes in their places,
/// any version, either case. Such a path value is always an id (Kong's rule).
bool is_uuid(std::string_view text);

/// Lower-case hex.
std::string to_hex(std::string_view bytes);

/// `count` characters of A-Z a-z 0-9 from the operating system's random source, without bias: what
/// Kong fills into generated keys and secrets (32 of them).
std::string random_alphanumeric(std::size_t count);

/// `count` bytes from the operating system's random source.
std::string random_bytes(std::size_t count);

}  // namespace cardea

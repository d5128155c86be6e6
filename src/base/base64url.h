// SPDX-License-Identifier: Apache-2.0
// Base64 in both alphabets of RFC 4648, strictly: no white space, no junk, no padding in base64url
// (RFC 7515 section 2), and canonical, that is, the unused bits of the last character are zero, so
// that a text has one encoding only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cardea {

/// base64url without padding (RFC 4648 section 5, RFC 7515 section 2). Empty when `text` is not
/// exactly that.
std::optional<std::string> decode_base64url(std::string_view text);

/// The same into `out`, which must hold at least `text.size() / 4 * 3 + 2` bytes; returns the
/// length.
std::optional<std::size_t> decode_base64url(std::string_view text, char* out);

/// base64url without padding.
std::string encode_base64url(std::string_view bytes);

/// The same into `out`, which must hold at least (4 * size + 2) / 3 bytes; a view of it.
std::string_view encode_base64url(std::string_view bytes, char* out);

/// Base64 (RFC 4648 section 4) with its padding required, or without when `padded` is false;
/// canonical.
std::optional<std::string> decode_base64(std::string_view text, bool padded = true);

std::string encode_base64(std::string_view bytes, bool padded = true);

}  // namespace cardea

// SPDX-License-Identifier: Apache-2.0
// Paths as Kong sees them. Routes are matched on the normal form, and the upstream gets the normal
// form with unsafe bytes encoded: it never sees the client's raw path, so that no two spellings of
// one path are told apart behind the gateway but not by it.
#pragma once

#include <optional>
#include <string_view>

namespace cardea::http {

/// The normal form of a raw path (up to `?`, beginning with `/`):
/// - `%XX` of a byte that is not reserved is decoded; of a reserved one (!*'();:@&=+$,/?%#[]) it is
///   kept with upper-case digits;
/// - `//` is merged, `.` and `..` segments are removed, both after decoding (`%2e%2e` counts);
///   `..` at the root stays at the root (RFC 3986 section 5.2.4).
/// Empty when a `%` is not followed by two hexadecimal digits, or `%00` occurs: answer 400.
/// The result is `raw` itself when that is normal already (the common case, one scan), otherwise it
/// stands in `out`, which needs room for `raw.size()` bytes. `out` may be `raw.data()`.
/// Normalising a normal path changes nothing.
std::optional<std::string_view> normalise_path(std::string_view raw, char* out);

/// A normal path (or one put together from such) as it may stand in a request line: bytes that are
/// neither unreserved nor reserved nor `%` become %XX, upper case. The result is `path` itself
/// when nothing is to be done, otherwise it stands in `out`, which needs room for
/// `3 * path.size()` bytes.
std::string_view encode_path(std::string_view path, char* out);

}  // namespace cardea::http

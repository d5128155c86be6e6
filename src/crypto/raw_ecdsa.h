// SPDX-License-Identifier: Apache-2.0
// ECDSA signatures in their two forms: R and S side by side, each as long as the curve's field
// (RFC 7518 section 3.4), and the DER sequence that OpenSSL speaks. Private to this folder.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cardea::crypto {

/// Room for the DER form of the longest signature (P-521: two numbers of 66 bytes, a sign byte
/// each).
using DerSignature = std::array<char, 2 * (66 + 4) + 4>;

/// Writes the DER form of `raw` (two numbers of `raw.size() / 2` bytes, at most 66 each) and
/// returns it. No allocation.
std::string_view to_der(std::string_view raw, DerSignature& out);

/// The raw form of a signature by OpenSSL, with numbers of `field_bytes` each.
Result<std::string> to_raw(std::string_view der, std::size_t field_bytes);

}  // namespace cardea::crypto

// SPDX-License-Identifier: Apache-2.0
// Everything that can be wrong with a token by itself, one name each. From a fault follow the
// sentence the client reads (Kong's where Kong has one) and the stable reason in logs and metrics.
#pragma once

#include <cstdint>
#include <string_view>

namespace cardea::jose {

/// In the order in which they are judged.
enum class Fault : std::uint8_t {
  too_large,          ///< longer than the limit
  not_three_parts,    ///< fewer than two dots
  header_not_base64,  ///< not canonical base64url
  header_not_json,    ///< not strict JSON, or over its limits
  payload_not_base64,
  payload_not_json,
  algorithm_unknown,  ///< `alg` absent, not a string, or none of the thirteen
  critical_unknown,   ///< `crit` is present, and no extension is understood (RFC 7515 4.1.11)
  payload_not_object,
  signature_not_base64,
  key_absent,         ///< the claim that names the credential is in neither part
  key_not_text,       ///< ... or is no string, or an empty one
  algorithm_differs,  ///< not the algorithm of the credential
  key_unusable,       ///< the credential's key cannot be used
  signature_invalid,
  exp_not_number,
  expired,
  exp_too_far,  ///< beyond the plugin's maximum_expiration, or absent with it
  nbf_not_number,
  not_yet_valid,
};

/// Stable name for logs, metrics and decisions, such as `jwt.signature_invalid`. Static storage.
std::string_view reason(Fault fault);

/// What the client reads. For faults before the claims it is the value of `message`; for those of
/// `exp` and `nbf` the value under that name. `key_absent` and `key_not_text` hold `{}` where the
/// name of the claim goes in. Static storage.
std::string_view message(Fault fault);

}  // namespace cardea::jose

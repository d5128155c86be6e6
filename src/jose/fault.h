// SPDX-License-Identifier: Apache-2.0
// Everything that can be wrong with a token by itself, one name each. From a fault follow the
// sentence the client reads (Kong's where Kong has one) and the stable reason in logs and metrics.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cardea::jose {

/// In the order in which they are judged.
enum class Fault : std::uint8_t {
  too_large,          ///< longer than the limit
  not_three_parts,    ///< fewer than two dots
  encrypted,          ///< five parts: a JWE (RFC 7516 section 7.1), of which none is read here
  header_not_base64,  ///< not canonical base64url
  header_not_json,    ///< not strict JSON, or over its limits
  payload_not_base64,
  payload_not_json,
  algorithm_unknown,  ///< `alg` absent, not a string, or none of the thirteen
  critical_unknown,   ///< `crit` is present, and no extension is understood (RFC 7515 4.1.11), or
                      ///< `b64` is and not true (RFC 7797: it has to be in `crit`)
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
  audience_absent,   ///< the plugin asks for an audience, and there is no `aud`
  audience_differs,  ///< `aud` names none of the plugin's audiences, or is no text or list of texts
  claim_absent,      ///< a claim that the plugin requires
  claim_differs,     ///< a claim that is none of the values which the plugin allows
  claim_unsendable,  ///< a claim to be sent upstream cannot stand in a field (control characters)
};
inline constexpr std::size_t fault_count = static_cast<std::size_t>(Fault::claim_unsendable) + 1;

/// Stable name for logs, metrics and decisions, such as `jwt.signature_invalid`. Static storage.
std::string_view reason(Fault fault);

/// What the client reads. For faults before the claims it is the value of `message`; for those of
/// `exp` and `nbf` the value under that name. Those about one claim hold `{}` where its name goes
/// in. Static storage.
std::string_view message(Fault fault);

}  // namespace cardea::jose

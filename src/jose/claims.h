// SPDX-License-Identifier: Apache-2.0
// What the claims of a token say about time and about whose it is. Ask only after the signature
// held. Times are NumericDate (RFC 7519 section 2): a JSON number, fractions allowed, compared with
// the clock in whole seconds as Kong does: `exp` equal to now is expired, `nbf` equal to now is
// valid.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

#include "jose/fault.h"
#include "jose/token.h"

namespace cardea::jose {

/// Which rules a plugin asks for. Seconds.
struct TimeRules {
  bool exp_required = false;  ///< an absent `exp` is a fault (Kong: claims_to_verify has exp)
  bool nbf_required = false;
  bool ignore_unlisted = false;         ///< Kong's way: look only at what is required
  std::int64_t maximum_expiration = 0;  ///< 0: none; else `exp` may lie this far ahead at most
  std::int64_t leeway = 0;
};

/// Both can be wrong at once, and a client is told both.
struct TimeFaults {
  std::optional<Fault> exp;
  std::optional<Fault> nbf;
  [[nodiscard]] bool none() const { return !exp && !nbf; }
  friend bool operator==(const TimeFaults&, const TimeFaults&) = default;
};

/// Judges `exp` and `nbf` at `now` (seconds since 1970, WallTime::seconds()).
TimeFaults judge_times(const Token& token, const TimeRules& rules, std::int64_t now);

/// The text by which the credential is found: the claim of that name, or else the header parameter
/// (Kong's order). Faults key_absent, key_not_text. A view into the token.
std::expected<std::string_view, Fault> key_of(const Token& token, std::string_view claim);

}  // namespace cardea::jose

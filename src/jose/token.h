// SPDX-License-Identifier: Apache-2.0
// A token that was read but is not yet believed: a signed JWT in compact form (RFC 7515 section
// 7.1, RFC 7519), taken apart strictly. Nothing in here says that a signature holds; verify.h does.
//
// Reading costs a quarter of a microsecond for the usual token and three allocations, none when a
// Token is used again: parts are decoded into one buffer, and of the JSON only the members at the
// top are indexed, by position. What needs more care than plain ASCII and integers is handed to
// json::parse.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>
#include <vector>

#include "jose/algorithm.h"
#include "jose/fault.h"
#include "jose/members.h"

namespace cardea::jose {

/// A claim that names a moment (RFC 7519 section 2, NumericDate), looked up once when the token is
/// read, because it is judged at each use.
struct DateClaim {
  enum class State : std::uint8_t { absent, number, other };
  double seconds = 0;  ///< since 1970-01-01T00:00:00Z; finite; of a number
  State state = State::absent;
};

struct TokenLimits {
  std::size_t bytes = 8U << 10U;  ///< of the compact form
};

/// Owns a copy of its text and everything decoded from it: all views live as long as it does and is
/// not read into again; moving keeps them valid.
class Token {
 public:
  Token() = default;
  Token(Token&&) = default;
  Token& operator=(Token&&) = default;
  Token(const Token&) = delete;
  Token& operator=(const Token&) = delete;
  ~Token() = default;

  /// Reads `text` into this object, re-using its memory. Nothing when it is well-formed; after a
  /// fault the contents mean nothing.
  std::optional<Fault> read(std::string_view text, const TokenLimits& limits = {});

  /// The compact form as given.
  [[nodiscard]] std::string_view text() const;
  [[nodiscard]] Algorithm algorithm() const { return algorithm_; }
  /// Header and payload as sent, with the dot between: what is signed.
  [[nodiscard]] std::string_view signing_input() const;
  /// Decoded.
  [[nodiscard]] std::string_view signature() const;

  /// A member of the payload, or of the header, by name; null when absent.
  [[nodiscard]] const Member* claim(std::string_view name) const { return claims_.find(name); }
  [[nodiscard]] const Member* parameter(std::string_view name) const {
    return parameters_.find(name);
  }

  /// The claims `exp` and `nbf`.
  [[nodiscard]] const DateClaim& expiration() const { return expiration_; }
  [[nodiscard]] const DateClaim& not_before() const { return not_before_; }

  /// Bytes of memory held, for budgets; of the object itself only what it points to.
  [[nodiscard]] std::size_t footprint() const {
    return memory_.capacity() + parameters_.footprint() + claims_.footprint();
  }

  /// All members of payload and header, in their order.
  [[nodiscard]] const Members& claims() const { return claims_; }
  [[nodiscard]] const Members& parameters() const { return parameters_; }

 private:
  std::optional<Fault> judge_header(Members::Outcome header);

  DateClaim expiration_;
  DateClaim not_before_;
  std::vector<char> memory_;  // the text, then header, payload and signature decoded
  std::size_t text_size_ = 0;
  std::size_t signing_size_ = 0;
  std::size_t signature_at_ = 0;
  std::size_t signature_size_ = 0;
  Members parameters_;
  Members claims_;
  Algorithm algorithm_ = Algorithm::hs256;
};

/// Reads a token into a new object.
std::expected<Token, Fault> decode(std::string_view text, const TokenLimits& limits = {});

}  // namespace cardea::jose

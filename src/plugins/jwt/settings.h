// SPDX-License-Identifier: Apache-2.0
// What can be set about the jwt plugin (kong-proxy 1.1), and what Kong does not have: leeway,
// audiences, and rules for single claims.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "json/value.h"
#include "schema/declare.h"

namespace cardea::plugins::jwt {

enum class TimeClaim : std::uint8_t { exp, nbf };

/// What is asked of one claim, and where it is told to the upstream.
struct ClaimSettings {
  std::optional<bool> required;  ///< unset: when it has to have a value
  std::optional<json::Value> equals;
  std::optional<std::vector<json::Value>> in;
  std::optional<std::string> to_header;

  static void describe(schema::RecordDeclaration<ClaimSettings>& record);

  [[nodiscard]] bool is_required() const {
    return required.value_or(equals.has_value() || in.has_value());
  }
};

struct Settings {
  std::vector<std::string> uri_param_names;
  std::vector<std::string> cookie_names;
  std::string key_claim_name = "iss";
  bool secret_is_base64 = false;
  std::optional<std::vector<TimeClaim>> claims_to_verify;
  std::optional<std::string> anonymous;  ///< id or username of a consumer
  bool run_on_preflight = true;
  double maximum_expiration = 0;  ///< seconds; 0: no limit
  std::vector<std::string> header_names;
  std::optional<std::string> realm;
  std::optional<std::int64_t> leeway;  ///< seconds
  std::optional<std::vector<std::string>> audiences;
  std::optional<std::map<std::string, ClaimSettings>> claims;

  static void describe(schema::RecordDeclaration<Settings>& record);

  [[nodiscard]] bool requires_claim(TimeClaim claim) const;
};

}  // namespace cardea::plugins::jwt

template <>
inline constexpr auto cardea::schema::enumerators<cardea::plugins::jwt::TimeClaim> =
    std::to_array<cardea::schema::Named<cardea::plugins::jwt::TimeClaim>>({
        {cardea::plugins::jwt::TimeClaim::exp, "exp"},
        {cardea::plugins::jwt::TimeClaim::nbf, "nbf"},
    });

// SPDX-License-Identifier: Apache-2.0
// What can be set about the jwt plugin (kong-proxy 1.1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/declare.h"

namespace cardea::plugins::jwt {

enum class TimeClaim : std::uint8_t { exp, nbf };

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

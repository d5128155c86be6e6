// SPDX-License-Identifier: Apache-2.0
// A token issuer that is trusted (an OpenID provider, an authorization server): where its keys are,
// what its tokens may look like, and whom they stand for. Its rows decide whose tokens are
// believed and which URLs this process asks, so whoever may write them is as powerful as any
// operator.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "http/url.h"
#include "jose/algorithm.h"
#include "model/token_algorithm.h"
#include "schema/declare.h"

namespace cardea::model {

/// The field of a consumer with which the token's claim is compared.
enum class ConsumerBy : std::uint8_t { username, custom_id, id };

struct Issuer {
  std::string id;
  std::string name;
  std::string issuer;                   ///< exactly the `iss` of its tokens
  std::optional<std::string> jwks_url;  ///< where the keys are; not with `keys`
  std::optional<json::Object> keys;     ///< a JWK Set; neither: discovered from `issuer`
  bool allow_http = false;
  std::vector<jose::Algorithm> algorithms;  ///< none of the HS family
  std::optional<std::vector<std::string>> audiences;
  std::optional<std::string> consumer_claim;  ///< null: tokens stand for no consumer
  ConsumerBy consumer_by = ConsumerBy::custom_id;
  std::optional<std::string> consumer_prefix;
  bool auto_create = false;
  std::optional<std::string> groups_claim;
  std::int64_t refresh = 0;  ///< seconds; keep too
  std::int64_t keep = 0;
  std::int64_t connect_timeout = 0;  ///< milliseconds; timeout too
  std::int64_t timeout = 0;
  std::optional<std::vector<std::string>> tags;
  std::int64_t created_at = 0;  ///< seconds since the epoch; updated_at too
  std::int64_t updated_at = 0;

  static const schema::Entity& entity();
};

/// The URL in `text` if the gateway may ask there: https, or http where `allow_http`. The error
/// (kind invalid) says why not.
Result<http::Url> url_to_ask(std::string_view text, bool allow_http);

}  // namespace cardea::model

template <>
inline constexpr auto cardea::schema::enumerators<cardea::model::ConsumerBy> =
    std::to_array<cardea::schema::Named<cardea::model::ConsumerBy>>({
        {cardea::model::ConsumerBy::username, "username"},
        {cardea::model::ConsumerBy::custom_id, "custom_id"},
        {cardea::model::ConsumerBy::id, "id"},
    });

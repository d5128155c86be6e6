// SPDX-License-Identifier: Apache-2.0
// Entities of the tests in this folder: a credential as the jwt plugin declares it, with everything
// a declaration can say about one field, and the consumer that it belongs to.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "schema/declare.h"

namespace cardea::schema::tests {

enum class Algorithm : std::uint8_t { hs256, rs256, es256 };

struct Owner {
  std::string id;
  std::optional<std::string> username;
  std::optional<std::string> custom_id;
  std::optional<std::vector<std::string>> tags;
  std::int64_t created_at = 0;

  static const Entity& entity() {
    using It = Owner;
    static const auto declared = declare<It>("consumers", [](auto& entity) {
      entity.singular("consumer").found_by("username");
      entity.field("id", &It::id, "Its id.").primary().filled_by(Fill::uuid);
      entity.field("username", &It::username, "Its name.").unique();
      entity.field("custom_id", &It::custom_id, "Its other name.").unique();
      entity.field("tags", &It::tags, "Words.").set().each(tag());
      entity.field("created_at", &It::created_at, "When.").required().filled_by(Fill::now);
      entity.at_least_one_of({"custom_id", "username"});
    });
    return declared;
  }
};

struct Credential {
  std::string id;
  std::int64_t created_at = 0;
  std::string consumer;
  std::optional<std::string> key;
  std::optional<std::string> secret;
  Algorithm algorithm = Algorithm::hs256;
  std::optional<std::string> rsa_public_key;
  std::optional<std::int64_t> expires_at;
  std::optional<std::vector<std::string>> tags;

  static const Entity& entity();
};

}  // namespace cardea::schema::tests

template <>
inline constexpr auto cardea::schema::enumerators<cardea::schema::tests::Algorithm> =
    std::to_array<cardea::schema::Named<cardea::schema::tests::Algorithm>>({
        {cardea::schema::tests::Algorithm::hs256, "HS256"},
        {cardea::schema::tests::Algorithm::rs256, "RS256"},
        {cardea::schema::tests::Algorithm::es256, "ES256"},
    });

namespace cardea::schema::tests {

inline const Entity& Credential::entity() {
  using It = Credential;
  static const auto declared = declare<It>("jwt_secrets", [](auto& entity) {
    entity.singular("JWT credential").path("jwts").under("consumers", "jwt").found_by("key");
    entity.field("id", &It::id, "Its id.").primary().filled_by(Fill::uuid);
    entity.field("created_at", &It::created_at, "When.").required().filled_by(Fill::now);
    entity.field("consumer", &It::consumer, "Whose.").refers_to("consumers").required();
    entity.field("key", &It::key, "Names it.").unique().filled_by(Fill::random_token);
    entity.field("secret", &It::secret, "Shared.").secret().filled_by(Fill::random_token);
    entity.field("algorithm", &It::algorithm, "The only one.").required().preset(Algorithm::hs256);
    entity.field("rsa_public_key", &It::rsa_public_key, "In PEM.");
    entity.field("expires_at", &It::expires_at, "Ends.").own().check(greater_than(0));
    entity.ends_at("expires_at", Ttl::shown);
    entity.field("tags", &It::tags, "Words.").set().each(tag());
    entity.require("rsa_public_key", "algorithm", {one_of({"RS256"})},
                   {text_check("key", [](std::string_view text) -> std::optional<std::string> {
                     if (text.starts_with("-----BEGIN")) return std::nullopt;
                     return "invalid key";
                   })});
  });
  return declared;
}

}  // namespace cardea::schema::tests

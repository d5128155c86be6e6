// SPDX-License-Identifier: Apache-2.0
// The declaration of issuers. Keys that are given inline are judged when they are written, so that
// no issuer exists that could never verify a token, and a private key is not even stored.
#include "model/issuer.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "jose/key_set.h"
#include "model/common_fields.h"
#include "schema/violations.h"

namespace cardea::model {
namespace {

using schema::Check;
using schema::Violations;

constexpr std::int64_t longest_claim = 256;  // bytes; prefix too
constexpr std::int64_t longest_issuer = 1024;
constexpr std::int64_t least_refresh = 5;  // seconds
constexpr std::int64_t longest_refresh = 24 * 3600;
constexpr std::int64_t longest_keep = 7 * 24 * 3600;
constexpr std::int64_t longest_timeout = 60'000;  // milliseconds

bool holds_private_key(const json::Object& set) {
  const auto* const keys = set.if_contains("keys");
  const auto* const list = keys == nullptr ? nullptr : keys->if_array();
  if (list == nullptr) return false;
  return std::ranges::any_of(*list, [](const json::Value& key) {
    return key.is_object() && jose::holds_private_part(key.get_object());
  });
}

Check key_set() {
  return {.word = "jwks", .fault = [](const json::Value& value) -> std::optional<std::string> {
            const json::Object& set = value.get_object();
            if (holds_private_key(set)) {
              return "holds a private key or a shared secret, which must not leave its owner: give "
                     "the public keys alone, and consider these disclosed";
            }
            const auto read = jose::KeySet::read(set);
            if (read) return std::nullopt;
            return read.error().detail;
          }};
}

// A claim at the top, or `/a/b`: a member inside (RFC 6901).
Check claim_name() {
  return schema::text_check("claim", [](std::string_view name) -> std::optional<std::string> {
    for (std::size_t at = name.find('~'); at != name.npos; at = name.find('~', at + 1)) {
      const char next = at + 1 < name.size() ? name[at + 1] : '\0';
      if (name.starts_with('/') && next != '0' && next != '1') {
        return "invalid JSON Pointer: in one, ~ is written ~0 and / inside a name ~1";
      }
    }
    return std::nullopt;
  });
}

template <class Entity>
void declare_source(Entity& entity) {
  using It = Issuer;
  entity
      .field("issuer", &It::issuer,
             "Exactly the `iss` of its tokens. Without `jwks_url` and `keys` it is a URL, and the "
             "keys are found from it (`/.well-known/openid-configuration`).")
      .unique()
      .required()
      .check(schema::length_at_most(longest_issuer));
  entity.field("jwks_url", &It::jwks_url, "Where the issuer publishes its keys (a JWK Set).");
  entity.field("keys", &It::keys, "The keys themselves, a JWK Set; nothing is fetched then.")
      .check(key_set());
  entity
      .field("allow_http", &It::allow_http,
             "Whether keys may be fetched by plain `http`: for a provider on this machine. Whoever "
             "can change what is fetched signs as anybody.")
      .required()
      .preset(false);
}

template <class Entity>
void declare_demands(Entity& entity) {
  using It = Issuer;
  entity
      .field("algorithms", &It::algorithms,
             "The algorithms that its tokens may have, whatever its keys could serve for.")
      .required()
      .set()
      .preset({"RS256", "PS256", "ES256", "EdDSA"})
      .each(schema::none_of({"HS256", "HS384", "HS512"}))
      .check(schema::length_at_least(1));
  entity
      .field("audiences", &It::audiences,
             "A token must be meant for one of these (`aud`); null: for anybody.")
      .set()
      .check(schema::length_at_least(1));
}

template <class Entity>
void declare_mapping(Entity& entity) {
  using It = Issuer;
  entity
      .field(
          "consumer_claim", &It::consumer_claim,
          "The claim that names the consumer; `/a/b` names a member inside one. Null: its tokens "
          "stand for no consumer.")
      .preset("sub")
      .check(schema::length_at_most(longest_claim))
      .check(claim_name());
  entity.field("consumer_by", &It::consumer_by, "The consumer's field that must have this value.")
      .required()
      .preset(ConsumerBy::custom_id);
  entity
      .field("consumer_prefix", &It::consumer_prefix,
             "Put before the claim's value, so that two issuers cannot name each other's users.")
      .check(schema::length_at_most(longest_claim));
  entity
      .field("auto_create", &It::auto_create,
             "Whether a consumer that does not exist is made at its first token.")
      .required()
      .preset(false);
  entity
      .field("groups_claim", &It::groups_claim,
             "The claim with the groups, which the acl plugin can judge: a list, or one text with "
             "spaces between them; `/a/b` names a member inside one.")
      .check(schema::length_at_most(longest_claim))
      .check(claim_name());
}

template <class Entity>
void declare_upkeep(Entity& entity) {
  using It = Issuer;
  entity
      .field("refresh", &It::refresh,
             "Seconds after which the keys are fetched again; sooner where the answer's "
             "`Cache-Control` says so.")
      .required()
      .preset(600)
      .check(schema::between(least_refresh, longest_refresh));
  entity
      .field("keep", &It::keep,
             "Seconds for which the last good keys are used while they cannot be fetched. "
             "Afterwards tokens are answered 503.")
      .required()
      .preset(86400)
      .check(schema::between(least_refresh, longest_keep));
  entity.field("connect_timeout", &It::connect_timeout, "Milliseconds to connect to the issuer.")
      .required()
      .preset(2000)
      .check(schema::between(100, longest_timeout));
  entity.field("timeout", &It::timeout, "Milliseconds for one question to the issuer in all.")
      .required()
      .preset(5000)
      .check(schema::between(100, longest_timeout));
}

std::string_view text_at(const json::Object& whole, std::string_view field) {
  const auto* const value = whole.if_contains(field);
  const auto* const text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

void judge_source(const json::Object& whole, Violations& wrong) {
  const auto* const allowed = whole.if_contains("allow_http");
  const bool allow_http = allowed != nullptr && *allowed == true;
  const bool given = !schema::is_empty(whole.if_contains("jwks_url"));
  if (!given && !schema::is_empty(whole.if_contains("keys"))) return;
  const char* const field = given ? "jwks_url" : "issuer";
  const auto url = url_to_ask(text_at(whole, field), allow_http);
  if (!url) {
    wrong.add(field, json::Value(given ? url.error().detail
                                       : "without jwks_url and keys it is where the keys are "
                                         "found: " +
                                             url.error().detail));
  } else if (!given && url->target.contains('?')) {
    wrong.add(field, "keys cannot be discovered from a URL with a query; give jwks_url");
  }
}

void judge_keep(const json::Object& whole, Violations& wrong) {
  const auto* const refresh = whole.if_contains("refresh");
  const auto* const keep = whole.if_contains("keep");
  if (refresh == nullptr || keep == nullptr || !refresh->is_int64() || !keep->is_int64()) return;
  if (keep->get_int64() < refresh->get_int64()) {
    wrong.add("keep", "must not be less than refresh: the keys would be given up between fetches");
  }
}

void judge_auto_create(const json::Object& whole, Violations& wrong) {
  const auto* const wanted = whole.if_contains("auto_create");
  if (wanted == nullptr || *wanted != true) return;
  if (text_at(whole, "consumer_by") == "id" || text_at(whole, "consumer_claim").empty()) {
    wrong.add("auto_create", "needs a consumer_claim, and consumer_by username or custom_id");
  }
}

template <class Entity>
void declare_rules(Entity& entity) {
  using schema::Rule;
  entity.at_most_one_of({"jwks_url", "keys"});
  entity.rule({.kind = Rule::Kind::custom,
               .fields = {"issuer", "jwks_url", "keys", "allow_http"},
               .description = "Keys are fetched by https, or by http where `allow_http`",
               .judge = judge_source});
  entity.rule({.kind = Rule::Kind::custom,
               .fields = {"refresh", "keep"},
               .description = "`keep` is not less than `refresh`",
               .judge = judge_keep});
  entity.rule({.kind = Rule::Kind::custom,
               .fields = {"auto_create", "consumer_by", "consumer_claim"},
               .description =
                   "`auto_create` needs a `consumer_claim`, and `consumer_by` username or "
                   "custom_id",
               .judge = judge_auto_create});
}

}  // namespace

const schema::Entity& Issuer::entity() {
  using It = Issuer;
  static const auto declared = schema::declare<It>("issuers", [](auto& entity) {
    entity.singular("issuer").found_by("name");

    declare_id<It>(entity);
    entity.field("name", &It::name, "The name by which the Admin API finds it.")
        .unique()
        .required()
        .check(schema::entity_name());
    declare_source(entity);
    declare_demands(entity);
    declare_mapping(entity);
    declare_upkeep(entity);
    declare_tags<It>(entity);
    declare_created_at<It>(entity);
    declare_updated_at<It>(entity);
    declare_rules(entity);
  });
  return declared;
}

Result<http::Url> url_to_ask(std::string_view text, bool allow_http) {
  auto url = http::parse_url(text);
  if (!url) {
    return fail(
        Error::invalid("must be a URL such as https://login.example.com/keys, without user "
                       "name and fragment"));
  }
  if (!url->tls && !allow_http) {
    return fail(
        Error::invalid("http is not safe here: use https, or set allow_http where only this "
                       "machine is between"));
  }
  return *std::move(url);
}

}  // namespace cardea::model

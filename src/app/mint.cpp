// SPDX-License-Identifier: Apache-2.0
// Claims: `iss` (the credential's key), `iat`, `exp` and a random `jti` (RFC 7519 4.1).
#include "app/mint.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "admin/reply.h"
#include "base/uuid.h"
#include "jose/sign.h"

namespace cardea::app {
namespace {

std::string_view text_of(const json::Object& object, std::string_view name) {
  const auto* const value = object.if_contains(boost::json::string_view(name));
  return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                : std::string_view();
}

bool is_shared(const json::Object& credential) {
  return text_of(credential, "algorithm").starts_with("HS");
}

Result<json::Object> find_credential(Operator& by, const std::string& path) {
  const auto listed = by.get(path + "?size=1000");
  if (!listed) return fail(listed);
  if (listed->status == 404) return fail(Error::absent("there is no such consumer"));
  if (listed->status != 200) return fail(Error::invalid(explain(*listed)));
  for (const auto& one : listed->body.at("data").as_array()) {
    if (is_shared(one.as_object())) return one.as_object();
  }
  auto made = by.call("POST", path, json::Object{});
  if (!made) return fail(std::move(made));
  if (made->status != 201) return fail(Error::invalid(explain(*made)));
  return made->body.as_object();
}

}  // namespace

Result<std::string> mint_token(Operator& by, std::string_view consumer, Duration ttl) {
  const auto credential =
      find_credential(by, "/consumers/" + admin::percent_encode(consumer) + "/jwt");
  if (!credential) return fail(credential);
  const auto algorithm = jose::find_algorithm(text_of(*credential, "algorithm"));
  if (!algorithm) return fail(Error::invalid("the credential's algorithm is unknown here"));
  const auto key = jose::SigningKey::from_secret(*algorithm, text_of(*credential, "secret"));
  if (!key) return fail(key);
  const std::int64_t now = system_clock().wall().seconds();
  json::Object claims;
  claims["iss"] = boost::json::string_view(text_of(*credential, "key"));
  claims["iat"] = now;
  claims["exp"] = now + std::chrono::duration_cast<std::chrono::seconds>(ttl).count();
  claims["jti"] = boost::json::string_view(make_uuid());
  return jose::make_token(*key, claims);
}

}  // namespace cardea::app

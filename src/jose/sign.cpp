// SPDX-License-Identifier: Apache-2.0
// The inverse of token.cpp: what is made here is canonical base64url over compact JSON, with `alg`
// first.
#include "jose/sign.h"

#include <fmt/format.h>

#include <boost/json/value.hpp>
#include <utility>

#include "base/base64url.h"
#include "jose/verify.h"
#include "json/write.h"

namespace cardea::jose {

SigningKey::SigningKey(Algorithm algorithm, Key key)
    : key_(std::move(key)), algorithm_(algorithm) {}

Result<SigningKey> SigningKey::from_secret(Algorithm algorithm, std::string_view secret) {
  if (family(algorithm) != Family::hmac) {
    return fail(Error::invalid(
        fmt::format("{} signs with a private key, not with a shared secret", name(algorithm))));
  }
  if (auto usable = check_secret(secret); !usable) return fail(std::move(usable));
  return SigningKey(algorithm, crypto::HmacKey(hash(algorithm), secret));
}

Result<SigningKey> SigningKey::from_pem(Algorithm algorithm, std::string_view pem) {
  auto key = crypto::PrivateKey::parse(pem);
  if (!key) return fail(std::move(key));
  if (!fits(algorithm, key->public_key().kind())) {
    return fail(
        Error::invalid(fmt::format("a key of type {} cannot sign with {}",
                                   crypto::name(key->public_key().kind()), name(algorithm))));
  }
  return SigningKey(algorithm, *std::move(key));
}

Result<std::string> SigningKey::sign(std::string_view signing_input) const {
  if (const auto* secret = std::get_if<crypto::HmacKey>(&key_)) return secret->sign(signing_input);
  return std::get<crypto::PrivateKey>(key_).sign(scheme(algorithm_), signing_input);
}

Result<std::string> make_token(const SigningKey& key, const json::Object& claims) {
  return make_token(key, claims, json::Object());
}

Result<std::string> make_token(const SigningKey& key, const json::Object& claims,
                               const json::Object& more_header) {
  json::Object header;
  header.emplace("alg", name(key.algorithm()));
  header.emplace("typ", "JWT");
  for (const auto& member : more_header) {
    if (header.emplace(member.key(), member.value()).second) continue;
    return fail(Error::invalid(
        fmt::format("the header's {} is not yours to set", std::string_view(member.key()))));
  }
  std::string token = encode_base64url(json::write(header));
  token += '.';
  token += encode_base64url(json::write(claims));
  const auto signature = key.sign(token);
  if (!signature) return signature;
  token += '.';
  token += encode_base64url(*signature);
  return token;
}

}  // namespace cardea::jose

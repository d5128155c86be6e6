// SPDX-License-Identifier: Apache-2.0
// Every way in which a key may not fit is judged when the key is made; what remains for a token is
// one comparison of algorithms and the signature itself.
#include "jose/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/base64url.h"
#include "base/secret.h"
#include "crypto/public_key.h"

namespace cardea::jose {
namespace {

// Either alphabet, with or without padding; canonical in each.
std::optional<Secret> decode_secret(std::string_view text) {
  const bool standard = text.find_first_of("+/") != std::string_view::npos;
  const bool padded = text.ends_with('=');
  if (!standard && padded) {
    // base64url in its padded form, for which there is no decoder of its own: the padding must be
    // what the length asks for.
    if (text.size() % 4 != 0) return std::nullopt;
    text.remove_suffix(text.ends_with("==") ? 2 : 1);
  }
  auto bytes = standard ? decode_base64(text, padded) : decode_base64url(text);
  if (!bytes) return std::nullopt;
  return Secret(*std::move(bytes));
}

Result<Secret> secret_of(const KeyMaterial& material) {
  if (!material.secret_is_base64) return Secret(std::string(material.secret));
  auto decoded = decode_secret(material.secret);
  if (decoded) return *std::move(decoded);
  return fail(Error::invalid(
      "the secret is to be base64 (secret_is_base64), but is not: it must use one of the two "
      "alphabets, + and / or - and _, throughout"));
}

Status check_fit(Algorithm algorithm, const crypto::PublicKey& key) {
  if (fits(algorithm, key.kind())) return {};
  return fail(Error::invalid(fmt::format("a key of type {} cannot be used with {}",
                                         crypto::name(key.kind()), name(algorithm))));
}

Result<crypto::PublicKey> fitting_key(Algorithm algorithm, std::string_view pem) {
  auto key = crypto::PublicKey::parse(pem);
  if (!key) return key;
  if (const auto fit = check_fit(algorithm, *key); !fit) return fail(fit);
  return key;
}

}  // namespace

Status check_secret(std::string_view secret) {
  if (secret.empty()) return fail(Error::invalid("the secret is empty"));
  const auto start = secret.find_first_not_of(" \t\r\n");
  if (start != std::string_view::npos && secret.substr(start).starts_with("-----BEGIN ")) {
    return fail(Error::invalid(
        "the secret is a key in PEM: whoever knows a public key could sign with it; use an RS, ES "
        "or PS algorithm, or a random secret"));
  }
  return {};
}

Status check_public_key(Algorithm algorithm, std::string_view pem) {
  if (family(algorithm) == Family::hmac) {
    return fail(
        Error::invalid(fmt::format("{} takes a shared secret, not a public key", name(algorithm))));
  }
  if (const auto key = fitting_key(algorithm, pem); !key) return fail(key);
  return {};
}

VerifyingKey::VerifyingKey(Algorithm algorithm, Key key)
    : key_(std::move(key)), algorithm_(algorithm) {}

Result<VerifyingKey> VerifyingKey::make(const KeyMaterial& material) {
  const Algorithm algorithm = material.algorithm;
  if (family(algorithm) == Family::hmac) {
    if (auto usable = check_secret(material.secret); !usable) return fail(std::move(usable));
    const auto secret = secret_of(material);
    if (!secret) return fail(secret);
    if (auto usable = check_secret(secret->reveal()); !usable) return fail(std::move(usable));
    return VerifyingKey(algorithm, crypto::HmacKey(hash(algorithm), secret->reveal()));
  }
  const auto key = crypto::PublicKey::parse(material.public_key);
  if (!key) return fail(key);
  return make(algorithm, *key);
}

Result<VerifyingKey> VerifyingKey::make(Algorithm algorithm, const crypto::PublicKey& key) {
  if (const auto fit = check_fit(algorithm, key); !fit) return fail(fit);
  auto verifier = crypto::Verifier::make(key, scheme(algorithm));
  if (!verifier) return fail(std::move(verifier));
  return VerifyingKey(algorithm, *std::move(verifier));
}

bool VerifyingKey::verify(const Token& token) const {
  if (token.algorithm() != algorithm_) return false;
  return std::visit(
      [&](const auto& key) { return key.verify(token.signing_input(), token.signature()); }, key_);
}

}  // namespace cardea::jose

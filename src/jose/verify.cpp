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

Result<crypto::HmacKey> hmac_key(const KeyMaterial& material) {
  if (auto usable = check_secret(material.secret); !usable) return fail(std::move(usable));
  const auto secret = secret_of(material);
  if (!secret) return fail(secret);
  if (auto usable = check_secret(secret->reveal()); !usable) return fail(std::move(usable));
  return crypto::HmacKey(hash(material.algorithm), secret->reveal());
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

SecretKeys SecretKeys::make(Algorithm algorithm, std::string_view secret) {
  SecretKeys keys;
  if (family(algorithm) != Family::hmac) return keys;
  if (const auto plain = hmac_key({.algorithm = algorithm, .secret = secret})) keys.plain_ = *plain;
  const auto decoded =
      hmac_key({.algorithm = algorithm, .secret = secret, .secret_is_base64 = true});
  if (decoded) keys.decoded_ = *decoded;
  return keys;
}

bool SecretKeys::verify(const Token& token, bool secret_is_base64) const {
  const crypto::HmacKey* const one = key(secret_is_base64);
  if (one == nullptr || family(token.algorithm()) != Family::hmac) return false;
  return hash(token.algorithm()) == one->hash() &&
         one->verify(token.signing_input(), token.signature());
}

std::size_t SecretKeys::footprint() const {
  return (plain_ ? plain_->footprint() : 0) + (decoded_ ? decoded_->footprint() : 0);
}

bool may_be_signature(Algorithm algorithm, std::size_t bytes) {
  constexpr std::size_t least_rsa = (crypto::PublicKey::min_rsa_bits + 7) / 8;
  constexpr std::size_t most_rsa = crypto::PublicKey::max_rsa_bits / 8;
  switch (algorithm) {
    case Algorithm::hs256:
    case Algorithm::hs384:
    case Algorithm::hs512:
      return bytes == crypto::digest_size(hash(algorithm));
    case Algorithm::rs256:
    case Algorithm::rs384:
    case Algorithm::rs512:
    case Algorithm::ps256:
    case Algorithm::ps384:
    case Algorithm::ps512:
      return bytes >= least_rsa && bytes <= most_rsa;
    case Algorithm::es256:
      return bytes == 64;
    case Algorithm::es384:
      return bytes == 96;
    case Algorithm::es512:
      return bytes == 132;
    case Algorithm::eddsa:
      return bytes == 64 || bytes == 114;
  }
  return false;
}

VerifyingKey::VerifyingKey(Algorithm algorithm, Key key)
    : key_(std::move(key)), algorithm_(algorithm) {}

Result<VerifyingKey> VerifyingKey::make(const KeyMaterial& material) {
  const Algorithm algorithm = material.algorithm;
  if (family(algorithm) == Family::hmac) {
    const auto key = hmac_key(material);
    if (!key) return fail(key);
    return VerifyingKey(algorithm, *key);
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

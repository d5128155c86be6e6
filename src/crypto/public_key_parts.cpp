// SPDX-License-Identifier: Apache-2.0
// Public keys made of their numbers. OpenSSL checks that a point lies on its curve; everything else
// that a key must be is judged where keys from PEM are judged too (adopt).
#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>

#include <string>
#include <utility>

#include "crypto/prefetched.h"
#include "crypto/public_key.h"

namespace cardea::crypto {
namespace {

using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;

struct Curve {
  const char* name;
  std::size_t field_bytes;
};

Curve curve_of(KeyKind kind) {
  switch (kind) {
    case KeyKind::p256:
      return {"P-256", 32};
    case KeyKind::p384:
      return {"P-384", 48};
    case KeyKind::p521:
      return {"P-521", 66};
    case KeyKind::rsa:
    case KeyKind::ed25519:
    case KeyKind::ed448:
      break;
  }
  return {"", 0};
}

Number number_of(std::string_view bytes) {
  return Number(BN_bin2bn(as_bytes(bytes.data()), static_cast<int>(bytes.size()), nullptr));
}

// A key of this type from what the builder holds; null when OpenSSL refuses it.
std::shared_ptr<EVP_PKEY> made(const char* type, OSSL_PARAM_BLD* builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    return nullptr;
  }
  return {key, EVP_PKEY_free};
}

std::unexpected<Error> unusable(std::string_view what) {
  return fail(Error::invalid(fmt::format("{}: {}", what, take_openssl_reason())));
}

}  // namespace

Result<PublicKey> PublicKey::from_rsa(std::string_view modulus, std::string_view exponent) {
  const NoErrorsLeft guard;
  constexpr std::size_t most = max_rsa_bits / 8 + 1;
  if (modulus.empty() || modulus.size() > most || exponent.empty() || exponent.size() > most) {
    return fail(Error::invalid(
        fmt::format("not a usable RSA key: modulus and exponent must have 1 to {} bytes", most)));
  }
  const Number n = number_of(modulus);
  const Number e = number_of(exponent);
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!n || !e || !builder ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return unusable("not a usable RSA key");
  }
  auto key = made("RSA", builder.get());
  if (!key) return unusable("not a usable RSA key");
  return adopt(std::move(key));
}

Result<PublicKey> PublicKey::from_point(KeyKind curve, std::string_view x, std::string_view y) {
  const NoErrorsLeft guard;
  const auto [group, field_bytes] = curve_of(curve);
  if (x.size() != field_bytes || y.size() != field_bytes || field_bytes == 0) {
    return fail(Error::invalid(fmt::format("a point of {} has two coordinates of {} bytes each",
                                           name(curve), field_bytes)));
  }
  std::string point("\x04");  // SEC 1 section 2.3.3: uncompressed
  point.append(x).append(y);
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group, 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1) {
    return unusable("not a usable EC key");
  }
  auto key = made("EC", builder.get());
  if (!key) return unusable("not a usable EC key");
  return adopt(std::move(key));
}

Result<PublicKey> PublicKey::from_edwards(KeyKind curve, std::string_view point) {
  const NoErrorsLeft guard;
  const bool small = curve == KeyKind::ed25519;
  if (!small && curve != KeyKind::ed448) {
    return fail(Error::internal("only Ed25519 and Ed448 have keys of this form"));
  }
  const std::size_t size = small ? 32 : 57;
  if (point.size() != size) {
    return fail(Error::invalid(fmt::format("a public key of {} has {} bytes", name(curve), size)));
  }
  std::shared_ptr<EVP_PKEY> key(
      EVP_PKEY_new_raw_public_key(small ? EVP_PKEY_ED25519 : EVP_PKEY_ED448, nullptr,
                                  as_bytes(point.data()), point.size()),
      EVP_PKEY_free);
  if (!key) return unusable("not a usable Edwards key");
  return adopt(std::move(key));
}

}  // namespace cardea::crypto

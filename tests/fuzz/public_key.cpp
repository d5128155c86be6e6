// SPDX-License-Identifier: Apache-2.0
// PEM texts by strangers: none crashes, and what is accepted reads back as the same key and can be
// asked about a signature. The bytes are taken as PEM and as the DER inside it.
#include "crypto/public_key.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/base64url.h"
#include "jose/verify.h"

namespace {

using namespace cardea;

void require(bool holds) {
  if (!holds) std::abort();
}

void read(std::string_view pem) {
  const auto key = crypto::PublicKey::parse(pem);
  if (!key) return require(!key.error().detail.empty());
  const auto again = crypto::PublicKey::parse(key->pem());
  require(again.has_value() && again->pem() == key->pem() && again->kind() == key->kind());
  const auto token = jose::decode("eyJhbGciOiJSUzI1NiJ9.e30.AAAA");
  for (std::size_t i = 0; i < jose::algorithm_names.size(); ++i) {
    const auto algorithm = static_cast<jose::Algorithm>(i);
    const auto ready = jose::VerifyingKey::make({.algorithm = algorithm, .public_key = pem});
    require(ready.has_value() == jose::fits(algorithm, key->kind()));
    if (ready) require(!ready->verify(*token));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read(text);
  std::string lines = encode_base64(text);
  for (std::size_t at = 64; at < lines.size(); at += 65) lines.insert(at, 1, '\n');
  for (const std::string label : {"PUBLIC KEY", "RSA PUBLIC KEY"}) {
    read("-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n");
  }
  return 0;
}

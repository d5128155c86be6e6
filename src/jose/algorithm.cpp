// SPDX-License-Identifier: Apache-2.0
// Written as switches without a default, so that a fourteenth algorithm does not compile until each
// of these questions is answered for it.
#include "jose/algorithm.h"

#include <algorithm>

namespace cardea::jose {

std::optional<Algorithm> find_algorithm(std::string_view name) {
  const auto found = std::ranges::find(algorithm_names, name);
  if (found == algorithm_names.end()) return std::nullopt;
  return static_cast<Algorithm>(found - algorithm_names.begin());
}

Family family(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::hs256:
    case Algorithm::hs384:
    case Algorithm::hs512:
      return Family::hmac;
    case Algorithm::rs256:
    case Algorithm::rs384:
    case Algorithm::rs512:
      return Family::rsa_pkcs1;
    case Algorithm::es256:
    case Algorithm::es384:
    case Algorithm::es512:
      return Family::ecdsa;
    case Algorithm::ps256:
    case Algorithm::ps384:
    case Algorithm::ps512:
      return Family::rsa_pss;
    case Algorithm::eddsa:
      return Family::eddsa;
  }
  return Family::eddsa;
}

crypto::Hash hash(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::hs256:
    case Algorithm::rs256:
    case Algorithm::es256:
    case Algorithm::ps256:
    case Algorithm::eddsa:
      return crypto::Hash::sha256;
    case Algorithm::hs384:
    case Algorithm::rs384:
    case Algorithm::es384:
    case Algorithm::ps384:
      return crypto::Hash::sha384;
    case Algorithm::hs512:
    case Algorithm::rs512:
    case Algorithm::es512:
    case Algorithm::ps512:
      return crypto::Hash::sha512;
  }
  return crypto::Hash::sha256;
}

bool fits(Algorithm algorithm, crypto::KeyKind kind) {
  switch (kind) {
    case crypto::KeyKind::rsa:
      return family(algorithm) == Family::rsa_pkcs1 || family(algorithm) == Family::rsa_pss;
    case crypto::KeyKind::p256:
      return algorithm == Algorithm::es256;
    case crypto::KeyKind::p384:
      return algorithm == Algorithm::es384;
    case crypto::KeyKind::p521:
      return algorithm == Algorithm::es512;
    case crypto::KeyKind::ed25519:
    case crypto::KeyKind::ed448:
      return algorithm == Algorithm::eddsa;
  }
  return false;
}

crypto::Scheme scheme(Algorithm algorithm) {
  switch (family(algorithm)) {
    case Family::rsa_pkcs1:
      return {crypto::Padding::pkcs1, hash(algorithm)};
    case Family::rsa_pss:
      return {crypto::Padding::pss, hash(algorithm)};
    case Family::hmac:
    case Family::ecdsa:
    case Family::eddsa:
      break;
  }
  return {crypto::Padding::none, hash(algorithm)};
}

}  // namespace cardea::jose

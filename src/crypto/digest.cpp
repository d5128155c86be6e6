// SPDX-License-Identifier: Apache-2.0
// One-shot digests over the prefetched algorithms. EVP_Digest makes and frees a context, which is
// fine where these are used (entity tags, key ids); tokens are hashed in hmac.cpp and
// signature.cpp.
#include "crypto/digest.h"

#include "base/uuid.h"
#include "crypto/prefetched.h"

namespace cardea::crypto {

std::size_t digest_size(Hash hash) {
  switch (hash) {
    case Hash::sha256:
      return 32;
    case Hash::sha384:
      return 48;
    case Hash::sha512:
      return 64;
  }
  return 0;
}

std::string digest(Hash hash, std::string_view bytes) {
  std::string out(digest_size(hash), '\0');
  EVP_Digest(bytes.data(), bytes.size(), as_bytes(out.data()), nullptr, prefetched(hash), nullptr);
  return out;
}

std::string hex_digest(Hash hash, std::string_view bytes) {
  return to_hex(digest(hash, bytes));
}

}  // namespace cardea::crypto

// SPDX-License-Identifier: Apache-2.0
// `sealed:1:<16 hex digits>:` and base64url of 12 bytes nonce, the ciphertext, 16 bytes tag. The
// associated data is the beginning of the text and the place, its parts parted by a zero byte, so
// that neither the key id nor the borders between the parts can be shifted.
#include "crypto/sealed.h"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/base64url.h"
#include "base/uuid.h"
#include "crypto/prefetched.h"

namespace cardea::crypto {
namespace {

constexpr std::string_view prefix = "sealed:1:";
constexpr std::size_t id_size = 16;
constexpr std::size_t head_size = prefix.size() + id_size + 1;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;
constexpr std::string_view id_symbols = "0123456789abcdef";

std::string associated_data(std::string_view head, const SealedPlace& place) {
  std::string out(head);
  for (const std::string_view part : {place.table, place.field, place.row_id}) {
    out += part;
    out += '\0';
  }
  return out;
}

Error unopened(std::string_view why, const SealedPlace& place) {
  return Error::invalid(
      fmt::format("the sealed {}.{} of row {} {}", place.table, place.field, place.row_id, why),
      Origin::store);
}

// A cipher that has key and nonce and has authenticated `associated`; null when OpenSSL fails.
CipherContext begin(int encrypt, const SealingKey& key, std::string_view nonce,
                    std::string_view associated) {
  CipherContext cipher(EVP_CIPHER_CTX_new());
  int count = 0;
  if (cipher &&
      EVP_CipherInit_ex2(cipher.get(), prefetched_aes_256_gcm(),
                         as_bytes(key.bytes.reveal().data()), as_bytes(nonce.data()), encrypt,
                         nullptr) == 1 &&
      EVP_CipherUpdate(cipher.get(), nullptr, &count, as_bytes(associated.data()),
                       static_cast<int>(associated.size())) == 1) {
    return cipher;
  }
  return nullptr;
}

// Passes `in` through; `out` has room for as many bytes.
bool pass(EVP_CIPHER_CTX* cipher, std::string_view in, char* out) {
  int count = 0;
  if (in.empty()) return true;
  return EVP_CipherUpdate(cipher, as_bytes(out), &count, as_bytes(in.data()),
                          static_cast<int>(in.size())) == 1;
}

// After the tag of a decryption was set, false means that it does not match.
bool finish(EVP_CIPHER_CTX* cipher) {
  std::array<unsigned char, EVP_MAX_BLOCK_LENGTH> nothing;  // GCM has no last block
  int count = 0;
  return EVP_CipherFinal_ex(cipher, nothing.data(), &count) == 1;
}

// Nonce, ciphertext and tag.
std::string encrypt(const SealingKey& key, std::string_view associated, std::string_view plain) {
  std::string out = random_bytes(nonce_size);
  const CipherContext cipher = begin(1, key, out, associated);
  out.resize(nonce_size + plain.size() + tag_size);
  char* const tag = out.data() + nonce_size + plain.size();
  if (!cipher || !pass(cipher.get(), plain, out.data() + nonce_size) || !finish(cipher.get()) ||
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, tag) != 1) {
    std::fprintf(stderr, "AES-256-GCM failed: %s\n", take_openssl_reason().c_str());
    std::abort();  // nothing can be stored without it, and it fails for no other reason than memory
  }
  return out;
}

std::optional<Secret> decrypt(const SealingKey& key, std::string_view associated,
                              std::string_view box) {
  std::string tag(box.substr(box.size() - tag_size));
  const std::string_view hidden = box.substr(nonce_size, box.size() - nonce_size - tag_size);
  const CipherContext cipher = begin(0, key, box.substr(0, nonce_size), associated);
  std::string plain(hidden.size(), '\0');
  const bool passed =
      cipher && pass(cipher.get(), hidden, plain.data()) &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, tag.data()) == 1;
  Secret secret(std::move(plain));  // wiped when it proves not authentic
  if (passed && finish(cipher.get())) return secret;
  take_openssl_reason();
  return std::nullopt;
}

}  // namespace

std::string seal(const Keyring& keyring, std::string_view plain, const SealedPlace& place) {
  const SealingKey& key = keyring.active();
  const std::string head = fmt::format("{}{}:", prefix, key.id);
  return head + encode_base64url(encrypt(key, associated_data(head, place), plain));
}

Result<Secret> open(const Keyring& keyring, std::string_view sealed, const SealedPlace& place) {
  const auto key_id = key_id_of(sealed);
  if (!key_id) return fail(unopened("has not the form of a sealed value", place));
  const SealingKey* const key = keyring.find(*key_id);
  if (key == nullptr) {
    return fail(Error::absent(
        fmt::format("{} lacks the key {} that {}.{} of row {} is sealed with: restore the file "
                    "from its copy",
                    keyring.path(), *key_id, place.table, place.field, place.row_id),
        Origin::store));
  }
  const auto box = decode_base64url(sealed.substr(head_size));
  if (!box || box->size() < nonce_size + tag_size) {
    return fail(unopened("is damaged", place));
  }
  auto plain = decrypt(*key, associated_data(sealed.substr(0, head_size), place), *box);
  if (!plain) return fail(unopened("was changed, or was sealed for another place", place));
  return *std::move(plain);
}

bool is_sealed(std::string_view text) {
  return key_id_of(text).has_value();
}

std::optional<std::string_view> key_id_of(std::string_view sealed) {
  if (sealed.size() <= head_size || !sealed.starts_with(prefix)) return std::nullopt;
  const std::string_view id = sealed.substr(prefix.size(), id_size);
  if (id.find_first_not_of(id_symbols) != std::string_view::npos) return std::nullopt;
  if (sealed[head_size - 1] != ':') return std::nullopt;
  return id;
}

}  // namespace cardea::crypto

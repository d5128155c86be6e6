// SPDX-License-Identifier: Apache-2.0
// SHA-1 stands here and nowhere else.
#include "crypto/password_hash.h"

#include <openssl/evp.h>

#include <array>

#include "base/secret.h"
#include "base/uuid.h"
#include "crypto/prefetched.h"

namespace cardea::crypto {
namespace {

constexpr std::size_t kong_size = 20;

std::string kong_hash(std::string_view password, std::string_view consumer) {
  const Secret together(std::string(password) + std::string(consumer));
  const std::string_view bytes = together.reveal();
  std::string out(kong_size, '\0');
  EVP_Digest(bytes.data(), bytes.size(), as_bytes(out.data()), nullptr, EVP_sha1(), nullptr);
  return out;
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The bytes of lower-case hex; empty when it is something else.
std::string from_hex(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    const int high = digit(text[i]);
    const int low = digit(text[i + 1]);
    if (high < 0 || low < 0) return {};
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

}  // namespace

Result<PasswordHash> PasswordHash::read(std::string_view stored) {
  if (stored.starts_with('$')) {
    auto hash = Argon2Hash::read(stored);
    if (!hash) return fail(std::move(hash));
    return PasswordHash(std::move(*hash));
  }
  std::string bytes = stored.size() == 2 * kong_size ? from_hex(stored) : std::string();
  if (bytes.empty()) {
    return fail(
        Error::invalid("a stored password is an argon2id hash ($argon2id$v=19$...) or 40 "
                       "lower-case hex digits (Kong's SHA-1)",
                       Origin::store));
  }
  return PasswordHash(std::move(bytes));
}

Result<PasswordHash> PasswordHash::make(PasswordForm form, std::string_view password,
                                        std::string_view consumer) {
  if (form == PasswordForm::kong) return PasswordHash(kong_hash(password, consumer));
  auto hash = hash_with_argon2(password, argon2_cost);
  if (!hash) return fail(std::move(hash));
  return PasswordHash(std::move(*hash));
}

Result<bool> PasswordHash::matches(std::string_view password, std::string_view consumer) const {
  if (const auto* const argon2 = std::get_if<Argon2Hash>(&hash_)) {
    return crypto::matches(*argon2, password);
  }
  return equal_in_constant_time(std::get<KongHash>(hash_), kong_hash(password, consumer));
}

PasswordForm PasswordHash::form() const {
  return hash_.index() == 0 ? PasswordForm::argon2id : PasswordForm::kong;
}

bool PasswordHash::is_up_to_date(PasswordForm wanted) const {
  const auto* const argon2 = std::get_if<Argon2Hash>(&hash_);
  return form() == wanted && (argon2 == nullptr || argon2->cost == argon2_cost);
}

std::string PasswordHash::text() const {
  const auto* const argon2 = std::get_if<Argon2Hash>(&hash_);
  return argon2 != nullptr ? argon2->text() : to_hex(std::get<KongHash>(hash_));
}

}  // namespace cardea::crypto

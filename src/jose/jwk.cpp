// SPDX-License-Identifier: Apache-2.0
// In the order in which a reader would ask: what type, for what purpose, which numbers, which
// algorithms.
#include "jose/jwk.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <utility>

#include "base/base64url.h"
#include "crypto/digest.h"
#include "json/write.h"

namespace cardea::jose {
namespace {

using crypto::KeyKind;
using crypto::PublicKey;

// RFC 7518 sections 6.2.2, 6.3.2 and 6.4, RFC 8037 section 2.
constexpr std::array<std::string_view, 8> private_members = {"d",  "p",  "q",   "dp",
                                                             "dq", "qi", "oth", "k"};

// A key's numbers as they stand in it, and the key they make.
struct Read {
  PublicKey key;
  std::string thumbprint;
};

std::unexpected<Error> no(std::string why) {
  return fail(Error::invalid(std::move(why), Origin::upstream));
}

// Words of a stranger in a text for people: short, and printable in a log.
std::string shown(std::string_view text) {
  constexpr std::size_t most = 40;
  std::string safe;
  for (const char c : text.substr(0, most)) safe += c >= 0x20 && c < 0x7f ? c : '?';
  return safe + (text.size() > most ? "..." : "");
}

Result<std::string_view> text_of(const json::Object& key, std::string_view member) {
  const auto* const value = key.if_contains(member);
  if (value == nullptr) return no(fmt::format("it has no `{}`", member));
  const auto* const text = value->if_string();
  if (text == nullptr) return no(fmt::format("its `{}` is not a string", member));
  return std::string_view(*text);
}

Result<std::string> bytes_of(const json::Object& key, std::string_view member) {
  const auto text = text_of(key, member);
  if (!text) return fail(text);
  auto bytes = decode_base64url(*text);
  if (!bytes) return no(fmt::format("its `{}` is not base64url", member));
  return *std::move(bytes);
}

// Base64urlUInt (RFC 7518 section 2): no leading zero byte.
Result<std::string> number_of(const json::Object& key, std::string_view member) {
  auto bytes = bytes_of(key, member);
  if (!bytes) return bytes;
  if (bytes->empty() || bytes->front() == '\0') {
    return no(
        fmt::format("its `{}` does not begin with a byte above zero (RFC 7518 section 2)", member));
  }
  return bytes;
}

// RFC 7638: the required members, sorted by name, without white space.
std::string thumbprint_of(const json::Object& key, std::initializer_list<std::string_view> names) {
  json::Object required;
  for (const std::string_view name : names) required[name] = key.at(name);
  const std::string canonical = json::canonical(required);
  return encode_base64url(crypto::digest(crypto::Hash::sha256, canonical));
}

Result<Read> finish(Result<PublicKey> made, std::string thumbprint) {
  if (!made) return no(std::move(made.error().detail));
  return Read{*std::move(made), std::move(thumbprint)};
}

Result<Read> read_rsa(const json::Object& key) {
  const auto modulus = number_of(key, "n");
  if (!modulus) return fail(modulus);
  const auto exponent = number_of(key, "e");
  if (!exponent) return fail(exponent);
  return finish(PublicKey::from_rsa(*modulus, *exponent), thumbprint_of(key, {"e", "kty", "n"}));
}

std::optional<KeyKind> curve_named(std::string_view name) {
  if (name == "P-256") return KeyKind::p256;
  if (name == "P-384") return KeyKind::p384;
  if (name == "P-521") return KeyKind::p521;
  if (name == "Ed25519") return KeyKind::ed25519;
  if (name == "Ed448") return KeyKind::ed448;
  return std::nullopt;
}

bool is_edwards(KeyKind kind) {
  return kind == KeyKind::ed25519 || kind == KeyKind::ed448;
}

Result<KeyKind> curve_of(const json::Object& key, bool edwards) {
  const auto name = text_of(key, "crv");
  if (!name) return fail(name);
  const auto curve = curve_named(*name);
  if (curve && is_edwards(*curve) == edwards) return *curve;
  return no(fmt::format("its curve {} checks no signatures here", shown(*name)));
}

Result<Read> read_ec(const json::Object& key) {
  const auto curve = curve_of(key, false);
  if (!curve) return fail(curve);
  const auto x = bytes_of(key, "x");
  if (!x) return fail(x);
  const auto y = bytes_of(key, "y");
  if (!y) return fail(y);
  return finish(PublicKey::from_point(*curve, *x, *y),
                thumbprint_of(key, {"crv", "kty", "x", "y"}));
}

Result<Read> read_okp(const json::Object& key) {
  const auto curve = curve_of(key, true);
  if (!curve) return fail(curve);
  const auto x = bytes_of(key, "x");
  if (!x) return fail(x);
  return finish(PublicKey::from_edwards(*curve, *x), thumbprint_of(key, {"crv", "kty", "x"}));
}

Result<Read> read_numbers(const json::Object& key) {
  const auto type = text_of(key, "kty");
  if (!type) return fail(type);
  if (*type == "RSA") return read_rsa(key);
  if (*type == "EC") return read_ec(key);
  if (*type == "OKP") return read_okp(key);
  if (*type == "oct") return no("it is a shared secret, which checks nothing once it is published");
  return no(fmt::format("its type {} is not known", shown(*type)));
}

// RFC 7517 section 4.3: no operation twice, and `verify` among them.
Status check_operations(const json::Value& operations) {
  const auto* const list = operations.if_array();
  if (list == nullptr) return no("its `key_ops` is not a list");
  bool verifies = false;
  for (auto one = list->begin(); one != list->end(); ++one) {
    if (!one->is_string()) return no("its `key_ops` holds something that is no string");
    if (std::find(list->begin(), one, *one) != one) return no("its `key_ops` repeats itself");
    verifies = verifies || one->get_string() == "verify";
  }
  if (!verifies) return no("its `key_ops` does not allow `verify`");
  return {};
}

Status check_purpose(const json::Object& key) {
  if (key.contains("use")) {
    const auto use = text_of(key, "use");
    if (!use) return fail(use);
    if (*use != "sig") return no(fmt::format("it is for the use `{}`, not `sig`", shown(*use)));
  }
  const auto* const operations = key.if_contains("key_ops");
  if (operations != nullptr) return check_operations(*operations);
  return {};
}

Result<std::string> id_of(const json::Object& key) {
  if (!key.contains("kid")) return std::string();
  const auto id = text_of(key, "kid");
  if (!id) return fail(id);
  if (id->empty() || id->size() > max_key_id) {
    return no(fmt::format("its `kid` must have 1 to {} bytes", max_key_id));
  }
  return std::string(*id);
}

// All that the key's type can serve for, or the one that it names.
Result<std::vector<Algorithm>> algorithms_of(const json::Object& key, KeyKind kind) {
  std::vector<Algorithm> algorithms;
  if (!key.contains("alg")) {
    for (const std::string_view name : algorithm_names) {
      const Algorithm one = *find_algorithm(name);
      if (fits(one, kind)) algorithms.push_back(one);
    }
    return algorithms;
  }
  const auto name = text_of(key, "alg");
  if (!name) return fail(name);
  const auto algorithm = find_algorithm(*name);
  if (!algorithm) return no(fmt::format("its `alg` {} is no signature known here", shown(*name)));
  if (!fits(*algorithm, kind)) {
    return no(
        fmt::format("its `alg` {} does not go with a key of type {}", *name, crypto::name(kind)));
  }
  algorithms.push_back(*algorithm);
  return algorithms;
}

}  // namespace

const VerifyingKey* Jwk::find(Algorithm algorithm) const {
  const auto found = std::ranges::find(uses, algorithm, &VerifyingKey::algorithm);
  return found == uses.end() ? nullptr : &*found;
}

bool holds_private_part(const json::Object& key) {
  return std::ranges::any_of(private_members,
                             [&](std::string_view member) { return key.contains(member); });
}

std::string_view key_id_of(const json::Object& key) {
  const auto* const value = key.if_contains("kid");
  const auto* const text = value == nullptr ? nullptr : value->if_string();
  if (text == nullptr || text->size() > max_key_id) return {};
  return *text;
}

Result<Jwk> read_jwk(const json::Object& key) {
  if (const auto purpose = check_purpose(key); !purpose) return fail(purpose);
  auto id = id_of(key);
  if (!id) return fail(std::move(id));
  auto read = read_numbers(key);
  if (!read) return fail(std::move(read));
  const auto algorithms = algorithms_of(key, read->key.kind());
  if (!algorithms) return fail(algorithms);

  Jwk jwk;
  jwk.id = *std::move(id);
  jwk.thumbprint = std::move(read->thumbprint);
  jwk.kind = read->key.kind();
  jwk.bits = read->key.bits();
  jwk.discloses_private_part = holds_private_part(key);
  jwk.uses.reserve(algorithms->size());
  for (const Algorithm algorithm : *algorithms) {
    auto use = VerifyingKey::make(algorithm, read->key);
    if (!use) return no(std::move(use.error().detail));
    jwk.uses.push_back(*std::move(use));
  }
  return jwk;
}

}  // namespace cardea::jose

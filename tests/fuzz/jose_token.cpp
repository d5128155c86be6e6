// SPDX-License-Identifier: Apache-2.0
// The token reader against the strict parser: the bytes are taken as a token and as a claims set,
// and both readers must agree on what is an object and on every member of it. No bytes may crash a
// check of a signature.
#include <algorithm>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/base64url.h"
#include "crypto/private_key.h"
#include "jose/claims.h"
#include "jose/token.h"
#include "jose/verify.h"
#include "json/parse.h"
#include "json/write.h"

namespace {

using namespace cardea;

void require(bool holds) {
  if (!holds) std::abort();
}

void compare_members(std::string_view text) {
  std::string changed(text);
  jose::Members members;
  const auto outcome = members.read(changed);
  const auto tree = json::parse(text, {.depth = jose::Members::max_depth});
  if (!tree) return require(outcome == jose::Members::Outcome::not_json);
  if (!tree->is_object()) return require(outcome == jose::Members::Outcome::other_value);
  const auto& object = tree->get_object();
  if (object.size() > jose::Members::max_count) {
    return require(outcome == jose::Members::Outcome::not_json);
  }
  require(outcome == jose::Members::Outcome::object && members.all().size() == object.size());
  for (const auto& member : object) {
    const jose::Member* const found = members.find(member.key());
    require(found != nullptr && json::equal(found->value(), member.value()));
    if (found->is_number()) require(found->amount == member.value().to_number<double>());
  }
}

const jose::VerifyingKey& hmac_key() {
  static const auto key = jose::VerifyingKey::make({.secret = "fuzz"});
  return *key;
}

const jose::VerifyingKey& ec_key() {
  static const std::string pem =
      crypto::PrivateKey::make(crypto::KeyKind::p256)->public_key().pem();
  static const auto key =
      jose::VerifyingKey::make({.algorithm = jose::Algorithm::es256, .public_key = pem});
  return *key;
}

void read_token(std::string_view text) {
  const auto token = jose::decode(text);
  if (!token) return require(!jose::reason(token.error()).empty());
  require(token->text() == text);
  require(std::ranges::count(text, '.') == 2);
  require(std::string(token->signing_input()) + "." + encode_base64url(token->signature()) == text);
  (void)jose::judge_times(*token, {.exp_required = true, .maximum_expiration = 60}, 1'700'000'000);
  (void)jose::key_of(*token, "iss");
  require(!hmac_key().verify(*token));
  require(!ec_key().verify(*token));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (size > 8000) return 0;
  read_token(text);
  compare_members(text);
  read_token(encode_base64url(R"({"alg":"ES256"})") + "." + encode_base64url(text) + ".AAAA");
  read_token(encode_base64url(text) + "." + encode_base64url("{}") + ".AAAA");
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "jose/key_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <utility>

#include "base/base64url.h"
#include "jose/test_jwks.h"
#include "jose/test_tokens.h"
#include "json/parse.h"
#include "json/write.h"

namespace cardea::jose {
namespace {

using testing::HasSubstr;

json::Object parsed(std::string_view text) {
  return *json::parse_object(text);
}

json::Object with(std::string_view text, std::string_view member, json::Value value) {
  json::Object key = parsed(text);
  key[member] = std::move(value);
  return key;
}

json::Object with(std::string_view text, std::string_view member, const std::string& value) {
  return with(text, member, json::Value(boost::json::string_view(value)));
}

json::Object with(std::string_view text, std::string_view member, const char* value) {
  return with(text, member, json::Value(value));
}

json::Object without(std::string_view text, std::string_view member) {
  json::Object key = parsed(text);
  key.erase(member);
  return key;
}

json::Object set_of(std::initializer_list<json::Object> keys) {
  json::Array list;
  for (const auto& key : keys) list.push_back(key);
  json::Object set;
  set["keys"] = std::move(list);
  return set;
}

std::string why_not(const json::Object& key) {
  const auto read = read_jwk(key);
  return read ? "it was accepted" : read.error().detail;
}

bool verifies(const json::Object& key, std::string_view text) {
  const auto jwk = read_jwk(key);
  const auto token = decode(text);
  if (!jwk || !token) return false;
  const VerifyingKey* const use = jwk->find(token->algorithm());
  return use != nullptr && use->verify(*token);
}

TEST(Jwk, ReadsTheKeysOfTheRfcs) {
  EXPECT_TRUE(verifies(parsed(test_jwks::rfc7515_rs256), test_tokens::rfc7515_rs256));
  EXPECT_TRUE(verifies(parsed(test_jwks::rfc7515_es256), test_tokens::rfc7515_es256));
  EXPECT_FALSE(verifies(parsed(test_jwks::rfc7515_es256), test_tokens::rfc7515_rs256));
  const auto rsa = read_jwk(parsed(test_jwks::rfc7517_rsa));
  ASSERT_TRUE(rsa) << rsa.error().detail;
  EXPECT_EQ(rsa->id, "2011-04-29");
  EXPECT_EQ(rsa->bits, 2048);
  ASSERT_EQ(rsa->uses.size(), 1U);
  EXPECT_EQ(rsa->uses.front().algorithm(), Algorithm::rs256);
}

TEST(Jwk, ComputesTheThumbprintsOfTheRfcs) {
  EXPECT_EQ(read_jwk(parsed(test_jwks::rfc7517_rsa))->thumbprint,
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");  // RFC 7638 section 3.1
  EXPECT_EQ(read_jwk(parsed(test_jwks::rfc8037_ed25519))->thumbprint,
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");  // RFC 8037 A.3
}

TEST(Jwk, VerifiesTokensOfPyJwtWithEachTypeOfKey) {
  const std::pair<const char*, std::vector<const char*>> cases[] = {
      {test_jwks::rsa,
       {test_tokens::rs256, test_tokens::rs384, test_tokens::rs512, test_tokens::ps256,
        test_tokens::ps384, test_tokens::ps512}},
      {test_jwks::es256, {test_tokens::es256}},
      {test_jwks::es384, {test_tokens::es384}},
      {test_jwks::es512, {test_tokens::es512}},
      {test_jwks::ed25519, {test_tokens::ed25519}},
      {test_jwks::ed448, {test_tokens::ed448}}};
  for (const auto& [key, own] : cases) {
    const auto jwk = read_jwk(parsed(key));
    ASSERT_TRUE(jwk) << jwk.error().detail;
    std::size_t held = 0;
    for (const auto& example : test_tokens::of_every_algorithm) {
      held += verifies(parsed(key), example.token) ? 1U : 0U;
    }
    for (const char* const token : own) EXPECT_TRUE(verifies(parsed(key), token)) << key;
    EXPECT_EQ(held, own.size()) << key;
  }
}

TEST(Jwk, ServesOnlyForWhatItSays) {
  const std::string_view rsa = test_jwks::rsa;
  EXPECT_TRUE(verifies(with(rsa, "alg", "PS256"), test_tokens::ps256));
  EXPECT_FALSE(verifies(with(rsa, "alg", "PS256"), test_tokens::rs256));
  EXPECT_TRUE(verifies(with(rsa, "use", "sig"), test_tokens::rs256));
  EXPECT_TRUE(verifies(with(rsa, "key_ops", json::Array{"verify"}), test_tokens::rs256));
  EXPECT_THAT(why_not(parsed(test_jwks::rfc7517_ec)), HasSubstr("for the use `enc`"));
  EXPECT_THAT(why_not(with(rsa, "use", 1)), HasSubstr("`use` is not a string"));
  EXPECT_THAT(why_not(with(rsa, "key_ops", "verify")), HasSubstr("not a list"));
  EXPECT_THAT(why_not(with(rsa, "key_ops", json::Array{"sign"})), HasSubstr("not allow `verify`"));
  EXPECT_THAT(why_not(with(rsa, "key_ops", json::Array{})), HasSubstr("not allow `verify`"));
  EXPECT_THAT(why_not(with(rsa, "key_ops", json::Array{"verify", "verify"})), HasSubstr("repeats"));
  EXPECT_THAT(why_not(with(rsa, "key_ops", json::Array{"verify", 1})), HasSubstr("no string"));
  EXPECT_THAT(why_not(with(rsa, "alg", "RSA-OAEP")), HasSubstr("no signature known here"));
  EXPECT_THAT(why_not(with(rsa, "alg", "none")), HasSubstr("no signature known here"));
  EXPECT_THAT(why_not(with(rsa, "alg", "ES256")), HasSubstr("does not go with a key of type RSA"));
  EXPECT_THAT(why_not(with(rsa, "alg", "HS256")), HasSubstr("does not go with a key of type RSA"));
  EXPECT_THAT(why_not(with(test_jwks::es256, "alg", "ES384")), HasSubstr("EC P-256"));
  EXPECT_THAT(why_not(with(rsa, "kid", 1)), HasSubstr("`kid` is not a string"));
  EXPECT_THAT(why_not(with(rsa, "kid", "")), HasSubstr("1 to 256 bytes"));
  EXPECT_THAT(why_not(with(rsa, "kid", std::string(257, 'k'))), HasSubstr("1 to 256 bytes"));
}

TEST(Jwk, RefusesNumbersThatAreNoKey) {
  const std::string_view rsa = test_jwks::rsa;
  const std::string_view ec = test_jwks::es256;
  const std::string_view okp = test_jwks::ed25519;
  const auto leading_zero = encode_base64url('\0' + *decode_base64url("AQAB"));
  EXPECT_THAT(why_not(without(rsa, "n")), HasSubstr("no `n`"));
  EXPECT_THAT(why_not(with(rsa, "n", "AQAB")), HasSubstr("bits"));
  EXPECT_THAT(why_not(with(rsa, "n", std::string(3000, 'A'))), HasSubstr("above zero"));
  EXPECT_THAT(why_not(with(rsa, "n", std::string(3000, 'B'))), HasSubstr("1 to 1025 bytes"));
  EXPECT_THAT(why_not(with(rsa, "e", leading_zero)), HasSubstr("above zero"));
  EXPECT_THAT(why_not(with(rsa, "e", "Aw")), HasSubstr("exponent"));
  EXPECT_THAT(why_not(with(rsa, "e", "AQAA")), HasSubstr("exponent"));
  EXPECT_THAT(why_not(with(rsa, "e", "")), HasSubstr("above zero"));
  EXPECT_THAT(why_not(with(rsa, "e", "AQAB=")), HasSubstr("not base64url"));
  EXPECT_THAT(why_not(with(ec, "y", parsed(ec)["x"])), HasSubstr("not a usable EC key"));
  EXPECT_THAT(why_not(with(ec, "x", encode_base64url(std::string(31, '\1')))),
              HasSubstr("32 bytes each"));
  EXPECT_THAT(why_not(with(ec, "crv", "P-384")), HasSubstr("48 bytes each"));
  EXPECT_THAT(why_not(with(ec, "crv", "secp256k1")), HasSubstr("secp256k1 checks no"));
  EXPECT_THAT(why_not(with(ec, "crv", "Ed25519")), HasSubstr("checks no signatures"));
  EXPECT_THAT(why_not(with(okp, "crv", "X25519")), HasSubstr("X25519 checks no"));
  EXPECT_THAT(why_not(with(okp, "crv", "P-256")), HasSubstr("checks no signatures"));
  EXPECT_THAT(why_not(with(okp, "x", "AAAA")), HasSubstr("has 32 bytes"));
  EXPECT_THAT(why_not(with(rsa, "kty", "oct")), HasSubstr("shared secret"));
  EXPECT_THAT(why_not(with(rsa, "kty", "rsa")), HasSubstr("type rsa is not known"));
  EXPECT_THAT(why_not(with(rsa, "kty", "A\nB")), HasSubstr("type A?B is not known"));
  EXPECT_THAT(why_not(without(rsa, "kty")), HasSubstr("no `kty`"));
  EXPECT_THAT(why_not({}), HasSubstr("no `kty`"));
}

TEST(KeySet, KeepsGoodKeysBesideBadOnes) {
  const auto set =
      KeySet::read(set_of({with(test_jwks::rsa, "kid", "good"), parsed(test_jwks::rfc7517_ec),
                           with(test_jwks::es256, "d", "AAAA")}));
  ASSERT_TRUE(set) << set.error().detail;
  ASSERT_EQ(set->keys().size(), 2U);
  ASSERT_EQ(set->remarks().size(), 2U);
  EXPECT_EQ(set->remarks()[0].id, "1");
  EXPECT_TRUE(set->remarks()[0].left_out);
  EXPECT_THAT(set->remarks()[1].text, HasSubstr("key 3: its private half is published"));
  EXPECT_FALSE(set->remarks()[1].left_out);
  EXPECT_TRUE(set->keys()[1].find(Algorithm::es256)->verify(*decode(test_tokens::es256)));
}

TEST(KeySet, RefusesWhatIsNoSet) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "no JWK Set"},
      {"<html>", "not JSON"},
      {"[]", "must be an object"},
      {"{}", "no list `keys`"},
      {R"({"keys":{}})", "no list `keys`"},
      {R"({"keys":[]})", "without keys"},
      {R"({"keys":[1]})", "key 1: it is no object"},
      {R"({"keys":[{"kty":"oct","k":"AAAA"}]})", "none of its 1 keys"},
      {R"({"keys":[],"keys":[]})", "twice"},
      {"{\"keys\":[" + std::string(KeySet::max_bytes, ' ') + "]}", "allowed"},
  };
  for (const auto& [text, why] : cases) {
    const auto set = KeySet::read(text);
    ASSERT_FALSE(set) << text.substr(0, 40);
    EXPECT_THAT(set.error().detail, HasSubstr(why));
  }
  json::Array many(KeySet::max_keys + 1, parsed(test_jwks::ed25519));
  json::Object set;
  set["keys"] = std::move(many);
  EXPECT_THAT(KeySet::read(set).error().detail, HasSubstr("101 keys; 100 are accepted"));
}

TEST(KeySet, FindsByNameOrTriesWhatFits) {
  const auto set = *KeySet::read(
      set_of({with(test_jwks::rsa, "kid", "r"), with(test_jwks::rfc7515_rs256, "kid", "r2"),
              parsed(test_jwks::rfc7517_rsa), parsed(test_jwks::es256)}));
  const auto by_name = set.find(Algorithm::rs256, "r2");
  EXPECT_TRUE(by_name.named);
  ASSERT_EQ(by_name.keys().size(), 1U);
  EXPECT_TRUE(by_name.keys()[0]->verify(*decode(test_tokens::rfc7515_rs256)));
  EXPECT_EQ(set.find(Algorithm::rs256, std::nullopt).keys().size(), 3U);
  EXPECT_FALSE(set.find(Algorithm::rs256, std::nullopt).named);
  EXPECT_EQ(set.find(Algorithm::rs384, std::nullopt).keys().size(), 2U);  // one is for RS256 only

  const auto other_algorithm = set.find(Algorithm::es256, "r");
  EXPECT_TRUE(other_algorithm.named);
  EXPECT_TRUE(other_algorithm.keys().empty());

  const auto unknown = set.find(Algorithm::es256, "new");
  EXPECT_FALSE(unknown.named);
  EXPECT_EQ(unknown.keys().size(), 1U);  // the one without a name may be meant
  EXPECT_TRUE(set.find(Algorithm::rs256, "new").keys().empty());
}

TEST(KeySet, TriesABoundedNumberOfKeys) {
  json::Array many(50, parsed(test_jwks::ed25519));
  json::Object object;
  object["keys"] = std::move(many);
  const auto set = KeySet::read(object);
  EXPECT_EQ(set->find(Algorithm::eddsa, std::nullopt).keys().size(), Candidates::most);
}

TEST(KeySet, TellsAChangeOfKeys) {
  const auto one = *KeySet::read(set_of({with(test_jwks::rsa, "kid", "a")}));
  const auto same = *KeySet::read(set_of({with(test_jwks::rsa, "kid", "a"), parsed("{}")}));
  const auto renamed = *KeySet::read(set_of({with(test_jwks::rsa, "kid", "b")}));
  json::Object limited_key = with(test_jwks::rsa, "kid", "a");
  limited_key["alg"] = "RS256";
  const auto limited = *KeySet::read(set_of({limited_key}));
  const auto other = *KeySet::read(set_of({with(test_jwks::es256, "kid", "a")}));
  EXPECT_TRUE(one.same_keys(same));
  EXPECT_FALSE(one.same_keys(renamed));
  EXPECT_FALSE(one.same_keys(limited));
  EXPECT_FALSE(one.same_keys(other));
}

}  // namespace
}  // namespace cardea::jose

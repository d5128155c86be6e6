// SPDX-License-Identifier: Apache-2.0
#include "jose/token.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>

#include "base/base64url.h"
#include "jose/test_tokens.h"

namespace cardea::jose {
namespace {

std::string b64(std::string_view text) {
  return encode_base64url(text);
}

const std::string header = b64("{\"alg\":\"HS256\"}");
const std::string payload = b64("{\"iss\":\"joe\"}");

std::string with_header(std::string_view json) {
  return b64(json) + "." + payload + ".AAAA";
}
std::string with_payload(std::string_view json) {
  return header + "." + b64(json) + ".AAAA";
}

std::optional<Fault> fault_of(const std::string& text) {
  const auto token = decode(text);
  return token ? std::nullopt : std::optional(token.error());
}

TEST(Token, TakesApartTheExampleOfTheRfc) {
  const std::string_view text = test_tokens::rfc7515_hs256;
  const auto token = decode(text);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->text(), text);
  EXPECT_EQ(token->algorithm(), Algorithm::hs256);
  EXPECT_EQ(token->signing_input(), text.substr(0, text.rfind('.')));
  EXPECT_EQ(encode_base64url(token->signature()), text.substr(text.rfind('.') + 1));
  EXPECT_EQ(token->signature().size(), 32U);
  EXPECT_EQ(token->claim("iss")->content, "joe");
  EXPECT_EQ(token->claim("exp")->amount, 1300819380);
  EXPECT_EQ(token->claim("http://example.com/is_root")->content, "true");
  EXPECT_EQ(token->parameter("typ")->content, "JWT");
  EXPECT_EQ(token->claim("typ"), nullptr);
  EXPECT_EQ(token->claims().all().size(), 3U);
  EXPECT_EQ(token->parameters().all().size(), 2U);
}

TEST(Token, NamesWhatIsWrong) {
  const std::string good = header + "." + payload + ".AAAA";
  const std::pair<std::string, Fault> cases[] = {
      {"", Fault::not_three_parts},
      {"a", Fault::not_three_parts},
      {header, Fault::not_three_parts},
      {header + "." + payload, Fault::not_three_parts},
      {"..", Fault::header_not_json},
      {"." + payload + ".AAAA", Fault::header_not_json},
      {header + "..AAAA", Fault::payload_not_json},
      {header + "=." + payload + ".AAAA", Fault::header_not_base64},
      {" " + good, Fault::header_not_base64},
      {"\n" + good, Fault::header_not_base64},
      {"Bearer " + good, Fault::header_not_base64},
      {"ey+/." + payload + ".AAAA", Fault::header_not_base64},
      {"\xff\xfe." + payload + ".AAAA", Fault::header_not_base64},
      {header + "." + payload + "=.AAAA", Fault::payload_not_base64},
      {header + "." + payload + " .AAAA", Fault::payload_not_base64},
      {header + "." + payload + ".AAAA.", Fault::signature_not_base64},
      {header + "." + payload + ".AAAA.AAAA", Fault::signature_not_base64},
      {header + "." + payload + ".AAAA=", Fault::signature_not_base64},
      {header + "." + payload + ".A", Fault::signature_not_base64},
      {header + "." + payload + ".AB", Fault::signature_not_base64},
      {header + "." + payload + ".AAA/", Fault::signature_not_base64},
      {good + "\n", Fault::signature_not_base64},
      {good + std::string(1, '\0'), Fault::signature_not_base64},
      {header + ".." + payload + ".AAAA", Fault::payload_not_json},
      {std::string(8193, 'A'), Fault::too_large},
      // JWE: five parts.
      {b64("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}") + "..AAAA.AAAA.AAAA", Fault::encrypted},
      {"....", Fault::encrypted},
      {header + "." + payload + ".AAAA.AAAA.AAAA.AAAA", Fault::signature_not_base64},
  };
  EXPECT_EQ(fault_of(good), std::nullopt);
  EXPECT_EQ(fault_of(header + "." + payload + "."), std::nullopt) << "verifying refuses it";
  for (const auto& [text, fault] : cases) EXPECT_EQ(fault_of(text), fault) << text;
}

TEST(Token, TakesKnownAlgorithmsByTheirExactNamesOnly) {
  for (const std::string_view name : algorithm_names) {
    const auto token = decode(with_header("{\"alg\":\"" + std::string(name) + "\"}"));
    ASSERT_TRUE(token) << name;
    EXPECT_EQ(jose::name(token->algorithm()), name);
  }
  for (const char* json : {"{}",
                           "{\"typ\":\"JWT\"}",
                           "{\"alg\":\"none\"}",
                           "{\"alg\":\"None\"}",
                           "{\"alg\":\"NONE\"}",
                           "{\"alg\":\"\"}",
                           "{\"alg\":\"hs256\"}",
                           "{\"alg\":\"HS256 \"}",
                           "{\"alg\":\"HS1\"}",
                           "{\"alg\":\"HS2567\"}",
                           "{\"alg\":null}",
                           "{\"alg\":256}",
                           "{\"alg\":[\"HS256\"]}",
                           "{\"alg\":{\"HS256\":1}}",
                           "{\"alg\":true}",
                           "{\"ALG\":\"HS256\"}",
                           "{\"alg\":\"ES256K\"}",
                           "{\"alg\":\"HS256\\u0000\"}",
                           "[]",
                           "1",
                           "null",
                           "\"HS256\"",
                           "[\"alg\",\"HS256\"]"}) {
    EXPECT_EQ(fault_of(with_header(json)), Fault::algorithm_unknown) << json;
  }
  EXPECT_EQ(decode(with_header("{\"alg\":\"\\u0048S256\"}"))->algorithm(), Algorithm::hs256);
}

TEST(Token, UnderstandsNoCriticalExtension) {
  for (const char* more :
       {"\"crit\":[\"b64\"],\"b64\":false", "\"crit\":[\"exp\"],\"exp\":1", "\"crit\":[]",
        "\"crit\":null", "\"crit\":\"b64\"", "\"b64\":false", "\"b64\":null", "\"b64\":\"true\"",
        "\"b64\":1", "\"crit\":[\"b64\"],\"b64\":true"}) {
    EXPECT_EQ(fault_of(with_header("{\"alg\":\"HS256\"," + std::string(more) + "}")),
              Fault::critical_unknown);
  }
  EXPECT_EQ(fault_of(with_header("{\"alg\":\"HS256\",\"b64\":true}")), std::nullopt);
}

TEST(Token, WantsStrictJson) {
  for (const char* json : {"{\"alg\":\"HS256\",\"alg\":\"none\"}",
                           "{\"alg\":\"HS256\",\"\\u0061lg\":\"none\"}", "{\"alg\":\"HS256\"",
                           "{\"alg\":\"HS256\"}{}", "{\"alg\":\"HS256\\ud800\"}", "HS256", " "}) {
    EXPECT_EQ(fault_of(with_header(json)), Fault::header_not_json) << json;
  }
  for (const char* json : {"{\"iss\":1,\"iss\":1}", "{\"exp\":1e400}", "{\"exp\":NaN}",
                           "{\"a\":\"\xff\"}", "{\"a\":}"}) {
    EXPECT_EQ(fault_of(with_payload(json)), Fault::payload_not_json) << json;
  }
  for (const char* json : {"false", "true", "null", "1", "\"x\"", "[]", "[{\"iss\":\"joe\"}]"}) {
    EXPECT_EQ(fault_of(with_payload(json)), Fault::payload_not_object) << json;
  }
  EXPECT_EQ(fault_of(with_payload("{}")), std::nullopt);
}

// The first of several faults decides, in the order of Kong's checks.
TEST(Token, JudgesInOrder) {
  EXPECT_EQ(fault_of(b64("x") + ".=.="), Fault::header_not_json);
  EXPECT_EQ(fault_of(b64("{}") + ".=.="), Fault::payload_not_base64);
  EXPECT_EQ(fault_of(b64("{}") + "." + b64("1") + ".="), Fault::algorithm_unknown);
  EXPECT_EQ(fault_of(header + "." + b64("1") + ".="), Fault::payload_not_object);
  EXPECT_EQ(fault_of(header + "." + payload + ".="), Fault::signature_not_base64);
}

TEST(Token, ObeysTheLimitItIsGiven) {
  const std::string text = header + "." + payload + ".AAAA";
  EXPECT_TRUE(decode(text, {.bytes = text.size()}));
  EXPECT_EQ(decode(text, {.bytes = text.size() - 1}).error(), Fault::too_large);
  const std::string large = with_payload("{\"a\":\"" + std::string(9000, 'x') + "\"}");
  EXPECT_EQ(fault_of(large), Fault::too_large);
  EXPECT_EQ(decode(large, {.bytes = 20000})->claim("a")->content.size(), 9000U);
}

TEST(Token, KeepsItsViewsWhenMovedAndWhenReadAgain) {
  auto token = decode(test_tokens::rfc7515_hs256);
  const Token moved = *std::move(token);
  EXPECT_EQ(moved.claim("iss")->content, "joe");
  EXPECT_EQ(moved.text(), test_tokens::rfc7515_hs256);

  Token again;
  EXPECT_EQ(again.read(test_tokens::rs512), std::nullopt);
  EXPECT_EQ(again.read("x"), Fault::not_three_parts);
  EXPECT_EQ(again.read(test_tokens::rfc7515_es256), std::nullopt);
  EXPECT_EQ(again.algorithm(), Algorithm::es256);
  EXPECT_EQ(again.claims().all().size(), 3U);
  EXPECT_EQ(again.parameter("kid"), nullptr);
}

TEST(Token, KnowsWhatItHolds) {
  const Token small = *decode(header + "." + payload + ".AAAA");
  EXPECT_GE(small.footprint(), small.text().size());
  EXPECT_LT(small.footprint(), 1200U);
  std::string many = "{\"a\":1";
  for (int i = 0; i < 100; ++i) many += ",\"m" + std::to_string(i) + "\":1";
  EXPECT_GE(decode(with_payload(many + "}"))->footprint(), 101 * sizeof(Member));
}

TEST(Token, ReadsWhatPyJwtWrites) {
  for (const auto& [algorithm, key, text] : test_tokens::of_every_algorithm) {
    const auto token = decode(text);
    ASSERT_TRUE(token) << algorithm;
    EXPECT_EQ(name(token->algorithm()), algorithm);
    EXPECT_EQ(token->parameter("kid")->content, "k1");
    EXPECT_EQ(token->claim("name")->content, "Zo\xc3\xab \"Z\" \xe6\x97\xa5\xe6\x9c\xac");
    EXPECT_EQ(token->claim("nbf")->amount, 1700000000.5);
    EXPECT_EQ(token->claim("aud")->kind, Member::Kind::array);
  }
}

TEST(Token, SurvivesEveryTruncationAndEveryChangedByte) {
  const std::string good = test_tokens::es256;
  for (std::size_t i = 0; i < good.size(); ++i) {
    (void)decode(good.substr(0, i));
    for (const int bit : {1, 0x20, 0x80}) {
      std::string changed = good;
      changed[i] = static_cast<char>(changed[i] ^ bit);
      (void)decode(changed);
    }
  }
}

TEST(Fault, HasKongsWords) {
  EXPECT_EQ(message(Fault::not_three_parts), "Bad token; invalid JSON");
  EXPECT_EQ(message(Fault::algorithm_unknown), "Bad token; invalid alg");
  EXPECT_EQ(message(Fault::payload_not_object), "Bad token; invalid claims");
  EXPECT_EQ(message(Fault::signature_not_base64), "Bad token; invalid signature");
  EXPECT_EQ(message(Fault::signature_invalid), "Invalid signature");
  EXPECT_EQ(message(Fault::not_yet_valid), "token not valid yet");
  EXPECT_EQ(reason(Fault::too_large), "jwt.too_large");
  EXPECT_EQ(reason(Fault::signature_invalid), "jwt.signature_invalid");
  EXPECT_EQ(reason(Fault::not_yet_valid), "jwt.not_yet_valid");
}

}  // namespace
}  // namespace cardea::jose

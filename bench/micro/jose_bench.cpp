// SPDX-License-Identifier: Apache-2.0
// What a token costs on its way through: reading it, and checking its signature with each family of
// keys. The token is that of the comparison with peers: claims iss, iat, exp, sub, name.
#include <benchmark/benchmark.h>

#include <boost/json/value.hpp>
#include <string>

#include "crypto/keyed_hash.h"
#include "crypto/private_key.h"
#include "jose/claims.h"
#include "jose/sign.h"
#include "jose/verify.h"
#include "json/parse.h"

namespace {

using namespace cardea;

const json::Object claims = {{"iss", "b9RkXy2mQ7Lw4VnT8sJd3HfG6cPzA1eK"},
                             {"iat", 1700000000},
                             {"exp", 4102444800},
                             {"sub", "consumer-0042"},
                             {"name", "Alice Example"}};

std::string hs256_token() {
  return *jose::make_token(
      *jose::SigningKey::from_secret(jose::Algorithm::hs256, "0123456789abcdef0123456789abcdef"),
      claims);
}

void read_token_anew(benchmark::State& state) {
  const std::string text = hs256_token();
  for (auto _ : state) benchmark::DoNotOptimize(jose::decode(text));
}
BENCHMARK(read_token_anew);

void read_token_again(benchmark::State& state) {
  const std::string text = hs256_token();
  jose::Token token;
  for (auto _ : state) benchmark::DoNotOptimize(token.read(text));
}
BENCHMARK(read_token_again);

void parse_claims_as_tree(benchmark::State& state) {
  const std::string text =
      R"({"iss":"b9RkXy2mQ7Lw4VnT8sJd3HfG6cPzA1eK","iat":1700000000,"exp":4102444800,"sub":"x"})";
  for (auto _ : state) benchmark::DoNotOptimize(json::parse(text));
}
BENCHMARK(parse_claims_as_tree);

void read_verify_and_judge_hs256(benchmark::State& state) {
  const std::string text = hs256_token();
  const auto key = jose::VerifyingKey::make({.secret = "0123456789abcdef0123456789abcdef"});
  jose::Token token;
  for (auto _ : state) {
    const bool good = !token.read(text) && key->verify(token) && jose::key_of(token, "iss") &&
                      jose::judge_times(token, {}, 1'700'000'000).none();
    if (!good) state.SkipWithError("the token is good");
  }
}
BENCHMARK(read_verify_and_judge_hs256);

void verify(benchmark::State& state, jose::Algorithm algorithm, crypto::KeyKind kind) {
  const auto made = crypto::PrivateKey::make(kind);
  const auto signing = jose::SigningKey::from_pem(algorithm, made->pem().reveal());
  const auto token = jose::decode(*jose::make_token(*signing, claims));
  const std::string pem = made->public_key().pem();
  const auto key = jose::VerifyingKey::make({.algorithm = algorithm, .public_key = pem});
  for (auto _ : state) {
    if (!key->verify(*token)) state.SkipWithError("the token is good");
  }
}
BENCHMARK_CAPTURE(verify, rs256, jose::Algorithm::rs256, crypto::KeyKind::rsa);
BENCHMARK_CAPTURE(verify, ps256, jose::Algorithm::ps256, crypto::KeyKind::rsa);
BENCHMARK_CAPTURE(verify, es256, jose::Algorithm::es256, crypto::KeyKind::p256);
BENCHMARK_CAPTURE(verify, ed25519, jose::Algorithm::eddsa, crypto::KeyKind::ed25519);

void keyed_hash_of_token(benchmark::State& state) {
  const std::string text = hs256_token();
  const crypto::KeyedHash hash;
  for (auto _ : state) benchmark::DoNotOptimize(hash(text));
}
BENCHMARK(keyed_hash_of_token);

}  // namespace

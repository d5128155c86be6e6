// SPDX-License-Identifier: Apache-2.0
// What an HS256 token costs when nothing is remembered about it: taking it apart, and checking its
// signature with the kept key of its credential.
#include <benchmark/benchmark.h>

#include <boost/json/object.hpp>
#include <string>

#include "jose/sign.h"
#include "jose/verify.h"

namespace cardea::jose {
namespace {

constexpr std::string_view secret = "0123456789abcdef0123456789abcdef";

std::string usual_token() {
  const json::Object claims = {{"iss", "bench-0007"},
                               {"iat", 1795455448},
                               {"exp", 1795459048},
                               {"sub", "c100bdae3ee245ffc100bdae3ee245ff"},
                               {"name", "A. Person"}};
  return *make_token(*SigningKey::from_secret(Algorithm::hs256, secret), claims);
}

void read_token(benchmark::State& state) {
  const auto text = usual_token();
  Token token;
  for (auto _ : state) {
    if (token.read(text)) state.SkipWithError("not understood");
    benchmark::DoNotOptimize(token);
  }
}
BENCHMARK(read_token);

void verify_hs256(benchmark::State& state) {
  const auto text = usual_token();
  const auto key = VerifyingKey::make({.algorithm = Algorithm::hs256, .secret = secret});
  Token token;
  if (token.read(text)) state.SkipWithError("not understood");
  for (auto _ : state) {
    if (!key->verify(token)) state.SkipWithError("refused");
  }
}
BENCHMARK(verify_hs256);

}  // namespace
}  // namespace cardea::jose

// SPDX-License-Identifier: Apache-2.0
// Decoding the three parts of a token is done once for each request that brings one.
#include <benchmark/benchmark.h>

#include <string>

#include "base/base64url.h"

namespace {

void decode_payload_of_a_token(benchmark::State& state) {
  const auto encoded = cardea::encode_base64url(std::string(114, 'x'));
  for (auto _ : state) benchmark::DoNotOptimize(cardea::decode_base64url(encoded));
}
BENCHMARK(decode_payload_of_a_token);

}  // namespace

// SPDX-License-Identifier: Apache-2.0
// Reading heads: once for the request and once for the answer, for everything that passes. The
// request is the one that bench/run.py sends, the answer what its upstream gives.
#include <benchmark/benchmark.h>

#include <string>

#include "http/h1/parse.h"

namespace cardea::http::h1 {
namespace {

std::string request_bytes() {
  return "GET /plain/items/4711?page=3 HTTP/1.1\r\n"
         "Host: api.bench.example\r\n"
         "User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n"
         "Accept: application/json\r\n"
         "Accept-Encoding: gzip, deflate, br\r\n"
         "Accept-Language: en-GB,en;q=0.8\r\n"
         "Authorization: Bearer " +
         std::string(233, 'a') + "\r\n\r\n";
}

void read_request_head(benchmark::State& state) {
  const auto bytes = request_bytes();
  RequestHead head;
  for (auto _ : state) {
    Cursor cursor;
    const auto parsed = parse_request(bytes, {}, cursor, head);
    if (parsed.state != ParseState::complete) state.SkipWithError("not understood");
    benchmark::DoNotOptimize(head);
  }
}
BENCHMARK(read_request_head);

void read_answer_head(benchmark::State& state) {
  const std::string bytes =
      "HTTP/1.1 200 OK\r\nServer: spinner\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
      "Content-Type: application/octet-stream\r\nContent-Length: 100\r\n\r\n";
  ResponseHead head;
  for (auto _ : state) {
    Cursor cursor;
    const auto parsed = parse_response(bytes, Method::get, {}, cursor, head);
    if (parsed.state != ParseState::complete) state.SkipWithError("not understood");
    benchmark::DoNotOptimize(head);
  }
}
BENCHMARK(read_answer_head);

}  // namespace
}  // namespace cardea::http::h1

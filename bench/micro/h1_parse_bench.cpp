// SPDX-License-Identifier: Apache-2.0
// What the HTTP part of a request costs: reading a head of 508 bytes with a bearer token, reading
// an answer's, and writing the one that goes on.
#include <benchmark/benchmark.h>

#include <string>

#include "http/h1/marks.h"
#include "http/h1/parse.h"
#include "http/h1/write.h"
#include "http/hop_by_hop.h"
#include "http/path.h"

namespace {

using namespace cardea;

std::string request_text() {
  const std::string start =
      "GET /orders/2024/items?page=2&sort=asc HTTP/1.1\r\nHost: api.example.com\r\n"
      "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r\n"
      "Accept: application/json, text/plain;q=0.9\r\nAccept-Encoding: gzip, deflate, br\r\n"
      "X-Trace: 4bf92f3577b34da6a3ce929d0e0e4736\r\nConnection: keep-alive\r\n"
      "Authorization: Bearer ";
  return start + std::string(508 - 4 - start.size(), 'e') + "\r\n\r\n";
}

const std::string answer_text =
    "HTTP/1.1 200 OK\r\nServer: example/1.2.3\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
    "Content-Type: application/json; charset=utf-8\r\nContent-Length: 1234\r\n"
    "Connection: keep-alive\r\nETag: \"33a64df551425fcc55e\"\r\nCache-Control: no-cache\r\n\r\n";

void parse_request_of_508_bytes(benchmark::State& state) {
  const auto text = request_text();
  http::RequestHead head;
  for (auto _ : state) {
    http::h1::Cursor cursor;
    benchmark::DoNotOptimize(http::h1::parse_request(text, {}, cursor, head));
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}
BENCHMARK(parse_request_of_508_bytes);

void parse_answer_of_229_bytes(benchmark::State& state) {
  http::ResponseHead head;
  for (auto _ : state) {
    http::h1::Cursor cursor;
    benchmark::DoNotOptimize(
        http::h1::parse_response(answer_text, http::Method::get, {}, cursor, head));
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(answer_text.size()) * state.iterations());
}
BENCHMARK(parse_answer_of_229_bytes);

void mark_512_bytes(benchmark::State& state) {
  const auto& variant = http::h1::marker_variants()[static_cast<std::size_t>(state.range(0))];
  const std::string text = request_text() + "    ";
  http::h1::Marks marks[8];
  for (auto _ : state) {
    variant.mark(text.data(), 8, marks);
    benchmark::ClobberMemory();
  }
  state.SetLabel(std::string(variant.name));
}
BENCHMARK(mark_512_bytes)
    ->DenseRange(0, static_cast<std::int64_t>(http::h1::marker_variants().size()) - 1);

void find_hop_by_hop(benchmark::State& state) {
  const auto text = request_text();
  http::RequestHead head;
  http::h1::Cursor cursor;
  http::h1::parse_request(text, {}, cursor, head);
  for (auto _ : state) benchmark::DoNotOptimize(http::hop_by_hop(head));
}
BENCHMARK(find_hop_by_hop);

void find_forged_identities(benchmark::State& state) {
  const auto text = request_text();
  http::RequestHead head;
  http::h1::Cursor cursor;
  http::h1::parse_request(text, {}, cursor, head);
  for (auto _ : state) {
    http::FieldSet set;
    http::add_identity_fields(head.fields, set);
    benchmark::DoNotOptimize(set);
  }
}
BENCHMARK(find_forged_identities);

void write_proxied_head(benchmark::State& state) {
  const auto text = request_text();
  http::RequestHead head;
  http::h1::Cursor cursor;
  http::h1::parse_request(text, {}, cursor, head);
  const auto dropped = http::hop_by_hop(head);
  http::Buffer out;
  for (auto _ : state) {
    out.clear();
    http::h1::write_request_line(out, head.method_text, head.target.path, head.target.question());
    http::h1::write_kept_fields(out, head.fields, dropped);
    http::h1::write_trusted_field(out, "X-Forwarded-For", "127.0.0.1");
    http::h1::write_trusted_field(out, "X-Forwarded-Proto", "http");
    http::h1::write_trusted_field(out, "X-Real-IP", "127.0.0.1");
    http::h1::write_trusted_field(out, "Via", "1.1 kong/3.9.3");
    http::h1::write_end(out);
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
}
BENCHMARK(write_proxied_head);

void normalise_a_normal_path(benchmark::State& state) {
  const std::string path = "/orders/2024/items/0123456789";
  for (auto _ : state) benchmark::DoNotOptimize(http::normalise_path(path, nullptr));
}
BENCHMARK(normalise_a_normal_path);

void normalise_an_encoded_path(benchmark::State& state) {
  const std::string path = "/orders/%32024/./items/%2f0123456789";
  char room[64];
  for (auto _ : state) benchmark::DoNotOptimize(http::normalise_path(path, room));
}
BENCHMARK(normalise_an_encoded_path);

}  // namespace

// SPDX-License-Identifier: Apache-2.0
// The chunked decoder: pieces of any size come to the same as the whole, passing the wire form on
// takes exactly what decoding takes, and what we accept llhttp decodes to the same data, but for
// the extensions that it wrongly refuses (refuses_valid_extension).
#include "http/h1/chunked.h"

#include <llhttp.h>

#include <algorithm>
#include <string>

#include "llhttp_oracle.h"

namespace cardea::fuzz {
namespace {

using http::h1::BodyState;
using http::h1::Chunked;

struct Outcome {
  BodyState state = BodyState::more;
  std::size_t taken = 0;
  std::string data;
};

Outcome decode(std::string_view wire, std::size_t piece) {
  Chunked chunked;
  Outcome outcome;
  while (outcome.taken < wire.size() && outcome.state == BodyState::more) {
    const auto input = wire.substr(outcome.taken, piece);
    const auto step = chunked.next(input);
    require(step.taken <= input.size(), "no more is taken than given");
    require(step.taken != 0 || step.state != BodyState::more, "every call moves on");
    outcome.data += step.data;
    outcome.taken += step.taken;
    outcome.state = step.state;
  }
  require(chunked.data_bytes() == outcome.data.size(), "data is counted");
  require(chunked.is_done() == (outcome.state == BodyState::done), "done is said");
  return outcome;
}

void check_relay(std::string_view wire, const Outcome& whole) {
  Chunked chunked;
  const auto step = chunked.relay(wire);
  require(step.state == whole.state, "relaying comes to the same state");
  require(step.taken == whole.taken, "relaying takes the same");
}

void check_oracle(std::string_view wire, const Outcome& whole) {
  const std::string head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  const auto theirs = ask_llhttp(head + std::string(wire), MessageKind::request);
  if (refuses_valid_extension(theirs, wire.substr(0, whole.taken))) return;
  require(theirs.error.empty(), "llhttp accepts it", theirs.error);
  require(theirs.body == whole.data, "the same data");
  require(theirs.complete == (whole.state == BodyState::done), "both see the end, or none");
  if (theirs.complete) require(theirs.end == head.size() + whole.taken, "the same end");
}

}  // namespace
}  // namespace cardea::fuzz

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace cardea::fuzz;
  const std::string_view wire(reinterpret_cast<const char*>(data), size);
  const auto whole = decode(wire, std::max<std::size_t>(size, 1));
  const auto pieces = decode(wire, 1 + size % 13);
  require(pieces.state == whole.state, "pieces come to the same state");
  require(pieces.taken == whole.taken, "pieces take the same");
  require(pieces.data == whole.data, "pieces have the same data");
  check_relay(wire, whole);
  if (whole.state != BodyState::refused) check_oracle(wire, whole);
  return 0;
}

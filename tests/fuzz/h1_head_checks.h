// SPDX-License-Identifier: Apache-2.0
// What must hold for every head, request or answer: it comes to the same in pieces as at once, its
// fields are those llhttp sees, and its body ends where llhttp says.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "http/h1/body.h"
#include "http/h1/marks.h"
#include "http/h1/parse.h"
#include "llhttp_oracle.h"

namespace cardea::fuzz {

/// All variants of the vector code mark the input alike.
inline void check_marks(std::string_view input) {
  const auto blocks = input.size() / 64;
  std::vector<http::h1::Marks> first(blocks);
  std::vector<http::h1::Marks> other(blocks);
  const auto variants = http::h1::marker_variants();
  variants.front().mark(input.data(), blocks, first.data());
  for (const auto& variant : variants) {
    variant.mark(input.data(), blocks, other.data());
    require(first == other, "every variant marks alike", std::string(variant.name));
  }
}

/// A parse in pieces of `piece` bytes, each time from other memory, agrees with the one at once: it
/// may see a fault later (when its line has ended), never another one.
template <class Parse>
void check_pieces(std::string_view input, std::size_t piece, const http::h1::Parsed& whole,
                  Parse parse) {
  using http::h1::ParseState;
  http::h1::Cursor cursor;
  http::h1::Parsed parsed;
  std::string received;
  while (received.size() < input.size() && parsed.state == ParseState::incomplete) {
    received = std::string(input.substr(0, received.size() + piece));
    parsed = parse(received, cursor);
  }
  if (whole.state == ParseState::refused && parsed.state == ParseState::incomplete) return;
  require(parsed.state == whole.state, "pieces come to the same state");
  require(parsed.length == whole.length, "pieces come to the same length");
  require(parsed.refusal == whole.refusal, "pieces come to the same refusal");
}

inline void check_fields(const http::Fields& ours, const OracleMessage& theirs) {
  require(ours.size() == theirs.fields.size(), "as many fields");
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const auto& [name, value] = theirs.fields[i];
    require(ours[i].name == name, "field name", name);
    require(ours[i].value == value, "field value", value);
    require(ours[i].id == http::identify(name), "field id", name);
    require(ours.find(name) != nullptr, "field is found", name);
  }
}

/// Reads the body behind a head of `length` bytes and compares it; returns where the message ends,
/// or the input's size when it is unfinished or refused by us.
inline std::size_t check_body(std::string_view input, std::size_t length,
                              const http::Framing& framing, const OracleMessage& theirs) {
  using http::h1::BodyState;
  http::h1::Body body(framing);
  std::string data;
  auto at = length;
  auto state = body.is_done() ? BodyState::done : BodyState::more;
  while (state == BodyState::more && at < input.size()) {
    const auto step = body.next(input.substr(at));
    data += step.data;
    at += step.taken;
    state = step.state;
  }
  if (state == BodyState::refused) return input.size();

  if (refuses_valid_extension(theirs, input.substr(length, at - length))) return input.size();
  require(theirs.error.empty(), "llhttp accepts the body", theirs.error);
  require(data == theirs.body, "body bytes");
  require((state == BodyState::done) == theirs.complete, "both see the end, or none");
  if (state != BodyState::done) return input.size();
  require(at == theirs.end, "the end is at the same place",
          std::to_string(at) + " and " + std::to_string(theirs.end));
  return at;
}

}  // namespace cardea::fuzz

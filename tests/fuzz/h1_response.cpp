// SPDX-License-Identifier: Apache-2.0
// Answers: whatever we accept, llhttp in strict mode accepts with the same status, fields and body,
// ending at the same byte, once as an answer to GET and once to HEAD. llhttp has to be told that a
// 304 has no body (its users do that as for HEAD), and it ends a 101 where the other protocol
// begins.
#include <llhttp.h>

#include <string>

#include "h1_head_checks.h"
#include "http/h1/parse.h"
#include "llhttp_oracle.h"

namespace cardea::fuzz {
namespace {

using http::Method;
using http::ResponseHead;
using http::h1::Cursor;
using http::h1::Limits;
using http::h1::ParseState;

std::size_t check_message(std::string_view input, Method asked, ResponseHead& head) {
  const auto parse = [&head, asked](std::string_view bytes, Cursor& cursor) {
    return http::h1::parse_response(bytes, asked, Limits{}, cursor, head);
  };
  Cursor cursor;
  const auto probe = parse(input, cursor);
  check_pieces(input, 1 + input.size() % 61, probe, parse);
  if (probe.state != ParseState::complete) return input.size();

  cursor = {};
  const auto whole = parse(input, cursor);
  const bool bodiless = asked == Method::head || head.status == 304;
  const auto theirs = ask_llhttp(input, MessageKind::response, bodiless);
  require(theirs.has_head, "llhttp accepts the head", theirs.error);
  require(theirs.status == head.status, "status");
  require(theirs.minor_version == head.minor_version, "version");
  check_fields(head.fields, theirs);
  return check_body(input, whole.length, head.framing, theirs);
}

}  // namespace
}  // namespace cardea::fuzz

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static cardea::http::ResponseHead head;
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  for (const auto asked : {cardea::http::Method::get, cardea::http::Method::head}) {
    auto input = all;
    while (!input.empty()) input.remove_prefix(cardea::fuzz::check_message(input, asked, head));
  }
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Requests: whatever we accept, llhttp in strict mode accepts with the same method, target, fields
// and body, ending at the same byte. The other way round nothing is asked: we are the stricter one.
// Exceptions, each where we follow RFC 9112 and llhttp 8.1 does not:
// - methods: llhttp has a closed list, we take any token;
// - chunk extensions: see refuses_valid_extension;
// - Connection: llhttp's reader of this list is loose about members (quotes, odd spaces), so
//   persistence is compared only for plain lists.
#include <llhttp.h>

#include <memory>
#include <string>

#include "h1_head_checks.h"
#include "http/h1/parse.h"
#include "http/h1/write.h"
#include "llhttp_oracle.h"

namespace cardea::fuzz {
namespace {

using http::RequestHead;
using http::h1::Cursor;
using http::h1::Limits;
using http::h1::ParseState;

bool is_unknown_method(const RequestHead& head, const OracleMessage& theirs) {
  return head.method == http::Method::extension && !theirs.has_head &&
         (theirs.error.starts_with("HPE_INVALID_METHOD") ||
          theirs.error.starts_with("HPE_INVALID_CONSTANT"));
}

void check_connection(const RequestHead& head, const OracleMessage& theirs) {
  for (const auto& field : head.fields) {
    if (field.id != http::FieldName::connection) continue;
    if (field.value != "close" && field.value != "keep-alive") return;
  }
  require(head.keep_alive == theirs.keep_alive, "persistence");
}

// What is written from a parsed head is read as the same head.
void check_rewriting(const RequestHead& head) {
  http::Buffer out;
  http::h1::write_request_line(out, head.method_text, head.raw_target, "");
  if (head.minor_version == 0) return;
  http::h1::write_kept_fields(out, head.fields, {});
  http::h1::write_end(out);
  const auto again = std::make_unique<RequestHead>();
  Cursor cursor;
  const auto parsed = http::h1::parse_request(out.view(), Limits{}, cursor, *again);
  require(parsed.state == ParseState::complete, "a rewritten head is accepted");
  require(parsed.length == out.size(), "a rewritten head ends at its end");
  require(again->fields.size() == head.fields.size(), "a rewritten head has the same fields");
  require(again->framing == head.framing, "a rewritten head has the same framing");
}

// Checks the first message; returns where it ends, or the size when nothing can follow it.
std::size_t check_message(std::string_view input, RequestHead& head) {
  const auto parse = [&head](std::string_view bytes, Cursor& cursor) {
    return http::h1::parse_request(bytes, Limits{}, cursor, head);
  };
  Cursor cursor;
  const auto probe = parse(input, cursor);
  check_pieces(input, 1 + input.size() % 61, probe, parse);
  if (probe.state != ParseState::complete) return input.size();

  cursor = {};
  const auto whole = parse(input, cursor);
  const auto theirs = ask_llhttp(input, MessageKind::request);
  if (is_unknown_method(head, theirs)) return input.size();
  require(theirs.has_head, "llhttp accepts the head", theirs.error);
  require(theirs.target == head.raw_target, "target", theirs.target);
  require(theirs.minor_version == head.minor_version, "version");
  require(theirs.chunked == (head.framing.end == http::BodyEnd::chunked), "chunked");
  if (head.method != http::Method::extension) {
    const auto* name = llhttp_method_name(static_cast<llhttp_method_t>(theirs.method));
    require(head.method_text == name, "method", name);
  }
  check_fields(head.fields, theirs);
  check_connection(head, theirs);
  check_rewriting(head);
  return check_body(input, whole.length, head.framing, theirs);
}

}  // namespace
}  // namespace cardea::fuzz

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static cardea::http::RequestHead head;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  cardea::fuzz::check_marks(input);
  while (!input.empty()) input.remove_prefix(cardea::fuzz::check_message(input, head));
  return 0;
}

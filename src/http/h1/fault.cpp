// SPDX-License-Identifier: Apache-2.0
// The table of faults, and its copy for upstreams made at compile time.
#include "http/h1/fault.h"

#include <array>
#include <cstddef>

namespace cardea::http::h1 {
namespace {

constexpr std::string_view bad = "Bad request";
constexpr std::string_view large = "Request header or cookie too large";
constexpr std::string_view bad_answer = "An invalid response was received from the upstream server";

// In the order of Fault.
constexpr std::array requests = {
    Refusal{400, bad, "no fault"},
    Refusal{400, bad, "a line ends with LF alone"},
    Refusal{400, bad, "CR without LF"},
    Refusal{400, bad, "a control character in the head"},
    Refusal{400, bad, "more than one empty line before the message"},
    Refusal{400, large, "the head is larger than the limit"},
    Refusal{400, bad, "the request does not begin with a method and a space"},
    Refusal{501, "Not implemented", "the method is longer than 32 bytes"},
    Refusal{405, "Method not allowed", "CONNECT: a gateway has no tunnels"},
    Refusal{400, bad, "the request line is not `method target HTTP/1.1`"},
    Refusal{400, bad, "the request target is malformed or does not fit the method"},
    Refusal{414, "URI too long", "the request target is longer than the limit"},
    Refusal{505, "HTTP version not supported", "the version is neither HTTP/1.1 nor HTTP/1.0"},
    Refusal{400, bad, "the status line is malformed"},
    Refusal{400, bad, "a field line begins with white space (obs-fold)"},
    Refusal{400, bad, "white space between field name and colon"},
    Refusal{400, bad, "a field name is not a token followed by a colon"},
    Refusal{400, large, "more fields than the limit"},
    Refusal{400, bad, "HTTP/1.1 without a Host field"},
    Refusal{400, bad, "more than one Host field"},
    Refusal{400, bad, "the Host field is not a valid host[:port]"},
    Refusal{400, bad, "Host differs from the authority of the request target"},
    Refusal{400, bad, "more than one Content-Length field"},
    Refusal{400, bad, "Content-Length is not a plain decimal number"},
    Refusal{400, bad, "both Content-Length and Transfer-Encoding"},
    Refusal{400, bad, "a tab beside the value of Content-Length or Transfer-Encoding"},
    Refusal{400, bad, "more than one Transfer-Encoding field"},
    Refusal{400, bad, "Transfer-Encoding names no coding, or chunked twice or not last"},
    Refusal{501, "Not implemented", "a transfer coding other than chunked alone"},
    Refusal{400, bad, "Transfer-Encoding in HTTP/1.0"},
    Refusal{400, bad, "a body is announced where there can be none"},
    Refusal{417, "Expectation failed", "an expectation other than 100-continue"},
    Refusal{400, bad, "a chunk size is not hexadecimal"},
    Refusal{400, bad, "a chunk size is too large"},
    Refusal{400, bad, "a chunk size line does not end with CRLF"},
    Refusal{400, bad, "a chunk extension is malformed"},
    Refusal{400, bad, "chunk extensions are longer than the limit"},
    Refusal{400, bad, "chunk data is not followed by CRLF"},
    Refusal{400, bad, "a trailer field name is not a token followed by a colon"},
    Refusal{400, bad, "a field that may not stand in a trailer section"},
    Refusal{400, bad, "a trailer field value holds a control character or a bare CR or LF"},
    Refusal{400, bad, "the trailer section is larger than the limit"},
};
static_assert(requests.size() == static_cast<std::size_t>(Fault::trailer_too_large) + 1);

constexpr auto responses = [] {
  auto table = requests;
  for (auto& one : table) {
    one.status = 502;
    one.message = bad_answer;
  }
  return table;
}();

}  // namespace

const Refusal& request_refusal(Fault fault) {
  return requests[static_cast<std::size_t>(fault)];
}

const Refusal& response_refusal(Fault fault) {
  return responses[static_cast<std::size_t>(fault)];
}

}  // namespace cardea::http::h1

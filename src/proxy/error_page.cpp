// SPDX-License-Identifier: Apache-2.0
// Kong's templates, byte for byte. gRPC is not among them: its answers have no body.
#include "proxy/error_page.h"

#include <string>

#include "observe/json_line.h"

namespace cardea::proxy {
namespace {

void append_all(http::Buffer& out, std::initializer_list<std::string_view> parts) {
  for (const auto part : parts) out.append(part);
}

// Operators write some messages: what would end the text is escaped, everything else is as it is.
std::string in_json(std::string_view text) {
  std::string out;
  observe::append_json_text(out, text);
  return out;
}

std::string in_markup(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

http::MediaType choose_form(const http::RequestHead* head, ErrorMaker maker) {
  const auto standard =
      maker == ErrorMaker::gateway ? http::MediaType::json : http::MediaType::plain;
  if (head == nullptr) return standard;
  const auto* const accept = head->fields.find(http::FieldName::accept);
  if (accept != nullptr) {
    const auto chosen = http::negotiate(accept->value);
    if (chosen) return *chosen;
    if (maker == ErrorMaker::gateway) return standard;
  }
  if (maker == ErrorMaker::server) {
    const auto sent = http::find_media_type(head->fields.value(http::FieldName::content_type));
    if (sent) return *sent;
  }
  return standard;
}

void write_error_body(http::Buffer& out, http::MediaType form, std::string_view message,
                      std::string_view request_id) {
  switch (form) {
    case http::MediaType::json:
      append_all(out, {"{\n  \"message\":", in_json(message), ",\n  \"request_id\":\"", request_id,
                       "\"\n}"});
      break;
    case http::MediaType::xml:
      append_all(out, {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<error>\n  <message>",
                       in_markup(message), "</message>\n  <requestid>", request_id,
                       "</requestid>\n</error>\n"});
      break;
    case http::MediaType::html:
      append_all(out, {"<!doctype html>\n<html>\n  <head>\n    <meta charset=\"utf-8\">\n    "
                       "<title>Error</title>\n"
                       "  </head>\n  <body>\n    <h1>Error</h1>\n    <p>",
                       in_markup(message), ".</p>\n    <p>request_id: ", request_id,
                       "</p>\n  </body>\n</html>\n"});
      break;
    case http::MediaType::plain:
      append_all(out, {message, "\nrequest_id: ", request_id, "\n"});
      break;
    case http::MediaType::grpc:
      break;
  }
}

}  // namespace cardea::proxy

// SPDX-License-Identifier: Apache-2.0
// The few answers that need no entity, and the coding of URLs.
#include "admin/reply.h"

#include <fmt/format.h>

#include <cctype>

#include "http/ascii.h"
#include "http/query.h"

namespace cardea::admin {

Reply ok(json::Value body) {
  return {.status = 200, .body = std::move(body)};
}
Reply created(json::Value body) {
  return {.status = 201, .body = std::move(body)};
}
Reply no_content() {
  return {.status = 204};
}

Reply message(int status, std::string_view text) {
  json::Object body;
  body["message"] = boost::json::string_view(text);
  return {.status = status, .body = std::move(body)};
}

Reply not_found() {
  return message(404, "Not found");
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
  http::QueryArgs args(query);
  http::QueryArg arg;
  while (args.next(arg)) {
    if (!arg.is_named(name)) continue;
    std::string room(arg.value.size(), '\0');
    return std::string(http::decode_query(arg.value, room.data()));
  }
  return std::nullopt;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || http::is_digit(c) ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() + 0 && http::hex_value(text[i + 1]) >= 0 &&
        http::hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(http::hex_value(text[i + 1]) * 16 + http::hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace cardea::admin

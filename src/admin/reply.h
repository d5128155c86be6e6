// SPDX-License-Identifier: Apache-2.0
// What the Admin API is asked and what it answers, apart from how that is carried: values, so that
// handlers can be tested without a socket.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/method.h"
#include "json/value.h"

namespace cardea::admin {

using FieldList = std::vector<std::pair<std::string, std::string>>;

/// One request, read whole.
struct Call {
  http::Method method = http::Method::get;  ///< HEAD comes as `get` with `head` set
  bool head = false;
  std::vector<std::string> path;  ///< segments, percent-decoded, without empty ones
  std::string raw_path;           ///< as sent, for `next` links
  std::string query;              ///< raw, without `?`
  std::string content_type;       ///< empty when there was no such field
  bool has_content_type = false;
  std::string body;
  std::string if_match;           ///< empty when there was no such field
  std::string origin;             ///< the Origin field, for CORS
  std::string requested_headers;  ///< Access-Control-Request-Headers
  FieldList fields;               ///< all of them, as sent
};

struct Reply {
  int status = 200;
  std::optional<json::Value> body{};  ///< shown as JSON
  std::string text{};                 ///< instead of `body`, with `content_type`
  std::string content_type = "application/json; charset=utf-8";
  FieldList fields{};
};

Reply ok(json::Value body);
Reply created(json::Value body);
Reply no_content();
/// `{"message": ...}`.
Reply message(int status, std::string_view text);
/// 404 `{"message":"Not found"}`.
Reply not_found();

/// The value of the first query argument of that name, decoded; nothing when it is not there. A
/// bare name counts as an empty value.
std::optional<std::string> query_value(std::string_view query, std::string_view name);

/// `text` with every byte that is not unreserved (RFC 3986) as %XX.
std::string percent_encode(std::string_view text);
/// Percent-decoding, once; what is not proper stays as it is.
std::string percent_decode(std::string_view text);

}  // namespace cardea::admin

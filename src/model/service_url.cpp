// SPDX-License-Identifier: Apache-2.0
// The parts are cut off in the order fragment, scheme, authority, query, parameters; what is left
// is the path. This is how LuaSocket reads URLs, and so what Kong's users get.
#include "model/service_url.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <optional>
#include <string>

namespace cardea::model {
namespace {

constexpr std::int64_t http_port = 80;
constexpr std::int64_t https_port = 443;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Cuts what stands before the colon off, when it looks like a scheme.
std::string_view take_scheme(std::string_view& rest) {
  const auto colon = rest.find(':');
  if (colon == std::string_view::npos || colon == 0) return {};
  const auto scheme = rest.substr(0, colon);
  const auto legal = [](char c) {
    return is_letter_or_digit(c) || std::string_view("+-.").contains(c);
  };
  if (!is_letter_or_digit(scheme.front()) || !std::ranges::all_of(scheme, legal)) return {};
  rest.remove_prefix(colon + 1);
  return scheme;
}

struct Authority {
  std::string_view host;
  std::string_view port;
};

Authority take_authority(std::string_view& rest) {
  if (!rest.starts_with("//")) return {};
  rest.remove_prefix(2);
  auto authority = rest.substr(0, rest.find_first_of("/?"));
  rest.remove_prefix(authority.size());
  if (const auto at = authority.find('@'); at != std::string_view::npos) {
    authority.remove_prefix(at + 1);
  }
  Authority parts;
  const auto colon = authority.rfind(':');
  if (colon != std::string_view::npos && !authority.substr(colon).contains(']')) {
    parts.port = authority.substr(colon + 1);
    authority = authority.substr(0, colon);
  }
  if (authority.starts_with('[') && authority.ends_with(']')) {
    authority = authority.substr(1, authority.size() - 2);
  }
  parts.host = authority;
  return parts;
}

json::Value text_or_null(std::string_view text) {
  if (text.empty()) return json::Value(nullptr);
  return json::Value(boost::json::string_view(text));
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::string_view scheme_of_port(std::optional<std::int64_t> port) {
  return port == https_port ? "https" : "http";
}

}  // namespace

void expand_service_url(std::string_view url, json::Object& body) {
  auto rest = url.substr(0, url.find('#'));
  const auto scheme = take_scheme(rest);
  const auto authority = take_authority(rest);
  const auto path = rest.substr(0, rest.find_first_of("?;"));

  const auto port = number(authority.port);
  const auto protocol = scheme.empty() ? scheme_of_port(port) : scheme;
  body["protocol"] = text_or_null(protocol);
  body["host"] = text_or_null(authority.host);
  body["path"] = text_or_null(path);
  if (!authority.port.empty() && !port) {
    body["port"] = text_or_null(authority.port);
  } else {
    body["port"] = port.value_or(protocol == "https" ? https_port : http_port);
  }
}

}  // namespace cardea::model

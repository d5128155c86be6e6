// SPDX-License-Identifier: Apache-2.0
// Strict where Kong searches: the scheme begins the value, in any case (RFC 9110 section 11.1), and
// base64 is canonical, so that a login has one form only. Padding may be missing.
#include "plugins/basic_auth/login.h"

#include <algorithm>
#include <expected>

#include "base/base64url.h"
#include "http/ascii.h"

namespace cardea::plugins::basic_auth {
namespace {

constexpr std::string_view scheme = "basic";

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

using Fault = std::string_view;
constexpr Fault repeated = "the field comes more than once";

std::expected<Login, Fault> read(std::string_view value, Arena& arena) {
  value.remove_prefix(scheme.size());
  value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
  const auto decoded = decode_base64(value, value.size() % 4 == 0);
  if (!decoded) return std::unexpected("not base64");
  const std::string_view text = arena.copy(*decoded);
  if (std::ranges::any_of(text, is_control)) return std::unexpected("holds a control character");
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::unexpected("no colon between user and password");
  return Login{text.substr(0, colon), text.substr(colon + 1)};
}

// Of the scheme `Basic`, be it well-formed or not.
bool is_basic(std::string_view value) {
  return value.size() > scheme.size() &&
         http::equals_ignoring_case(value.substr(0, scheme.size()), scheme) &&
         (value[scheme.size()] == ' ' || value[scheme.size()] == '\t');
}

}  // namespace

bool shows_basic(const http::RequestHead& head, http::FieldName name) {
  return std::ranges::any_of(head.fields, [name](const http::Field& field) {
    return field.id == name && is_basic(field.value);
  });
}

Logins find_logins(const http::RequestHead& head, Arena& arena) {
  Logins logins;
  for (const auto name : {http::FieldName::proxy_authorization, http::FieldName::authorization}) {
    if (!head.fields.has(name) || !shows_basic(head, name)) continue;
    const auto login = head.fields.is_repeated(name) ? std::unexpected(repeated)
                                                     : read(head.fields.value(name), arena);
    if (login) {
      logins.all[logins.count++] = *login;
    } else {
      logins.fault = login.error();
    }
  }
  return logins;
}

}  // namespace cardea::plugins::basic_auth

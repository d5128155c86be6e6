// SPDX-License-Identifier: Apache-2.0
// User and password as requests show them (RFC 7617): `Basic` and base64 of `user:password`.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "base/arena.h"
#include "http/head.h"

namespace cardea::plugins::basic_auth {

/// Views into the arena.
struct Login {
  std::string_view username;
  std::string_view password;
};

/// What a request shows, in the order in which it is tried: Proxy-Authorization, then
/// Authorization.
struct Logins {
  std::array<Login, 2> all{};
  std::size_t count = 0;
  /// Why a field that says `Basic` cannot be read, the last such; empty: each can. Static storage,
  /// and it shows nothing of the field.
  std::string_view fault{};
};

/// A field that comes twice, once of the scheme `Basic` at least, counts as one that cannot be
/// read: the upstream could take the other one (RFC 9110 section 5.3).
Logins find_logins(const http::RequestHead& head, Arena& arena);

/// Whether one of the fields of this name is of the scheme `Basic`, be it well-formed or not.
bool shows_basic(const http::RequestHead& head, http::FieldName name);

}  // namespace cardea::plugins::basic_auth

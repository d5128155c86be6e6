// SPDX-License-Identifier: Apache-2.0
// What went wrong, in the three facts a gateway needs to answer, to log and to retry: the kind of
// failure, who caused it, and whether trying again may help. Every fallible function of the house
// returns one of these.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cardea {

/// What happened, independent of where. `http_status` and `log_level` derive everything else.
enum class ErrorKind : std::uint8_t {
  invalid,      ///< the input breaks a rule; sending it again cannot help
  absent,       ///< what was named does not exist
  conflict,     ///< it exists already, or changed meanwhile
  refused,      ///< who asks did not prove who they are
  forbidden,    ///< who asks is known and may not
  timeout,      ///< a deadline passed before an answer came
  unavailable,  ///< a peer, the store or a resource cannot serve now
  protocol,     ///< a peer broke its protocol
  internal,     ///< a rule of our own was broken
};

/// Who has to act for it to go away.
enum class Origin : std::uint8_t { client, upstream, store, directory, self };

/// One failure. `detail` is for the operator: what happened, where, what to do; it never holds a
/// secret and is never sent to a proxied client.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  Origin origin = Origin::self;
  std::string detail;
  bool retry = false;  ///< the same call may succeed later without any change

  static Error invalid(std::string detail, Origin origin = Origin::client);
  static Error absent(std::string detail, Origin origin = Origin::client);
  static Error conflict(std::string detail, Origin origin = Origin::client);
  static Error timeout(std::string detail, Origin origin);
  static Error unavailable(std::string detail, Origin origin);
  static Error protocol(std::string detail, Origin origin);
  static Error internal(std::string detail);

  friend bool operator==(const Error&, const Error&) = default;
};

/// How loud a failure of this kind is written to the log when it is decided.
enum class LogLevel : std::uint8_t { debug, info, warning, error };

/// The HTTP status (RFC 9110) that answers a failure of this kind when nothing more specific is
/// known.
int http_status(const Error& error);

LogLevel log_level(const Error& error);

/// The kind's name in snake_case, for logs and metrics. Points to static storage.
std::string_view name(ErrorKind kind);
std::string_view name(Origin origin);

}  // namespace cardea

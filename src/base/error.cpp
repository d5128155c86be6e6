// SPDX-License-Identifier: Apache-2.0
// The two mappings from a failure to the world (status, log level) and the constructors by kind.
#include "base/error.h"

#include <utility>

namespace cardea {

Error Error::invalid(std::string detail, Origin origin) {
  return {ErrorKind::invalid, origin, std::move(detail), false};
}
Error Error::absent(std::string detail, Origin origin) {
  return {ErrorKind::absent, origin, std::move(detail), false};
}
Error Error::conflict(std::string detail, Origin origin) {
  return {ErrorKind::conflict, origin, std::move(detail), false};
}
Error Error::timeout(std::string detail, Origin origin) {
  return {ErrorKind::timeout, origin, std::move(detail), true};
}
Error Error::unavailable(std::string detail, Origin origin) {
  return {ErrorKind::unavailable, origin, std::move(detail), true};
}
Error Error::protocol(std::string detail, Origin origin) {
  return {ErrorKind::protocol, origin, std::move(detail), false};
}
Error Error::internal(std::string detail) {
  return {ErrorKind::internal, Origin::self, std::move(detail), false};
}

int http_status(const Error& error) {
  const bool upstream = error.origin == Origin::upstream;
  switch (error.kind) {
    case ErrorKind::invalid:
      return upstream ? 502 : 400;
    case ErrorKind::absent:
      return upstream ? 503 : 404;
    case ErrorKind::conflict:
      return 409;
    case ErrorKind::refused:
      return 401;
    case ErrorKind::forbidden:
      return 403;
    case ErrorKind::timeout:
      return upstream ? 504 : error.origin == Origin::client ? 408 : 503;
    case ErrorKind::unavailable:
      return upstream ? 502 : 503;
    case ErrorKind::protocol:
      return upstream ? 502 : 400;
    case ErrorKind::internal:
      return 500;
  }
  return 500;
}

LogLevel log_level(const Error& error) {
  if (error.kind == ErrorKind::internal) return LogLevel::error;
  if (error.origin == Origin::client) return LogLevel::debug;
  if (error.origin == Origin::store || error.origin == Origin::directory) return LogLevel::error;
  return LogLevel::warning;
}

std::string_view name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return "invalid";
    case ErrorKind::absent:
      return "absent";
    case ErrorKind::conflict:
      return "conflict";
    case ErrorKind::refused:
      return "refused";
    case ErrorKind::forbidden:
      return "forbidden";
    case ErrorKind::timeout:
      return "timeout";
    case ErrorKind::unavailable:
      return "unavailable";
    case ErrorKind::protocol:
      return "protocol";
    case ErrorKind::internal:
      return "internal";
  }
  return "internal";
}

std::string_view name(Origin origin) {
  switch (origin) {
    case Origin::client:
      return "client";
    case Origin::upstream:
      return "upstream";
    case Origin::store:
      return "store";
    case Origin::directory:
      return "directory";
    case Origin::self:
      return "self";
  }
  return "self";
}

}  // namespace cardea

// SPDX-License-Identifier: Apache-2.0
// A service: the upstream application that routes lead to, and how it is reached.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/declare.h"

namespace cardea::model {

/// What is spoken with an upstream or, of routes, with a client. In Kong's order.
enum class Protocol : std::uint8_t { grpc, grpcs, http, https, tcp, tls, tls_passthrough, udp };

struct Service {
  std::string id;
  std::int64_t created_at = 0;  ///< seconds since the epoch; updated_at too
  std::int64_t updated_at = 0;
  std::optional<std::string> name;
  std::optional<std::int64_t> retries;  ///< how often another attempt is made
  Protocol protocol = Protocol::http;
  std::string host;  ///< a host name, an IP address, or the name of an upstream
  std::uint16_t port = 80;
  std::optional<std::string> path;              ///< put before the request's path
  std::optional<std::int64_t> connect_timeout;  ///< milliseconds, all three
  std::optional<std::int64_t> write_timeout;
  std::optional<std::int64_t> read_timeout;
  std::optional<std::vector<std::string>> tags;
  std::optional<std::string> client_certificate;  ///< id; always null until certificates are built
  std::optional<bool> tls_verify;
  std::optional<std::int64_t> tls_verify_depth;
  std::optional<std::vector<std::string>> ca_certificates;  ///< ids
  bool enabled = true;

  static const schema::Entity& entity();
};

}  // namespace cardea::model

template <>
inline constexpr auto cardea::schema::enumerators<cardea::model::Protocol> =
    std::to_array<cardea::schema::Named<cardea::model::Protocol>>({
        {cardea::model::Protocol::grpc, "grpc"},
        {cardea::model::Protocol::grpcs, "grpcs"},
        {cardea::model::Protocol::http, "http"},
        {cardea::model::Protocol::https, "https"},
        {cardea::model::Protocol::tcp, "tcp"},
        {cardea::model::Protocol::tls, "tls"},
        {cardea::model::Protocol::tls_passthrough, "tls_passthrough"},
        {cardea::model::Protocol::udp, "udp"},
    });

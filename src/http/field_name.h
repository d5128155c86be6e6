// SPDX-License-Identifier: Apache-2.0
// Field names that a gateway treats specially, as numbers. The parser identifies every name once (a
// perfect hash computed at compile time and one comparison), so that everything later compares
// numbers and finds a special field without searching.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cardea::http {

enum class FieldName : std::uint8_t {
  other,  ///< any name not listed here
  // Framing and routing of the message.
  host,
  content_length,
  transfer_encoding,
  trailer,
  te,
  expect,
  // The connection (hop by hop).
  connection,
  keep_alive,
  proxy_connection,
  proxy,
  upgrade,
  http2_settings,
  // Who asks.
  authorization,
  proxy_authorization,
  proxy_authenticate,
  www_authenticate,
  cookie,
  set_cookie,
  // Where it came from.
  via,
  forwarded,
  x_forwarded_for,
  x_forwarded_proto,
  x_forwarded_host,
  x_forwarded_port,
  x_forwarded_path,
  x_forwarded_prefix,
  x_real_ip,
  // What the gateway tells the upstream about the caller.
  x_consumer_id,
  x_consumer_custom_id,
  x_consumer_username,
  x_consumer_groups,
  x_credential_identifier,
  x_anonymous_consumer,
  x_authenticated_groups,
  x_authenticated_scope,
  x_authenticated_userid,
  // What Kong adds.
  x_kong_request_id,
  x_kong_upstream_latency,
  x_kong_proxy_latency,
  x_kong_response_latency,
  x_kong_upstream_status,
  kong_debug,
  // Content and conversation.
  server,
  date,
  content_type,
  content_encoding,
  content_range,
  accept,
  accept_encoding,
  user_agent,
  origin,
  referer,
  range,
  max_forwards,
  cache_control,
  location,
  retry_after,
  sec_fetch_site,
  sec_websocket_key,
  sec_websocket_accept,
  traceparent,
};

inline constexpr std::size_t field_name_count =
    static_cast<std::size_t>(FieldName::traceparent) + 1;

/// Which name this is, letters without case; `other` for a name not listed. `text` may be any
/// bytes.
FieldName identify(std::string_view text);

/// As `identify`, but `_` reads as `-`, the way CGI, WSGI and Rack upstreams see names
/// (`X_Consumer_ID` and `X-Consumer-ID` both become HTTP_X_CONSUMER_ID there). For deciding what
/// must not pass, never for reading.
FieldName identify_loosely(std::string_view text);

/// Whether two names are one to such an upstream: letters without case, `_` as `-`. For names that
/// are not listed too.
bool is_same_loosely(std::string_view a, std::string_view b);

/// The name in lower case; empty for `other`. Points to static storage.
std::string_view text(FieldName name);

/// Whether only the gateway itself may tell the upstream this: who the caller is and under which
/// credential (X-Consumer-*, X-Credential-Identifier, X-Anonymous-Consumer, X-Authenticated-*).
bool is_identity(FieldName name);

}  // namespace cardea::http

// SPDX-License-Identifier: Apache-2.0
// What clients are told when forwarding fails, with Kong's messages (kong-proxy 5.6) and our reason
// codes.
#pragma once

#include "plugin/verdict.h"

namespace cardea::proxy {

inline constexpr plugin::Answer invalid_upstream_answer{
    .status = 502,
    .reason = "upstream.failed",
    .message = "An invalid response was received from the upstream server"};
inline constexpr plugin::Answer bad_upstream_body{
    .status = 502,
    .reason = "upstream.bad_body",
    .message = "An invalid response was received from the upstream server"};
inline constexpr plugin::Answer upstream_timed_out{
    .status = 504, .reason = "upstream.timeout", .message = "The upstream server is timing out"};
inline constexpr plugin::Answer name_not_resolved{
    .status = 503, .reason = "upstream.unresolved", .message = "name resolution failed"};
inline constexpr plugin::Answer body_too_large{
    .status = 413, .reason = "request.too_large", .message = "Payload too large"};
inline constexpr plugin::Answer body_too_large_to_read{
    .status = 413, .reason = "request.too_large_to_read", .message = "Payload too large"};
inline constexpr plugin::Answer bad_body{
    .status = 400, .reason = "request.malformed_body", .message = "Bad request"};
inline constexpr plugin::Answer body_timed_out{
    .status = 408, .reason = "request.timeout", .message = "Request timeout"};

}  // namespace cardea::proxy

// SPDX-License-Identifier: Apache-2.0
// The bodies of answers that the gateway makes itself, in the form the client accepts
// (kong-proxy 5.6): JSON for those of plugins and routing; plain text where nginx would have spoken
// (bad requests, failing upstreams).
#pragma once

#include <string_view>

#include "http/accept.h"
#include "http/buffer.h"
#include "http/head.h"

namespace cardea::proxy {

/// Who would have made the answer in Kong, which decides the form when the client names none.
enum class ErrorMaker { gateway, server };

/// The form for this client. `head` may be null (a head that could not be read).
http::MediaType choose_form(const http::RequestHead* head, ErrorMaker maker);

/// Appends the body. `message` is escaped as the form needs it; it is UTF-8.
void write_error_body(http::Buffer& out, http::MediaType form, std::string_view message,
                      std::string_view request_id);

}  // namespace cardea::proxy

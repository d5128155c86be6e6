// SPDX-License-Identifier: Apache-2.0
// Reads the description of a request that nobody sent, from the body of POST /explain:
// `{"method": "GET", "url": "https://host/path", "headers": {"Name": "value"}, "token": "...",
// "client": "10.0.0.1"}`. Only `url` is required; it may be a path alone.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "json/value.h"
#include "proxy/dry_run.h"

namespace cardea::admin {

/// Fails with a sentence that says which member is wrong; it never repeats a value. `as` is known
/// and left to the caller. `port`: of a listener with or without TLS.
Result<proxy::ImaginedRequest> read_imagined(const json::Object& body,
                                             const std::function<std::uint16_t(bool)>& port);

}  // namespace cardea::admin

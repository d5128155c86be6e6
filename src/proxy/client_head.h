// SPDX-License-Identifier: Apache-2.0
// Heads of answers to clients: those of upstreams with the gateway's fields added, and those the
// gateway makes itself (kong-proxy 5.3).
#pragma once

#include <string_view>

#include "http/date.h"
#include "plugin/verdict.h"
#include "proxy/error_page.h"
#include "proxy/settings.h"
#include "proxy/visit.h"

namespace cardea::proxy {

/// How the body goes to the client.
enum class BodyForm { as_it_is, dechunked };

/// Writes the upstream's head, as it goes to the client, into `visit.out`, which is cleared first.
/// Decides `visit.keep_client` as far as framing does: a body that ends by closing ends the
/// connection.
BodyForm write_client_head(Visit& visit, const Settings& settings);

/// What a gateway-made answer needs beside the answer itself.
struct OwnAnswer {
  const plugin::Answer& answer;
  ErrorMaker maker = ErrorMaker::gateway;
  bool head_read = true;  ///< false: there is no request head to look at
  BootTime now;
};

/// Writes a whole gateway-made answer, head and body, into `visit.out`, which is cleared first.
void write_own_answer(Visit& visit, const OwnAnswer& own, const Settings& settings,
                      http::DateLine& date);

}  // namespace cardea::proxy

// SPDX-License-Identifier: Apache-2.0
// One HTTP request from a command line tool: connects, asks, waits for the whole answer. Blocks;
// never used by a running gateway's cores.
#pragma once

#include <string>
#include <string_view>

#include "admin/reply.h"
#include "base/result.h"
#include "base/time.h"
#include "net/address.h"

namespace cardea::app {

struct HttpQuestion {
  std::string method = "GET";
  std::string path = "/";  ///< with its query
  admin::FieldList fields{};
  std::string body{};
};

struct HttpAnswer {
  int status = 0;
  std::string body;
};

/// Fails with unavailable when nobody answers at `to`, timeout when it takes longer than `patience`
/// between two bytes, and protocol when what comes is no proper answer.
Result<HttpAnswer> http_call(const net::Address& to, const HttpQuestion& question,
                             Duration patience = std::chrono::seconds(10));

}  // namespace cardea::app

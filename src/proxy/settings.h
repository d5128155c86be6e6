// SPDX-License-Identifier: Apache-2.0
// What an operator sets about proxying, in the form in which cores use it.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "http/h1/limits.h"
#include "identity/miss_budget.h"
#include "net/address.h"
#include "observe/decisions.h"
#include "upstream/pool.h"

namespace cardea::proxy {

struct ClientTimeouts {
  Duration head = std::chrono::seconds(60);        ///< for a whole request head
  Duration body = std::chrono::seconds(60);        ///< between two pieces of a body
  Duration send = std::chrono::seconds(60);        ///< between two pieces of an answer
  Duration keep_alive = std::chrono::seconds(75);  ///< between two requests
};

/// Which of Kong's fields answers carry (its setting `headers`).
struct AddedFields {
  bool server_tokens = true;
  bool latency = true;
  bool request_id = true;
  bool upstream_status = false;
  bool request_id_upstream = true;  ///< X-Kong-Request-Id towards the upstream (`headers_upstream`)
};

/// One for the process; immutable while it runs.
struct Settings {
  http::h1::Limits limits;
  std::uint64_t max_body = 0;                      ///< bytes of a request's body; 0: no limit
  std::uint64_t requests_per_connection = 10'000;  ///< 0: no limit
  std::size_t max_clients = 0;  ///< connections a core; more are closed at once; 0: no limit
  ClientTimeouts timeouts;
  AddedFields fields;
  net::CidrSet trusted;  ///< whose X-Forwarded-* and X-Real-IP are believed
  std::string real_ip_field = "X-Real-IP";
  bool real_ip_recursive = false;
  upstream::PoolSettings pool;
  std::size_t token_memory = std::size_t{32} << 20U;  ///< bytes a core
  identity::MissBudget::Rate misses;                  ///< of unknown credentials, a core
  observe::KeptDecisions decisions = observe::KeptDecisions::denials;
  std::size_t decisions_memory = std::size_t{8} << 20U;  ///< bytes a core
  std::string server;  ///< `cardea/0.1.0`: Server of our own answers, and in Via
};

}  // namespace cardea::proxy

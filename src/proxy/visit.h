// SPDX-License-Identifier: Apache-2.0
// Everything one request needs while it is under way, in one reusable piece: a connection borrows
// it when a request begins and gives it back afterwards, so that idle connections stay small and
// busy ones allocate nothing.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "http/buffer.h"
#include "http/h1/body.h"
#include "http/head.h"
#include "observe/request_id.h"
#include "plugin/answer_head.h"
#include "plugin/exchange.h"
#include "plugin/handler.h"
#include "proxy/origin.h"
#include "proxy/revisions.h"
#include "proxy/router.h"
#include "proxy/snapshot.h"

namespace cardea::proxy {

/// When things happened and what came of them: for added fields, the access line and metrics.
struct Record {
  BootTime arrived;          ///< the head was complete
  BootTime sent_upstream;    ///< a peer was chosen and the head is about to be sent; zero: never
  BootTime answered;         ///< the upstream's head was complete; zero: never
  WallTime at;               ///< `arrived` for people
  std::uint16_t status = 0;  ///< told the client; 0: nothing was
  std::uint16_t upstream_status = 0;
  std::uint64_t bytes_in = 0;   ///< of the request's body
  std::uint64_t bytes_out = 0;  ///< of the answer's body
  std::string_view reason;  ///< stable code of what was decided here; static storage; empty: passed
  std::string_view fault;   ///< for the operator: why it failed; lives in the exchange's arena
  unsigned tries = 0;       ///< attempts at the upstream
  net::Address upstream;
};

/// One visit of a request. Reused: `begin` makes it new.
struct Visit {
  explicit Visit(plugin::CoreServices services) : exchange(services) {}

  void begin();

  http::RequestHead request;
  http::ResponseHead response;
  http::h1::Body request_body;
  http::h1::Body response_body;
  http::Buffer out;  ///< the head being sent, upstream or to the client
  plugin::Exchange exchange;
  observe::RequestId id;
  Revisions::Hold revision;
  Match match;
  Record record;
  RequestOrigin origin;
  bool keep_client = true;  ///< the client's connection can carry another request

  std::vector<const plugin::Handler*> responders;  ///< whose response phase runs, in their order
  plugin::AnswerHead answer_head;                  ///< what they make of the answer
};

}  // namespace cardea::proxy

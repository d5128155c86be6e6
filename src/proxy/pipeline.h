// SPDX-License-Identifier: Apache-2.0
// The walk of a request, in one file: arrive, find the route, run the plugins, forward, log. Read
// `serve` first.
#pragma once

#include <memory>

#include "plugin/verdict.h"
#include "proxy/client.h"
#include "proxy/forward.h"
#include "proxy/origin.h"
#include "proxy/visit.h"
#include "proxy/worker.h"

namespace cardea::proxy {

class Pipeline {
 public:
  struct Parts {
    Worker& worker;
    Client& client;
    Forward& forward;
    Visit& visit;
    std::shared_ptr<Session> session;
  };
  explicit Pipeline(Parts parts) : parts_(std::move(parts)) {}
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;
  ~Pipeline();

  /// Names the request and starts its clock. First of all.
  void begin();

  /// Serves a request whose head was read. Returns whether the connection can go on.
  Task<bool> serve();

  /// Answers a request whose head could not be read; the connection must be closed.
  Task<void> reject(const plugin::Answer& answer);

 private:
  const plugin::Answer* arrive();
  const plugin::Answer* find_route();
  Task<plugin::Verdict> run_plugins();
  Task<bool> forward();
  Task<bool> answer(const plugin::Answer& answer, ErrorMaker maker);
  const plugin::Answer* require_https();
  void finish();

  Parts parts_;
  RequestOrigin origin_;
  bool begun_ = false;  // and not finished
};

}  // namespace cardea::proxy

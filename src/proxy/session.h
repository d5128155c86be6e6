// SPDX-License-Identifier: Apache-2.0
// A client's connection from its first byte to its last: TLS, then one request after the other.
// Shared by its main coroutine and those that a request runs beside it, so that whichever ends last
// takes it down.
#pragma once

#include <memory>

#include "proxy/client.h"
#include "proxy/forward.h"
#include "proxy/pipeline.h"
#include "proxy/visit.h"
#include "proxy/worker.h"

namespace cardea::proxy {

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Worker& worker, std::unique_ptr<net::Stream> stream, const Port& port);
  ~Session();

  /// Serves until the client or the gateway has had enough. Spawn it in the worker's gate.
  static Task<void> run(std::shared_ptr<Session> session);

  /// Lets an idle client go at once; a busy one after its request.
  void dismiss();

  std::size_t place = 0;  ///< kept by the worker

 private:
  class Request;

  Task<bool> secure();
  void begin_request();
  void end_request();

  Worker& worker_;
  const Port& port_;
  Client client_;
  Forward forward_;
  Pipeline pipeline_;
  std::unique_ptr<Visit> visit_;  // while a request is under way
  std::uint64_t served_ = 0;
  bool idle_ = true;
};

}  // namespace cardea::proxy

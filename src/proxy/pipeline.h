// SPDX-License-Identifier: Apache-2.0
// The walk of a request, in one file: arrive, find the route, run the plugins, forward, log. Read
// `serve` first.
#pragma once

#include <memory>

#include "plugin/verdict.h"
#include "proxy/client.h"
#include "proxy/forward.h"
#include "proxy/visit.h"
#include "proxy/worker.h"

namespace cardea::proxy {

class Session;

/// What becomes of the client's connection after a request.
enum class Afterwards : std::uint8_t {
  keep,    ///< the next request is read
  linger,  ///< the client has its answer: close in a way that does not lose it
  drop,
};

/// A session has one and uses it for one request after the other.
class Pipeline {
 public:
  Pipeline(Worker& worker, Client& client, Forward& forward)
      : worker_(worker), client_(client), forward_(forward) {}

  /// Serves a request; `head` is what reading its head came to. `session` keeps the visit alive for
  /// what runs beside this.
  Task<Afterwards> serve(Visit& visit, HeadEnd head, std::shared_ptr<Session> session);

 private:
  class Finisher;

  void begin();
  const plugin::Answer* reject(HeadEnd head);
  const plugin::Answer* arrive();
  const plugin::Answer* find_route();
  const plugin::Answer* require_https();
  [[nodiscard]] const plugin::Answer* judge_service() const;
  plugin::Step run_plugins(std::size_t first);
  Task<plugin::Verdict> wait_for_plugin(std::size_t index, Task<plugin::Verdict> step);
  Task<Afterwards> answer(const plugin::Answer& answer, ErrorMaker maker);
  void finish();

  Worker& worker_;
  Client& client_;
  Forward& forward_;
  Visit* visit_ = nullptr;  // of the request under way
};

}  // namespace cardea::proxy

// SPDX-License-Identifier: Apache-2.0
// The walk of a request, in one file: arrive, find the route, run the plugins, forward, log. Read
// `start` first.
#pragma once

#include <memory>

#include "plugin/chain.h"
#include "plugin/verdict.h"
#include "proxy/client.h"
#include "proxy/course.h"
#include "proxy/forward.h"
#include "proxy/visit.h"
#include "proxy/worker.h"

namespace cardea::proxy {

/// What becomes of the client's connection after a request.
enum class Afterwards : std::uint8_t {
  keep,    ///< the next request is read
  linger,  ///< the client has its answer: close in a way that does not lose it
  drop,
};

/// A session has one and uses it for one request after the other.
class Pipeline final : public plugin::BodySource {
 public:
  Pipeline(Worker& worker, Client& client, Forward& forward)
      : worker_(worker), client_(client), forward_(forward) {}

  /// Serves a request as far as that takes no waiting; `head` is what reading its head came to.
  Course start(Visit& visit, HeadEnd head);
  /// Goes on after Pause::answer, with what came of waiting for the upstream.
  Course resume(const Status& ready);
  /// Once the request is over.
  [[nodiscard]] Afterwards afterwards() const { return after_; }
  /// The log phase: counts and writes down what happened. To be called however the walk ended; does
  /// nothing if none began.
  void finish();

 private:
  Task<const plugin::Answer*> read_whole(std::string& into, std::size_t limit) override;

  void begin(Visit& visit);
  const plugin::Answer* reject(HeadEnd head);
  const plugin::Answer* arrive();
  const plugin::Answer* find_route();

  plugin::Step run_plugins(std::size_t first);
  void pass_over_plugins(const plugin::Chain& chain, std::size_t first);
  void pass_over_route();
  Course answer_unrouted(const plugin::Answer& answer, ErrorMaker maker);
  Task<plugin::Verdict> wait_for_plugin(std::size_t index, Task<plugin::Verdict> step);
  const plugin::Configured* choose(const plugin::Chain::Link& link);
  Course obey(const plugin::Verdict& verdict);
  Task<void> wait_and_obey(Task<plugin::Verdict> step);

  Course conclude(Course forwarded);
  Task<void> wait_and_conclude(Task<void> forwarding);

  Course answer(const plugin::Answer& answer, ErrorMaker maker);
  Task<void> discard_and_answer(const plugin::Answer& answer, ErrorMaker maker);
  Course send_answer(const plugin::Answer& answer, ErrorMaker maker);
  Task<void> send_rest();
  Course answered(bool delivered);

  Task<void> run(Course course);

  Worker& worker_;
  Client& client_;
  Forward& forward_;
  Visit* visit_ = nullptr;  // of the request under way
  Afterwards after_ = Afterwards::drop;
};

}  // namespace cardea::proxy

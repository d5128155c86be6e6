// SPDX-License-Identifier: Apache-2.0
// A bounded pool of threads for calls that block or take long (libldap, a password hash, a public
// key's signature, a file): `run` gives the call to a thread and resumes the caller on its own core
// with the answer. When the queue is full the call is refused at once, because a caller that waits
// without bound helps nobody. Calls on behalf of strangers name a lane, by which turns are taken.
#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/result.h"
#include "loop/event.h"
#include "loop/fair_queue.h"
#include "loop/task.h"

namespace cardea::loop {

struct OffloadOptions {
  std::string name;  ///< of the threads (15 characters count) and in errors
  unsigned threads = 4;
  std::size_t queue_limit = 256;  ///< calls waiting for a thread, beyond those that run
  int niceness = 0;               ///< of these threads: above 0 they give way to the cores

  // For calls on behalf of strangers; see FairQueue::Limits.
  double lane_share = 0;        ///< what one lane may hold of the queue
  unsigned prompt_threads = 0;  ///< that do not give way; they serve prompt turns only
  double prompt_share = 1;      ///< of a CPU: what one lane may have of them
  Duration prompt_burst{};
};

/// Threads for blocking calls. Thread-safe. Must outlive the callers; the destructor lets running
/// calls end and answers waiting ones with `unavailable`.
class Offload {
 public:
  explicit Offload(OffloadOptions options);
  Offload(const Offload&) = delete;
  Offload& operator=(const Offload&) = delete;
  ~Offload();

  /// Calls `call()`, which returns a Result, on a thread of the pool. Refused with `unavailable`
  /// when the queue is full; an exception becomes an `internal` error. A caller that is cancelled
  /// leaves with `unavailable` while the call goes on, so `call` must own what it uses.
  template <class Call>
  Task<std::invoke_result_t<Call&>> run(Call call) {
    return run_in(FairQueue::Lane(), std::move(call));
  }

  /// The same on behalf of somebody: lanes take turns, by the CPU time that their calls took; one
  /// that asks for much gets what the machine has left, and is refused while others are not when it
  /// holds its share of the queue.
  template <class Call>
  Task<std::invoke_result_t<Call&>> run_in(FairQueue::Lane lane, Call call);

  /// Calls waiting and running.
  [[nodiscard]] std::size_t pending() const;
  /// Calls refused so far because the queue, or their lane's share of it, was full.
  [[nodiscard]] std::uint64_t refused() const;

 private:
  /// Takes the job or refuses it.
  Status enqueue(FairQueue::Lane lane, FairQueue::Job job);
  [[nodiscard]] Error closing() const;
  static Error threw(std::string_view what);

  /// One call under way, shared by its caller and the thread that runs it.
  template <class Call>
  struct Errand {
    explicit Errand(Call&& taken) : call(std::move(taken)) {}
    void run();
    Call call;
    std::optional<std::invoke_result_t<Call&>> answer;
    Event done{Event::Kind::lasting};
  };

  struct Pool;
  std::unique_ptr<Pool> pool_;
};

template <class Call>
void Offload::Errand<Call>::run() {
  try {
    answer.emplace(call());
  } catch (const std::exception& error) {
    answer.emplace(fail(threw(error.what())));
  } catch (...) {
    answer.emplace(fail(threw("an unknown exception")));
  }
}

template <class Call>
Task<std::invoke_result_t<Call&>> Offload::run_in(FairQueue::Lane lane, Call call) {
  const auto errand = std::make_shared<Errand<Call>>(std::move(call));
  const auto taken = enqueue(lane, [errand](bool run) {
    if (run) errand->run();
    errand->done.set();
  });
  if (!taken) co_return fail(taken);
  const auto answered = co_await errand->done.wait();
  if (!answered || !errand->answer) co_return fail(closing());
  co_return std::move(*errand->answer);
}

}  // namespace cardea::loop

// SPDX-License-Identifier: Apache-2.0
// A bounded pool of threads for calls that block (libldap, a password hash, a file): `run` gives
// the call to a thread and resumes the caller on its own core with the answer. When the queue is
// full the call is refused at once, because a caller that waits without bound helps nobody.
#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "base/result.h"
#include "loop/task.h"

namespace cardea::loop {

struct OffloadOptions {
  std::string name;  ///< of the threads (15 characters count) and in errors
  unsigned threads = 4;
  std::size_t queue_limit = 256;  ///< calls waiting for a thread, beyond those that run
};

namespace detail {
template <class T>
struct AsResult {
  using Type = Result<T>;
};
template <class T>
struct AsResult<Result<T>> {
  using Type = Result<T>;
};
}  // namespace detail

/// Threads for blocking calls. Thread-safe. Must outlive the calls under way; the destructor lets
/// running calls end and answers waiting ones with `unavailable`.
class Offload {
 public:
  explicit Offload(OffloadOptions options);
  Offload(const Offload&) = delete;
  Offload& operator=(const Offload&) = delete;
  ~Offload();

  /// Calls `call()` on a thread of the pool; it returns T or Result<T>. Refused with `unavailable`
  /// when the queue is full; an exception becomes an `internal` error. A call that runs cannot be
  /// cancelled: its caller waits for it.
  template <class Call>
  auto run(Call call) -> Task<typename detail::AsResult<std::invoke_result_t<Call&>>::Type>;

  /// Calls waiting and running.
  [[nodiscard]] std::size_t pending() const;

 private:
  using Job = std::move_only_function<void(bool run)>;
  /// Takes the job, or says why not and leaves it with the caller.
  Status enqueue(Job& job);

  struct Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace cardea::loop

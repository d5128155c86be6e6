// SPDX-License-Identifier: Apache-2.0
// A Core is one thread with one event loop and everything that lives on it; nothing of a core is
// touched by another thread, except through `post`, its mailbox. `Cores` owns the cores of the
// process and can have a function run on every one of them.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include "base/time.h"
#include "loop/poller.h"
#include "loop/task.h"
#include "loop/timer_wheel.h"

namespace cardea::loop {

/// Told about every exception that escaped a job or coroutine: where, and its text. Called on the
/// core's thread; must not throw.
using FaultSink = std::function<void(std::string_view where, std::string_view what)>;

struct CoreOptions {
  bool pin = false;    ///< bind core i to the i-th CPU this process may use
  FaultSink on_fault;  ///< writes a line to stderr when empty
};

/// One thread, one loop. Made stopped; jobs posted before `start` wait. Address-stable.
class Core {
 public:
  using Job = std::move_only_function<void()>;
  using Executor = boost::asio::io_context::executor_type;

  explicit Core(unsigned index, CoreOptions options = {});
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;
  /// Stops and joins.
  ~Core();

  /// The core whose thread this is, or null on any other thread.
  [[nodiscard]] static Core* current() noexcept;

  [[nodiscard]] unsigned index() const noexcept { return index_; }
  [[nodiscard]] boost::asio::io_context& io() noexcept { return io_; }
  [[nodiscard]] Executor executor() noexcept { return io_.get_executor(); }

  /// The coarse timers of this core; to be used on its thread only (or before `start`).
  [[nodiscard]] TimerWheel& timers() noexcept { return timers_; }
  /// Which sockets of this core are ready; likewise.
  [[nodiscard]] Poller& poller() noexcept { return poller_; }

  /// Runs a job on this core, later, in the order posted from one thread. Safe from any thread. An
  /// exception that escapes it is reported as a fault. Jobs posted to a stopped core are dropped
  /// with the core.
  void post(Job job);

  /// Starts the thread, and makes the process ignore SIGPIPE. At most once.
  void start();
  /// Makes the loop return after the job that runs now; what waits is dropped. Safe from any
  /// thread. Close the core's gates first: they are the orderly way to end.
  void stop();
  /// Waits for the thread's end. Not on the core itself.
  void join();

  /// Counts a fault and tells the sink. On any thread.
  void report(std::string_view where, std::string_view what) noexcept;
  /// True from `start` until the loop has returned.
  [[nodiscard]] bool running() const noexcept { return running_.load(std::memory_order_acquire); }
  /// How many exceptions escaped here so far.
  [[nodiscard]] std::uint64_t faults() const noexcept {
    return faults_.load(std::memory_order_relaxed);
  }

 private:
  void run();
  void pin_thread() const;

  unsigned index_;
  CoreOptions options_;
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<Executor> guard_;
  TimerWheel timers_;
  Poller poller_;
  std::atomic<std::uint64_t> faults_ = 0;
  std::atomic<bool> running_ = false;
  std::thread thread_;
};

class Gate;

/// All cores of the process.
class Cores {
 public:
  /// `count` 0 stands for one per CPU this process may use.
  explicit Cores(unsigned count, const CoreOptions& options = {});
  ~Cores();

  [[nodiscard]] std::size_t size() const noexcept { return cores_.size(); }
  [[nodiscard]] Core& operator[](std::size_t index) { return *cores_[index]; }
  [[nodiscard]] auto begin() { return cores_.begin(); }  ///< of std::unique_ptr<Core>
  [[nodiscard]] auto end() { return cores_.end(); }

  /// Starts every thread.
  void start();
  void stop();
  void join();

  /// Calls `job` once on every core, at the same time (so it must not change what it shares), and
  /// resumes the caller, on its own executor, when every call has returned; an exception from one
  /// is reported as a fault. The cores must be running; awaited on any core. A caller that is
  /// cancelled leaves early while calls may go on, so `job` must own what it uses.
  Task<void> run_on_all(std::function<void(Core&)> job);

  /// The same with a job that waits.
  Task<void> await_on_all(std::function<Task<void>(Core&)> job);

 private:
  struct Round;
  static Task<void> errand(std::shared_ptr<Round> round, Core& core);

  std::vector<std::unique_ptr<Core>> cores_;
  std::vector<std::unique_ptr<Gate>> errands_;  ///< one a core, for `await_on_all`
};

/// CPUs this process may run on (sched_getaffinity), ascending; never empty.
std::vector<unsigned> allowed_cpus();

}  // namespace cardea::loop

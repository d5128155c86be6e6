// SPDX-License-Identifier: Apache-2.0
// The thread of a core and its loop.
#include "loop/core.h"

#include <fmt/format.h>
#include <pthread.h>
#include <sched.h>

#include <boost/asio/post.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <utility>

namespace cardea::loop {
namespace {

thread_local Core* current_core = nullptr;

void write_to_stderr(std::string_view where, std::string_view what) {
  fmt::print(stderr, "cardea: fault in {}: {}\n", where, what);
}

}  // namespace

Core::Core(unsigned index, CoreOptions options)
    : index_(index),
      options_(std::move(options)),
      io_(1),
      guard_(boost::asio::make_work_guard(io_)),
      timers_(io_),
      poller_(io_) {
  if (!options_.on_fault) options_.on_fault = write_to_stderr;
}

Core::~Core() {
  stop();
  join();
}

Core* Core::current() noexcept {
  return current_core;
}

void Core::post(Job job) {
  boost::asio::post(io_, [this, job = std::move(job)]() mutable {
    try {
      job();
    } catch (const std::exception& error) {
      report("a posted job", error.what());
    } catch (...) {
      report("a posted job", "an unknown exception");
    }
  });
}

void Core::start() {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to sockets without MSG_NOSIGNAL
  running_.store(true, std::memory_order_release);
  thread_ = std::thread([this] { run(); });
}

void Core::stop() {
  io_.stop();
}

void Core::join() {
  if (thread_.joinable()) thread_.join();
}

void Core::report(std::string_view where, std::string_view what) noexcept {
  faults_.fetch_add(1, std::memory_order_relaxed);
  options_.on_fault(where, what);
}

void Core::run() {
  current_core = this;
  ::pthread_setname_np(::pthread_self(), fmt::format("core-{}", index_).c_str());
  if (options_.pin) pin_thread();
  while (!io_.stopped()) {
    try {
      io_.run();
    } catch (const std::exception& error) {
      report("the loop", error.what());
    }
  }
  current_core = nullptr;
  running_.store(false, std::memory_order_release);
}

void Core::pin_thread() const {
  const auto cpus = allowed_cpus();
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpus[index_ % cpus.size()], &set);
  ::pthread_setaffinity_np(::pthread_self(), sizeof set, &set);
}

std::vector<unsigned> allowed_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<unsigned> cpus;
  if (::sched_getaffinity(0, sizeof set, &set) == 0) {
    for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
      if (CPU_ISSET(cpu, &set)) cpus.push_back(cpu);
    }
  }
  if (cpus.empty()) cpus.push_back(0);
  return cpus;
}

}  // namespace cardea::loop

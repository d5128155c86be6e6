// SPDX-License-Identifier: Apache-2.0
// All cores together: started and stopped as one, and asked as one.
#include <exception>
#include <utility>

#include "loop/core.h"
#include "loop/event.h"
#include "loop/gate.h"

namespace cardea::loop {

/// One function on its way through all cores.
struct Cores::Round {
  Round(std::size_t cores, std::function<Task<void>(Core&)> taken)
      : left(cores), job(std::move(taken)) {}
  void count_down() {
    if (left.fetch_sub(1, std::memory_order_acq_rel) == 1) done.set();
  }
  std::atomic<std::size_t> left;
  std::function<Task<void>(Core&)> job;
  Event done;
};

Cores::Cores(unsigned count, const CoreOptions& options) {
  if (count == 0) count = static_cast<unsigned>(allowed_cpus().size());
  for (unsigned index = 0; index < count; ++index) {
    cores_.push_back(std::make_unique<Core>(index, options));
    errands_.push_back(std::make_unique<Gate>(*cores_.back(), "an errand on all cores"));
  }
}

Cores::~Cores() {
  stop();
  join();
}

void Cores::start() {
  for (auto& core : cores_) core->start();
}

void Cores::stop() {
  for (auto& core : cores_) core->stop();
}

void Cores::join() {
  for (auto& core : cores_) core->join();
}

Task<void> Cores::run_on_all(std::function<void(Core&)> job) {
  const auto round = std::make_shared<Round>(cores_.size(), nullptr);
  const auto shared = std::make_shared<std::function<void(Core&)>>(std::move(job));
  for (auto& core : cores_) {
    core->post([round, shared, here = core.get()] {
      try {
        (*shared)(*here);
      } catch (const std::exception& error) {
        here->report("a job for all cores", error.what());
      }
      round->count_down();
    });
  }
  co_await round->done.wait();
}

Task<void> Cores::await_on_all(std::function<Task<void>(Core&)> job) {
  const auto round = std::make_shared<Round>(cores_.size(), std::move(job));
  for (std::size_t index = 0; index < cores_.size(); ++index) {
    cores_[index]->post([this, round, index] {
      if (!errands_[index]->spawn(errand(round, *cores_[index]))) round->count_down();
    });
  }
  co_await round->done.wait();
}

Task<void> Cores::errand(std::shared_ptr<Round> round, Core& core) {
  std::exception_ptr escaped;
  try {
    co_await round->job(core);
  } catch (...) {
    escaped = std::current_exception();
  }
  round->count_down();
  if (escaped) std::rethrow_exception(escaped);
}

}  // namespace cardea::loop

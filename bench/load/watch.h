// SPDX-License-Identifier: Apache-2.0
// What a running process has consumed, read from outside at one instant: processor time of all its
// threads (those that ended included) from its CPU clock in nanoseconds, the time its threads stood
// ready but had no core (schedstat), the split into user and system (ticks, coarse), and heap
// allocations if it runs under count_malloc. A Watch is read at both edges of the measured window
// by the very process that counts the requests.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

struct malloc_counts;

namespace cardea::bench {

struct Consumption {
  std::uint64_t cpu_ns = 0;
  std::uint64_t waited_ns = 0;  // ready to run, but another process had the core
  std::uint64_t user_ticks = 0;
  std::uint64_t system_ticks = 0;
  std::uint64_t stolen_ticks = 0;  // of the watched core, by the hypervisor
  std::uint64_t allocations = 0;
  std::uint64_t resizings = 0;
};

Consumption operator-(const Consumption& later, const Consumption& earlier);

class Watch {
 public:
  // `core` is the one the process is pinned to. `malloc_file` may be empty; otherwise it is the
  // COUNT_MALLOC_FILE of the process, which must have been made already.
  Watch(pid_t process, int core, const std::string& malloc_file);

  Consumption read() const;

 private:
  pid_t process_;
  int core_;
  clockid_t clock_ = 0;
  const malloc_counts* mallocs_ = nullptr;
};

}  // namespace cardea::bench

// SPDX-License-Identifier: Apache-2.0
// Reads /proc; a file that has gone (a thread that ended meanwhile) counts as nothing.
#include "bench/load/watch.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <limits>

#include "bench/load/malloc_counts.h"
#include "bench/load/socket.h"

namespace cardea::bench {
namespace {

std::uint64_t waited_by_threads(pid_t process) {
  std::uint64_t sum = 0;
  std::error_code gone;
  for (const auto& task :
       std::filesystem::directory_iterator(fmt::format("/proc/{}/task", process), gone)) {
    std::ifstream file(task.path() / "schedstat");
    std::uint64_t ran = 0;
    std::uint64_t waited = 0;
    if (file >> ran >> waited) sum += waited;
  }
  return sum;
}

void read_ticks(pid_t process, Consumption& into) {
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  file.ignore(std::numeric_limits<std::streamsize>::max(), ')');
  std::string skipped;
  for (int field = 3; field < 14; ++field) file >> skipped;
  file >> into.user_ticks >> into.system_ticks;
}

std::uint64_t stolen_from(int core) {
  std::ifstream file("/proc/stat");
  const auto wanted = fmt::format("cpu{}", core);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(wanted + " ")) continue;
    std::istringstream fields(line.substr(wanted.size()));
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) fields >> value;
    return value;
  }
  return 0;
}

const malloc_counts* map_mallocs(const std::string& path) {
  if (path.empty()) return nullptr;
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) give_up("cannot open " + path);
  void* mapped = ::mmap(nullptr, sizeof(malloc_counts), PROT_READ, MAP_SHARED, file, 0);
  ::close(file);
  if (mapped == MAP_FAILED) give_up("cannot map " + path);
  return static_cast<const malloc_counts*>(mapped);
}

std::uint64_t load(const std::uint64_t& shared) {
  return __atomic_load_n(&shared, __ATOMIC_RELAXED);
}

}  // namespace

Consumption operator-(const Consumption& later, const Consumption& earlier) {
  return {.cpu_ns = later.cpu_ns - earlier.cpu_ns,
          .waited_ns = later.waited_ns - std::min(earlier.waited_ns, later.waited_ns),
          .user_ticks = later.user_ticks - earlier.user_ticks,
          .system_ticks = later.system_ticks - earlier.system_ticks,
          .stolen_ticks = later.stolen_ticks - earlier.stolen_ticks,
          .allocations = later.allocations - earlier.allocations,
          .resizings = later.resizings - earlier.resizings};
}

Watch::Watch(pid_t process, int core, const std::string& malloc_file)
    : process_(process), core_(core), mallocs_(map_mallocs(malloc_file)) {
  if (::clock_getcpuclockid(process, &clock_) != 0) give_up("no such process to watch");
}

Consumption Watch::read() const {
  Consumption now;
  timespec cpu{};
  if (::clock_gettime(clock_, &cpu) != 0) give_up("the watched process has ended");
  now.cpu_ns = static_cast<std::uint64_t>(cpu.tv_sec) * 1'000'000'000U +
               static_cast<std::uint64_t>(cpu.tv_nsec);
  now.waited_ns = waited_by_threads(process_);
  now.stolen_ticks = stolen_from(core_);
  read_ticks(process_, now);
  if (mallocs_ != nullptr) {
    for (const auto& row : mallocs_->rows) {
      now.allocations += load(row.allocations);
      now.resizings += load(row.resizings);
    }
  }
  return now;
}

}  // namespace cardea::bench

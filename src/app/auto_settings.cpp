// SPDX-License-Identifier: Apache-2.0
// Asks the system: who we are, how many CPUs and files we may use.
#include "app/auto_settings.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include "base/uuid.h"

namespace cardea::app {
namespace {

constexpr const char* system_directory = "/var/lib/cardea";

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// Systemd names the directory of a service with StateDirectory= (several, separated by colons).
std::string data_directory() {
  const std::string of_service = environment("STATE_DIRECTORY");
  if (!of_service.empty()) return of_service.substr(0, of_service.find(':'));
  if (::geteuid() == 0 || ::access(system_directory, W_OK) == 0) return system_directory;
  const std::string state = environment("XDG_STATE_HOME");
  if (state.starts_with('/')) return state + "/cardea";
  return environment("HOME") + "/.local/state/cardea";
}

// The share of CPUs a container was given (cgroup v2, cpu.max: quota and period, or `max`); 0
// without a limit.
unsigned cpu_quota() {
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  double quota = 0;
  double period = 0;
  if (!(file >> quota >> period) || quota <= 0 || period <= 0) return 0;
  return static_cast<unsigned>(std::ceil(quota / period));
}

unsigned usable_cpus() {
  cpu_set_t allowed;
  const bool known = ::sched_getaffinity(0, sizeof allowed, &allowed) == 0;
  const unsigned cpus = known ? static_cast<unsigned>(CPU_COUNT(&allowed)) : 1U;
  const unsigned quota = cpu_quota();
  return std::max(1U, quota == 0 ? cpus : std::min(cpus, quota));
}

// Two files a connection, towards client and upstream; 512 kept back for everything else.
unsigned most_connections() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return 256;
  const rlim_t usable = std::min<rlim_t>(files.rlim_max, 1'000'000);
  return static_cast<unsigned>(usable <= 1024 ? usable / 4 : (usable - 512) / 2);
}

}  // namespace

std::string work_out(std::string_view name) {
  if (name == "data_dir") return data_directory();
  if (name == "workers") return std::to_string(usable_cpus());
  if (name == "max_connections") return std::to_string(most_connections());
  if (name == "node_id") return make_uuid();
  return {};
}

}  // namespace cardea::app

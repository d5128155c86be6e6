// SPDX-License-Identifier: Apache-2.0
// A client and an upstream in one thread that never sleeps (epoll with a zero timeout), so that the
// proxy between them is the bottleneck and is never let to sleep either: only then does its CPU
// time per request mean the cost of a request and not of waking up. Runs a warm-up and one measured
// window, prints one JSON object, exits. Exit status 0 says that it measured, not that all answers
// were right: `errors` says that.
#include <fmt/core.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/load/client.h"
#include "bench/load/options.h"
#include "bench/load/socket.h"
#include "bench/load/upstream.h"
#include "bench/load/watch.h"

namespace cardea::bench {
namespace {

constexpr auto usage =
    "usage: spinner --proxy-port N --upstream-port N --heads FILE --watch PID [--core 0] "
    "[--connections 64]\n"
    "               [--body 100] [--warm-up-ms 300] [--measure-ms 1000] [--mallocs FILE] [--status "
    "200]\n"
    "--status: what is expected; 0: any, with any body.\n"
    "Heads: request heads one after the other, each ended by its empty line; sent in rotation.\n"
    "--core: the core the watched process is pinned to. Client and upstream are this process.\n";

Options::Values defaults() {
  return {{"--proxy-port", ""}, {"--upstream-port", ""}, {"--heads", ""},
          {"--watch", ""},      {"--core", "0"},         {"--connections", "64"},
          {"--body", "100"},    {"--warm-up-ms", "300"}, {"--measure-ms", "1000"},
          {"--mallocs", ""},    {"--status", "200"}};
}
struct Window {
  double seconds = 0;
  std::uint64_t upstream_requests = 0;
  Consumption consumed;
};

// Owns the loop; both halves are driven from here until a deadline.
class Spinner {
 public:
  Spinner(const Options& options, const std::vector<std::string>& heads)
      : epoll_(::epoll_create1(EPOLL_CLOEXEC)),
        upstream_(epoll_.descriptor(),
                  static_cast<std::uint16_t>(options.number("--upstream-port")),
                  options.number("--body")),
        client_(epoll_.descriptor(), static_cast<std::uint16_t>(options.number("--proxy-port")),
                heads,
                {.status = static_cast<int>(options.number("--status")),
                 .body_size = options.number("--body")}) {}

  void start(std::size_t connections) { client_.start(connections); }

  void spin_for(std::uint32_t milliseconds) {
    const auto deadline = now_ns() + std::uint64_t{milliseconds} * 1'000'000U;
    while (now_ns() < deadline) turn();
  }

  Window measure(const Watch& watch, std::uint32_t milliseconds) {
    client_.begin_window();
    const auto upstream_before = upstream_.requests();
    const auto before = watch.read();
    const auto started = now_ns();
    spin_for(milliseconds);
    const auto ended = now_ns();
    return {.seconds = static_cast<double>(ended - started) / 1e9,
            .upstream_requests = upstream_.requests() - upstream_before,
            .consumed = watch.read() - before};
  }

  const Client& client() const { return client_; }
  const Upstream& upstream() const { return upstream_; }

 private:
  void turn() {
    std::array<epoll_event, 512> events;
    const int ready = ::epoll_wait(epoll_.descriptor(), events.data(), events.size(), 0);
    for (int i = 0; i < ready; ++i) dispatch(events[static_cast<std::size_t>(i)]);
  }

  void dispatch(const epoll_event& event) {
    const std::uint64_t tag = event.data.u64;
    if (tag == Upstream::listener_tag) {
      upstream_.on_listener();
    } else if ((tag & Upstream::connection_bit) != 0) {
      upstream_.on_connection(static_cast<int>(tag & ~Upstream::connection_bit), event.events);
    } else {
      client_.on_event(tag, event.events);
    }
  }

  Socket epoll_;
  Upstream upstream_;
  Client client_;
};

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte > 0x7e || c == '"' || c == '\\') {
      result += fmt::format("\\u{:04x}", byte);
    } else {
      result += c;
    }
  }
  return result + "\"";
}

void print_as_json(const Spinner& spinner, const Window& window) {
  const auto& counts = spinner.client().counts();
  const auto& latencies = spinner.client().latencies();
  const auto& consumed = window.consumed;
  const auto tick = 1.0 / static_cast<double>(::sysconf(_SC_CLK_TCK));
  fmt::print("{{\"requests\": {}, \"errors\": {}, \"reconnects\": {}, \"seconds\": {:.6f},\n",
             counts.requests, counts.errors, counts.reconnects, window.seconds);
  fmt::print(" \"upstream_requests\": {}, \"upstream_connections\": {},\n",
             window.upstream_requests, spinner.upstream().accepted());
  fmt::print(" \"p50_us\": {:.1f}, \"p99_us\": {:.1f}, \"max_us\": {:.1f},\n",
             static_cast<double>(latencies.quantile(0.5)) / 1e3,
             static_cast<double>(latencies.quantile(0.99)) / 1e3,
             static_cast<double>(latencies.largest()) / 1e3);
  fmt::print(" \"cpu_seconds\": {:.9f}, \"waited_seconds\": {:.9f},\n",
             static_cast<double>(consumed.cpu_ns) / 1e9,
             static_cast<double>(consumed.waited_ns) / 1e9);
  fmt::print(" \"user_seconds\": {:.2f}, \"system_seconds\": {:.2f}, \"stolen_seconds\": {:.2f},\n",
             static_cast<double>(consumed.user_ticks) * tick,
             static_cast<double>(consumed.system_ticks) * tick,
             static_cast<double>(consumed.stolen_ticks) * tick);
  fmt::print(" \"allocations\": {}, \"resizings\": {},\n \"first_error\": {}}}\n",
             consumed.allocations, consumed.resizings, quoted(spinner.client().first_error()));
}

int run(const Options& options) {
  const auto warm_up = options.number("--warm-up-ms");
  const auto measured = options.number("--measure-ms");
  ::alarm((warm_up + measured) / 1000 + 10);  // ends the process if anything below blocks
  const auto heads = read_heads(options);
  const Watch watch(static_cast<pid_t>(options.number("--watch")),
                    static_cast<int>(options.number("--core")), options.text("--mallocs"));
  Spinner spinner(options, heads);
  spinner.start(options.number("--connections"));
  spinner.spin_for(warm_up);
  print_as_json(spinner, spinner.measure(watch, measured));
  return 0;
}

}  // namespace
}  // namespace cardea::bench

int main(int count, char** words) {
  return cardea::bench::run(
      cardea::bench::Options(count, words, cardea::bench::usage, cardea::bench::defaults()));
}

// SPDX-License-Identifier: Apache-2.0
// A client that sleeps when it has nothing to do and calls from an address of its choice: the one
// who floods, in a closed loop on many connections, or one of the others, who ask now and then
// (--every-ms). Sends each head of a file in turn; with --every-ms each only once. Counts answers
// by status and measures how long they took; prints one JSON object after --seconds.
#include <arpa/inet.h>
#include <fmt/core.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/load/answer.h"
#include "bench/load/client.h"
#include "bench/load/histogram.h"
#include "bench/load/options.h"
#include "bench/load/socket.h"

namespace cardea::bench {
namespace {

constexpr std::uint64_t ms = 1'000'000;

constexpr auto usage =
    "usage: sender --proxy-port N --source 127.0.0.2 --heads FILE [--connections 1] [--seconds 5] "
    "[--every-ms 0]\n";

Options::Values defaults() {
  return {{"--proxy-port", ""},   {"--source", "127.0.0.2"}, {"--heads", ""},
          {"--connections", "1"}, {"--seconds", "5"},        {"--every-ms", "0"}};
}
// A blocking connect from the source address; non-blocking afterwards.
Socket connect_from(const std::string& source, std::uint16_t port) {
  Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in from{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {}, .sin_zero = {}};
  sockaddr_in to = from;
  ::inet_pton(AF_INET, source.c_str(), &from.sin_addr);
  ::inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
  to.sin_port = htons(port);
  const int on = 1;
  ::setsockopt(socket.descriptor(), SOL_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  if (::bind(socket.descriptor(), reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0 ||
      ::connect(socket.descriptor(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
    give_up("cannot connect to the proxy from " + source);
  }
  return socket;
}

class Sender {
 public:
  explicit Sender(const Options& options)
      : heads_(read_heads(options)),
        source_(options.text("--source")),
        port_(static_cast<std::uint16_t>(options.number("--proxy-port"))),
        every_(options.number("--every-ms") * ms),
        epoll_(::epoll_create1(EPOLL_CLOEXEC)),
        connections_(options.number("--connections")) {
    for (std::size_t i = 0; i < connections_.size(); ++i) open(i);
  }

  void run_for(std::uint64_t duration) {
    const std::uint64_t end = now_ns() + duration;
    if (every_ == 0) {
      for (std::size_t i = 0; i < connections_.size(); ++i) send(i, now_ns());
    }
    std::uint64_t due = now_ns();
    while (now_ns() < end) {
      if (every_ != 0 && now_ns() >= due && next_ < heads_.size()) {
        send_on_an_idle_one(due);
        due += every_;
      }
      turn(every_ == 0 ? end : std::min(end, due));
    }
  }

  void print() const {
    fmt::print("{{\"statuses\": {{");
    const char* comma = "";
    for (const auto& [status, count] : statuses_) {
      fmt::print("{}\"{}\": {}", comma, status, count);
      comma = ", ";
    }
    const auto milliseconds = [](std::uint64_t ns) { return static_cast<double>(ns) / 1e6; };
    fmt::print(
        "}}, \"unanswered\": {}, \"p50_ms\": {:.3f}, \"p99_ms\": {:.3f}, \"max_ms\": {:.3f}}}\n",
        unanswered(), milliseconds(latencies_.quantile(0.5)),
        milliseconds(latencies_.quantile(0.99)), milliseconds(latencies_.largest()));
  }

 private:
  struct Connection {
    Socket socket;
    std::string received;
    std::uint64_t sent_at = 0;
    bool waits = false;
  };

  void open(std::size_t index) {
    auto& connection = connections_[index];
    connection = Connection{};
    connection.socket = connect_from(source_, port_);
    epoll_event event{.events = EPOLLIN | EPOLLRDHUP, .data = {.u64 = index}};
    ::epoll_ctl(epoll_.descriptor(), EPOLL_CTL_ADD, connection.socket.descriptor(), &event);
  }

  // `due`: when it should have been sent, from which its time is counted.
  void send(std::size_t index, std::uint64_t due) {
    auto& connection = connections_[index];
    const auto& head = heads_[next_ % heads_.size()];
    ++next_;
    connection.sent_at = due;
    connection.waits = true;
    const auto sent =
        ::send(connection.socket.descriptor(), head.data(), head.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(head.size())) open(index);
  }

  // All busy: the request is not made, and the one that has waited longest shows in the figures.
  void send_on_an_idle_one(std::uint64_t due) {
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      if (!connections_[i].waits) return send(i, due);
    }
  }

  void turn(std::uint64_t until) {
    std::array<epoll_event, 256> events;
    const std::uint64_t now = now_ns();
    const auto wait = until > now ? static_cast<int>((until - now + ms - 1) / ms) : 0;
    const int ready = ::epoll_wait(epoll_.descriptor(), events.data(), events.size(), wait);
    for (int i = 0; i < ready; ++i) receive(events[static_cast<std::size_t>(i)].data.u64);
  }

  void receive(std::size_t index) {
    auto& connection = connections_[index];
    std::array<char, 16384> scratch;
    const auto size =
        ::recv(connection.socket.descriptor(), scratch.data(), scratch.size(), MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) {
      open(index);
      if (every_ == 0) send(index, now_ns());
      return;
    }
    connection.received.append(scratch.data(), static_cast<std::size_t>(size));
    const auto head = read_answer_head(connection.received);
    if (!head || connection.received.size() < head->head_size + head->body_size) return;
    complete(index, *head);
  }

  void complete(std::size_t index, const AnswerHead& head) {
    auto& connection = connections_[index];
    ++statuses_[head.status];
    latencies_.record(now_ns() - connection.sent_at);
    connection.received.clear();
    connection.waits = false;
    if (head.closes) open(index);
    if (every_ == 0) send(index, now_ns());
  }

  std::uint64_t unanswered() const {
    std::uint64_t count = 0;
    for (const auto& one : connections_) count += one.waits ? 1 : 0;
    return count;
  }

  std::vector<std::string> heads_;
  std::string source_;
  std::uint16_t port_;
  std::uint64_t every_;  // nanoseconds; 0: a closed loop
  Socket epoll_;
  std::vector<Connection> connections_;
  std::size_t next_ = 0;
  std::map<int, std::uint64_t> statuses_;
  Histogram latencies_;
};

void raise_descriptors() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

int run(const Options& options) {
  const auto seconds = options.number("--seconds");
  ::alarm(seconds + 20);  // ends the process if anything below blocks
  raise_descriptors();
  Sender sender(options);
  sender.run_for(seconds * 1000 * ms);
  sender.print();
  return 0;
}

}  // namespace
}  // namespace cardea::bench

int main(int count, char** words) {
  return cardea::bench::run(
      cardea::bench::Options(count, words, cardea::bench::usage, cardea::bench::defaults()));
}

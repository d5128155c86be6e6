// SPDX-License-Identifier: Apache-2.0
// c-ares on Asio. c-ares owns its sockets and tells when it wants to read or write them; each is
// lent to a descriptor of Asio meanwhile, and released before c-ares closes it. Handlers on their
// way hold the channel, which outlives them.
#include "net/dns_query.h"

#include <ares.h>
#include <fmt/format.h>
#include <netdb.h>

#include <algorithm>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <chrono>
#include <map>
#include <utility>

#include "net/resolver.h"

namespace cardea::net {
namespace {

using Waitable = boost::asio::posix::basic_stream_descriptor<loop::Core::Executor>;
using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                boost::asio::wait_traits<std::chrono::steady_clock>,
                                                loop::Core::Executor>;

struct Question {
  std::string name;
  std::move_only_function<void(DnsQueries::Answer)> done;
};

Error to_error(const std::string& name, int status) {
  const auto text = fmt::format("name resolution failed: {}: {}", name, ares_strerror(status));
  switch (status) {
    case ARES_ENOTFOUND:
    case ARES_ENODATA:
    case ARES_EBADNAME:
    case ARES_ENONAME:
      return Error::absent(text, Origin::upstream);
    case ARES_ETIMEOUT:
      return Error::timeout(text + " (check dns_resolver and the way to it)", Origin::upstream);
    default:
      return Error::unavailable(text, Origin::upstream);
  }
}

DnsQueries::Answer to_answer(const std::string& name, int status, const ares_addrinfo* info) {
  if (status != ARES_SUCCESS) return fail(to_error(name, status));
  DnsQueries::Found found;
  int ttl = INT32_MAX;
  std::ptrdiff_t v4 = 0;
  for (const auto* node = info->nodes; node != nullptr; node = node->ai_next) {
    const auto size = static_cast<socklen_t>(node->ai_addrlen);
    const bool first = node->ai_family == AF_INET;
    const auto place = first ? found.addresses.begin() + v4++ : found.addresses.end();
    found.addresses.insert(place, Address::from_sockaddr(node->ai_addr, size));
    ttl = std::min(ttl, node->ai_ttl);
  }
  if (found.addresses.empty()) return fail(to_error(name, ARES_ENODATA));
  found.ttl = std::chrono::seconds(std::max(ttl, 0));
  return found;
}

void on_answer(void* argument, int status, int, ares_addrinfo* info) {
  const std::unique_ptr<Question> question(static_cast<Question*>(argument));
  auto answer = to_answer(question->name, status, info);
  if (info != nullptr) ares_freeaddrinfo(info);
  question->done(std::move(answer));
}

}  // namespace

struct DnsQueries::Channel : std::enable_shared_from_this<Channel> {
  explicit Channel(loop::Core& on) : core(on), timer(on.executor()) {}

  /// One of c-ares' sockets.
  struct Watched {
    Watched(loop::Core& core, int number) : descriptor(core.executor(), number) {}
    Waitable descriptor;
    bool read = false;
    bool write = false;
    bool reading = false;
    bool writing = false;
  };

  void wanted(ares_socket_t socket, bool read, bool write);
  void watch(ares_socket_t socket);
  void arm(ares_socket_t socket, const std::shared_ptr<Watched>& watched, Waitable::wait_type what);
  void keep_time();
  void close();

  loop::Core& core;
  ares_channel ares = nullptr;
  int family = AF_INET;
  Timer timer;
  std::map<ares_socket_t, std::shared_ptr<Watched>> sockets;
};

void DnsQueries::Channel::wanted(ares_socket_t socket, bool read, bool write) {
  auto& watched = sockets[socket];
  if (!watched) watched = std::make_shared<Watched>(core, socket);
  watched->read = read;
  watched->write = write;
  if (read || write) return watch(socket);
  (void)watched->descriptor.release();  // c-ares closes it
  sockets.erase(socket);
}

void DnsQueries::Channel::watch(ares_socket_t socket) {
  const auto watched = sockets.at(socket);
  if (watched->read && !watched->reading) arm(socket, watched, Waitable::wait_read);
  if (watched->write && !watched->writing) arm(socket, watched, Waitable::wait_write);
}

void DnsQueries::Channel::arm(ares_socket_t socket, const std::shared_ptr<Watched>& watched,
                              Waitable::wait_type what) {
  const bool read = what == Waitable::wait_read;
  (read ? watched->reading : watched->writing) = true;
  watched->descriptor.async_wait(what, [self = shared_from_this(), socket, watched,
                                        read](const boost::system::error_code& error) {
    (read ? watched->reading : watched->writing) = false;
    if (error || self->ares == nullptr) return;
    ares_process_fd(self->ares, read ? socket : ARES_SOCKET_BAD, read ? ARES_SOCKET_BAD : socket);
    const auto still = self->sockets.find(socket);
    if (still != self->sockets.end() && still->second == watched) self->watch(socket);
    self->keep_time();
  });
}

void DnsQueries::Channel::keep_time() {
  timeval room{};
  const auto* const next = ares_timeout(ares, nullptr, &room);
  if (next == nullptr) {
    timer.cancel();
    return;
  }
  timer.expires_after(std::chrono::seconds(next->tv_sec) +
                      std::chrono::microseconds(next->tv_usec));
  timer.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (error || self->ares == nullptr) return;
    ares_process_fd(self->ares, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    self->keep_time();
  });
}

void DnsQueries::Channel::close() {
  if (auto* const closing = std::exchange(ares, nullptr)) ares_destroy(closing);
  timer.cancel();
}

DnsQueries::DnsQueries(std::shared_ptr<Channel> channel) : channel_(std::move(channel)) {}
DnsQueries::~DnsQueries() {
  channel_->close();
}

Result<std::unique_ptr<DnsQueries>> DnsQueries::make(loop::Core& core,
                                                     const ResolverOptions& options) {
  static const int library = ares_library_init(ARES_LIB_INIT_ALL);
  auto channel = std::make_shared<Channel>(core);
  channel->family = !options.ipv6 ? AF_INET : options.ipv4 ? AF_UNSPEC : AF_INET6;
  std::string lookups = "b";  // DNS only: the hosts file is read by the resolver
  ares_options wanted{};
  wanted.timeout = static_cast<int>(
      std::chrono::duration_cast<std::chrono::milliseconds>(options.timeout).count());
  wanted.tries = options.tries;
  wanted.lookups = lookups.data();
  wanted.sock_state_cb_data = channel.get();
  wanted.sock_state_cb = [](void* data, ares_socket_t socket, int read, int write) {
    static_cast<Channel*>(data)->wanted(socket, read != 0, write != 0);
  };
  const int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB;
  int status = library != ARES_SUCCESS ? library : ares_init_options(&channel->ares, &wanted, mask);
  if (status == ARES_SUCCESS && !options.servers.empty()) {
    const auto list = fmt::format("{}", fmt::join(options.servers, ","));
    status = ares_set_servers_ports_csv(channel->ares, list.c_str());
  }
  if (status != ARES_SUCCESS) {
    channel->close();
    return fail(Error::invalid(
        fmt::format(
            "cannot set up name resolution with the servers \"{}\": {}; write ip or ip:port",
            fmt::join(options.servers, ","), ares_strerror(status)),
        Origin::self));
  }
  return std::make_unique<DnsQueries>(std::move(channel));
}

void DnsQueries::ask(const std::string& name, std::move_only_function<void(Answer)> done) {
  ares_addrinfo_hints hints{};
  hints.ai_family = channel_->family;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = ARES_AI_NOSORT;
  auto question = std::make_unique<Question>(name, std::move(done));
  ares_getaddrinfo(channel_->ares, name.c_str(), nullptr, &hints, on_answer, question.release());
  channel_->keep_time();
}

}  // namespace cardea::net

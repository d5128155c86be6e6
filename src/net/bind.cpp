// SPDX-License-Identifier: Apache-2.0
// Binding. Accepted sockets inherit TCP_NODELAY from the listening one on Linux, which saves a
// system call a connection.
#include "net/bind.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

namespace cardea::net {
namespace {

Error cannot_listen(const Address& address, int number) {
  const auto where = address.text();
  if (number == EADDRINUSE) {
    return Error::conflict(
        fmt::format(
            "cannot listen on {}: the address is in use; end the process that listens there "
            "(ss -ltnp shows it) or choose another",
            where),
        Origin::self);
  }
  if (number == EACCES || number == EPERM) {
    return {ErrorKind::forbidden, Origin::self,
            fmt::format("cannot listen on {}: permission denied; use a port above 1023, give the "
                        "process CAP_NET_BIND_SERVICE, or mend the directory's mode",
                        where),
            false};
  }
  if (number == EADDRNOTAVAIL) {
    return Error::invalid(
        fmt::format("cannot listen on {}: this machine has no such address (ip addr shows them)",
                    where),
        Origin::self);
  }
  return Error::unavailable(
      fmt::format("cannot listen on {}: {}", where, std::generic_category().message(number)),
      Origin::self);
}

void set(const Descriptor& socket, int level, int option, int value = 1) {
  ::setsockopt(socket.get(), level, option, &value, sizeof value);
}

Descriptor make_socket(const Address& address) {
  return Descriptor(
      ::socket(address.data()->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

/// Removes the file of a dead unix socket. False when something lives there or is no socket.
bool remove_stale(const Address& address) {
  const auto path = address.host();
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return false;
  const auto probe = make_socket(address);
  if (::connect(probe.get(), address.data(), address.size()) == 0) return false;
  return errno == ECONNREFUSED && ::unlink(path.c_str()) == 0;
}

int bind_unix(const Descriptor& socket, const Address& address) {
  if (::bind(socket.get(), address.data(), address.size()) != 0) {
    if (errno != EADDRINUSE) return errno;
    if (!remove_stale(address)) return EADDRINUSE;
    if (::bind(socket.get(), address.data(), address.size()) != 0) return errno;
  }
  // Nobody can connect before listen, so the file is never open to others.
  return ::chmod(address.host().c_str(), 0600) == 0 ? 0 : errno;
}

int bind_ip(const Descriptor& socket, const ListenOptions& options) {
  const auto& address = options.address;
  set(socket, SOL_SOCKET, SO_REUSEADDR);
  set(socket, SOL_SOCKET, SO_REUSEPORT);
  set(socket, IPPROTO_TCP, TCP_NODELAY);
  if (address.data()->sa_family == AF_INET6) set(socket, IPPROTO_IPV6, IPV6_V6ONLY);
  if (options.defer_accept) set(socket, IPPROTO_TCP, TCP_DEFER_ACCEPT);
  return ::bind(socket.get(), address.data(), address.size()) == 0 ? 0 : errno;
}

}  // namespace

Result<Descriptor> bind_and_listen(const ListenOptions& options) {
  const auto& address = options.address;
  if (address.family() == Address::Family::none) {
    return fail(Error::invalid("cannot listen: no address given", Origin::self));
  }
  auto socket = make_socket(address);
  if (!socket) return fail(cannot_listen(address, errno));
  const int number = address.is_unix() ? bind_unix(socket, address) : bind_ip(socket, options);
  if (number != 0) return fail(cannot_listen(address, number));
  if (::listen(socket.get(), options.backlog) != 0) return fail(cannot_listen(address, errno));
  return socket;
}

Status check_nobody_listens(const Address& address) {
  if (!address.is_ip() || address.port() == 0) return {};
  const auto probe = make_socket(address);
  if (!probe) return fail(cannot_listen(address, errno));
  set(probe, SOL_SOCKET, SO_REUSEADDR);  // connections in TIME_WAIT are no obstacle
  if (address.data()->sa_family == AF_INET6) set(probe, IPPROTO_IPV6, IPV6_V6ONLY);
  if (::bind(probe.get(), address.data(), address.size()) == 0) return {};
  return fail(cannot_listen(address, errno));
}

Address bound_address(const Descriptor& socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  auto* const raw = reinterpret_cast<sockaddr*>(&storage);
  if (::getsockname(socket.get(), raw, &size) != 0) return {};
  return Address::from_sockaddr(raw, size);
}

}  // namespace cardea::net

// SPDX-License-Identifier: Apache-2.0
// Opening connections. The wait for an answer is bounded by the stream's own coarse deadline.
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "net/descriptor.h"
#include "net/stream.h"

namespace cardea::net {
namespace {

Error cannot_connect(const Address& to, int number) {
  const char* const advice = number == ECONNREFUSED ? " (nothing listens there)"
                             : number == EMFILE || number == ENFILE
                                 ? " (raise the limit of open files: LimitNOFILE, ulimit -n)"
                                 : "";
  return Error::unavailable(fmt::format("connecting to {}: {}{}", to.text(),
                                        std::generic_category().message(number), advice),
                            Origin::upstream);
}

/// A socket that is connected or on its way.
Result<Descriptor> begin(const Address& to) {
  const int family = to.data()->sa_family;
  Descriptor descriptor(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!descriptor) return fail(cannot_connect(to, errno));
  if (to.is_ip()) {
    constexpr int on = 1;
    ::setsockopt(descriptor.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  if (::connect(descriptor.get(), to.data(), to.size()) != 0 && errno != EINPROGRESS) {
    return fail(cannot_connect(to, errno));
  }
  return descriptor;
}

}  // namespace

Task<Result<std::unique_ptr<Stream>>> Stream::connect(Address to, loop::Deadline deadline) {
  auto& core = *loop::Core::current();
  if (to.family() == Address::Family::none) {
    co_return fail(Error::internal("asked to connect to no address"));
  }
  auto socket = begin(to);
  if (!socket) co_return fail(std::move(socket));
  auto stream = std::make_unique<Stream>(core, std::move(*socket), to, Origin::upstream);
  if (!stream->is_open()) co_return fail(cannot_connect(to, ENOSPC));
  stream->readiness_.exhausted(Way::write);  // what it can do before it is connected means nothing
  if (!deadline.is_never()) stream->expires_after(deadline.remaining());
  const auto ready = co_await stream->writable();
  if (!ready && ready.error().kind == ErrorKind::timeout) {
    co_return fail(
        Error::timeout(fmt::format("connecting to {} took too long", to.text()), Origin::upstream));
  }
  if (!ready) co_return fail(ready);
  stream->never_expires();
  int number = 0;
  socklen_t size = sizeof number;
  ::getsockopt(stream->native_handle(), SOL_SOCKET, SO_ERROR, &number, &size);
  if (number != 0) co_return fail(cannot_connect(to, number));
  co_return stream;
}

}  // namespace cardea::net

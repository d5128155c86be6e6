// SPDX-License-Identifier: Apache-2.0
// Plain sockets: system calls on the descriptor, and the core's poller to wait.
#include "net/stream.h"

#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>

#include "net/stream_tls.h"

namespace cardea::net {
namespace {

constexpr std::size_t most_parts = 64;
constexpr std::size_t most_joined = 2048;
// Then others have their turn: a megabyte, in blocks of the size that bodies are read in.
constexpr std::uint8_t most_reads_at_once = 64;

iovec part_of(std::string_view bytes) {
  return {const_cast<char*>(bytes.data()), bytes.size()};
}

/// Drops the first `count` bytes of the parts, and parts that are used up or empty.
std::span<iovec> skip(std::span<iovec> parts, std::size_t count) {
  while (!parts.empty() && count >= parts.front().iov_len) {
    count -= parts.front().iov_len;
    parts = parts.subspan(1);
  }
  if (count > 0) {
    auto& first = parts.front();
    first.iov_base = static_cast<char*>(first.iov_base) + count;
    first.iov_len -= count;
  }
  return parts;
}

/// Copies the parts together when all of them fit into `room`: the bytes used. Nothing otherwise.
std::optional<std::size_t> join(Gather parts, std::span<char> room) {
  std::size_t size = 0;
  for (const iovec& part : parts) {
    if (part.iov_len > room.size() - size) return std::nullopt;
    if (part.iov_len > 0) std::memcpy(room.data() + size, part.iov_base, part.iov_len);
    size += part.iov_len;
  }
  return size;
}

/// What sendmsg(2) says. A list of parts costs the kernel more than copying a few hundred bytes
/// does.
ssize_t send_parts(int socket, Gather parts) {
  if (parts.size() == 1) {
    return ::send(socket, parts.front().iov_base, parts.front().iov_len, MSG_NOSIGNAL);
  }
  std::array<char, most_joined> room;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled
  if (const auto size = join(parts, room)) return ::send(socket, room.data(), *size, MSG_NOSIGNAL);
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(parts.data());
  message.msg_iovlen = std::min(parts.size(), most_parts);
  return ::sendmsg(socket, &message, MSG_NOSIGNAL);
}

}  // namespace

Stream::Stream(loop::Core& core, Descriptor socket, const Address& peer, Origin peer_is)
    : core_(core),
      socket_(std::move(socket)),
      readiness_(core.poller()),
      origin_(peer_is),
      timeout_(core.timers(),
               [this] {
                 expired_ = true;
                 readiness_.call_off();
               }),
      peer_(peer) {
  if (socket_ && !readiness_.begin(socket_.get())) socket_.reset();
}

Stream::~Stream() {
  close();
}

Error Stream::broken(std::string_view action, int number) const {
  return Error::unavailable(
      fmt::format("{} {}: {}", action, peer_.text(), std::generic_category().message(number)),
      origin_);
}

Error Stream::gone() const {
  if (expired_) {
    return Error::timeout(fmt::format("{} did not act in time", peer_.text()), origin_);
  }
  return Error::unavailable(fmt::format("the connection with {} was closed here", peer_.text()),
                            origin_);
}

Tried Stream::try_read(std::span<char> into) {
  if (expired_ || cancelled_ || !is_open()) return fail(gone());
  auto tried = tls_ ? try_read_tls(into) : try_read_plain(into);
  if (tried && *tried) bytes_in_ += **tried;
  return tried;
}

Tried Stream::try_write(Gather from) {
  if (expired_ || cancelled_ || !is_open()) return fail(gone());
  auto tried = tls_ ? try_write_tls(from) : try_write_plain(from);
  if (tried && *tried) bytes_out_ += **tried;
  return tried;
}

Tried Stream::try_write(std::string_view from) {
  const auto part = part_of(from);
  return try_write(Gather(&part, 1));
}

Tried Stream::try_read_plain(std::span<char> into) {
  while (true) {
    const auto count = ::recv(socket_.get(), into.data(), into.size(), 0);
    if (count >= 0) {
      const auto size = static_cast<std::size_t>(count);
      // A unix socket stops short also where a descriptor was sent along, which nothing tells.
      if (size > 0 && size < into.size() && !peer_.is_unix()) readiness_.took_less();
      return size;
    }
    if (errno == EAGAIN) {
      readiness_.exhausted(Way::read);
      return std::nullopt;
    }
    if (errno != EINTR) return fail(broken("reading from", errno));
  }
}

Tried Stream::try_write_plain(Gather from) {
  while (true) {
    const auto count = send_parts(socket_.get(), from);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno == EAGAIN) {
      readiness_.exhausted(Way::write);
      return std::nullopt;
    }
    if (errno != EINTR) return fail(broken("writing to", errno));
  }
}

Task<Status> Stream::wait(Way doing, Way needs, bool ready) {
  if (expired_ || cancelled_ || !is_open()) co_return fail(gone());
  if (ready) co_return Status{};
  reads_at_once_ = 0;
  const bool came = co_await readiness_.wait(doing, needs);
  if (came) co_return Status{};
  co_return fail(gone());
}

// Where it is not known that a read would find nothing, a look tells.
Task<Status> Stream::readable() {
  const bool ready = is_open() && !drained() && ((tls_ && tls_has_data()) || look());
  return wait(Way::read, tls_ ? tls_read_needs() : Way::read, ready);
}

Task<Status> Stream::writable() {
  return wait(Way::write, tls_ ? tls_write_needs() : Way::write, false);
}

Task<Result<std::size_t>> Stream::read_some(std::span<char> into) {
  if (drained()) {
    auto ready = co_await readable();
    if (!ready) co_return fail(std::move(ready));
  }
  if (++reads_at_once_ >= most_reads_at_once) {
    reads_at_once_ = 0;
    co_await loop::give_way();
  }
  while (true) {
    auto tried = try_read(into);
    if (!tried) co_return fail(std::move(tried));
    if (*tried) co_return **tried;
    auto ready = co_await readable();
    if (!ready) co_return fail(std::move(ready));
  }
}

Task<Result<std::size_t>> Stream::write_some(Gather from) {
  while (true) {
    auto tried = try_write(from);
    if (!tried) co_return fail(std::move(tried));
    if (*tried) co_return **tried;
    auto ready = co_await writable();
    if (!ready) co_return fail(std::move(ready));
  }
}

Task<Status> Stream::write_all(std::span<iovec> parts) {
  parts = skip(parts, 0);
  while (!parts.empty()) {
    auto tried = try_write(parts);
    if (!tried) co_return fail(std::move(tried));
    if (*tried) {
      parts = skip(parts, **tried);
      continue;
    }
    auto ready = co_await writable();
    if (!ready) co_return fail(std::move(ready));
  }
  co_return Status{};
}

Task<Status> Stream::write_all(std::string_view bytes) {
  auto part = part_of(bytes);
  const std::span<iovec> parts(&part, 1);
  co_return co_await write_all(parts);
}

void Stream::expires_after(Duration duration) {
  expired_ = false;
  timeout_.set(duration);
}

void Stream::never_expires() {
  expired_ = false;
  timeout_.clear();
}

void Stream::shutdown_write() noexcept {
  if (!is_open()) return;
  if (tls_) tls_close_notify();
  ::shutdown(socket_.get(), SHUT_WR);
}

void Stream::cancel() noexcept {
  cancelled_ = true;
  readiness_.call_off();
}

void Stream::close() noexcept {
  timeout_.clear();
  readiness_.end();
  socket_.reset();
}

void Stream::abort() noexcept {
  if (is_open()) {
    constexpr linger at_once{1, 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  close();
}

const Address& Stream::local() const noexcept {
  if (local_.family() == Address::Family::none && is_open()) {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    auto* const raw = reinterpret_cast<sockaddr*>(&storage);
    if (::getsockname(socket_.get(), raw, &size) == 0) local_ = Address::from_sockaddr(raw, size);
  }
  return local_;
}

}  // namespace cardea::net

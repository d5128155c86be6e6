// SPDX-License-Identifier: Apache-2.0
// Plain sockets: system calls of our own on the descriptor, and Asio's reactor only to wait.
#include "net/stream.h"

#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "net/stream_tls.h"

namespace cardea::net {
namespace {

constexpr std::size_t most_parts = 64;

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

}  // namespace

Stream::Stream(loop::Core& core, Socket socket, const Address& peer, Origin peer_is)
    : core_(core),
      socket_(std::move(socket)),
      origin_(peer_is),
      timeout_(core.timers(),
               [this] {
                 expired_ = true;
                 boost::system::error_code ignored;
                 socket_.cancel(ignored);
               }),
      peer_(peer) {}

Stream::~Stream() {
  unwatch();
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
    const auto count = ::recv(socket_.native_handle(), into.data(), into.size(), 0);
    if (count >= 0) {
      drained_ = count > 0 && static_cast<std::size_t>(count) < into.size();
      return static_cast<std::size_t>(count);
    }
    if (errno == EAGAIN) return std::nullopt;
    if (errno != EINTR) return fail(broken("reading from", errno));
  }
}

Tried Stream::try_write_plain(Gather from) {
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(from.data());
  message.msg_iovlen = std::min(from.size(), most_parts);
  while (true) {
    const auto count = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno == EAGAIN) return std::nullopt;
    if (errno != EINTR) return fail(broken("writing to", errno));
  }
}

Task<Status> Stream::wait(Socket::wait_type what) {
  if (expired_ || cancelled_ || !is_open()) co_return fail(gone());
  const auto [error] = co_await socket_.async_wait(what, loop::no_throw);
  drained_ = false;
  if (!error) co_return Status{};
  if (error == boost::asio::error::operation_aborted) co_return fail(gone());
  co_return fail(broken("waiting for", error.value()));
}

Task<Status> Stream::readable() {
  if (tls_ && tls_has_data()) co_return Status{};
  const auto what = tls_ ? tls_read_needs() : Socket::wait_read;
  co_return co_await wait(what);
}

Task<Status> Stream::writable() {
  const auto what = tls_ ? tls_write_needs() : Socket::wait_write;
  co_return co_await wait(what);
}

Task<Result<std::size_t>> Stream::read_some(std::span<char> into) {
  if (drained_) {
    auto ready = co_await readable();
    if (!ready) co_return fail(std::move(ready));
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
  ::shutdown(socket_.native_handle(), SHUT_WR);
}

void Stream::cancel() noexcept {
  cancelled_ = true;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Stream::close() noexcept {
  timeout_.clear();
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void Stream::abort() noexcept {
  if (is_open()) {
    constexpr linger at_once{1, 0};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  close();
}

const Address& Stream::local() const noexcept {
  if (local_.family() == Address::Family::none && is_open()) {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    auto* const raw = reinterpret_cast<sockaddr*>(&storage);
    const int handle = const_cast<Socket&>(socket_).native_handle();
    if (::getsockname(handle, raw, &size) == 0) local_ = Address::from_sockaddr(raw, size);
  }
  return local_;
}

}  // namespace cardea::net

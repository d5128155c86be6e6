// SPDX-License-Identifier: Apache-2.0
// A connection: bytes in, bytes out, over TCP or a unix socket, with or without TLS, in one
// concrete class. The `try_` functions act at once and never suspend, so that the common path needs
// no coroutine frame; `readable` and `writable` wait; the others are made of these. At most one
// read and one write may be under way at a time; they are independent of each other.
#pragma once

#include <sys/uio.h>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "loop/core.h"
#include "loop/task.h"
#include "loop/timer.h"
#include "loop/timer_wheel.h"
#include "net/address.h"
#include "net/tls.h"

namespace cardea::net {

/// What became of the other side while we were not reading.
enum class PeerEvent : std::uint8_t {
  data,       ///< bytes wait to be read (a pipelined request, an early answer)
  ended,      ///< it sends no more (FIN or close_notify); it may still read
  reset,      ///< it is gone
  timed_out,  ///< our own deadline passed
  cancelled,  ///< this coroutine was cancelled, or the stream was closed here
};

/// Bytes to send, gathered from several places.
using Gather = std::span<const iovec>;

/// One connection, owned by one coroutine on one core. Errors carry the origin given at the making
/// (client for accepted, upstream for connected ones). Not movable once made: hold it by
/// unique_ptr.
class Stream {
 public:
  using Socket =
      boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol, loop::Core::Executor>;

  /// Takes a connected non-blocking socket. The core must be the current one and outlive the
  /// stream.
  Stream(loop::Core& core, Socket socket, Origin peer_is);
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  /// Closes; what was written is still delivered by the kernel. Nothing may be waiting on it.
  ~Stream();

  /// Connects, without TLS. Errors say refused, unreachable or timed out, with the address; their
  /// origin is `upstream`.
  static Task<Result<std::unique_ptr<Stream>>> connect(Address to, loop::Deadline deadline);

  /// Reads at once what is there: the count, 0 at the end of the peer's data (FIN, close_notify),
  /// or nothing when it would have to wait. `into` must not be empty.
  Result<std::optional<std::size_t>> try_read(std::span<char> into);
  /// Writes at once what fits: the count (above 0), or nothing when it would have to wait. With TLS
  /// a repeated call after `nothing` must start with the same bytes.
  Result<std::optional<std::size_t>> try_write(Gather from);
  Result<std::optional<std::size_t>> try_write(std::string_view from);

  /// Waits until a read would not: data, end or error. Fails with timeout, unavailable (cancelled).
  Task<Status> readable();
  /// Waits until a write would not.
  Task<Status> writable();

  /// Reads at least one byte; 0 at the end of the peer's data.
  Task<Result<std::size_t>> read_some(std::span<char> into);
  /// Writes at least one byte.
  Task<Result<std::size_t>> write_some(Gather from);
  /// Writes everything in as few system calls and TLS records as possible. `parts` is used up: its
  /// elements are moved on as bytes are sent.
  Task<Status> write_all(std::span<iovec> parts);
  Task<Status> write_all(std::string_view bytes);

  /// Waits until the peer sends, ends or breaks while nobody reads here: to notice a client that
  /// left while its upstream works. Ends by `cancel_watch` with `cancelled`. It takes no data.
  Task<PeerEvent> watch();
  /// Ends a `watch` (or any read wait) under way; writes go on.
  void cancel_read();

  /// Everything that waits or is tried on this stream fails with `timeout` once this time has
  /// passed without another call of this function. Costs a store; 0.2 s coarse.
  void expires_after(Duration duration);
  void never_expires();

  /// Handshakes; the deadline of `expires_after` holds. Afterwards all bytes go through TLS.
  /// Errors say what the peer or its certificate did wrong.
  Task<Status> accept_tls(const TlsContext& context);
  /// `server_name` is sent as SNI (unless an IP address) and compared with the certificate.
  Task<Status> connect_tls(const TlsContext& context, std::string_view server_name);

  /// Sends FIN (after TLS's close_notify), reading goes on. Failures do not matter any more.
  void shutdown_write() noexcept;
  /// Closes; waits end with `cancelled`.
  void close() noexcept;
  /// Closes with a TCP reset, throwing away what was not sent.
  void abort() noexcept;
  [[nodiscard]] bool is_open() const noexcept { return socket_.is_open(); }

  [[nodiscard]] const Address& peer() const noexcept { return peer_; }
  [[nodiscard]] const Address& local() const noexcept { return local_; }
  [[nodiscard]] bool is_tls() const noexcept { return tls_ != nullptr; }
  /// Null without TLS or before its handshake.
  [[nodiscard]] const TlsFacts* tls() const noexcept;
  /// Bytes read from and written to the peer by the caller (before encryption).
  [[nodiscard]] std::uint64_t bytes_in() const noexcept { return bytes_in_; }
  [[nodiscard]] std::uint64_t bytes_out() const noexcept { return bytes_out_; }

  /// For the listener and for tests.
  [[nodiscard]] Socket& socket() noexcept { return socket_; }
  [[nodiscard]] loop::Core& core() noexcept { return core_; }

 private:
  struct Tls;  ///< the SSL object and its state, in stream_tls.cpp

  void expire();
  [[nodiscard]] Error broken(std::string_view action, int error_number) const;
  [[nodiscard]] Error timed_out() const;
  Result<std::optional<std::size_t>> try_read_plain(std::span<char> into);
  Result<std::optional<std::size_t>> try_write_plain(Gather from);
  Task<Status> wait(Socket::wait_type what);

  loop::Core& core_;
  Socket socket_;
  Origin origin_;
  bool expired_ = false;
  bool drained_ = false;  ///< the last read took all there was: wait before the next try
  std::uint64_t bytes_in_ = 0;
  std::uint64_t bytes_out_ = 0;
  std::unique_ptr<Tls> tls_;
  loop::Timeout timeout_;
  Address peer_;
  Address local_;
};

}  // namespace cardea::net

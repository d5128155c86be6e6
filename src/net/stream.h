// SPDX-License-Identifier: Apache-2.0
// A connection: bytes in, bytes out, over TCP or a unix socket, with or without TLS, in one
// concrete class. The `try_` functions act at once and never suspend, so that the common path needs
// no coroutine frame; `readable` and `writable` wait; the others are made of these. At most one
// coroutine may read and one write at a time; they are independent of each other.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "loop/core.h"
#include "loop/poller.h"
#include "loop/task.h"
#include "loop/timer.h"
#include "loop/timer_wheel.h"
#include "net/address.h"
#include "net/descriptor.h"
#include "net/tls.h"

namespace cardea::net {

/// What the other side did while nobody was reading here.
enum class PeerEvent : std::uint8_t {
  data,   ///< bytes wait to be read (a pipelined request, an early answer)
  ended,  ///< it sends no more than what may wait (FIN or close_notify); it may still read
  reset,  ///< it is gone
};

/// Bytes to send, gathered from several places.
using Gather = std::span<const iovec>;

/// What a `try_` function did: how many bytes, or nothing because it would have to wait.
using Tried = Result<std::optional<std::size_t>>;

/// One connection, owned by one coroutine on one core. Errors carry the origin given at the making
/// (client for accepted, upstream for connected ones): `timeout` when `expires_after` ran out,
/// `unavailable` when the peer or this side closed, `protocol` when the peer broke TLS. Not
/// movable: hold it by unique_ptr.
class Stream {
 public:
  using Way = loop::Readiness::Way;

  /// Takes a non-blocking socket that is connected or on its way. The core must be the current one
  /// and outlive the stream. If the kernel has no room to wait for it the stream is closed from the
  /// start.
  Stream(loop::Core& core, Descriptor socket, const Address& peer, Origin peer_is);
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  /// Closes; what was written is still delivered by the kernel. Nothing may be waiting on it.
  ~Stream();

  /// Connects, without TLS, on the current core. Errors say refused, unreachable or timed out, with
  /// the address; their origin is `upstream`. No deadline is set afterwards.
  static Task<Result<std::unique_ptr<Stream>>> connect(Address to, loop::Deadline deadline);

  /// Reads at once what is there: the count, 0 at the end of the peer's data (FIN, close_notify),
  /// or nothing. `into` must not be empty.
  Tried try_read(std::span<char> into);
  /// Writes at once what fits: the count (above 0), or nothing. With TLS a call after `nothing`
  /// must start with the same bytes. Not for zero bytes.
  Tried try_write(Gather from);
  Tried try_write(std::string_view from);

  /// Waits until a read would not have to: data, end or error.
  Task<Status> readable();
  /// Waits until a write would not have to.
  Task<Status> writable();
  /// True when the last read took all that had come and nothing came since, as far as the loop has
  /// heard: waiting is better than trying at once.
  [[nodiscard]] bool drained() const noexcept {
    return !readiness_.may(Way::read) && !(tls_ && tls_has_data());
  }
  /// Whether the peer of an idle connection has kept still: it neither ended nor sent anything, as
  /// the kernel said after the last read. Costs a system call if it was not asked since then, or
  /// something came; records of TLS that carry no data are taken.
  [[nodiscard]] bool is_quiet();

  /// Reads at least one byte; 0 at the end of the peer's data. Where data come faster than they can
  /// be read, others on this core have their turn now and then.
  Task<Result<std::size_t>> read_some(std::span<char> into);
  /// Writes at least one byte.
  Task<Result<std::size_t>> write_some(Gather from);
  /// Writes everything in as few system calls and TLS records as possible. `parts` is used up: its
  /// elements are moved on as bytes are sent.
  Task<Status> write_all(std::span<iovec> parts);
  Task<Status> write_all(std::string_view bytes);

  /// Has `happened` called once, as soon as the peer sends more, ends or breaks (within this call
  /// if it has ended already): to notice a client that leaves while its upstream works. Takes no
  /// data, and costs no system call until something happens. Nobody may read meanwhile; replaces an
  /// earlier watch.
  void watch(std::move_only_function<void(PeerEvent)> happened);
  /// `happened` will not be called any more.
  void unwatch() noexcept;

  /// Everything that waits or is tried on this stream fails with `timeout` from `duration` on (0.2
  /// s coarse), unless this or `never_expires` is called before. Costs about a store.
  void expires_after(Duration duration);
  void never_expires();

  /// Handshakes; the deadline of `expires_after` holds. Afterwards all bytes go through TLS.
  /// Errors say what the peer or its certificate did wrong.
  Task<Status> accept_tls(TlsContext context);
  /// `server_name` is sent as SNI (unless an IP address) and compared with the certificate.
  Task<Status> connect_tls(TlsContext context, std::string_view server_name);

  /// Sends FIN (after TLS's close_notify); reading goes on. Failures do not matter any more.
  void shutdown_write() noexcept;
  /// Lets everything that waits on this stream, now or later, fail with `unavailable`. For ending
  /// a session from outside; its owner then destroys the stream.
  void cancel() noexcept;
  /// Lets whoever waits to read now fail with `unavailable`; later reads are as before.
  void interrupt_read() noexcept { readiness_.call_off(Way::read); }
  /// Closes; whoever waits is told `unavailable`.
  void close() noexcept;
  /// Closes with a TCP reset, throwing away what was not sent.
  void abort() noexcept;
  [[nodiscard]] bool is_open() const noexcept { return static_cast<bool>(socket_); }

  [[nodiscard]] const Address& peer() const noexcept { return peer_; }
  /// This end's address; asked of the kernel when first wanted.
  [[nodiscard]] const Address& local() const noexcept;
  [[nodiscard]] bool is_tls() const noexcept { return tls_ != nullptr; }
  /// Null without TLS or before its handshake.
  [[nodiscard]] const TlsFacts* tls() const noexcept;
  /// Bytes taken from and given to the peer by the caller (before encryption).
  [[nodiscard]] std::uint64_t bytes_in() const noexcept { return bytes_in_; }
  [[nodiscard]] std::uint64_t bytes_out() const noexcept { return bytes_out_; }
  [[nodiscard]] loop::Core& core() noexcept { return core_; }
  /// For tests and socket options.
  [[nodiscard]] int native_handle() const noexcept { return socket_.get(); }

 private:
  struct Tls;  ///< the SSL object and its state, in stream_tls.cpp

  [[nodiscard]] Error broken(std::string_view action, int number) const;
  [[nodiscard]] Error gone() const;
  Tried try_read_plain(std::span<char> into);
  Tried try_write_plain(Gather from);
  Tried try_read_tls(std::span<char> into);
  Tried try_write_tls(Gather from);
  Tried tls_stopped(int returned, std::string_view action, bool reading);
  [[nodiscard]] Way tls_read_needs() const noexcept;
  [[nodiscard]] Way tls_write_needs() const noexcept;
  [[nodiscard]] bool tls_has_data() const noexcept;
  [[nodiscard]] bool tls_holds_bytes() const noexcept;
  void tls_close_notify() noexcept;
  Status start_tls(const TlsContext& context, std::string_view server_name);
  Task<Status> handshake();
  Task<Status> wait(Way doing, Way needs, bool ready);
  [[nodiscard]] std::optional<PeerEvent> look();
  [[nodiscard]] std::optional<PeerEvent> look_tls();
  void watched();

  loop::Core& core_;
  Descriptor socket_;
  loop::Readiness readiness_;
  Origin origin_;
  bool expired_ = false;
  bool cancelled_ = false;
  std::uint8_t reads_at_once_ = 0;  ///< since somebody waited here
  std::uint64_t bytes_in_ = 0;
  std::uint64_t bytes_out_ = 0;
  std::unique_ptr<Tls> tls_;
  std::move_only_function<void(PeerEvent)> watch_;
  loop::Timeout timeout_;
  Address peer_;
  mutable Address local_;
};

}  // namespace cardea::net

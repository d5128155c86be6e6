// SPDX-License-Identifier: Apache-2.0
// Which sockets of a core can be read or written. Each is told to the kernel once, for its whole
// life, and what the kernel announces is remembered until somebody has used it: waiting costs no
// system call, nor does knowing that an idle connection is still quiet. (Asio's own reactor asks
// the kernel anew for each wait: two system calls of eight a proxied request.) The kernel announces
// changes only (edge-triggered), and also the end of a peer's data, so that an end that came with
// the last bytes is not lost.
#pragma once

#include <array>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/intrusive/list.hpp>
#include <cstdint>
#include <functional>
#include <span>

#include "base/result.h"
#include "loop/parked.h"

struct epoll_event;

namespace cardea::loop {

class Poller;

/// What is known of one descriptor. It and its poller belong to one core's thread; the descriptor
/// stays somebody else's and must be open from `begin` to `end`.
class Readiness {
 public:
  enum class Way : std::uint8_t { read, write };

  explicit Readiness(Poller& poller) : poller_(&poller) {}
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;
  ~Readiness() { end(); }

  /// From now on what happens to the descriptor is noted. Fails with `unavailable` when the kernel
  /// has no room for it.
  Status begin(int descriptor);
  /// Nothing is noted any more; who waits is called off.
  void end() noexcept;
  [[nodiscard]] bool begun() const noexcept { return descriptor_ >= 0; }

  /// False: the last try found nothing (or took all there was), and nothing came since.
  [[nodiscard]] bool may(Way way) const noexcept { return ready_[index(way)]; }
  /// The peer ends its data, or the connection is broken: a read will say which.
  [[nodiscard]] bool ended() const noexcept { return ended_; }

  /// A try found nothing, or took all that had come. What ends stays readable.
  void exhausted(Way way) noexcept;
  /// A read took less than it could. That was all there was, unless urgent data (MSG_OOB, tcp(7))
  /// came at some time: a read stops short where that stood.
  void took_less() noexcept {
    if (!urgent_) exhausted(Way::read);
  }
  /// The last read left nothing, and the kernel has been asked since then and knew of nothing more.
  [[nodiscard]] bool quiet() const noexcept;

  /// To be awaited by whoever does `doing`, one coroutine each: true as soon as the descriptor may
  /// be ready for what that needs (at once if it may be so now), false when called off. Under TLS
  /// who reads may have to wait until the socket can be written, and the other way round.
  auto wait(Way doing, Way needs) {
    return boost::asio::async_initiate<const boost::asio::deferred_t, void(bool)>(
        [](auto handler, Readiness* self, Way what, Way needed) {
          self->park(what, needed, std::move(handler));
        },
        boost::asio::deferred, this, doing, needs);
  }
  auto wait(Way way) { return wait(way, way); }
  /// Who waits gets false, soon.
  void call_off() noexcept;
  void call_off(Way doing) noexcept { later(doing, false); }

  /// `happened` is called once, from the loop, at the next announcement that the descriptor can be
  /// read, unless somebody waits to read. It must not throw, and may destroy this.
  void watch(std::move_only_function<void()> happened) { watch_ = std::move(happened); }
  void unwatch() noexcept { watch_ = nullptr; }

 private:
  friend class Poller;
  using Hook = boost::intrusive::list_member_hook<
      boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

  static constexpr std::size_t index(Way way) { return static_cast<std::size_t>(way); }

  template <class Handler>
  void park(Way doing, Way needs, Handler handler) {
    auto slot = boost::asio::get_associated_cancellation_slot(handler);
    auto& place = parked_[index(doing)];
    if (place.taken()) end_process();
    place.park(std::move(handler));
    needs_[index(doing)] = needs;
    if (may(needs) || !begun()) return later(doing, begun());
    if (slot.is_connected()) {
      slot.assign([this, doing](boost::asio::cancellation_type) { later(doing, false); });
    }
  }
  void later(Way doing, bool outcome);
  void mark(std::uint32_t events) noexcept;
  void tell(std::uint32_t events) noexcept;
  [[noreturn]] static void end_process() noexcept;

  Poller* poller_;  // null when it is gone
  int descriptor_ = -1;
  bool ready_[2] = {true, true};
  bool ended_ = false;
  bool urgent_ = false;
  Way needs_[2] = {Way::read, Way::write};  // of those who are parked
  std::array<Parked, 2> parked_;            // who reads, and who writes
  std::uint64_t drained_at_ = 0;            // the poller's turn when a read last left nothing
  std::move_only_function<void()> watch_;
  Hook hook_;
};

/// One of a core. Its own descriptor is one of the io_context's.
class Poller {
 public:
  explicit Poller(boost::asio::io_context& io);
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;
  /// Destroys the coroutines that still wait.
  ~Poller();

  /// How often the kernel was asked and had told everything it knew.
  [[nodiscard]] std::uint64_t turns() const noexcept { return turns_; }

 private:
  friend class Readiness;
  static constexpr std::size_t most_at_once = 128;
  using Members = boost::intrusive::list<
      Readiness, boost::intrusive::member_hook<Readiness, Readiness::Hook, &Readiness::hook_>,
      boost::intrusive::constant_time_size<false>>;

  static Readiness* member_of(const epoll_event& event);
  void wait();
  void collect();
  Status add(Readiness& member, int descriptor);
  void remove(Readiness& member, int descriptor) noexcept;

  boost::asio::io_context& io_;
  boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type> kernel_;
  Members members_;
  std::span<epoll_event> batch_;  // what is still to be told of the last question to the kernel
  std::uint64_t turns_ = 1;
};

inline void Readiness::exhausted(Way way) noexcept {
  ready_[index(way)] = way == Way::read && ended_;
  if (way == Way::read && poller_ != nullptr) drained_at_ = poller_->turns();
}

inline bool Readiness::quiet() const noexcept {
  return !may(Way::read) && poller_ != nullptr && poller_->turns() != drained_at_;
}

}  // namespace cardea::loop

// SPDX-License-Identifier: Apache-2.0
// A coroutine that waits, kept in place without an allocation: whoever parks it resumes it later,
// at once or by way of the core's queue. What a coroutine leaves behind when it waits is a small
// handler that owns it, so a parked coroutine that is never resumed goes with its place.
#pragma once

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <new>
#include <utility>

namespace cardea::loop {

/// Room for one waiting coroutine. For one core's thread. Not movable.
class Parked {
 public:
  Parked() = default;
  Parked(const Parked&) = delete;
  Parked& operator=(const Parked&) = delete;
  ~Parked() { drop(); }

  [[nodiscard]] bool taken() const noexcept { return held_ != nullptr; }

  /// Keeps the handler, which takes one bool. Precondition: nobody is parked here.
  template <class Handler>
  void park(Handler handler) {
    static_assert(sizeof(Holding<Handler>) <= sizeof room_);
    static_assert(alignof(Holding<Handler>) <= alignof(std::max_align_t));
    held_ = ::new (static_cast<void*>(room_)) Holding<Handler>(std::move(handler));
  }

  /// Resumes the coroutine within this call, with `outcome`. It may destroy this place.
  void resume(bool outcome) { std::exchange(held_, nullptr)->resume(outcome); }
  /// Resumes it later, from the core's queue. The place is free at once.
  void resume_later(boost::asio::io_context& io, bool outcome) {
    std::exchange(held_, nullptr)->resume_later(io, outcome);
  }
  /// Destroys the coroutine where it waits.
  void drop() noexcept {
    if (held_ != nullptr) std::exchange(held_, nullptr)->drop();
  }

 private:
  struct Held {
    virtual void resume(bool outcome) = 0;
    virtual void resume_later(boost::asio::io_context& io, bool outcome) = 0;
    virtual void drop() noexcept = 0;

   protected:
    ~Held() = default;
  };

  template <class Handler>
  struct Holding final : Held {
    explicit Holding(Handler&& given) : handler(std::move(given)) {}
    void resume(bool outcome) override {
      Handler taken = take();
      std::move(taken)(outcome);
    }
    void resume_later(boost::asio::io_context& io, bool outcome) override {
      boost::asio::get_associated_cancellation_slot(handler).clear();  // it refers to the place
      boost::asio::post(io, [taken = take(), outcome]() mutable { std::move(taken)(outcome); });
    }
    void drop() noexcept override { [[maybe_unused]] const Handler taken = take(); }

    Handler take() {
      Handler taken = std::move(handler);
      this->~Holding();
      return taken;
    }
    Handler handler;
  };

  Held* held_ = nullptr;
  alignas(std::max_align_t) std::byte room_[64];
};

}  // namespace cardea::loop

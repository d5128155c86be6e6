// SPDX-License-Identifier: Apache-2.0
// Telling each socket what the kernel announced: first all of them are marked, so that nobody is
// told while another's news are still unknown. Whoever is told may destroy other sockets whose
// announcements wait in the same batch: those are struck out.
#include "loop/poller.h"

#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace cardea::loop {
namespace {

constexpr std::uint32_t end_events = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
constexpr std::uint32_t wanted = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET;

constexpr bool readable(std::uint32_t events) {
  return (events & (EPOLLIN | end_events)) != 0;
}
constexpr bool writable(std::uint32_t events) {
  return (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0;
}

}  // namespace

Status Readiness::begin(int descriptor) {
  if (poller_ == nullptr) return fail(Error::internal("the core of this socket has ended"));
  auto added = poller_->add(*this, descriptor);
  if (added) descriptor_ = descriptor;
  return added;
}

void Readiness::end() noexcept {
  if (!begun()) return;
  if (poller_ != nullptr) poller_->remove(*this, descriptor_);
  descriptor_ = -1;
  hook_.unlink();
  unwatch();
  call_off();
}

void Readiness::call_off() noexcept {
  later(Way::read, false);
  later(Way::write, false);
}

void Readiness::later(Way doing, bool outcome) {
  auto& place = parked_[index(doing)];
  if (!place.taken()) return;
  if (poller_ == nullptr) return place.drop();
  place.resume_later(poller_->io_, outcome);
}

void Readiness::mark(std::uint32_t events) noexcept {
  if ((events & end_events) != 0) ended_ = true;
  if ((events & EPOLLPRI) != 0) urgent_ = true;
  if (readable(events)) ready_[index(Way::read)] = true;
  if (writable(events)) ready_[index(Way::write)] = true;
}

// The last one is told within this call, and may destroy this.
void Readiness::tell(std::uint32_t events) noexcept {
  const auto wakes = [&](Way doing) {
    const Way needs = needs_[index(doing)];
    return parked_[index(doing)].taken() &&
           (needs == Way::read ? readable(events) : writable(events));
  };
  const bool reader = wakes(Way::read);
  const bool watcher = watch_ && readable(events) && !parked_[index(Way::read)].taken();
  if (wakes(Way::write)) {
    if (!reader && !watcher) return parked_[index(Way::write)].resume(true);
    later(Way::write, true);
  }
  if (reader) return parked_[index(Way::read)].resume(true);
  if (watcher) std::exchange(watch_, nullptr)();
}

void Readiness::end_process() noexcept {
  std::fputs("cardea: two coroutines read, or two write, on one socket; ending the process\n",
             stderr);
  std::abort();
}

Readiness* Poller::member_of(const epoll_event& event) {
  return static_cast<Readiness*>(event.data.ptr);
}

Poller::Poller(boost::asio::io_context& io) : io_(io), kernel_(io.get_executor()) {
  const int descriptor = ::epoll_create1(EPOLL_CLOEXEC);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  kernel_.assign(descriptor);
  wait();
}

// A coroutine that goes may take its socket, and others, out of the list.
Poller::~Poller() {
  while (!members_.empty()) {
    auto& member = members_.front();
    const auto waiting = std::ranges::find_if(member.parked_, &Parked::taken);
    if (waiting != member.parked_.end()) {
      waiting->drop();
      continue;
    }
    member.poller_ = nullptr;
    member.descriptor_ = -1;
    members_.pop_front();
  }
}

void Poller::wait() {
  kernel_.async_wait(decltype(kernel_)::wait_read, [this](const boost::system::error_code& error) {
    if (error) return;
    collect();
    wait();
  });
}

void Poller::collect() {
  std::array<epoll_event, most_at_once> events;
  const int count = ::epoll_wait(kernel_.native_handle(), events.data(), most_at_once, 0);
  if (count < 0) return;
  batch_ = std::span(events).first(static_cast<std::size_t>(count));
  for (const auto& event : batch_) member_of(event)->mark(event.events);
  if (batch_.size() < most_at_once) ++turns_;
  while (!batch_.empty()) {
    const epoll_event event = batch_.front();
    batch_ = batch_.subspan(1);
    if (event.data.ptr != nullptr) member_of(event)->tell(event.events);
  }
}

Status Poller::add(Readiness& member, int descriptor) {
  epoll_event event{.events = wanted, .data = {.ptr = &member}};
  if (::epoll_ctl(kernel_.native_handle(), EPOLL_CTL_ADD, descriptor, &event) != 0) {
    return fail(Error::unavailable(
        "no room to wait for another connection: " + std::generic_category().message(errno) +
            " (fs.epoll.max_user_watches)",
        Origin::self));
  }
  members_.push_back(member);
  return {};
}

void Poller::remove(Readiness& member, int descriptor) noexcept {
  ::epoll_ctl(kernel_.native_handle(), EPOLL_CTL_DEL, descriptor, nullptr);
  for (auto& event : batch_) {
    if (event.data.ptr == &member) event.data.ptr = nullptr;
  }
}

}  // namespace cardea::loop

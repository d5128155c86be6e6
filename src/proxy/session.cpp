// SPDX-License-Identifier: Apache-2.0
// A request is served whole before the next head is read; what a client sends ahead waits in its
// inbox.
#include "proxy/session.h"

#include <utility>
#include <variant>

#include "loop/timer.h"
#include "observe/log.h"

namespace cardea::proxy {
namespace {

// So many requests that were sent ahead are served in a row; then others have their turn.
constexpr std::uint64_t most_in_a_row = 16;

}  // namespace

Session::Session(Worker& worker, std::unique_ptr<net::Stream> stream, const Port& port)
    : worker_(worker),
      port_(port),
      client_(std::move(stream), worker.buffers(), worker.settings()),
      forward_(worker, client_),
      pipeline_(worker, client_, forward_) {
  worker_.entered(*this);
}

Session::~Session() {
  worker_.left(*this);
}

// A request under way. Lets go of what it borrowed however it ends, also when the session is
// cancelled half way.
class Session::Request {
 public:
  explicit Request(Session& session) : session_(session) { session_.begin_request(); }
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;
  ~Request() { session_.end_request(); }

 private:
  Session& session_;
};

Task<void> Session::run(std::shared_ptr<Session> session) {
  Session& self = *session;
  self.forward_.belongs_to(session);
  const bool secured = co_await self.secure();
  if (!secured) co_return;
  auto after = Afterwards::keep;
  while (after == Afterwards::keep) {
    if (!self.client_.has_request(self.served_ == 0)) {
      self.idle_ = true;
      if (self.worker_.is_draining()) co_return;
      const auto ready = co_await self.client_.stream().readable();
      self.idle_ = false;
      if (!ready) co_return;
    } else if (self.served_ % most_in_a_row == 0) {
      co_await loop::give_way();
    }
    const Request request(self);
    HeadEnd head = self.client_.read_head_now(*self.visit_);
    if (head == HeadEnd::incomplete) {
      const HeadEnd waited = co_await self.client_.read_head(*self.visit_);
      head = waited;
    }
    if (head == HeadEnd::gone) co_return;
    ++self.served_;
    Course course = self.pipeline_.start(*self.visit_, head);
    while (course.index() == 0 && std::get<Pause>(course) == Pause::answer) {
      const auto ready = co_await self.forward_.upstream().readable();
      course = self.pipeline_.resume(ready);
    }
    if (auto* const rest = std::get_if<Task<void>>(&course)) co_await std::move(*rest);
    after = self.pipeline_.afterwards();
  }
  if (after == Afterwards::linger) co_await self.client_.linger();
}

void Session::begin_request() {
  visit_ = worker_.borrow_visit();
  visit_->begin();
  const std::uint64_t most = worker_.settings().requests_per_connection;
  visit_->keep_client = !worker_.is_draining() && (most == 0 || served_ + 1 < most);
  client_.begin_head();
}

void Session::end_request() {
  pipeline_.finish();
  client_.inbox().unpin();
  if (!forward_.abandon()) worker_.give_back(std::move(visit_));
}

void Session::dismiss() {
  if (idle_) client_.stream().close();
}

Task<bool> Session::secure() {
  if (port_.tls) {
    client_.stream().expires_after(worker_.settings().timeouts.head);
    const net::TlsContext& context = *port_.tls;
    const auto accepted = co_await client_.stream().accept_tls(context);
    if (!accepted) {
      observe::debug("{}", accepted.error().detail);
      co_return false;
    }
  }
  client_.enter(port_.number);
  co_return true;
}

}  // namespace cardea::proxy

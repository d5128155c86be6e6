// SPDX-License-Identifier: Apache-2.0
// A request is served whole before the next head is read; what a client sends ahead waits in its
// inbox.
#include "proxy/session.h"

#include "proxy/pipeline.h"

namespace cardea::proxy {
namespace {

constexpr plugin::Answer head_timed_out{
    .status = 408, .reason = "request.timeout", .message = "Request timeout"};

}  // namespace

Session::Session(Worker& worker, std::unique_ptr<net::Stream> stream, const Port& port)
    : worker_(worker),
      port_(port),
      client_(std::move(stream), worker.buffers(), worker.settings()),
      forward_(worker, client_) {
  worker_.entered(*this);
}

Session::~Session() {
  worker_.left(*this);
}

Task<void> Session::run(std::shared_ptr<Session> session) {
  Session& self = *session;
  const bool secured = co_await self.secure();
  if (!secured) co_return;
  for (;;) {
    const bool first = self.served_ == 0;
    self.idle_ = true;
    if (self.worker_.is_draining()) co_return;
    const bool more = co_await self.client_.await_request(first);
    self.idle_ = false;
    if (!more) co_return;
    const bool keep = co_await self.serve_one();
    if (!keep) co_return;
  }
}

void Session::dismiss() {
  if (idle_) client_.stream().close();
}

Task<bool> Session::secure() {
  if (port_.tls) {
    client_.stream().expires_after(worker_.settings().timeouts.head);
    const net::TlsContext& context = *port_.tls;
    const auto accepted = co_await client_.stream().accept_tls(context);
    if (!accepted) co_return false;
  }
  client_.enter(port_.number);
  co_return true;
}

// Whether the connection goes on.
Task<bool> Session::serve_one() {
  visit_ = worker_.borrow_visit();
  Visit& visit = *visit_;
  visit.begin();
  const HeadEnd head = co_await client_.read_head(visit);
  if (head == HeadEnd::gone) {
    worker_.give_back(std::move(visit_));
    co_return false;
  }
  ++served_;
  const std::uint64_t most = worker_.settings().requests_per_connection;
  visit.keep_client =
      visit.request.keep_alive && !worker_.is_draining() && (most == 0 || served_ < most);

  Pipeline pipeline({worker_, client_, forward_, visit, shared_from_this()});
  pipeline.begin();
  bool keep = false;
  if (head == HeadEnd::complete) {
    const bool kept = co_await pipeline.serve();
    keep = kept;
  } else if (head == HeadEnd::slow) {
    co_await pipeline.reject(head_timed_out);
  } else {
    const http::h1::Refusal& refusal = client_.refusal();
    const plugin::Answer answer{
        .status = refusal.status, .reason = "request.malformed", .message = refusal.message};
    co_await pipeline.reject(answer);
  }
  client_.inbox().unpin();
  worker_.give_back(std::move(visit_));
  co_return keep;
}

}  // namespace cardea::proxy

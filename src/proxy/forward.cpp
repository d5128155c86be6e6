// SPDX-License-Identifier: Apache-2.0
// One try after the other, each in the order peer, connection, request, answer. A try may be
// followed by another as long as the upstream cannot have acted on the request: nothing of it was
// sent, or its method is idempotent and its body still at hand; and in no case once a byte of an
// answer was seen.
#include "proxy/forward.h"

#include <fmt/format.h>

#include <array>

#include "http/h1/parse.h"
#include "proxy/forward_answers.h"
#include "proxy/upstream_head.h"

namespace cardea::proxy {
namespace {

// An upstream may take this long before somebody watches whether the client still waits: watching
// costs two system calls, and most answers come sooner.
constexpr Duration watch_after = std::chrono::milliseconds(100);

constexpr unsigned most_interim_answers = 16;

}  // namespace

Forward::Forward(Worker& worker, Client& client)
    : worker_(worker),
      client_(client),
      watch_soon_(worker.core().timers(), [this] { start_watching(); }) {}

Task<Forwarded> Forward::run(Visit& visit, const RequestOrigin& origin,
                             std::shared_ptr<Session> session) {
  visit_ = &visit;
  session_ = std::move(session);
  client_gone_ = false;
  upload_.running = false;
  upload_.answer = nullptr;
  upload_.client_fault = false;
  continued_ = false;
  held_body_ = 0;
  Tried tried;
  const auto most = static_cast<unsigned>(service().retries) + 1;
  while (visit.record.tries < most) {
    ++visit.record.tries;
    auto outcome = co_await attempt(origin);
    tried = std::move(outcome);
    if (!tried.again || client_gone_) break;
  }
  client_.inbox().consume(held_body_);
  session_.reset();
  co_return tried.outcome;
}

Task<Forward::Tried> Forward::attempt(const RequestOrigin& origin) {
  const auto unconnected = co_await connect();
  if (unconnected) co_return *unconnected;
  visit_->record.sent_upstream = worker_.clock().boot();
  write_upstream_head(*visit_, origin, worker_.settings());
  auto tried = co_await exchange();
  co_await settle(tried);
  co_return tried;
}

Task<Forward::Tried> Forward::exchange() {
  const auto unsent = co_await send_request();
  if (unsent) co_return *unsent;
  const auto unanswered = co_await read_answer_head();
  if (unanswered) co_return *unanswered;
  co_return co_await relay_answer();
}

// Ends what runs beside this coroutine and decides what becomes of the connection.
Task<void> Forward::settle(Tried& tried) {
  stop_watching();
  const bool answered = tried.outcome.end == Forwarded::End::answered;
  if (upload_.running) {
    // The answer is complete although the request is not: nobody wants the rest, and where it ends
    // is unknown.
    const bool gone = client_gone_;
    connection_->stream->cancel();
    client_.stop_reading();
    co_await upload_.done.wait();
    client_gone_ = gone;
  }
  if (upload_.client_fault && !answered && upload_.answer != nullptr &&
      visit_->record.status == 0) {
    tried = refuse(*upload_.answer, false);
  }
  if (!visit_->request_body.is_done()) visit_->keep_client = false;
  if (client_gone_) tried.outcome.end = Forwarded::End::broken;
  const bool reusable = answered && visit_->response.keep_alive && visit_->request_body.is_done() &&
                        visit_->response_body.is_done() && connection_->stream->is_open();
  if (reusable) {
    connection_->inbox.unpin();
    worker_.pool().give_back(peer_, std::move(connection_));
  }
  connection_.reset();
}

Forward::Tried Forward::refuse(const plugin::Answer& answer, bool again) const {
  return {.outcome = {Forwarded::End::refused, &answer, ErrorMaker::server}, .again = again};
}

bool Forward::is_replayable() const {
  return http::is_idempotent(visit_->request.method) && sent_all_at_once_;
}

Forward::Tried Forward::lost_upstream(const Error& error, bool any_byte) {
  visit_->record.fault = visit_->exchange.arena().copy(error.detail);
  const bool again = !any_byte && is_replayable() && !client_gone_;
  return refuse(error.kind == ErrorKind::timeout ? upstream_timed_out : invalid_upstream_answer,
                again);
}

Forward::Tried Forward::unresolved(const Error& error) {
  Arena& arena = visit_->exchange.arena();
  visit_->record.fault = arena.copy(error.detail);
  if (error.kind == ErrorKind::absent) return refuse(name_not_resolved, false);
  const std::string_view message = arena.join({"failed the initial dns/balancer resolve for '",
                                               service().host, "' with: ", name(error.kind)});
  const plugin::Answer answer{.status = 500, .reason = "upstream.unresolved", .message = message};
  return refuse(plugin::keep(arena, answer), true);
}

Task<std::optional<Forward::Tried>> Forward::connect() {
  const ServiceEntry& to = service();
  auto address = worker_.resolver().try_pick(to.host, to.port);
  if (!address) {
    auto picked = co_await worker_.resolver().pick(to.host, to.port);
    address = std::move(picked);
  }
  if (!*address) {
    co_return unresolved(address->error());
  }
  visit_->record.upstream = **address;
  peer_ = {**address, to.tls_key};
  connection_ = worker_.pool().take(peer_);
  if (connection_) co_return std::nullopt;

  const auto deadline = loop::Deadline::in(to.connect_timeout);
  const net::Address target = **address;
  auto stream = co_await net::Stream::connect(target, deadline);
  if (!stream) {
    visit_->record.fault = visit_->exchange.arena().copy(stream.error().detail);
    const bool late = stream.error().kind == ErrorKind::timeout;
    co_return refuse(late ? upstream_timed_out : invalid_upstream_answer, true);
  }
  connection_ = std::make_unique<upstream::Connection>(std::move(*stream), worker_.buffers());
  if (!to.https) co_return std::nullopt;
  connection_->stream->expires_after(to.connect_timeout);
  const net::TlsContext& context = *to.tls;
  const std::string_view name = to.server_name;
  const auto secured = co_await connection_->stream->connect_tls(context, name);
  if (secured) co_return std::nullopt;
  visit_->record.fault = visit_->exchange.arena().copy(secured.error().detail);
  connection_.reset();
  const bool late = secured.error().kind == ErrorKind::timeout;
  co_return refuse(late ? upstream_timed_out : invalid_upstream_answer, true);
}

Task<std::optional<Forward::Tried>> Forward::send_request() {
  Visit& visit = *visit_;
  ++connection_->requests;
  visit.request_body = http::h1::Body(visit.request.framing);
  const auto step = visit.request_body.relay(client_.inbox().unread());
  if (step.state == http::h1::BodyState::refused) co_return refuse(bad_body, false);
  const std::uint64_t limit = worker_.settings().max_body;
  if (limit != 0 && visit.request_body.data_bytes() > limit)
    co_return refuse(body_too_large, false);
  sent_all_at_once_ = visit.request_body.is_done();
  if (sent_all_at_once_) held_body_ = step.taken;
  if (!sent_all_at_once_ && visit.request.expects_continue) {
    const bool asked = co_await ask_for_body();
    if (!asked) co_return Tried{};
  }

  const std::string_view body = client_.inbox().unread().substr(0, step.taken);
  std::array<iovec, 2> parts = {
      iovec{const_cast<char*>(visit.out.data()), visit.out.size()},
      iovec{const_cast<char*>(body.data()), body.size()},
  };
  connection_->stream->expires_after(service().write_timeout);
  const auto sent = co_await connection_->stream->write_all(parts);
  // An upstream that does not take the request may have said why: its answer is looked for all the
  // same.
  if (!sent && sent.error().kind == ErrorKind::timeout)
    co_return lost_upstream(sent.error(), false);
  if (!sent_all_at_once_ && sent) {
    client_.inbox().consume(step.taken);
    start_upload();
  }
  co_return std::nullopt;
}

// The client waits for a sign before it sends its body (RFC 9110 10.1.1).
Task<bool> Forward::ask_for_body() {
  if (continued_ || visit_->request.minor_version == 0) co_return true;
  continued_ = true;
  constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  const auto sent = co_await client_.send(go_on);
  client_gone_ = !sent;
  co_return sent.has_value();
}

Task<std::optional<Forward::Tried>> Forward::read_answer_head() {
  http::h1::Inbox& inbox = connection_->inbox;
  http::h1::Cursor cursor;
  unsigned interim = 0;
  bool settled = false;
  for (;;) {
    const auto parsed =
        http::h1::parse_response(inbox.unread(), visit_->request.method, worker_.settings().limits,
                                 cursor, visit_->response);
    if (parsed.state == http::h1::ParseState::refused) {
      const std::string_view reason = parsed.refusal->reason;
      co_return lost_upstream(Error::protocol(std::string(reason), Origin::upstream), true);
    }
    if (parsed.state == http::h1::ParseState::complete) {
      if (!settled && inbox.settle(parsed.length)) {
        settled = true;
        cursor = {};
        continue;
      }
      const bool is_interim = visit_->response.is_interim();
      if (is_interim && ++interim > most_interim_answers) {
        co_return lost_upstream(Error::protocol("too many interim answers", Origin::upstream),
                                true);
      }
      if (is_interim) {
        const bool passed = co_await pass_interim(parsed.length);
        if (!passed) co_return Tried{};
        cursor = {};
        continue;
      }
      inbox.pin(parsed.length);
      break;
    }
    if (!inbox.make_room(worker_.settings().limits.head_bytes + 1)) {
      co_return lost_upstream(Error::protocol("the head is too large", Origin::upstream), true);
    }
    auto got = inbox.try_fill();
    if (got && !*got) {
      connection_->stream->expires_after(service().read_timeout);
      waiting_ = true;
      if (!watch_soon_.armed() && !upload_.running) watch_soon_.set(watch_after);
      auto waited = co_await inbox.fill();
      waiting_ = false;
      if (!waited) co_return lost_upstream(waited.error(), !inbox.unread().empty());
      got = *waited;
    }
    if (!got) co_return lost_upstream(got.error(), !inbox.unread().empty());
    if (**got == 0) {
      const bool any_byte = !inbox.unread().empty();
      co_return lost_upstream(
          Error::unavailable("the connection was closed before an answer", Origin::upstream),
          any_byte);
    }
  }
  watch_soon_.clear();
  visit_->record.answered = worker_.clock().boot();
  visit_->record.upstream_status = visit_->response.status;
  co_return std::nullopt;
}

}  // namespace cardea::proxy

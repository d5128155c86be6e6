// SPDX-License-Identifier: Apache-2.0
// One try after the other, each in the order peer, connection, request, answer. A try may be
// followed by another as long as the upstream cannot have acted on the request: nothing of it was
// sent, or its method is idempotent and its body still at hand; and in no case once a byte of an
// answer was seen.
#include "proxy/forward.h"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "http/h1/parse.h"
#include "proxy/forward_answers.h"
#include "proxy/upstream_head.h"
#include "proxy/upstream_name.h"

namespace cardea::proxy {
namespace {

constexpr unsigned most_interim_answers = 16;

}  // namespace

Forward::Forward(Worker& worker, Client& client)
    : worker_(worker),
      client_(client),
      leaving_(worker.core().timers(), [this] { client_left(); }) {}

Course Forward::begin(Visit& visit) {
  reset(visit);
  return begin_try();
}

void Forward::reset(Visit& visit) {
  visit_ = &visit;
  client_gone_ = false;
  upload_.running = false;
  upload_.answer = nullptr;
  upload_.client_fault = false;
  upload_.cut = false;
  continued_ = false;
  held_body_ = 0;
  again_ = false;
  trying_again_ = false;
  server_name_ = {};
  if (service().https) {
    server_name_ = upstream_name(*visit.match.route, visit.request, visit.exchange.arena());
  }
}

bool Forward::abandon() noexcept {
  if (!upload_.running) return false;
  upload_.unwanted = true;
  connection_->stream->cancel();
  client_.stream().cancel();
  return true;
}

// Carries a course that began in a coroutine to its end.
Task<void> Forward::run(Course course) {
  while (course.index() == 0 && std::get<Pause>(course) == Pause::answer) {
    const auto ready = co_await connection_->stream->readable();
    course = resume(ready);
  }
  if (auto* const rest = std::get_if<Task<void>>(&course)) co_await std::move(*rest);
}

Course Forward::begin_try() {
  ++visit_->record.tries;
  cursor_ = {};
  settled_ = false;
  interim_ = 0;
  interim_length_ = 0;
  is_broken_ = false;
  upload_.cut = false;
  if (connect_now()) return send();
  return connect_and_send();
}

Task<void> Forward::connect_and_send() {
  const Stop unconnected = co_await connect();
  Course course = unconnected ? end_try(*unconnected) : send();
  co_await run(std::move(course));
}

Course Forward::send() {
  visit_->record.sent_upstream = worker_.clock().boot();
  write_upstream_head(*visit_, visit_->origin, worker_.settings());
  const Stop stop = send_now();
  if (stop) return end_try(*stop);
  if (!is_sent_) return send_rest_and_look();
  return look_for_answer();
}

Task<void> Forward::send_rest_and_look() {
  const Stop stop = co_await send_rest();
  Course course = stop ? end_try(*stop) : look_for_answer();
  co_await run(std::move(course));
}

Course Forward::look_for_answer() {
  Stop stop;
  if (read_head_now(stop)) return stop ? end_try(*stop) : answer();
  if (interim_length_ > 0) return pass_interim_and_look();
  expect_answer();
  return Pause::answer;
}

// While there is an upload that sets the deadlines: what the client holds back cannot be answered.
void Forward::expect_answer() {
  if (upload_.running) return;
  connection_->stream->expires_after(service().read_timeout);
  start_watching();
}

Course Forward::resume(const Status& ready) {
  if (ready) return look_for_answer();
  return end_try(lost_upstream(ready.error(), !connection_->inbox.unread().empty()));
}

Task<void> Forward::pass_interim_and_look() {
  const bool passed = co_await pass_interim();
  Course course = passed ? look_for_answer() : end_try({});
  co_await run(std::move(course));
}

Course Forward::answer() {
  if (answer_now()) return end_try({.outcome = {.end = Forwarded::End::answered}});
  if (is_broken_ && !client_gone_) {  // before anything of it was sent
    visit_->record.status = 0;
    return end_try(refuse(bad_upstream_body, false));
  }
  return relay_and_end();
}

Task<void> Forward::relay_and_end() {
  const Tried relayed = co_await relay_answer();
  Course course = end_try(relayed);
  co_await run(std::move(course));
}

Course Forward::end_try(Tried tried) {
  stop_watching();
  if (upload_.running) return end_upload_and_settle(tried);
  return settle(tried);
}

Task<void> Forward::end_upload_and_settle(Tried tried) {
  co_await end_upload();
  Course course = settle(tried);
  co_await run(std::move(course));
}

Course Forward::settle(Tried tried) {
  judge(tried);
  const auto most = static_cast<unsigned>(service().retries) + 1;
  again_ = tried.again && !client_gone_ && visit_->record.tries < most;
  if (again_ && trying_again_) return Pause::over;
  if (again_) return try_again();
  client_.inbox().consume(held_body_);
  outcome_ = tried.outcome;
  return Pause::over;
}

// All further tries, one after the other: they must not pile up each inside the one before.
Task<void> Forward::try_again() {
  trying_again_ = true;
  while (again_) {
    Course course = begin_try();
    co_await run(std::move(course));
  }
  trying_again_ = false;
}

// The answer is complete, or will not be, although the request is not: nobody wants the rest of it,
// and where it ends is unknown.
Task<void> Forward::end_upload() {
  const bool gone = client_gone_;
  const bool fault = upload_.client_fault;
  upload_.unwanted = true;
  connection_->stream->cancel();
  client_.stop_reading();
  co_await upload_.done.wait();
  client_gone_ = gone;
  upload_.client_fault = fault;  // that it was told to stop is not the client's fault
}

// Decides what becomes of the connections.
void Forward::judge(Tried& tried) {
  const bool answered = tried.outcome.end == Forwarded::End::answered;
  if (upload_.client_fault && !answered && upload_.answer != nullptr &&
      visit_->record.status == 0) {
    tried = refuse(*upload_.answer, false);
  }
  // Bytes of a body that were not passed on must not be taken for a request: neither those that are
  // still in the inbox here, nor a head sent to an upstream that waits for the rest of a body.
  const bool whole = visit_->request_body.is_done() && !upload_.cut;
  if (!whole) visit_->keep_client = false;
  if (client_gone_) {
    tried.outcome.end = Forwarded::End::broken;
    visit_->record.reason = "client.left";
  }
  const bool reusable = answered && whole && visit_->response.keep_alive &&
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
  const bool again = !any_byte && interim_ == 0 && is_replayable() && !client_gone_;
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

// A connection from the pool, where the address is known and one is there.
bool Forward::connect_now() {
  const ServiceEntry& to = service();
  is_chosen_ = false;
  const auto address = worker_.resolver().try_pick(to.host, to.port);
  if (!address || !*address) return false;
  choose(**address);
  return connection_ != nullptr;
}

// The peer of this try. Once a try: a name's addresses take turns.
void Forward::choose(const net::Address& address) {
  is_chosen_ = true;
  peer_ = {address, service().tls_key};
  visit_->record.upstream = address;
  connection_ = worker_.pool().take(peer_, server_name_);
}

Task<Forward::Stop> Forward::connect() {
  const ServiceEntry& to = service();
  if (!is_chosen_) {
    const auto address = co_await worker_.resolver().pick(to.host, to.port);
    if (!address) co_return unresolved(address.error());
    choose(*address);
  }
  if (connection_) co_return std::nullopt;

  const auto deadline = loop::Deadline::in(to.connect_timeout);
  const net::Address target = peer_.address;
  auto stream = co_await net::Stream::connect(target, deadline);
  if (!stream) co_return unreachable(stream.error());
  connection_ = std::make_unique<upstream::Connection>(std::move(*stream), worker_.buffers());
  if (!to.https) co_return std::nullopt;
  co_return co_await secure();
}

Task<Forward::Stop> Forward::secure() {
  const ServiceEntry& to = service();
  connection_->server_name = server_name_;
  connection_->stream->expires_after(to.connect_timeout);
  net::TlsContext context = *to.tls;
  const auto secured = co_await connection_->stream->connect_tls(std::move(context), server_name_);
  if (secured) co_return std::nullopt;
  connection_.reset();
  co_return unreachable(secured.error());
}

// Nothing of the request was sent: another try is safe whatever its method.
Forward::Tried Forward::unreachable(const Error& error) {
  visit_->record.fault = visit_->exchange.arena().copy(error.detail);
  const bool late = error.kind == ErrorKind::timeout;
  return refuse(late ? upstream_timed_out : invalid_upstream_answer, true);
}

// Sends the head with what is at hand of the body.
Forward::Stop Forward::send_now() {
  Visit& visit = *visit_;
  ++connection_->requests;
  if (const auto held = visit.exchange.held_body()) return send_held(*held);
  visit.request_body = http::h1::Body(visit.request.framing);
  const std::string_view at_hand = client_.inbox().unread();
  const auto step = visit.request_body.relay(at_hand);
  const std::uint64_t limit = worker_.settings().max_body;
  const bool broken = step.state == http::h1::BodyState::refused;
  if (broken || (limit != 0 && visit.request_body.data_bytes() > limit)) {
    visit.keep_client = false;  // its bytes stay in the inbox and must not be taken for a request
    return refuse(broken ? bad_body : body_too_large, false);
  }
  sent_all_at_once_ = visit.request_body.is_done();
  held_body_ = step.taken;
  connection_->stream->expires_after(service().write_timeout);
  const auto sent =
      unsent_.write_now(*connection_->stream, visit.out.view(), at_hand.substr(0, step.taken));
  // An upstream that does not take the request may have said why: its answer is looked for all the
  // same.
  upload_.cut = !sent;
  is_sent_ = !sent || (*sent && sent_all_at_once_);
  return std::nullopt;
}

// The same where the body is in memory, so that it can be sent again and again.
Forward::Stop Forward::send_held(std::string_view body) {
  sent_all_at_once_ = true;
  held_body_ = 0;
  connection_->stream->expires_after(service().write_timeout);
  const auto sent = unsent_.write_now(*connection_->stream, visit_->out.view(), body);
  upload_.cut = !sent;
  is_sent_ = !sent || *sent;
  return std::nullopt;
}

// The rest of that; a body that is not complete goes on beside the answer.
Task<Forward::Stop> Forward::send_rest() {
  const auto rest = unsent_.rest();
  const auto sent = co_await connection_->stream->write_all(rest);
  upload_.cut = !sent;
  if (!sent && sent.error().kind == ErrorKind::timeout)
    co_return lost_upstream(sent.error(), false);
  if (sent_all_at_once_ || !sent) co_return std::nullopt;
  client_.inbox().consume(held_body_);
  held_body_ = 0;
  if (visit_->request.expects_continue) {
    const bool asked = co_await ask_for_body();
    if (!asked) co_return Tried{};
  }
  start_upload();
  co_return std::nullopt;
}

Task<bool> Forward::ask_for_body() {
  if (continued_) co_return true;
  continued_ = true;
  const Visit& visit = *visit_;
  const bool asked = co_await client_.ask_for_body(visit);
  if (!asked) client_gone_ = true;
  co_return asked;
}

bool Forward::read_head_now(Stop& stop) {
  for (;;) {
    const Progress progress = take_head(stop);
    if (progress != Progress::again) return progress == Progress::done;
  }
}

// Parses what is there.
Forward::Progress Forward::take_head(Stop& stop) {
  http::h1::Inbox& inbox = connection_->inbox;
  const auto parsed = http::h1::parse_response(
      inbox.unread(), visit_->request.method, worker_.settings().limits, cursor_, visit_->response);
  if (parsed.state == http::h1::ParseState::incomplete) return fill_head(stop);
  cursor_ = {};
  if (parsed.state == http::h1::ParseState::refused) {
    return give_up(stop, std::string(parsed.refusal->reason));
  }
  if (visit_->response.is_interim()) {
    stop = judge_interim(parsed.length);
    if (stop) return Progress::done;
    return interim_length_ > 0 ? Progress::wait : Progress::again;
  }
  if (visit_->response.status == 101) {  // Upgrade was not passed on
    return give_up(stop, "it switched protocols, which nobody asked for");
  }
  if (!settled_ && inbox.settle(parsed.length)) {
    settled_ = true;
    return Progress::again;
  }
  inbox.pin(parsed.length);
  return Progress::done;
}

Forward::Progress Forward::fill_head(Stop& stop) {
  http::h1::Inbox& inbox = connection_->inbox;
  if (!inbox.make_room(worker_.settings().limits.head_bytes + 1)) {
    return give_up(stop, "the head is too large");
  }
  // Nothing came since the last read took all there was: asking would be a system call for nothing.
  if (connection_->stream->drained()) return Progress::wait;
  const bool any_byte = !inbox.unread().empty();
  const auto got = inbox.try_fill();
  if (got && !*got) return Progress::wait;
  if (got && **got > 0) return Progress::again;
  const Error closed =
      Error::unavailable("the connection was closed before an answer", Origin::upstream);
  stop = lost_upstream(got ? closed : got.error(), any_byte);
  return Progress::done;
}

// The upstream broke the protocol.
Forward::Progress Forward::give_up(Stop& stop, std::string why) {
  stop = lost_upstream(Error::protocol(std::move(why), Origin::upstream), true);
  return Progress::done;
}

// Interim answers go on to clients that can understand them, except 100: the client was told that
// by us.
Forward::Stop Forward::judge_interim(std::size_t length) {
  if (++interim_ > most_interim_answers) {
    return lost_upstream(Error::protocol("too many interim answers", Origin::upstream), true);
  }
  if (visit_->response.status == 100 || visit_->request.minor_version == 0) {
    connection_->inbox.consume(length);
  } else {
    interim_length_ = length;
  }
  return std::nullopt;
}

}  // namespace cardea::proxy

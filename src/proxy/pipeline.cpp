// SPDX-License-Identifier: Apache-2.0
// Each step either lets the request go on or names the answer that ends it.
#include "proxy/pipeline.h"

#include <utility>
#include <variant>

#include "http/path.h"
#include "plugin/chain.h"
#include "proxy/access.h"
#include "proxy/decision.h"
#include "proxy/forward_answers.h"
#include "proxy/judge.h"

namespace cardea::proxy {
namespace {

using plugin::Answer;

// nginx's number for a client that did not wait for its answer; only in logs and metrics.
constexpr std::uint16_t client_left_status = 499;

constexpr Answer head_timed_out{
    .status = 408, .reason = "request.timeout", .message = "Request timeout"};
constexpr Answer bad_path{.status = 400, .reason = "request.bad_path", .message = "Bad request"};

}  // namespace

Course Pipeline::start(Visit& visit, HeadEnd head) {
  begin(visit);
  const Answer* refusal = head == HeadEnd::complete ? arrive() : reject(head);
  if (refusal != nullptr) return answer_unrouted(*refusal, ErrorMaker::server);
  refusal = find_route();
  if (refusal != nullptr) return answer_unrouted(*refusal, ErrorMaker::gateway);
  plugin::Step step = run_plugins(0);
  if (const auto* const decided = std::get_if<plugin::Verdict>(&step)) return obey(*decided);
  return wait_and_obey(std::move(std::get<Task<plugin::Verdict>>(step)));
}

Course Pipeline::resume(const Status& ready) {
  return conclude(forward_.resume(ready));
}

// Carries a course that began in a coroutine to its end.
Task<void> Pipeline::run(Course course) {
  while (course.index() == 0 && std::get<Pause>(course) == Pause::answer) {
    const auto ready = co_await forward_.upstream().readable();
    course = resume(ready);
  }
  if (auto* const rest = std::get_if<Task<void>>(&course)) co_await std::move(*rest);
}

void Pipeline::begin(Visit& visit) {
  visit_ = &visit;
  after_ = Afterwards::drop;
  visit.id = worker_.next_id();
  visit.revision = worker_.revisions().hold();
  visit.record.arrived = worker_.clock().boot();
  visit.record.at = worker_.clock().wall();
  if (worker_.decisions().keeps_passes(visit.record.arrived)) visit.exchange.trace().want();
  worker_.meters().open_requests.add();
}

// The answer to a head that could not be read; the connection ends with it.
const Answer* Pipeline::reject(HeadEnd head) {
  visit_->keep_client = false;
  visit_->request.clear();
  if (head == HeadEnd::slow) return &head_timed_out;
  const http::h1::Refusal& refusal = client_.refusal();
  const Answer answer{
      .status = refusal.status, .reason = "request.malformed", .message = refusal.message};
  return &plugin::keep(visit_->exchange.arena(), answer);
}

// What the client asked for, in the terms in which routes and plugins are written.
const Answer* Pipeline::arrive() {
  Visit& visit = *visit_;
  visit.request_body = http::h1::Body(visit.request.framing);
  visit.keep_client = visit.keep_client && visit.request.keep_alive;
  Arena& arena = visit.exchange.arena();
  visit.origin = find_origin(visit.request, client_.entrance(), worker_.settings(), arena);
  const std::string_view raw = visit.request.target.path;
  const auto path = http::normalise_path(raw, arena.take(raw.size()));
  if (!path) return &bad_path;
  visit.exchange.begin({.head = &visit.request,
                        .path = *path,
                        .client = visit.origin.client,
                        .request_id = visit.id.text(),
                        .scheme = visit_->origin.scheme,
                        .at = visit.record.at,
                        .connection = client_.connection(),
                        .body = this});
  const http::Framing& framing = visit.request.framing;
  const std::uint64_t limit = worker_.settings().max_body;
  const bool too_large =
      limit != 0 && framing.end == http::BodyEnd::length && framing.length > limit;
  return too_large ? &body_too_large : nullptr;
}

const Answer* Pipeline::find_route() {
  const net::TlsFacts* const tls = client_.stream().tls();
  const std::string_view name =
      tls != nullptr ? std::string_view(tls->server_name) : std::string_view();
  return proxy::find_route(*visit_, client_.entrance(), name);
}

// The configuration of a kind of plugin that counts for this request and who asks, if any. Its
// response phase will run.
const plugin::Configured* Pipeline::choose(const plugin::Chain::Link& link) {
  const auto& consumer = visit_->exchange.caller().consumer;
  const auto* const chosen =
      link.choose(consumer ? std::string_view(consumer->id) : std::string_view());
  if (chosen != nullptr && chosen->responds) visit_->responders.push_back(chosen->handler.get());
  return chosen;
}

// Runs the plugins from the `first` on, without waiting as long as none of them has to.
plugin::Step Pipeline::run_plugins(std::size_t first) {
  const plugin::Chain& chain = *visit_->match.route->chain;
  const auto& links = chain.links();
  for (std::size_t index = first; index < links.size(); ++index) {
    const auto* const chosen = choose(links[index]);
    if (chosen == nullptr) continue;
    visit_->exchange.trace().enter(*chosen);
    plugin::Step step = chosen->handler->on_request(visit_->exchange);
    const auto* const verdict = std::get_if<plugin::Verdict>(&step);
    if (verdict == nullptr) {
      return wait_for_plugin(index, std::move(std::get<Task<plugin::Verdict>>(step)));
    }
    if (!verdict->proceeds()) {
      pass_over_plugins(chain, index + 1);
      return *verdict;
    }
  }
  return plugin::Verdict::proceed();
}

// An answer is decided: the plugins from the `first` on do not see the request any more, only the
// answer (kong-proxy 6.1).
void Pipeline::pass_over_plugins(const plugin::Chain& chain, std::size_t first) {
  if (!chain.responds()) return;
  for (std::size_t index = first; index < chain.links().size(); ++index) {
    choose(chain.links()[index]);
  }
}

// An answer that is decided before a route's plugins ran: those for all routes see it.
Course Pipeline::answer_unrouted(const Answer& answer, ErrorMaker maker) {
  pass_over_route();
  return this->answer(answer, maker);
}

void Pipeline::pass_over_route() {
  const auto& chain = visit_->revision.snapshot().unrouted;
  if (chain == nullptr || !chain->responds()) return;
  plugin::Exchange& exchange = visit_->exchange;
  if (!exchange.has_begun()) {  // the head could not be read
    exchange.begin({.head = &visit_->request,
                    .path = {},
                    .client = client_.entrance().peer,
                    .request_id = visit_->id.text(),
                    .scheme = client_.entrance().tls ? "https" : "http",
                    .at = visit_->record.at,
                    .connection = client_.connection()});
  }
  pass_over_plugins(*chain, 0);
}

// The same when the plugin at `index` has to wait.
Task<plugin::Verdict> Pipeline::wait_for_plugin(std::size_t index, Task<plugin::Verdict> step) {
  const plugin::Verdict verdict = co_await std::move(step);
  if (!verdict.proceeds()) {
    pass_over_plugins(*visit_->match.route->chain, index + 1);
    co_return verdict;
  }
  plugin::Step rest = run_plugins(index + 1);
  co_return co_await plugin::settled(std::move(rest));
}

Task<const Answer*> Pipeline::read_whole(std::string& into, std::size_t limit) {
  co_return co_await client_.read_body(*visit_, into, limit);
}

// After the plugins: forward, or answer.
Course Pipeline::obey(const plugin::Verdict& verdict) {
  if (!verdict.proceeds()) visit_->exchange.trace().refuse();
  const Answer* const refusal = verdict.proceeds() ? judge_service(*visit_) : &verdict.answer();
  if (refusal != nullptr) return answer(*refusal, ErrorMaker::gateway);
  return conclude(forward_.begin(*visit_));
}

Task<void> Pipeline::wait_and_obey(Task<plugin::Verdict> step) {
  const plugin::Verdict verdict = co_await std::move(step);
  Course course = obey(verdict);
  co_await run(std::move(course));
}

// After forwarding, once it is over.
Course Pipeline::conclude(Course forwarded) {
  if (auto* const rest = std::get_if<Task<void>>(&forwarded)) {
    return wait_and_conclude(std::move(*rest));
  }
  if (std::get<Pause>(forwarded) == Pause::answer) return Pause::answer;
  const Forwarded& end = forward_.outcome();
  if (end.end == Forwarded::End::refused) return answer(*end.answer, end.maker);
  return answered(end.end == Forwarded::End::answered);
}

Task<void> Pipeline::wait_and_conclude(Task<void> forwarding) {
  co_await std::move(forwarding);
  Course course = conclude(Pause::over);
  co_await run(std::move(course));
}

// Answers in the gateway's own name; first the request's body is got out of the way, if that saves
// the connection.
Course Pipeline::answer(const Answer& answer, ErrorMaker maker) {
  if (visit_->keep_client && !visit_->request_body.is_done())
    return discard_and_answer(answer, maker);
  return send_answer(answer, maker);
}

Task<void> Pipeline::discard_and_answer(const Answer& answer, ErrorMaker maker) {
  Visit& visit = *visit_;
  const bool whole = co_await client_.discard_body(visit);
  visit.keep_client = visit.keep_client && whole;
  Course course = send_answer(answer, maker);
  co_await run(std::move(course));
}

Course Pipeline::send_answer(const Answer& answer, ErrorMaker maker) {
  Visit& visit = *visit_;
  visit.record.status = answer.status;
  visit.record.reason = answer.reason;
  if (!answer.detail.empty()) visit.record.fault = answer.detail;
  if (worker_.is_draining()) visit.keep_client = false;
  const OwnAnswer own{.answer = answer,
                      .maker = maker,
                      .head_read = !visit.request.method_text.empty(),
                      .now = worker_.clock().boot()};
  write_own_answer(visit, own, worker_.settings(), worker_.date());
  const auto sent = client_.send_now(visit.out.view());
  if (sent && !*sent) return send_rest();
  return answered(sent.has_value());
}

Task<void> Pipeline::send_rest() {
  const auto sent = co_await client_.send_rest();
  answered(sent.has_value());
}

// Whether the connection can go on is decided here, once the client has its answer or lost it.
Course Pipeline::answered(bool delivered) {
  if (delivered) after_ = visit_->keep_client ? Afterwards::keep : Afterwards::linger;
  return Pause::over;
}

void Pipeline::finish() {
  if (visit_ == nullptr) return;
  Visit& visit = *std::exchange(visit_, nullptr);
  if (visit.record.status == 0) {
    visit.record.status = client_left_status;
    visit.record.reason = "client.left";
  }
  visit.record.bytes_in = visit.request_body.data_bytes();
  record_access(visit, worker_, client_.entrance());
  keep_decision(visit, worker_, client_.entrance());
  visit.revision.release();
}

}  // namespace cardea::proxy

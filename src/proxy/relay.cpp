// SPDX-License-Identifier: Apache-2.0
// The bodies of a Forward: the answer to the client piece by piece, and beside it, where the
// request's body did not come with its head, the upload in a coroutine of its own. Each side is
// read only after the other took what was read before: that is the back-pressure.
#include "proxy/forward.h"
#include "proxy/forward_answers.h"

namespace cardea::proxy {

// Interim answers go on to clients that can understand them, except 100: the client was told that
// by us.
Task<bool> Forward::pass_interim(std::size_t length) {
  http::h1::Inbox& inbox = connection_->inbox;
  const bool wanted = visit_->response.status != 100 && visit_->request.minor_version > 0;
  if (wanted) {
    const std::string_view head = inbox.unread().substr(0, length);
    const auto sent = co_await client_.send(head);
    if (!sent) co_return false;
  }
  inbox.consume(length);
  co_return true;
}

Task<Forward::Tried> Forward::relay_answer() {
  Visit& visit = *visit_;
  const BodyForm form = write_client_head(visit, worker_.settings());
  visit.response_body = http::h1::Body(visit.response.framing);
  visit.record.status = visit.response.status;
  std::string_view head = visit.out.view();
  for (;;) {
    const bool sent = co_await relay_answer_piece(form, head);
    if (!sent) co_return Tried{};
    head = {};
    if (visit.response_body.is_done()) break;
    if (!connection_->inbox.unread().empty()) continue;
    if (!connection_->inbox.make_room()) co_return Tried{};
    connection_->stream->expires_after(service().read_timeout);
    const auto got = co_await connection_->inbox.fill();
    if (got && *got > 0) continue;
    if (got && visit.response_body.is_done_at_close()) break;
    visit.record.reason = "upstream.cut_off";
    co_return Tried{};
  }
  visit.record.bytes_out = visit.response_body.data_bytes();
  co_return Tried{.outcome = {.end = Forwarded::End::answered}};
}

// Sends the head, if there is one left to send, with what is at hand of the body.
Task<bool> Forward::relay_answer_piece(BodyForm form, std::string_view head) {
  http::h1::Inbox& inbox = connection_->inbox;
  const auto step = form == BodyForm::dechunked ? visit_->response_body.next(inbox.unread())
                                                : visit_->response_body.relay(inbox.unread());
  if (step.state == http::h1::BodyState::refused) {
    visit_->record.reason = "upstream.bad_body";
    co_return false;
  }
  const std::string_view body =
      form == BodyForm::dechunked ? step.data : inbox.unread().substr(0, step.taken);
  if (!head.empty() || !body.empty()) {
    const auto sent = co_await client_.send(head, body);
    if (!sent) {
      client_gone_ = true;
      co_return false;
    }
  }
  inbox.consume(step.taken);
  co_return true;
}

void Forward::start_upload() {
  upload_.done.reset();
  upload_.client_fault = false;
  upload_.answer = nullptr;
  upload_.running = worker_.gate().spawn(upload(session_));
  if (!upload_.running) connection_->stream->close();  // the gate is closing
}

Task<void> Forward::upload(std::shared_ptr<Session>) {
  const Upload::Ending ending(upload_);
  while (!visit_->request_body.is_done()) {
    const bool more = co_await upload_piece();
    if (!more) co_return;
  }
}

// Reads a piece of the request's body and sends it on. False when that ended the upload.
Task<bool> Forward::upload_piece() {
  http::h1::Inbox& inbox = client_.inbox();
  if (inbox.unread().empty()) {
    const Status got = co_await client_.read_more();
    if (!got) {
      fail_upload(got.error().kind == ErrorKind::timeout ? &body_timed_out : nullptr);
      co_return false;
    }
  }
  const auto step = visit_->request_body.relay(inbox.unread());
  const std::uint64_t limit = worker_.settings().max_body;
  if (step.state == http::h1::BodyState::refused) {
    fail_upload(&bad_body);
    co_return false;
  }
  if (limit != 0 && visit_->request_body.data_bytes() > limit) {
    fail_upload(&body_too_large);
    co_return false;
  }
  connection_->stream->expires_after(service().write_timeout);
  const std::string_view piece = inbox.unread().substr(0, step.taken);
  const auto sent = co_await connection_->stream->write_all(piece);
  if (!sent) co_return false;  // the answer may be on its way: whoever reads it decides
  inbox.consume(step.taken);
  co_return true;
}

// The client's side of the upload broke: the upstream must not take what it has for the whole.
void Forward::fail_upload(const plugin::Answer* answer) {
  upload_.client_fault = true;
  upload_.answer = answer;
  if (answer == nullptr) client_gone_ = true;
  connection_->stream->cancel();
}

// The upstream takes its time: from now on a client that leaves ends the work for it.
void Forward::start_watching() {
  if (!waiting_ || watching_) return;
  watching_ = true;
  client_.stream().watch([this](net::PeerEvent event) {
    watching_ = false;
    if (event != net::PeerEvent::ended && event != net::PeerEvent::reset) return;
    client_gone_ = true;
    if (connection_) connection_->stream->cancel();
  });
}

void Forward::stop_watching() {
  waiting_ = false;
  watch_soon_.clear();
  if (watching_) client_.stream().unwatch();
  watching_ = false;
}

}  // namespace cardea::proxy

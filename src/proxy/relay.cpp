// SPDX-License-Identifier: Apache-2.0
// The bodies of a Forward: the answer to the client piece by piece, and beside it, where the
// request's body did not come with its head, the upload in a coroutine of its own. Each side is
// read only after the other took what was read before: that is the back-pressure.
#include "proxy/forward.h"
#include "proxy/forward_answers.h"

namespace cardea::proxy {
namespace {

constexpr Duration patience_with_half_closed = std::chrono::milliseconds(100);

}  // namespace

Task<bool> Forward::pass_interim() {
  http::h1::Inbox& inbox = connection_->inbox;
  const std::string_view head = inbox.unread().substr(0, interim_length_);
  client_.stream().expires_after(worker_.settings().timeouts.send);
  const auto sent = co_await client_.stream().write_all(head);
  inbox.consume(interim_length_);
  interim_length_ = 0;
  if (!sent) client_gone_ = true;
  co_return !client_gone_;
}

// Sends the answer if it is there whole and the client takes it at once: the common case, which
// waits for nothing.
bool Forward::answer_now() {
  Visit& visit = *visit_;
  visit.record.answered = worker_.clock().boot();
  visit.record.upstream_status = visit.response.status;
  if (worker_.is_draining()) visit.keep_client = false;  // it began while the request was under way
  form_ = write_client_head(visit, worker_.settings());
  visit.response_body = http::h1::Body(visit.response.framing);
  visit.record.status = visit.response.status;
  if (!send_piece(visit.out.view())) return false;
  return piece_sent_ && is_answered();
}

bool Forward::is_answered() const {
  visit_->record.bytes_out = visit_->response_body.data_bytes();
  return visit_->response_body.is_done();
}

// Begins to send what is at hand of the body, behind the head if that is still to go. False when
// the answer is broken.
bool Forward::send_piece(std::string_view head) {
  http::h1::Inbox& inbox = connection_->inbox;
  const bool dechunk = form_ == BodyForm::dechunked;
  const auto step = dechunk ? visit_->response_body.next(inbox.unread())
                            : visit_->response_body.relay(inbox.unread());
  piece_ = step.taken;
  piece_sent_ = false;
  if (step.state == http::h1::BodyState::refused) {
    visit_->record.reason = "upstream.bad_body";
    is_broken_ = true;
    return false;
  }
  const auto sent =
      client_.send_now(head, dechunk ? step.data : inbox.unread().substr(0, step.taken));
  if (!sent) {
    client_gone_ = is_broken_ = true;
    return false;
  }
  piece_sent_ = *sent;
  if (piece_sent_) inbox.consume(piece_);
  return true;
}

// The rest of the answer after `answer_now` could not finish it.
Task<Forward::Tried> Forward::relay_answer() {
  while (!is_broken_) {
    if (!piece_sent_) {
      const auto rest = co_await client_.send_rest();
      if (!rest) {
        visit_->record.fault = visit_->exchange.arena().copy(rest.error().detail);
        client_gone_ = true;
        break;
      }
      connection_->inbox.consume(piece_);
    }
    if (is_answered()) co_return Tried{.outcome = {.end = Forwarded::End::answered}};
    if (connection_->inbox.unread().empty()) {
      const bool more = co_await next_piece();
      const bool ends_here = is_at_end_ && visit_->response_body.is_done_at_close();
      if (ends_here) co_return Tried{.outcome = {.end = Forwarded::End::answered}};
      if (!more) {
        visit_->record.reason = "upstream.cut_off";
        break;
      }
    }
    send_piece({});
  }
  // Where the connection's end is all that says an answer is whole, it must not look like one.
  const bool closes = visit_->response.framing.end == http::BodyEnd::close;
  if (closes || form_ == BodyForm::dechunked) client_.stream().abort();
  co_return Tried{};
}

// Waits for more of the answer's body. False at its end, or when it breaks.
Task<bool> Forward::next_piece() {
  http::h1::Inbox& inbox = connection_->inbox;
  is_at_end_ = false;
  if (!inbox.make_room()) co_return false;
  if (!upload_.running) connection_->stream->expires_after(service().read_timeout);
  const auto got = co_await inbox.fill();
  is_at_end_ = got && *got == 0;
  co_return got && *got > 0;
}

void Forward::start_upload() {
  upload_.done.reset();
  upload_.client_fault = false;
  upload_.cut = false;
  upload_.answer = nullptr;
  upload_.unwanted = false;
  upload_.running = true;  // before it starts: it may end within spawn
  if (worker_.uploads().spawn(upload(session_.lock()))) return;
  upload_.running = false;  // the gate is closing
  connection_->stream->close();
}

Task<void> Forward::upload(std::shared_ptr<Session>) {
  const Upload::Ending ending(upload_);
  while (!visit_->request_body.is_done()) {
    if (upload_.unwanted) co_return;
    const bool more = co_await upload_piece();
    if (!more) co_return;
  }
  connection_->stream->expires_after(service().read_timeout);  // now it is the upstream's turn
  if (!upload_.unwanted) start_watching();
}

// Reads a piece of the request's body and sends it on. False when that ended the upload.
Task<bool> Forward::upload_piece() {
  http::h1::Inbox& inbox = client_.inbox();
  if (inbox.unread().empty()) {
    connection_->stream->never_expires();  // the upstream cannot answer what the client holds back
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
  if (!sent) {  // the answer may be on its way: whoever reads it decides
    upload_.cut = true;
    co_return false;
  }
  inbox.consume(step.taken);
  co_return true;
}

// The client's side of the upload broke: the upstream must not take what it has for the whole.
void Forward::fail_upload(const plugin::Answer* answer) {
  upload_.client_fault = true;
  upload_.cut = true;
  upload_.answer = answer;
  if (answer == nullptr) client_gone_ = true;
  connection_->stream->cancel();
}

// From now on a client that leaves ends the upstream's work for it. One that only says that it
// sends no more may still read, so it gets a moment. What it sends stays in its socket for later.
void Forward::start_watching() {
  if (watching_) return;
  watching_ = true;
  client_.stream().watch([this](net::PeerEvent event) { client_did(event); });
}

void Forward::client_did(net::PeerEvent event) {
  if (event == net::PeerEvent::ended) leaving_.set(patience_with_half_closed);
  if (event == net::PeerEvent::reset) client_left();
  if (event != net::PeerEvent::data) return;
  watching_ = false;
  start_watching();
}

void Forward::stop_watching() {
  leaving_.clear();
  if (watching_) client_.stream().unwatch();
  watching_ = false;
}

void Forward::client_left() {
  client_gone_ = true;
  if (connection_) connection_->stream->cancel();
}

}  // namespace cardea::proxy

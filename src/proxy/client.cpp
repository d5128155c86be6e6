// SPDX-License-Identifier: Apache-2.0
// Reading heads with one deadline for the whole head, so that a client cannot hold a session by
// sending a byte now and then; bodies have a deadline per piece.
#include "proxy/client.h"

#include <array>
#include <atomic>

#include "proxy/forward_answers.h"

namespace cardea::proxy {
namespace {

// A body up to this size is read and thrown away to save the connection.
constexpr std::uint64_t worth_discarding = std::uint64_t{256} << 10U;
// How long and how much a closing connection is read, so that a reset does not overtake the answer.
constexpr Duration linger_time = std::chrono::seconds(2);
constexpr std::uint64_t linger_bytes = std::uint64_t{4} << 20U;

std::uint64_t next_serial() {
  static std::atomic<std::uint64_t> connections = 0;
  return connections.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

Client::Client(std::unique_ptr<net::Stream> stream, net::BufferPool& buffers,
               const Settings& settings)
    : stream_(std::move(stream)), inbox_(*stream_, buffers), settings_(settings) {}

void Client::enter(std::uint16_t port) {
  std::array<char, 108> room{};
  peer_text_ = std::string(stream_->peer().host_into(room));
  entrance_ = {stream_->peer(), peer_text_, port, stream_->is_tls()};
  connection_ = {.stream = stream_.get(), .serial = next_serial(), .requests = 0};
}

bool Client::has_request(bool first) {
  if (!inbox_.unread().empty()) return true;
  inbox_.release_if_empty();
  stream_->expires_after(first ? settings_.timeouts.head : settings_.timeouts.keep_alive);
  return false;
}

void Client::begin_head() {
  cursor_ = {};
  settled_ = false;
  ++connection_.requests;
  stream_->expires_after(settings_.timeouts.head);
}

HeadEnd Client::read_head_now(Visit& visit) {
  for (;;) {
    const auto parsed =
        http::h1::parse_request(inbox_.unread(), settings_.limits, cursor_, visit.request);
    if (parsed.state == http::h1::ParseState::refused) {
      refusal_ = parsed.refusal;
      return HeadEnd::refused;
    }
    if (parsed.state == http::h1::ParseState::complete) {
      if (settled_ || !inbox_.settle(parsed.length)) {
        inbox_.pin(parsed.length);
        return HeadEnd::complete;
      }
      settled_ = true;
      cursor_ = {};
      continue;
    }
    if (!inbox_.make_room(settings_.limits.head_bytes + 1)) return HeadEnd::gone;
    const auto got = inbox_.try_fill();
    if (!got) return HeadEnd::gone;
    if (!*got) return HeadEnd::incomplete;
    if (**got == 0) return HeadEnd::gone;
  }
}

Task<HeadEnd> Client::read_head(Visit& visit) {
  for (;;) {
    const auto ready = co_await stream_->readable();
    if (!ready) {
      const bool late = ready.error().kind == ErrorKind::timeout && !inbox_.unread().empty();
      co_return late ? HeadEnd::slow : HeadEnd::gone;
    }
    const HeadEnd end = read_head_now(visit);
    if (end != HeadEnd::incomplete) co_return end;
  }
}

Result<bool> Client::send_now(std::string_view head, std::string_view body) {
  stream_->expires_after(settings_.timeouts.send);
  return unsent_.write_now(*stream_, head, body);
}

Task<Status> Client::send_rest() {
  const auto rest = unsent_.rest();
  co_return co_await stream_->write_all(rest);
}

Task<Status> Client::read_more() {
  if (!inbox_.make_room()) co_return fail(Error::internal("no room for the body"));
  stream_->expires_after(settings_.timeouts.body);
  const auto got = co_await inbox_.fill();
  if (!got) co_return fail(got);
  if (*got == 0) {
    co_return fail(Error::unavailable("the client left before its body ended", Origin::client));
  }
  co_return Status{};
}

Task<bool> Client::ask_for_body(const Visit& visit) {
  if (!visit.request.expects_continue || visit.request.minor_version == 0) co_return true;
  constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  stream_->expires_after(settings_.timeouts.send);
  const auto sent = co_await stream_->write_all(go_on);
  co_return sent.has_value();
}

Task<const plugin::Answer*> Client::read_body(Visit& visit, std::string& into, std::size_t limit) {
  if (visit.request.framing.length > limit) co_return &body_too_large_to_read;
  if (inbox_.unread().empty()) {
    const bool asked = co_await ask_for_body(visit);
    if (!asked) co_return &bad_body;
  }
  for (;;) {
    const auto step = visit.request_body.next(inbox_.unread());
    into.append(step.data);
    inbox_.consume(step.taken);
    if (step.state == http::h1::BodyState::refused) co_return &bad_body;
    if (visit.request_body.is_done()) co_return nullptr;
    if (visit.request_body.data_bytes() > limit) co_return &body_too_large_to_read;
    if (!inbox_.unread().empty()) continue;
    const auto more = co_await read_more();
    if (more) continue;
    visit.keep_client = false;  // nobody waits for the rest once more
    co_return more.error().kind == ErrorKind::timeout ? &body_timed_out : &bad_body;
  }
}

Task<bool> Client::discard_body(Visit& visit) {
  const http::Framing& framing = visit.request.framing;
  if (framing.end == http::BodyEnd::length && framing.length > worth_discarding) co_return false;
  if (visit.request.expects_continue && !visit.request_body.is_done()) co_return false;
  while (!visit.request_body.is_done()) {
    const auto step = visit.request_body.relay(inbox_.unread());
    inbox_.consume(step.taken);
    if (step.state == http::h1::BodyState::refused) co_return false;
    if (visit.request_body.is_done()) break;
    if (visit.request_body.data_bytes() > worth_discarding) co_return false;
    const auto more = co_await read_more();
    if (!more) co_return false;
  }
  co_return true;
}

Task<void> Client::linger() {
  stream_->shutdown_write();
  stream_->expires_after(linger_time);
  const std::uint64_t from = stream_->bytes_in();
  while (stream_->bytes_in() - from < linger_bytes) {
    inbox_.consume(inbox_.unread().size());
    if (!inbox_.make_room()) co_return;
    const auto got = co_await inbox_.fill();
    if (!got || *got == 0) co_return;
  }
}

}  // namespace cardea::proxy

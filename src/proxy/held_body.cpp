// SPDX-License-Identifier: Apache-2.0
// Nothing is consumed here: who forwards or discards the body begins at its front.
#include "proxy/held_body.h"

namespace cardea::proxy {
namespace {

Error too_long() {
  return Error::invalid("the body is too long to be looked at", Origin::client);
}

}  // namespace

void HeldBody::begin(Visit& visit) {
  visit_ = &visit;
  body_ = http::h1::Body(visit.request.framing);
  seen_ = 0;
  data_.clear();
}

Task<Result<std::string_view>> HeldBody::read(std::size_t most) {
  const http::Framing& framing = visit_->request.framing;
  if (framing.end == http::BodyEnd::length && framing.length > most) co_return fail(too_long());
  const auto asked = co_await ask();
  if (!asked) co_return fail(asked);
  for (;;) {
    const auto taken = take(most);
    if (!taken) co_return fail(taken);
    if (body_.is_done()) break;
    if (!client_.inbox().make_room()) co_return fail(too_long());
    const auto more = co_await client_.read_more();
    if (!more) co_return fail(more);
  }
  co_return visit_->exchange.arena().copy(data_.view());
}

// A client that waits for a sign before it sends its body gets it now, and not again.
Task<Status> HeldBody::ask() {
  http::RequestHead& request = visit_->request;
  if (!request.expects_continue || !client_.inbox().unread().empty()) co_return Status{};
  request.expects_continue = false;
  constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  const auto sent = client_.send_now(go_on);
  if (!sent) co_return fail(sent);
  if (*sent) co_return Status{};
  co_return co_await client_.send_rest();
}

// Takes what is at hand.
Status HeldBody::take(std::size_t most) {
  while (!body_.is_done()) {
    const std::string_view input = client_.inbox().unread().substr(seen_);
    if (input.empty()) return {};
    const auto step = body_.next(input);
    seen_ += step.taken;
    data_.append(step.data);
    if (step.state == http::h1::BodyState::refused) {
      return fail(Error::protocol("the framing of the body is broken", Origin::client));
    }
    if (data_.size() > most) return fail(too_long());
    if (step.taken == 0) return {};
  }
  return {};
}

}  // namespace cardea::proxy

// SPDX-License-Identifier: Apache-2.0
// The stream's own deadline is set once for the whole exchange, so that a peer who sends a byte now
// and then gains nothing by it.
#include "http/h1/client.h"

#include <algorithm>
#include <array>

#include "http/buffer.h"
#include "http/freshness.h"
#include "http/h1/answer.h"
#include "http/h1/write.h"

namespace cardea::http::h1 {
namespace {

constexpr std::size_t most_addresses = 4;

std::string written(const Get& question) {
  Buffer out;
  write_request_line(out, "GET", question.url.target, {});
  write_field(out, "Host", question.url.authority);
  for (const auto& [name, value] : question.fields) write_field(out, name, value);
  write_trusted_field(out, "Connection", "close");
  write_end(out);
  return std::string(out.view());
}

std::string field_of(const ResponseHead& head, FieldName name) {
  return std::string(head.fields.value(name));
}

Got taken_from(const Answer& answer) {
  const ResponseHead& head = answer.head();
  Got got;
  got.status = head.status;
  got.location = field_of(head, FieldName::location);
  got.content_type = field_of(head, FieldName::content_type);
  got.content_encoding = field_of(head, FieldName::content_encoding);
  const Field* const etag = head.fields.find("ETag");
  if (etag != nullptr) got.etag = etag->value;
  got.fresh_for = fresh_for(head.fields);
  got.body = answer.body();
  return got;
}

// Reads until the answer is complete or the peer has closed.
Task<Status> receive(net::Stream& stream, Answer& answer) {
  std::array<char, 8192> piece;
  for (;;) {
    const std::span<char> room(piece);
    const auto count = co_await stream.read_some(room);
    if (!count) co_return fail(count);
    if (*count == 0) co_return answer.end();
    const auto complete = answer.take({piece.data(), *count});
    if (!complete) co_return fail(complete);
    if (*complete) co_return Status{};
  }
}

}  // namespace

Task<Result<Got>> Client::get(Get question) {
  const auto& host = question.url.host;
  const std::uint16_t port = question.url.port;
  auto found = co_await resolver_.resolve(host, port);
  if (!found) co_return fail(std::move(found));
  const auto deadline = loop::Deadline::in(question.timeout);
  auto& addresses = found->addresses;
  if (addresses.size() > most_addresses) addresses.resize(most_addresses);
  Connected stream = fail(Error::unavailable("no address of " + host, Origin::upstream));
  for (const net::Address& address : addresses) {
    auto connected = co_await connect_to(address, question, deadline);
    stream = std::move(connected);
    if (stream) break;
  }
  if (!stream) co_return fail(std::move(stream));
  net::Stream& peer = **stream;
  peer.expires_after(deadline.remaining());
  const std::string head = written(question);
  const auto sent = co_await peer.write_all(head);
  if (!sent) co_return fail(sent);
  Answer answer(Method::get, question.max_body);
  const auto received = co_await receive(peer, answer);
  if (!received) co_return fail(received);
  co_return taken_from(answer);
}

Task<Client::Connected> Client::connect_to(net::Address address, const Get& question,
                                           loop::Deadline deadline) {
  const Duration patience = std::min(question.connect_timeout, deadline.remaining());
  const auto until = loop::Deadline::in(patience);
  auto stream = co_await net::Stream::connect(address, until);
  if (!stream || !question.url.tls) co_return std::move(stream);
  (*stream)->expires_after(until.remaining());
  net::Stream& peer = **stream;
  const std::string_view name = question.url.host;
  const auto secured = co_await peer.connect_tls(tls_, name);
  if (!secured) co_return fail(secured);
  co_return std::move(stream);
}

}  // namespace cardea::http::h1

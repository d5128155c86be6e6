// SPDX-License-Identifier: Apache-2.0
// One coroutine a connection: read a request whole, serve it, write the answer, and again.
#include "admin/server.h"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "http/buffer.h"
#include "http/h1/body.h"
#include "http/h1/inbox.h"
#include "http/h1/parse.h"
#include "http/h1/write.h"
#include "json/write.h"

namespace cardea::admin {
namespace {

namespace h1 = http::h1;
using http::FieldName;

constexpr Duration linger_time = std::chrono::seconds(1);
constexpr int most_linger_reads = 1024;

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    if (!segment.empty()) segments.push_back(percent_decode(segment));
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return segments;
}

Call read_call(const http::RequestHead& head) {
  Call call;
  call.head = head.method == http::Method::head;
  call.method = call.head ? http::Method::get : head.method;
  call.path = split_path(head.target.path);
  call.raw_path = std::string(head.target.path);
  call.query = std::string(head.target.query);
  const auto* const type = head.fields.find(FieldName::content_type);
  call.has_content_type = type != nullptr;
  if (type != nullptr) call.content_type = std::string(type->value);
  const auto* const if_match = head.fields.find("if-match");
  if (if_match != nullptr) call.if_match = std::string(if_match->value);
  call.origin = std::string(head.fields.value(FieldName::origin));
  const auto* const asked = head.fields.find("access-control-request-headers");
  if (asked != nullptr) call.requested_headers = std::string(asked->value);
  for (const http::Field& field : head.fields) {
    call.fields.emplace_back(std::string(field.name), std::string(field.value));
  }
  return call;
}

}  // namespace

// A connection that waits for a request, as long as this lives.
class Server::Idle {
 public:
  Idle(Server& server, net::Stream& stream) : server_(server), stream_(stream) {
    server_.idle_.insert(&stream_);
  }
  Idle(const Idle&) = delete;
  Idle& operator=(const Idle&) = delete;
  ~Idle() { server_.idle_.erase(&stream_); }

 private:
  Server& server_;
  net::Stream& stream_;
};

class Server::Connection {
 public:
  Connection(Server& server, net::Stream& stream, const Door& door)
      : server_(server), stream_(stream), door_(door), inbox_(stream, server.buffers_) {}

  // Serves one request. False when the connection is at its end.
  Task<bool> serve_one();

 private:
  enum class Got { head, nothing, refused };

  Task<Got> read_head();
  Task<std::optional<Reply>> read_body(Call& call);
  Task<bool> more();
  Task<bool> first();
  Task<bool> send(const Reply& reply, const Call& call);
  void write_down(const Reply& reply, const Call& call, Duration taken);

  Server& server_;
  net::Stream& stream_;
  const Door& door_;
  h1::Inbox inbox_;
  http::RequestHead head_;
  const h1::Refusal* refusal_ = nullptr;
  BootTime arrived_;
  bool keep_ = true;
};

Task<bool> Server::Connection::more() {
  if (!inbox_.make_room(server_.settings_.limits.head_bytes + 1)) co_return false;
  const auto got = co_await inbox_.fill();
  co_return got && *got > 0;
}

// The first bytes of a request.
Task<bool> Server::Connection::first() {
  if (server_.closing_) co_return false;
  const Idle idle(server_, stream_);
  co_return co_await more();
}

Task<Server::Connection::Got> Server::Connection::read_head() {
  head_.clear();
  stream_.expires_after(server_.settings_.timeout);
  h1::Cursor cursor;
  bool settled = false;
  for (;;) {
    const auto parsed = h1::parse_request(inbox_.unread(), server_.settings_.limits, cursor, head_);
    if (parsed.state == h1::ParseState::refused) {
      refusal_ = parsed.refusal;
      co_return Got::refused;
    }
    if (parsed.state == h1::ParseState::complete) {
      if (!settled && inbox_.settle(parsed.length)) {
        settled = true;
        cursor = {};
        continue;
      }
      inbox_.pin(parsed.length);
      co_return Got::head;
    }
    if (inbox_.unread().empty()) {
      const bool begun = co_await first();
      if (!begun) co_return Got::nothing;
      continue;
    }
    const bool any = co_await more();
    if (!any) co_return Got::nothing;
  }
}

// Reads the body into the call. A reply when it cannot be had; the connection ends with it.
Task<std::optional<Reply>> Server::Connection::read_body(Call& call) {
  h1::Body body(head_.framing);
  const std::size_t most = server_.settings_.max_body;
  if (head_.framing.end == http::BodyEnd::length && head_.framing.length > most) {
    co_return message(413, "The body is larger than the Admin API takes");
  }
  if (head_.expects_continue && !body.is_done()) {
    constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto sent = co_await stream_.write_all(go_on);
    if (!sent) co_return message(400, "Bad request");
  }
  while (!body.is_done()) {
    if (inbox_.unread().empty()) {
      const bool any = co_await more();
      if (!any) co_return message(408, "The body did not come in time");
    }
    const auto step = body.next(inbox_.unread());
    call.body.append(step.data);
    inbox_.consume(step.taken);
    if (step.state == h1::BodyState::refused) co_return message(400, "Bad request");
    if (call.body.size() > most) {
      co_return message(413, "The body is larger than the Admin API takes");
    }
  }
  co_return std::nullopt;
}

Task<bool> Server::Connection::serve_one() {
  const Got got = co_await read_head();
  if (got == Got::nothing) co_return false;
  arrived_ = server_.clock_.boot();
  if (got == Got::refused) {
    keep_ = false;
    const Reply reply = message(refusal_->status, refusal_->message);
    const Call none;
    co_return co_await send(reply, none);
  }
  keep_ = head_.keep_alive;
  Call call = read_call(head_);
  auto refused = refuse_caller(head_, door_.guard, door_.open);
  if (!refused) {
    auto unread = co_await read_body(call);
    if (unread) {
      keep_ = false;
      co_return co_await send(*unread, call);
    }
    const Reply reply = co_await door_.serve(call);
    co_return co_await send(reply, call);
  }
  if (head_.framing.has_body()) keep_ = false;
  co_return co_await send(*refused, call);
}

Task<bool> Server::Connection::send(const Reply& reply, const Call& call) {
  const std::string body = reply.body ? json::write(*reply.body) : reply.text;
  http::Buffer out;
  h1::write_status_line(out, reply.status);
  h1::write_trusted_field(out, "Date", server_.date_.at(server_.clock_.wall()));
  if (!body.empty()) h1::write_field(out, "Content-Type", reply.content_type);
  h1::write_number_field(out, "Content-Length", body.size());
  keep_ = keep_ && !server_.closing_;
  h1::write_field(out, "Access-Control-Allow-Origin", call.origin.empty() ? "*" : call.origin);
  h1::write_trusted_field(out, "Access-Control-Allow-Credentials", "true");
  h1::write_field(out, "Server", server_.settings_.server);
  const Duration taken = server_.clock_.boot() - arrived_;
  h1::write_number_field(
      out, "X-Kong-Admin-Latency",
      static_cast<std::uint64_t>(std::chrono::floor<std::chrono::milliseconds>(taken).count()));
  for (const auto& [name, value] : reply.fields) h1::write_field(out, name, value);
  if (!keep_) h1::write_trusted_field(out, "Connection", "close");
  h1::write_end(out);
  if (!call.head) out.append(body);
  write_down(reply, call, taken);
  stream_.expires_after(server_.settings_.timeout);
  const std::string_view bytes = out.view();
  const auto sent = co_await stream_.write_all(bytes);
  inbox_.unpin();
  inbox_.release_if_empty();
  co_return sent&& keep_;
}

// The access line. Bodies and queries hold secrets and are never in it.
void Server::Connection::write_down(const Reply& reply, const Call& call, Duration taken) {
  observe::AccessLane* const lane = server_.settings_.access;
  if (lane == nullptr || !lane->is_on()) return;
  observe::JsonLine line = lane->begin();
  line.time("time", server_.clock_.wall()).text("client", stream_.peer().text());
  const auto& path_in_log = server_.settings_.path_in_log;
  line.text("method", head_.method_text);
  line.text("path", path_in_log ? path_in_log(call) : call.raw_path);
  line.number("status", reply.status);
  line.thousandths("ms", std::chrono::duration_cast<std::chrono::microseconds>(taken).count());
  lane->commit(line);
}

Server::Server(loop::Core& core, const Clock& clock, ServerSettings settings)
    : clock_(clock), settings_(std::move(settings)), gate_(core, "admin") {}

void Server::serve(std::unique_ptr<net::Stream> stream, const Door& door) {
  if (gate_.size() >= settings_.max_connections) return;  // dropping the stream closes it
  gate_.spawn(run(std::move(stream), door));
}

Task<void> Server::close(Duration grace) {
  closing_ = true;
  const std::vector<net::Stream*> idle(idle_.begin(), idle_.end());
  for (net::Stream* const stream : idle) stream->cancel();
  co_await gate_.close(grace);
}

Task<void> Server::run(std::unique_ptr<net::Stream> stream, const Door& door) {
  if (door.tls) {
    stream->expires_after(settings_.timeout);
    auto context = *door.tls;
    const auto secured = co_await stream->accept_tls(std::move(context));
    if (!secured) co_return;
  }
  Connection connection(*this, *stream, door);
  for (;;) {
    const bool more = co_await connection.serve_one();
    if (!more) break;
  }
  // The answer must not be overtaken by a reset, so what is still coming is read for a moment.
  stream->shutdown_write();
  stream->expires_after(linger_time);
  std::array<char, 4096> rest{};
  for (int i = 0; i < most_linger_reads; ++i) {
    const std::span<char> into(rest);
    const auto got = co_await stream->read_some(into);
    if (!got || *got == 0) break;
  }
}

}  // namespace cardea::admin

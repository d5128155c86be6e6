// SPDX-License-Identifier: Apache-2.0
// The client's end of a session: its connection, what came on it and was not used yet, and how it
// came in.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "http/h1/inbox.h"
#include "http/h1/parse.h"
#include "net/stream.h"
#include "plugin/exchange.h"
#include "proxy/origin.h"
#include "proxy/settings.h"
#include "proxy/unsent.h"
#include "proxy/visit.h"

namespace cardea::proxy {

/// What reading a request head came to.
enum class HeadEnd : std::uint8_t {
  complete,
  incomplete,  ///< `read_head_now` only: more bytes are needed
  refused,     ///< answer `Client::refusal` and close
  slow,        ///< it did not come in time: answer 408 and close
  gone,        ///< the client left or broke: nothing to answer
};

/// Belongs to one session.
class Client {
 public:
  Client(std::unique_ptr<net::Stream> stream, net::BufferPool& buffers, const Settings& settings);

  [[nodiscard]] net::Stream& stream() { return *stream_; }
  [[nodiscard]] http::h1::Inbox& inbox() { return inbox_; }
  [[nodiscard]] const Entrance& entrance() const { return entrance_; }
  [[nodiscard]] const plugin::Connection& connection() const { return connection_; }

  /// The connection's TLS and port are known now.
  void enter(std::uint16_t port);

  /// Whether something of the next request is there already. If not, `stream().readable()` is to be
  /// awaited: the deadline for that is set, and an idle connection holds no buffer.
  bool has_request(bool first);

  /// Reads a head into `visit.request` and pins it, as far as that goes without waiting.
  /// `begin_head` first.
  HeadEnd read_head_now(Visit& visit);
  void begin_head();
  /// The rest of it, after HeadEnd::incomplete.
  Task<HeadEnd> read_head(Visit& visit);
  /// After HeadEnd::refused.
  [[nodiscard]] const http::h1::Refusal& refusal() const { return *refusal_; }

  /// Sends what fits at once. True when that was everything; otherwise `send_rest` goes on with it.
  /// The bytes stay in place until then.
  Result<bool> send_now(std::string_view head, std::string_view body = {});
  Task<Status> send_rest();

  /// Waits for more of the request's body: fails with timeout, or with unavailable when the client
  /// left.
  Task<Status> read_more();

  /// Whoever waits to read the client is told that there is no more.
  void stop_reading() { stream_->interrupt_read(); }

  /// Tells a client that waits with its body to go on (RFC 9110 10.1.1). False when it left.
  Task<bool> ask_for_body(const Visit& visit);

  /// Reads a request's body whole (plugin::BodySource::read_whole).
  Task<const plugin::Answer*> read_body(Visit& visit, std::string& into, std::size_t limit);

  /// Gets past a request's body that nobody wants: false when it is not worth it, so that the
  /// connection must be closed.
  Task<bool> discard_body(Visit& visit);

  /// Closes so that the last answer is still delivered when the client is in the middle of sending:
  /// says that nothing more comes, then reads for a moment.
  Task<void> linger();

 private:
  std::unique_ptr<net::Stream> stream_;
  http::h1::Inbox inbox_;
  const Settings& settings_;
  const http::h1::Refusal* refusal_ = nullptr;
  http::h1::Cursor cursor_;
  bool settled_ = false;  // the head was given its room
  Unsent unsent_;
  std::string peer_text_;
  Entrance entrance_;
  plugin::Connection connection_;
};

}  // namespace cardea::proxy

// SPDX-License-Identifier: Apache-2.0
// What the gateway itself asks of others by HTTP/1.1: one GET on a connection of its own, the
// answer read whole within limits. No redirect is followed, nothing is decoded, no credential sent.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "http/url.h"
#include "loop/task.h"
#include "loop/timer.h"
#include "net/resolver.h"
#include "net/stream.h"
#include "net/tls.h"

namespace cardea::http::h1 {

struct Get {
  Url url;
  std::vector<std::pair<std::string, std::string>> fields{};  ///< besides Host and Connection
  Duration connect_timeout{};  ///< for one address, with its TLS handshake
  Duration timeout{};          ///< for everything after the name is known
  std::size_t max_body = 0;    ///< bytes
};

/// An answer of any status.
struct Got {
  int status = 0;
  std::string location;
  std::string content_type;
  std::string content_encoding;
  std::string etag;                               ///< with its quotes; empty when there is none
  std::optional<std::chrono::seconds> fresh_for;  ///< http/freshness.h
  std::string body;
};

/// For one core. Everything it is made from outlives it.
class Client {
 public:
  /// `tls` is for https; it decides whom to trust.
  Client(net::Resolver& resolver, net::TlsContext tls)
      : resolver_(resolver), tls_(std::move(tls)) {}

  /// Errors have the origin upstream, and their text names host and address: unknown name, refused
  /// connection, certificate, timeout, broken or too large answer.
  Task<Result<Got>> get(Get question);

 private:
  using Connected = Result<std::unique_ptr<net::Stream>>;
  Task<Connected> connect_to(net::Address address, const Get& question, loop::Deadline deadline);

  net::Resolver& resolver_;
  net::TlsContext tls_;
};

}  // namespace cardea::http::h1

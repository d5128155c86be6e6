// SPDX-License-Identifier: Apache-2.0
// An exchange about a request written by hand, for tests of plugins that ask no store: whatever it
// is asked ends in an error.
#pragma once

#include <stdexcept>
#include <string>

#include "http/h1/parse.h"
#include "identity/directory.h"
#include "identity/miss_budget.h"
#include "identity/token_memory.h"
#include "plugin/handler.h"

namespace cardea::plugin {

class NoStore final : public store::Store {
 public:
  Task<Status> migrate() override { co_return gone(); }
  Task<Result<store::Found>> find(store::Find) override { co_return gone(); }
  Task<Result<store::Page>> list(store::List) override { co_return gone(); }
  Task<Result<std::vector<std::string>>> list_ended(store::ListEnded) override { co_return gone(); }
  Task<Result<store::Outcome>> commit(store::Batch) override { co_return gone(); }
  Task<Result<store::Polled>> poll(std::uint64_t, store::Position) override { co_return gone(); }
  Task<void> wait_for_change(Duration) override { co_return; }
  Task<Result<std::unique_ptr<store::JobLock>>> try_job_lock(std::string) override {
    co_return gone();
  }
  [[nodiscard]] store::Health health() const override { return {}; }
  Task<void> close() override { co_return; }

 private:
  static std::unexpected<Error> gone() { return fail(Error::unavailable("none", Origin::store)); }
};

/// A request and its exchange. The text is a request line and fields, each line but the last ended
/// by a line feed alone: `"GET / HTTP/1.1\nHost: a"`.
class RequestForTests {
 public:
  explicit RequestForTests(std::string_view text, std::string_view client = "192.0.2.7") {
    for (const char c : text) {
      if (c == '\n') bytes_ += '\r';
      bytes_ += c;
    }
    bytes_ += "\r\n\r\n";
    http::h1::Cursor cursor;
    const auto parsed = http::h1::parse_request(bytes_, {}, cursor, head_);
    if (parsed.state != http::h1::ParseState::complete) throw std::runtime_error("a bad request");
    exchange_.begin({.head = &head_,
                     .path = head_.target.path,
                     .client = net::Address::from_ip(client, 4711).value(),
                     .request_id = "0123456789abcdef0123456789abcdef",
                     .scheme = "http",
                     .at = {std::chrono::milliseconds(1'732'500'000'123)}});
  }

  Exchange& exchange() { return exchange_; }

  /// The first value that goes upstream under this name beyond the client's own; empty: none.
  [[nodiscard]] std::string_view added_upstream(std::string_view name) const {
    for (const http::Field& field : exchange_.upstream_fields().added) {
      if (field.name == name) return field.value;
    }
    return {};
  }

 private:
  NoStore store_;
  cluster::NearCache cache_{1U << 20U};
  identity::Directory directory_{store_, cache_};
  identity::TokenMemory tokens_{cache_.generations(), 1U << 16U};
  std::string bytes_;
  http::RequestHead head_;
  identity::MissBudget misses_{{}};
  Exchange exchange_{{directory_, tokens_, misses_, system_clock()}};
};

/// The verdict of a plugin that must not wait.
inline Verdict decided(const Handler& handler, Exchange& exchange) {
  Step step = handler.on_request(exchange);
  if (!std::holds_alternative<Verdict>(step)) throw std::runtime_error("it waits");
  return std::get<Verdict>(step);
}

}  // namespace cardea::plugin

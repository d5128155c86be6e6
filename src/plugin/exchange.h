// SPDX-License-Identifier: Apache-2.0
// One request under way, as plugins see it: what came in, who asks, what shall be said to the
// upstream, and the memory and services of the core it runs on. An Exchange belongs to a connection
// and is used again for its next request, so that the common path allocates nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/result.h"
#include "base/time.h"
#include "http/fields.h"
#include "http/head.h"
#include "identity/caller.h"
#include "loop/task.h"
#include "net/address.h"
#include "plugin/trace.h"

namespace cardea::identity {
class Directory;
class MissBudget;
class TokenMemory;
}  // namespace cardea::identity

namespace cardea::net {
class Stream;
}  // namespace cardea::net

namespace cardea::plugin {

/// What a core lends its exchanges. All outlive them.
struct CoreServices {
  identity::Directory& directory;
  identity::TokenMemory& tokens;
  identity::MissBudget& misses;
  const Clock& clock;
};

/// The client's connection.
struct Connection {
  const net::Stream* stream = nullptr;  ///< null only in tests
  std::uint64_t serial = 0;             ///< no two of this process have the same; from 1
  std::uint64_t requests = 0;           ///< begun on it so far, this one included
};

/// Lends plugins the request's body.
class BodyReader {
 public:
  virtual ~BodyReader() = default;

  /// Waits for the whole body and shows it without its framing; it still goes upstream. Empty for a
  /// request without one. Lives as long as the request. Fails with `invalid` when it is longer than
  /// `most` bytes or than what can be held beside the request's head (4 kB at least, 16 kB at
  /// most), `protocol` when its framing is broken, `timeout`, or `unavailable` when the client
  /// left; then the request can go on all the same.
  virtual Task<Result<std::string_view>> read(std::size_t most) = 0;
};

/// What came in. Views live as long as the exchange's request.
struct Arrival {
  const http::RequestHead* head = nullptr;
  std::string_view path;        ///< normalised (http/path.h): what routes matched
  net::Address client;          ///< after real-ip
  std::string_view request_id;  ///< 32 hex digits
  std::string_view scheme;      ///< `http` or `https`, as forwarded by trusted peers
  WallTime at;
  Connection connection{};
  BodyReader* body = nullptr;  ///< null only where no body was announced, or in tests
};

/// What the request matched; ids, which live as long as the request.
struct Matched {
  std::string_view route;    ///< empty: none
  std::string_view service;  ///< empty: the route has none
};

/// What the upstream's head gets beyond the client's fields.
struct UpstreamFields {
  http::FieldSet dropped;          ///< of the client's fields
  std::vector<http::Field> added;  ///< views live as long as the request
};

class Exchange {
 public:
  explicit Exchange(CoreServices services) : services_(services) {}
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  /// Forgets the request before; the arena is empty.
  void reset();
  /// Begins a request: every identity field that the client sent is dropped, so that none can be
  /// forged.
  void begin(const Arrival& arrival);
  /// Whether `begin` was called since `reset`.
  [[nodiscard]] bool has_begun() const { return arrival_.head != nullptr; }

  [[nodiscard]] const http::RequestHead& request() const { return *arrival_.head; }
  [[nodiscard]] const Arrival& arrival() const { return arrival_; }

  void match(const Matched& matched) { matched_ = matched; }
  [[nodiscard]] const Matched& matched() const { return matched_; }

  /// Memory until the next `begin`.
  [[nodiscard]] Arena& arena() { return arena_; }

  /// Who asks. Plugins fill it by `authenticate` and `assume`.
  [[nodiscard]] const identity::Caller& caller() const { return caller_; }

  /// A credential was proved. Sets the identity fields for the upstream (kong-proxy 1.5).
  /// `credential` is copied; `consumer` may be null (a credential without one).
  void authenticate(std::shared_ptr<const model::Consumer> consumer, std::string_view credential);

  /// No credential, but this consumer stands for strangers (`anonymous`).
  void assume(std::shared_ptr<const model::Consumer> consumer);

  void set_groups(std::shared_ptr<const identity::Groups> groups) {
    caller_.groups = std::move(groups);
  }

  /// Sends this field upstream instead of any of that name. The value must live as long as the
  /// request (arena, static storage, or a record held by the caller).
  void set_upstream_field(http::FieldName name, std::string_view value);
  /// The same for any name; it is a token and must live as long as the value. Ignored where only
  /// the gateway may speak (http::is_of_the_gateway).
  void set_upstream_field(std::string_view name, std::string_view value);
  /// Lets no field of that name through.
  void drop_upstream_field(http::FieldName name);
  void drop_upstream_field(std::string_view name);

  [[nodiscard]] const UpstreamFields& upstream_fields() const { return upstream_; }

  /// What its checks found, for whoever explains the decision.
  [[nodiscard]] Trace& trace() { return trace_; }
  [[nodiscard]] const Trace& trace() const { return trace_; }

  /// What a plugin wants to remember until its response phase; `whose` is its handler. The text
  /// must live as long as the request.
  void remember(const void* whose, std::string_view text) { memories_.push_back({whose, text}); }
  /// What that handler wanted to remember last; nothing when there was nothing.
  [[nodiscard]] std::optional<std::string_view> recall(const void* whose) const;

  [[nodiscard]] identity::Directory& directory() { return services_.directory; }
  [[nodiscard]] identity::TokenMemory& tokens() { return services_.tokens; }
  [[nodiscard]] identity::MissBudget& misses() { return services_.misses; }
  [[nodiscard]] const Clock& clock() const { return services_.clock; }

 private:
  CoreServices services_;
  Arena arena_;
  Arrival arrival_;
  Matched matched_;
  identity::Caller caller_;
  UpstreamFields upstream_;
  Trace trace_;

  struct Memory {
    const void* whose;
    std::string_view text;
  };
  std::vector<Memory> memories_;
};

}  // namespace cardea::plugin

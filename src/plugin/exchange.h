// SPDX-License-Identifier: Apache-2.0
// One request under way, as plugins see it: what came in, who asks, what shall be said to the
// upstream, and the memory and services of the core it runs on. An Exchange belongs to a connection
// and is used again for its next request, so that the common path allocates nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
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

struct Answer;

/// Where a request's body comes from, for those who have to see it before the request goes on.
/// Filled in by the proxy.
class BodySource {
 public:
  virtual ~BodySource() = default;

  /// Appends the whole body, without its framing. Null when it is there; otherwise what ends the
  /// request: 413 when it has more than `limit` bytes, 400 when it is broken, 408 when it does not
  /// come.
  virtual Task<const Answer*> read_whole(std::string& into, std::size_t limit) = 0;
};

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

/// What came in. Views live as long as the exchange's request.
struct Arrival {
  const http::RequestHead* head = nullptr;
  std::string_view path;        ///< normalised (http/path.h): what routes matched
  net::Address client;          ///< after real-ip
  std::string_view request_id;  ///< 32 hex digits
  std::string_view scheme;      ///< `http` or `https`, as forwarded by trusted peers
  WallTime at;
  bool is_imagined = false;  ///< judged for an explanation alone: nobody sent it, and nothing may
                             ///< be counted or kept for it beyond the exchange
  Connection connection{};
  BodySource* body = nullptr;  ///< of a client's request; none: it cannot be read
};

/// What the request matched; ids, which live as long as the request.
struct Matched {
  std::string_view route;    ///< empty: none
  std::string_view service;  ///< empty: the route has none
};

/// What the upstream's head gets beyond the client's fields.
struct UpstreamFields {
  http::FieldSet dropped;                   ///< of the client's fields
  std::vector<http::Field> added;           ///< views live as long as the request
  std::optional<std::string_view> query{};  ///< instead of the client's; empty: none
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

  /// The credential that was proved names groups of its own. After `authenticate`.
  void bring_groups(std::shared_ptr<const identity::Groups> groups) {
    caller_.authenticated_groups = std::move(groups);
  }

  /// Sends this field upstream instead of any of that name. The value must live as long as the
  /// request (arena, static storage, or a record held by the caller).
  void set_upstream_field(http::FieldName name, std::string_view value);
  /// The same for any name, and for every name that an upstream may take for it (`_` for `-`). It
  /// is a token and must live as long as the value; an empty value sends nothing. Ignored where
  /// only the gateway may speak (http::is_of_the_gateway).
  void set_upstream_field(std::string_view name, std::string_view value);
  /// Lets no field of that name through.
  void drop_upstream_field(http::FieldName name);
  void drop_upstream_field(std::string_view name);

  /// Sends this query upstream instead of the client's; an empty one goes without its `?`.
  void set_upstream_query(std::string_view query) { upstream_.query = arena_.copy(query); }

  /// Reads the request's body whole, unless it has been: it is held from then on and goes upstream
  /// from memory. Null when it is held, or there is none; otherwise the answer that ends the
  /// request (BodySource). Only what must see bodies may ask for it, with a limit that is small:
  /// what is held is memory that strangers fill.
  Task<const Answer*> hold_body(std::size_t limit);
  /// The body, if it is held.
  [[nodiscard]] std::optional<std::string_view> held_body() const {
    return held_ ? std::optional<std::string_view>(*held_) : std::nullopt;
  }
  /// Sends another body upstream. Precondition: it is held.
  void replace_body(std::string body) { held_ = std::move(body); }

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
  void add_identity_field(http::FieldName name, std::string_view value);

  Arrival arrival_;
  Matched matched_;
  identity::Caller caller_;
  UpstreamFields upstream_;
  std::optional<std::string> held_;  // the body
  Trace trace_;

  struct Memory {
    const void* whose;
    std::string_view text;
  };
  std::vector<Memory> memories_;
};

}  // namespace cardea::plugin

// SPDX-License-Identifier: Apache-2.0
// What would happen to a request that nobody sent: the walk of the running configuration over a
// head, up to where it would go upstream. Nothing is sent, counted, logged or remembered; the store
// may be asked, as for any request. Runs beside the proxy's cores, on the core that publishes.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "identity/directory.h"
#include "json/value.h"
#include "loop/task.h"
#include "net/address.h"
#include "proxy/origin.h"
#include "proxy/settings.h"
#include "proxy/snapshot.h"

namespace cardea::proxy {

struct Visit;

/// A request as it would come in.
struct ImaginedRequest {
  std::string head;     ///< in HTTP/1.1, whole; may hold secrets
  net::Address client;  ///< the peer
  bool tls = false;
  std::uint16_t port = 80;  ///< of the listener
};

/// Stateless; for one core. Its methods' arguments are copied.
class DryRun {
 public:
  struct Parts {
    const Settings& settings;
    const Clock& clock;
    identity::Directory& directory;
    /// The configuration in use; null before the first.
    std::function<std::shared_ptr<const Snapshot>()> snapshot;
  };
  explicit DryRun(Parts parts) : parts_(std::move(parts)) {}

  /// The record of the decision (decision.h) as JSON text, with facts also of what held. Fails when
  /// there is no configuration yet.
  Task<Result<std::string>> judge(ImaginedRequest request);

  /// The route of the request and the plugins that would run for it, in their order, each with what
  /// it is bound to and whom it takes precedence over. `consumer`: the id of who asks; empty:
  /// nobody is known. A consumer counts from behind the first plugin that authenticates.
  Task<Result<json::Object>> effective(ImaginedRequest request, std::string consumer);

 private:
  struct Walk;

  [[nodiscard]] Result<std::unique_ptr<Walk>> begin(ImaginedRequest request);

  Parts parts_;
};

}  // namespace cardea::proxy

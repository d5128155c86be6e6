// SPDX-License-Identifier: Apache-2.0
// What trusts token issuers in a running gateway: the registry, and the fetcher of their keys with
// the means to ask, all on the control core.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "http/h1/client.h"
#include "issuer/fetcher.h"
#include "issuer/registry.h"
#include "loop/core.h"
#include "loop/gate.h"
#include "net/resolver.h"
#include "observe/metrics.h"

namespace cardea::app {

class Issuers {
 public:
  struct Parts {
    store::Store& store;
    cluster::NearCache& cache;
    const Clock& clock;
    observe::Metrics& metrics;
    loop::Core& core;
    std::string ca_file;  ///< whom to trust when keys are fetched; empty: the system's authorities
    net::ResolverOptions names;
  };
  /// Before the core starts.
  static Result<std::unique_ptr<Issuers>> make(const Parts& parts);

  [[nodiscard]] issuer::Registry& registry() { return registry_; }

  /// Begins to fetch, on the core.
  void start() { gate_.spawn(fetcher_.run()); }
  /// Ends all fetches, on the core.
  Task<void> close();

  /// For `make`.
  Issuers(const Parts& parts, std::unique_ptr<net::Resolver> names, net::TlsContext tls);

 private:
  issuer::Registry registry_;
  std::unique_ptr<net::Resolver> names_;
  http::h1::Client client_;
  loop::Gate gate_;
  issuer::Fetcher fetcher_;
};

}  // namespace cardea::app

// SPDX-License-Identifier: Apache-2.0
// Certificates of issuers are always verified, whatever the settings for upstreams say.
#include "app/issuers.h"

#include <utility>

namespace cardea::app {
namespace {

observe::Family<observe::Counter>& fetches(observe::Metrics& metrics) {
  return metrics.counters({"cardea_issuer_fetches_total",
                           "Fetches of token issuers' keys, by what came of them: changed, "
                           "unchanged or failed."},
                          {"issuer", "outcome"}, 3000);
}

}  // namespace

Result<std::unique_ptr<Issuers>> Issuers::make(const Parts& parts) {
  auto names = net::Resolver::make(parts.core, parts.names);
  if (!names) return fail(std::move(names));
  net::TlsClientOptions options;
  options.ca_file = parts.ca_file;
  auto tls = net::TlsContext::client(options);
  if (!tls) return fail(std::move(tls));
  return std::make_unique<Issuers>(parts, std::move(*names), std::move(*tls));
}

Issuers::Issuers(const Parts& parts, std::unique_ptr<net::Resolver> names, net::TlsContext tls)
    : registry_({.store = parts.store,
                 .cache = parts.cache,
                 .clock = parts.clock,
                 .fetches = fetches(parts.metrics)}),
      names_(std::move(names)),
      client_(*names_, std::move(tls)),
      gate_(parts.core, "issuers"),
      fetcher_({.registry = registry_, .client = client_, .clock = parts.clock, .gate = gate_}) {
  using issuer::State;
  const auto count = [this](State state) { return static_cast<double>(registry_.count(state)); };
  parts.metrics.sampled(
      {"cardea_issuers_failing", "Token issuers whose keys could not be fetched the last time."},
      [count] { return count(State::failing) + count(State::unavailable); });
  parts.metrics.sampled({"cardea_issuers_unavailable",
                         "Those of them whose tokens are answered 503, for want of keys."},
                        [count] { return count(State::unavailable); });
}

Task<void> Issuers::close() {
  constexpr Duration at_once = Duration::zero();
  co_await gate_.close(at_once);
}

}  // namespace cardea::app

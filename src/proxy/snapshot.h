// SPDX-License-Identifier: Apache-2.0
// One revision of the configuration, compiled for requests: routes, their services and plugin
// chains. Built off the cores, immutable; each core holds its own pointer and swaps it by message,
// so a request never sees half a change and no reference count is shared on its path. Parts that
// did not change are re-used from the revision before.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/head.h"
#include "net/tls.h"
#include "observe/metrics.h"
#include "plugin/chain.h"
#include "proxy/router.h"
#include "store/position.h"

namespace cardea::proxy {

/// What a request needs to know of a service. Times in milliseconds become durations here.
struct ServiceEntry {
  std::string id;
  std::string name;  ///< empty when it has none
  std::string host;
  std::uint16_t port = 80;
  std::string path;        ///< as configured; empty when none
  std::string host_field;  ///< `host` with `:port` unless it is the scheme's default: the Host sent
                           ///< upstream
  bool https = false;
  std::optional<net::TlsContext> tls;  ///< how to speak to an https upstream
  std::uint64_t tls_key =
      0;  ///< 0: plain; else the same for services whose connections may be shared
  std::string server_name;  ///< SNI, and what the certificate must be for, unless the client's Host
                            ///< is preserved
  int retries = 5;
  Duration connect_timeout, write_timeout, read_timeout;
};

/// What a request needs to know of its route.
struct RouteEntry {
  std::string id;
  std::string name;
  std::shared_ptr<const ServiceEntry> service;  ///< null: a route without a service
  bool strip_path = true;
  bool preserve_host = false;
  bool v1_paths = false;  ///< path_handling v1 (has no effect in Kong's default router flavour,
                          ///< kept for the record)
  bool https_only = false;
  int https_redirect_status = 426;
  std::shared_ptr<const plugin::Chain> chain;        ///< never null
  std::shared_ptr<observe::StatusCounter> requests;  ///< by status; never null
};

/// Immutable.
struct Snapshot {
  std::uint64_t revision = 0;            ///< counts up in this process
  store::Position position;              ///< what of the store it shows
  std::shared_ptr<const Router> router;  ///< never null
  std::shared_ptr<const plugin::Chain>
      unrouted;  ///< plugins for all routes, where none matched; null: none
};

}  // namespace cardea::proxy

// SPDX-License-Identifier: Apache-2.0
// The parts of a running gateway, in the order in which they are built; members are destroyed in
// the opposite one.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "admin/api.h"
#include "admin/decision_pages.h"
#include "admin/explain_pages.h"
#include "admin/node.h"
#include "admin/records.h"
#include "admin/server.h"
#include "app/gateway.h"
#include "app/issuers.h"
#include "app/keys.h"
#include "app/load_settings.h"
#include "cluster/follower.h"
#include "cluster/near_cache.h"
#include "identity/directory.h"
#include "identity/password_renewals.h"
#include "identity/passwords.h"
#include "identity/prover.h"
#include "loop/core.h"
#include "loop/gate.h"
#include "loop/offload.h"
#include "net/listener.h"
#include "observe/access_log.h"
#include "observe/metrics.h"
#include "proxy/compile.h"
#include "proxy/dry_run.h"
#include "proxy/publisher.h"
#include "proxy/worker.h"
#include "store/hash_key.h"
#include "store/reaper.h"
#include "store/store.h"

namespace cardea::app {

struct Gateway::Tower {
  explicit Tower(const LoadedSettings& settings);
  ~Tower();

  Status start();
  void stop();
  void wait_for_end();

  // The steps of `start`.
  Status open_logs();
  Status check_files();
  Status open_store();
  Status start_cores();
  void make_passwords();
  Status make_issuers();
  Status make_workers();
  Status catch_up();
  Task<Status> read_hash_key();
  void make_reaper();
  // What is rebuilt before a change is acknowledged.
  Task<Status> publish(const cluster::FeedStep& step);
  Status open_proxy_listeners();
  void make_admin();
  Status open_admin();
  Status open_socket();
  void make_decision_pages();

  Status listen_for_proxy(const ListenOn& on);
  Status listen_for_admin(const ListenOn& on, const admin::Door& door, std::string_view kind);
  [[nodiscard]] json::Object proxy_facts() const;
  void sample_metrics();

  // The steps of `stop`, on the control core.
  Task<Status> take_down();
  void stop_listeners(const loop::Core& core);

  // What the Unix socket serves: the Admin API, and what only the machine's owner may do.
  Task<admin::Reply> serve_socket(const admin::Call& call);
  Task<admin::Reply> rotate_keys(const admin::Call& call);
  static Task<bool> is_let_go(std::weak_ptr<const crypto::Keyring> keyring);
  Result<std::size_t> drop_all_but(const crypto::Keyring& keyring) const;

  // Runs a task on the control core and waits for it on this (the main) thread.
  Status run_on_control(std::function<Task<Status>()> task);

  LoadedSettings settings;
  const NodeConfig& config;
  const std::string hostname;  ///< the machine's
  const Clock& clock = system_clock();
  proxy::Settings proxy_settings;
  std::optional<observe::Metrics> metrics;
  std::unique_ptr<observe::AccessLog> access_log;
  std::unique_ptr<observe::AccessLog> admin_log;
  std::optional<Keys> keys;
  std::unique_ptr<store::Store> store;
  std::optional<cluster::NearCache> cache;
  std::optional<identity::Directory> directory;
  store::HashKey hashes;  // the store's own once it has been asked
  std::optional<identity::Prover> prover;
  std::optional<identity::Passwords> passwords;
  std::optional<plugin::Wiring> wiring;
  std::optional<proxy::Meters> meters;

  std::optional<loop::Cores> cores;
  std::optional<loop::Core> control;
  std::optional<identity::PasswordRenewals> renewals;
  std::optional<loop::Offload> offload;
  std::unique_ptr<Issuers> issuers;
  std::vector<std::unique_ptr<proxy::Worker>> workers;
  std::optional<proxy::Compiler> compiler;
  std::optional<proxy::Publisher> publisher;
  std::optional<cluster::Follower> follower;
  std::optional<store::Reaper> reaper;

  std::optional<admin::Records> records;
  std::optional<admin::Node> node;
  std::optional<admin::DecisionPages> decisions;
  std::optional<proxy::DryRun> dry_run;
  std::optional<admin::ExplainPages> explanations;
  std::optional<admin::Api> api;
  std::optional<admin::Server> server;
  admin::Door admin_door, admin_tls_door, status_door, status_tls_door, socket_door;

  std::vector<std::unique_ptr<loop::Gate>> listener_gates;  // one a core, then the control core's
  std::unique_ptr<loop::Gate> follower_gate;
  std::unique_ptr<loop::Gate> reaper_gate;
  std::vector<std::unique_ptr<proxy::Port>> ports;
  std::vector<std::unique_ptr<net::Listener>> listeners;
  std::vector<std::string> listening;
  // Of the first proxy listener without TLS, and with it; 0: none. Also read by the control core.
  std::array<std::atomic<std::uint16_t>, 2> proxy_ports{};
  std::string proxy_address, admin_address, socket_path;
  bool started = false;  // the cores run
};

}  // namespace cardea::app

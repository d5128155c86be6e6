// SPDX-License-Identifier: Apache-2.0
// The proxy's part of a gateway, one core, with a route that leads everything to a port of this
// process: real sessions over real sockets, without the rest. There is one for all inputs, so that
// what an input leaves behind is seen.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cluster/near_cache.h"
#include "identity/directory.h"
#include "loop/core.h"
#include "net/bind.h"
#include "observe/access_log.h"
#include "observe/lane.h"
#include "observe/metrics.h"
#include "plugin/chain.h"
#include "proxy/snapshot.h"
#include "proxy/worker.h"
#include "store/store.h"

namespace cardea::fuzz {

[[noreturn]] inline void die(const std::string& what) {
  std::fprintf(stderr, "it does not hold: %s\n", what.c_str());
  std::abort();
}

/// Nobody asks it.
class NoStore final : public store::Store {
  static Error nobody() { return Error::internal("there is no store"); }

 public:
  Task<Status> migrate() override { co_return fail(nobody()); }
  Task<Result<store::Found>> find(store::Find) override { co_return fail(nobody()); }
  Task<Result<store::Page>> list(store::List) override { co_return fail(nobody()); }
  Task<Result<std::vector<std::string>>> list_ended(store::ListEnded) override {
    co_return fail(nobody());
  }
  Task<Result<store::Outcome>> commit(store::Batch) override { co_return fail(nobody()); }
  Task<Result<store::Polled>> poll(std::uint64_t, store::Position) override {
    co_return fail(nobody());
  }
  Task<void> wait_for_change(Duration) override { co_return; }
  Task<Result<std::unique_ptr<store::JobLock>>> try_job_lock(std::string) override {
    co_return fail(nobody());
  }
  [[nodiscard]] store::Health health() const override { return {}; }
  Task<void> close() override { co_return; }
};

/// A listening socket of the script on a free port. `receive`: bytes of its connections' buffers.
inline net::Descriptor listen_on_loopback(int receive) {
  net::ListenOptions options;
  options.address = *net::Address::from_ip("127.0.0.1", 0);
  auto listening = net::bind_and_listen(options);
  if (!listening) die(listening.error().detail);
  ::setsockopt(listening->get(), SOL_SOCKET, SO_RCVBUF, &receive, sizeof receive);
  return std::move(*listening);
}

class TestGateway {
 public:
  TestGateway()
      : core_(0, {.on_fault =
                      [](auto where, auto what) {
                        die("fault in " + std::string(where) + ": " + std::string(what));
                      }}),
        cache_(1 << 20),
        directory_(store_, cache_),
        metrics_(1),
        log_(std::move(*observe::AccessLog::start({"off"}, 1))),
        meters_(metrics_),
        upstreams_(listen_on_loopback(8192)) {
    settings_.server = "cardea/fuzz";
    net::ResolverOptions names;
    names.servers = {"127.0.0.1:1"};
    worker_ = std::make_unique<proxy::Worker>(
        proxy::Worker::Parts{.core = core_,
                             .settings = settings_,
                             .clock = system_clock(),
                             .directory = directory_,
                             .access = log_->lane(0),
                             .meters = meters_,
                             .resolver = std::move(*net::Resolver::make(core_, names)),
                             .node_id = "fuzz",
                             .retire = [](std::shared_ptr<const proxy::Snapshot>) {}});
    worker_->publish(snapshot());
    core_.post([] { observe::enter_core(0); });
    core_.start();
  }

  loop::Core& core() { return core_; }
  [[nodiscard]] const net::Descriptor& upstreams() const { return upstreams_; }

  /// On the core.
  void serve(net::Descriptor client) {
    const auto peer = *net::Address::from_ip("127.0.0.1", 1);
    worker_->serve(std::make_unique<net::Stream>(core_, std::move(client), peer, Origin::client),
                   port_);
  }
  [[nodiscard]] bool is_idle() const { return meters_.open_connections.value() == 0; }
  /// Nothing of an input is left.
  void check_empty() {
    if (meters_.open_requests.value() != 0) die("a request is open without a session");
    if (worker_->buffers().lent_blocks() != 0) die("a buffer is lent to nobody");
  }

 private:
  std::shared_ptr<const proxy::Snapshot> snapshot() {
    using std::chrono::seconds;
    const auto service = std::make_shared<proxy::ServiceEntry>();
    service->host = service->host_field = "127.0.0.1";
    service->port = net::bound_address(upstreams_).port();
    service->retries = 2;
    service->connect_timeout = service->read_timeout = service->write_timeout = seconds(60);
    const auto entry = std::make_shared<proxy::RouteEntry>();
    entry->service = service;
    entry->strip_path = false;
    entry->chain = std::make_shared<const plugin::Chain>();
    entry->requests = std::make_shared<observe::StatusCounter>(1);
    model::Route route;
    route.paths = std::vector<std::string>{"/"};
    const auto whole = std::make_shared<proxy::Snapshot>();
    whole->router = proxy::Router::make({{entry, route}});
    return whole;
  }

  loop::Core core_;
  NoStore store_;
  cluster::NearCache cache_;
  identity::Directory directory_;
  observe::Metrics metrics_;
  std::unique_ptr<observe::AccessLog> log_;
  proxy::Meters meters_;
  proxy::Settings settings_;
  proxy::Port port_;
  net::Descriptor upstreams_;
  std::unique_ptr<proxy::Worker> worker_;
};

}  // namespace cardea::fuzz
